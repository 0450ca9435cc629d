"""Who leaves: how often at each level, and after how many years with the organization."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from orgsim.plots.bands import between, of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.intervals import error_bars
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, headings, row_axis
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    INK,
    NO_RANGES,
    axis,
    escaped,
    faded,
    finish,
    level_colour,
    nothing_to_show,
    top_rank,
)
from orgsim.plots.words import recorded_replications
from orgsim.results.measures import over_replications
from orgsim.results.panel import divided
from orgsim.results.precision import enough_for_ranges
from orgsim.results.wording import number, span

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results

_PANEL_HEIGHT = 250
_MARGIN_LEFT = 150
_ENOUGH = 10.0  # person-years on which the title of the figure relies
_MOST_ROOM = 4.0  # times the highest rate: one long line is not to press all others together
_RATE = "leave per 100 people and year"
_EDGES = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, math.inf)
_WHO = ["replication", "organization", "person"]
_COLUMNS = ["organization", "label", "by", "level", "title", "rank", "tenure_from", "tenure_to",
            "leavers", "person_years", "rate", "low", "high"]  # fmt: skip


@remembered
def leaving_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute how often people leave, by level and by tenure; layoffs are apart.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, by (``level`` or ``tenure``), level, title, rank, tenure_from,
        tenure_to (years with the organization), leavers (people), person_years, rate (leavers per
        person-year), low and high. By level: all replications together, with the 5th and 95th
        percentile of the replications. By tenure: the recorded replications, with a 95 % interval
        for the rate (Byar's approximation to Poisson's), from the day on which people are observed.

    References
    ----------
    Breslow and Day, Statistical Methods in Cancer Research II (1987), page 69.
    """
    results = as_one(results)
    first, last = (float(each) for each in results.snapshots[[0, -1]])
    spells = _spells(results, first, last)
    parts: list[dict[str, Any]] = []
    for organization in results.organizations:
        known = {"organization": organization.id, "label": organization.label}
        columns = results.panels[organization.id].columns
        for place, level in enumerate(organization.levels):
            gone = columns["exits"][:, :, place].sum(axis=1)
            lived = columns["person_years"][:, :, place].sum(axis=1)
            found = over_replications(divided(gone, lived))
            row = {"by": "level", "level": level.id, "title": level.title, "rank": level.rank}
            ends = {"low": float(found["q05"]), "high": float(found["q95"])}
            parts.append({**known, **row, **_rate(int(gone.sum()), float(lived.sum())), **ends})
        own = spells[spells["organization"] == organization.id]
        for low, high in itertools.pairwise(_EDGES):
            exposed = (own["until"].clip(upper=high) - own["since"].clip(lower=low)).clip(lower=0)
            if not exposed.sum():
                continue
            # Somebody who leaves on an anniversary has lived the year before it.
            gone = int((own["gone"] & (own["until"] > low) & (own["until"] <= high)).sum())
            lived = float(exposed.sum())
            tenure = {"by": "tenure", "tenure_from": low, "tenure_to": high}
            low_end, high_end = poisson_interval(gone)
            ends = {"low": low_end / lived, "high": high_end / lived}
            parts.append({**known, **tenure, **_rate(gone, lived), **ends})
    data = pd.DataFrame(parts, columns=_COLUMNS)
    by_level = data["by"] == "level"
    data[by_level] = of_enough(data[by_level], results.completed)
    return data


def _rate(leavers: int, person_years: float) -> dict[str, float]:
    rate = leavers / person_years if person_years else math.nan
    return {"leavers": leavers, "person_years": person_years, "rate": rate}


def _spells(results: Results, first: float, last: float) -> pd.DataFrame:
    """Tenure at which observation of each spell began and ceased, and whether by leaving."""
    people = results.people.astype({"organization": object, "person": object})
    events = results.events[results.events["kind"] == "layoff"]
    laid_off = events[[*_WHO, "time"]].astype({"organization": object, "person": object})
    merged = people.merge(
        laid_off.assign(laid_off=True).drop_duplicates([*_WHO, "time"]),
        how="left",
        left_on=[*_WHO, "left"],
        right_on=[*_WHO, "time"],
    )
    until = merged["left"].fillna(last).clip(upper=last)
    gone = merged["left"].notna() & merged["laid_off"].isna()
    gone &= merged["destination"].astype(object) != "acquirer"
    return pd.DataFrame(
        {
            "organization": merged["organization"],
            "since": merged["hired"].clip(lower=first) - merged["hired"],
            "until": until - merged["hired"],
            "gone": gone,
        }
    )


def poisson_interval(count: int) -> tuple[float, float]:
    """Return a 95 % interval for the mean of a Poisson count, by Byar's approximation.

    Examples
    --------
    >>> low, high = poisson_interval(10)
    >>> round(low, 2), round(high, 2)
    (4.79, 18.39)
    """
    quantile = 1.959964

    def end(centre: int, sign: int) -> float:
        root = 1 - 1 / (9 * centre) + sign * quantile / (3 * math.sqrt(centre))
        return float(centre * root**3)

    # Of no event at all the exact upper end is known.
    return (end(count, -1), end(count + 1, 1)) if count else (0.0, -math.log(0.025))


@as_figure
def leaving(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw leavers per 100 people and year, by level and by years with the organization.

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
    >>> leaving(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    data = leaving_data(results)
    if not data["leavers"].any():
        return nothing_to_show("Nobody has left", columns=columns)
    data[["rate", "low", "high"]] *= 100
    kinds = [kind for kind in ("level", "tenure") if (data["by"] == kind).any()]
    words = {"level": "by level", "tenure": "by years there"}
    names = [f"{each.label}, {words[kind]}" for each in results.organizations for kind in kinds]
    grid = Grid(headings(names), columns, 0.14, _PANEL_HEIGHT)
    figure = Drawing()
    shown = data[data["person_years"] >= min(_ENOUGH, data["person_years"].max())]
    reach = 1.12 * float(shown[["rate", "high"]].max(axis=None))
    top = min(reach, _MOST_ROOM * float(shown["rate"].max()))
    for place, organization in enumerate(results.organizations):
        own = data[data["organization"] == organization.id]
        for offset, kind in enumerate(kinds):
            position = place * len(kinds) + offset
            rows = own[own["by"] == kind].reset_index(drop=True)
            panel = (grid, position)
            if kind == "level":
                axes = _add_levels(figure, results, rows, panel, top)
            else:
                axes = _add_tenure(figure, rows, panel, top)
            if not rows["person_years"].any():
                add_note(figure, axes, NOBODY)
    finish(
        figure,
        _finding(data, len(results.organizations) > 1),
        "Leavers per 100 people and year, layoffs apart. By level: all replications"
        + (
            ", lines hold 90 % of them"
            if enough_for_ranges(results.completed)
            else f" ({NO_RANGES})"
        )
        + (
            f"; by years there: {recorded_replications(results)}, 95 % intervals."
            if "tenure" in kinds
            else "."
        )
        + (" Lines that reach the edge go on beyond it." if top < reach else ""),
        height=grid.height,
        columns=columns,
    )
    figure.update_layout(margin={"l": _MARGIN_LEFT})
    return figure


_Place = tuple[Grid, int]


def _add_levels(
    figure: Drawing, results: Results, rows: pd.DataFrame, place: _Place, top: float
) -> tuple[str, str]:
    xaxis = axis(_RATE, range=[0, top], nticks=6, rangemode="tozero")
    ends = (-0.6, len(rows) - 0.4)
    yaxis = row_axis(list(rows["title"]), ends, showgrid=False, showline=False)
    axes = add_panel(figure, *place, xaxis, yaxis)
    highest = top_rank(results)
    _add_rates(
        figure,
        rows,
        axes,
        {"x": rows["rate"], "y": list(range(len(rows)))},
        "error_x",
        [level_colour(int(rank), highest, results.director_rank) for rank in rows["rank"]],
        [escaped(str(title)) for title in rows["title"]],
    )
    return axes


def _add_tenure(figure: Drawing, rows: pd.DataFrame, place: _Place, top: float) -> tuple[str, str]:
    named = [
        f"{low:g}\u2013{high:g}" if math.isfinite(high) else f"{low:g}+"
        for low, high in zip(rows["tenure_from"], rows["tenure_to"], strict=True)
    ]
    xaxis = axis(
        "years with the organization",
        range=[-0.6, len(rows) - 0.4],
        tickvals=list(range(len(rows))),
        ticktext=named,
        tickangle=0,
        showgrid=False,
        showline=True,
    )
    yaxis = axis(_RATE, range=[0, top], nticks=6)
    axes = add_panel(figure, *place, xaxis, yaxis)
    _add_rates(
        figure,
        rows,
        axes,
        {"x": list(range(len(rows))), "y": rows["rate"]},
        "error_y",
        [INK] * len(rows),
        [f"{each} years there" for each in named],
    )
    return axes


def _add_rates(
    figure: Drawing,
    rows: pd.DataFrame,
    axes: tuple[str, str],
    places: dict[str, Any],
    error: str,
    colours: list[str],
    names: list[str],
) -> None:
    line = faded(INK, 0.65)
    figure.add_scatter(
        **places,
        mode="markers",
        marker={"size": 9, "color": colours, "line": {"color": INK, "width": 1}},
        hovertext=[
            f"{name}: {number(row['rate'], 1)}"
            f"{between(row['low'], row['high'], lambda low, high: span(low, high, 1))} per 100 "
            f"people and year; {row['leavers']:,} of {row['person_years']:,.0f} person-years"
            for name, (_, row) in zip(names, rows.iterrows(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        xaxis=axes[0],
        yaxis=axes[1],
        **{error: error_bars(rows["rate"], rows["low"], rows["high"], line, thickness=1.4)},
    )


def _finding(data: pd.DataFrame, several: bool) -> str:
    """Tell where leaving is most frequent: the level, and the years with the organization."""
    known = data[data["person_years"] >= min(_ENOUGH, data["person_years"].max())]
    told = []
    for kind in ("level", "tenure"):
        rows = known[known["by"] == kind]
        if rows["rate"].isna().all():
            continue
        row = rows.iloc[int(rows["rate"].argmax())]
        place = f" at {row['label']}" if several else ""
        ends = f" ({span(row['low'], row['high'], 0)})" if row["low"] < row["high"] else ""
        rate = f"{number(row['rate'], 0)}{ends}"
        if kind == "level":
            told.append(f"at the level of {row['title']}{place}: {rate} per 100 people and year")
        else:
            told.append(
                f"{_after(row['tenure_from'], row['tenure_to'])}{place or ' there'}: {rate}"
            )
    return f"Leaving is most frequent {', and '.join(told)}."


def _after(first: float, last: float) -> str:
    """Name a stretch of years with the organization.

    Examples
    --------
    >>> _after(0.0, 1.0), _after(2.0, 3.0), _after(10.0, math.inf)
    ('within the first year', 'after 2 to 3 years', 'after 10 years or more')
    """
    if not first:
        return "within the first year"
    if math.isinf(last):
        return f"after {first:g} years or more"
    return f"after {first:g} to {last:g} years"
