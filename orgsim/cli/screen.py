"""What the stream that a command prints to can show: its width, drawn bars, colours.

Where output is piped or goes to a file nothing is drawn or coloured, so that it looks the same
everywhere. `NO_COLOR` and `FORCE_COLOR` do what https://no-color.org and https://force-color.org
say; the latter makes a terminal of whatever there is.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TextIO

import click
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.style import Style

BETTER, WORSE = "#00866A", "#CC5C1E"
"""Told apart with any colour vision, and read on dark and on light; signs say the same."""

_DRAWN = "█▏│━✓✗"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}


@dataclass(frozen=True)
class Screen:
    """What can be shown.

    Attributes
    ----------
    width : int or None
        Columns of the terminal; None where there is none.
    draws : bool
        Whether the encoding has the characters that bars are made of.
    colours : ColorSystem or None
        None without any.
    """

    width: int | None = None
    draws: bool = True
    colours: ColorSystem | None = None

    @property
    def bars(self) -> bool:
        """Whether bars are drawn beside numbers: on a terminal that can show them."""
        return self.draws and self.width is not None

    def coloured(self, text: str, colour: str) -> str:
        """Return a text in a colour, #RRGGBB, or in the one that comes nearest here."""
        return Style(color=Color.parse(colour)).render(text, color_system=self.colours)

    def faint(self, text: str) -> str:
        """Return a text that stands back behind others."""
        return Style(dim=True).render(text, color_system=self.colours)


PIPE = Screen()
"""A stream that is no terminal."""


def screen(stream: TextIO | None = None) -> Screen:
    """Find out what a stream, by default stdout, can show."""
    stream = stream or sys.stdout
    console = Console(file=stream)
    draws = _has(stream, _DRAWN)
    if not console.is_terminal:
        return Screen(None, draws)
    colours = None if console.no_color else _SYSTEMS.get(console.color_system or "")
    return Screen(console.width, draws, colours)


def show(text: str) -> None:
    """Print a text that may have colours in it, made for what stdout can show."""
    click.echo(text, color=screen().colours is not None or None)


def _has(stream: TextIO, characters: str) -> bool:
    try:
        characters.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def bar(share: float, width: int) -> str:
    """Draw a share of a width, to an eighth of a character; a share that is not zero is seen.

    Examples
    --------
    >>> bar(0.61, 10), bar(0.0, 10), bar(float("nan"), 10), bar(0.001, 10)
    ('██████▏', '', '', '▏')
    """
    if not (share > 0 and width):
        return ""
    full, eighth = divmod(max(round(min(share, 1.0) * width * 8), 1), 8)
    return "█" * full + _EIGHTHS[eighth]


def interval_bar(low: float, middle: float, high: float, most: float, side: int = 4) -> str:
    """Draw an interval around a value, with zero in the middle.

    Parameters
    ----------
    low, middle, high
        The interval and the value in it; low and high NaN where they are unknown.
    most
        What the ends of the scale stand for.
    side
        Characters on each side of zero.

    Returns
    -------
    str
        An interval that leaves out zero does not touch it here either.

    Examples
    --------
    >>> interval_bar(1.0, 3.0, 5.0, 5.0)
    '    │━●━━'
    >>> interval_bar(-2.0, -1.0, 1.0, 5.0)
    '  ─●┼─   '
    >>> interval_bar(0.01, 0.02, 0.03, 5.0)
    '    │●   '
    """
    cells = [" "] * side + ["│"] + [" "] * side
    if not most > 0 or math.isnan(middle):
        return "".join(cells)
    ends = (middle, middle) if math.isnan(low) else (low, high)
    clear = ends[0] > 0 or ends[1] < 0
    first, last, value = (side + _steps(each, most, side, clear=clear) for each in (*ends, middle))
    for place in range(first, last + 1):
        cells[place] = "┼" if place == side else "━" if clear else "─"
    cells[value] = "●"
    return "".join(cells)


def _steps(value: float, most: float, side: int, *, clear: bool) -> int:
    """Characters from zero, at least one where zero is left out."""
    steps = round(value / most * side)
    if clear and steps == 0:
        steps = 1 if value > 0 else -1
    return min(max(steps, -side), side)
