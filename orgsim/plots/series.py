"""Lines that stand for organizations, scenarios or kinds of people: their colours and their key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.plots.theme import BASELINE, series_colour, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.plots.drawing import Drawing

_ROW = 22  # pixels
_IN_A_ROW = 3  # names


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
        series.names, told_apart(series.labels or series.names, 40), strict=True
    ):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="lines",
            name=label,
            line={"width": 3, "color": series.colour(name)},
            hoverinfo="skip",
        )
    figure.update_layout(
        legend={
            "orientation": "h",
            "x": 0,
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "xanchor": "left",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        }
    )


def legend_height(series: Series) -> int:
    """Pixels that the key takes below the panels."""
    return -(-len(series.names) // _IN_A_ROW) * _ROW + 6 if len(series.names) > 1 else 0
