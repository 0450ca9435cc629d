"""Small multiples: panels in a grid with their headings and axes, and whose data each shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.plots.theme import INK, MUTED, ZERO, axis, told_apart, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from orgsim.plots.drawing import Drawing
    from orgsim.results import Organization, Results

PANEL_HEIGHT = 300
ABOVE_NAMES = 130
"""Pixels by which a heading begins left of a panel, where its rows have names there."""
NOBODY = "nobody is employed here"
"""Stands in the panel of an organization without people."""

_BETWEEN_ROWS = 78
_MARGIN_BOTTOM = 48
_HEADING, _SHORT_HEADING = 44, 32  # characters, of which more side by side have room for fewer
_ROW_NAME = 22  # characters of a line of a row's name
_CHARACTER = 6.2  # pixels of one, about
_FEWEST_CHARACTERS = 6  # for which a margin has room


@dataclass(frozen=True)
class Grid:
    """Panels in reading order: where each lies, as fractions of the plotting area.

    Attributes
    ----------
    heads
        What stands above each panel, as `headings` makes it.
    columns
        Panels side by side.
    beside
        Fraction of the plotting area left free to the right of each panel but the last column.
    panel_height
        Height of a panel, pixels.
    heights
        Heights of the panels where they differ; a row is as high as its highest panel, and a lower
        one ends above the others.
    """

    heads: Sequence[str]
    columns: int
    beside: float = 0.1
    panel_height: int = PANEL_HEIGHT
    heights: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Number of panels."""
        return len(self.heads)

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


def headings(labels: Sequence[str], width: int = _HEADING) -> list[str]:
    """Make the headings of panels, short enough for one line and different from each other."""
    return told_apart(labels, width)


def headings_of(organizations: Sequence[Organization]) -> list[str]:
    """Make the headings of panels that show an organization each."""
    return headings([organization.label for organization in organizations])


def grid_of_many(
    labels: Sequence[str], columns: int, full: int, *, beside: float, panel_height: int
) -> Grid:
    """Lay out panels of which a wide figure has three side by side where there are many.

    Parameters
    ----------
    labels
        Headings, plain text.
    columns
        Panels side by side; where it is one, there are never more.
    full
        Panels for which so many columns will do.
    beside, panel_height
        As for `Grid`.

    Examples
    --------
    >>> grid_of_many(["a", "b", "c"], 2, 2, beside=0.06, panel_height=100).columns
    3
    """
    more = columns > 1 and len(labels) > full
    heads = headings(labels, _SHORT_HEADING if more else _HEADING)
    return Grid(heads, columns + more, beside=beside, panel_height=panel_height)


def by_organization(
    results: Results, data: pd.DataFrame
) -> Iterator[tuple[int, Organization, pd.DataFrame]]:
    """Go through the panels that show an organization each: position, whose it is, its data."""
    for position, organization in enumerate(results.organizations):
        yield position, organization, data[data["organization"] == organization.id]


def add_panel(
    figure: Drawing,
    grid: Grid,
    position: int,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
    *,
    outset: int = 0,
) -> tuple[str, str]:
    """Set up one panel with its axes and its heading.

    Parameters
    ----------
    figure, grid, position
        Where the panel comes.
    xaxis, yaxis
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
    add_heading(figure, grid, position, outset)
    return x, y


def add_heading(figure: Drawing, grid: Grid, position: int, outset: int = 0) -> None:
    """Write a panel's heading above its left corner."""
    x_domain, y_domain = grid.domain(position)
    figure.add_annotation(
        text=f"<b>{grid.heads[position]}</b>",
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


def row_axis(
    names: Sequence[str], ends: Sequence[float], *, width: int = _ROW_NAME, **settings: Any
) -> dict[str, Any]:
    """Return the settings of an upright axis along which rows have names, at 0, 1 and so on.

    Parameters
    ----------
    names
        Of the rows, plain text; in at most two lines.
    ends
        Of the axis, the lower one first.
    width
        Characters of a line.
    **settings
        Of the axis.
    """
    return axis(
        **{
            "range": list(ends),
            "tickvals": list(range(len(names))),
            "ticktext": told_apart(names, width, 2),
            "ticks": "",
            "tickfont": {"color": INK, "size": 11},
            **settings,
        }
    )


def row_margin(names: Sequence[str], width: int) -> float:
    """Pixels that the names of rows take left of a panel, as `row_axis` writes them."""
    lines = (line for name in names for line in wrapped(name, width, 2).split("<br>"))
    return 28 + _CHARACTER * max(_FEWEST_CHARACTERS, *map(len, lines))


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
