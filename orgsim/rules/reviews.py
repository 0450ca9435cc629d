"""Performance reviews: what is seen of people's work, the ratings made of it, and what follows.

On the first day of given calendar months everybody who has been there for long enough is rated from
1 (worst) to 5. A rating is cut from the performance seen - skill and what insight adds, less the
scope held, and a noise - by fixed thresholds, or by a forced distribution, where a person's rating
depends on the others'.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.clock import calendar_month, reached
from orgsim.randomness import Keys, Purpose, bits, normal, uniform
from orgsim.rules.ladder import GUARD
from orgsim.rules.people import People
from orgsim.rules.places_in_line import in_groups, in_order
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Months, Section, Whole
from orgsim.units import Duration, Number, Share, write_share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RATINGS = (1, 2, 3, 4, 5)
"""From the worst to the best; 0 stands for no rating yet."""

DIGITS = 9
"""Performance is seen to a billionth of a rung: whoever is as good as another is so, and whoever
reaches a threshold does, whatever the last bit of a computed skill or insight."""

Rating = Annotated[Whole, Field(ge=RATINGS[0], le=RATINGS[-1])]
"""A rating."""


def _increasing(thresholds: tuple[float, ...]) -> tuple[float, ...]:
    if len(thresholds) != len(RATINGS) - 1:
        raise ValueError(f"give the thresholds of the ratings 2, 3, 4 and 5, not {len(thresholds)}")
    if any(above <= below for below, above in pairwise(thresholds)):
        raise ValueError("thresholds must stand in order, each above the one before")
    return thresholds


class Thresholds(Section):
    """Everybody is rated for oneself: the rating says between which thresholds the performance is.

    Examples
    --------
    >>> rule = Thresholds(kind="thresholds", at=[-1, -0.5, 0.5, 1])
    >>> rule.ratings(np.array([-2, -0.5, 0, 3.0]), np.zeros(4, int), np.arange(4), np.arange(4))
    array([1, 3, 3, 5])
    """

    kind: Literal["thresholds"] = "thresholds"
    at: Annotated[tuple[Number, ...], AfterValidator(_increasing)] = (-1.25, -0.75, 0.5, 1.0)
    """The performance seen, in rungs, from which the ratings 2, 3, 4 and 5 are given. An
    assumption."""

    def ratings(
        self, seen: Floats, group: Integers, tie: NDArray[np.uint64], person: Integers
    ) -> Integers:
        """Ratings, shape (N,); parameters as of `Forced.ratings`."""
        return np.searchsorted(np.array(self.at), seen, side="right") + 1


def _of_a_whole(shares: tuple[float, ...]) -> tuple[float, ...]:
    if len(shares) != len(RATINGS):
        raise ValueError(f"give the shares of the ratings 1, 2, 3, 4 and 5, not {len(shares)}")
    if abs(sum(shares) - 1.0) > 1e-9:
        total = write_share(round(sum(shares), 9))
        raise ValueError(f"shares must sum to 100%, these sum to {total}")
    return shares


class Forced(Section):
    """A forced distribution: so many of each rating, whatever the performance.

    Amazon's guidance for teams of more than 50 was 20 % top tier, 75 % in the middle and 5 % least
    effective (2020-21, breitbart.com and businessinsider.com); Google planned for 6 to 8 % low
    ratings (2023, teamrora.com).

    Examples
    --------
    >>> rule = Forced(kind="forced", shares=["0%", "25%", "50%", "25%", "0%"])
    >>> rule.ratings(np.array([4, 1, 3, 2.0]), np.zeros(4, int), np.arange(4), np.arange(4))
    array([4, 2, 3, 3])
    """

    kind: Literal["forced"]
    shares: Annotated[tuple[Share, ...], AfterValidator(_of_a_whole)]
    """How many get the ratings 1, 2, 3, 4 and 5. Where people end is the sum of the shares up to a
    rating times their number, rounded to the nearest person, so that the numbers of all ratings add
    up and each is within one person of its share."""
    within: Literal["organization", "level"] = "organization"
    """Whom people are compared with: everybody reviewed in the `organization`, or at their
    `level`."""

    def last_places(self, people: Integers) -> Integers:
        """How many have at most a rating of 1, 2, 3 and 4, shape (G, 4), among so many, (G,)."""
        upto = np.cumsum(self.shares[:-1])
        result: Integers = np.floor(people[:, None] * upto + 0.5 + GUARD).astype(np.int64)
        return result

    def ratings(
        self, seen: Floats, group: Integers, tie: NDArray[np.uint64], person: Integers
    ) -> Integers:
        """Ratings by place, the worst first, shape (N,).

        Parameters
        ----------
        seen : array of float, shape (N,)
            Performance seen, in rungs.
        group : array of int, shape (N,)
            Who is compared with whom: people of one group.
        tie, person : array, shape (N,)
            Break ties in performance, and in `tie`: lower first.
        """
        order = in_order(seen, tie, person)
        order = order[in_groups(group[order])]
        ordered, people = group[order], np.bincount(group)
        place = np.arange(len(order)) - (np.cumsum(people) - people)[ordered]
        rating = np.ones(len(order), dtype=np.int64)
        for last in self.last_places(people).T:
            rating += place >= last[ordered]
        result = np.empty_like(rating)
        result[order] = rating
        return result


RatingRule = Annotated[Thresholds | Forced, Field(discriminator="kind")]
"""How ratings are made of the performance seen."""


class PerformanceManagement(Section):
    """Poor performers leave, as far as an organization does not tolerate them.

    Startups cannot afford poor performers, large companies can. Amazon was reported to aim at 6 %
    of unregretted leavers a year (2021, businessinsider.com; the company disputes it).
    """

    bar: Annotated[Rating, Field(ge=2)] = 2
    """A rating below this is a poor one."""
    running: Annotated[Whole, Field(ge=1), Plausible("1", "3")] = 2
    """So many poor ratings running are enough; every further one counts anew. An assumption."""
    tolerance: Share
    """The chance that somebody of whom that is true stays all the same, at each such review."""

    def has_to_leave(self, poor_ratings: Integers, keys: Keys, month: int) -> NDArray[np.bool_]:
        """Who has to leave after the review of a month, shape (N,).

        Parameters
        ----------
        poor_ratings : array of int, shape (N,)
            How many poor ratings running each person has, this review's included.
        keys : array of uint64, shape (N,)
        month : int
            Months from the start: the occasion of the draw.
        """
        tolerated = uniform(keys, Purpose.TOLERANCE, month) < self.tolerance
        return (poor_ratings >= self.running) & ~tolerated


class Reviews(Section):
    """Performance reviews on the first day of given calendar months.

    Google rates once a year (2022, dice.com), Meta once or twice (2022-25, teamrora.com).
    """

    months: Months
    """The calendar months on whose first day everybody is reviewed."""
    noise: Annotated[Number, Field(ge=0), Plausible("0.2", "1")] = 0.5
    """Standard deviation, in rungs, of the error in what is seen of somebody's performance. An
    assumption."""
    least_tenure: Annotated[Duration, Plausible("0 months", "6 months")] = 0.25
    """Whoever started less than this before the review is not rated. An assumption."""
    rating: RatingRule = Thresholds()
    """How ratings are made of the performance seen."""
    performance_management: PerformanceManagement | None = None
    """What comes of poor ratings; without it nothing."""

    def take_place(self, month: int, start: dt.date) -> bool:
        """Whether there is a review on the first day of a month from the start."""
        return calendar_month(start, month) in self.months

    def reviewed(self, tenure: Floats) -> NDArray[np.bool_]:
        """Who has been there long enough, shape (N,)."""
        result: NDArray[np.bool_] = reached(tenure, self.least_tenure)
        return result

    def ratings(
        self, people: People, now: float, month: int, replication: Integers, person: Integers
    ) -> Integers:
        """The ratings of the review of a month, shape (N,).

        Parameters
        ----------
        people : People
            Everybody reviewed, shape (N,).
        now : float
            Years.
        month : int
            Months from the start: the occasion of what is drawn.
        replication, person : array of int, shape (N,)
            In which replication, and the number by which the last ties are broken.
        """
        seen = people.performance(now)
        seen += self.noise * normal(people.key, Purpose.REVIEW, month)
        seen = np.round(seen, DIGITS)
        ties = bits(people.key, Purpose.RATING_TIE, month)
        group = replication
        if isinstance(self.rating, Forced) and self.rating.within == "level":
            group = replication * (int(people.level.max(initial=0)) + 1) + people.level
        return self.rating.ratings(seen, group, ties, person)
