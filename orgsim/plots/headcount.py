"""How many people each organization has, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orgsim.plots.bands import BAND_COLUMNS, of_enough, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.fan_panel import add_fan_panels
from orgsim.plots.panels import Grid, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import axis, fan_of, finish, nothing_to_show
from orgsim.results.findings import grown

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results


@remembered
def headcount_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the headcount of each organization over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, date, mean, q05, q25, q50, q75, q95, in people, quantiles over
        replications, of which there have to be ten for all but the median.
    """
    return whole_organizations(results, "headcount")


def whole_organizations(results: Results | Comparison, measure: str) -> pd.DataFrame:
    """Return a measure of whole organizations from the summary, by organization and date."""
    results = as_one(results)
    summary = results.summary
    rows = summary[(summary["measure"] == measure) & summary["level"].isna()]
    columns = ["organization", "date", "mean", *BAND_COLUMNS]
    return of_enough(rows[columns].reset_index(drop=True), results.completed)


@as_figure
def headcount(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw the headcount with 50 % and 90 % bands, each organization on its own scale.

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
    >>> headcount(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = headcount_data(results)
    grid = Grid(headings_of(results.organizations), columns, panel_height=220)
    figure = Drawing()
    add_fan_panels(figure, results, data, grid, _people_axis, decimals=0)
    figure.title_axis("y", "people")
    finish(
        figure,
        grown(results),
        f"People employed: {fan_of(results)}."
        + (" Each panel has its own scale." if len(results.organizations) > 1 else ""),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(hovermode="x unified")
    return figure


def _people_axis(own: pd.DataFrame) -> dict[str, Any]:
    """Axis from nobody to somewhat more than the most, marked at whole people only."""
    top = max(1.0, 1.08 * reach(own)[1])
    marks: dict[str, Any] = {"dtick": 1} if top < 6 else {"nticks": 6}
    return axis(range=[0, top], tickformat=",d", **marks)
