"""Open requisitions and the people who will fill them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import reached
from orgsim.rules.ladder import UNLIMITED
from orgsim.rules.offers import Search
from orgsim.rules.places_in_line import place_within
from orgsim.simulation.pool import Pool

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def known_age(born: Floats, start: Floats, otherwise: Floats) -> Floats:
    """Ages on the first day, in years, shape (N,): by birth where it is known, else as drawn."""
    return np.where(np.isfinite(born), start - born, otherwise)


def within_free_seats(
    level: Integers, replication: Integers, free: Integers, below: Integers
) -> Integers:
    """Levels of new requisitions after moving down those whose level is full.

    A full level admits nobody: the requisition moves to the level below, last one first.

    Parameters
    ----------
    level, replication : array of int, shape (N,)
        Requisitions in the order of their opening.
    free : array of int, shape (R, L)
        Free seats, `UNLIMITED` where there is no limit.
    below : array of int, shape (L,)
        `Ladder.below`.

    Returns
    -------
    array of int, shape (N,)
        -1 where no level below has room either: such a requisition is withheld.
    """
    level = level.copy()
    for position in range(free.shape[1] - 1, -1, -1):
        if np.all(free[:, position] == UNLIMITED):
            continue
        here = np.flatnonzero(level == position)
        full = place_within(replication[here]) >= free[replication[here], position]
        level[here[full]] = below[position]
    return level


class Openings:
    """Requisitions (and announced arrivals) of one organization that have not started work.

    Attributes
    ----------
    pending : Pool
        A row for each of them, in order of opening. `start` is infinite as long as it `waits` for
        an apprentice.
    offers : Pool
        The offers that these will make, where offers are told.
    """

    def __init__(self) -> None:
        self.pending, self.offers = Pool(), Pool()

    def expect(
        self, search: Search, which: NDArray[np.bool_], columns: dict[str, NDArray[Any]]
    ) -> None:
        """Keep some of the offers that searches, with these columns, will make."""
        of, kept = search.of[which], ("replication", "key", "person", "entry_point", "level")
        self.offers.add(
            time=search.time[which],
            declined=search.declined[which],
            **{name: columns[name][of] for name in kept},
        )

    def given_up(self, now: float, age: float) -> dict[str, NDArray[Any]] | None:
        """Remove and return requisitions that have been open so long and that nobody has accepted.

        In order of opening; the offers that they would still make are forgotten.
        """
        if len(self.pending) == 0:
            return None
        return self._taken(reached(now - self.pending["opened"], age), now)

    def frozen(self, now: float, closed: NDArray[np.bool_]) -> dict[str, NDArray[Any]] | None:
        """The same with requisitions at the entry points that are closed, shape (E,)."""
        if len(self.pending) == 0:
            return None
        announced = self.pending["requisition"] == 0
        return self._taken(closed[self.pending["entry_point"]] & ~announced, now)

    def closed(self) -> dict[str, NDArray[Any]] | None:
        """Remove everything that is pending. Returns the requisitions of it."""
        if len(self.pending) == 0:
            return None
        requisitions = self.pending.at(np.flatnonzero(self.pending["requisition"] == 1))
        self.pending, self.offers = Pool(), Pool()
        return requisitions

    def _taken(self, which: NDArray[np.bool_], now: float) -> dict[str, NDArray[Any]] | None:
        """Those of these pending that nobody has accepted."""
        which = which & (self.pending["accepted"] > now)
        if not which.any():
            return None
        taken = self.pending.at(np.flatnonzero(which))
        self.pending.remove(which)
        if len(self.offers):
            self.offers.remove(np.isin(self.offers["key"], taken["key"]))
        return taken
