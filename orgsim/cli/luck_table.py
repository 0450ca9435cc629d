"""What is luck beside what is not known, of a run with `--uncertain`, as a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from orgsim.cli.text_table import text_table
from orgsim.results.not_known import shown_measures
from orgsim.results.sweep_findings import written_as
from orgsim.results.wording import moment, number, span

if TYPE_CHECKING:
    from orgsim.results import Results

UNITS = {"points": "%", "per 100 people and year": "per 100 a year"}
"""Short, so that a line fits a terminal of 80 columns."""

LEGEND = """\
Means, and the 5th to 95th percentile: over replications, which differ by luck
and by what is assumed; and by luck alone. Luck: its share of the variance, with
its 95 % interval."""


def luck_text(results: Results) -> str:
    """Lay out the spread of what matters most at the end; "" where it cannot be told apart."""
    shown = shown_measures(results)
    if shown.empty:
        return ""
    label = {each.id: each.label for each in results.organizations}
    heading = moment(float(shown["time"].iloc[0])).capitalize()
    rows = [[heading, "luck and assumptions", "luck alone", "luck"]]
    for row in shown.to_dict("records"):
        words, scale, unit, decimals = written_as(row["measure"])
        where = f"{label[row['organization']]}: " if len(label) > 1 else ""
        rows.append([f"{where}{words} ({UNITS.get(unit, unit)})", *_cells(row, scale, decimals)])
    return "\n".join([*text_table(rows), LEGEND])


def _cells(row: Mapping[Hashable, Any], scale: float, decimals: int) -> list[str]:
    mean, low, high, luck_low, luck_high = (
        scale * row[name] for name in ("mean", "q05", "q95", "luck_q05", "luck_q95")
    )
    share = 100 * row["luck"]
    return [
        f"{number(mean, decimals)} ({span(low, high, decimals)})",
        span(luck_low, luck_high, decimals),
        f"{number(share, 0)} % ({100 * row['luck_low']:.0f}-{100 * row['luck_high']:.0f})",
    ]
