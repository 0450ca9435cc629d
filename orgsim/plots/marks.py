"""Days on which something was done to an organization, or on which it came to a new stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from orgsim.plots.panels import PANEL_HEIGHT
from orgsim.plots.theme import INK, MUTED, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.plots.drawing import Drawing
    from orgsim.results import Organization, Results

_PER_CHARACTER = 5.6  # pixels along a line


def marked_days(results: Results, organization: Organization) -> list[tuple[str, str]]:
    """List the days that a figure of an organization over time marks.

    Parameters
    ----------
    results
        A run.
    organization
        One of its organizations.

    Returns
    -------
    list of tuple
        Date as year-month-day and words, by date: interventions on their day, and each stage that
        most replications enter on the median day.
    """
    stages = results.stages[results.stages["organization"] == organization.id]
    found = list(organization.marks)
    for stage, rows in stages.groupby("stage", observed=True, sort=False):
        if 2 * rows["replication"].nunique() > results.completed:
            day = pd.Timestamp(rows["date"].median())
            found.append((f"{day:%Y-%m-%d}", str(stage).replace("_", " ")))
    return sorted(found)


def add_marks(
    figure: Drawing,
    axes: tuple[str, str],
    marks: Sequence[tuple[str, str]],
    last: str,
    *,
    panel_height: int = PANEL_HEIGHT,
    on_colour: bool = False,
) -> None:
    """Draw a dotted line on each marked day, with its words along it.

    Parameters
    ----------
    figure, axes
        The figure and the panel.
    marks
        Dates and words, as `marked_days` gives them; without words there is the line alone.
    last
        The last date of the panel; later days are left out.
    panel_height
        Pixels along which the words have to fit.
    on_colour
        Whether the panel is filled, so that the words need a ground of their own.
    """
    x, y = axes
    for day, words in marks:
        if day > last:
            continue
        place = {"xref": x, "yref": f"{y} domain"}
        line = {"color": INK if on_colour else MUTED, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, line=line, **place)
        if not words:
            continue
        figure.add_annotation(
            text=wrapped(words, int(panel_height / _PER_CHARACTER), 1),
            x=day,
            y=1,
            xanchor="left",
            yanchor="top",
            textangle=90,
            showarrow=False,
            font={"size": 10, "color": INK if on_colour else MUTED},
            bgcolor="rgba(255,255,255,0.75)" if on_colour else None,
            borderpad=1,
            **place,
        )
