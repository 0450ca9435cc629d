"""People as expected numbers: so many at each level, for so many months, of each promise.

Everybody in a cell is taken to be as the cell's people are on average, so that people of different
pasts can be added up, and fractions of a person can be promoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, splitmix64
from orgsim.rules.competence import skill_after
from orgsim.rules.insight import PERSPECTIVES, Insight

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PROMISES = 10
"""Classes of promise, the skill that learning leads to; as many people of each come in."""

PEOPLE, TENURE, SKILL, POTENTIAL, LEARNING_RATE, AGE, INSIGHT = range(7)
"""Rows of an array of sums: how many people there are, and the sums of what they are like."""

ROWS = INSIGHT + len(PERSPECTIVES)
"""With a row of insight for each perspective."""

NOBODY = 1e-6
"""Fewer people than this are none."""

TINY = 1e-300
"""What divides where nobody is left."""


@dataclass
class Cells:
    """Cells with people in them, as the columns that rules read; each of shape (N,)."""

    key: Keys
    level: Integers
    next_level: Integers
    scope: Floats
    hired: Floats
    level_since: Floats
    skill_then: Floats
    skill_since: Floats
    potential: Floats
    learning_rate: Floats
    entry_point: Integers
    insight_user: Floats
    insight_function: Floats
    insight_organization: Floats
    insight_since: Floats
    group: Integers


class Cohorts:
    """The people of one organization.

    Parameters
    ----------
    ladder : Ladder
        L levels.
    insight : Insight
    initial : array of float, shape (9, L, M, Q)
        Who is there, as `sums`.

    Attributes
    ----------
    sums : array of float, shape (9, L, M, Q)
        People and the sums of their attributes by level, months in level and class of promise.
        People who have been at their level for longer are counted at M - 1 months.
    """

    def __init__(self, ladder: Ladder, insight: Insight, initial: Floats) -> None:
        self._ladder, self._insight, self.sums = ladder, insight, initial
        self._flat = self.sums.reshape(ROWS, -1)
        level, month, _ = np.indices(self.sums.shape[1:])
        self._level, self._months = level.ravel(), month.ravel()
        self._key = splitmix64(0, self._flat.shape[1])

    @property
    def headcount(self) -> Floats:
        """Expected people by level, shape (L,)."""
        result: Floats = self.sums[PEOPLE].sum(axis=(1, 2))
        return result

    def occupied(self) -> Integers:
        """The cells with anybody in them."""
        return np.flatnonzero(self._flat[PEOPLE] > NOBODY)

    def people(self, rows: Integers) -> Floats:
        """Expected people in some cells."""
        result: Floats = self._flat[PEOPLE, rows]
        return result

    def level(self, rows: Integers) -> Integers:
        """Their levels."""
        return self._level[rows]

    def key(self, rows: Integers) -> Keys:
        """Keys of some cells, for draws."""
        return self._key[rows]

    def time_in_level(self, rows: Integers) -> Floats:
        """Years."""
        result: Floats = self._months[rows] / 12
        return result

    def mean(self, what: int, rows: Integers) -> Floats:
        """The mean of an attribute in some cells."""
        result: Floats = self._flat[what, rows] / self._flat[PEOPLE, rows]
        return result

    def cells(self, rows: Integers, next_level: Integers, now: float) -> Cells:
        """Some cells as columns; everybody is as the mean of their cell."""
        level = self._level[rows]
        return Cells(
            key=self._key[rows],
            level=level,
            next_level=next_level,
            scope=self._ladder.scope[level],
            hired=now - self.mean(TENURE, rows),
            level_since=now - self._months[rows] / 12,
            skill_then=self.mean(SKILL, rows),
            skill_since=np.full(len(rows), now),
            potential=self.mean(POTENTIAL, rows),
            learning_rate=self.mean(LEARNING_RATE, rows),
            entry_point=np.zeros(len(rows), dtype=np.int64),
            insight_user=self.mean(INSIGHT, rows),
            insight_function=self.mean(INSIGHT + 1, rows),
            insight_organization=self.mean(INSIGHT + 2, rows),
            insight_since=np.full(len(rows), now),
            group=np.full(len(rows), -1),
        )

    def live_a_month(self) -> None:
        """Everybody is a month older, and has learnt."""
        rows = self.occupied()
        people, rate = self._flat[PEOPLE, rows], self.mean(LEARNING_RATE, rows)
        month = np.full(len(rows), 1 / 12)
        skill = skill_after(self.mean(SKILL, rows), self.mean(POTENTIAL, rows), rate, month)
        if self._insight.counts:
            cells, everybody = self.cells(rows, self._level[rows], 0.0), np.arange(len(rows))
            for position in range(len(PERSPECTIVES)):
                seen = self._insight.at(cells, everybody, position, 1 / 12)
                self._flat[INSIGHT + position, rows] = seen * people
        self._flat[SKILL, rows] = skill * people
        self._flat[TENURE, rows] += people / 12
        self._flat[AGE, rows] += people / 12
        self.sums[:, :, -1] += self.sums[:, :, -2]
        self.sums[:, :, 1:-1] = self.sums[:, :, :-2]
        self.sums[:, :, 0] = 0.0

    def leave(self, rows: Integers, people: Floats) -> None:
        """So many people of each cell leave; a cell may be named several times."""
        self._taken(rows, people)

    def join(self, level: int, arrivals: Floats) -> None:
        """People come in at a level, shape (9, Q)."""
        self.sums[:, level, 0] += arrivals

    def move_up(self, rows: Integers, people: Floats, skill: Floats, to: Integers) -> None:
        """So many people of each cell move to a level, with this skill on average.

        A cell may be named several times, for moves to several levels.
        """
        moved = self._taken(rows, people)
        moved[SKILL] = people * skill
        moved[POTENTIAL] = np.maximum(moved[POTENTIAL], moved[SKILL])
        places = (to, np.zeros(len(rows), dtype=np.int64), rows % self.sums.shape[3])
        for total, part in zip(self.sums, moved, strict=True):
            np.add.at(total, places, part)

    def _taken(self, rows: Integers, people: Floats) -> Floats:
        """Take people out of their cells; the sums of what they are like, shape (9, N)."""
        taken: Floats = self._flat[:, rows] * (people / np.maximum(self._flat[PEOPLE, rows], TINY))
        for total, part in zip(self._flat, taken, strict=True):
            np.subtract.at(total, rows, part)
        return taken
