"""Fan charts and ranges: what holds half, and what holds nine tenths, of all worlds or people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.theme import escaped, faded

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    *,
    percent: bool = False,
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
    percent
        Whether the numbers are shares, shown in percent.
    """
    x, y = axes
    written = f".{decimals + 1}%" if percent else f",.{decimals}f"
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
        showlegend=False,
        mode=mode,
        line={"width": 2.2, "color": colour},
        marker={"size": 7, "color": colour},
        customdata=series[["q05", "q95"]].to_numpy(),
        hovertemplate=(
            f"%{{y:{written}}} (%{{customdata[0]:{written}}} to %{{customdata[1]:{written}}})"
        ),
        xaxis=x,
        yaxis=y,
    )


def add_ranges(
    figure: go.Figure,
    rows: pd.DataFrame,
    places: Sequence[float],
    axes: tuple[str, str],
    colour: str,
) -> None:
    """Add a thin line that holds 90 % and a thick one that holds 50 %, lying, in each row.

    Parameters
    ----------
    figure
        Changed in place.
    rows
        Columns q05, q25, q75, q95.
    places
        Height of each row on the y axis.
    axes
        Names of the x and y axis.
    colour
        Of the lines.
    """
    x, y = axes
    for low, high, width in (("q05", "q95", 1.2), ("q25", "q75", 3.6)):
        ends = zip(rows[low], rows[high], strict=True)
        figure.add_scatter(
            x=[end for pair in ends for end in (*pair, None)],
            y=[place for each in places for place in (each, each, None)],
            mode="lines",
            line={"width": width, "color": colour},
            hoverinfo="skip",
            xaxis=x,
            yaxis=y,
        )
