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
from orgsim.rules.reviews import RATINGS
from orgsim.rules.section import column

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder
    from orgsim.rules.section import ByLevel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

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
    rating: Integers


class Cohorts:
    """The people of one organization.

    Parameters
    ----------
    ladder : Ladder
        L levels.
    insight : Insight
    initial : array of float, shape (9, L, M, Q)
        Who is there, as sums.
    track_change : ByLevel or None
        How many of those who come to a level are on the way to the other track.

    Attributes
    ----------
    sums : array of float, shape (9, L, M, Q, W)
        People and the sums of their attributes by level, months in level, class of promise and way:
        those on the way along their own track and, where tracks can be changed, to the other one.
        People who have been at their level for longer are counted at M - 1 months.
    """

    def __init__(
        self,
        ladder: Ladder,
        insight: Insight,
        initial: Floats,
        track_change: ByLevel[float] | None,
    ) -> None:
        self._ladder, self._insight = ladder, insight
        self._ways = np.ones((len(ladder), 1))
        if track_change is not None:
            forks = ladder.ways[0, :-1] != ladder.ways[1, :-1]
            across = column(track_change, ladder.ids)[:-1] * forks
            self._ways = np.column_stack([1.0 - across, across])
        self.sums = initial[..., None] * self._ways[:, None, None, :]
        self._flat = self.sums.reshape(ROWS, -1)
        level, month, self._class, way = (each.ravel() for each in np.indices(self.sums.shape[1:]))
        self._level, self._months = level, month
        self._next_level = ladder.ways[way, level]
        self._key = splitmix64(0, self._flat.shape[1])

    @property
    def headcount(self) -> Floats:
        """Expected people by level, shape (L,)."""
        result: Floats = self.sums[PEOPLE].sum(axis=(1, 2, 3))
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

    def next_level(self, rows: Integers) -> Integers:
        """The levels that their people are on the way to; L at the top."""
        return self._next_level[rows]

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

    def cells(self, rows: Integers, now: float) -> Cells:
        """Some cells as columns; everybody is as the mean of their cell."""
        level = self._level[rows]
        return Cells(
            key=self._key[rows],
            level=level,
            next_level=self._next_level[rows],
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
            rating=np.full(len(rows), RATINGS[-1]),
        )

    def live_a_month(self) -> None:
        """Everybody is a month older, and has learnt."""
        rows = self.occupied()
        people, rate = self._flat[PEOPLE, rows], self.mean(LEARNING_RATE, rows)
        month = np.full(len(rows), 1 / 12)
        skill = skill_after(self.mean(SKILL, rows), self.mean(POTENTIAL, rows), rate, month)
        if self._insight.counts:
            cells, everybody = self.cells(rows, 0.0), np.arange(len(rows))
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
        """So many people of each cell leave."""
        self._taken(rows, people)

    def join(self, level: int, arrivals: Floats) -> None:
        """People come in at a level, shape (9, Q)."""
        self.sums[:, level, 0] += arrivals[..., None] * self._ways[level]

    def move_up(self, rows: Integers, people: Floats, skill: Floats) -> None:
        """So many people of each cell move to their next level, with this skill on average."""
        moved = self._taken(rows, people)
        moved[SKILL] = people * skill
        moved[POTENTIAL] = np.maximum(moved[POTENTIAL], moved[SKILL])
        to = self._next_level[rows]
        for total, part in zip(self.sums, moved, strict=True):
            np.add.at(total[:, 0], (to, self._class[rows]), part[:, None] * self._ways[to])

    def _taken(self, rows: Integers, people: Floats) -> Floats:
        """Take people out of their cells; the sums of what they are like, shape (9, N)."""
        taken: Floats = self._flat[:, rows] * (people / np.maximum(self._flat[PEOPLE, rows], TINY))
        self._flat[:, rows] -= taken
        return taken
