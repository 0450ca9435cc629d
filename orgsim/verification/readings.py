"""Quantities read from the tables of a result: one number for each replication.

A reading is a function from results to an array of shape (R,). A number that is not defined in a
replication (the mean of nobody) is NaN. Where no organization is named there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orgsim.clock import MINUTE
from orgsim.results import Results, relevels
from orgsim.results.panel import Panel

Floats = NDArray[np.float64]

Reading: TypeAlias = Callable[[Results], Floats]


def headcount(time: float, level: str | None = None, organization: str | None = None) -> Reading:
    """People there at a snapshot, of one level or of all."""

    def read(results: Results) -> Floats:
        panel = _panel(results) if organization is None else results.panels[organization]
        levels = slice(None) if level is None else [panel.levels.index(level)]
        people = panel.headcount[:, _snapshot(panel, time), levels]
        return np.asarray(people.sum(axis=1), np.float64)

    return read


def share_of_cohort(time: float, level: str | None = None) -> Reading:
    """People at a snapshot, of one level or of all, of those there were at the start."""

    def read(results: Results) -> Floats:
        return headcount(time, level)(results) / headcount(0)(results)

    return read


def mean_skill(time: float, level: str) -> Reading:
    """Mean skill of the people of a level at a snapshot."""

    def read(results: Results) -> Floats:
        panel = _panel(results)
        skill = panel.columns["skill"][:, _snapshot(panel, time), panel.levels.index(level)]
        return np.asarray(skill, np.float64)

    return read


def mean_over_time(column: str, since: float, until: float, level: str) -> Reading:
    """Mean over snapshots, the last moment left out, of what is a mean over people of a level."""

    def read(results: Results) -> Floats:
        panel = _panel(results)
        inside = (panel.time > since - MINUTE) & (panel.time < until - MINUTE)
        found = panel.columns[column][:, inside, panel.levels.index(level)]
        return np.asarray(found.mean(axis=1), np.float64)

    return read


def payroll(time: float) -> Reading:
    """Pay per year of everybody at a snapshot."""

    def read(results: Results) -> Floats:
        panel, now = _panel(results), _snapshot(_panel(results), time)
        pay = np.nan_to_num(panel.columns["pay"][:, now])
        return np.asarray((pay * panel.headcount[:, now]).sum(axis=1), np.float64)

    return read


def flow(column: str, time: float, level: str | None = None) -> Reading:
    """Hires, exits, moves or cost, from the start until a snapshot, at one level or at all."""

    def read(results: Results) -> Floats:
        panel = _panel(results)
        until = _snapshot(panel, time) + 1
        levels = slice(None) if level is None else [panel.levels.index(level)]
        counted = panel.columns[column][:, :until, levels]
        return np.asarray(counted.sum(axis=(1, 2)), np.float64)

    return read


def sum_of(*readings: Reading) -> Reading:
    """Several readings together, replication by replication."""

    def read(results: Results) -> Floats:
        return np.asarray(np.sum([reading(results) for reading in readings], axis=0), np.float64)

    return read


def per(number: float, reading: Reading) -> Reading:
    """One reading by a number."""

    def read(results: Results) -> Floats:
        return reading(results) / number

    return read


def ratio(first: Reading, second: Reading) -> Reading:
    """One reading by another, replication by replication."""

    def read(results: Results) -> Floats:
        return first(results) / second(results)

    return read


def flow_per_head(column: str, time: float, level: str) -> Reading:
    """Hires, exits or moves until a snapshot, per person there was at the start."""

    def read(results: Results) -> Floats:
        return flow(column, time, level)(results) / headcount(0)(results)

    return read


def mean_headcount(until: float) -> Reading:
    """Mean over the snapshots from the start until a time, that one left out."""

    def read(results: Results) -> Floats:
        panel = _panel(results)
        people = panel.headcount[:, : _snapshot(panel, until)].sum(axis=2)
        return np.asarray(people.mean(axis=1))

    return read


def lived(until: float) -> Reading:
    """Mean headcount from the start until a snapshot, by the years people lived at the levels."""

    def read(results: Results) -> Floats:
        panel = _panel(results)
        counted = panel.columns["person_years"][:, : _snapshot(panel, until) + 1]
        return np.asarray(counted.sum(axis=(1, 2)) / until, np.float64)

    return read


def arrivals_times_stay(until: float) -> Reading:
    """Hires a year from the start until a time, times the mean stay of those hired.

    As both are read from the same people this is the sum of their stays over the years; whoever
    is still there at the end has stayed until the end.
    """

    def read(results: Results) -> Floats:
        people = results.people
        end = _panel(results).time[-1]
        # The staff of the first day, without tenure, came at 0 and did not arrive.
        entered = people[(people["hired"] > 0) & (people["hired"] < until)]
        stay = entered["left"].fillna(end) - entered["hired"]
        by_replication = stay.groupby(entered["replication"]).agg(["size", "mean"])
        arrivals = _for_each_replication(by_replication["size"], results).fillna(0) / until
        return (arrivals * _for_each_replication(by_replication["mean"], results)).to_numpy()

    return read


def difference(first: Reading, second: Reading) -> Reading:
    """One reading less another, replication by replication."""

    def read(results: Results) -> Floats:
        return first(results) - second(results)

    return read


def share_arriving_later(time: float, level: str) -> Reading:
    """Of the people there at the start, those not yet promoted to a level by a time."""

    def read(results: Results) -> Floats:
        arrived = _promotions(results, level)
        by_then = arrived[arrived["time"] <= time].groupby("replication").size()
        count = _for_each_replication(by_then, results).fillna(0).to_numpy()
        return 1 - count / headcount(0)(results)

    return read


def share_arriving(level: str) -> Reading:
    """Of the people there at the start, those ever promoted to a level."""
    later = share_arriving_later(np.inf, level)
    return lambda results: 1 - later(results)


def mean_arrival(level: str) -> Reading:
    """Mean time of promotion to a level, of those who get there."""

    def read(results: Results) -> Floats:
        mean = _promotions(results, level).groupby("replication")["time"].mean()
        return _for_each_replication(mean, results).to_numpy()

    return read


def mean_relevel(origin: str, organization: str) -> Reading:
    """Mean of the rank given less the rank held, of those who come from one to another."""

    def read(results: Results) -> Floats:
        found = relevels(results)
        came = found[(found["origin"] == origin) & (found["organization"] == organization)]
        mean = came.groupby("replication")["relevel"].mean()
        return mean.reindex(results.panels[organization].replications).to_numpy(np.float64)

    return read


def entered(organization: str, stage: str, otherwise: float) -> Reading:
    """When an organization enters a stage, in years; a number for those who do not."""

    def read(results: Results) -> Floats:
        found = results.stages
        mine = found[(found["organization"] == organization) & (found["stage"] == stage)]
        time = mine.set_index("replication")["time"]
        there = results.panels[organization].replications
        return time.reindex(there).fillna(otherwise).to_numpy(np.float64)

    return read


def _panel(results: Results) -> Panel:
    (panel,) = results.panels.values()
    return panel


def _snapshot(panel: Panel, time: float) -> int:
    """Return the number of the snapshot at a time; there must be one."""
    (number,) = np.flatnonzero(np.isclose(panel.time, time))
    return int(number)


def _promotions(results: Results, level: str) -> pd.DataFrame:
    events = results.events
    return events[(events["kind"] == "promotion") & (events["level_to"] == level)]


def _for_each_replication(found: pd.Series, results: Results) -> pd.Series:
    return found.reindex(_panel(results).replications).astype(np.float64)
