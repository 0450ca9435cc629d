"""Small multiples: panels in a grid, and labels beside lines and areas that do not collide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.plots.theme import INK, MUTED, ZERO, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.plots.drawing import Drawing

PANEL_HEIGHT = 300
ABOVE_NAMES = 130
"""Pixels by which a heading begins left of a panel, where its rows have names there."""
NOBODY = "nobody is employed here"
"""Stands in the panel of an organization without people."""

_BETWEEN_ROWS = 78
_MARGIN_BOTTOM = 48


@dataclass(frozen=True)
class Grid:
    """Panels in reading order: where each lies, as fractions of the plotting area.

    Attributes
    ----------
    count, columns
        Number of panels, and of panels side by side.
    beside
        Fraction of the plotting area left free to the right of each panel but the last column.
    panel_height
        Height of a panel, pixels.
    heights
        Heights of the panels where they differ; a row is as high as its highest panel, and a lower
        one ends above the others.
    """

    count: int
    columns: int
    beside: float = 0.1
    panel_height: int = PANEL_HEIGHT
    heights: tuple[int, ...] = ()

    def _height(self, position: int) -> int:
        return self.heights[position] if self.heights else self.panel_height

    @property
    def _row_heights(self) -> list[int]:
        firsts = range(0, self.count, self.used_columns)
        ends = [min(first + self.used_columns, self.count) for first in firsts]
        rows = zip(firsts, ends, strict=True)
        return [max(self._height(each) for each in range(first, end)) for first, end in rows]

    @property
    def used_columns(self) -> int:
        """Columns that hold a panel."""
        return max(1, min(self.columns, self.count))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-self.count // self.used_columns)

    @property
    def _inner_height(self) -> int:
        return sum(self._row_heights) + (self.rows - 1) * _BETWEEN_ROWS

    @property
    def height(self) -> int:
        """Height of all panels with what is below them, pixels."""
        return self._inner_height + _MARGIN_BOTTOM

    def domain(self, position: int) -> tuple[list[float], list[float]]:
        """Return the x and y domain of a panel."""
        row, column = divmod(position, self.used_columns)
        width = (1 - self.beside * (self.used_columns - 1)) / self.used_columns
        left = column * (width + self.beside)
        above = sum(self._row_heights[:row]) + row * _BETWEEN_ROWS
        top = 1 - above / self._inner_height
        bottom = top - self._height(position) / self._inner_height
        return [left, min(left + width, 1.0)], [max(bottom, 0.0), top]


def axis_names(position: int) -> tuple[str, str]:
    """Return the names by which traces refer to the axes of a panel.

    Examples
    --------
    >>> axis_names(0), axis_names(2)
    (('x', 'y'), ('x3', 'y3'))
    """
    number = "" if position == 0 else str(position + 1)
    return f"x{number}", f"y{number}"


def headings(labels: Sequence[str], width: int = 44) -> list[str]:
    """Make the headings of panels, short enough for one line and different from each other."""
    return told_apart(labels, width)


def add_panel(
    figure: Drawing,
    grid: Grid,
    position: int,
    heading: str,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
    *,
    outset: int = 0,
) -> tuple[str, str]:
    """Set up one panel with its axes and its heading, one of those that `headings` made.

    Parameters
    ----------
    figure, grid, position
        Where the panel comes.
    heading, xaxis, yaxis
        Of the panel.
    outset
        Pixels by which the heading begins left of the panel, above the names of its rows.

    Returns
    -------
    tuple of str
        The names of its axes, for traces and annotations.
    """
    x, y = axis_names(position)
    x_domain, y_domain = grid.domain(position)
    figure.add_axis(x, {**xaxis, "domain": x_domain, "anchor": y})
    figure.add_axis(y, {**yaxis, "domain": y_domain, "anchor": x})
    add_heading(figure, grid, position, heading, outset)
    return x, y


def add_heading(figure: Drawing, grid: Grid, position: int, heading: str, outset: int = 0) -> None:
    """Write a panel's heading, one of those that `headings` made, above its left corner."""
    x_domain, y_domain = grid.domain(position)
    figure.add_annotation(
        text=f"<b>{heading}</b>",
        x=x_domain[0],
        y=y_domain[1],
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        xshift=-outset,
        yshift=6,
        showarrow=False,
        font={"size": 13, "color": INK},
    )


def add_note(figure: Drawing, axes: tuple[str, str], note: str) -> None:
    """Say in the middle of a panel why nothing is drawn in it."""
    x, y = axes
    figure.add_annotation(
        text=note,
        x=0.5,
        y=0.5,
        xref=f"{x} domain",
        yref=f"{y} domain",
        showarrow=False,
        font={"size": 12, "color": MUTED},
    )


def add_zero_line(figure: Drawing, axes: tuple[str, str]) -> None:
    """Draw the line at nought across a panel whose scale goes to both sides of it."""
    x, y = axes
    line = {"color": ZERO, "width": 1}
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=0, xref=f"{x} domain", yref=y, line=line)


def spread_out(wanted: Sequence[float], gaps: Sequence[float], top: float) -> list[float]:
    """Move labels apart as little as a simple pass up and down needs.

    Parameters
    ----------
    wanted
        Where the labels would like to be, increasing.
    gaps
        Space each label takes, same length and unit.
    top
        The scale runs from 0 to here; labels stay within.

    Returns
    -------
    list of float
        Centres, at least half of both neighbours' gaps apart where there is room for all.

    Examples
    --------
    >>> spread_out([0.5, 0.5, 0.875], [0.125, 0.125, 0.125], 1.0)
    [0.5, 0.625, 0.875]
    """
    placed: list[float] = []
    floor = 0.0
    for value, gap in zip(wanted, gaps, strict=True):
        placed.append(max(value, floor + gap / 2))
        floor = placed[-1] + gap / 2
    ceiling = top
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling - gaps[index] / 2)
        ceiling = placed[index] - gaps[index] / 2
    return placed
