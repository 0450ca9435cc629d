"""The tables of the page: level mix, asked and realised, differences, where it comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.words import entry_point_name
from orgsim.report.markup import (
    Heading,
    definitions,
    number_cell,
    prose,
    row_heading,
    table,
    text,
    words_cell,
)
from orgsim.results import level_mix_table
from orgsim.results.compared import compared_levels, told_as, told_differences
from orgsim.results.comparison_findings import chance, words_of
from orgsim.results.precision import enough_for_ranges
from orgsim.results.wording import (
    moment,
    number,
    people,
    percent,
    percent_span,
    signed_number,
    span,
    telling_decimals,
    within_rounding,
)

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results


def level_mix_tables(results: Results) -> str:
    """Show people and share by level at the start, in the middle and at the end."""
    data = level_mix_table(results)
    if not enough_for_ranges(results.completed):
        data = data.assign(low=np.nan, high=np.nan)
    parts = []
    for organization in results.organizations:
        own = data[data["organization"] == organization.id]
        dates = list(own["date"].drop_duplicates())
        rows = []
        for level, cells in own.groupby("level", sort=False, dropna=False):
            whole = not isinstance(level, str)
            shown = [cell for _, row in cells.iterrows() for cell in _mix_cells(row)]
            title = "all levels" if whole else str(cells["title"].iloc[0])
            rows.append(("total" if whole else "", [row_heading(title), *shown]))
        head = [Heading("people, and share of all", words=True)]
        head += [Heading(date.strftime("%B %Y"), columns=2) for date in dates]
        made = table(head, rows, f"Level mix of {organization.label}")
        parts.append(f"<h3>{text(organization.label)}</h3>\n{made}")
    return "\n".join(parts)


def _mix_cells(row: Any) -> tuple[str, str]:
    """Mean headcount, and its range for the whole; for a level the share with its range."""
    known = row["low"] < row["high"]  # no range where every replication has the same
    if not isinstance(row["level"], str):
        spread = f"({span(row['low'], row['high'], 0)})" if known else ""
        return number_cell(people(row["headcount"])), number_cell("", spread)
    if pd.isna(row["share"]):
        return number_cell(people(row["headcount"])), number_cell("", "nobody left")
    spread = f"({percent_span(row['low'], row['high'])})" if known else ""
    return number_cell(people(row["headcount"])), number_cell(percent(row["share"]), spread)


def warnings_list(results: Results) -> str:
    """Show what was warned of before the run, and where it stands in the scenario."""
    told = results.manifest.get("warnings")
    if not told:
        return ""
    items = "\n".join(
        f"<li>{prose(each['message'])} <code>{text(each['path'])}</code></li>" for each in told
    )
    lead = "<p>Before the run it was warned of rules that contradict each other:</p>"
    return f'{lead}\n<ul class="contradictions">{items}</ul>'


PER_PERSON_YEAR = "per person-year"

_UNITS = {"share": "", PER_PERSON_YEAR: "per 100 people and year"}
"""What stands beside numbers as `quantity` writes them, as in the findings."""


def asked_table(results: Results) -> str:
    """Show what the scenario asks for beside what came about, per organization."""
    parts = []
    for organization in results.organizations:
        own = results.asked[results.asked["organization"] == organization.id]
        if own.empty:
            continue
        titles = {level.id: level.title for level in organization.levels}
        rows = []
        for _, row in own.iterrows():
            what = _with_entry_point(results, str(row["quantity"]))
            if isinstance(row["level"], str):
                what += f": {titles[row['level']]}"
            differs = bool(row["missed"])
            note = row["note"] if isinstance(row["note"], str) else ""
            unit = str(row["unit"])
            spread = ""
            if enough_for_ranges(results.completed) and row["q05"] < row["q95"]:
                spread = f"({quantity(row['q05'], unit)} to {quantity(row['q95'], unit)})"
            cells = [
                row_heading(what),
                number_cell(quantity(row["asked"], unit)),
                number_cell(quantity(row["realised"], unit), spread, "realised"),
                words_cell(_UNITS.get(unit, unit)),
                words_cell(note),
            ]
            rows.append(("differs" if differs else "", cells))
        head = [
            Heading("quantity", words=True),
            Heading("asked"),
            Heading("realised"),
            Heading("unit", words=True),
            Heading("why they differ", words=True),
        ]
        made = table(head, rows, f"Asked and realised at {organization.label}")
        parts.append(f"<h3>{text(organization.label)}</h3>\n{made}")
    if not parts:
        return "<p>The scenario asks for no number that holds over the whole run.</p>"
    return "\n".join(parts)


def _with_entry_point(results: Results, what: str) -> str:
    """Call an entry point in the name of a quantity as the scenario calls it."""
    for lead in ("hires through ", "time to fill of "):
        if what.startswith(lead):
            return f"{lead}{entry_point_name(results, what.removeprefix(lead))}"
    return what.replace("_", " ")


def quantity(value: float, unit: str) -> str:
    """Write a number with about three digits, a share in percent, a rate per 100 people.

    Examples
    --------
    >>> quantity(0.072, "share"), quantity(1313.4, "people"), quantity(0.1436, "per person-year")
    ('7.2 %', '1,313', '14.4')
    """
    if unit == "share":
        return percent(value)
    if unit == PER_PERSON_YEAR:
        value *= 100
    size = abs(value)
    if unit == "people" and size >= 10:
        return number(value, 0)
    return number(value, 0 if size >= 100 else 1 if size >= 10 else 3 if size < 1 else 2)


def differences_table(comparison: Comparison) -> str:
    """Show the paired differences at the dates at which they are told."""
    parts = []
    for organization in comparison.results[comparison.baseline].organizations:
        titles = {level.id: level.title for level in compared_levels(comparison, organization.id)}
        tables = []
        for time in comparison.told_times:
            rows = [
                _difference_row(comparison, row, titles)
                for _, row in told_differences(comparison, organization.id, time).iterrows()
            ]
            head = [
                Heading("measure", words=True),
                Heading("variant", words=True),
                Heading("difference"),
                Heading("unit", words=True),
                Heading("better with probability"),
                Heading("narrower by pairing"),
            ]
            caption = (
                f"Differences at {organization.label} {moment(time)}; rates are those since the "
                "start. With 95 % all intervals hold at once"
            )
            if rows:
                tables.append(table(head, rows, caption))
        if tables:
            parts.append("\n".join([f"<h3>{text(organization.label)}</h3>", *tables]))
    return "\n".join(parts)


def _difference_row(
    comparison: Comparison, row: Any, titles: dict[str, str]
) -> tuple[str, list[str]]:
    told = told_as(row["measure"])
    better = ""
    if isinstance(row["better"], str) and not math.isnan(row["probability_better"]):
        better = chance(row["probability_better"])
    cells = [
        row_heading(words_of(row, titles)),
        words_cell(comparison.label(str(row["variant"]))),
        _difference_cell(*told.scaled(row), told.decimals),
        words_cell(told.unit),
        number_cell(better),
        number_cell(_narrower(row)),
    ]
    return ("differs" if told.excludes_zero(row) else "", cells)


def _difference_cell(difference: float, low: float, high: float, decimals: int) -> str:
    if math.isnan(difference):
        return number_cell("", "unknown")
    if low == high == 0:
        return number_cell("", "the same")
    if within_rounding(low, high, decimals):
        return number_cell("", f"the same to within {number(10.0**-decimals, decimals)}")
    decimals = telling_decimals(low, high, decimals)
    spread = "" if math.isnan(low) else f"({span(low, high, decimals)})"
    if low == high:
        spread = "(deterministic)"
    return number_cell(signed_number(difference, decimals), spread, "realised")


def _narrower(row: Any) -> str:
    ratio = row["variance_ratio"]
    return "" if math.isnan(ratio) else f"{number(math.sqrt(ratio), 1)} times"


def provenance(results: Results) -> str:
    """Say where the numbers come from and how to make them again."""
    manifest = results.manifest
    pairs = [
        ("scenario", text(manifest["name"])),
        ("hash of the scenario", f"<code>{text(manifest['scenario_hash'])}</code>"),
        ("seed", text(manifest["seed"])),
        ("replications", text(f"{results.completed} of {manifest['replications']} completed")),
        ("orgsim", text(manifest["orgsim"])),
        ("made with", text(_made_with(manifest))),
        ("made at", text(manifest.get("created", "unknown"))),
        ("took", text(f"{number(float(manifest.get('wall_seconds', float('nan'))), 1)} seconds")),
    ]
    if manifest.get("command"):
        pairs.append(("command", f"<code>{text(manifest['command'])}</code>"))
    return definitions(pairs)


def _made_with(manifest: dict[str, Any]) -> str:
    return (
        f"Python {manifest.get('python', 'unknown')}, numpy {manifest.get('numpy', 'unknown')}, "
        f"{manifest.get('platform', 'unknown platform')}"
    )
