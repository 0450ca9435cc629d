"""Who is there on the first day and who comes in, as sums over samples of a fixed seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.expected.cohorts import (
    AGE,
    INSIGHT,
    LEARNING_RATE,
    PEOPLE,
    POTENTIAL,
    ROWS,
    SCOPE,
    SKILL,
    SKILL_BY_SCOPE,
    SKILL_SQUARED,
    TENURE,
    promise,
)
from orgsim.randomness import Purpose, splitmix64, uniform
from orgsim.rules.insight import PERSPECTIVES

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoints
    from orgsim.rules.initial_staff import InitialStaff
    from orgsim.rules.insight import Insight
    from orgsim.rules.ladder import Ladder

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PROMISES = 10
"""Classes of promise, the skill that learning leads to; about as many people belong to each."""

SAMPLE = 1000
"""People drawn to know what those of a level or an entry point are like."""

LONGEST_SEARCH = 120
"""Months: a requisition that stays open for longer is taken to be filled by then."""

_INITIAL, _ENTRANTS = 1, 1001
"""Seeds of the samples: what is expected does not depend on the seed of the run."""


class Newcomers:
    """Everybody whom the rules bring in, by class of promise.

    Parameters
    ----------
    initial : InitialStaff
    entry_points : EntryPoints
        E of them.
    insight : Insight
    ladder : Ladder
        L levels.
    cap : float
        The largest scope there is on the first day.
    months : int
        M, of `Cohorts`.
    patience : int or None
        Months after which a search is given up.
    floors : array of float
        Skills below which people leave: no class has people on both sides of one.

    Attributes
    ----------
    edges : array of float, shape (Q - 1,)
        Of the classes of promise.
    initial : array of float, shape (12, L, M, Q)
        The staff of the first day, as sums.
    by_level : array of float, shape (E, L)
        Levels that those who come through an entry point are meant for, as shares.
    to_fill : array of float, shape (12, E, D)
        By the month of the search, from the scenario's start modulo 12: after how many months work
        starts, as shares; 0 is never. What is lacking to 1 is not accepted in time.
    """

    def __init__(
        self,
        initial: InitialStaff,
        entry_points: EntryPoints,
        insight: Insight,
        ladder: Ladder,
        cap: float,
        months: int,
        patience: int | None,
        floors: Floats,
    ) -> None:
        scope = np.minimum(ladder.scope[:-1], cap)
        at_first = [
            _initial(initial, insight, position, each) for position, each in enumerate(scope)
        ]
        entrants = [
            _entrants(entry_points, insight, position, scope)
            for position in range(len(entry_points))
        ]
        everybody = np.concatenate(
            [people[POTENTIAL] for people, _ in at_first]
            + [people[POTENTIAL] for people, *_ in entrants]
        )
        quantiles = np.quantile(everybody, np.arange(1, PROMISES) / PROMISES)
        self.edges = np.unique(np.concatenate([quantiles, floors]))
        classes = len(self.edges) + 1

        headcounts = initial.headcount_by_level(ladder.ids)
        self.initial = np.zeros((ROWS, len(ladder), months, classes))
        for position, (people, month) in enumerate(at_first):
            place = (np.minimum(month, months - 1), self._promise(people))
            for total, each in zip(self.initial[:, position], people, strict=True):
                np.add.at(total, place, each * headcounts[position] / SAMPLE)

        self.by_level = np.zeros((len(entry_points), len(ladder)))
        self.to_fill = _to_fill(entry_points, patience)
        self._like = np.zeros((len(entry_points), len(ladder), ROWS, classes))
        for position, (people, level) in enumerate(entrants):
            self.by_level[position] = np.bincount(level, minlength=len(ladder)) / SAMPLE
            for row, each in enumerate(people):
                np.add.at(
                    self._like[position, :, row], (level, self._promise(people)), each / SAMPLE
                )

    def _promise(self, people: Floats) -> Integers:
        result: Integers = np.searchsorted(self.edges, people[POTENTIAL], side="right")
        return result

    def at(self, level: int, through: Floats) -> Floats:
        """The sums of people who come in at a level.

        They are like those whom their entry point means for the level, or, where it means nobody
        for it, like all who come through it.

        Parameters
        ----------
        level : int
        through : array of float, shape (E,)
            People by entry point.

        Returns
        -------
        array of float, shape (12, Q)
        """
        total = np.zeros((ROWS, len(self.edges) + 1))
        for position in np.flatnonzero(through):
            like = self._like[position]
            mine = like[level] if like[level, PEOPLE].any() else like.sum(axis=0)
            total += through[position] * mine / mine[PEOPLE].sum()
        return total


def _initial(
    initial: InitialStaff, insight: Insight, level: int, scope: float
) -> tuple[Floats, Integers]:
    """People as those of the first day at one level are, (12, N), and their months in it, (N,)."""
    keys = splitmix64(_INITIAL + level, SAMPLE)
    tenure, time_in_level = initial.times(keys)
    skill = initial.drawn_skill(keys, np.full(SAMPLE, scope))
    rate = initial.learning_rate.quantile(uniform(keys, Purpose.LEARNING_RATE))
    people = _people(
        tenure, skill, initial.drawn_potential(keys, skill), rate, initial.drawn_age(keys)
    )
    people[SCOPE], people[SKILL_BY_SCOPE] = scope, skill * scope
    people[INSIGHT:] = _seen(insight.of_initial_staff(keys, np.zeros(SAMPLE)))
    return people, np.floor(time_in_level * 12 + 1e-6).astype(np.int64)


def _entrants(
    entry_points: EntryPoints, insight: Insight, position: int, scope: Floats
) -> tuple[Floats, Integers]:
    """People of one entry point, (12, N), and their levels, (N,)."""
    keys = splitmix64(_ENTRANTS + position, SAMPLE)
    found = entry_points.entrants(np.full(SAMPLE, position), keys)
    skill = found.skill + found.beside_scope * scope[found.level]
    people = _people(np.zeros(SAMPLE), skill, found.potential, found.learning_rate, found.age)
    here = np.full(SAMPLE, position)
    people[INSIGHT:] = _seen(insight.of_entrants(here, keys, np.zeros(SAMPLE)))
    return people, found.level


def _to_fill(entry_points: EntryPoints, patience: int | None) -> Floats:
    """See `Newcomers`."""
    result = np.zeros((12, len(entry_points), LONGEST_SEARCH + 1))
    for month in range(12):
        for position in range(len(entry_points)):
            keys = splitmix64(_ENTRANTS + position, SAMPLE)
            since = np.full(SAMPLE, month / 12)
            found = entry_points.searched(np.full(SAMPLE, position), keys, since)
            in_time = found.accepted - since <= (np.inf if patience is None else patience / 12)
            # People start between two months and are seen on the first of the next.
            waited = np.minimum(found.start - since, LONGEST_SEARCH)[in_time]
            taken = np.clip(np.ceil(waited * 12 - 1e-6).astype(np.int64), 1, LONGEST_SEARCH)
            result[month, position] = np.bincount(taken, minlength=LONGEST_SEARCH + 1) / SAMPLE
    return result


def _people(tenure: Floats, skill: Floats, potential: Floats, rate: Floats, age: Floats) -> Floats:
    people = np.ones((ROWS, len(skill)))
    people[TENURE], people[SKILL], people[SKILL_SQUARED] = tenure, skill, skill**2
    people[LEARNING_RATE] = np.maximum(rate, 0.0)
    people[POTENTIAL] = promise(skill, potential, people[LEARNING_RATE])
    people[AGE] = np.where(np.isfinite(age), age, 0.0)
    return people


def _seen(insight: Mapping[str, Floats]) -> Floats:
    """Insight by perspective, shape (3, N); zeros where it does not count."""
    none = np.zeros(SAMPLE)
    return np.array([insight.get(f"insight_{name}", none) for name in PERSPECTIVES])
