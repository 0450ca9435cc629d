"""How many people each manager has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.bands import reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.fan_panel import add_fan_panels
from orgsim.plots.headcount import whole_organizations
from orgsim.plots.panels import Grid, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import axis, fan_of, finish, nothing_to_show
from orgsim.results.contrast import at, contrast
from orgsim.results.spread import Spread, at_end, horizon, with_range
from orgsim.results.wording import moment, number, sentence_case, span

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results


@remembered
def span_of_control_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the mean span of control of each organization over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, date, mean, q05, q25, q50, q75, q95, in people to a manager, quantiles
        over replications; missing where nobody manages.
    """
    return whole_organizations(results, "span_of_control")


@as_figure
def span_of_control(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw people to a manager over time with 50 % and 90 % bands, all on one scale.

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
    >>> span_of_control(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = span_of_control_data(results)
    if data["q50"].isna().all():
        return nothing_to_show("Nobody has the title of a manager", columns=columns)
    grid = Grid(headings_of(results.organizations), columns, panel_height=200)
    yaxis = axis(range=[0.0, max(1.0, 1.08 * reach(data)[1])], nticks=6)
    figure = Drawing()
    add_fan_panels(
        figure,
        results,
        data,
        grid,
        lambda _: yaxis,
        decimals=1,
        nobody="nobody manages here",
    )
    figure.title_axis("y", "people to a manager")
    finish(
        figure,
        _finding(results),
        f"Everybody but one, divided by those with a manager's title: {fan_of(results)}.",
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(hovermode="x unified")
    return figure


def _finding(results: Results) -> str:
    values = at_end(results, "span_of_control")
    if not values:
        return f"{sentence_case(moment(horizon(results)))} nobody has the title of a manager."

    def people(value: Spread) -> str:
        return with_range(number(value.mean, 1), span(value.low, value.high, 1), value)

    text = contrast(
        values,
        lambda label, value: f"there are {people(value)} people to a manager{at(label)}",
        lambda label, value: f"{people(value)}{at(label)}",
    )
    return f"{sentence_case(moment(horizon(results)))} {text}."
