"""What becomes of the title that somebody brings along: title before against title after."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.labels import add_label
from orgsim.plots.panels import Grid, add_panel, headings
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    BASELINE,
    INK,
    RISE,
    axis,
    escaped,
    faded,
    finish,
    level_colour,
    nothing_to_show,
    top_rank,
    wrapped,
)
from orgsim.plots.ways import ELSEWHERE, told_of, ways_of
from orgsim.plots.words import recorded_replications
from orgsim.results.findings import reference_title
from orgsim.results.wording import percent

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results

_ROW_HEIGHT = 34
_MARGIN = 128
_OUTSET = 112  # pixels by which a heading begins left of its panel, above the titles before
_MOST_PANELS = 6
_NOBODY = " A policy under which nobody goes a way has no panel for it."
_WIDEST = 15  # pixels of the largest flow of a panel
_COLUMNS = ["origin", "origin_label", "organization", "label", "rank_from", "title_from",
            "rank_to", "title_to", "people", "share"]  # fmt: skip


@remembered
def relevelling_map_data(results: Results | Comparison) -> pd.DataFrame:
    """Count who had which title before and which after, in the recorded replications.

    People come with a title when they are hired, through the market or from elsewhere, and when
    their organization is acquired; a title reset changes titles within an organization.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns origin (organization; missing for elsewhere), origin_label, organization, label,
        rank_from, title_from, rank_to, title_to, people (all recorded replications together) and
        share (of those with that title before); the ways within the scenario first, those that most
        people go before others, and by rank.
    """
    results = as_one(results)
    events = results.events
    found = events[
        (events["kind"] == "relevel") | ((events["kind"] == "hire") & events["rank_from"].notna())
    ]
    if found.empty:
        return pd.DataFrame(columns=_COLUMNS)
    organization = found["organization"].astype(object)
    reset = (found["kind"] == "relevel") & found["origin"].isna()
    ways = pd.DataFrame(
        {
            "origin": found["origin"].astype(object).where(~reset, organization),
            "organization": organization,
            "rank_from": found["rank_from"].astype(int),
            "rank_to": found["rank_to"].astype(int),
        }
    )
    counted = ways.groupby(list(ways), dropna=False).size().rename("people").reset_index()
    way = counted.groupby(["origin", "organization"], dropna=False)["people"]
    before = counted.groupby(["origin", "organization", "rank_from"], dropna=False)["people"]
    counted["share"] = counted["people"] / before.transform("sum")
    counted["inside"] = counted["origin"].notna()
    counted["many"] = way.transform("sum")
    counted = counted.sort_values(
        ["inside", "many", "origin", "organization", "rank_from", "rank_to"],
        ascending=[False, False, True, True, True, True],
        ignore_index=True,
    )
    label = {each.id: each.label for each in results.organizations}
    titles = {
        (each.id, level.rank): level.title
        for each in results.organizations
        for level in reversed(each.levels)
    }

    def title(organization_id: object, rank: int) -> str:
        known = titles.get((str(organization_id), rank))
        return known or reference_title(results, rank) or f"rung {rank}"

    counted["origin_label"] = [label.get(each, ELSEWHERE) for each in counted["origin"]]
    counted["label"] = counted["organization"].map(label)
    for side, home in (("from", "origin"), ("to", "organization")):
        counted[f"title_{side}"] = [
            title(each, rank)
            for each, rank in zip(counted[home], counted[f"rank_{side}"], strict=True)
        ]
    return counted[_COLUMNS]


@as_figure
def relevelling_map(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw title before against title after, a panel for each way from one place to another.

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
    >>> relevelling_map(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not len(results.events):
        return nothing_to_show("No replication is recorded person by person", columns=columns)
    data = relevelling_map_data(results)
    if data.empty:
        return nothing_to_show("Nobody came with a title, or had it changed", columns=columns)
    ways = ways_of(results, data)
    gone = [[each for each in way if each.people] for way in ways]
    drawn = max(1, sum(total <= _MOST_PANELS for total in accumulate(map(len, gone))))
    shown = [each for way in gone[:drawn] for each in way]
    both = pd.concat([way.rows for way in shown])[["rank_from", "rank_to"]].to_numpy(int)
    low, high = int(both.min()), int(both.max())
    heads = headings([way.heading for way in shown])
    grid = Grid(heads, columns, beside=0.64, panel_height=_ROW_HEIGHT * (high - low + 1))
    figure = Drawing()
    xaxis = axis(
        range=[-0.06, 1.06], showgrid=False, showline=False, showticklabels=False, ticks=""
    )
    yaxis = axis(range=[low - 0.5, high + 0.5], showgrid=False, showline=False, visible=False)
    for position, way in enumerate(shown):
        axes = add_panel(figure, grid, position, xaxis, yaxis, outset=_OUTSET)
        _add_flows(figure, way.rows, axes)
        for side, x in (("from", 0.0), ("to", 1.0)):
            _add_titles(figure, results, way.rows, axes, side, x)
    finish(
        figure,
        told_of(ways),
        "Left the title before, right the title after, on the height of its rung, with the number "
        f"of people in {recorded_replications(results)}; a line as wide as many go that way. "
        "Black: a lower rung than before; grey: the same; green: a higher one."
        + ("" if sum(map(len, ways[:drawn])) == len(shown) else _NOBODY)
        + _not_drawn(len(ways) - drawn),
        height=grid.height - 30,
        columns=columns,
    )
    figure.update_layout(margin={"l": _MARGIN, "r": _MARGIN, "b": 18})
    return figure


def _not_drawn(ways: int) -> str:
    if not ways:
        return ""
    return f" {ways} more {'way is' if ways == 1 else 'ways are'} not drawn."


def _add_flows(figure: Drawing, rows: pd.DataFrame, axes: tuple[str, str]) -> None:
    x, y = axes
    most = rows["people"].max()
    for _, row in rows.sort_values("people", ascending=False).iterrows():
        change = row["rank_to"] - row["rank_from"]
        colour = faded(INK, 0.62) if change < 0 else faded(RISE, 0.75) if change else BASELINE
        figure.add_scatter(
            x=[0, 1],
            y=[row["rank_from"], row["rank_to"]],
            mode="lines",
            line={"color": colour, "width": max(0.8, _WIDEST * row["people"] / most)},
            hoverinfo="skip",
            xaxis=x,
            yaxis=y,
        )
    figure.add_scatter(  # what is under the pointer, a third of the way along each line
        x=[0.33] * len(rows),
        y=(2 * rows["rank_from"] + rows["rank_to"]) / 3,
        mode="markers",
        marker={"size": 16, "color": "rgba(0,0,0,0)"},
        hovertext=[
            f"{escaped(row['title_from'])} \u2192 {escaped(row['title_to'])}: "
            f"{row['people']:,} people, {percent(row['share'])} of those with that title before"
            for _, row in rows.iterrows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        xaxis=x,
        yaxis=y,
    )


def _add_titles(
    figure: Drawing,
    results: Results,
    rows: pd.DataFrame,
    axes: tuple[str, str],
    side: str,
    place: float,
) -> None:
    """Write the titles of one side, with their people, beside dots in the colour of the level."""
    x, y = axes
    held = rows.groupby([f"rank_{side}", f"title_{side}"])["people"].sum().reset_index()
    top = top_rank(results)
    figure.add_scatter(
        x=[place] * len(held),
        y=held[f"rank_{side}"],
        mode="markers",
        marker={
            "size": 11,
            "color": [
                level_colour(rank, top, results.director_rank) for rank in held[f"rank_{side}"]
            ],
            "line": {"color": INK, "width": 1},
        },
        hoverinfo="skip",
        cliponaxis=False,
        xaxis=x,
        yaxis=y,
    )
    for _, row in held.iterrows():
        add_label(
            figure,
            f"<b>{row['people']:,}</b> "
            + wrapped(f"{row['people']:,} {row[f'title_{side}']}", 19, 2).partition(" ")[2],
            (place, row[f"rank_{side}"]),
            axes,
            away=10 if place else -10,
        )
