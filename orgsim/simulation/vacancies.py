"""Vacancies: each is filled from below or from outside, and whoever moves up leaves another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.places_in_line import place_within

if TYPE_CHECKING:
    from orgsim.simulation.promoting import Promoting
    from orgsim.simulation.recruiting import Recruiting
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Vacancies:
    """How the vacancies of one organization are filled.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    recruiting : Recruiting
    """

    def __init__(self, workplace: Workplace, promoting: Promoting, recruiting: Recruiting) -> None:
        self._workplace = workplace
        self._promoting = promoting
        self._recruiting = recruiting

    def fill(
        self, replication: Integers, requisitions: Keys, level: Integers, tick: int
    ) -> tuple[Integers, Integers]:
        """Fill positions in one pass from the top, and the positions that this opens below.

        A position at a full level, or at one that nobody can come to, moves to the level
        below, last one first. The others are filled from below with the chance that the level has
        and as far as anybody is eligible; whoever moves up leaves a position at the old level. For
        the rest requisitions are opened.

        Parameters
        ----------
        replication : array of int, shape (N,)
        requisitions : array of uint64, shape (N,)
            Keys of the positions, in order.
        level : array of int, shape (N,)
            Where they come open, -1 for nowhere.
        tick : int

        Returns
        -------
        replication, level : array of int, shape (M,)
            Where positions were left that can only be filled from below, and were not.
        """
        levels, at = self._workplace.vacancy_levels, level.copy()
        link = np.zeros(len(at), dtype=np.int64)
        open_outside = np.zeros(len(at), dtype=bool)
        left = np.zeros(len(at), dtype=bool)
        chain = _Chain(self._workplace, self._promoting, replication, level, tick)
        for position in range(len(levels.fed) - 1, -1, -1):
            here = np.flatnonzero(at == position)
            if len(here) == 0:
                continue
            full = np.full(len(here), not levels.fillable[position])
            if self._workplace.ladder.limited[position]:
                free = chain.free[replication[here], position]
                full |= place_within(replication[here]) >= free
            at[here[full]] = self._workplace.ladder.below[position]
            here = here[~full]
            luck = uniform(requisitions[here], Purpose.PROMOTE_FIRST, link[here])
            asking = here[luck < levels.promote_first[position]]
            staying = open_outside if levels.fed[position] else left
            staying[here] = True
            if len(asking):
                filled, old_level = chain.fill(replication[asking], position)
                moved = asking[filled]
                at[moved], link[moved] = old_level, link[moved] + 1
                staying[moved] = False
        chain.move()
        opened = np.flatnonzero(open_outside)
        self._recruiting.search(replication[opened], requisitions[opened], tick, at[opened])
        return replication[left], at[left]


class _Chain:
    """The moves up of one pass from the top: who makes them is settled level by level.

    People move at the end, all at once: a move changes nothing about whoever stands for a lower
    level.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    replication, level : array of int, shape (N,)
        Where positions come open; level -1 for nowhere.
    tick : int

    Attributes
    ----------
    free : array of int, shape (R, L)
        Free seats, with those that whoever moves up leaves behind. The seats that they take count
        as free still: a pass from the top does not come back to a level.
    """

    def __init__(
        self,
        workplace: Workplace,
        promoting: Promoting,
        replication: Integers,
        level: Integers,
        tick: int,
    ) -> None:
        self._workplace, self._promoting, self._tick = workplace, promoting, tick
        self.free = workplace.free_seats()
        # Positions and what they leave behind go down only.
        opened = np.zeros_like(self.free, dtype=bool)
        known = level >= 0
        opened[replication[known], level[known]] = True
        wanted = np.logical_or.accumulate(opened[:, ::-1], axis=1)[:, ::-1]
        wanted &= workplace.vacancy_levels.promote_first > 0
        self._queues = promoting.line_up(wanted, tick)
        self._moving: list[Integers] = []
        self._leaving = np.zeros(len(workplace.ladder) + 1, dtype=bool)

    def fill(self, replication: Integers, level: int) -> tuple[Mask, Integers]:
        """People move up into positions at a level, the first positions first.

        Parameters
        ----------
        replication : array of int, shape (N,)
            Of the positions, in increasing order.

        Returns
        -------
        filled : array of bool, shape (N,)
        old_level : array of int, shape (M,)
            What those who fill them leave behind, the higher level first.
        """
        roster, company = self._workplace.roster, self._workplace.company
        asked = np.bincount(replication, minlength=company.replications)
        rows = self._queues.best(level, asked)
        mover, old_level = roster.replication[rows], roster.seat[rows]
        moved = np.bincount(mover, minlength=company.replications)
        company.flows.filled_from_below[:, level] += moved
        np.add.at(self.free, (mover, old_level), 1)
        self._add(rows)
        filled = place_within(replication) < moved[replication]
        return filled, old_level[np.lexsort((-old_level, mover))]

    def _add(self, rows: Integers) -> None:
        # What people have lived is summed by the level that they leave, and the last bit of a sum
        # depends on where it is cut: of one level nobody goes to two others in one go.
        leaving = self._workplace.roster.level[rows]
        if self._leaving[leaving].any():
            self.move()
        self._leaving[leaving] = True
        self._moving.append(rows)

    def move(self) -> None:
        """Everybody moves of whom it has been settled."""
        if self._moving:
            self._promoting.fill_from_below(np.concatenate(self._moving), self._tick)
        self._moving, self._leaving[:] = [], False


class Vacated:
    """Positions that people left and in which nobody has replaced them yet.

    Parameters
    ----------
    kept : bool
        Whether the organization replaces leavers at the level they left.
    """

    def __init__(self, kept: bool) -> None:
        self._kept = kept
        self._batches: list[tuple[Integers, Floats, Integers]] = []

    def add(self, replication: Integers, time: Floats, level: Integers) -> None:
        """Remember the levels that were left, and when; arrays of shape (N,)."""
        if self._kept:
            self._batches.append((replication, time, level))

    def hand_over(self, other: Vacated, replications: Mask) -> None:
        """Move those of some replications, a mask of shape (R,), to another rule set's."""
        batches, self._batches = self._batches, []
        for replication, time, level in batches:
            moving = replications[replication]
            other.add(replication[moving], time[moving], level[moving])
            self.add(replication[~moving], time[~moving], level[~moving])

    def take(self, most: Integers) -> tuple[Integers, Integers]:
        """The positions left first, at one time the higher one first; the others are abolished.

        Parameters
        ----------
        most : array of int, shape (R,)
            How many to take of each replication.

        Returns
        -------
        replication, level : array of int, shape (M,)
            In order.
        """
        batches, self._batches = self._batches, []
        if not batches:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        replication, time, level = (np.concatenate(x) for x in zip(*batches, strict=True))
        order = np.lexsort((-level, time, replication))
        replication, level = replication[order], level[order]
        taken = place_within(replication) < most[replication]
        return replication[taken], level[taken]
