"""What a change of rules does to the level mix, beyond luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.intervals import add_differences
from orgsim.plots.panels import ABOVE_NAMES, Grid, add_note, add_panel, headings, row_axis
from orgsim.plots.remembered import remembered
from orgsim.plots.series import LABEL, key_below, key_rows
from orgsim.plots.theme import (
    ZERO,
    axis,
    finish,
    nothing_to_show,
    series_colour,
    told_apart,
)
from orgsim.results.compared import compared_levels, compared_organizations
from orgsim.results.comparison_findings import change
from orgsim.results.wording import moment, sentence_case, within_rounding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.results import Comparison

DIRECTORS = "Director and above"
_ROW_HEIGHT = 30
_MARGIN_LEFT = 150
_OFFSET_HEIGHT = 13  # pixels between two variants on one level


@remembered
def level_mix_difference_data(comparison: Comparison) -> pd.DataFrame:
    """Compute the difference in each level's share of the headcount at the last date told.

    Parameters
    ----------
    comparison
        Variants and their baseline.

    Returns
    -------
    pandas.DataFrame
        Columns variant, organization, label, level (missing for Directors and above), title,
        rank, difference, low, high (percentage points, 95 % interval for the mean), at_once
        (whether it holds together with all that are asked for, not only by itself), clear (whether
        the interval leaves out zero); by organization, from the highest level down,
        Directors and above first.
    """
    differences = comparison.differences
    last = differences[differences["time"] == comparison.told_times[-1]]
    last = last[last["measure"].isin(["director_share", "level_share"])]
    parts = []
    for organization in compared_organizations(comparison):
        own = last[last["organization"] == organization.id]
        rows: list[tuple[str | None, str, int]] = [(None, DIRECTORS, 10_000)]
        rows += [
            (level.id, level.title, level.rank)
            for level in compared_levels(comparison, organization.id)
        ]
        for level, title, rank in rows:
            found = own[own["level"].isna() if level is None else own["level"] == level]
            parts.append(
                pd.DataFrame(
                    {
                        "variant": found["variant"].astype(str).to_numpy(),
                        "organization": organization.id,
                        "label": organization.label,
                        "level": level,
                        "title": title,
                        "rank": rank,
                        "difference": 100 * found["difference"].to_numpy(),
                        # Where it was not asked for, by itself.
                        "low": 100 * found["low"].fillna(found["low_alone"]).to_numpy(),
                        "high": 100 * found["high"].fillna(found["high_alone"]).to_numpy(),
                        "at_once": found["low"].notna().to_numpy(),
                    }
                ).astype({"level": object})
            )
    data = pd.concat(parts, ignore_index=True)
    data["clear"] = (data["low"] > 0) | (data["high"] < 0)
    return data


@as_figure
def level_mix_difference(comparison: Comparison, *, columns: int = 2) -> Drawing:
    """Draw the differences in level mix at the end with 95 % intervals, baseline at zero.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    columns
        Panels side by side; 1 suits a narrow page.

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> level_mix_difference(comparison).show()  # doctest: +SKIP
    """
    data = level_mix_difference_data(comparison)
    if data["difference"].isna().all():
        return nothing_to_show("No level mix to compare: nobody is left", columns=columns)
    organizations = list(dict.fromkeys(data["organization"]))
    row_height = max(_ROW_HEIGHT, _OFFSET_HEIGHT * (len(comparison.variants) + 1))
    rows = data.groupby("organization")["title"].nunique()
    heights = tuple(int(row_height * rows[each]) for each in organizations)
    heads = headings([str(data[data["organization"] == o]["label"].iloc[0]) for o in organizations])
    grid = Grid(heads, columns, beside=0.24, heights=heights)
    figure = Drawing()
    reach = float(np.nanmax(np.abs(data[["low", "high", "difference"]].to_numpy()))) * 1.1 or 1.0
    for position, organization in enumerate(organizations):
        own = data[data["organization"] == organization]
        _add_organization(figure, grid, position, own, comparison, reach, row_height)
    several = len(comparison.variants) > 1
    names = [comparison.label(name) for name in comparison.variants]
    key = 22 * key_rows(names, columns, _MARGIN_LEFT + 24) if several else 0
    finish(
        figure,
        _finding(comparison, data),
        f"Difference from {comparison.label(comparison.baseline)} in the share of headcount, "
        f"percentage points: {_intervals(data)}",
        height=grid.height + 10 + key,
        columns=columns,
    )
    _add_key(figure, told_apart(names, LABEL))
    figure.update_layout(
        margin={"l": _MARGIN_LEFT, "b": 58 + key},
        showlegend=several,
        legend=key_below(itemsizing="constant"),
    )
    return figure


def _intervals(data: pd.DataFrame) -> str:
    """Say what the intervals are: those of measures not asked for hold by themselves only."""
    drawn = data[data["low"].notna()]
    if drawn.empty:
        return "mean; its interval is not known."
    once = drawn["at_once"]
    if once.all():
        hold = "all hold at once"
    elif not once.any():
        hold = "each holds by itself"
    elif drawn.loc[once, "level"].isna().all():
        hold = f"those of levels each hold by themselves, as only {DIRECTORS} is asked for"
    else:
        hold = f"those of levels hold at once, that of {DIRECTORS} by itself"
    return f"mean and its 95 % interval; {hold}. Filled: the interval leaves out zero."


def _add_organization(
    figure: Drawing,
    grid: Grid,
    position: int,
    own: pd.DataFrame,
    comparison: Comparison,
    reach: float,
    row_height: int,
) -> None:
    rows = own.drop_duplicates(["level"])
    places = {level: -index for index, level in enumerate(rows["level"])}
    xaxis = axis(
        "percentage points",
        range=[-reach, reach],
        zeroline=True,
        zerolinecolor=ZERO,
        zerolinewidth=2,
        nticks=7,
    )
    ends = (-len(rows) + 0.5, 0.5)
    yaxis = row_axis(list(rows["title"]), ends, tickvals=list(places.values()), showgrid=False)
    x, y = add_panel(figure, grid, position, xaxis, yaxis, outset=ABOVE_NAMES)
    if rows["level"].iloc[0] is None:  # a rule between the sum and its parts
        figure.add_shape(
            type="line",
            x0=-reach,
            x1=reach,
            y0=-0.5,
            y1=-0.5,
            xref=x,
            yref=y,
            line={"color": ZERO, "width": 1, "dash": "dot"},
        )
    if own["difference"].isna().all():
        add_note(figure, (x, y), "nobody is there to be compared")
    count = len(comparison.variants)
    for number, variant in enumerate(comparison.variants):
        shown = own[own["variant"] == variant]
        if shown.empty:
            continue
        shift = (number - (count - 1) / 2) * _OFFSET_HEIGHT / row_height
        add_differences(
            figure,
            shown,
            [places[level] - shift for level in shown["level"]],
            shown["title"] + ", " + comparison.label(variant),
            series_colour(number),
            (x, y),
            unit="points",
            legendgroup=str(number),
        )


def _add_key(figure: Drawing, names: Sequence[str]) -> None:
    """Name the colours: filled in the key, where a dot stands for no difference in particular."""
    for number, name in enumerate(names):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"size": 8, "color": series_colour(number)},
            name=name,
            legendgroup=str(number),
        )


def _finding(comparison: Comparison, data: pd.DataFrame) -> str:
    """State the largest known change in the share of Directors, or in any level without them."""
    candidates = data[data["level"].isna() & data["difference"].notna()]
    if candidates.empty:
        candidates = data[data["difference"].notna()]
    known = candidates[candidates["clear"]]
    considered = known if len(known) else candidates
    row = considered.iloc[int(considered["difference"].abs().argmax())]
    what = (
        "the share of people with a Director's title or a higher one"
        if row["title"] == DIRECTORS
        else f"the share of {row['title']}"
    )
    several = len(data["organization"].unique()) > 1
    when = moment(comparison.told_times[-1]) + (f" at {row['label']}" if several else "")
    names = comparison.label(row["variant"]), comparison.label(comparison.baseline)
    text = f"{sentence_case(when)} {_told(row, what, *names)}"
    more = len(known) - 1
    if more > 0 and len(candidates) > 2:
        text += f"; {more} more {'differ' if more > 1 else 'differs'} too"
    return f"{text}."


def _told(row: pd.Series[Any], share: str, variant: str, baseline: str) -> str:
    """State a difference in a sentence that is one whether it is seen, not seen or none."""
    low, high = float(row["low"]), float(row["high"])
    told = change(row["difference"], low, high, 1, " points")
    if low == high == 0 or within_rounding(low, high, 1):
        return f"{share} is {told} under {variant} as under {baseline}"
    if low <= 0 <= high:
        _, numbers = told.split(" (", maxsplit=1)
        between = f"between {variant} and {baseline}"
        return f"no difference is to be seen in {share} {between} ({numbers}"
    if not row["difference"]:  # of one pair, which has no interval
        return f"{share} is the same under {variant} as under {baseline} (one pair only)"
    side = "higher" if row["difference"] > 0 else "lower"
    return f"{share} is {side} under {variant} than under {baseline}: {told}"
