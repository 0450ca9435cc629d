"""The level mix at the start, in the middle and at the end, as a table in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.cli.text_table import text_table
from orgsim.results.ladders import Organization, read_organizations

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results

RANGE_NOTE = "Ranges are the 5th to 95th percentile over replications."


def level_mix_rows(results: Results) -> list[dict[str, Any]]:
    """Read the level mix at the start, in the middle and at the end off the summary.

    Returns
    -------
    list of dict
        `organization`, `date` (ISO), `level` and `title` (None for the whole organization),
        `headcount`, `share` (None for the whole), `low` and `high` (5th and 95th percentile of the
        share, of the headcount for the whole), highest level first.
    """
    rows = []
    for organization in read_organizations(results.manifest):
        own = results.summary[results.summary["organization"] == organization.id]
        for time in _start_middle_end(own["time"].unique()):
            rows += _rows_at(own[own["time"] == time], organization)
    return rows


def level_mix_text(results: Results) -> str:
    """Lay out the level mix of all organizations as text, one part for each."""
    found = level_mix_rows(results)
    table: list[list[str]] = []
    for organization in read_organizations(results.manifest):
        own = [row for row in found if row["organization"] == organization.id]
        dates = list(dict.fromkeys(row["date"] for row in own))
        heads = [cell for date in dates for cell in (date[:7], "", "")]
        table.append([organization.label, *heads])
        titles = list(dict.fromkeys(row["title"] for row in own))
        for title in titles:
            cells = [cell for row in own if row["title"] == title for cell in _cells(row)]
            table.append([f"  {title or 'headcount'}", *cells])
    return "\n".join([*text_table(table), RANGE_NOTE])


def _start_middle_end(times: Any) -> list[float]:
    ordered = np.sort(times)
    middle = ordered[np.argmin(np.abs(ordered - (ordered[0] + ordered[-1]) / 2))]
    return [float(time) for time in dict.fromkeys([ordered[0], middle, ordered[-1]])]


def _rows_at(summary: pd.DataFrame, organization: Organization) -> list[dict[str, Any]]:
    by_measure = {
        (row.measure, row.level if isinstance(row.level, str) else None): row
        for row in summary.itertuples()
    }
    date = summary["date"].iloc[0].date().isoformat()
    rows = []
    for level in reversed(organization.levels):
        headcount, share = by_measure["headcount", level.id], by_measure["level_share", level.id]
        rows.append(
            {
                "organization": organization.id,
                "date": date,
                "level": level.id,
                "title": level.title,
                "headcount": headcount.mean,
                "share": share.mean,
                "low": share.q05,
                "high": share.q95,
            }
        )
    whole = by_measure["headcount", None]
    rows.append(
        {
            "organization": organization.id,
            "date": date,
            "level": None,
            "title": None,
            "headcount": whole.mean,
            "share": None,
            "low": whole.q05,
            "high": whole.q95,
        }
    )
    return rows


def _cells(row: dict[str, Any]) -> tuple[str, str, str]:
    """Headcount, share and range; no range where every replication has the same."""
    scale = 1 if row["share"] is None else 100
    low, high = scale * row["low"], scale * row["high"]
    spread = "" if low == high else f"({low:.0f}-{high:.0f})"
    share = "" if row["share"] is None else f"{100 * row['share']:.0f} %"
    return f"{row['headcount']:,.0f}", share, spread
