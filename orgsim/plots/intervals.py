"""Intervals of estimates: thin lines through dots and bars, and dots that say what is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.plots.theme import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from orgsim.plots.drawing import Drawing


def error_bars(
    value: pd.Series[Any], low: pd.Series[Any], high: pd.Series[Any], colour: str, **look: Any
) -> dict[str, Any]:
    """Return the lines from each value to the ends of its interval; of no length where unknown.

    Parameters
    ----------
    value, low, high
        Estimates and the ends of their intervals.
    colour
        Of the lines.
    **look
        Their thickness, and what else plotly.js knows of them.
    """
    return {
        "type": "data",
        "symmetric": False,
        "array": (high - value).clip(lower=0).fillna(0),
        "arrayminus": (value - low).clip(lower=0).fillna(0),
        "color": colour,
        "width": 0,
        **look,
    }


def add_differences(
    figure: Drawing,
    shown: pd.DataFrame,
    places: Sequence[float],
    names: pd.Series[Any],
    colour: str,
    axes: tuple[str, str],
    *,
    unit: str = "",
    **trace: Any,
) -> None:
    """Add differences as dots with their intervals, filled where zero is left out.

    Parameters
    ----------
    figure
        Changed in place.
    shown
        Columns difference, low, high and clear, a row for each.
    places
        Height of each on the y axis.
    names
        Of each, plain text, told on hovering.
    colour
        Of dots and lines.
    axes
        Names of the x and y axis.
    unit
        Told on hovering.
    **trace
        What else plotly.js knows of it, as its place in a key.
    """
    x, y = axes
    figure.add_scatter(
        x=shown["difference"],
        y=places,
        mode="markers",
        marker={
            "size": 8,
            "color": np.where(shown["clear"], colour, "white"),
            "line": {"color": colour, "width": 1.6},
        },
        error_x=error_bars(shown["difference"], shown["low"], shown["high"], colour, thickness=1.6),
        customdata=np.stack(
            [shown["low"], shown["high"], [escaped(each) for each in names]], axis=1
        ),
        hovertemplate="%{customdata[2]}<br>%{x:+.2f}"
        + (f" {unit}" if unit else "")
        + " (%{customdata[0]:+.2f} to %{customdata[1]:+.2f})<extra></extra>",
        **{"showlegend": False, **trace},
        xaxis=x,
        yaxis=y,
    )
