"""What is luck beside what is not known, with `--uncertain`, as a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from orgsim.cli.text_table import text_table
from orgsim.results.not_known import ALWAYS_TOLD, shown_measures
from orgsim.results.sweep_findings import written_as
from orgsim.results.wording import moment, number, span

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results

UNITS = {"points": "%", "per 100 people and year": "per 100 a year"}
"""Short, so that a line fits a terminal of 80 columns."""

LEGEND = """\
Means, and the 5th to 95th percentile: over replications, which differ by luck
and by what is assumed; and by luck alone. Luck: its share of the variance, with
its 95 % interval."""

LEGEND_OF_DIFFERENCES = """\
Mean differences, and the 5th to 95th percentile: over pairs of replications,
which differ by luck and by what is assumed; and by luck alone. Luck: its share
of the variance, with its 95 % interval."""


def luck_text(results: Results) -> str:
    """Lay out the spread of what matters most at the end; "" where it cannot be told apart."""
    label = {each.id: each.label for each in results.organizations}
    lines = []
    shown = shown_measures(results)
    for row in shown.to_dict("records"):
        words, scale, unit, decimals = written_as(row["measure"])
        where = f"{label[row['organization']]}: " if len(label) > 1 else ""
        lines.append([f"{where}{words} ({UNITS.get(unit, unit)})", *_cells(row, scale, decimals)])
    return _laid_out(shown, lines, LEGEND)


def luck_of_differences_text(comparison: Comparison) -> str:
    """Lay out the spread of the first differences at the end; "" where it cannot be told apart."""
    organizations = comparison.results[comparison.baseline].organizations
    shown = shown_measures(comparison)
    lines = []
    for measure in ALWAYS_TOLD:
        words, scale, unit, decimals = written_as(measure)
        for organization in organizations:
            own = shown[(shown["measure"] == measure) & (shown["organization"] == organization.id)]
            where = f"{organization.label}: " if len(organizations) > 1 else ""
            if len(own):
                lines.append([f"{where}{words} ({unit})", "", "", ""])
            for row in own.to_dict("records"):
                variant = comparison.label(row["variant"])
                lines.append([f"  {variant}", *_cells(row, scale, decimals)])
    return _laid_out(shown, lines, LEGEND_OF_DIFFERENCES)


def _laid_out(shown: pd.DataFrame, lines: list[list[str]], legend: str) -> str:
    if not lines:
        return ""
    heading = moment(float(shown["time"].iloc[0])).capitalize()
    rows = [[heading, "luck and assumptions", "luck alone", "luck"], *lines]
    # Headings may run on over the columns that they leave empty.
    laid_out = text_table([["" if row[1] == "" else row[0], *row[1:]] for row in rows])
    made = [row[0] if row[1] == "" else line for row, line in zip(rows, laid_out, strict=True)]
    return "\n".join([*made, legend])


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
