"""Levels stacked upon each other over the years, a panel for each organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from orgsim.plots.bands import of_enough
from orgsim.plots.drawing import Drawing
from orgsim.plots.labels import add_label, spread_out
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, by_organization, headings_of
from orgsim.plots.side_by_side import SideBySide
from orgsim.plots.theme import date_axis, escaped, finish, level_colour, top_rank, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from orgsim.results import LadderLevel, Organization, Results

_LABEL_WIDTH = 134  # pixels right of a panel
_LINE_HEIGHT = 13.5  # pixels of a line of a label
_SMALLEST_LABELLED = 0.004  # of all people
_BAR = pd.Timedelta(days=30)  # width of the bar that stands for an area of one date


@dataclass(frozen=True)
class Stacked:
    """What is stacked, level upon level.

    Attributes
    ----------
    measure
        In the summary, by level.
    column
        What the tidy frame calls its mean.
    words
        Beside the upright axis.
    axis
        Makes that axis: `orgsim.plots.theme.percent_axis` of shares.
    hoverformat
        Of the numbers under the pointer.
    told
        Writes a number beside its area.
    whole
        To which number every panel goes; None where each organization has a scale of its own.
    """

    measure: str
    column: str
    words: str
    axis: Callable[..., dict[str, Any]]
    hoverformat: str
    told: Callable[[float], str]
    whole: float | None = None


def levels_over_time(results: Results, stacked: Stacked) -> pd.DataFrame:
    """Return a measure of levels from the summary, with its range.

    Parameters
    ----------
    results
        A run, or a comparison side by side.
    stacked
        What is asked for.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, date, level, title, rank, the mean over replications under the
        name of the column, low and high (5th and 95th percentile, of ten replications or more); by
        organization, level (lowest first) and date.
    """
    summary = results.summary
    rows = summary[summary["measure"] == stacked.measure]
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
                        stacked.column: series["mean"].to_numpy(),
                        "low": series["q05"].to_numpy(),
                        "high": series["q95"].to_numpy(),
                    }
                )
            )
    return of_enough(pd.concat(parts, ignore_index=True), results.completed)


def draw_levels(
    results: Results, data: pd.DataFrame, stacked: Stacked, columns: int, finding: str, note: str
) -> Drawing:
    """Draw what `levels_over_time` returns.

    Parameters
    ----------
    results
        A run, or a comparison side by side.
    data, stacked
        What is drawn.
    columns
        Panels side by side; 1 suits a narrow page.
    finding
        What it shows.
    note
        What is drawn, without a stop; what colours mean is added.
    """
    top = top_rank(results)
    # Where every panel has the same scale, its numbers stand at the left only: beside the labels of
    # another panel there is little room for them.
    shared = stacked.whole is not None
    grid = Grid(headings_of(results.organizations), columns, beside=0.28 if shared else 0.36)
    scales = _scales(results, data, stacked)
    figure = Drawing()
    for position, organization, own in by_organization(results, data):
        numbered = not shared or position % grid.used_columns == 0
        scale = scales[organization.id]
        x, y = add_panel(
            figure,
            grid,
            position,
            date_axis(data["date"]),
            stacked.axis(
                range=[0, scale],
                showgrid=False,
                showticklabels=numbered,
                ticks="outside" if numbered else "",
            ),
        )
        if not own[stacked.column].fillna(0).any():
            add_note(figure, (x, y), NOBODY)
        inks = [
            _Ink(level_colour(level.rank, top, results.director_rank), _beside(organization, level))
            for level in organization.levels
        ]
        for level, ink in zip(organization.levels, inks, strict=True):
            series = own[own["level"] == level.id]
            _add_level(figure, series, stacked, escaped(level.title), ink, x, y)
        _add_labels(figure, own, stacked, inks, grid, scale, x, y)
        days = marked_days(results, organization)
        add_marks(figure, (x, y), days, str(data["date"].max())[:10], on_colour=True)
    parallel = any(
        _beside(organization, level)
        for organization in results.organizations
        for level in organization.levels
    )
    figure.title_axis("y", stacked.words)
    finish(
        figure,
        finding,
        f"{note}; same colour, same rung of the reference ladder"
        + ("; hatched, beside another level of that rung." if parallel else "."),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(margin={"r": _LABEL_WIDTH + 14}, hovermode="x unified")
    return figure


def _scales(results: Results, data: pd.DataFrame, stacked: Stacked) -> Mapping[str, float]:
    """To which number the panel of each organization goes, the same under every policy."""
    if stacked.whole is not None:
        return dict.fromkeys((each.id for each in results.organizations), stacked.whole)
    sums = data.groupby(["organization", "date"])[stacked.column].sum()
    most = sums.groupby("organization").max()
    parts = results.parts if isinstance(results, SideBySide) else {}
    whose = {
        each.id: parts[each.id].organization if parts else each.id for each in results.organizations
    }
    together = most.groupby(most.index.map(whose)).max()
    return {name: max(1.0, 1.05 * float(together[place])) for name, place in whose.items()}


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


def _add_level(
    figure: Drawing,
    series: pd.DataFrame,
    stacked: Stacked,
    name: str,
    ink: _Ink,
    x: str,
    y: str,
) -> None:
    known = bool(series["low"].notna().any())
    mean, low, high = (f"%{{customdata[{each}]:{stacked.hoverformat}}}" for each in range(3))
    hover = f"{mean} ({low} to {high})" if known else mean
    column = stacked.column
    spread = series[[column, "low", "high"] if known else [column]].to_numpy()
    if len(series) == 1:  # an area of one date has no width
        figure.add_bar(
            x=series["date"],
            y=series[column],
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
        y=series[column],
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


def _label(value: str, title: str, ink: _Ink) -> str:
    """Write a label: a square as the level is drawn, its value, its title in at most two lines."""
    text = wrapped(f"{value} {title}", 20, 2)
    number = escaped(value)
    return f"{ink.square} <b>{number}</b>{text[len(number) :]}"


def _add_labels(
    figure: Drawing,
    own: pd.DataFrame,
    stacked: Stacked,
    inks: list[_Ink],
    grid: Grid,
    scale: float,
    x: str,
    y: str,
) -> None:
    """Write title and final value of each level beside its area."""
    last = own[own["date"] == own["date"].max()]
    values = last[stacked.column].to_numpy()
    if not np.nansum(values):  # nobody is left: label where the areas end
        return
    middle = (np.cumsum(values) - values / 2) / scale
    texts = [
        _label(stacked.told(value), title, ink)
        for value, title, ink in zip(values, last["title"], inks, strict=True)
    ]
    sizes = np.array([(text.count("<br>") + 1) * _LINE_HEIGHT for text in texts])
    sizes /= grid.panel_height
    shown = values / values.sum() >= _SMALLEST_LABELLED
    while sizes[shown].sum() > 1.0:  # too many levels: the smallest go without
        shown[np.flatnonzero(shown)[values[shown].argmin()]] = False
    places = spread_out(middle[shown].tolist(), sizes[shown].tolist(), 1.0)
    right = last["date"].iloc[0] + (
        _BAR / 2 if own["date"].min() == own["date"].max() else _BAR * 0
    )
    for text, place in zip(np.array(texts, object)[shown], places, strict=True):
        add_label(figure, text, (right, place * scale), (x, y))
