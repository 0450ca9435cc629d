"""What differs from the baseline at the end, as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.cli.text_table import text_table
from orgsim.results.wording import (
    duration,
    number,
    signed_number,
    telling_decimals,
    within_rounding,
)

if TYPE_CHECKING:
    from orgsim.results import Comparison, Organization

LEGEND = "* the 95 % interval for the mean difference excludes zero."

DECIMALS = {"points": 1, "rungs": 2, "per 100 people and year": 1}


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Read the differences at the last shared snapshot off a comparison.

    Returns
    -------
    list of dict
        `variant`, `organization`, `measure` (level_share, director_share, title_inflation,
        promotion_rate), `level` and `title` (None for the whole organization), `unit`,
        `difference`, `low` and `high` (NaN with one pair). The promotion rate is that of all
        the time since the start.
    """
    rows = []
    for organization in comparison.results[comparison.baseline].organizations:
        for variant in comparison.variants:
            if organization.id in comparison.results[variant].panels:
                rows += _at_the_end(comparison, variant, organization)
    return rows


def differences_text(comparison: Comparison) -> str:
    """Lay out the differences: a part for each organization, a column for each variant."""
    found = difference_rows(comparison)
    last = duration(comparison.last)
    table: list[list[str]] = []
    for organization in comparison.results[comparison.baseline].organizations:
        own = [row for row in found if row["organization"] == organization.id]
        if not own:
            continue
        table.append([f"{organization.label}, after {last}", *comparison.variants])
        for line in dict.fromkeys(_line(row) for row in own):
            cells = {row["variant"]: _cell(row) for row in own if _line(row) == line}
            table.append([f"  {line}", *(cells.get(name, "") for name in comparison.variants)])
    return "\n".join([*text_table(table, gap=3), LEGEND])


def _at_the_end(
    comparison: Comparison, variant: str, organization: Organization
) -> list[dict[str, Any]]:
    table: Any = comparison.differences
    own = table[(table["variant"] == variant) & (table["organization"] == organization.id)]
    own = own[own["time"] == comparison.last]
    title_of = {level.id: level.title for level in organization.levels}
    titled = own[own["measure"] == "level_share"].iloc[::-1]  # the highest level first
    rows = [
        _row(row, variant, organization, title_of.get(row.level, row.level), 100, "points")
        for row in titled.itertuples()
    ]
    for measure, scale, unit in (
        ("director_share", 100, "points"),
        ("title_inflation", 1, "rungs"),
        ("promotion_rate", 100, "per 100 people and year"),
    ):
        rows += [
            _row(row, variant, organization, None, scale, unit)
            for row in own[own["measure"] == measure].itertuples()
        ]
    return rows


def _row(
    row: Any, variant: str, organization: Organization, title: str | None, scale: int, unit: str
) -> dict[str, Any]:
    return {
        "variant": variant,
        "organization": organization.id,
        "measure": row.measure,
        "level": row.level if title is not None else None,
        "title": title,
        "unit": unit,
        "difference": scale * row.difference,
        "low": scale * row.low,
        "high": scale * row.high,
    }


_NAMES = {
    "director_share": "Director and above (points)",
    "title_inflation": "title inflation (rungs)",
    "promotion_rate": "promotions (per 100 people and year)",
}


def _line(row: dict[str, Any]) -> str:
    return _NAMES.get(row["measure"], f"{row['title']} (points)")


def _cell(row: dict[str, Any]) -> str:
    """Difference, interval and a star where the interval excludes zero.

    There are as many digits as it takes to see that, unless the whole interval is too small to
    matter.
    """
    decimals = DECIMALS[row["unit"]]
    difference, low, high = row["difference"], row["low"], row["high"]
    if np.isnan(difference):
        return "unknown  "
    if low == high == 0:
        return "the same  "
    if within_rounding(low, high, decimals):
        return f"the same to within {number(10.0**-decimals, decimals)}  "
    decimals = telling_decimals(low, high, decimals)
    signed = signed_number(difference, decimals)
    if np.isnan(low):
        return f"{signed} (one pair)  "
    star = "*" if low > 0 or high < 0 else " "
    return f"{signed} ({number(low, decimals)} to {number(high, decimals)}) {star}"
