"""Who is better off under a variant than under the baseline, as a table in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgsim.cli.running_text import paragraph
from orgsim.cli.text_table import text_table, width_of
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

LEGEND_WITHOUT_INTERVALS = """\
Better and worse: shares of those hired under both policies; all others fare the
same. (95 % intervals: on a wider screen and in --json)"""


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


def twins_text(comparison: Comparison, width: int | None = None) -> str:
    """Lay out the twins: a part for each variant and organization.

    Parameters
    ----------
    comparison
    width
        Columns of the terminal, where there is one; intervals are left out where they do not fit.
    """
    text = _laid_out(comparison, with_intervals=True)
    if width is not None and max(map(width_of, text.splitlines())) > width:
        text = _laid_out(comparison, with_intervals=False)
    return text


def _laid_out(comparison: Comparison, *, with_intervals: bool) -> str:
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
                parts.append(_part(comparison, variant, organization, own, with_intervals))
    if not any("better off" in part for part in parts):
        return "\n\n".join(parts)
    return "\n\n".join([*parts, LEGEND if with_intervals else LEGEND_WITHOUT_INTERVALS])


def _part(
    comparison: Comparison,
    variant: str,
    organization: Organization,
    rows: list[dict[str, Any]],
    with_intervals: bool,
) -> str:
    first = rows[0]
    if _nobody_differs(rows):
        whom = f"all {first['twins']:,} people" if first["twins"] > 1 else "the one person"
        return paragraph(
            f"{organization.label}, {comparison.label(variant)}: nobody's career differs; "
            f"{whom} hired under the baseline fare the same under the variant."
        )
    heading = (
        f"{organization.label}, {comparison.label(variant)}: {first['twins']:,} people are hired "
        f"under both, {first['only_baseline']:,} under the baseline only, "
        f"{first['only_variant']:,} under the variant only"
    )
    table = [["", "better off", "worse off", "difference"]]
    for row in rows:
        if row["by"] == "all" and row["outcome"] in OUTCOMES:
            words, unit, decimals = OUTCOMES[row["outcome"]]
            table.append(_cells(words, row, unit, decimals, with_intervals))
    table.append(["higher title, began as", "", "", ""])
    table += [
        _cells(f"  {_name(row, organization)}", row, "rungs", 2, with_intervals)
        for row in rows
        if row["by"] != "all" and row["outcome"] == "rank" and row["twins"] >= FEWEST
    ]
    return "\n".join([paragraph(heading), "", *text_table(table)])


def _nobody_differs(rows: list[dict[str, Any]]) -> bool:
    """Whether the same people are hired under both and every outcome of everybody is the same."""
    return not any(row["only_baseline"] or row["only_variant"] for row in rows) and all(
        row["better"] == row["worse"] == 0 for row in rows
    )


def _name(row: dict[str, Any], organization: Organization) -> str:
    if row["by"] == "first_level":
        titles = {level.id: level.title for level in organization.levels}
        return titles.get(str(row["which"]), str(row["which"]))
    return str(row["which"]).replace("_", " ")


def _cells(
    words: str, row: dict[str, Any], unit: str, decimals: int, with_intervals: bool
) -> list[str]:
    difference = f"{signed_number(row['difference'], decimals)} {unit}".rstrip()
    shares = [_share(row, which, with_intervals) for which in ("better", "worse")]
    return [words, *shares, difference]


def _share(row: dict[str, Any], which: str, with_intervals: bool) -> str:
    value, low, high = (100 * float(row[f"{which}{end}"]) for end in ("", "_low", "_high"))
    if math.isnan(low) or not with_intervals:
        return f"{number(value, 1)} %"
    return f"{number(value, 1)} % ({span(max(low, 0.0), min(high, 100.0), 1)})"
