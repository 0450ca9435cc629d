"""What people are paid in all, and how far pay lies behind the market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.plots.bands import BAND_COLUMNS, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.fan_panel import fill_panel
from orgsim.plots.headcount import whole_organizations
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, add_zero_line, headings
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import axis, date_axis, fan_of, finish, nothing_to_show, percent_axis
from orgsim.results.wording import duration, listed, number, percent, percent_span, sentence_case

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Organization, Results

_MILLION = 1e6
_STATISTICS = ("mean", *BAND_COLUMNS)
_PANEL_HEIGHT = 210
_TOLD = 3  # organizations that the title tells of


@remembered
def pay_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the payroll and the distance of pay from the market over time.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns measure, organization, date, mean, q05, q25, q50, q75, q95; measure is ``payroll``
        (money per year) or ``behind`` (share by which pay lies below the market, by the mean of the
        logarithm: 1 - exp(-pay_gap)). Quantiles over replications.
    """
    results = as_one(results)
    payroll = whole_organizations(results, "payroll").assign(measure="payroll")
    behind = whole_organizations(results, "pay_gap").assign(measure="behind")
    behind[list(_STATISTICS)] = -np.expm1(-behind[list(_STATISTICS)])
    columns = ["measure", "organization", "date", *_STATISTICS]
    parts = [each[columns] for each in (payroll, behind)]
    joined: pd.DataFrame = parts[0].merge(parts[1], how="outer", on=columns)
    place = {each.id: position for position, each in enumerate(results.organizations)}
    order = joined.assign(
        _measure=joined["measure"].eq("behind"), _place=joined["organization"].map(place)
    )
    return order.sort_values(["_measure", "_place", "date"], ignore_index=True)[columns]


@as_figure
def pay(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw payroll and pay against the market with 50 % and 90 % bands, a row per organization.

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
    >>> pay(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    data = pay_data(results)
    paid = [
        each
        for each in results.organizations
        if data.loc[data["organization"] == each.id, "q50"].notna().any()
    ]
    if not paid:
        return nothing_to_show("Nobody is paid in this scenario (no section pay)", columns=columns)
    named = len(results.organizations) > 1
    heads = headings(
        [
            f"{each.label}: {what}" if named else sentence_case(what)
            for each in paid
            for what in ("payroll", "pay below the market")
        ]
    )
    grid = Grid(heads, min(columns, 2), beside=0.14, panel_height=_PANEL_HEIGHT)
    figure = Drawing()
    payroll, behind = (data[data["measure"] == measure] for measure in ("payroll", "behind"))
    millions = payroll[list(_STATISTICS)] / _MILLION
    kinds = (
        (payroll.assign(**millions), _payroll_axis(millions), 1),
        (behind, _behind_axis(behind), 0),
    )
    for row, organization in enumerate(paid):
        for column, (shown, yaxis, decimals) in enumerate(kinds):
            percentages = shown is behind
            axes = add_panel(figure, grid, 2 * row + column, date_axis(data["date"]), yaxis)
            if percentages:
                add_zero_line(figure, axes)
            if shown.loc[shown["organization"] == organization.id, "q50"].isna().all():
                add_note(figure, axes, NOBODY)
            fill_panel(
                figure,
                results,
                organization,
                shown,
                axes,
                grid,
                decimals=decimals,
                percent=percentages,
            )
    finish(
        figure,
        _finding(results, paid),
        f"Pay per year of everybody together, in the currency of the bands, and how far pay lies "
        f"below the market's: {fan_of(results)}.",
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(hovermode="x unified", margin={"l": 66})
    return figure


def _payroll_axis(millions: pd.DataFrame) -> dict[str, Any]:
    top = 1.06 * max(0.01 / _MILLION, reach(millions)[1])
    return axis("million a year", range=[0, top], tickformat=",~g", nticks=5)


def _behind_axis(behind: pd.DataFrame) -> dict[str, Any]:
    lowest, highest = reach(behind)
    low, high = min(0.0, lowest), max(0.01, highest)
    room = 0.06 * (high - low)
    ends = [low - room if low < 0 else 0.0, high + room]
    return percent_axis("of the market's pay", range=ends, nticks=6)


def _finding(results: Results, paid: list[Organization]) -> str:
    """Say how far pay lies below the market in the end, and what the payroll comes to."""
    data = pay_data(results)
    last = data[data["date"] == data["date"].max()].set_index(["measure", "organization"])
    behind, payroll = [], []
    if len(paid) > _TOLD:  # of many the two whose pay lies furthest apart
        by_gap = sorted(paid, key=lambda each: last.loc[("behind", each.id), "mean"])
        known = [each for each in by_gap if not np.isnan(last.loc[("behind", each.id), "mean"])]
        paid = [known[-1], known[0]] if len(known) > _TOLD else known
    for each in paid:
        gap, money = last.loc[("behind", each.id)], last.loc[("payroll", each.id)]
        if np.isnan(gap["mean"]):
            continue
        where = f" at {each.label}" if len(results.organizations) > 1 else ""
        low, high = sorted(abs(gap[end]) for end in ("q05", "q95"))
        if not round(100 * gap["mean"], 1):
            behind.append(f"level with the market{where}")
            payroll.append(number(money["mean"] / _MILLION, 1))
            continue
        side = "below" if gap["mean"] > 0 else "above"
        spread = f" ({percent_span(low, high)})" if gap["q05"] * gap["q95"] > 0 else ""
        behind.append(f"{percent(abs(gap['mean']))}{spread} {side} the market{where}")
        payroll.append(number(money["mean"] / _MILLION, 1))
    when = f"After {duration(float(results.snapshots[-1]))}"
    if not behind:
        return f"{when} nobody is left to be paid."
    return (
        f"{when} pay lies {listed(behind)}; the payroll comes to {listed(payroll)} million a year."
    )
