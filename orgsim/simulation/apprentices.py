"""The pipelines of one organization's entry points: apprentices in training and waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Keys, code, derive
from orgsim.rules.apprenticeship import Beginners
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.places_in_line import place_within
from orgsim.simulation.pool import Pool

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Sent(NamedTuple):
    """Apprentices of one entry point who will look for a job elsewhere.

    Attributes
    ----------
    entry_point : int
        Position.
    beginners : Beginners
        N of them.
    month : int
        Of the staffing review after which they begin.
    ordinal : array of int, shape (N,)
        Within that month.
    """

    entry_point: int
    beginners: Beginners
    month: int
    ordinal: Integers


class Apprentices:
    """Everybody who has begun an apprenticeship, or will before the next review, and is not hired.

    Parameters
    ----------
    keys : array of uint64, shape (R,)
        The organization's key in each replication.
    entry_points : EntryPoints

    Attributes
    ----------
    positions : tuple of int
        The entry points that have an apprenticeship.
    pool : Pool
        Columns `replication`, `entry_point`, and `entered` and `finished` in years; `elsewhere`
        says who will not look for a job here.
    """

    def __init__(self, keys: Keys, entry_points: EntryPoints) -> None:
        self._shape = len(keys), len(entry_points)
        self._apprenticeships = {
            position: (section.apprenticeship, derive(keys, code(entry_points.ids[position])))
            for position, section in enumerate(entry_points.sections)
            if section.apprenticeship is not None
        }
        self.positions = tuple(self._apprenticeships)
        self.pool = Pool()
        self._month: int | None = None
        self._sent = np.zeros(self._shape, dtype=np.int64)

    def of_the_first_day(self, tick: int) -> Iterator[Sent]:
        """Whoever has begun by the first day; result as of `begin`."""
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            yield from self._add(position, apprenticeship.under_way(tick, mine), month_number(tick))

    def begin(self, tick: int, interval: int) -> Iterator[Sent]:
        """Whoever begins between this staffing review and the next.

        Yields
        ------
        Sent
            Those who will look for a job elsewhere, by entry point.
        """
        if len(self.pool):
            self.pool.remove(self.pool["elsewhere"] & (self.pool["finished"] <= years(tick)))
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            beginners = apprenticeship.beginning(tick, interval, mine)
            yield from self._add(position, beginners, month_number(tick))

    def _add(self, position: int, beginners: Beginners, month: int) -> Iterator[Sent]:
        columns = beginners._asdict()
        del columns["key"]
        entry_point = np.full(len(beginners.key), position)
        self.pool.add(entry_point=entry_point, **columns)
        if month != self._month:
            self._month = month
            self._sent[:] = 0
        some = np.flatnonzero(beginners.elsewhere)
        if len(some):
            replication = beginners.replication[some]
            ordinal = self._sent[replication, position] + place_within(replication)
            np.add.at(self._sent[:, position], replication, 1)
            yield Sent(position, beginners.at(some), month, ordinal)

    def ready(self, position: int, now: float) -> Integers:
        """Rows of those who can be hired through an entry point, who finished first comes first."""
        finished = self.pool["finished"]
        here = (self.pool["entry_point"] == position) & ~self.pool["elsewhere"]
        rows = np.flatnonzero(here & (finished <= now))
        return rows[np.argsort(finished[rows], kind="stable")]

    def counts(self, now: float) -> tuple[Integers, Integers]:
        """Apprentices in training, and finished and waiting, shape (R, E) each."""
        if not self.positions:
            nobody = np.zeros(self._shape, dtype=np.int64)
            return nobody, nobody
        finished = self.pool["finished"] <= now
        in_training = (self.pool["entered"] <= now) & ~finished
        return self._count(in_training), self._count(finished & ~self.pool["elsewhere"])

    def _count(self, which: NDArray[np.bool_]) -> Integers:
        replications, entry_points = self._shape
        group = self.pool["replication"][which] * entry_points + self.pool["entry_point"][which]
        return np.bincount(group, minlength=replications * entry_points).reshape(self._shape)
