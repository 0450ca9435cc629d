"""Which figures of the catalogue a page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.catalogue import CATALOGUE, COMPARISON, RUN, SWEEP, Entry
from orgsim.report.figures import PageFigure
from orgsim.results.findings import is_inflated

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgsim.plots.drawing import Drawing
    from orgsim.results import Comparison, Results, Sweep

_OF_INFLATION = ("title_inflation", "scope_by_title")

_DRAWN_WHEN_ASKED_FOR = (
    "headcount",
    "span_of_control",
    "scope_by_title",
    "ladder_flows",
    "lifelines",
    "entry_mix",
    "leaving",
    "pay",
)
"""What `orgsim plot` draws of a comparison, too, but its page leaves out: of most of these numbers
it has the differences, and the pages of the runs beside it have the figures."""


def figures_of_run(results: Results) -> list[PageFigure]:
    """List the figures of a run; none of title inflation where there is none."""
    known = results.summary["measure"] == "title_inflation"
    flat = results.summary.loc[known, "mean"].notna().any() and not is_inflated(results)
    return [
        _on_page(entry, results)
        for entry in CATALOGUE.values()
        if RUN in entry.of and not (flat and entry.name in _OF_INFLATION)
    ]


def figures_of_comparison(comparison: Comparison) -> list[PageFigure]:
    """List the figures of a comparison: the differences, then what each policy looks like."""
    flat = not any(is_inflated(results) for results in comparison.results.values())
    return [
        _on_page(entry, comparison)
        for entry in CATALOGUE.values()
        if COMPARISON in entry.of
        and entry.name not in _DRAWN_WHEN_ASKED_FOR
        and not (flat and entry.name in _OF_INFLATION)
    ]


def figures_of_sweep(sweep: Sweep) -> list[PageFigure]:
    """List the figures of a sweep."""
    return [_on_page(entry, sweep) for entry in CATALOGUE.values() if SWEEP in entry.of]


def _on_page(entry: Entry, results: Results | Comparison | Sweep) -> PageFigure:
    identity = entry.name.replace("_", "-")
    return PageFigure(entry.chapter, identity, entry.heading, _drawn(entry, results))


def _drawn(entry: Entry, results: Results | Comparison | Sweep) -> Callable[[int], Drawing]:
    return lambda columns: entry.draw.drawing(results, columns=columns)
