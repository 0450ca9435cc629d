"""A read-only view of people as columns, which is all that a promotion policy gets to see."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, Purpose, normal, uniform
from orgsim.rules.competence import readiness, skill_after
from orgsim.rules.groups import Groups
from orgsim.rules.insight import PERSPECTIVES, Insight
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import unknown

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Columns(Protocol):
    """The columns of a roster that rules may read; each has shape (N,)."""

    @property
    def key(self) -> Keys:
        """Key that the person's luck descends from."""

    @property
    def level(self) -> Integers:
        """Position on the ladder."""

    @property
    def next_level(self) -> Integers:
        """Position of the level that a move up leads to; the number of levels where none does."""

    @property
    def scope(self) -> Floats:
        """Rungs."""

    @property
    def hired(self) -> Floats:
        """Years from the start."""

    @property
    def level_since(self) -> Floats:
        """Years from the start."""

    @property
    def skill_then(self) -> Floats:
        """Skill at `skill_since`, in rungs."""

    @property
    def skill_since(self) -> Floats:
        """Years from the start."""

    @property
    def potential(self) -> Floats:
        """Rungs."""

    @property
    def learning_rate(self) -> Floats:
        """Per year."""

    @property
    def insight_user(self) -> Floats:
        """Insight into the user's perspective at `insight_since`, from 0 to 1."""

    @property
    def insight_function(self) -> Floats:
        """Insight into a function's perspective at `insight_since`, from 0 to 1."""

    @property
    def insight_organization(self) -> Floats:
        """Insight into the whole organization's perspective at `insight_since`, from 0 to 1."""

    @property
    def insight_since(self) -> Floats:
        """Years from the start."""

    @property
    def entry_point(self) -> Integers:
        """Position in the scenario file."""

    @property
    def rating(self) -> Integers:
        """The last review's rating, 1 to 5; 0 before the first."""

    @property
    def group(self) -> Integers:
        """Position in the scenario file, -1 without one."""


class People:
    """Some people of one organization, of all replications of a block, as columns of shape (N,).

    `now` in the methods is a time in years from the scenario's start: one number, or one time per
    person (a continuous policy considers everybody at a time of their own).

    Examples
    --------
    A rule over people is arithmetic on whole columns::

        people.time_in_level(now) >= 2
        people.skill(now) - people.scope
    """

    def __init__(
        self, columns: Columns, rows: Integers, ladder: Ladder, insight: Insight, groups: Groups
    ) -> None:
        self._columns = columns
        self._rows = rows
        self._ladder = ladder
        self._insight = insight
        self._groups = groups
        self._ready: tuple[float, Floats] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def _take(self, column: NDArray[Any]) -> NDArray[Any]:
        return column.take(self._rows)

    @property
    def key(self) -> Keys:
        """The 64-bit key that a person's luck descends from."""
        return self._take(self._columns.key)

    @property
    def level(self) -> Integers:
        """Position on the ladder, 0 for the lowest level."""
        return self._take(self._columns.level)

    @property
    def rank(self) -> Integers:
        """The title's rung on the reference ladder."""
        return self._ladder.rank.take(self.level)

    @property
    def next_level(self) -> Integers:
        """Position of the level that a move up leads to; the number of levels at the top."""
        return self._take(self._columns.next_level)

    @property
    def scope(self) -> Floats:
        """The responsibility really held, in rungs."""
        return self._take(self._columns.scope)

    @property
    def entry_point(self) -> Integers:
        """Position of the entry point in the scenario file."""
        return self._take(self._columns.entry_point)

    @property
    def rating(self) -> Integers:
        """The last review's rating, 1 to 5; 0 before the first."""
        return self._take(self._columns.rating)

    @property
    def group(self) -> Integers:
        """Position of the group in the scenario file, -1 without one."""
        return self._take(self._columns.group)

    def tenure(self, now: float | Floats) -> Floats:
        """Years since the hire."""
        result: Floats = now - self._take(self._columns.hired)
        return result

    def time_in_level(self, now: float | Floats) -> Floats:
        """Years since the hire or the last move up."""
        result: Floats = now - self._take(self._columns.level_since)
        return result

    def skill(self, now: float | Floats) -> Floats:
        """The responsibility that a person can carry well, in rungs."""
        columns = self._columns
        return skill_after(
            self._take(columns.skill_then),
            self._take(columns.potential),
            self._take(columns.learning_rate),
            now - self._take(columns.skill_since),
        )

    @property
    def insight_counts(self) -> bool:
        """Whether insight has a weight; where it has none, it is NaN."""
        return self._insight.counts

    def insight(self, perspective: str, now: float | Floats) -> Floats:
        """Insight into the perspective of the customer, from 0 to 1; NaN where it has no weight.

        Before somebody's first day or last move it is what it was on that day.

        Parameters
        ----------
        perspective : str
            `user`, `function` or `organization`.
        now : float or array of float, shape (N,)

        Raises
        ------
        ValueError
            If there is no such perspective.
        """
        if perspective not in PERSPECTIVES:
            raise ValueError(unknown("perspective", perspective, PERSPECTIVES))
        position = PERSPECTIVES.index(perspective)
        return self._insight.at(self._columns, self._rows, position, now)

    def readiness(self, now: float | Floats) -> Floats:
        """How ready people seem for the next level, in rungs; minus infinity at the top.

        With the bias about their group, for no policy sees people without it; whether somebody
        leaves follows the true readiness.
        """
        if not isinstance(now, float):
            return self.readiness_for(self.next_level, now)
        # Who is eligible and who is best both ask; what is kept must stay as it is.
        if self._ready is None or self._ready[0] != now:
            self._ready = now, self.readiness_for(self.next_level, now)
        return self._ready[1].copy()

    def readiness_for(self, level: Integers, now: float | Floats) -> Floats:
        """How ready people seem for some level each, in rungs, shape (N,).

        Skill, and what insight into the level's perspective adds, minus its scope, and the bias.
        """
        insight = self._insight.in_readiness(self._columns, self._rows, level, now)
        ready = readiness(self.skill(now), self._ladder.next_scope.take(level), insight)
        return self._groups.as_seen(ready, self.group)

    def performance(self, now: float | Floats) -> Floats:
        """How well people seem to do the work they have, in rungs, shape (N,).

        Skill, and what insight into their level's perspective adds, minus the scope held, and the
        bias. 0 is doing it well.
        """
        insight = self._insight.in_readiness(self._columns, self._rows, self.level, now)
        return self._groups.as_seen(readiness(self.skill(now), self.scope, insight), self.group)

    def some(self, which: NDArray[Any]) -> People:
        """The view of those people alone (a mask or positions)."""
        rows = self._rows[which]
        some = People(self._columns, rows, self._ladder, self._insight, self._groups)
        if self._ready is not None:
            some._ready = self._ready[0], self._ready[1][which]
        return some


class Draw:
    """Luck for a decision: one draw per person and label, the same whenever it is asked for.

    The draw depends on the person and the occasion (a calendar month, or the person's own count
    of considerations) and on nobody else, so that two policies see the same luck.
    """

    def __init__(self, keys: Keys, occasion: int | Integers, purpose: int) -> None:
        self._keys = keys
        self._occasion = occasion
        self._purpose = purpose

    def _labelled(self, label: str) -> Keys:
        if not label:
            return self._keys
        digest = hashlib.blake2b(label.encode(), digest_size=8).digest()
        return self._keys ^ np.uint64(int.from_bytes(digest, "little"))

    def uniform(self, label: str = "") -> Floats:
        """Uniform draws in (0, 1), shape (N,); another label gives other draws."""
        return uniform(self._labelled(label), self._purpose, self._occasion)

    def normal(self, label: str = "") -> Floats:
        """Standard normal draws, shape (N,); another label gives other draws."""
        return normal(self._labelled(label), self._purpose, self._occasion)

    def some(self, which: NDArray[Any]) -> Draw:
        """The draws of those people alone."""
        occasion = self._occasion
        mine = occasion[which] if isinstance(occasion, np.ndarray) else occasion
        return Draw(self._keys[which], mine, self._purpose)

    def for_purpose(self, purpose: Purpose) -> Draw:
        """The same people and occasion, another purpose."""
        return Draw(self._keys, self._occasion, purpose)
