"""A figure of one day at a time: which days, and the slider that goes through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.theme import GRID, INK, MUTED, ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orgsim.plots.drawing import Drawing

SLIDER_HEIGHT = 74
"""Pixels that a slider takes below the figure."""

_MOST_STEPS = 13  # ten years and both ends, or a year of months


@dataclass(frozen=True)
class Step:
    """One place of the slider.

    Attributes
    ----------
    label
        The day in words.
    traces
        Numbers of the traces that change.
    changed
        Attribute -> its new value for each of these traces.
    layout
        Attribute of the layout -> its new value.
    """

    label: str
    traces: Sequence[int]
    changed: Mapping[str, Sequence[Any]]
    layout: Mapping[str, Any]


def at_or_before(dates: pd.DatetimeIndex, date: str | pd.Timestamp | None) -> pd.Timestamp:
    """Find the last snapshot on or before a day, the last of all when none is asked for.

    Parameters
    ----------
    dates
        The snapshots, increasing.
    date
        The day.

    Raises
    ------
    ValueError
        When there is none so early.

    Examples
    --------
    >>> at_or_before(pd.DatetimeIndex(["2026-01-01", "2027-01-01"]), "2026-12-31").year
    2026
    """
    if date is None:
        return dates[-1]
    day = pd.Timestamp(date)
    before = dates[dates <= day]
    if before.empty:
        raise ValueError(f"{day:%Y-%m-%d} is before the first snapshot, {dates[0]:%Y-%m-%d}")
    return before[-1]


def told_moments(dates: pd.DatetimeIndex, shown: pd.Timestamp) -> list[pd.Timestamp]:
    """Choose the days of the slider: all, or about a dozen evenly spread with both ends.

    Parameters
    ----------
    dates
        The snapshots, increasing.
    shown
        The day shown first, which is always one of them.

    Examples
    --------
    >>> quarters = pd.date_range("2026-01-01", periods=41, freq="QS")
    >>> [day.year for day in told_moments(quarters, quarters[-1])][:3]
    [2026, 2027, 2028]
    """
    steps = len(dates) - 1
    # The smallest stride that divides the run evenly, so that quarters become whole years.
    strides = [each for each in range(1, steps + 1) if steps % each == 0]
    stride = next((each for each in strides if steps // each < _MOST_STEPS), 1)
    if steps // stride < min(_MOST_STEPS // 2, steps):  # nothing divides it well
        chosen = set(np.linspace(0, steps, _MOST_STEPS).round().astype(int).tolist())
    else:
        chosen = set(range(0, steps + 1, stride))
    chosen.add(int(np.flatnonzero(dates == shown)[0]))
    return [dates[each] for each in sorted(chosen)]


def add_slider(figure: Drawing, steps: Sequence[Step], active: int) -> None:
    """Put a slider below a figure that is finished otherwise.

    Parameters
    ----------
    figure
        Changed in place.
    steps
        Its places from left to right.
    active
        The one that the figure shows now.
    """
    below = figure.layout["margin"]["b"]
    figure.update_layout(
        height=figure.layout["height"] + SLIDER_HEIGHT,
        margin={"b": below + SLIDER_HEIGHT},
        sliders=[
            {
                "active": active,
                "x": 0,
                "len": 1,
                "y": 0,
                "yanchor": "top",
                "pad": {"t": below + 4, "b": 0, "l": 0, "r": 0},
                "bgcolor": GRID,
                "bordercolor": ZERO,
                "activebgcolor": MUTED,
                "ticklen": 4,
                "tickcolor": ZERO,
                "minorticklen": 0,
                "font": {"size": 1, "color": "rgba(0,0,0,0)"},  # the current day is enough
                "currentvalue": {"font": {"size": 12, "color": INK}, "xanchor": "left"},
                "steps": [
                    {
                        "label": step.label,
                        "method": "update",
                        "args": [dict(step.changed), dict(step.layout), list(step.traces)],
                    }
                    for step in steps
                ],
            }
        ],
    )
