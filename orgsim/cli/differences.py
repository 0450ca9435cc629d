"""What differs from the baseline at the dates told, as tables in the terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.cli.running_text import WIDEST
from orgsim.cli.screen import BETTER, PIPE, WORSE, Screen, interval_bar
from orgsim.cli.text_table import text_table, width_of
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
SIGNS_LEGEND = (
    "✓ better, ✗ worse, * different: the simultaneous 95 % interval excludes no difference"
)
BARS_LEGEND = "Bars: difference and interval around zero, each line on a scale of its own."
_GAP = 3
_MOST_TABLES = 2  # of one organization and date; what is cut in more pieces leaves things out
_MOST_ON_A_SCREEN = 3
_NARROW = 96  # columns; with fewer the longest unit is told in fewer words
_SHORTER = {"per 100 people and year": "a year per 100"}


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


def differences_text(comparison: Comparison, screen: Screen = PIPE) -> str:
    """Lay out the differences: a part for each organization and date, a column for each variant.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    screen
        Where variants do not fit side by side they stand below each other; where that would take
        many tables, intervals are left to bars and to the page. Bars, signs for better and worse
        and colours are for terminals.
    """
    found = difference_rows(comparison)
    parts = []
    left_out = drawn = False
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
            tables, with_interval, with_bars = _that_fits(comparison, heading, own, screen)
            parts += tables
            left_out, drawn = left_out or not with_interval, drawn or with_bars
    signs = textwrap.fill(SIGNS_LEGEND, screen.width or WIDEST) if screen.bars else LEGEND
    notes = [signs, *([BARS_LEGEND] if drawn else [])]
    if left_out:
        notes.append("  (intervals: on the page, in differences.parquet and in --json)")
    return "\n\n".join(parts) + "\n" + "\n".join(notes)


def _that_fits(
    comparison: Comparison, heading: str, rows: list[dict[str, Any]], screen: Screen
) -> tuple[list[str], bool, bool]:
    """Return tables with as much as there is room for: whether intervals, whether bars."""
    ways = [(interval, bars) for interval in (True, False) for bars in (True, False)]
    for interval, bars in ways if screen.bars else [way for way in ways if not way[1]]:
        cell = Cell(screen, with_interval=interval, with_bar=bars)
        tables = _tables(comparison, heading, rows, screen, cell)
        if screen.width is None and len(tables) <= _MOST_TABLES:
            break
        widest = max(width_of(line) for table in tables for line in table.splitlines())
        if screen.width is not None and len(tables) <= _MOST_ON_A_SCREEN and widest <= screen.width:
            break
    return tables, interval, bars


def _tables(
    comparison: Comparison, heading: str, rows: list[dict[str, Any]], screen: Screen, cell: Cell
) -> list[str]:
    """Return tables that are no wider than the terminal, of one variant at least."""
    width = screen.width or WIDEST
    lines: dict[tuple[str, str | None], dict[str, dict[str, Any]]] = {}
    names: dict[tuple[str, str | None], str] = {}
    for row in rows:  # by id: two levels may carry one title
        key = row["measure"], row["level"]
        names[key] = f"  {_line(row, short=_is_narrow(screen.width))}"
        lines.setdefault(key, {})[row["variant"]] = row
    cells = {
        key: {variant: cell(row, _scale(line.values())) for variant, row in line.items()}
        for key, line in lines.items()
    }
    first = max(map(width_of, [heading, *names.values()]))
    pieces: list[list[str]] = []
    used = width
    for variant in comparison.variants:
        own = [line.get(variant, "") for line in cells.values()]
        # What stands in front of its gap ends in a space or a star; the last needs none.
        needed = _GAP + max(map(width_of, [comparison.label(variant), *own]))
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
                        [names[key], *(line.get(variant, "") for variant in piece)]
                        for key, line in cells.items()
                    ),
                ],
                gap=_GAP,
            )
        )
        for piece in pieces
    ]


def _is_narrow(width: int | None) -> bool:
    return width is not None and width < _NARROW


def _scale(rows: Iterable[dict[str, Any]]) -> float:
    """Return the number farthest from zero of a line of the table."""
    ends = [abs(row[end]) for row in rows for end in ("difference", "low", "high")]
    return max((end for end in ends if not math.isnan(end)), default=0.0)


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


def _line(row: dict[str, Any], *, short: bool) -> str:
    words = told_as(row["measure"]).words
    if row["level"]:
        words = row["title"] if row["measure"] == "level_share" else f"{row['title']}: {words}"
    unit = _SHORTER.get(row["unit"], row["unit"]) if short else row["unit"]
    return f"{words} ({unit})" if unit else words


@dataclass(frozen=True)
class Cell:
    """Difference, interval, a sign where the interval excludes zero, and a bar.

    There are as many digits as it takes to see that, unless the whole interval is too small to
    matter.
    """

    screen: Screen = PIPE
    with_interval: bool = True
    with_bar: bool = False

    def __call__(self, row: dict[str, Any], scale: float) -> str:
        """Return the cell of a row; the ends of its bar stand for `scale`."""
        text, matters = self._words(row)
        sign = self._sign(row) if matters else " "
        colour = {"✓": BETTER, "✗": WORSE}.get(sign)
        said = f"{text} {sign}"
        if colour:
            said = self.screen.coloured(said, colour)
        if not self.with_bar or not matters:
            return said
        side = 3 if _is_narrow(self.screen.width) else 4
        drawn = interval_bar(row["low"], row["difference"], row["high"], scale, side)
        blank = " " * (len(drawn) - len(drawn.rstrip()))
        if colour:
            drawn = self.screen.coloured(drawn.rstrip(), colour)
        elif sign == " ":
            drawn = self.screen.faint(drawn.rstrip())
        return f"{said} {drawn.rstrip()}{blank}"

    def _sign(self, row: dict[str, Any]) -> str:
        if not (row["low"] > 0 or row["high"] < 0):
            return " "
        if not self.screen.bars or row["better"] is None:
            return "*"
        return "✓" if (row["difference"] > 0) == (row["better"] == "higher") else "✗"

    def _words(self, row: dict[str, Any]) -> tuple[str, bool]:
        """Return the text in front of the sign, and whether there is a difference to speak of."""
        decimals = told_as(row["measure"]).decimals
        difference, low, high = row["difference"], row["low"], row["high"]
        if np.isnan(difference):
            return "unknown", False
        if low == high == 0:
            return "the same", False
        if within_rounding(low, high, decimals):
            within = f"the same to within {number(10.0**-decimals, decimals)}"
            return within if self.with_interval else number(0, decimals), False
        decimals = telling_decimals(low, high, decimals)
        if not self.with_interval:
            return signed_number(difference, decimals), True
        if np.isnan(low):
            interval = "(one pair)" if row["replications"] == 1 else "(one draw)"
        elif row["deterministic"]:
            interval = "(deterministic)"
        else:
            interval = f"({number(low, decimals)} to {number(high, decimals)})"
        return f"{signed_number(difference, decimals)} {interval}", True
