"""Layoffs: how many have to go, and who goes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.randomness import Purpose, bits
from orgsim.rules.interventions.disruption import Disruption
from orgsim.rules.ladder import GUARD
from orgsim.rules.people import People
from orgsim.rules.places_in_line import first_of_each
from orgsim.rules.reviews import DIGITS
from orgsim.rules.section import Contradiction, Identifier, Section, unknown, unknown_or_twice
from orgsim.units import FirstOfMonth, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNRATED = 3
"""The rating that those count as having who have not been rated yet: the one in the middle."""


class Layoff(Section):
    """So many people are laid off on a day, whatever they want.

    They go to the `market`; nobody makes them a counter-offer. The plan is as large as before: what
    is missing is put out again unless hiring is frozen or the plan is changed, too.
    """

    exclusive: ClassVar = ((("share",), ("count",), ("by_level",)),)

    kind: Literal["layoff"]
    date: FirstOfMonth
    """When. On that day it comes before everything but people's own events."""
    share: Annotated[Share, Field(gt=0)] | None = None
    """How many, as a share of the people that there are on that day, to the nearest person. One of
    `share`, `count` and `by_level`."""
    count: Annotated[int, Field(strict=True, ge=1)] | None = None
    """How many people; everybody where there are fewer. One of `share`, `count` and `by_level`."""
    by_level: Annotated[dict[Identifier, Share], Field(min_length=1)] | None = None
    """How many of each level, as a share of the people there, to the nearest person; of levels not
    named nobody. One of `share`, `count` and `by_level`."""
    levels: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """At which levels people are counted and laid off where a `share` or a `count` is given; by
    default at all of them."""
    order: Literal[
        "lowest_rating", "lowest_performance", "shortest_tenure", "longest_tenure", "random"
    ]
    """Who goes first: those of the lowest last rating (3 for those who have none yet), of the
    lowest performance (skill and what insight adds, less scope), of the shortest tenure (last in,
    first out) or of the longest, or anybody. Ties are broken by lot."""
    disruption: Disruption | None = None
    """How much more often those leave who stay; without it as often as before."""

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        ways = {"share": self.share, "count": self.count, "by_level": self.by_level}
        given = [f"'{name}'" for name, way in ways.items() if way is not None]
        if len(given) != 1:
            got = f", got {' and '.join(given)}" if given else ""
            raise ValueError(f"give one of share, count and by_level{got}")
        if self.levels is not None and self.by_level is not None:
            raise ValueError("'levels' belongs to 'share' or 'count'; by_level names its own")
        return self

    def contradictions_with(
        self, levels: Sequence[str], entry_points: Sequence[str], *, rated: bool
    ) -> Iterator[Contradiction]:
        """Levels that do not exist or are there twice, and ratings where nobody is rated."""
        for level in self.by_level or {}:
            if level not in levels:
                yield ("by_level", level), unknown("level", level, levels)
        for position, message in unknown_or_twice("level", self.levels or (), levels):
            yield ("levels", position), message
        if self.order == "lowest_rating" and not rated:
            yield ("order",), "without 'reviews' nobody is ever rated"

    def how_many(self, people: Integers, level: str | None = None) -> Integers:
        """How many have to go of so many people, shape (N,).

        Parameters
        ----------
        people : array of int, shape (N,)
            Of the organization, of `levels`, or of one level.
        level : str, optional
            Which one; where numbers go `by_level` only.

        Examples
        --------
        >>> tenth = Layoff(kind="layoff", date="2028-01-01", share="10%", order="random")
        >>> tenth.how_many(np.array([200, 14, 15, 0])).tolist()
        [20, 1, 2, 0]
        """
        if self.count is not None:
            return np.minimum(people, self.count)
        share = self.share if self.by_level is None else self.by_level.get(level or "", 0.0)
        result: Integers = np.floor((share or 0.0) * people + 0.5 + GUARD).astype(np.int64)
        return result

    def laid_off(
        self,
        people: People,
        replication: Integers,
        person: Integers,
        levels: Sequence[str],
        now: float,
        month: int,
    ) -> NDArray[np.bool_]:
        """Who has to go, shape (N,).

        Parameters
        ----------
        people : People
            Everybody in the organization.
        replication, person : array of int, shape (N,)
            In which replication, and the number by which the last ties are broken.
        levels : sequence of str
            Ids, lowest first.
        now : float
            Years.
        month : int
            Months from the start: the occasion of the draw.
        """
        level = people.level
        among = np.ones(len(people), dtype=bool)
        if self.levels is not None:
            among = np.isin(level, [levels.index(each) for each in self.levels])
        rows = np.flatnonzero(among)
        replications = int(replication.max(initial=-1)) + 1
        if self.by_level is None:
            group = replication[rows]
            number = self.how_many(np.bincount(group, minlength=replications))
        else:
            group = replication[rows] * len(levels) + level[rows]
            there = np.bincount(group, minlength=replications * len(levels))
            by_level = there.reshape(replications, len(levels))
            number = np.stack(
                [self.how_many(by_level[:, i], name) for i, name in enumerate(levels)], axis=1
            ).ravel()
        ties = bits(people.key, Purpose.LAYOFF, month)
        order = np.lexsort((person[rows], ties[rows], self._merit(people, now)[rows], group))
        result = np.zeros(len(people), dtype=bool)
        result[rows[order[first_of_each(group[order], number)]]] = True
        return result

    def _merit(self, people: People, now: float) -> Floats:
        """Who has less of it goes first, shape (N,)."""
        if self.order == "lowest_rating":
            return np.where(people.rating == 0, UNRATED, people.rating).astype(np.float64)
        if self.order == "lowest_performance":
            return np.round(people.performance(now), DIGITS)
        if self.order == "shortest_tenure":
            return people.tenure(now)
        if self.order == "longest_tenure":
            return -people.tenure(now)
        return np.zeros(len(people))
