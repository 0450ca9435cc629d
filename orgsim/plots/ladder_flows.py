"""The internal labor market on its ladder: who is hired, moves up and leaves at each level."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.bands import between, of_enough
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.panels import NOBODY, Grid, add_note, add_panel, by_organization, headings_of
from orgsim.plots.remembered import remembered
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import (
    BASELINE,
    INK,
    MUTED,
    RISE,
    axis,
    escaped,
    finish,
    level_colour,
    mean_of,
    nothing_to_show,
    readable_on,
    top_rank,
    wrapped,
)
from orgsim.plots.words import DESTINATIONS
from orgsim.results.contrast import at, contrast
from orgsim.results.panel import divided
from orgsim.results.spread import Spread, share, spread
from orgsim.results.wording import people, percent

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results

_ROW_HEIGHT = 66
_ABOVE = 24  # pixels, for the words above the arrows
_BOX = (0.47, 0.26)  # half its width and height; levels are 1 apart
_WIDEST = 13.0  # pixels of the largest flow of an organization
_HEAD = 3.5  # pixels by which the head of an arrow is wider than its shaft, on each side
_IN = ("hires", "acquired_in")
_OUT = ("exits", "laid_off", "acquired_out")
_MOVES = ("promotions_in", "promotions_out", "title_grants_in", "title_grants_out", "relevels_in",
          "relevels_out")  # fmt: skip
_SHOWN = (*_IN, *_OUT, *_MOVES)


@remembered
def ladder_flows_data(results: Results | Comparison) -> pd.DataFrame:
    """Compute how many people a year come to, move between and leave the levels.

    Parameters
    ----------
    results
        A run, or a comparison, of which every policy has panels of its own.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, level, title, rank, flow (column of the table ``levels``),
        destination (missing for the whole flow), mean, q05, q95 (people per year from the first
        snapshot to the last, over replications); by organization, level (lowest first) and flow.
        Exits have a row for each destination too, with the mean alone: the whole flow, cut as the
        exits of the recorded replications are.
    """
    results = as_one(results)
    left = results.people[results.people["left"].notna() & results.people["destination"].notna()]
    parts: list[dict[str, Any]] = []
    for organization in results.organizations:
        panel = results.panels[organization.id]
        years = panel.time[-1] - panel.time[0]
        own = left[left["organization"] == organization.id]
        for place, level in enumerate(organization.levels):
            row = {
                "organization": organization.id,
                "label": organization.label,
                "level": level.id,
                "title": level.title,
                "rank": level.rank,
            }
            gone = own.loc[own["last_level"] == level.id, "destination"].value_counts()
            for flow in _SHOWN:
                counted = panel.columns[flow][:, :, place].sum(axis=1)
                found = spread(divided(counted, np.full(len(counted), years)))
                rate = {"mean": found.mean, "q05": found.low, "q95": found.high}
                parts.append({**row, "flow": flow, "destination": None, **rate})
                if flow == "exits":
                    parts.extend(
                        {
                            **row,
                            "flow": flow,
                            "destination": str(name),
                            "mean": found.mean * count / gone.sum(),
                        }
                        for name, count in gone.items()
                        if count
                    )
    return of_enough(pd.DataFrame(parts), results.completed)


@as_figure
def ladder_flows(results: Results | Comparison, *, columns: int = 2) -> Drawing:
    """Draw hires, promotions and leavers per year as arrows on the ladder.

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
    >>> ladder_flows(results).show()  # doctest: +SKIP
    """
    results = as_one(results)
    if not results.completed:
        return nothing_to_show("No replication was completed", columns=columns)
    if len(results.snapshots) < 2:
        return nothing_to_show("Flows need two snapshots, and there is one", columns=columns)
    data = ladder_flows_data(results)
    if not data["mean"].any():
        return nothing_to_show("Nobody was hired, moved or left", columns=columns)
    heights = tuple(_ROW_HEIGHT * len(each.levels) + _ABOVE for each in results.organizations)
    grid = Grid(headings_of(results.organizations), columns, beside=0.06, heights=heights)
    spare = 1.7 if grid.used_columns < columns else 1.0  # a ladder alone is not stretched
    figure = Drawing()
    for position, _, own in by_organization(results, data):
        axes = add_panel(
            figure,
            grid,
            position,
            axis(range=[-1.34 * spare, 1.72 * spare], visible=False),
            axis(range=[-0.6, heights[position] / _ROW_HEIGHT - 0.6], visible=False),
        )
        if not own["mean"].any():
            add_note(figure, axes, NOBODY)
            continue
        _Ladder(figure, axes, own, results).draw()
    kinds = {flow for flow, mean in zip(data["flow"], data["mean"], strict=True) if mean > 0}
    finish(
        figure,
        _finding(results),
        f"People a year, {mean_of(results)}: hired from the left, promoted upwards, leaving to the "
        "right with the commonest destination. The widest arrow of each ladder is its largest flow."
        + (" Two arrows between boxes: out of the lower, into the upper." if _forks(data) else "")
        + (" Grey, upwards: titles without the work." if "title_grants_in" in kinds else "")
        + (" Grey, downwards: titles reset." if "relevels_in" in kinds else ""),
        height=grid.height - 34,
        columns=columns,
    )
    figure.update_layout(margin={"l": 16, "r": 16, "b": 14})
    return figure


def _forks(data: pd.DataFrame) -> bool:
    """Whether anybody is promoted elsewhere than to the next level of the list."""
    whole = data[data["destination"].isna()]
    out = whole[whole["flow"] == "promotions_out"]
    into = whole.loc[whole["flow"] == "promotions_in", "mean"].shift(-1).to_numpy()
    inner = (out["organization"] == out["organization"].shift(-1)).to_numpy()
    return bool((np.abs(out["mean"].to_numpy() - into)[inner] >= 0.05).any())


class _Ladder:
    """One ladder: boxes with arrows into, between and out of them."""

    def __init__(
        self, figure: Drawing, axes: tuple[str, str], own: pd.DataFrame, results: Results
    ) -> None:
        self.figure, self.axes, self.results = figure, axes, results
        self.whole = own[own["destination"].isna()]
        self.exits = own[own["destination"].notna()]
        self.levels = self.whole.drop_duplicates("level").reset_index(drop=True)
        self.a_year = {
            (str(level), str(flow)): float(mean)
            for level, flow, mean in self.whole[["level", "flow", "mean"]].to_numpy()
        }
        ends = [self._sum(level, kind) for level in self.levels["level"] for kind in (_IN, _OUT)]
        moves = [mean for (_, flow), mean in self.a_year.items() if flow in _MOVES]
        self.largest = max(*ends, *moves)

    def _sum(self, level: str, flows: tuple[str, ...]) -> float:
        return sum(self.a_year[level, flow] for flow in flows)

    def draw(self) -> None:
        last = len(self.levels) - 1
        for place in range(last + 1):
            row = self.levels.iloc[place]
            self._box(place, row)
            self._sides(place, str(row["level"]))
        for lower in range(last):
            self._between(lower)
        for x, text in ((-0.9, "hired a year"), (1.0, "leave a year")):
            self._write(x, last + 0.5, text, "center", MUTED)

    def _box(self, place: int, row: pd.Series[Any]) -> None:
        colour = level_colour(row["rank"], top_rank(self.results), self.results.director_rank)
        width, height = _BOX
        x, y = self.axes
        self.figure.add_shape(
            type="rect",
            x0=-width,
            x1=width,
            y0=place - height,
            y1=place + height,
            fillcolor=colour,
            line={"width": 0},
            xref=x,
            yref=y,
        )
        self._write(0, place, _in_box(row["title"]), "center", readable_on(colour))
        own = self.whole[self.whole["level"] == row["level"]]
        told = [
            f"{_WORDS[flow]} {_rate(mean)}"
            f"{between(low, high, lambda low, high: f'{people(low)} to {people(high)}')}"
            for flow, mean, low, high in zip(
                own["flow"], own["mean"], own["q05"], own["q95"], strict=True
            )
            if mean > 0
        ]
        gone = self.exits[self.exits["level"] == row["level"]]
        told += [
            f"to {DESTINATIONS.get(name, name)} {percent(mean / gone['mean'].sum())} of leavers"
            for name, mean in zip(gone["destination"], gone["mean"], strict=True)
        ]
        self.figure.add_scatter(  # what is under the pointer
            x=[0],
            y=[place],
            mode="markers",
            marker={"size": 40, "symbol": "square", "color": "rgba(0,0,0,0)"},
            hovertext=["<br>".join([f"<b>{escaped(row['title'])}</b>, a year", *told])],
            hovertemplate="%{hovertext}<extra></extra>",
            xaxis=x,
            yaxis=y,
        )

    def _sides(self, place: int, level: str) -> None:
        edge = _BOX[0] + 0.02
        came, gone = self._sum(level, _IN), self._sum(level, _OUT)
        if came:
            self._arrow((-0.98, place), (-edge, place), came, MUTED)
            self._write(-1.01, place, f"<b>{_rate(came)}</b>", "right")
        if gone:
            self._arrow((edge, place), (0.98, place), gone, MUTED)
            text = f"<b>{_rate(gone)}</b>"
            where = self.exits[self.exits["level"] == level]
            if len(where):
                first = where.iloc[int(where["mean"].argmax())]
                part = percent(float(first["mean"] / where["mean"].sum()), 0)
                words = wrapped(f"{part} {DESTINATIONS.get(first['destination'])}", 16, 2)
                text += f"<br><span style='font-size:10px;color:{MUTED}'>{words}</span>"
            self._write(1.02, place, text, "left")

    def _between(self, lower: int) -> None:
        """Draw who moves between a level and the next, or out of one and into the other."""
        below, above = (str(self.levels["level"][place]) for place in (lower, lower + 1))
        low, high = lower + _BOX[1] + 0.02, lower + 1 - _BOX[1] - 0.02
        for kind, x, colour in (("promotions", -0.12, RISE), ("title_grants", 0.2, BASELINE)):
            out, into = self.a_year[below, f"{kind}_out"], self.a_year[above, f"{kind}_in"]
            if _rate(out) == _rate(into):  # everybody goes one level up
                self._upwards(x, low, high, out, colour)
            else:
                middle = (low + high) / 2
                self._upwards(x, low, middle - 0.02, out, colour)
                self._upwards(x, middle + 0.02, high, into, colour)
        down = self.a_year[below, "relevels_in"]
        if down:
            self._arrow((-0.36, high), (-0.36, low), down, BASELINE)
            self._write(-0.4, (low + high) / 2, _rate(down), "right", MUTED)

    def _upwards(self, x: float, low: float, high: float, flow: float, colour: str) -> None:
        if not flow:
            return
        width = self._arrow((x, low), (x, high), flow, colour)
        ink = RISE if colour == RISE else MUTED
        self._write(x, (low + high) / 2, _rate(flow), "left", ink, shift=width / 2 + _HEAD + 2)

    def _arrow(
        self, start: tuple[float, float], end: tuple[float, float], flow: float, colour: str
    ) -> float:
        """Draw an arrow along an axis, as wide in pixels as its flow is large; return the width."""
        width = max(1.2, _WIDEST * flow / self.largest)
        upright = start[0] == end[0]
        along = 1 if upright else 0
        tip, back = (
            end[along],
            end[along] - math.copysign(0.14 if upright else 0.1, end[along] - start[along]),
        )
        half, wide = width / 2, width / 2 + _HEAD
        outline = [
            (start[along], half), (back, half), (back, wide), (tip, 0.0),
            (back, -wide), (back, -half), (start[along], -half),
        ]  # fmt: skip
        points = [f"{b} {a}" if upright else f"{a} {b}" for a, b in outline]
        across = "x" if upright else "y"
        self.figure.add_shape(
            type="path",
            path=f"M {' L '.join(points)} Z",
            fillcolor=colour,
            line={"width": 0},
            xref=self.axes[0],
            yref=self.axes[1],
            **{f"{across}sizemode": "pixel", f"{across}anchor": start[1 - along]},
        )
        return width

    def _write(
        self, x: float, y: float, text: str, align: str, colour: str = INK, shift: float = 0
    ) -> None:
        self.figure.add_annotation(
            text=text,
            x=x,
            y=y,
            xref=self.axes[0],
            yref=self.axes[1],
            xanchor=align,
            xshift=shift,
            align=align,
            showarrow=False,
            font={"size": 11, "color": colour},
        )


def _in_box(title: str) -> str:
    """Write a title in two lines, smaller where it is too long for them."""
    text = wrapped(title, 17, 2)
    if wrapped(title, 17).count("<br>") < 2:
        return text
    return f"<span style='font-size:9px'>{wrapped(title, 22, 2)}</span>"


_WORDS = {
    "hires": "hired",
    "acquired_in": "taken in",
    "exits": "leave",
    "laid_off": "laid off",
    "acquired_out": "taken over",
    "promotions_in": "promoted to here",
    "promotions_out": "promoted from here",
    "title_grants_in": "given this title alone",
    "title_grants_out": "given a higher title alone",
    "relevels_in": "reset to this title",
    "relevels_out": "reset from this title",
}


def _rate(a_year: float) -> str:
    written = people(a_year)
    return "&lt; 0.1" if a_year and written == people(0) else written


def _finding(results: Results) -> str:
    """Say how many positions are filled from inside."""
    values = {}
    for organization in results.organizations:
        columns = results.panels[organization.id].columns
        moved, came = (columns[flow].sum(axis=(1, 2)) for flow in ("promotions_in", "hires"))
        found = spread(divided(moved, moved + came))
        if found.replications:
            values[organization.label] = found
    if not values:
        return "Nobody is hired or promoted."

    def written(label: str, value: Spread) -> str:
        return f"{share(value)} of those who come to a level{at(label)} are promoted into it"

    text = contrast(values, written, lambda label, value: f"{share(value)}{at(label)}")
    return f"{text}; the others are hired."
