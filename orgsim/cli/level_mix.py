"""The level mix at the start, in the middle and at the end, as a table in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from orgsim.cli.text_table import text_table, width_of

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results

RANGE_NOTE = "Ranges are the 5th to 95th percentile over replications."
NO_RANGE_NOTE = "Ranges over replications are shown from ten replications on."


def level_mix_rows(results: Results) -> pd.DataFrame:
    """Return the level mix at three dates, as `orgsim.results` has it, with ISO dates."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import level_mix_table

    rows = level_mix_table(results)
    return rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"))


def level_mix_text(results: Results, width: int | None = None) -> str:
    """Lay out the level mix of all organizations as text, one part for each.

    Parameters
    ----------
    results : Results
    width : int, optional
        Columns of the terminal: where the dates do not fit side by side they stand one below the
        other.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results.precision import enough_for_ranges

    rows = level_mix_rows(results)
    note = RANGE_NOTE
    if not enough_for_ranges(results.completed):
        rows = rows.assign(low=math.nan, high=math.nan)
        note = NO_RANGE_NOTE
    dates = list(rows["date"].drop_duplicates())
    lines = text_table(_table(rows, dates))
    if width is not None and max(map(width_of, lines)) > width:
        # One layout for all, so that columns stand in line from date to date.
        parts = rows.groupby(["organization", "date"], sort=False)
        lines = text_table([row for (_, date), part in parts for row in _table(part, [str(date)])])
    return "\n".join([*lines, note])


def _table(rows: pd.DataFrame, dates: list[str]) -> list[list[str]]:
    table: list[list[str]] = []
    for _, own in rows.groupby("organization", sort=False):
        heads = [cell for date in dates for cell in (date[:7], "", "")]
        table.append([own["label"].iloc[0], *heads])
        # By id: two levels may carry one title.
        for _, level in own.groupby("level", sort=False, dropna=False):
            title = level["title"].iloc[0]
            cells = [cell for row in level.itertuples() for cell in _cells(row)]
            table.append([f"  {title if isinstance(title, str) else 'headcount'}", *cells])
    return table


def _cells(row: Any) -> tuple[str, str, str]:
    """Headcount, share and range; no range where its ends are the same."""
    headcount = f"{row.headcount:,.0f}"
    if not isinstance(row.level, str):
        return headcount, "", _range(row.low, row.high)
    if math.isnan(row.share):
        return headcount, "nobody", ""
    return headcount, f"{100 * row.share:.0f} %", _range(100 * row.low, 100 * row.high)


def _range(low: float, high: float) -> str:
    ends = f"{low:.0f}", f"{high:.0f}"
    return "" if ends[0] == ends[1] else f"({'-'.join(ends)})"
