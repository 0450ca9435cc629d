"""Layoffs: how many were to go on a day, and how many of those there had to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.experiment.asked.row import Row
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.results.panel import divided
from orgsim.rules.interventions.layoff import Layoff

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from orgsim.rules.organization import Organization

    Floats = NDArray[np.float64]

HALF_A_PERSON = 0.5
"""By how much a number of people to lay off is rounded at most."""


def layoffs(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """What each layoff asks for, or those of one day together.

    Who was there on that morning is read off the event log, and so from recorded replications. The
    log does not say which of two layoffs of a day took somebody.
    """
    found = [each for each in organization.interventions if isinstance(each, Layoff)]
    log, levels = evidence.own("events"), evidence.panel.levels
    if log.empty:
        return
    for day in dict.fromkeys(each.date for each in found):
        of_the_day = [each for each in found if each.date == day]
        before, gone = _before_and_gone(day, log, evidence)
        if len(of_the_day) == 1:
            yield from _rows(of_the_day[0], before, gone, levels)
        else:
            yield _together(of_the_day, before, gone, levels)


def _together(
    layoffs: Sequence[Layoff], before: Floats, gone: Floats, levels: tuple[str, ...]
) -> Row:
    """People whom several layoffs of one day take, one after the other.

    Each takes its share of whom those before it have left; where it overlaps with them at some of
    its levels only, they are taken to have left as large a share of each.
    """
    there, asked = before.mean(axis=0), 0.0
    for layoff in layoffs:
        among = np.array([level in (layoff.levels or levels) for level in levels])
        shares = np.where(among, layoff.share or 0.0, 0.0)
        for level, share in (layoff.by_level or {}).items():
            shares[levels.index(level)] = share
        if layoff.count is not None:
            asked += layoff.count
            taken = layoff.count / max(float(there[among].sum()), layoff.count)
            shares = np.where(among, taken, 0.0)
        else:
            asked += float((shares * there).sum())
        there = there * (1.0 - shares)
    rounded = sum(max(len(each.by_level or ()), 1) for each in layoffs if each.count is None)
    return Row(
        f"{len(layoffs)} layoffs of {layoffs[0].date}",
        None,
        asked,
        gone.sum(axis=1),
        "people",
        chance=HALF_A_PERSON * rounded,
        below=partial(_too_few, before.sum(axis=1)),
    )


def _rows(layoff: Layoff, before: Floats, gone: Floats, levels: tuple[str, ...]) -> Iterator[Row]:
    """A row of a layoff, or one of each level that it names; arrays of shape (R, L)."""
    name = f"layoff of {layoff.date}"
    nobody = "nobody was there to be laid off"
    for level, share in (layoff.by_level or {}).items():
        at = levels.index(level)
        chance = _rounding(before[:, at])
        realised = divided(gone[:, at], before[:, at])
        yield Row(name, level, share, realised, "share", chance, nothing=nobody)
    among = [
        position for position, level in enumerate(levels) if level in (layoff.levels or levels)
    ]
    there, went = before[:, among].sum(axis=1), gone[:, among].sum(axis=1)
    if layoff.share is not None:
        realised = divided(went, there)
        yield Row(name, None, layoff.share, realised, "share", _rounding(there), nothing=nobody)
    if layoff.count is not None:
        why = partial(_too_few, there)
        yield Row(name, None, float(layoff.count), went, "people", chance=0.0, below=why)


def _rounding(there: Floats) -> float:
    """What rounding to people makes of a share of so many, shape (R,)."""
    return HALF_A_PERSON / max(float(there.mean()), 1.0)


def _too_few(there: Floats) -> str:
    return f"there were {there.mean():.0f} people on that day"


def _before_and_gone(day: dt.date, log: pd.DataFrame, evidence: Evidence) -> tuple[Floats, Floats]:
    """People at each level before a day's layoffs, and those whom they took; shape (R, L) both."""
    panel, levels = evidence.panel, pd.Index(evidence.panel.levels)
    recorded = np.isin(panel.replications, log["replication"].unique())
    numbers = panel.replications[recorded]
    log = log[(log["time"] > 0) & (log["date"] <= pd.Timestamp(day))]
    on_the_day = (log["kind"] == "layoff") & (log["date"] == pd.Timestamp(day))
    # The log stands in order: what comes before the first who is laid off has come before the
    # layoff. Where nobody is, what has come before it on that day takes nobody away either.
    seen = on_the_day.groupby(log["replication"]).cumsum() == 0
    moves = log[seen & log["kind"].isin(_MOVES)]
    before = panel.headcount[recorded, 0].astype(np.float64)
    for column, sign in (("level_from", -1), ("level_to", 1)):
        np.add.at(before, _places(moves, column, numbers, levels), sign)
    gone = np.zeros_like(before)
    np.add.at(gone, _places(log[on_the_day], "level_from", numbers, levels), 1)
    return before, gone


_MOVES = ("hire", "promotion", "title_grant", "relevel", "exit", "layoff", "acquisition")


def _places(
    events: pd.DataFrame, column: str, numbers: NDArray[np.int32], levels: pd.Index
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Replication and level of the events that have such a level; two arrays of shape (N,)."""
    events = events[events[column].notna()]
    replication = np.searchsorted(numbers, events["replication"].to_numpy(np.int64))
    return replication, levels.get_indexer(pd.Index(events[column].astype(object)))
