"""How many people each level has, and how that changes over the years."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.level_areas import Stacked, draw_levels, levels_over_time
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import axis, mean_of, nothing_to_show
from orgsim.results.findings import grown
from orgsim.results.wording import people

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results

_HARDLY = 0.05  # people, written as zero


_COUNTS = Stacked(
    "headcount", "people", "people", partial(axis, tickformat=",d"), ",.1f", told=people
)


@remembered
def level_counts_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute how many people are on each level over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, date, level, title, rank, people (mean over replications),
        low and high (5th and 95th percentile, of ten replications or more); by organization,
        level (lowest first) and date.
    """
    return levels_over_time(as_one(results), _COUNTS)


@as_figure
def level_counts(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw the people on each level over time, each organization on its own scale.

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
    >>> level_counts(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = level_counts_data(results)
    several = len(results.organizations) > 1
    return draw_levels(
        results,
        data,
        _COUNTS,
        columns,
        _finding(results, data),
        f"People on each level, {mean_of(results)}"
        + (", each organization on its own scale" if several else ""),
    )


def _finding(results: Results, data: pd.DataFrame) -> str:
    """Name the level whose number of people changes most, and one of another organization."""
    first, last = (
        data[data["date"] == day].set_index(["organization", "level"])
        for day in (data["date"].min(), data["date"].max())
    )
    ends = last.assign(before=first["people"], change=(last["people"] - first["people"]).abs())
    most = ends.sort_values("change", ascending=False, kind="stable")
    most = most[most["change"] >= _HARDLY].groupby(level="organization", sort=False).head(1)
    if most.empty:
        return grown(results)
    several = len(results.organizations) > 1
    told = [
        row["title"]
        + (f" at {row['label']}" if several else "")
        + f", from {people(row['before'])} to {people(row['people'])}"
        for _, row in most.head(2).iterrows()
    ]
    return f"The number of people changes most for {', and for '.join(told)}."
