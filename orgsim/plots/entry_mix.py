"""How people come in: the entry points' shares of the hires of each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from orgsim.plots.bands import between, of_enough
from orgsim.plots.panels import Grid, add_note, add_panel, headings, spread_out
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    INK,
    axis,
    entry_colour,
    escaped,
    finish,
    mean_of,
    nothing_to_show,
    wrapped,
)
from orgsim.plots.words import plain
from orgsim.results.contrast import at, contrast
from orgsim.results.spread import Spread, share, spread
from orgsim.results.wording import people, percent, percent_span

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results

_COLUMNS = ["organization", "label", "entry_point", "year", "hires", "share", "low", "high"]
_PANEL_HEIGHT = 240
_LABEL_WIDTH = 122
_LINE_HEIGHT = 14.0


def entry_mix_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute the share of each entry point in the hires of each year.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, entry_point, year (1 is the first; the last may be cut short),
        hires (people, mean over replications), share (of the hires of the year, all replications
        together; missing without any), low and high (5th and 95th percentile of the share over
        replications with hires); by organization, entry point (the one with most hires first) and
        year.
    """
    results = as_one(results)
    hires = results.hires[results.hires["time"] > results.hires["time"].min()]
    year = np.ceil(np.round(hires["time"].to_numpy(), 9)).astype(int)
    keys = ["replication", "organization", "year", "entry_point"]
    counted = hires.assign(
        year=year,
        organization=hires["organization"].astype(object),
        entry_point=hires["entry_point"].astype(object),
    )
    counted = counted.groupby(keys)["hires"].sum().reset_index()
    whole = counted.groupby(keys[:3])["hires"].transform("sum")
    counted["part"] = (counted["hires"] / whole).where(whole > 0)
    by = counted.groupby(["organization", "entry_point", "year"])
    found: pd.DataFrame = by.agg(
        hires=("hires", "mean"),
        low=("part", lambda part: part.quantile(0.05)),
        high=("part", lambda part: part.quantile(0.95)),
    ).reset_index()
    of_year = found.groupby(["organization", "year"])["hires"].transform("sum")
    found["share"] = (found["hires"] / of_year).where(of_year > 0)
    place = {name: number for number, name in enumerate(entry_points(results))}
    order = {each.id: number for number, each in enumerate(results.organizations)}
    found["label"] = found["organization"].map({e.id: e.label for e in results.organizations})
    found = found.sort_values(
        ["organization", "entry_point", "year"],
        key=lambda column: column.map(order | place) if column.name != "year" else column,
        ignore_index=True,
    )
    return of_enough(found[_COLUMNS], results.completed)


def entry_points(results: Results) -> list[str]:
    """Name the entry points of all organizations, the one with most hires first."""
    total = results.hires.groupby("entry_point", observed=True)["hires"].sum()
    return [str(name) for name in total.sort_values(ascending=False, kind="stable").index]


def entry_mix(results: Results | Comparison, *, columns: int = 2) -> go.Figure:
    """Draw the entry points' shares of the hires of each year.

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
    >>> entry_mix(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = entry_mix_data(results)
    if not data["hires"].any():
        return nothing_to_show("Nobody was hired", columns=columns)
    names = entry_points(results)
    grid = Grid(len(results.organizations), columns, beside=0.28, panel_height=_PANEL_HEIGHT)
    figure = go.Figure()
    heads = headings([organization.label for organization in results.organizations])
    years = int(data["year"].max())
    start = results.summary["date"].min()
    # Years that begin in January have a number on the calendar, others only one of the run.
    first = int(start.year) if (start.month, start.day) == (1, 1) else 1
    for position, organization in enumerate(results.organizations):
        own = data[data["organization"] == organization.id]
        xaxis = axis(
            range=[first - 0.6, first + years - 0.4],
            dtick=max(1, -(-years // 6)),
            tick0=first,
            tickformat="d",
            showgrid=False,
            showline=True,
        )
        if first == 1:
            xaxis["title"] = {**xaxis["title"], "text": "year of the run"}
        axes = add_panel(
            figure,
            grid,
            position,
            heads[position],
            xaxis,
            axis(range=[0, 1], tickformat=".0%", showgrid=False, nticks=6),
        )
        if not own["hires"].any():
            add_note(figure, axes, "nobody is hired here")
            continue
        _add_bars(figure, own, names, first, axes)
        _add_labels(figure, own, names, axes)
    figure.layout.yaxis.title.text = "share of hires"
    finish(
        figure,
        _finding(results, names[0]),
        f"Share of the hires of each year by entry point, {mean_of(results)}; beside it the share "
        "of all hires.",
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(barmode="stack", bargap=0.18, margin_r=_LABEL_WIDTH + 14)
    return figure


def _add_bars(
    figure: go.Figure, own: pd.DataFrame, names: list[str], first: int, axes: tuple[str, str]
) -> None:
    for place, name in enumerate(names):
        rows = own[own["entry_point"] == name]
        figure.add_bar(
            x=rows["year"] + (first - 1),
            y=rows["share"],
            marker={"color": entry_colour(place), "line": {"color": "white", "width": 0.6}},
            hovertext=[
                f"{escaped(plain(name))}: {percent(row['share'])}"
                f"{between(row['low'], row['high'], percent_span)} of the hires, "
                f"{people(row['hires'])} people"
                for _, row in rows.iterrows()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            xaxis=axes[0],
            yaxis=axes[1],
        )


def _add_labels(
    figure: go.Figure, own: pd.DataFrame, names: list[str], axes: tuple[str, str]
) -> None:
    """Write each entry point's share of all hires beside the last year's bar."""
    total = own.groupby("entry_point")["hires"].sum()
    last = own[own["share"].notna()].groupby("entry_point").tail(1)
    parts = last.set_index("entry_point")["share"]
    shown = [name for name in names if total.get(name, 0.0) > 0]
    heights = np.array([float(parts[name]) for name in shown])
    texts = [
        wrapped(f"{percent(total[each] / total.sum())} {plain(each)}", 18, 2) for each in shown
    ]
    sizes = [(text.count("<br>") + 1) * _LINE_HEIGHT / _PANEL_HEIGHT for text in texts]
    places = spread_out((np.cumsum(heights) - heights / 2).tolist(), sizes, 1.0)
    for name, text, place in zip(shown, texts, places, strict=True):
        colour = entry_colour(names.index(name))
        figure.add_annotation(
            text=f"<span style='color:{colour}'>\u25a0</span> {text}",
            x=1,
            y=place,
            xref=f"{axes[0]} domain",
            yref=axes[1],
            xanchor="left",
            yanchor="middle",
            xshift=6,
            align="left",
            showarrow=False,
            font={"size": 11, "color": INK},
        )


def _finding(results: Results, commonest: str) -> str:
    """Say how many come through the commonest entry point."""
    values = {}
    for organization in results.organizations:
        own = results.hires[results.hires["organization"] == organization.id]
        total = own.groupby("replication")["hires"].sum()
        part = own[own["entry_point"] == commonest].groupby("replication")["hires"].sum()
        found = spread((part / total.where(total > 0)).to_numpy(float))
        if found.replications:
            values[organization.label] = found

    def written(label: str, value: Spread) -> str:
        return f"{share(value)} of the hires{at(label)}"

    text = contrast(values, written, lambda label, value: f"{share(value)}{at(label)}")
    return f"The commonest entry point is {plain(commonest)}, {text}."
