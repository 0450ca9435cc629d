"""People as expected numbers: so many at each level, for so many months, of each promise.

Everybody in a cell is taken to be as the cell's people are on average, but for their skill, which
is spread evenly: where it matters a cell is taken in parts, so that the better of its people move
up and those below a floor leave. So people of different pasts can be added up, and fractions of a
person can be promoted.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, splitmix64
from orgsim.rules.competence import skill_after
from orgsim.rules.insight import PERSPECTIVES, Insight
from orgsim.rules.reviews import RATINGS
from orgsim.rules.section import column
from orgsim.rules.titles import Titles, grown_scope, promoted_scope

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder
    from orgsim.rules.section import ByLevel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PEOPLE, TENURE, SKILL, SKILL_SQUARED, POTENTIAL, LEARNING_RATE, AGE = range(7)
SCOPE, SKILL_BY_SCOPE, INSIGHT = range(7, 10)
"""Rows of an array of sums: how many people there are, and the sums of what they are like."""

ROWS = INSIGHT + len(PERSPECTIVES)
"""With a row of insight for each perspective."""

PARTS = 4
"""Equal parts of a cell, from the least to the most skilled. An assumption: with six the people
expected at a level differ by less than 1 %."""

NOBODY = 1e-6
"""Fewer people than this are none."""

_EVENLY = (2 * np.arange(PARTS) + 1 - PARTS) / np.sqrt((PARTS**2 - 1) / 3)
"""Where the parts lie, in standard deviations: of a uniform distribution, of which a part that is
cut off leaves another."""

NARROW = 1e-9
"""A smaller variance is none."""

DUST = 1e-12
"""Of this many people the last bits of what they are like say nothing: they are swept away."""

TINY = 1e-300
"""What divides where nobody is left."""


@dataclass(frozen=True)
class Parts:
    """Parts of cells, columns of shape (N,).

    Attributes
    ----------
    row : array of int
        The cell that it is a part of.
    people, skill : array of float
        How many, and what they can do on average.
    scope : array of float
        What they do: more, where the skilled of the cell do more.
    width : array of float
        How far the most skilled of them is from the least, between whom they are spread evenly.
    key : array of uint64
        For draws.
    """

    row: Integers
    people: Floats
    skill: Floats
    scope: Floats
    width: Floats
    key: Keys

    def __len__(self) -> int:
        return len(self.row)

    def some(self, which: NDArray[np.bool_] | Integers) -> Parts:
        """Those alone (a mask or positions)."""
        return Parts(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass
class Cells:
    """Parts of cells with people in them, as the columns that rules read; each of shape (N,)."""

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


def promise(skill: Floats, potential: Floats, learning_rate: Floats) -> Floats:
    """The skill that learning leads to, shape (N,)."""
    return np.where(learning_rate > 0, np.maximum(potential, skill), skill)


class Cohorts:
    """The people of one organization.

    Parameters
    ----------
    ladder : Ladder
        L levels.
    insight : Insight
    initial : array of float, shape (12, L, M, Q)
        Who is there, as sums.
    edges : array of float, shape (Q - 1,)
        Of the classes of promise.
    track_change : ByLevel or None
        How many of those who come to a level are on the way to the other track.
    titles : Titles
        What scope comes with them.

    Attributes
    ----------
    sums : array of float, shape (12, L, M, Q, W)
        People and the sums of their attributes by level, months in level, class of promise and way:
        those on the way along their own track and, where tracks can be changed, to the other one.
        People who have been at their level for longer are counted at M - 1 months.
    """

    def __init__(
        self,
        ladder: Ladder,
        insight: Insight,
        initial: Floats,
        edges: Floats,
        track_change: ByLevel[float] | None,
        titles: Titles,
    ) -> None:
        self._titles = titles
        self._ladder, self._insight, self._edges = ladder, insight, edges
        self._ways = np.ones((len(ladder), 1))
        if track_change is not None:
            forks = ladder.ways[0, :-1] != ladder.ways[1, :-1]
            across = column(track_change, ladder.ids)[:-1] * forks
            self._ways = np.column_stack([1.0 - across, across])
        self.sums = initial[..., None] * self._ways[:, None, None, :]
        self._flat = self.sums.reshape(ROWS, -1)
        level, month, _, way = (each.ravel() for each in np.indices(self.sums.shape[1:]))
        self._level, self._months = level, month
        self._next_level = ladder.ways[way, level]
        self._key = splitmix64(0, self._flat.shape[1] * PARTS).reshape(-1, PARTS)

    @property
    def cap(self) -> float:
        """The largest scope that exists in a company of so many people."""
        total = np.round(self.headcount.sum(keepdims=True)).astype(np.int64)
        return float(self._titles.largest_scope(total)[0])

    @property
    def headcount(self) -> Floats:
        """Expected people by level, shape (L,)."""
        result: Floats = self.sums[PEOPLE].sum(axis=(1, 2, 3))
        return result

    def occupied(self) -> Integers:
        """The cells with anybody in them."""
        return np.flatnonzero(self._flat[PEOPLE] > NOBODY)

    def parts(self, to: int | None = None) -> Parts:
        """All people, or those on the way to one level, told apart by skill within their cells."""
        rows = self.occupied()
        if to is not None:
            rows = rows[self._next_level[rows] == to]
        variance, together = self._variance(rows), self._covariance(rows)
        skill, spread = self.mean(SKILL, rows), np.sqrt(variance)
        slope = np.clip(together / np.maximum(variance, NARROW), 0.0, 1.0)
        beyond = spread[:, None] * _EVENLY
        return Parts(
            row=np.repeat(rows, PARTS),
            people=np.repeat(self._flat[PEOPLE, rows] / PARTS, PARTS),
            skill=(skill[:, None] + beyond).ravel(),
            scope=(self.mean(SCOPE, rows)[:, None] + slope[:, None] * beyond).ravel(),
            width=np.repeat(spread * (_EVENLY[1] - _EVENLY[0]), PARTS),
            key=self._key[rows].ravel(),
        )

    def level(self, rows: Integers) -> Integers:
        """Their levels."""
        return self._level[rows]

    def next_level(self, rows: Integers) -> Integers:
        """The levels that their people are on the way to; L at the top."""
        return self._next_level[rows]

    def time_in_level(self, rows: Integers) -> Floats:
        """Years."""
        result: Floats = self._months[rows] / 12
        return result

    def mean(self, what: int, rows: Integers) -> Floats:
        """The mean of an attribute in some cells."""
        of_all = self._flat[what] / np.maximum(self._flat[PEOPLE], TINY)
        result: Floats = of_all[rows]
        return result

    def _variance(self, rows: Integers) -> Floats:
        """Of skill in some cells."""
        return np.maximum(self.mean(SKILL_SQUARED, rows) - self.mean(SKILL, rows) ** 2, 0.0)

    def _covariance(self, rows: Integers) -> Floats:
        """Of skill and scope in some cells."""
        product = self.mean(SKILL, rows) * self.mean(SCOPE, rows)
        return self.mean(SKILL_BY_SCOPE, rows) - product

    def cells(self, parts: Parts, now: float) -> Cells:
        """Parts as columns; in all but skill everybody is as the mean of their cell."""
        rows = parts.row
        level = self._level[rows]
        return Cells(
            key=parts.key,
            level=level,
            next_level=self._next_level[rows],
            scope=parts.scope,
            hired=now - self.mean(TENURE, rows),
            level_since=now - self._months[rows] / 12,
            skill_then=parts.skill,
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
        # People of one cell have about the same potential, and come closer to each other.
        variance = self._variance(rows) * np.exp(-rate / 6)
        together = self._covariance(rows) * np.exp(-rate / 12)
        if self._insight.counts:
            nothing = np.zeros(len(rows))
            whole = Parts(rows, people, skill, nothing, nothing, self._key[rows, 0])
            cells, everybody = self.cells(whole, 0.0), np.arange(len(rows))
            for position in range(len(PERSPECTIVES)):
                seen = self._insight.at(cells, everybody, position, 1 / 12)
                self._flat[INSIGHT + position, rows] = seen * people
        self._flat[SKILL, rows] = skill * people
        self._flat[SKILL_SQUARED, rows] = (skill**2 + variance) * people
        target = np.minimum(self._ladder.scope[self._level[rows]], self.cap)
        scope = grown_scope(self.mean(SCOPE, rows), target, self._titles.scope_growth, month)
        self._flat[SCOPE, rows] = scope * people
        self._flat[SKILL_BY_SCOPE, rows] = (skill * scope + together) * people
        self._flat[TENURE, rows] += people / 12
        self._flat[AGE, rows] += people / 12
        self.sums[:, :, -1] += self.sums[:, :, -2]
        self.sums[:, :, 1:-1] = self.sums[:, :, :-2]
        self.sums[:, :, 0] = 0.0

    def leave(self, parts: Parts, people: Floats) -> None:
        """So many people of each part leave."""
        rows, size = parts.row, self._flat.shape[1]
        going = {
            PEOPLE: people,
            SKILL: people * parts.skill,
            SKILL_SQUARED: people * parts.skill**2,
            SCOPE: people * parts.scope,
            SKILL_BY_SCOPE: people * parts.skill * parts.scope,
        }
        left = [self._flat[what] - np.bincount(rows, each, size) for what, each in going.items()]
        some = left[0] > DUST
        # In all but skill and scope those who leave are like the others of their cell.
        self._flat *= np.where(some, left[0] / np.maximum(self._flat[PEOPLE], TINY), 0.0)
        self._flat[list(going)] = np.where(some, left, 0.0)

    def join(self, level: int, arrivals: Floats) -> None:
        """People come in at a level, shape (12, Q)."""
        scope = min(self._ladder.scope[level], self.cap)
        arrivals[SCOPE] = arrivals[PEOPLE] * scope
        arrivals[SKILL_BY_SCOPE] = arrivals[SKILL] * scope
        self.sums[:, level, 0] += arrivals[..., None] * self._ways[level]

    def move_up(self, parts: Parts, people: Floats, skill: Floats, follows: float) -> None:
        """So many people of each part move to their next level, with this skill.

        Their scope goes this part of the way to that of the new title.
        """
        theirs = self._flat[:, parts.row]
        moved = theirs / np.maximum(theirs[PEOPLE], TINY) * people
        self.leave(parts, people)
        moved[SKILL], moved[SKILL_SQUARED] = people * skill, people * skill**2
        to = self._next_level[parts.row]
        target = np.minimum(self._ladder.scope[to], self.cap)
        moved[SCOPE] = people * promoted_scope(parts.scope, target, follows)
        moved[SKILL_BY_SCOPE] = moved[SCOPE] * skill
        rate = moved[LEARNING_RATE] / np.maximum(people, TINY)
        moved[POTENTIAL] = people * promise(
            skill, moved[POTENTIAL] / np.maximum(people, TINY), rate
        )
        where = np.searchsorted(self._edges, moved[POTENTIAL] / np.maximum(people, TINY), "right")
        for total, part in zip(self.sums, moved, strict=True):
            np.add.at(total[:, 0], (to, where), part[:, None] * self._ways[to])
