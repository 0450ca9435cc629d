"""The registered policies that come with orgsim, and examples of how one is written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import reached
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.rules.promotion.registry import policy
from orgsim.units import Duration, Number

Floats = NDArray[np.float64]


@policy("longest_waiting")
class LongestWaiting(PromotionPolicy):
    """The longest in level first, whoever has waited for some time: a queue.

    Parameters
    ----------
    at_least : float
        Least time in level, in years.
    """

    def __init__(self, at_least: Duration = 0.0) -> None:
        self.at_least = at_least

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who has waited long enough."""
        waited: NDArray[np.bool_] = reached(people.time_in_level(now), self.at_least)
        return waited

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Time in level."""
        del draw
        return people.time_in_level(now)


@policy("lottery_of_the_ready")
class LotteryOfTheReady(PromotionPolicy):
    """Anybody among those who are ready: lots in place of judgements that nobody can make.

    Among the able a committee's ranking is mostly noise, and a lottery promotes no Peter principle
    (compare Pluchino, Rapisarda and Garofalo, 2010, Physica A 389:467, who promote at random).

    Parameters
    ----------
    bar : float
        Least readiness, in rungs.
    """

    def __init__(self, bar: Number = 0.0) -> None:
        self.bar = bar

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who can carry the next level's work."""
        return people.readiness(now) >= self.bar

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """The lot."""
        del now, people
        return draw.uniform("lottery of the ready")


@policy("proven_readiness")
class ProvenReadiness(PromotionPolicy):
    """The readiest first, of those who have been ready for some time at their present level.

    Parameters
    ----------
    for_at_least : float
        How long somebody must have been ready, in years.
    bar : float
        Least readiness that counts, in rungs.
    """

    def __init__(self, for_at_least: Duration = 1.0, bar: Number = 0.0) -> None:
        self.for_at_least, self.bar = for_at_least, bar

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who was at this level, and ready, that long ago."""
        there: NDArray[np.bool_] = reached(people.time_in_level(now), self.for_at_least)
        return there & (people.readiness(now - self.for_at_least) >= self.bar)

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Readiness today."""
        del draw
        return people.readiness(now)
