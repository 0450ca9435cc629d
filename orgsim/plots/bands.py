"""Fan charts and ranges: what holds half, and what holds nine tenths, of all worlds or people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.plots.theme import escaped, faded
from orgsim.results.precision import enough_for_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from orgsim.plots.drawing import Drawing

BAND_COLUMNS = ("q05", "q25", "q50", "q75", "q95")
RANGE_COLUMNS = ("q05", "q25", "q75", "q95", "low", "high")


def of_enough(data: pd.DataFrame, replications: int) -> pd.DataFrame:
    """Return a figure's data without ranges where they would rest on too few replications.

    The one place where figures withhold them: what is missing here is neither drawn nor told.

    Parameters
    ----------
    data
        Of its columns those in ``RANGE_COLUMNS`` are ranges over replications; q50 is a median,
        which one replication has too.
    replications
        How many the ranges are taken over.

    Examples
    --------
    >>> import pandas as pd
    >>> of_enough(pd.DataFrame({"q05": [0.0], "q50": [1.0]}), 9).to_dict("list")
    {'q05': [nan], 'q50': [1.0]}
    """
    if enough_for_ranges(replications):
        return data
    return data.assign(**{each: np.nan for each in RANGE_COLUMNS if each in data})


def reach(data: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and the highest number that a fan chart draws, 0 where there is none.

    Parameters
    ----------
    data
        Columns mean, q05, q50 and q95, of which some may be missing throughout.
    """
    drawn = data[["mean", "q05", "q50", "q95"]].to_numpy(float)
    if np.isnan(drawn).all():
        return 0.0, 0.0
    return float(np.nanmin(drawn)), float(np.nanmax(drawn))


def between(low: float, high: float, written: Callable[[float, float], str]) -> str:
    """Write a range in brackets after a number, "" where it is withheld.

    Examples
    --------
    >>> between(1.0, 2.0, lambda low, high: f"{low:g} to {high:g}")
    ' (1 to 2)'
    >>> between(math.nan, math.nan, lambda low, high: f"{low:g} to {high:g}")
    ''
    """
    return "" if math.isnan(low) or math.isnan(high) else f" ({written(low, high)})"


def add_band(
    figure: Drawing,
    along: pd.Series[Any],
    low: pd.Series[Any],
    high: pd.Series[Any],
    colour: str,
    axes: tuple[str, str],
    opacity: float = 0.16,
) -> None:
    """Add the area between two lines.

    Parameters
    ----------
    figure
        Changed in place.
    along
        Places on the x axis.
    low, high
        The lines, from end to end.
    colour, opacity
        Of the area.
    axes
        Names of the x and y axis.
    """
    for edge, fill in ((low, None), (high, "tonexty")):
        figure.add_scatter(
            x=along,
            y=edge,
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=faded(colour, opacity),
            hoverinfo="skip",
            showlegend=False,
            xaxis=axes[0],
            yaxis=axes[1],
        )


def add_fan(
    figure: Drawing,
    series: pd.DataFrame,
    name: str,
    colour: str,
    axes: tuple[str, str],
    decimals: int,
    band_opacity: tuple[float, float] = (0.16, 0.26),
    *,
    percent: bool = False,
) -> None:
    """Add the median with its 50 % and 90 % bands over replications, where they are known.

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
    known = bool(series["q05"].notna().any())
    bands = zip(("q05", "q25"), ("q95", "q75"), band_opacity, strict=True)
    for low, high, opacity in bands if known else ():
        add_band(figure, dates, series[low], series[high], colour, axes, opacity)
    if len(series) == 1 and known:  # a band of one date has no width: draw it as bars
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
        customdata=series[["q05", "q95"]].to_numpy() if known else None,
        hovertemplate=f"%{{y:{written}}}"
        + (f" (%{{customdata[0]:{written}}} to %{{customdata[1]:{written}}})" if known else ""),
        xaxis=x,
        yaxis=y,
    )


def add_ranges(
    figure: Drawing,
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
