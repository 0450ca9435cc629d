"""Who is better off under a variant than under the baseline, as a table in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgsim.cli.run import paragraph
from orgsim.cli.text_table import text_table
from orgsim.results.wording import number, signed_number, span

if TYPE_CHECKING:
    from orgsim.results import Comparison, Organization

FEWEST = 10
"""Twins below whom a part of the people has no line of its own."""

OUTCOMES = {
    "rank": ("higher title", "rungs", 2),
    "first_promotion": ("promoted sooner", "years", 2),
    "stay": ("stay longer", "years", 2),
    "pay": ("paid more", "", 0),
}
"""In words, for the lines about everybody."""

LEGEND = """\
Better and worse: shares of those hired under both policies, with 95 % intervals;
all others fare the same."""


def twin_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Every row of the twins of all variants, with the name of the variant.

    Raises
    ------
    ValueError
        As `orgsim.results.twins`.
    """
    return [
        {"variant": variant, **{str(name): value for name, value in row.items()}}
        for variant in comparison.variants
        for row in comparison.twins(variant).to_dict("records")
    ]


def twins_text(comparison: Comparison) -> str:
    """Lay out the twins: a part for each variant and organization."""
    rows = twin_rows(comparison)
    parts = []
    for variant in comparison.variants:
        for organization in comparison.results[comparison.baseline].organizations:
            own = [
                row
                for row in rows
                if row["variant"] == variant and row["organization"] == organization.id
            ]
            if own:
                parts.append(_part(comparison, variant, organization, own))
    return "\n\n".join([*parts, LEGEND])


def _part(
    comparison: Comparison, variant: str, organization: Organization, rows: list[dict[str, Any]]
) -> str:
    first = rows[0]
    heading = (
        f"{organization.label}, {comparison.label(variant)}: {first['twins']:,} people are hired "
        f"under both, {first['only_baseline']:,} under the baseline only, "
        f"{first['only_variant']:,} under the variant only"
    )
    table = [["", "better off", "worse off", "difference"]]
    for row in rows:
        if row["by"] == "all" and row["outcome"] in OUTCOMES:
            words, unit, decimals = OUTCOMES[row["outcome"]]
            table.append(_cells(words, row, unit, decimals))
    table.append(["higher title, began as", "", "", ""])
    table += [
        _cells(f"  {_name(row, organization)}", row, "rungs", 2)
        for row in rows
        if row["by"] != "all" and row["outcome"] == "rank" and row["twins"] >= FEWEST
    ]
    return "\n".join([paragraph(heading), "", *text_table(table)])


def _name(row: dict[str, Any], organization: Organization) -> str:
    if row["by"] == "first_level":
        titles = {level.id: level.title for level in organization.levels}
        return titles.get(str(row["which"]), str(row["which"]))
    return str(row["which"]).replace("_", " ")


def _cells(words: str, row: dict[str, Any], unit: str, decimals: int) -> list[str]:
    difference = f"{signed_number(row['difference'], decimals)} {unit}".rstrip()
    return [words, _share(row, "better"), _share(row, "worse"), difference]


def _share(row: dict[str, Any], which: str) -> str:
    value, low, high = (100 * float(row[f"{which}{end}"]) for end in ("", "_low", "_high"))
    if math.isnan(low):
        return f"{number(value, 1)} %"
    return f"{number(value, 1)} % ({span(max(low, 0.0), min(high, 100.0), 1)})"
