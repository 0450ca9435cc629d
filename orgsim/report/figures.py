"""The figures of the page, each drawn once for wide and once for narrow windows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.plots import headcount, level_mix, level_mix_difference, title_inflation
from orgsim.report.markup import prose, section, text
from orgsim.results.findings import is_inflated

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from orgsim.results import Comparison, Results

_TOP_MARGIN = 34  # pixels: the page sets title and note as text, only panel headings remain


@dataclass(frozen=True)
class PageFigure:
    """A figure of the page: its place, its heading, and how to draw it for so many columns."""

    identity: str
    heading: str
    draw: Callable[[int], go.Figure]


def figures_of_run(results: Results) -> list[PageFigure]:
    """List the figures of a run; none of title inflation where there is none."""
    figures = [
        PageFigure("level-mix", "Level mix", lambda columns: level_mix(results, columns=columns)),
        PageFigure(
            "title-inflation",
            "Title inflation",
            lambda columns: title_inflation(results, columns=columns),
        ),
        PageFigure("headcount", "Headcount", lambda columns: headcount(results, columns=columns)),
    ]
    known = results.summary["measure"] == "title_inflation"
    flat = results.summary.loc[known, "mean"].notna().any() and not is_inflated(results)
    return [each for each in figures if not (flat and each.identity == "title-inflation")]


def figures_of_comparison(comparison: Comparison) -> list[PageFigure]:
    """List the figures of a comparison: the differences, then the mix of each scenario."""

    def mix_of(name: str) -> Callable[[int], go.Figure]:
        return lambda columns: level_mix(comparison.results[name], columns=columns)

    differences = PageFigure(
        "differences",
        "What changes in the level mix",
        lambda columns: level_mix_difference(comparison, columns=columns),
    )
    mixes = [
        PageFigure(f"level-mix-{number}", f"Level mix: {name}", mix_of(name))
        for number, name in enumerate(comparison.results)
    ]
    return [differences, *mixes]


def draw_all(figures: list[PageFigure]) -> tuple[list[tuple[str, str, str]], str]:
    """Draw the figures.

    Returns
    -------
    list of tuple
        Identity, heading and section (HTML) of each figure.
    str
        The drawings as JSON that is safe inside a script element.
    """
    drawings: dict[str, Any] = {}
    sections = []
    for figure in figures:
        wide, narrow = figure.draw(2), figure.draw(1)
        meta = wide.layout.meta
        plot = f"{figure.identity}-plot"
        drawings[plot] = {"wide": _without_title(wide), "narrow": _without_title(narrow)}
        content = (
            f'<p class="finding">{prose(meta["finding"])}</p>\n<figure>\n'
            f'<div class="plot" id="{plot}" role="img" '
            f'aria-label="{text(meta["finding"])}"></div>\n'
            f"<figcaption>{prose(meta['note'])}</figcaption>\n</figure>"
        )
        made = section(figure.identity, figure.heading, content)
        sections.append((figure.identity, figure.heading, made))
    # "<" never stands in the JSON, so no text in it can end the script element.
    return sections, json.dumps(drawings, separators=(",", ":")).replace("<", "\\u003c")


def _without_title(figure: go.Figure) -> dict[str, Any]:
    """Leave title and note to the page, which wraps them to any width."""
    spared = figure.layout.meta["top"] - _TOP_MARGIN
    figure.update_layout(
        title=None,
        meta=None,
        height=figure.layout.height - spared,
        margin_t=_TOP_MARGIN,
        margin_l=figure.layout.margin.l,
    )
    drawing: dict[str, Any] = json.loads(figure.to_json())
    return {"data": drawing["data"], "layout": drawing["layout"]}
