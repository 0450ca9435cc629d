"""How many are promoted at each promotion cycle, and how steady that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.plots.bands import BAND_COLUMNS, of_enough, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.fan_panel import fill_panel
from orgsim.plots.panels import Grid, add_panel, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import SideBySide, as_one, baseline_of, organization_colour
from orgsim.plots.theme import BASELINE, date_axis, fan_of, finish, nothing_to_show, percent_axis
from orgsim.results.cycle_sums import cycle_sums
from orgsim.results.measures import over_replications
from orgsim.results.panel import divided
from orgsim.results.wording import listed, percent, percent_span

if TYPE_CHECKING:
    import numpy.typing as npt

    from orgsim.results import Comparison, Results
    from orgsim.results.cycle_sums import CycleSums

_COLUMNS = [
    "organization",
    "cycle",
    "date",
    "mean",
    *BAND_COLUMNS,
    "headcount",
    "eligible",
    "promoted",
]
_PANEL_HEIGHT = 220
_TOLD = 3  # organizations that the title tells of


@remembered
def promotion_cycles_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the share of the people who are promoted at each cycle.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, cycle (number, from 1), date (median over replications, since cycles
        may be delayed by some weeks), mean, q05, q25, q50, q75, q95 (promoted by headcount, over
        replications), headcount, eligible and promoted (mean numbers of people). Replications in
        which nobody is there are left out of the shares.
    """
    results = as_one(results)
    parts = [_by_cycle(name, sums) for name, sums in cycle_sums(results).items()]
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    return of_enough(pd.concat(parts, ignore_index=True), results.completed)


def _by_cycle(organization: str, sums: CycleSums) -> pd.DataFrame:
    shares = over_replications(divided(sums.promoted, sums.headcount))
    return pd.DataFrame(
        {
            "organization": organization,
            "cycle": np.arange(1, sums.date.shape[1] + 1),
            "date": [_middle(days) for days in sums.date.T],
            **{name: shares[name] for name in ("mean", *BAND_COLUMNS)},
            **{
                name: np.nanmean(getattr(sums, name), axis=0)
                for name in ("headcount", "eligible", "promoted")
            },
        }
    )


def _middle(days: npt.NDArray[np.datetime64]) -> np.datetime64:
    """The median day; of two, one of them."""
    known: npt.NDArray[np.datetime64] = np.sort(days[~np.isnat(days)])
    return np.datetime64(known[round((len(known) - 1) / 2)])


@as_figure
def promotion_cycles(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw the promoted share at each cycle with 50 % and 90 % bands, a panel per organization.

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
    >>> promotion_cycles(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    data = promotion_cycles_data(results)
    shown = [
        each
        for each in results.organizations
        if data.loc[data["organization"] == each.id, "q50"].notna().any()
    ]
    if not shown:
        return nothing_to_show("No organization promotes in cycles", columns=columns)
    grid = Grid(headings_of(shown), columns, panel_height=_PANEL_HEIGHT)
    figure = Drawing()
    yaxis = percent_axis(range=[0, 1.08 * max(0.02, reach(data)[1])], nticks=6)
    known = data[data["q50"].notna()]
    for position, organization in enumerate(shown):
        own = known[known["organization"] == organization.id]
        axes = add_panel(figure, grid, position, date_axis(data["date"]), yaxis)
        before = data[data["organization"] == baseline_of(results, organization)]
        if len(before):
            figure.add_scatter(
                x=before["date"],
                y=before["q50"],
                mode="lines",
                line={"width": 1.6, "color": BASELINE},
                hoverinfo="skip",
                showlegend=False,
                xaxis=axes[0],
                yaxis=axes[1],
            )
        fill_panel(figure, results, organization, known, axes, grid, decimals=0, percent=True)
        figure.add_scatter(
            x=own["date"],
            y=own["mean"],
            mode="markers",
            marker={"size": 5, "color": organization_colour(results, organization)},
            customdata=own[["promoted", "eligible", "headcount"]].to_numpy(),
            hovertemplate="mean %{y:.1%}: %{customdata[0]:,.1f} of %{customdata[2]:,.0f} people, "
            "%{customdata[1]:,.1f} eligible<extra></extra>",
            showlegend=False,
            cliponaxis=False,
            xaxis=axes[0],
            yaxis=axes[1],
        )
    figure.title_axis("y", "promoted, of all people")
    finish(
        figure,
        _finding(results, data),
        f"People promoted at a cycle by all people on the day: {fan_of(results)}; dots are means."
        + (f" Grey: under {results.compared_with}." if isinstance(results, SideBySide) else ""),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(hovermode="x unified")
    return figure


def _finding(results: Results, data: pd.DataFrame) -> str:
    """Say what a cycle promotes on average, and how far that swings between cycles."""
    told: list[tuple[float, str]] = []  # with the swing
    for organization in results.organizations:
        own = data[(data["organization"] == organization.id) & data["mean"].notna()]
        if own.empty:
            continue
        where = f" at {organization.label}" if len(results.organizations) > 1 else ""
        low, high = own["mean"].min(), own["mean"].max()
        mean = own["promoted"].sum() / own["headcount"].sum()
        swing = f" ({percent_span(low, high)} from cycle to cycle)" if high > low else ""
        told.append((high - low, f"{percent(mean)} of the people{where}{swing}"))
    if len(told) > _TOLD:  # the least and the most steady
        told = [min(told), max(told)]
    return f"A promotion cycle promotes {listed([words for _, words in told])}."
