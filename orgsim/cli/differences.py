"""What differs from the baseline at the dates told, as tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.cli.text_table import WIDEST, text_table, width_of
from orgsim.results.compared import compared_levels, told_as, told_differences
from orgsim.results.wording import (
    duration,
    number,
    signed_number,
    telling_decimals,
    within_rounding,
)

if TYPE_CHECKING:
    from orgsim.results import Comparison

LEGEND = "* the simultaneous 95 % interval excludes no difference"
_GAP = 3
_MOST_TABLES = 2  # with intervals; one that is cut in more pieces leaves them out


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Read the differences that are told off a comparison, at every date at which they are.

    Returns
    -------
    list of dict
        `variant`, `organization`, `date`, `measure`, `level` and `title` (None for the whole
        organization), `unit`, `difference`, `low` and `high` (NaN with one pair), in that unit;
        `baseline_mean` and `variant_mean` in that of the measure; and, as
        `orgsim.results.DIFFERENCES` says, `deterministic`, `better`, `probability_better`,
        `share_better`, `variance_ratio` and `replications`. Levels come first, from the highest
        down, then measures by importance. Rates are those of all the time since the start.
    """
    rows = []
    for organization in comparison.results[comparison.baseline].organizations:
        titles = {level.id: level.title for level in compared_levels(comparison, organization.id)}
        for time in comparison.told_times:
            told: Any = told_differences(comparison, organization.id, time)
            rows += [_row(row, titles) for row in told.itertuples()]
    return rows


def differences_text(comparison: Comparison, width: int | None = None) -> str:
    """Lay out the differences: a part for each organization and date, a column for each variant.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    width
        Columns of the terminal; where variants do not fit side by side they stand below each
        other, and intervals are left to the page where that would take many tables.
    """
    found = difference_rows(comparison)
    width = min(width or WIDEST, WIDEST)
    parts = []
    full = True
    for organization in comparison.results[comparison.baseline].organizations:
        for time in comparison.told_times:
            own = [
                row
                for row in found
                if row["organization"] == organization.id and row["time"] == time
            ]
            if not own:
                continue
            heading = f"{organization.label}, after {duration(time)}"
            tables = _tables(comparison, heading, own, width, _cell)
            if len(tables) > _MOST_TABLES:
                tables, full = _tables(comparison, heading, own, width, _short_cell), False
            parts += tables
    left_out = "" if full else "\n  (intervals: on the page, in differences.parquet and in --json)"
    return "\n\n".join(parts) + f"\n{LEGEND}{left_out}"


def _tables(
    comparison: Comparison, heading: str, rows: list[dict[str, Any]], width: int, cell: Any
) -> list[str]:
    """Return tables that are no wider than the terminal, of one variant at least."""
    lines: dict[tuple[str, str | None], dict[str, str]] = {}
    names: dict[tuple[str, str | None], str] = {}
    for row in rows:  # by id: two levels may carry one title
        key = row["measure"], row["level"]
        names[key] = f"  {_line(row)}"
        lines.setdefault(key, {})[row["variant"]] = cell(row)
    first = max(map(width_of, [heading, *names.values()]))
    pieces: list[list[str]] = []
    used = width
    for variant in comparison.variants:
        cells = [cells.get(variant, "") for cells in lines.values()]
        # What stands in front of its gap ends in a space or a star; the last needs none.
        needed = _GAP + max(map(width_of, [comparison.label(variant), *cells]))
        if used + needed > width:
            pieces.append([])
            used = first
        pieces[-1].append(variant)
        used += needed
    return [
        "\n".join(
            text_table(
                [
                    [heading, *map(comparison.label, piece)],
                    *(
                        [names[key], *(cells.get(variant, "") for variant in piece)]
                        for key, cells in lines.items()
                    ),
                ],
                gap=_GAP,
            )
        )
        for piece in pieces
    ]


def _row(row: Any, titles: dict[str, str]) -> dict[str, Any]:
    told = told_as(row.measure)
    level = row.level if isinstance(row.level, str) else None
    difference, low, high = told.scaled(row)
    better = row.better if isinstance(row.better, str) else None
    return {
        "variant": row.variant,
        "organization": row.organization,
        "time": row.time,
        "date": str(row.date.date()),
        "measure": row.measure,
        "level": level,
        "title": titles[level] if level else None,
        "unit": told.unit,
        "difference": difference,
        "low": low,
        "high": high,
        "baseline_mean": row.baseline_mean,
        "variant_mean": row.variant_mean,
        "deterministic": bool(row.deterministic),
        "better": better,
        "probability_better": row.probability_better,
        "share_better": row.share_better,
        "variance_ratio": row.variance_ratio,
        "replications": int(row.replications),
    }


def _line(row: dict[str, Any]) -> str:
    words = told_as(row["measure"]).words
    if row["level"]:
        words = row["title"] if row["measure"] == "level_share" else f"{row['title']}: {words}"
    return f"{words} ({row['unit']})" if row["unit"] else words


def _cell(row: dict[str, Any]) -> str:
    """Difference, interval and a star where the interval excludes zero.

    There are as many digits as it takes to see that, unless the whole interval is too small to
    matter.
    """
    return _shown(row, with_interval=True)


def _short_cell(row: dict[str, Any]) -> str:
    """The same without the interval."""
    return _shown(row, with_interval=False)


def _shown(row: dict[str, Any], *, with_interval: bool) -> str:
    decimals = told_as(row["measure"]).decimals
    difference, low, high = row["difference"], row["low"], row["high"]
    if np.isnan(difference):
        return "unknown  "
    if low == high == 0:
        return "the same  "
    if within_rounding(low, high, decimals):
        within = f"the same to within {number(10.0**-decimals, decimals)}"
        return f"{within if with_interval else number(0, decimals)}  "
    if with_interval:
        decimals = telling_decimals(low, high, decimals)
    else:  # enough of them to see that there is a difference at all
        decimals = telling_decimals(difference, difference, decimals)
    if np.isnan(low):
        interval = "(one pair)"
    elif row["deterministic"]:
        interval = "(deterministic)"
    else:
        interval = f"({number(low, decimals)} to {number(high, decimals)})"
    star = "*" if low > 0 or high < 0 else " "
    signed = signed_number(difference, decimals)
    return f"{signed} {interval} {star}" if with_interval else f"{signed} {star}"
