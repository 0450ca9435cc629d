"""A panel's fan: one organization over time, with the days on which something happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.bands import add_fan
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.side_by_side import organization_colour

if TYPE_CHECKING:
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
    decimals
        Of the numbers shown on hovering.
    """
    own = data[data["organization"] == organization.id]
    colour = organization_colour(results, organization)
    add_fan(figure, own, organization.label, colour, axes, decimals=decimals)
    last = str(data["date"].max())[:10]
    add_marks(
        figure, axes, marked_days(results, organization), last, panel_height=grid.panel_height
    )
