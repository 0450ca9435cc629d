"""How far titles run ahead of responsibility, and whether the gap grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.plots.bands import add_fan, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.fan_panel import add_fan_panels
from orgsim.plots.headcount import whole_organizations
from orgsim.plots.labels import add_label, spread_out
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import Grid, add_panel, add_zero_line, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one, organization_colour
from orgsim.plots.theme import axis, date_axis, fan_of, finish, nothing_to_show, told_apart
from orgsim.results.findings import inflated

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results

_TOGETHER = 4  # organizations in one panel; more lines and bands cannot be told apart
_PANEL_HEIGHT = 300
_LABEL_WIDTH = 110


@remembered
def title_inflation_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute title inflation (mean rank minus scope) of each organization over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, date, mean, q05, q25, q50, q75, q95, in rungs, quantiles over
        replications; missing while an organization is empty.
    """
    return whole_organizations(results, "title_inflation")


@as_figure
def title_inflation(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw title inflation over time with 50 % and 90 % bands.

    Up to four organizations share a panel; more get a panel each, on the same scale.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.
    columns
        Panels side by side; 1 suits a narrow page.

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> title_inflation(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    data = title_inflation_data(results)
    if data["q50"].isna().all():
        return nothing_to_show("Nobody was there to hold a title", columns=columns)
    figure = Drawing()
    scale = _scale(data)
    if len(results.organizations) <= _TOGETHER:
        grid = Grid([""], 1, panel_height=_PANEL_HEIGHT)
        axes = add_panel(figure, grid, 0, date_axis(data["date"]), axis(range=scale))
        for organization in results.organizations:
            own = data[data["organization"] == organization.id]
            add_fan(
                figure,
                own,
                organization.label,
                organization_colour(results, organization),
                axes,
                decimals=2,
            )
        _add_labels(figure, results, data, scale)
        days = sorted({each for one in results.organizations for each in marked_days(results, one)})
        add_marks(figure, axes, days, str(data["date"].max())[:10])
    else:
        grid = Grid(headings_of(results.organizations), columns, panel_height=190)
        yaxis = axis(range=scale)
        add_fan_panels(figure, results, data, grid, lambda _: yaxis, decimals=2, zero_line=True)
    figure.title_axis("y", "rungs the title is ahead")
    finish(
        figure,
        inflated(results),
        f"Mean over people of the title's rung minus the rung of the work done: {fan_of(results)}.",
        height=grid.height,
        columns=columns,
    )
    margin = _LABEL_WIDTH + 12 if len(results.organizations) <= _TOGETHER else 24
    figure.update_layout(margin={"r": margin}, hovermode="x unified")
    return figure


def _scale(data: pd.DataFrame) -> list[float]:
    """Range of the axis: all bands, the zero line, and at least a rung to judge by."""
    lowest, highest = reach(data)
    low = min(0.0, lowest)
    high = max(0.0, highest, low + 1.0)
    room = 0.06 * (high - low)
    return [low - room, high + room]


def _add_labels(figure: Drawing, results: Results, data: pd.DataFrame, scale: list[float]) -> None:
    """Write each organization's name beside the end of its line."""
    add_zero_line(figure, ("x", "y"))
    texts = told_apart([organization.label for organization in results.organizations], 17, 2)
    ends = []
    for position, organization in enumerate(results.organizations):
        known = data[(data["organization"] == organization.id) & data["q50"].notna()]
        if len(known):
            colour = organization_colour(results, organization)
            ends.append((float(known["q50"].iloc[-1]), texts[position], colour))
    ends.sort()
    height = scale[1] - scale[0]
    gaps = [(text.count("<br>") + 1) * 15 / _PANEL_HEIGHT * height for _, text, _ in ends]
    places = spread_out([end - scale[0] for end, _, _ in ends], gaps, height)
    for (_, text, colour), place in zip(ends, np.add(places, scale[0]), strict=True):
        end = data["date"].max()
        add_label(figure, f"<b>{text}</b>", (end, place), ("x", "y"), size=12, colour=colour)
