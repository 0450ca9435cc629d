"""How people come in: the entry points' shares of the hires of each year."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.plots.bands import between, of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.labels import add_label, spread_out
from orgsim.plots.panels import Grid, add_note, add_panel, by_organization, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    axis,
    entry_colour,
    escaped,
    finish,
    mean_of,
    nothing_to_show,
    percent_axis,
    wrapped,
)
from orgsim.plots.words import entry_point_name
from orgsim.results.contrast import at, contrast
from orgsim.results.measures import over_replications
from orgsim.results.panel import divided
from orgsim.results.spread import Spread, share, spread
from orgsim.results.wording import people, percent, percent_span
from orgsim.results.yearly_hires import yearly_hires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.results import Comparison, Results
    from orgsim.results.yearly_hires import YearlyHires

_COLUMNS = ["organization", "label", "entry_point", "year", "hires", "share", "low", "high"]
_PANEL_HEIGHT = 240
_LABEL_WIDTH = 122
_LINE_HEIGHT = 14.0


@remembered
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
    return _shares(results, yearly_hires(results))


def _shares(results: Results, hires: Mapping[str, YearlyHires]) -> pd.DataFrame:
    parts = []
    for organization in results.organizations:
        own = hires[organization.id]
        names = [name for name in entry_points(hires) if name in own]
        if not names:
            continue
        counts = np.stack([own[name] for name in names])  # (P, R, Y)
        mean, whole = counts.mean(axis=1), counts.sum(axis=0)
        ends = [over_replications(divided(each, whole)) for each in counts]
        points, years = mean.shape
        parts.append(
            pd.DataFrame(
                {
                    "organization": organization.id,
                    "label": organization.label,
                    "entry_point": np.repeat(np.array(names, object), years),
                    "year": np.tile(np.arange(1, years + 1), points),
                    "hires": mean.ravel(),
                    "share": divided(mean, mean.sum(axis=0)).ravel(),
                    "low": np.concatenate([each["q05"] for each in ends]),
                    "high": np.concatenate([each["q95"] for each in ends]),
                }
            )
        )
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    return of_enough(pd.concat(parts, ignore_index=True), results.completed)


def entry_points(hires: Mapping[str, YearlyHires]) -> list[str]:
    """Name the entry points of all organizations, the one with most hires first."""
    total: Counter[str] = Counter()
    for own in hires.values():
        total.update({name: int(counts.sum()) for name, counts in own.items()})
    return sorted(sorted(total), key=lambda name: -total[name])


@as_figure
def entry_mix(results: Results | Comparison, *, columns: int = 2) -> Drawing:
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
    hires = yearly_hires(results)
    data = _shares(results, hires)
    if not data["hires"].any():
        return nothing_to_show("Nobody was hired", columns=columns)
    names = {each: entry_point_name(results, each) for each in entry_points(hires)}
    heads = headings_of(results.organizations)
    grid = Grid(heads, columns, beside=0.28, panel_height=_PANEL_HEIGHT)
    figure = Drawing()
    years = int(data["year"].max())
    start = results.summary["date"].min()
    # Years that begin in January have a number on the calendar, others only one of the run.
    first = int(start.year) if (start.month, start.day) == (1, 1) else 1
    xaxis = axis(
        "year of the run" if first == 1 else "",
        range=[first - 0.6, first + years - 0.4],
        dtick=max(1, -(-years // 6)),
        tick0=first,
        tickformat="d",
        showgrid=False,
        showline=True,
    )
    yaxis = percent_axis(range=[0, 1], showgrid=False, nticks=6)
    for position, _, own in by_organization(results, data):
        axes = add_panel(figure, grid, position, xaxis, yaxis)
        if not own["hires"].any():
            add_note(figure, axes, "nobody is hired here")
            continue
        _add_bars(figure, own, names, first, axes)
        _add_labels(figure, own, names, axes)
    figure.title_axis("y", "share of hires")
    finish(
        figure,
        _finding(results, hires, next(iter(names))),
        f"Share of the hires of each year by entry point, {mean_of(results)}; beside it the share "
        "of all hires.",
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(barmode="stack", bargap=0.18, margin={"r": _LABEL_WIDTH + 14})
    return figure


def _add_bars(
    figure: Drawing, own: pd.DataFrame, names: Mapping[str, str], first: int, axes: tuple[str, str]
) -> None:
    for place, (name, called) in enumerate(names.items()):
        rows = own[own["entry_point"] == name]
        figure.add_bar(
            x=rows["year"] + (first - 1),
            y=rows["share"],
            marker={"color": entry_colour(place), "line": {"color": "white", "width": 0.6}},
            hovertext=[
                f"{escaped(called)}: {percent(row['share'])}"
                f"{between(row['low'], row['high'], percent_span)} of the hires, "
                f"{people(row['hires'])} people"
                for _, row in rows.iterrows()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            xaxis=axes[0],
            yaxis=axes[1],
        )


def _add_labels(
    figure: Drawing, own: pd.DataFrame, names: Mapping[str, str], axes: tuple[str, str]
) -> None:
    """Write each entry point's share of all hires beside the last year's bar."""
    total = own.groupby("entry_point")["hires"].sum()
    last = own[own["share"].notna()].groupby("entry_point").tail(1)
    parts = last.set_index("entry_point")["share"]
    shown = [name for name in names if total.get(name, 0.0) > 0]
    heights = np.array([float(parts[name]) for name in shown])
    texts = [
        wrapped(f"{percent(total[each] / total.sum())} {names[each]}", 18, 2) for each in shown
    ]
    sizes = [(text.count("<br>") + 1) * _LINE_HEIGHT / _PANEL_HEIGHT for text in texts]
    places = spread_out((np.cumsum(heights) - heights / 2).tolist(), sizes, 1.0)
    for name, text, place in zip(shown, texts, places, strict=True):
        square = f"<span style='color:{entry_colour(list(names).index(name))}'>\u25a0</span>"
        add_label(figure, f"{square} {text}", (1, place), (f"{axes[0]} domain", axes[1]))


def _finding(results: Results, hires: Mapping[str, YearlyHires], commonest: str) -> str:
    """Say how many come through the commonest entry point."""
    values = {}
    for organization in results.organizations:
        own = hires[organization.id]
        if commonest not in own:
            continue
        total = sum(counts.sum(axis=1) for counts in own.values())
        found = spread(divided(own[commonest].sum(axis=1), np.asarray(total)))
        if found.replications:
            values[organization.label] = found

    def written(label: str, value: Spread) -> str:
        return f"{share(value)} of the hires{at(label)}"

    text = contrast(values, written, lambda label, value: f"{share(value)}{at(label)}")
    return f"The commonest entry point is {entry_point_name(results, commonest)}: {text}."
