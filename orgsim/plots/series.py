"""Lines that stand for organizations, scenarios or kinds of people: their colours and their key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.plots.theme import BASELINE, series_colour, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.plots.drawing import Drawing

LABEL = 30
"""Characters of a name in a key, so that one has room on a phone."""

_ROW = 22  # pixels
_NARROWEST, _NARROWEST_OF_TWO = 360, 600  # pixels of a figure of one column, and of more
_BESIDE_NAME, _CHARACTER = 48, 6.4  # pixels


@dataclass(frozen=True)
class Series:
    """What is told apart by colour; the baseline of a comparison is grey.

    Attributes
    ----------
    names
        Of the series, in order.
    baseline
        One of them, or None.
    labels
        What the key calls them, plain text; their names where nothing is said.
    """

    names: Sequence[str]
    baseline: str | None = None
    labels: Sequence[str] = ()

    def colour(self, name: str) -> str:
        """Return the colour of a series, the same in every figure of a result."""
        if name == self.baseline:
            return BASELINE
        return series_colour([each for each in self.names if each != self.baseline].index(name))


def add_legend(figure: Drawing, series: Series) -> None:
    """Add a key below the panels: a line for each series, nothing for a single one."""
    if len(series.names) < 2:
        return
    for name, label in zip(
        series.names, told_apart(series.labels or series.names, LABEL), strict=True
    ):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="lines",
            name=label,
            line={"width": 3, "color": series.colour(name)},
            hoverinfo="skip",
        )
    figure.update_layout(legend=key_below(itemclick=False, itemdoubleclick=False))


def key_below(**settings: Any) -> dict[str, Any]:
    """Return the settings of a key that lies at the foot of the figure, with some of one's own."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 0,
        "yref": "container",
        "yanchor": "bottom",
        "xanchor": "left",
        "traceorder": "normal",
        **settings,
    }


def legend_height(series: Series, columns: int) -> int:
    """Pixels that the key takes below the panels."""
    if len(series.names) < 2:
        return 0
    return _ROW * key_rows(series.labels or series.names, columns) + 6


def key_rows(labels: Sequence[str], columns: int, margins: int = 90) -> int:
    """Count the rows of a key in the narrowest window in which a figure has so many columns.

    Parameters
    ----------
    labels
        What the key calls the series, plain text.
    columns
        Panels side by side.
    margins
        Pixels beside the plotting area, which a key is as wide as.

    Examples
    --------
    >>> key_rows(["semi-annual", "annual", "vacancy-driven"], 1)
    2
    """
    room = (_NARROWEST if columns == 1 else _NARROWEST_OF_TWO) - margins
    rows, taken = 1, 0.0
    for label in labels:
        wide = _BESIDE_NAME + _CHARACTER * min(len(label), LABEL)
        if taken and taken + wide > room:
            rows, taken = rows + 1, 0.0
        taken += wide
    return rows
