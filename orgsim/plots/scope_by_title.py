"""What a title is worth: the responsibility that its holders really have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from orgsim.plots.bands import BAND_COLUMNS, add_ranges, between, of_enough, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.labels import add_label
from orgsim.plots.panels import (
    ABOVE_NAMES,
    Grid,
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
    ZERO,
    axis,
    escaped,
    faded,
    finish,
    level_colour,
    nothing_to_show,
    top_rank,
)
from orgsim.results.findings import reference_title
from orgsim.results.measures import QUANTILES
from orgsim.results.wording import number, signed_number, span

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results

_ROW_HEIGHT = 30
_MARGIN_LEFT, _MARGIN_RIGHT = 150, 52
_FEWEST = 5  # holders of whom the title of the figure speaks
_HARDLY = 0.05  # rungs, written as zero
_COLUMNS = ["organization", "label", "level", "title", "rank", "holders", "mean", *BAND_COLUMNS]


@remembered
def scope_by_title_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the responsibility held by those who hold each title at the end.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own; of the recorded
        replications the holders are known one by one.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, level, title, rank (rungs), holders (people in the recorded
        replications together), mean, q05, q25, q50, q75, q95 (rungs, over these people); by
        organization and level, lowest first. A title that nobody holds has 0 holders and no mean.
        Where no replication is recorded, holders are 0 throughout and the numbers are those of the
        table ``levels``: the mean scope on the level, and its quantiles over replications.
    """
    results = as_one(results)
    people = results.people[results.people["left"].isna()]
    recorded = len(results.people) > 0
    parts = []
    for organization in results.organizations:
        own = people[people["organization"] == organization.id]
        panel = results.panels[organization.id]
        for place, level in enumerate(organization.levels):
            if recorded:
                scope = own.loc[own["last_level"] == level.id, "scope"]
            else:
                scope = pd.Series(panel.columns["scope"][:, -1, place])
            parts.append(
                {
                    "organization": organization.id,
                    "label": organization.label,
                    "level": level.id,
                    "title": level.title,
                    "rank": level.rank,
                    "holders": len(scope) if recorded else 0,
                    "mean": scope.mean(),
                    **{name: scope.quantile(part) for name, part in QUANTILES.items()},
                }
            )
    data = pd.DataFrame(parts, columns=_COLUMNS)
    return data if recorded else of_enough(data, results.completed)


@as_figure
def scope_by_title(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw for each title the responsibility its holders have, beside the rung it stands for.

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
    >>> scope_by_title(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = scope_by_title_data(results)
    if data["mean"].isna().all():
        return nothing_to_show("Nobody is left to hold a title", columns=columns)
    top = top_rank(results)
    heights = tuple(_ROW_HEIGHT * len(each.levels) for each in results.organizations)
    grid = Grid(headings_of(results.organizations), columns, beside=0.36, heights=heights)
    ends = [*data["rank"].agg(["min", "max"]), *reach(data)]
    scale = [min(ends) - 0.5, max(ends) + 0.5]
    figure = Drawing()
    xaxis = axis("rung of responsibility", range=scale, dtick=1, tick0=0)
    for position, _, own in by_organization(results, data):
        rows = (-0.6, len(own) - 0.4)
        yaxis = row_axis(list(own["title"]), rows, showgrid=False, showline=False)
        axes = add_panel(figure, grid, position, xaxis, yaxis, outset=ABOVE_NAMES)
        colours = [level_colour(rank, top, results.director_rank) for rank in own["rank"]]
        _add_titles(figure, own, colours, axes)
    finish(
        figure,
        _finding(results, data),
        "Upright strokes: the rung the title stands for. Dots: the mean responsibility of those "
        "who hold it at the end"
        + _told_lines(data)
        + "; on the right, how many rungs the title is ahead.",
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(margin={"l": _MARGIN_LEFT, "r": _MARGIN_RIGHT})
    return figure


def _told_lines(data: pd.DataFrame) -> str:
    """Say of what the lines hold 50 % and 90 %, or why there are none."""
    if data["q05"].isna().all():
        return f"; {NO_RANGES}"
    whom = "them" if data["holders"].any() else "all replications"
    return f", with lines that hold 50 % and 90 % of {whom}"


def _add_titles(
    figure: Drawing, own: pd.DataFrame, colours: list[str], axes: tuple[str, str]
) -> None:
    x, y = axes
    places = list(range(len(own)))
    held = own["mean"].notna()
    for place, rank, mean in zip(places, own["rank"], own["mean"], strict=True):
        figure.add_shape(  # the rung the title stands for
            type="line",
            x0=rank,
            x1=rank,
            y0=place - 0.34,
            y1=place + 0.34,
            line={"color": INK, "width": 2.4},
            layer="below",
            xref=x,
            yref=y,
        )
        figure.add_shape(  # how far the work is away from it
            type="line",
            x0=rank,
            x1=rank if pd.isna(mean) else mean,
            y0=place,
            y1=place,
            line={"color": ZERO, "width": 1, "dash": "dot"},
            layer="below",
            xref=x,
            yref=y,
        )
        add_label(
            figure,
            "nobody" if pd.isna(mean) else signed_number(rank - mean, 1),
            (1, place),
            (f"{x} domain", y),
            colour=MUTED if pd.isna(mean) or rank - mean < 0.5 else INK,
        )
    add_ranges(figure, own, places, axes, faded(INK, 0.6))
    figure.add_scatter(
        x=own["mean"],
        y=places,
        mode="markers",
        marker={"size": 11, "color": colours, "line": {"color": INK, "width": 1}},
        hovertext=[
            f"{escaped(str(row['title']))}: rung {number(row['mean'], 1)} on average"
            f"{between(row['q05'], row['q95'], lambda low, high: span(low, high, 1))}, "
            f"where the title stands for {row['rank']}"
            + (f"; {row['holders']:,} people" if row["holders"] else "")
            for _, row in own.iterrows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        visible=bool(held.any()),
        xaxis=x,
        yaxis=y,
    )


def _finding(results: Results, data: pd.DataFrame) -> str:
    """Tell of the title that promises most, of those with more than a few holders."""
    known = data[data["mean"].notna()]
    many = known[known["holders"] >= _FEWEST]
    known = many if len(many) else known
    gap = known["rank"] - known["mean"]
    worst = known.iloc[int(gap.argmax())]
    promised = float(gap.max())
    if promised < _HARDLY:
        return "Whoever holds a title does the work that it stands for, or more."
    where = f" at {worst['label']}" if len(results.organizations) > 1 else ""
    title = reference_title(results, round(float(worst["mean"])))
    text = f"The title that promises most is {worst['title']}{where}: its holders do the work of "
    text += f"rung {number(worst['mean'], 1)} on average"
    if title and title != worst["title"]:
        text += f", about that of a {title}"
    return f"{text}, {number(promised, 1)} rungs below the {worst['rank']} it stands for."
