"""Which numbers of a scenario matter: the share of the spread that each brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.intervals import error_bars
from orgsim.plots.panels import Grid, add_panel, headings, row_axis, row_margin
from orgsim.plots.remembered import remembered
from orgsim.plots.theme import INK, finish, nothing_to_show, percent_axis, series_colour
from orgsim.results.sweep_findings import short, sweep_findings, told_outcomes
from orgsim.results.wording import sentence_case

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep

_ROW_HEIGHT = 34
_LABEL = 28  # characters of a line of a parameter's name
_NONE = "Nothing that was varied changes anything that was measured"


@remembered
def sensitivity_data(sweep: Sweep) -> pd.DataFrame:
    """Collect the sensitivity indices at the last date.

    Parameters
    ----------
    sweep
        What the points of a sweep came to.

    Returns
    -------
    pandas.DataFrame
        Columns outcome (in words), parameter (path without what all have in common), first_order,
        first_low, first_high, total, total_low, total_high (shares of the variance over points with
        95 % intervals; total only of a Sobol design), effect and unit (of the change from the
        lowest to the highest value); by outcome, then parameter, the most influential first.
    """
    several = len(sweep.manifest["organizations"]) > 1
    label = {name: each["label"] for name, each in sweep.manifest["organizations"].items()}
    parts = [
        {
            "outcome": f"{label[told.organization]}: {told.words}" if several else told.words,
            "parameter": short(each.path, sweep),
            "first_order": each.alone.value,
            "first_low": each.alone.low,
            "first_high": each.alone.high,
            "total": each.total.value,
            "total_low": each.total.low,
            "total_high": each.total.high,
            "effect": told.scale * each.effect,
            "unit": told.unit,
        }
        for told in told_outcomes(sweep)
        for each in told.parts
    ]
    columns = ["outcome", "parameter", "first_order", "total", "effect"]
    return pd.DataFrame(parts) if parts else pd.DataFrame(columns=columns)


_BEYOND = " Intervals that chance puts beyond 0 or 100 % are cut there."


@as_figure
def sensitivity(sweep: Sweep, *, columns: int = 2) -> Drawing:
    """Draw the shares of the spread as bars with 95 % intervals, a panel for each outcome.

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
    >>> sensitivity(sweep).show()  # doctest: +SKIP
    """
    data = sensitivity_data(sweep)
    data = data[data["first_order"].notna()]
    if data.empty:
        return nothing_to_show(_NONE, columns=columns)
    if len(sweep.parameters) == 1:
        only = data["parameter"].iloc[0]
        return nothing_to_show(
            f"Only {only} is varied: all that differs is its doing", columns=columns
        )
    outcomes = list(dict.fromkeys(data["outcome"]))
    importance = data.groupby("parameter", sort=False)["first_order"].mean()
    rows = list(importance.sort_values(ascending=False, kind="stable").index)
    totals = data["total"].notna().any()
    heads = headings([sentence_case(outcome) for outcome in outcomes], 40)
    grid = Grid(heads, columns, beside=0.06, panel_height=_ROW_HEIGHT * len(rows))
    figure = Drawing()
    for position, outcome in enumerate(outcomes):
        lowest = position >= len(outcomes) - grid.used_columns
        words = "share of the spread" if lowest else ""
        xaxis = percent_axis(words, range=[0, 1.05], dtick=0.25)
        first = position % grid.used_columns == 0
        ends = (len(rows) - 0.5, -0.5)
        yaxis = row_axis(rows, ends, width=_LABEL, showticklabels=first, showgrid=False)
        x, y = add_panel(figure, grid, position, xaxis, yaxis)
        own = data[data["outcome"] == outcome]
        kinds = (
            (("total", "total"), ("first_order", "first"))
            if totals
            else (("first_order", "first"),)
        )
        for kind, stem in kinds:
            shown = own[own[kind].notna()]
            alone = kind == "first_order"
            value = shown[kind].clip(0, 1)
            low, high = (shown[f"{stem}_{end}"] for end in ("low", "high"))
            figure.add_bar(
                x=value,
                y=[rows.index(row) for row in shown["parameter"]],
                orientation="h",
                width=0.42 if alone else 0.72,
                marker={"color": series_colour(0) if alone else "#C9D6E2"},
                error_x=error_bars(
                    value,
                    low.clip(0, 1),
                    high.clip(0, 1),
                    INK,
                    thickness=1.2,
                    width=3,
                    visible=alone,
                ),
                customdata=np.stack([low, high, shown["effect"]], axis=1),
                hovertemplate=("alone " if alone else "with others ")
                + "%{x:.0%} (%{customdata[0]:.0%} to %{customdata[1]:.0%}); from the lowest to the "
                "highest value %{customdata[2]:+.3~g}<extra></extra>",
                showlegend=False,
                xaxis=x,
                yaxis=y,
            )
    known = data[["first_low", "first_high"]].to_numpy()
    beyond = _BEYOND if ((known < 0) | (known > 1)).any() else ""
    finish(
        figure,
        next(iter(sweep_findings(sweep)), _NONE),
        "Share of the variance over the points of the design that a parameter brings about alone, "
        "with its 95 % interval" + ("; light, together with others." if totals else ".") + beyond,
        height=grid.height + 8,
        columns=columns,
    )
    figure.update_layout(margin={"l": row_margin(rows, _LABEL), "b": 56}, barmode="overlay")
    return figure
