"""The pipelines of one organization's entry points: apprentices in training and waiting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, code, derive
from orgsim.rules.entry_points import EntryPoints
from orgsim.simulation.pool import Pool

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Apprentices:
    """Everybody who has begun an apprenticeship, or will before the next review, and is not hired.

    Parameters
    ----------
    keys : array of uint64, shape (R,)
        The organization's key in each replication.
    entry_points : EntryPoints
    first_tick : int

    Attributes
    ----------
    positions : tuple of int
        The entry points that have an apprenticeship.
    pool : Pool
        Columns `replication`, `entry_point`, and `entered` and `finished` in years.
    """

    def __init__(self, keys: Keys, entry_points: EntryPoints, first_tick: int) -> None:
        self._shape = len(keys), len(entry_points)
        self._apprenticeships = {
            position: (section.apprenticeship, derive(keys, code(entry_points.ids[position])))
            for position, section in enumerate(entry_points.sections)
            if section.apprenticeship is not None
        }
        self.positions = tuple(self._apprenticeships)
        self.pool = Pool()
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            self._add(position, *apprenticeship.under_way(first_tick, mine))

    def begin(self, tick: int, interval: int) -> None:
        """Whoever begins between this staffing review and the next."""
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            self._add(position, *apprenticeship.beginning(tick, interval, mine))

    def _add(self, position: int, replication: Integers, entered: Floats, finished: Floats) -> None:
        self.pool.add(
            replication=replication,
            entry_point=np.full(len(replication), position),
            entered=entered,
            finished=finished,
        )

    def ready(self, position: int, now: float) -> Integers:
        """Rows of those who can be hired through an entry point, who finished first comes first."""
        finished = self.pool["finished"]
        rows = np.flatnonzero((self.pool["entry_point"] == position) & (finished <= now))
        return rows[np.argsort(finished[rows], kind="stable")]

    def counts(self, now: float) -> tuple[Integers, Integers]:
        """Apprentices in training, and finished and waiting, shape (R, E) each."""
        if not self.positions:
            nobody = np.zeros(self._shape, dtype=np.int64)
            return nobody, nobody
        finished = self.pool["finished"] <= now
        in_training = (self.pool["entered"] <= now) & ~finished
        return self._count(in_training), self._count(finished)

    def _count(self, which: NDArray[np.bool_]) -> Integers:
        replications, entry_points = self._shape
        group = self.pool["replication"][which] * entry_points + self.pool["entry_point"][which]
        return np.bincount(group, minlength=replications * entry_points).reshape(self._shape)
