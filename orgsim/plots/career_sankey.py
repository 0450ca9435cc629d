"""Where careers lead: from the entry point to the highest level reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.labels import add_label, spread_out
from orgsim.plots.panels import NOBODY, Grid, add_heading, by_organization, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    MUTED,
    escaped,
    faded,
    finish,
    level_colour,
    nothing_to_show,
    top_rank,
    wrapped,
)
from orgsim.plots.words import entry_point_name, recorded_replications
from orgsim.results.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.results import Comparison, Results

_PANEL_HEIGHT = 330
_PAD = 16  # pixels between two nodes
_THICKNESS = 14
_FEWEST = 20  # people of whom a share says something
_MARGIN = 118  # pixels of the labels on either side
_LINE_HEIGHT = 14.2


@remembered
def career_sankey_data(results: Results | Comparison) -> pd.DataFrame:
    """Count the people by entry point and highest level reached, in the recorded replications.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, entry_point, level, title, rank (of the highest level that they
        have reached in the organization), people (hired since the start, all recorded replications
        together) and share (of those of the entry point); by organization, entry point and rank.
    """
    results = as_one(results)
    people = results.people[results.people["hired"] >= 0]
    parts = []
    for organization in results.organizations:
        own = people[people["organization"] == organization.id]
        counted = own.groupby(["entry_point", "highest_rank"], observed=True).size()
        rows = counted.rename("people").reset_index()
        level_of = {level.rank: level for level in reversed(organization.levels)}
        levels = [level_of[int(rank)] for rank in rows["highest_rank"]]
        parts.append(
            pd.DataFrame(
                {
                    "organization": organization.id,
                    "label": organization.label,
                    "entry_point": rows["entry_point"].astype(object),
                    "level": [level.id for level in levels],
                    "title": [level.title for level in levels],
                    "rank": [level.rank for level in levels],
                    "people": rows["people"],
                    "share": rows["people"]
                    / rows.groupby("entry_point", observed=True)["people"].transform("sum"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


@as_figure
def career_sankey(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw the streams from entry points to the highest levels that people reach.

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
    >>> career_sankey(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not len(results.people):
        return nothing_to_show("No replication is recorded person by person", columns=columns)
    data = career_sankey_data(results)
    if data.empty:
        return nothing_to_show("Nobody was hired", columns=columns)
    heads = headings_of(results.organizations)
    grid = Grid(heads, columns, beside=0.5, panel_height=_PANEL_HEIGHT)
    figure = Drawing()
    for position, _, own in by_organization(results, data):
        add_heading(figure, grid, position, _MARGIN - 18)
        if own.empty:
            _say_nobody(figure, *grid.domain(position))
        else:
            _add_streams(figure, results, own, *grid.domain(position))
    finish(
        figure,
        _finding(results, data),
        f"Everybody hired since the start in {recorded_replications(results)}: left the entry "
        "point, right the highest level reached by leaving or by the end. Who came late has had "
        "little time to rise.",
        height=grid.height - 30,
        columns=columns,
    )
    figure.update_layout(margin={"l": _MARGIN, "r": _MARGIN, "b": 18})
    return figure


def _say_nobody(figure: Drawing, x: list[float], y: list[float]) -> None:
    figure.add_annotation(
        text=NOBODY,
        x=sum(x) / 2,
        y=sum(y) / 2,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": 12, "color": MUTED},
    )


def _add_streams(
    figure: Drawing, results: Results, own: pd.DataFrame, x: list[float], y: list[float]
) -> None:
    """Add one organization's streams; entry points by size, levels from the top down."""
    entry = own.groupby("entry_point")["people"].sum().sort_values(ascending=False)
    names = {int(row["rank"]): str(row["title"]) for _, row in own.iterrows()}
    reached = own.groupby("rank")["people"].sum().sort_index(ascending=False)
    top = top_rank(results)
    colour = {rank: level_colour(rank, top, results.director_rank) for rank in names}
    most = max(len(entry), len(reached))
    left, right = (_centres([int(size) for size in side], most) for side in (entry, reached))
    number = {each: place for place, each in enumerate([*entry.index, *reached.index])}
    order = own.sort_values(["rank", "people"], ascending=False)
    hover = [
        f"{row['people']:,} people, {percent(row['share'])} of those who come as "
        f"{escaped(entry_point_name(results, row['entry_point']))}, reach {escaped(row['title'])}"
        for _, row in order.iterrows()
    ]
    figure.add_sankey(
        domain={"x": x, "y": y},
        arrangement="fixed",
        node={
            "label": [""] * len(number),
            "x": [0.001] * len(entry) + [0.999] * len(reached),
            "y": [*left, *right],
            "color": [MUTED] * len(entry) + [colour[rank] for rank in reached.index],
            "pad": _PAD,
            "thickness": _THICKNESS,
            "line": {"width": 0},
            "hoverinfo": "none",
        },
        link={
            "source": [number[each] for each in order["entry_point"]],
            "target": [number[each] for each in order["rank"]],
            "value": order["people"].tolist(),
            "color": [faded(colour[each], 0.5) for each in order["rank"]],
            "customdata": hover,
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    labels = [(entry_point_name(results, name), int(size)) for name, size in entry.items()]
    _add_labels(figure, labels, left, x[0], y)
    labels = [(names[rank], int(size)) for rank, size in zip(reached.index, reached, strict=True)]
    _add_labels(figure, labels, right, x[1], y, [colour[rank] for rank in reached.index])


def _add_labels(
    figure: Drawing,
    labels: list[tuple[str, int]],
    centres: list[float],
    x: float,
    y: list[float],
    colours: Sequence[str] = (),
) -> None:
    """Write people and names beside the nodes, apart from each other; with colours on the right."""
    texts = [wrapped(f"{people:,} {name}", 18, 3) for name, people in labels]
    sizes = [(text.count("<br>") + 1) * _LINE_HEIGHT / _PANEL_HEIGHT for text in texts]
    places = spread_out(centres, sizes, 1.0)
    after = len(colours) > 0
    squares = [f"<span style='color:{each}'>\u25a0</span> " for each in colours] or [""] * len(
        texts
    )
    for square, (_, people), text, place in zip(squares, labels, texts, places, strict=True):
        count = f"{people:,}"
        add_label(
            figure,
            f"{square}<b>{count}</b>{text[len(count) :]}",
            (x, y[1] - place * (y[1] - y[0])),
            ("paper", "paper"),
            away=9 if after else -6,
        )


def _centres(sizes: list[int], most: int) -> list[float]:
    """Centres of nodes from the top down, as fractions, spaced as plotly spaces the fuller side."""
    scale = (_PANEL_HEIGHT - (most - 1) * _PAD) / sum(sizes)
    free = _PANEL_HEIGHT - scale * sum(sizes)
    gap = free / max(len(sizes) - 1, 1)
    centres, above = [], 0.0 if len(sizes) > 1 else free / 2
    for size in sizes:
        centres.append((above + scale * size / 2) / _PANEL_HEIGHT)
        above += scale * size + gap
    return centres


def _finding(results: Results, data: pd.DataFrame) -> str:
    """Tell from which entry point most and fewest reach the top, Directors where there are any."""
    bar = results.director_rank or int(data["rank"].max())
    named = "a Director's title or a higher one" if results.director_rank else "the highest level"
    whole = data.groupby(["organization", "label", "entry_point"], sort=False)["people"].sum()
    high = data[data["rank"] >= bar].groupby(["organization", "label", "entry_point"])["people"]
    told = pd.DataFrame({"people": whole, "high": high.sum()}).fillna(0.0).reset_index()
    told["share"] = told["high"] / told["people"]
    many = told[told["people"] >= _FEWEST]
    told = many if len(many) else told
    best, worst = (
        told.iloc[int(place)] for place in (told["share"].argmax(), told["share"].argmin())
    )
    several = len(results.organizations) > 1

    def who(row: pd.Series[Any]) -> str:
        place = f" to {row['label']}" if several else ""
        name = entry_point_name(results, row["entry_point"])
        return f"{percent(row['share'])} of those who come{place} as {name}"

    if not told["high"].any():
        return f"Nobody who was hired has reached {named} yet."
    if best.name == worst.name:
        return f"{who(best)} reach {named}."
    return f"{who(best)} reach {named}, against {who(worst)}."
