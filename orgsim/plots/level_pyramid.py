"""The level pyramid on one day, beside the pyramid of the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.bands import BAND_COLUMNS, between, of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.moments import Step, add_slider, at_or_before, told_moments
from orgsim.plots.panels import (
    ABOVE_NAMES,
    NOBODY,
    Grid,
    add_note,
    add_panel,
    by_organization,
    headings_of,
    row_axis,
)
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    INK,
    MUTED,
    NO_RANGES,
    START,
    ZERO,
    axis,
    escaped,
    faded,
    finish,
    level_colour,
    mean_of,
    nothing_to_show,
    top_rank,
)
from orgsim.results.precision import enough_for_ranges
from orgsim.results.wording import (
    listed,
    moment,
    people,
    percent,
    percent_span,
    sentence_case,
)

if TYPE_CHECKING:
    from orgsim.results import Comparison, Organization, Results

_ROW_HEIGHT = 32
_MARGIN_LEFT = 150
_OF_A_DAY = 4  # traces of an organization that the slider changes
_ROOM = 1.55  # to the longest bar and its label, of the longest bar
_TOLD = 2  # organizations that the title tells of


@remembered
def level_pyramid_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the share of the headcount on each level at every snapshot, with its bands.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, time, date, level, title, rank, headcount (people, mean over
        replications), share (mean), q05, q25, q50, q75, q95 (of the share, over replications);
        by organization, date and level (lowest first).
    """
    results = as_one(results)
    summary = results.summary[results.summary["level"].notna()]
    shares = summary[summary["measure"] == "level_share"]
    heads = summary[summary["measure"] == "headcount"]
    keys = ["organization", "time", "level"]
    merged = shares.astype({"level": object}).merge(
        heads[[*keys, "mean"]].astype({"level": object}).rename(columns={"mean": "headcount"}),
        on=keys,
    )
    parts = []
    for organization in results.organizations:
        own = merged[merged["organization"] == organization.id]
        order = {level.id: place for place, level in enumerate(organization.levels)}
        titles = {level.id: level.title for level in organization.levels}
        ranks = {level.id: level.rank for level in organization.levels}
        own = own.assign(
            organization=organization.id,
            label=organization.label,
            title=own["level"].map(titles),
            rank=own["level"].map(ranks),
            place=own["level"].map(order),
            share=own["mean"],
        )
        parts.append(own.sort_values(["time", "place"]))
    columns = ["organization", "label", "time", "date", "level", "title", "rank", "headcount"]
    data = pd.concat(parts, ignore_index=True)[[*columns, "share", *BAND_COLUMNS]]
    return of_enough(data, results.completed)


@as_figure
def level_pyramid(
    results: Results | Comparison, *, date: str | pd.Timestamp | None = None, columns: int = 2
) -> Drawing:
    """Draw the level pyramid of a day beside that of the start, with a slider over the years.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.
    date
        The day that is shown first: the last snapshot on or before it, the last of all when None.
    columns
        Panels side by side; 1 suits a narrow page.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        When the date is before the start.

    Examples
    --------
    >>> level_pyramid(results, date="2030-01-01").show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = level_pyramid_data(results)
    if data["share"].isna().all():
        return nothing_to_show("Nobody was there to hold a title", columns=columns)
    dates = pd.DatetimeIndex(data["date"].unique())
    shown = at_or_before(dates, date)
    steps = told_moments(dates, shown)
    top = top_rank(results)
    grid = Grid(
        headings_of(results.organizations),
        columns,
        beside=0.26,
        heights=tuple(_height(len(each.levels)) for each in results.organizations),
    )
    reach = float(np.nanmax(data[["share", "q95"]].to_numpy())) or 1.0
    figure = Drawing()
    moving: list[tuple[pd.DataFrame, int]] = []  # what the slider changes, and its heading
    for position, organization, own in by_organization(results, data):
        axes = _panel(figure, grid, position, organization, reach)
        at_start, then = own[own["date"] == dates[0]], own[own["date"] == shown]
        _add_start(figure, at_start, axes)
        _add_head(figure, axes, at_start, left=True)
        _add_day(
            figure,
            then,
            [level_colour(rank, top, results.director_rank) for rank in then["rank"]],
            axes,
        )
        moving.append((own, len(figure.annotations)))
        _add_head(figure, axes, then, left=False)
        if own["share"].isna().all():
            add_note(figure, axes, NOBODY)
    finish(
        figure,
        _finding(data, shown),
        f"Share of headcount by level, {mean_of(results)}: on the left, in grey, at the start; on "
        f"the right on {'the day chosen' if len(steps) > 1 else 'the last day'}"
        + (
            ", with lines that hold 50 % and 90 % of them."
            if enough_for_ranges(results.completed)
            else f"; {NO_RANGES}."
        ),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(margin={"l": _MARGIN_LEFT}, barmode="overlay", bargap=0.3)
    if len(steps) > 1:
        add_slider(figure, [_step(moving, day) for day in steps], steps.index(shown))
    return figure


def _panel(
    figure: Drawing,
    grid: Grid,
    position: int,
    organization: Organization,
    reach: float,
) -> tuple[str, str]:
    """Set up a panel whose two halves have one scale, running outwards from the middle."""
    step = next(each for each in (0.05, 0.1, 0.2, 0.25, 0.5) if reach / each <= 2.2)
    marks = np.arange(-int(reach / step), int(reach / step) + 1) * step
    xaxis = axis(
        "share of headcount",
        range=[-_ROOM * reach, _ROOM * reach],
        tickvals=marks,
        ticktext=[percent(abs(mark), 0) for mark in marks],
        tickangle=0,
        zeroline=True,
        zerolinecolor=ZERO,
    )
    # Every ladder stands on its axis; above it the dates have room.
    ends = (-0.6, _height(len(organization.levels)) / _ROW_HEIGHT - 0.6)
    titles = [level.title for level in organization.levels]
    yaxis = row_axis(titles, ends, showgrid=False, showline=False)
    return add_panel(figure, grid, position, xaxis, yaxis, outset=ABOVE_NAMES)


def _height(levels: int) -> int:
    """Pixels of a panel with so many levels, and two lines above them."""
    return _ROW_HEIGHT * levels + 46


def _add_start(figure: Drawing, rows: pd.DataFrame, axes: tuple[str, str]) -> None:
    x, y = axes
    places = list(range(len(rows)))
    figure.add_bar(
        x=-rows["share"],
        y=places,
        orientation="h",
        marker={"color": START},
        hovertext=_hover(rows),
        hovertemplate="%{hovertext}<extra></extra>",
        xaxis=x,
        yaxis=y,
    )
    figure.add_scatter(
        x=-rows["share"],
        y=places,
        mode="text",
        text=[f"{each} " for each in _labels(rows)],
        textposition="middle left",
        textfont={"size": 11, "color": MUTED},
        hoverinfo="skip",
        cliponaxis=False,
        xaxis=x,
        yaxis=y,
    )


def _add_day(
    figure: Drawing, rows: pd.DataFrame, colours: list[str], axes: tuple[str, str]
) -> None:
    """Add the four traces of a day, in the order of `_of_day`."""
    x, y = axes
    places = list(range(len(rows)))
    bar, thin, thick, label = _of_day(rows)
    where: dict[str, Any] = {"xaxis": x, "yaxis": y}
    figure.add_bar(
        y=places,
        orientation="h",
        marker={"color": colours},
        hovertemplate="%{hovertext}<extra></extra>",
        **bar,
        **where,
    )
    for line, width in ((thin, 1.2), (thick, 3.6)):
        figure.add_scatter(
            y=[place for each in places for place in (each, each, None)],
            mode="lines",
            line={"width": width, "color": faded(INK, 0.75)},
            hoverinfo="skip",
            **line,
            **where,
        )
    figure.add_scatter(
        y=places,
        mode="text",
        textposition="middle right",
        textfont={"size": 11, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
        **label,
        **where,
    )


def _of_day(rows: pd.DataFrame) -> list[dict[str, list[Any]]]:
    """What changes with the day: bars, their 90 % and 50 % lines, labels beside them."""
    ends = rows[["share", "q95"]].max(axis=1)
    return [
        {"x": _rounded(rows["share"]), "hovertext": _hover(rows)},
        {"x": _lines(rows, "q05", "q95")},
        {"x": _lines(rows, "q25", "q75")},
        {"x": _rounded(ends), "text": [f" {each}" for each in _labels(rows)]},
    ]


def _lines(rows: pd.DataFrame, low: str, high: str) -> list[float | None]:
    ends = zip(_rounded(rows[low]), _rounded(rows[high]), strict=True)
    return [end for left, right in ends for end in (left, right, None)]


def _rounded(values: pd.Series[Any]) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]


def _labels(rows: pd.DataFrame) -> list[str]:
    return ["" if np.isnan(value) else percent(value) for value in rows["share"]]


def _hover(rows: pd.DataFrame) -> list[str]:
    return [
        f"{escaped(str(title))}: {percent(share)}{between(low, high, percent_span)}, "
        f"{people(headcount)} people"
        for title, share, low, high, headcount in zip(
            rows["title"],
            rows["share"],
            rows["q05"],
            rows["q95"],
            rows["headcount"].fillna(0.0),
            strict=True,
        )
    ]


def _head(rows: pd.DataFrame) -> str:
    return f"{rows['date'].iloc[0]:%b %Y}<br>{people(float(rows['headcount'].sum()))} people"


def _add_head(figure: Drawing, axes: tuple[str, str], rows: pd.DataFrame, *, left: bool) -> None:
    """Write day and headcount above one side of a panel."""
    x, y = axes
    figure.add_annotation(
        text=_head(rows),
        x=0,
        y=len(rows) - 0.4,
        xref=x,
        yref=y,
        xanchor="right" if left else "left",
        yanchor="bottom",
        bgcolor="white",
        align="right" if left else "left",
        xshift=-6 if left else 6,
        showarrow=False,
        font={"size": 11, "color": MUTED if left else INK},
    )


def _step(moving: list[tuple[pd.DataFrame, int]], day: pd.Timestamp) -> Step:
    """Say what the slider changes in the traces and headings of all panels for one day."""
    parts = [own[own["date"] == day] for own, _ in moving]
    changed = [trace for rows in parts for trace in _of_day(rows)]
    first = 2  # of the traces of a panel: those of the start come before
    traces = [
        panel * (first + _OF_A_DAY) + first + number
        for panel in range(len(moving))
        for number in range(_OF_A_DAY)
    ]
    return Step(
        label=f"{day:%B %Y}",
        traces=traces,
        changed={
            name: [trace.get(name) for trace in changed] for name in ("x", "text", "hovertext")
        },
        layout={
            f"annotations[{heading}].text": _head(rows)
            for (_, heading), rows in zip(moving, parts, strict=True)
        },
    )


def _finding(data: pd.DataFrame, shown: pd.Timestamp) -> str:
    """Tell of the widest level, and what it was at the start."""
    known = data[data["share"].notna()]
    widest = known.loc[known.groupby(["organization", "date"], sort=False)["share"].idxmax()]
    at_start = widest[widest["date"] == data["date"].min()]
    start = {row["organization"]: row for _, row in at_start.iterrows()}
    told: list[str] = []
    at_end = widest[widest["date"] == shown]
    if len(at_end) > _TOLD:
        text = f"{sentence_case(moment(_years(data, shown)))} the widest level is "
        text += _by_level(at_end)
        before_of = at_start[at_start["organization"].isin(at_end["organization"])]
        return f"{text}; at the start it was {_by_level(before_of)}."
    for _, row in at_end.iterrows():
        is_at = "it is" if told else "is"
        text = f"at {row['label']} {is_at} {row['title']} with {percent(row['share'])}"
        if row["q05"] < row["q95"]:
            text += f" ({percent_span(row['q05'], row['q95'])})"
        before = start.get(row["organization"], row)
        if before["level"] != row["level"]:
            text += f", at the start {before['title']} with {percent(before['share'])}"
        told.append(text)
    if not told:
        return f"{sentence_case(moment(_years(data, shown)))} nobody is left."
    text = f"{sentence_case(moment(_years(data, shown)))} the widest level "
    return f"{text}{'; '.join(told)}."


def _by_level(widest: pd.DataFrame) -> str:
    """Tell of many organizations at how many each level is the widest, the commonest first."""
    places: dict[str, list[str]] = {}
    for _, row in widest.iterrows():
        places.setdefault(row["title"], []).append(row["label"])
    told = [
        f"{title} at {_places(where, len(widest))}"
        for title, where in sorted(places.items(), key=lambda each: -len(each[1]))
    ]
    return listed(told)


def _places(where: list[str], among: int) -> str:
    if len(where) == among:
        return f"all {among}"
    return where[0] if len(where) == 1 else f"{len(where)} of the {among}"


def _years(data: pd.DataFrame, day: pd.Timestamp) -> float:
    return float(data.loc[data["date"] == day, "time"].iloc[0])
