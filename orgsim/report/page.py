"""One page with everything: the answer in words, the figures, the tables, the provenance."""

from __future__ import annotations

import base64
import gzip
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

from orgsim.plots.differences import differences
from orgsim.report.figures import PageFigure, Section, draw_all
from orgsim.report.luck_table import luck_table
from orgsim.report.markup import definitions, paragraphs, prose, section, text
from orgsim.report.scenario import assumed_numbers, whole_scenario
from orgsim.report.story import figures_of_comparison, figures_of_run, figures_of_sweep
from orgsim.report.tables import (
    asked_table,
    differences_table,
    level_mix_tables,
    provenance,
    warnings_list,
)
from orgsim.results import Comparison, Results, Sweep, findings
from orgsim.results.precision import enough_for_ranges
from orgsim.results.sweep_findings import sweep_findings

_FAILURES_SHOWN = 5
_LUCK = "What is luck, and what is not known"
_NUMBERS = "Numbers"  # the last chapter

_HINT_OF_RUN = (
    "Ranges in brackets are the 5th to 95th percentile over replications: what may happen. "
    "Results are conditional on the survival of the companies."
)
_HINT_OF_DRAWS = (
    "Ranges in brackets are the 5th to 95th percentile over replications, which differ by luck and "
    "by what is assumed; a table below has what is luck alone. Results are conditional on the "
    "survival of the companies."
)
_HINT_OF_SHORT_RUN = (
    "Ranges over replications are shown from ten replications on. "
    "Results are conditional on the survival of the companies."
)
_HINT_OF_COMPARISON = (
    "Intervals are 95 % for the mean difference: what is known. Every scenario sees the same "
    "people and the same luck, as far as its rules allow."
)
_AND_THE_SAME_DRAWS = (
    " Assumptions are drawn from their ranges, alike for all scenarios, and intervals are for the "
    "mean over these draws; a table below has what is luck alone."
)


_HINT_OF_SWEEP = (
    "Shares are of the variance over the points of the design, with 95 % bootstrap intervals. All "
    "points see the same luck."
)


def _hint(results: Results | Comparison) -> str:
    if isinstance(results, Comparison):
        drawn = "uncertain" in results.manifest
        return _HINT_OF_COMPARISON + (_AND_THE_SAME_DRAWS if drawn else "")
    if "uncertain" in results.manifest:
        return _HINT_OF_DRAWS
    return _HINT_OF_RUN if enough_for_ranges(results.completed) else _HINT_OF_SHORT_RUN


def _title(results: Results | Comparison) -> str:
    """Return the name of a run; of policies that one file states the name that they share."""
    if isinstance(results, Comparison):
        shared = {
            each.name.removesuffix(f": {results.label(name)}")
            for name, each in results.results.items()
        }
        if len(shared) == 1 and len(results.results) > 1:
            return shared.pop()
    return results.name


def _answer(results: Results | Comparison) -> str:
    """Say what was found; of a comparison first what differs most, then each variant by itself."""
    found = findings(results)
    if not isinstance(results, Comparison):
        return paragraphs(found)
    first = differences.drawing(results).layout["meta"]["finding"]
    rest = []
    for sentence in found:
        about, colon, told = sentence.partition(": ")
        lead = f"<strong>{prose(about)}</strong>{colon}" if told else prose(about)
        rest.append(f"<p>{lead}{prose(told)}</p>")
    return "\n".join([paragraphs([first]), *rest])


def write_report(results: Results | Comparison | Sweep, path: str | Path) -> Path:
    """Write the report of a run, a comparison or a sweep as one page that opens offline.

    Parameters
    ----------
    results
        What was found.
    path
        The HTML file; replaced when it exists.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    OSError
        When it cannot be written.

    Examples
    --------
    >>> write_report(results, "report.html")  # doctest: +SKIP
    """
    path = Path(path)
    # Written beside and moved, so that nobody ever opens half a page.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(report_page(results), encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def report_page(results: Results | Comparison | Sweep) -> str:
    """Compose the page.

    Returns
    -------
    str
        A complete HTML document.
    """
    if isinstance(results, Sweep):
        return _page_of_sweep(results)
    if isinstance(results, Comparison):
        runs = {results.label(name): each for name, each in results.results.items()}
        figures = figures_of_comparison(results)
        tables = [("table", "The differences in numbers", differences_table(results))]
        if "uncertain" in results.manifest:
            tables.append(("luck", _LUCK, luck_table(results)))
        warned = "\n".join(
            f"<h3>{text(name)}</h3>\n{warnings_list(each)}"
            for name, each in runs.items()
            if each.manifest.get("warnings")
        )
        tables.append(("warned", "Contradictions in the rules", warned))
        assumed = assumed_numbers(results.results[results.baseline])
    else:
        runs = {results.name: results}
        figures = figures_of_run(results) if results.completed else []
        tables = []
        assumed = assumed_numbers(results)
        if results.completed:
            tables.append(("table", "The level mix in numbers", level_mix_tables(results)))
            if "uncertain" in results.manifest:
                tables.append(("luck", _LUCK, luck_table(results)))
            asked = f"{warnings_list(results)}\n{asked_table(results)}"
            tables.append(("asked", "Asked and realised", asked))
    return _page(
        {
            "title": text(_title(results)),
            "byline": text(_byline(results)),
            "warnings": "\n".join([*_unfinished(runs), *_failures(runs), *_contradictions(runs)]),
            "answer": _answer(results),
            "hint": _hint(results),
            "version": text(next(iter(runs.values())).manifest["orgsim"]),
        },
        figures,
        [*tables, *_scenario(assumed, runs), _provenance(results, runs)],
    )


def _page_of_sweep(sweep: Sweep) -> str:
    manifest = sweep.manifest
    plan = manifest["sweep"]
    failed = len(sweep.failures)
    told = f"{failed} replication{'s' if failed > 1 else ''} failed and were left out"
    varied = definitions(
        [(each["path"], f"<code>{text(each['values'])}</code>") for each in plan["parameters"]]
    )
    pairs = [
        (name, text(manifest.get(key, "unknown")))
        for name, key in (
            ("hash of the scenario", "scenario_hash"),
            ("seed", "seed"),
            ("orgsim", "orgsim"),
            ("made at", "created"),
            ("command", "command"),
        )
    ]
    return _page(
        {
            "title": text(f"What matters in {sweep.name}"),
            "byline": text(
                f"{plan['points']:,} points ({plan['design']}), {manifest['replications']} "
                f"replications each; seed {manifest['seed']}"
            ),
            "warnings": f'<p class="warning" role="note">{told}.</p>' if failed else "",
            "answer": paragraphs(sweep_findings(sweep)),
            "hint": _HINT_OF_SWEEP,
            "version": text(manifest["orgsim"]),
        },
        figures_of_sweep(sweep),
        [
            ("varied", "What is varied", varied),
            *_scenario(assumed_numbers(sweep), {sweep.name: sweep}),
            ("provenance", "Where these numbers come from", definitions(pairs)),
        ],
    )


def _scenario(
    assumed: str, runs: Mapping[str, Results] | Mapping[str, Sweep]
) -> list[tuple[str, str, str]]:
    """Make the sections of the scenario: what is assumed, and all of it."""
    return [
        ("assumed", "What is assumed", assumed),
        ("scenario", "The scenario in full", whole_scenario(runs)),
    ]


def _page(
    words: dict[str, str], figures: list[PageFigure], tables: list[tuple[str, str, str]]
) -> str:
    """Put a page together: its words, its figures, and what follows them in numbers."""
    drawn = draw_all(figures)
    sections = drawn.sections + [
        Section(_NUMBERS, identity, heading, section(identity, heading, content))
        for identity, heading, content in tables
        if content
    ]
    parts = words | {
        "navigation": _navigation(sections),
        "sections": "\n".join(each.made for each in sections),
        "left_out": _left_out(drawn.left_out),
        "figures": _packed(drawn.drawings.encode()) if drawn.drawings else "",
        "plotly": _packed_plotly() if drawn.drawings else "",
        "style": _part("style.css"),
        "script": _part("page.js") if drawn.drawings else "",
    }
    return Template(_part("page.html")).substitute(parts)


def _navigation(sections: Sequence[Section]) -> str:
    """List the sections of each chapter, chapters in their order of appearance."""
    chapters: dict[str, list[str]] = {}
    for each in sections:
        link = f'<a href="#{each.identity}">{text(each.heading)}</a>'
        chapters.setdefault(each.chapter, []).append(link)
    return "\n".join(
        f"<li><span>{text(chapter)}</span> {' '.join(links)}</li>"
        for chapter, links in chapters.items()
    )


def _left_out(figures: Sequence[tuple[str, str]]) -> str:
    """Say which figures are not on the page, and why."""
    if not figures:
        return ""
    told = "; ".join(f"{heading}: {reason}" for heading, reason in figures)
    return f'<p class="hint">Not drawn, as there is nothing to see. {prose(told)}.</p>'


def _part(name: str) -> str:
    return files("orgsim.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _packed_plotly() -> str:
    """Return plotly.js, packed once for all pages."""
    return _packed(files("plotly").joinpath("package_data", "plotly.min.js").read_bytes())


def _packed(content: bytes) -> str:
    """Return base64 of gzip: 2 MB instead of 5 for plotly.js, and the same bytes every time.

    No text in it, of whatever origin, can end the script element that it stands in.
    """
    return base64.b64encode(gzip.compress(content, 4, mtime=0)).decode("ascii")


def _byline(results: Results | Comparison) -> str:
    if isinstance(results, Comparison):
        first, each = results.results[results.baseline], " each"
        dates = results.differences["date"]
    else:
        first, each = results, ""
        dates = results.summary["date"]
    count = first.completed
    parts = [f"{count} replications" if count != 1 else "1 replication"]
    parts[0] += each
    named = f"{results.name}; " if _title(results) != results.name else ""
    if count:
        parts.insert(0, f"{dates.min():%B %Y} to {dates.max():%B %Y}")
    return f"{named}{', '.join(parts)}; seed {first.manifest['seed']}"


def _unfinished(runs: dict[str, Results]) -> Iterator[str]:
    for results in runs.values():
        if results.manifest.get("unfinished"):
            told = f"{results.completed} of {results.manifest['replications']} replications"
            yield (
                '<p class="warning" role="note">The run was not finished when this page was made: '
                f"it tells of {told}.</p>"
            )


def _contradictions(runs: dict[str, Results]) -> Iterator[str]:
    for name, results in runs.items():
        count = len(results.manifest.get("warnings", ()))
        if count:
            what = "a contradiction" if count == 1 else f"{count} contradictions"
            told = f"Before the run it was warned of {what} in the rules"
            if len(runs) > 1:
                told = f'{text(name)}: {told}, <a href="#warned">listed below</a>.'
            else:
                told += '; <a href="#asked">asked and realised</a> shows what came of it.'
            yield f'<p class="warning" role="note">{told}</p>'


def _failures(runs: dict[str, Results]) -> Iterator[str]:
    for name, results in runs.items():
        if not results.failures:
            continue
        causes = [
            f"replication {failure['replication']}: {failure['cause']}"
            for failure in results.failures[:_FAILURES_SHOWN]
        ]
        if len(results.failures) > _FAILURES_SHOWN:
            causes.append(f"and {len(results.failures) - _FAILURES_SHOWN} more")
        many = len(results.failures) > 1
        told = f"{len(results.failures)} replication{'s' if many else ''} failed and "
        told += f"{'are' if many else 'is'} left out: {'; '.join(causes)}"
        told = f"{name}: {told}" if len(runs) > 1 else told
        yield f'<p class="warning" role="note">{text(told)}</p>'


def _provenance(results: Results | Comparison, runs: dict[str, Results]) -> tuple[str, str, str]:
    parts = []
    if isinstance(results, Comparison) and results.command:
        parts.append(definitions([("command", f"<code>{text(results.command)}</code>")]))
    for name, each in runs.items():
        heading = f"<h3>{text(name)}</h3>\n" if len(runs) > 1 else ""
        parts.append(f"{heading}{provenance(each)}")
    return "provenance", "Where these numbers come from", "\n".join(parts)
