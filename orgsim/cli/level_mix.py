"""The level mix at the start, in the middle and at the end, as a table in the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from orgsim.cli.screen import PIPE, Screen, bar
from orgsim.cli.text_table import text_table, width_of

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results

Bar: TypeAlias = Callable[[Any], str]
"""From a row to its bar."""

SIDE_BY_SIDE = (4, 10)
ONE_BELOW_THE_OTHER = (0, 20)
"""Characters of the longest bar, at least and at most."""

RANGE_NOTE = "Ranges are the 5th to 95th percentile over replications."
RANGE_NOTE_OF_DRAWS = (
    "Ranges are the 5th to 95th percentile over replications: luck and assumptions."
)
NO_RANGE_NOTE = "Ranges over replications are shown from ten replications on."


def level_mix_rows(results: Results) -> pd.DataFrame:
    """Return the level mix at three dates, as `orgsim.results` has it, with ISO dates."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import level_mix_table

    rows = level_mix_table(results)
    return rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"))


def level_mix_text(results: Results, screen: Screen = PIPE) -> str:
    """Lay out the level mix of all organizations as text, one part for each.

    Parameters
    ----------
    results : Results
    screen : Screen
        On a terminal a bar in the colour of the level stands beside each share, and where the dates
        do not fit side by side they stand one below the other.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results.precision import enough_for_ranges

    rows = level_mix_rows(results)
    note = RANGE_NOTE_OF_DRAWS if "uncertain" in results.manifest else RANGE_NOTE
    if not enough_for_ranges(results.completed):
        rows = rows.assign(low=math.nan, high=math.nan)
        note = NO_RANGE_NOTE
    dates = list(rows["date"].drop_duplicates())
    if screen.width is None:
        return "\n".join([*text_table(_table(rows, dates)), note])
    return "\n".join([*_on_a_terminal(rows, dates, screen, _colours(results)), note])


def _on_a_terminal(
    rows: pd.DataFrame, dates: list[str], screen: Screen, colours: Mapping[tuple[str, str], str]
) -> list[str]:
    """Lay out the rows with bars as wide as there is room, all on one scale."""
    columns = screen.width or 0
    largest = rows["share"].max()

    def drawn(width: int) -> Bar:
        def draw(row: Any) -> str:
            if not isinstance(row.level, str):
                return " " * width
            text = bar(row.share / largest, width)
            colour = colours[row.organization, row.level]
            return screen.coloured(text, colour) + " " * (width - len(text))

        return draw

    # One layout for all where dates stand below each other, so that columns stand in line.
    parts = rows.groupby(["organization", "date"], sort=False)
    for sheets, least, most in (
        ([(rows, dates)], *SIDE_BY_SIDE),
        ([(part, [str(date)]) for (_, date), part in parts], *ONE_BELOW_THE_OTHER),
    ):
        lines = text_table([row for sheet in sheets for row in _table(*sheet, drawn(0))], gap=1)
        beside = len(sheets[0][1])
        gap = 1 if screen.bars else 0  # before the last bar; lines without one end sooner
        room = min((columns - max(map(width_of, lines)) - gap) // beside, most)
        if room >= (least if screen.bars else 0):
            break
    if screen.bars and room > 0:
        lines = text_table([row for sheet in sheets for row in _table(*sheet, drawn(room))], gap=1)
    return lines


def _colours(results: Results) -> dict[tuple[str, str], str]:
    """The colours of levels, by organization and id: those that they have in all figures."""
    # Imported here: plotly, which nobody needs who prints into a file.
    from orgsim.plots.theme import level_colour, top_rank

    top = top_rank(results)
    return {
        (organization.id, level.id): level_colour(level.rank, top, results.director_rank)
        for organization in results.organizations
        for level in organization.levels
    }


def _table(rows: pd.DataFrame, dates: list[str], draw: Bar | None = None) -> list[list[str]]:
    """Return the cells of each line; on a terminal dates stand above ranges."""
    table: list[list[str]] = []
    head = ("{}", "", "") if draw is None else ("", "", "", "{}", "")
    for _, own in rows.groupby("organization", sort=False):
        heads = [cell.format(date[:7]) for date in dates for cell in head]
        table.append([own["label"].iloc[0], *heads])
        # By id: two levels may carry one title.
        for _, level in own.groupby("level", sort=False, dropna=False):
            title = level["title"].iloc[0]
            cells: list[str] = []
            for row in level.itertuples():
                cells += _cells(row) if draw is None else ["", *_cells(row), draw(row)]
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
