"""The careers of one replication: who came when, rose how far, and left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, by_organization, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.series import key_below
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    INK,
    axis,
    date_axis,
    escaped,
    finish,
    level_colour,
    nothing_to_show,
    top_rank,
    wrapped,
)
from orgsim.plots.words import DESTINATIONS, entry_point_name
from orgsim.results.wording import number, sentence_case

if TYPE_CHECKING:
    from collections.abc import Hashable

    from orgsim.results import Comparison, Results

_PANEL_HEIGHT = 400
_KEY_HEIGHT = 20  # pixels of a line of the key
_MOST = 90  # people in a panel; more lines run into each other
_MOVES = ("promotion", "title_grant", "relevel")
_COLUMNS = ["organization", "label", "person", "spell", "row", "entry_point", "start", "end",
            "level", "title", "rank", "left", "destination"]  # fmt: skip


@remembered
def lifelines_data(
    results: Results | Comparison, *, replication: int | None = None, most: int | None = None
) -> pd.DataFrame:
    """Cut the careers of one replication into stretches at one level each.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.
    replication
        A recorded replication, the first of them when None.
    most
        At most so many people of each organization, evenly chosen in the order in which they were
        hired; everybody when None.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, person, spell, row (people of the organization by the day on
        which they were hired, from 0), entry_point, start, end (days; not before the first and not
        after the last snapshot), level, title, rank, left (whether they leave at the end of this
        stretch) and destination; by organization, row and start.

    Raises
    ------
    ValueError
        When the replication is not recorded.
    """
    results = as_one(results)
    replication = _recorded(results, replication)
    people = results.people[results.people["replication"] == replication]
    events = results.events[results.events["replication"] == replication]
    moves = events[events["kind"].isin(_MOVES)]
    first, last = results.summary["date"].min(), results.summary["date"].max()
    parts: list[dict[str, object]] = []
    for organization in results.organizations:
        own = people[people["organization"] == organization.id]
        own = own.sort_values(["hired", "person"], kind="stable")
        rows = np.arange(len(own))
        if most is not None and len(own) > most:
            rows = np.linspace(0, len(own) - 1, most).round().astype(int)
        shown = own.iloc[rows]
        within = moves[moves["organization"] == organization.id]
        within = within[within["person"].isin(shown["person"])]
        changes = dict(list(within.groupby(within["person"].astype(str))))
        levels = {level.id: level for level in organization.levels}
        for row, spell in zip(rows.tolist(), shown.to_dict("records"), strict=True):
            came = spell["hired_date"] if spell["hired"] >= 0 else first
            gone = pd.notna(spell["left"])
            end = spell["left_date"] if gone else last
            stretches = _stretches(spell, changes.get(str(spell["person"])), came, end)
            for number_, (start, until, level) in enumerate(stretches, start=1):
                leaves = gone and number_ == len(stretches)
                parts.append(
                    {
                        "organization": organization.id,
                        "label": organization.label,
                        "person": str(spell["person"]),
                        "spell": spell["spell"],
                        "row": row,
                        "entry_point": str(spell["entry_point"]),
                        "start": start,
                        "end": until,
                        "level": level,
                        "title": levels[level].title,
                        "rank": levels[level].rank,
                        "left": leaves,
                        "destination": spell["destination"] if leaves else None,
                    }
                )
    return pd.DataFrame(parts, columns=_COLUMNS)


def _recorded(results: Results, replication: int | None) -> int:
    recorded: list[int] = sorted(results.people["replication"].unique().tolist())
    if replication is None and recorded:
        return recorded[0]
    if replication is None or replication not in recorded:
        raise ValueError(
            f"replication {replication} is not recorded person by person; these are: "
            f"{', '.join(map(str, recorded)) or 'none'}"
        )
    return replication


def _stretches(
    spell: dict[Hashable, Any], changes: pd.DataFrame | None, came: pd.Timestamp, end: pd.Timestamp
) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """Days and level of each stretch of a spell of employment."""
    level = str(spell["first_level"])
    if changes is None:
        return [(came, end, str(spell["last_level"]))]
    until = spell["left"] if pd.notna(spell["left"]) else np.inf
    within = changes[(changes["time"] > max(spell["hired"], 0)) & (changes["time"] <= until)]
    if spell["hired"] < 0 and len(within):
        level = str(within["level_from"].iloc[0])
    elif not len(within):
        level = str(spell["last_level"])
    found: list[tuple[pd.Timestamp, pd.Timestamp, str]] = []
    for day, then in zip(within["date"], within["level_to"].astype(str), strict=True):
        found.append((came, day, level))
        came, level = day, then
    return [*found, (came, end, level)]


@as_figure
def lifelines(
    results: Results | Comparison, *, replication: int | None = None, columns: int = 2
) -> Drawing:
    """Draw each career of one replication as a line that changes its colour with the level.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.
    replication
        A recorded replication, the first of them when None.
    columns
        Panels side by side; 1 suits a narrow page.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        When the replication is not recorded.

    Examples
    --------
    >>> lifelines(results, replication=3).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if replication is None and not len(results.people):
        return nothing_to_show("No replication is recorded person by person", columns=columns)
    replication = _recorded(results, replication)
    data = lifelines_data(results, replication=replication, most=_MOST)
    if data.empty:
        return nothing_to_show("Nobody is employed in the recorded replication", columns=columns)
    grid = Grid(headings_of(results.organizations), columns, panel_height=_PANEL_HEIGHT)
    figure = Drawing()
    dates = results.summary["date"]
    for position, organization, own in by_organization(results, data):
        placed = own.assign(place=own["row"].rank(method="dense") - 1)
        last = placed["place"].max() if len(own) else 1.0
        yaxis = axis(range=[last + 1.5, -1.5], showgrid=False, showticklabels=False, ticks="")
        axes = add_panel(figure, grid, position, date_axis(dates), yaxis)
        if own.empty:
            add_note(figure, axes, NOBODY)
        _add_lines(figure, results, placed, axes)
        days, last_day = marked_days(results, organization), str(dates.max())[:10]
        add_marks(figure, axes, days, last_day, panel_height=_PANEL_HEIGHT, on_colour=True)
    figure.title_axis("y", "people, first hired at the top")
    lines = -(-_key(figure, results, data) // (3 if columns > 1 else 1))
    sampled = data.groupby("organization")["row"].nunique().max() >= _MOST
    finish(
        figure,
        _finding(results, replication),
        f"Replication {replication}, a line for each person: its colour is the level, a stroke at "
        "its end means leaving."
        + (f" Of each organization at most {_MOST} people, evenly chosen." if sampled else ""),
        height=grid.height + _KEY_HEIGHT * lines,
        columns=columns,
    )
    figure.update_layout(
        margin={"b": 48 + _KEY_HEIGHT * lines},
        showlegend=True,
        legend=key_below(
            font={"size": 11},
            entrywidth=0.33 if columns > 1 else 1,
            entrywidthmode="fraction",
            itemclick=False,
            itemdoubleclick=False,
        ),
    )
    return figure


def _key(figure: Drawing, results: Results, data: pd.DataFrame) -> int:
    """Add what says which colour is which rung, by the title it has first; return how many."""
    top = top_rank(results)
    titles = {int(rank): str(title) for rank, title in data[["rank", "title"]].to_numpy()[::-1]}
    for rank in sorted(titles):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="lines",
            name=wrapped(titles[rank], 32, 1),
            line={"color": level_colour(rank, top, results.director_rank), "width": 6},
            showlegend=True,
        )
    return len(titles)


def _add_lines(figure: Drawing, results: Results, own: pd.DataFrame, axes: tuple[str, str]) -> None:
    x, y = axes
    top = top_rank(results)
    count = max(own["row"].nunique(), 1)
    width = min(7.0, 0.75 * _PANEL_HEIGHT / (count + 2))
    for rank, rows in own.groupby("rank"):
        hover = [_hover(results, row) for row in rows.to_dict("records")]
        figure.add_scatter(
            x=[
                day
                for pair in zip(rows["start"], rows["end"], strict=True)
                for day in (*pair, None)
            ],
            y=[row for each in rows["place"] for row in (each, each, None)],
            mode="lines",
            line={
                "color": level_colour(int(str(rank)), top, results.director_rank),
                "width": width,
            },
            hovertext=[text for each in hover for text in (each, each, "")],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
            xaxis=x,
            yaxis=y,
        )
    gone = own[own["left"]]
    figure.add_scatter(
        x=gone["end"],
        y=gone["place"],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": max(width, 3),
            "line": {"color": INK, "width": 1.6},
        },
        hovertext=[_hover(results, row) for row in gone.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        xaxis=x,
        yaxis=y,
    )


def _hover(results: Results, row: dict[Hashable, Any]) -> str:
    text = f"{escaped(row['title'])}, {row['start']:%b %Y} to {row['end']:%b %Y}; "
    text += f"came as {escaped(entry_point_name(results, row['entry_point']))}"
    if row["left"]:
        where = DESTINATIONS.get(row["destination"])
        text += f"; then left{f' for {where}' if where else ''}"
    return text


def _finding(results: Results, replication: int) -> str:
    """Say how many of all people have left, and after how long."""
    people = results.people[results.people["replication"] == replication]
    told = []
    for organization in results.organizations:
        own = people[people["organization"] == organization.id]
        gone = own[own["left"].notna()]
        if own.empty:
            continue
        text = _of_all(len(own), len(gone), organization.label)
        if len(gone):
            stayed = float((gone["left"] - gone["hired"]).median())
            text += f", half of them within {number(stayed, 1)} years" if len(gone) > 1 else ""
        told.append(text)
    return f"{sentence_case('; '.join(told[:2]))}."


def _of_all(people: int, gone: int, place: str) -> str:
    """Say how many have left, as in "of the 9 people ever at A nobody has left".

    Examples
    --------
    >>> _of_all(9, 0, "A"), _of_all(1, 1, "A")
    ('of the 9 people ever at A nobody has left', 'the only one ever at A has left')
    """
    if people == 1:
        return f"the only one ever at {place} {'has left' if gone else 'is still there'}"
    if gone == people:
        return f"all {people:,} people ever at {place} have left"
    some = {0: "nobody has", 1: "one has"}.get(gone, f"{gone:,} have")
    return f"of the {people:,} people ever at {place} {some} left"
