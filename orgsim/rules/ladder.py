"""The ladder of an organization: levels, the titles they carry, and how many seats there are.

Titles are compared across organizations on the *reference ladder*: a title's rung there is its
rank. What the holders of a title are really responsible for is their scope, a number on the same
scale (`orgsim.rules.titles`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from orgsim.rules.section import Identifier, Section, Text
from orgsim.units import Duration, Number, Share

Perspective = Literal["user", "function", "organization"]
Track = Literal["ic", "manager"]

REFERENCE_LADDER: Mapping[str, int] = {
    "Associate Product Manager": 1,
    "Product Manager": 2,
    "Senior Product Manager": 3,
    "Group Product Manager": 4,
    "Senior Manager, Product": 4,
    "Director of Product": 5,
    "Vice President of Product": 6,
    "Senior Vice President of Product": 7,
    "Chief Product Officer": 8,
}
"""Title to rung. Rung 1 is the work of an Associate Product Manager at a big company, rung 8 that
of its Chief Product Officer. The order is that of public ladders of large technology companies
(Sachin Rekhi, "Product management career ladders at 8 top technology firms", sachinrekhi.com);
the alignment of levels across companies is a judgement."""

DIRECTOR_TITLE = "Director of Product"
"""Holders of this title or a higher one are what "Director and above" counts."""

UNLIMITED = np.iinfo(np.int64).max
"""Seats of a level that has no limit."""

GUARD = 1e-9
"""What a computed number of seats may miss a whole number by: 1.5 x 0.2 x 150 is 45 seats,
though floating point says 45.00000000000001."""


class Seats(Section):
    """How many people a level has room for: a count, a share of headcount, or a span of control.

    Examples
    --------
    >>> Seats(per=8, of="below").available(headcount=np.array([20]), below=np.array([17]))
    array([2])
    """

    exclusive: ClassVar = ((("count",), ("share",), ("per", "of")),)

    count: Annotated[int, Field(strict=True, ge=0)] | None = None
    """A number of seats. One of `count`, `share` and `per`."""
    share: Share | None = None
    """A share of the headcount, rounded down to at least one seat. One of `count`, `share` and
    `per`."""
    per: Annotated[int, Field(strict=True, ge=1)] | None = None
    """One seat per this many people in the levels of lower rank (span of control), rounded down to
    at least one seat. One of `count`, `share` and `per`."""
    of: Literal["below"] | None = None
    """Whom `per` counts: the people in the levels of lower rank. Says so for the reader; there is
    no other choice."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(x is not None for x in (self.count, self.share, self.per)) != 1:
            raise ValueError("give one of count, share or per")
        if (self.of is not None) and self.per is None:
            raise ValueError("'of: below' belongs to 'per'")
        return self

    def available(
        self, headcount: NDArray[np.int64], below: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Seats in each replication.

        Parameters
        ----------
        headcount : array of int, shape (R,)
            People in the organization.
        below : array of int, shape (R,)
            People in the levels below this one.
        """
        if self.count is not None:
            return np.full(len(headcount), self.count)
        if self.share is not None:
            seats = np.floor(self.share * headcount + GUARD)
        else:
            seats = np.floor(below / float(self.per or 1) + GUARD)
        # A company that has the level at all has one seat at it.
        least_one: NDArray[np.int64] = np.maximum(seats.astype(np.int64), 1)
        return least_one


class Level(Section):
    """A level: a title, where the title and the work stand on the reference ladder, and rules."""

    title: Text
    """The title that its holders carry."""
    rank: Annotated[int, Field(strict=True)]
    """The rung that the title stands for; by default the title's rung on the reference ladder."""
    scope: Number
    """The responsibility that belongs to the level, in rungs on the responsibility scale; by
    default the rank."""
    track: Track = "ic"
    """Whether its holders are individual contributors or manage people."""
    perspective: Perspective = "user"
    """Whose view the work asks for: the user's, a function's or the whole organization's."""
    min_time_in_level: Duration = 0.0
    """Least time at this level before a promotion out of it."""
    seats: Seats | None = None
    """How many people the level has room for; without it there is no limit."""

    @model_validator(mode="before")
    @classmethod
    def _scope_is_rank(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get("scope") is None and data.get("rank") is not None:
            return {**data, "scope": data["rank"]}
        return data


def ranked(levels: Mapping[str, Any], reference_ladder: Mapping[str, Any]) -> dict[str, Any]:
    """Levels as written, in which each without a rank has its title's rung."""
    found: dict[str, Any] = {}
    for name, level in levels.items():
        found[name] = level
        if isinstance(level, Mapping) and level.get("rank") is None:
            title = level.get("title")
            if isinstance(title, str) and title in reference_ladder:
                found[name] = {**level, "rank": reference_ladder[title]}
    return found


def _increasing(levels: dict[str, Level]) -> dict[str, Level]:
    for (lower, a), (upper, b) in combinations(levels.items(), 2):
        for what in ("rank", "scope"):
            below, above = getattr(a, what), getattr(b, what)
            if above < below or (above == below and a.track == b.track):
                rule = "each above the one before"
                if above == below:
                    rule += "; only levels on different tracks may stand side by side"
                raise ValueError(
                    f"levels stand lowest first, {rule}: {upper!r} has {what} {above:g}, "
                    f"{lower!r} before it {below:g}"
                )
    return levels


Levels = Annotated[dict[Identifier, Level], Field(min_length=1), AfterValidator(_increasing)]
"""A ladder as it stands in a scenario file: levels by id, lowest first; levels on different tracks
may stand side by side."""


def top_of(ranks: Sequence[int]) -> int:
    """The lowest position from which there is no way up, given the ranks in order.

    Examples
    --------
    A Principal Product Manager beside a Group Product Manager:

    >>> top_of([2, 3, 4, 4])
    2
    """
    return ranks.index(max(ranks))


class Ladder:
    """A ladder as columns.

    Every array has one entry more than there are levels, for people who have left: their level is
    `len(ladder)`, and its rank and scope are 0.

    Parameters
    ----------
    levels : mapping of str to Level
        L levels, lowest first.
    """

    def __init__(self, levels: Mapping[str, Level]) -> None:
        self.ids = tuple(levels)
        self.levels = tuple(levels.values())
        self.rank = np.array([level.rank for level in self.levels] + [0], dtype=np.int64)
        self.scope = np.array([level.scope for level in self.levels] + [0.0])
        self.min_time_in_level = np.array(
            [level.min_time_in_level for level in self.levels] + [np.inf]
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def top(self) -> int:
        """The lowest position from which there is no way up; there is one from all below it."""
        return top_of([level.rank for level in self.levels])

    @cached_property
    def next_scope(self) -> NDArray[np.float64]:
        """The scope of people's next level, by its position; infinite where there is none (L)."""
        return np.append(self.scope[:-1], np.inf)

    @cached_property
    def ways(self) -> NDArray[np.int64]:
        """Where each level leads, without and with a change of track, shape (2, L + 1).

        The next level is the first of higher rank on one's own track, or on the other one where the
        own track has come to its end; L where there is none. Where only one track leads on, both
        rows are equal.
        """
        ways = np.full((2, len(self) + 1), len(self))
        for position, level in enumerate(self.levels[: self.top]):
            higher = [p for p in range(position, len(self)) if self.rank[p] > level.rank]
            own = [p for p in higher if self.levels[p].track == level.track]
            other = [p for p in higher if self.levels[p].track != level.track]
            ways[:, position] = (own or other)[0], (other if own and other else own or other)[0]
        return ways

    @cached_property
    def below(self) -> NDArray[np.int64]:
        """Where a position goes that finds its level full, shape (L,); -1 for nowhere.

        To the next level of lower rank; of two side by side to the one on its own track.
        """
        result = np.full(len(self), -1)
        for position, level in enumerate(self.levels):
            lower = [
                (int(self.rank[p]), self.levels[p].track == level.track, p)
                for p in range(position)
                if self.rank[p] < level.rank
            ]
            if lower:
                # True is more than False: the highest rank, and of that the own track.
                result[position] = max(lower)[2]
        return result

    @cached_property
    def limited(self) -> NDArray[np.bool_]:
        """Which levels have a limited number of seats, shape (L,)."""
        return np.array([level.seats is not None for level in self.levels])

    @cached_property
    def _lower(self) -> NDArray[np.int64]:
        """Whether one level (row) is of lower rank than another (column), shape (L, L)."""
        return (self.rank[:-1, None] < self.rank[:-1]).astype(np.int64)

    def seats(self, headcount: NDArray[np.int64]) -> NDArray[np.int64]:
        """Seats by replication and level.

        Parameters
        ----------
        headcount : array of int, shape (R, L)
            People by replication and level.

        Returns
        -------
        array of int, shape (R, L)
            `UNLIMITED` where there is no limit.
        """
        total = headcount.sum(axis=1)
        below = headcount @ self._lower
        result = np.full(headcount.shape, UNLIMITED)
        for position, level in enumerate(self.levels):
            if level.seats is not None:
                result[:, position] = level.seats.available(total, below[:, position])
        return result

    def highest_reached(self, scope: NDArray[np.float64], allowed: NDArray[np.int64]) -> Any:
        """The highest allowed level whose scope a value reaches, or the lowest allowed one.

        Parameters
        ----------
        scope : array of float, shape (N,)
            What a candidate is assessed to be able to carry.
        allowed : array of int
            Positions of the levels in question, in increasing order.
        """
        place = np.searchsorted(self.scope[allowed], scope, side="right") - 1
        return allowed[np.maximum(place, 0)]
