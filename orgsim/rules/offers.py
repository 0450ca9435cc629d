"""Offers: how long a search takes, who declines, and the day on which work starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import MINUTE, TICKS_PER_MONTH, TICKS_PER_YEAR, on_the_day
from orgsim.randomness import Keys, Purpose, uniform

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoint

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NEVER = 1e6  # years; what takes longer takes as long as that


class Search(NamedTuple):
    """What comes of N searches.

    Attributes
    ----------
    start : array of float, shape (N,)
        The first day of whoever accepts, in years.
    accepted : array of float, shape (N,)
        When that is, in years.
    of : array of int, shape (M,)
        Which search each offer belongs to. Offers through entry points that state neither
        acceptance nor cohort fall on the first day, are accepted, and are not listed.
    time : array of float, shape (M,)
        Of each offer, in years.
    declined : array of bool, shape (M,)
    """

    start: Floats
    accepted: Floats
    of: Integers
    time: Floats
    declined: NDArray[np.bool_]


class Offers:
    """Searches through the entry points of an organization.

    A search takes one time to fill and ends in an offer. Whoever accepts it starts at once or, with
    a cohort, on the first day of the cohort's next month; where it is declined the search begins
    again.

    Parameters
    ----------
    sections : sequence of EntryPoint
        E entry points.
    start : datetime.date
        The scenario's first day.

    Attributes
    ----------
    told : array of bool, shape (E,)
        Whether offers are events of their own.
    """

    def __init__(self, sections: Sequence[EntryPoint], start: dt.date) -> None:
        self._time_to_fill = [section.time_to_fill for section in sections]
        accepted = [section.acceptance or 1.0 for section in sections]
        self._log_of_declining = np.array([log1p(-p) if p < 1.0 else -np.inf for p in accepted])
        self._cohorts = {
            position: _months_until(section.cohort, start)
            for position, section in enumerate(sections)
            if section.cohort is not None
        }
        self.told = np.array(
            [section.acceptance is not None or section.cohort is not None for section in sections]
        )

    def searched(self, entry_point: Integers, keys: Keys, since: Floats) -> Search:
        """When searches make offers and when they are over.

        Parameters
        ----------
        entry_point : array of int, shape (N,)
        keys : array of uint64, shape (N,)
        since : array of float, shape (N,)
            When they begin, in years.
        """
        if not self.told.any():
            time = on_the_day(since + self._times_to_fill(entry_point, keys, 0))
            nothing = np.zeros(0, dtype=np.int64)
            return Search(time, time, nothing, np.zeros(0), np.zeros(0, dtype=bool))
        declines = self._declines(entry_point, keys)
        time, rows = since.copy(), np.arange(len(keys))
        made = []
        for attempt in count():
            to_fill = self._times_to_fill(entry_point[rows], keys[rows], attempt)
            time[rows] = on_the_day(time[rows] + to_fill)
            told = rows[self.told[entry_point[rows]]]
            made.append((told, time[told], attempt < declines[told]))
            rows = rows[attempt < declines[rows]]
            if len(rows) == 0:
                break
        of, at, declined = (np.concatenate(parts) for parts in zip(*made, strict=True))
        return Search(self._first_day(entry_point, time), time, of, at, declined)

    def first_days(self, entry_point: Integers, keys: Keys, since: Floats) -> Floats:
        """When people start who have accepted already, in years, shape (N,); as in `searched`."""
        accepted = on_the_day(since + self._times_to_fill(entry_point, keys, 0))
        return self._first_day(entry_point, accepted)

    def _declines(self, entry_point: Integers, keys: Keys) -> Floats:
        """How often offers are declined before one is accepted: geometric, by one draw."""
        log = self._log_of_declining[entry_point]
        if np.all(log == -np.inf):
            return np.zeros(len(keys))
        declines: Floats = np.floor(np.log(uniform(keys, Purpose.ACCEPTANCE)) / log)
        return declines

    def _times_to_fill(self, entry_point: Integers, keys: Keys, attempt: int) -> Floats:
        luck = uniform(keys, Purpose.TIME_TO_FILL, attempt)
        result = np.empty(len(keys))
        for position, distribution in enumerate(self._time_to_fill):
            mine = np.flatnonzero(entry_point == position)
            if len(mine):
                result[mine] = np.maximum(distribution.quantile(luck[mine]), MINUTE)
        return result

    def _first_day(self, entry_point: Integers, accepted: Floats) -> Floats:
        """With a cohort the first of its next month, else the day of accepting itself."""
        start = accepted.copy()
        for position, months_until in self._cohorts.items():
            mine = np.flatnonzero(entry_point == position)
            time = np.minimum(accepted[mine], _NEVER)
            month = np.round(time * 12.0)
            month += month * TICKS_PER_MONTH / TICKS_PER_YEAR < time
            month += months_until[np.mod(month, 12.0).astype(np.int64)]
            start[mine] = month * TICKS_PER_MONTH / TICKS_PER_YEAR
        return start


def _months_until(cohort: Sequence[int], start: dt.date) -> Integers:
    """Months to the next one of a cohort, by months from the scenario's start modulo 12."""
    wanted = [(month - start.month) % 12 for month in cohort]
    return np.array([min((to - month) % 12 for to in wanted) for month in range(12)])
