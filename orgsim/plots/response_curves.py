"""How an outcome answers to a number of the scenario, over its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.plots.bands import add_band, of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.panels import add_panel, grid_of_many, headings
from orgsim.plots.remembered import remembered
from orgsim.plots.theme import NO_RANGES, axis, finish, nothing_to_show, series_colour
from orgsim.results.sweep_findings import short, told_outcomes
from orgsim.results.wording import moment, sentence_case, signed_number

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep

_COLUMNS = ["outcome", "parameter", "share", "unit", "effect", "number", "mean", "low", "high"]
_MOST = 9  # panels; more are better read from the table
_UNITS = {"year": "years", "month": "months", "day": "days"}
_COLUMN_FULL = 4  # panels from which on a wide figure has another column


@remembered
def response_curves_data(sweep: Sweep) -> pd.DataFrame:
    """Collect the mean outcome at each value of a parameter, the most influential pairs first.

    Parameters
    ----------
    sweep
        What the points of a sweep came to.

    Returns
    -------
    pandas.DataFrame
        Columns outcome (in words), parameter, share (of the spread, alone), unit (of the outcome),
        effect (from the lowest to the highest value), number (value of the parameter), mean (over
        all points that have it), low and high (95 % interval of that mean, from ten replications
        on); numbers only, at the last date; by pair, at most nine, the largest share first, and
        number.
    """
    parts = []
    effects = sweep.effects[sweep.effects["number"].notna()]
    several = len(sweep.manifest["organizations"]) > 1
    for told in told_outcomes(sweep):
        label = sweep.manifest["organizations"][told.organization]["label"]
        own = effects[
            (effects["organization"] == told.organization)
            & (effects["measure"] == told.measure)
            & np.isclose(effects["time"], told.time)
            & (effects["level"] == told.level if told.level else effects["level"].isna())
        ]
        for each in told.parts:
            rows = own[own["parameter"] == each.path].sort_values("number")
            if len(rows) < 2 or np.isnan(each.alone.value):
                continue
            parts.append(
                pd.DataFrame(
                    {
                        "outcome": f"{label}: {told.words}" if several else told.words,
                        "parameter": short(each.path, sweep),
                        "share": each.alone.value,
                        "unit": told.unit,
                        "effect": told.scale * each.effect,
                        "number": rows["number"].to_numpy(),
                        "mean": told.scale * rows["mean"].to_numpy(),
                        "low": told.scale * rows["low"].to_numpy(),
                        "high": told.scale * rows["high"].to_numpy(),
                    }
                )
            )
    parts.sort(key=lambda part: -float(part["share"].iloc[0]))
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    replications = int(sweep.values["replications"].max())
    return of_enough(pd.concat(parts[:_MOST], ignore_index=True), replications)


@as_figure
def response_curves(sweep: Sweep, *, columns: int = 2) -> Drawing:
    """Draw outcomes over the parameters that move them most, a panel for each pair.

    Parameters
    ----------
    sweep
        What the points of a sweep came to.
    columns
        Panels side by side; 1 suits a narrow page.

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> response_curves(sweep).show()  # doctest: +SKIP
    """
    data = response_curves_data(sweep)
    if data["mean"].isna().all():
        return nothing_to_show("No number was varied that changes anything", columns=columns)
    pairs = list(dict.fromkeys(zip(data["outcome"], data["parameter"], strict=True)))
    grid = grid_of_many(
        [sentence_case(outcome) for outcome, _ in pairs],
        columns,
        _COLUMN_FULL,
        beside=0.12,
        panel_height=150,
    )
    figure = Drawing()
    units = dict(zip(sweep.points["parameter"], sweep.points["unit"], strict=True))
    unit_of = {short(str(path), sweep): unit for path, unit in units.items()}
    for position, (outcome, parameter) in enumerate(pairs):
        own = data[(data["outcome"] == outcome) & (data["parameter"] == parameter)]
        unit = unit_of[parameter]
        told = (
            f"{parameter}, {_UNITS.get(unit, unit)}"
            if isinstance(unit, str) and unit
            else parameter
        )
        words = headings([told], 36)[0]
        xaxis = axis(words, standoff=4, showgrid=False, showline=True, nticks=5)
        yaxis = axis(own["unit"].iloc[0].replace("points", "%"), standoff=4, nticks=5)
        x, y = add_panel(figure, grid, position, xaxis, yaxis)
        known = bool(own["low"].notna().any())
        if known:
            add_band(figure, own["number"], own["low"], own["high"], series_colour(0), (x, y))
        figure.add_scatter(
            x=own["number"],
            y=own["mean"],
            mode="lines+markers",
            line={"width": 2.2, "color": series_colour(0)},
            marker={"size": 6, "color": series_colour(0), "line": {"color": "white", "width": 1}},
            customdata=own[["low", "high"]].to_numpy() if known else None,
            hovertemplate="%{x:~g}: %{y:,.3~g}"
            + (" (%{customdata[0]:,.3~g} to %{customdata[1]:,.3~g})" if known else "")
            + "<extra></extra>",
            showlegend=False,
            cliponaxis=False,
            xaxis=x,
            yaxis=y,
        )
    first = data.iloc[0]
    size = abs(first["effect"])
    decimals = 0 if size >= 10 else 1 if size >= 1 else 2
    finish(
        figure,
        f"{sentence_case(first['outcome'])} answers most to {first['parameter']}: "
        f"{signed_number(first['effect'], decimals)} {first['unit']} from its lowest to its "
        "highest value.",
        "Mean over all points of the design that have the value, "
        f"{moment(float(sweep.values['time'].max()))}{_told_band(sweep, data)}. Each panel has its "
        "own scale.",
        height=grid.height + 8,
        columns=columns,
    )
    figure.update_layout(margin={"b": 56, "l": 66})
    return figure


def _told_band(sweep: Sweep, data: pd.DataFrame) -> str:
    """Say what the bands are, or why there are none."""
    if data["low"].isna().all():
        return f"; {NO_RANGES}"
    chosen = "" if sweep.design == "grid" else " and by the choice of points"
    return f"; the band is its 95 % interval, by luck{chosen}, for each value by itself"
