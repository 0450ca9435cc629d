"""Panels with fans: organizations over time, with the days on which something happened to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orgsim.plots.bands import add_fan
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import NOBODY, add_note, add_panel, add_zero_line, by_organization
from orgsim.plots.side_by_side import organization_colour
from orgsim.plots.theme import date_axis

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from orgsim.plots.drawing import Drawing
    from orgsim.plots.panels import Grid
    from orgsim.results import Results
    from orgsim.results.ladders import Organization


def fill_panel(
    figure: Drawing,
    results: Results,
    organization: Organization,
    data: pd.DataFrame,
    axes: tuple[str, str],
    grid: Grid,
    *,
    decimals: int,
    percent: bool = False,
) -> None:
    """Add an organization's fan, and marks for its stages and interventions.

    Parameters
    ----------
    figure
        Changed in place.
    results
        Whose organization it is; its colour and its days come from there.
    organization
        Named by the line.
    data
        Of all organizations: organization, date and the columns of `orgsim.plots.bands.add_fan`.
    axes
        Names of the x and y axis of the panel.
    grid
        The figure's panels.
    decimals, percent
        Of the numbers shown on hovering.
    """
    own = data[data["organization"] == organization.id]
    colour = organization_colour(results, organization)
    add_fan(figure, own, organization.label, colour, axes, decimals, percent=percent)
    last = str(data["date"].max())[:10]
    add_marks(
        figure, axes, marked_days(results, organization), last, panel_height=grid.panel_height
    )


def add_fan_panels(
    figure: Drawing,
    results: Results,
    data: pd.DataFrame,
    grid: Grid,
    yaxis: Callable[[pd.DataFrame], dict[str, Any]],
    *,
    decimals: int,
    nobody: str = NOBODY,
    zero_line: bool = False,
) -> None:
    """Set up a panel for each organization over time, with its fan or why there is none.

    Parameters
    ----------
    figure
        Changed in place.
    results
        Whose organizations they are.
    data
        Of all organizations: organization, date and the columns of `orgsim.plots.bands.add_fan`.
    grid
        A panel for each organization.
    yaxis
        Gives the settings of the upright axis for the data of an organization.
    decimals
        Of the numbers shown on hovering.
    nobody
        Stands in a panel in which all is unknown or, of what is counted, zero.
    zero_line
        Whether the scale goes to both sides of zero, so that zero is a number like others.
    """
    for position, organization, own in by_organization(results, data):
        axes = add_panel(figure, grid, position, date_axis(data["date"]), yaxis(own))
        if zero_line:
            add_zero_line(figure, axes)
        if own["q50"].isna().all() or not (zero_line or own["q50"].any()):
            add_note(figure, axes, nobody)
        fill_panel(figure, results, organization, data, axes, grid, decimals=decimals)
