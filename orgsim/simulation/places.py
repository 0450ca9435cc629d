"""Places: how many people may still start through an entry point in a calendar year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import calendar_years
from orgsim.rules.ladder import UNLIMITED
from orgsim.rules.places_in_line import place_within

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Places:
    """The starts through one organization's entry points that count towards their caps.

    A place is taken on the day on which it is certain when somebody will start.

    Parameters
    ----------
    counted : bool
        Whether any entry point ever has a cap.
    replications, entry_points : int
        R and E.
    start : datetime.date
        The scenario's first day.
    """

    def __init__(
        self, replications: int, entry_points: int, start: dt.date, *, counted: bool
    ) -> None:
        self._start, self._counted = start, counted
        self._taken: dict[float, Integers] = defaultdict(
            lambda: np.zeros((replications, entry_points), dtype=np.int64)
        )

    def left(
        self, cap: Integers, replication: Integers, entry_point: Integers, start: Floats
    ) -> NDArray[np.bool_]:
        """Whether there is a place for each of these starts, the first ones first, shape (N,).

        Parameters
        ----------
        cap : array of int, shape (E,)
            A calendar year's places; `UNLIMITED` without a cap.
        replication, entry_point : array of int, shape (N,)
        start : array of float, shape (N,)
            Years; infinite while it is not known.
        """
        result = np.ones(len(start), dtype=bool)
        if not (cap < UNLIMITED).any():
            return result
        year = calendar_years(self._start, start)
        for one in np.unique(year[np.isfinite(year)]):
            here = np.flatnonzero(year == one)
            group = replication[here] * len(cap) + entry_point[here]
            taken = self._taken[one].ravel()[group]
            result[here] = place_within(group) < cap[entry_point[here]] - taken
        return result

    def take(self, replication: Integers, entry_point: Integers, start: Floats) -> None:
        """Take a place for each of these starts; parameters as in `left`, without the cap."""
        self._count(1, replication, entry_point, start)

    def give_back(self, replication: Integers, entry_point: Integers, start: Floats) -> None:
        """Nobody will start there after all; parameters as in `left`, without the cap."""
        self._count(-1, replication, entry_point, start)

    def _count(
        self, places: int, replication: Integers, entry_point: Integers, start: Floats
    ) -> None:
        if not self._counted:
            return
        year = calendar_years(self._start, start)
        for one in np.unique(year[np.isfinite(year)]):
            here = year == one
            np.add.at(self._taken[one], (replication[here], entry_point[here]), places)
