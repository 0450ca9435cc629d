"""How the levels share the headcount, and how that changes over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.level_areas import Stacked, draw_levels, levels_over_time
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import mean_of, nothing_to_show, percent_axis
from orgsim.results.findings import top_heavy
from orgsim.results.wording import percent

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results

_SHARES = Stacked(
    "level_share", "share", "share of headcount", percent_axis, ".1%", told=percent, whole=1.0
)


@remembered
def level_mix_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the share of the headcount on each level over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, date, level, title, rank, share (mean over replications),
        low and high (5th and 95th percentile, of ten replications or more); by organization,
        level (lowest first) and date.
    """
    return levels_over_time(as_one(results), _SHARES)


@as_figure
def level_mix(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw the level mix over time, organizations side by side.

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
    >>> level_mix(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    return draw_levels(
        results,
        level_mix_data(results),
        _SHARES,
        columns,
        top_heavy(results),
        f"Share of headcount by level, {mean_of(results)}",
    )
