"""What differs from the baseline at the end, as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.cli.text_table import text_table
from orgsim.results.compared import TOLD, compared_levels, told_differences
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

DECIMALS = {told.unit: told.decimals for told in TOLD.values()}


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Read the differences at the last shared snapshot off a comparison.

    Returns
    -------
    list of dict
        `variant`, `organization`, `measure` (level_share, or one of
        `orgsim.results.compared.TOLD`), `level` and `title` (None for the whole organization),
        `unit`, `difference`, `low` and `high` (NaN with one pair). Levels come first, from the
        highest down, then measures by importance. Rates are those of all the time since the start.
    """
    rows = []
    for organization in comparison.results[comparison.baseline].organizations:
        rows += _level_shares(comparison, organization)
        whole: Any = told_differences(comparison, organization.id)
        for row in whole.itertuples():
            told = TOLD[row.measure]
            rows.append(_row(row, organization, None, told.scale, told.unit))
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
        table.append(
            [f"{organization.label}, after {last}", *map(comparison.label, comparison.variants)]
        )
        lines: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
        for row in own:  # by id: two levels may carry one title
            lines.setdefault((row["measure"], row["level"]), []).append(row)
        for rows in lines.values():
            cells = {row["variant"]: _cell(row) for row in rows}
            line = f"  {_line(rows[0])}"
            table.append([line, *(cells.get(name, "") for name in comparison.variants)])
    return "\n".join([*text_table(table, gap=3), LEGEND])


def _level_shares(comparison: Comparison, organization: Organization) -> list[dict[str, Any]]:
    """Differences in level mix, also of levels that only a variant has."""
    table = comparison.differences
    own = table[
        (table["organization"] == organization.id)
        & (table["time"] == comparison.last)
        & (table["measure"] == "level_share")
    ]
    return [
        _row(row, organization, level.title, 100, "points")
        for level in compared_levels(comparison, organization.id)
        for row in own[own["level"] == level.id].itertuples()
    ]


def _row(
    row: Any, organization: Organization, title: str | None, scale: float, unit: str
) -> dict[str, Any]:
    return {
        "variant": row.variant,
        "organization": organization.id,
        "measure": row.measure,
        "level": row.level if title is not None else None,
        "title": title,
        "unit": unit,
        "difference": scale * row.difference,
        "low": scale * row.low,
        "high": scale * row.high,
    }


def _line(row: dict[str, Any]) -> str:
    what = row["title"] if row["level"] else TOLD[row["measure"]].words
    return f"{what} ({row['unit']})"


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
