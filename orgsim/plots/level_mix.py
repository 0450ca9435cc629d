"""How the levels share the headcount, and how that changes over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from orgsim.plots.bands import of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.labels import add_label, spread_out
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, by_organization, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    axis,
    date_axis,
    escaped,
    finish,
    level_colour,
    mean_of,
    nothing_to_show,
    top_rank,
    wrapped,
)
from orgsim.results.findings import top_heavy
from orgsim.results.wording import percent

if TYPE_CHECKING:
    from orgsim.results import Comparison, LadderLevel, Organization, Results

_LABEL_WIDTH = 134  # pixels right of a panel
_LINE_HEIGHT = 13.5  # pixels of a line of a label
_SMALLEST_LABELLED = 0.004
_BAR = pd.Timedelta(days=30)  # width of the bar that stands for an area of one date


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
    results = as_one(results)
    summary = results.summary
    rows = summary[summary["measure"] == "level_share"]
    parts = []
    for organization in results.organizations:
        own = rows[rows["organization"] == organization.id]
        for level in organization.levels:
            series = own[own["level"] == level.id]
            parts.append(
                pd.DataFrame(
                    {
                        "organization": organization.id,
                        "label": organization.label,
                        "date": series["date"].to_numpy(),
                        "level": level.id,
                        "title": level.title,
                        "rank": level.rank,
                        "share": series["mean"].to_numpy(),
                        "low": series["q05"].to_numpy(),
                        "high": series["q95"].to_numpy(),
                    }
                )
            )
    return of_enough(pd.concat(parts, ignore_index=True), results.completed)


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
    data = level_mix_data(results)
    top = top_rank(results)
    grid = Grid(headings_of(results.organizations), columns, beside=0.28)
    figure = Drawing()
    for position, organization, own in by_organization(results, data):
        x, y = add_panel(
            figure,
            grid,
            position,
            date_axis(data["date"]),
            # Every panel has this scale; beside another panel its labels would be in the way.
            axis(
                range=[0, 1],
                tickformat=".0%",
                showgrid=False,
                showticklabels=position % grid.used_columns == 0,
                ticks="outside" if position % grid.used_columns == 0 else "",
            ),
        )
        if own["share"].isna().all():
            add_note(figure, (x, y), NOBODY)
        inks = [
            _Ink(level_colour(level.rank, top, results.director_rank), _beside(organization, level))
            for level in organization.levels
        ]
        for level, ink in zip(organization.levels, inks, strict=True):
            series = own[own["level"] == level.id]
            _add_level(figure, series, escaped(level.title), ink, x, y)
        _add_labels(figure, own, inks, grid, x, y)
        days = marked_days(results, organization)
        add_marks(figure, (x, y), days, str(data["date"].max())[:10], on_colour=True)
    parallel = any(
        _beside(organization, level)
        for organization in results.organizations
        for level in organization.levels
    )
    figure.title_axis("y", "share of headcount")
    finish(
        figure,
        top_heavy(results),
        f"Share of headcount by level, {mean_of(results)}; "
        "same colour, same rung of the reference ladder"
        + ("; hatched, beside another level of that rung." if parallel else "."),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(margin={"r": _LABEL_WIDTH + 14}, hovermode="x unified")
    return figure


class _Ink(NamedTuple):
    """How a level is drawn: the colour of its rung, hatched where another level has it plain."""

    colour: str
    hatched: bool

    @property
    def pattern(self) -> dict[str, Any]:
        if not self.hatched:
            return {}
        white = {"shape": "/", "fgcolor": "white", "size": 7, "solidity": 0.3}
        return {**white, "bgcolor": self.colour, "fillmode": "overlay"}

    @property
    def square(self) -> str:
        square = "\u25a8" if self.hatched else "\u25a0"
        return f"<span style='color:{self.colour}'>{square}</span>"


def _beside(organization: Organization, level: LadderLevel) -> bool:
    """Whether a level stands beside another of its rung: the managers' is plain, or the first."""
    same = [each for each in organization.levels if each.rank == level.rank]
    managers = [each for each in same if each.track == "manager"]
    return level.id != (managers or same)[0].id


def _add_level(figure: Drawing, series: pd.DataFrame, name: str, ink: _Ink, x: str, y: str) -> None:
    known = bool(series["low"].notna().any())
    hover = "%{customdata[0]:.1%}"
    hover += " (%{customdata[1]:.1%} to %{customdata[2]:.1%})" if known else ""
    spread = series[["share", "low", "high"] if known else ["share"]].to_numpy()
    if len(series) == 1:  # an area of one date has no width
        figure.add_bar(
            x=series["date"],
            y=series["share"],
            name=name,
            marker={"color": ink.colour, "pattern": ink.pattern},
            customdata=spread,
            hovertemplate=hover,
            xaxis=x,
            yaxis=y,
            width=_BAR.total_seconds() * 1000,
        )
        figure.update_layout(barmode="stack")
        return
    figure.add_scatter(
        x=series["date"],
        y=series["share"],
        name=name,
        stackgroup=y,
        fillcolor=ink.colour,
        fillpattern=ink.pattern,
        line={"width": 0.8, "color": "white"},
        mode="lines",
        customdata=spread,
        hovertemplate=hover,
        xaxis=x,
        yaxis=y,
    )


def _label(share: str, title: str, ink: _Ink) -> str:
    """Write a label: a square as the level is drawn, its share, its title in at most two lines."""
    text = wrapped(f"{share} {title}", 20, 2)
    number = escaped(share)
    return f"{ink.square} <b>{number}</b>{text[len(number) :]}"


def _add_labels(
    figure: Drawing, own: pd.DataFrame, inks: list[_Ink], grid: Grid, x: str, y: str
) -> None:
    """Write title and final share of each level beside its area."""
    last = own[own["date"] == own["date"].max()]
    share = last["share"].to_numpy()
    if np.isnan(share).all():  # nobody is left: label where the areas end
        return
    middle = np.cumsum(share) - share / 2
    texts = [
        _label(percent(value), title, ink)
        for value, title, ink in zip(share, last["title"], inks, strict=True)
    ]
    sizes = np.array([(text.count("<br>") + 1) * _LINE_HEIGHT for text in texts])
    sizes /= grid.panel_height
    shown = share >= _SMALLEST_LABELLED
    while sizes[shown].sum() > 1.0:  # too many levels: the smallest go without
        shown[np.flatnonzero(shown)[share[shown].argmin()]] = False
    places = spread_out(middle[shown].tolist(), sizes[shown].tolist(), 1.0)
    right = last["date"].iloc[0] + (
        _BAR / 2 if own["date"].min() == own["date"].max() else _BAR * 0
    )
    for text, place in zip(np.array(texts, object)[shown], places, strict=True):
        add_label(figure, text, (right, place), (x, y))
