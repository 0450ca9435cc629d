"""Fan charts: a line in the middle of the bands that hold half and nine tenths of all worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.theme import escaped, faded

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

BAND_COLUMNS = ("q05", "q25", "q50", "q75", "q95")


def add_fan(
    figure: go.Figure,
    series: pd.DataFrame,
    name: str,
    colour: str,
    axes: tuple[str, str],
    decimals: int,
    band_opacity: tuple[float, float] = (0.16, 0.26),
) -> None:
    """Add the median with its 50 % and 90 % bands over replications.

    Parameters
    ----------
    figure
        Changed in place.
    series
        Columns date, q05, q25, q50, q75, q95, one row per date.
    name
        What the line stands for, plain text.
    colour
        As ``#RRGGBB``.
    axes
        Names of the x and y axis.
    decimals
        Of the numbers shown on hovering.
    band_opacity
        Of the 90 % band and, on top of it, the 50 % band.
    """
    x, y = axes
    dates = series["date"]
    mode = "lines+markers" if len(series) == 1 else "lines"
    for low, high, opacity in zip(("q05", "q25"), ("q95", "q75"), band_opacity, strict=True):
        for edge, fill in ((low, None), (high, "tonexty")):
            figure.add_scatter(
                x=dates,
                y=series[edge],
                mode="lines",
                line={"width": 0},
                fill=fill,
                fillcolor=faded(colour, opacity),
                hoverinfo="skip",
                showlegend=False,
                xaxis=x,
                yaxis=y,
            )
    if len(series) == 1:  # a band of one date has no width: draw it as bars
        row = series.iloc[0]
        for low, high, width in (("q05", "q95", 2), ("q25", "q75", 6)):
            figure.add_scatter(
                x=[row["date"]] * 2,
                y=[row[low], row[high]],
                mode="lines",
                line={"width": width, "color": faded(colour, 0.5)},
                hoverinfo="skip",
                showlegend=False,
                xaxis=x,
                yaxis=y,
            )
    figure.add_scatter(
        x=dates,
        y=series["q50"],
        name=escaped(name),
        mode=mode,
        line={"width": 2.2, "color": colour},
        marker={"size": 7, "color": colour},
        customdata=series[["q05", "q95"]].to_numpy(),
        hovertemplate=(
            f"%{{y:,.{decimals}f}} (%{{customdata[0]:,.{decimals}f}} to "
            f"%{{customdata[1]:,.{decimals}f}})"
        ),
        xaxis=x,
        yaxis=y,
    )
