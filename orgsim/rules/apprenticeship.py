"""Apprenticeships: years beside a product manager, after which somebody can be hired as one."""

from __future__ import annotations

from typing import Annotated, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.distributions import DurationDistribution
from orgsim.rules.poisson import ArrivalRate, numbered, poisson_arrivals
from orgsim.rules.section import Section
from orgsim.units import Count, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ENTERING = code("entering an apprenticeship")
_FIRST_DAY = code("apprentices of the first day")

MOST_APPRENTICES = 100_000
"""On the first day."""


class Beginners(NamedTuple):
    """Some who begin an apprenticeship, as columns of shape (N,).

    Attributes
    ----------
    replication : array of int
    key : array of uint64
    entered, finished : array of float
        Years.
    elsewhere : array of bool
        Whether they look for a job at other organizations when they have finished.
    """

    replication: Integers
    key: Keys
    entered: Floats
    finished: Floats
    elsewhere: NDArray[np.bool_]

    def at(self, rows: Integers) -> Beginners:
        """Some of them."""
        return Beginners(
            self.replication[rows],
            self.key[rows],
            self.entered[rows],
            self.finished[rows],
            self.elsewhere[rows],
        )


class Apprenticeship(Section):
    """The pipeline of an entry point: only who has finished an apprenticeship can be hired.

    Career switchers from marketing, engineering or support work beside a product manager first,
    perhaps at another company. How many begin, and how long it takes, depends on nobody's hiring.
    """

    entering: ArrivalRate
    """How many people begin an apprenticeship; they come at random, independently of each other."""
    time: DurationDistribution
    """How long an apprenticeship takes."""
    initial: Annotated[Count, Field(le=MOST_APPRENTICES)] = 0
    """Apprentices on the first day (of the warm-up), each anywhere between beginning and end."""
    elsewhere: Share = 0.0
    """How many of those who finish look for their first job as a product manager at other
    organizations: at those of the market, or at none of the scenario where there is no market. Only
    the others wait to be hired where they trained."""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.entering == 0 and self.initial == 0:
            raise ValueError("nobody ever begins it: both entering and initial are 0")
        return self

    def beginning(self, tick: int, interval: int, keys: Keys) -> Beginners:
        """Who begins between this staffing review and the next.

        Parameters
        ----------
        tick, interval : int
            The review's tick and the ticks to the next one.
        keys : array of uint64, shape (R,)
            The entry point's key in each replication.
        """
        review: Keys = derive(keys, _ENTERING, tick)
        replication, ordinal, entered = poisson_arrivals(self.entering, tick, interval, review)
        mine: Keys = derive(review[replication], ordinal)
        return self._beginners(replication, mine, entered, self._whole(mine))

    def under_way(self, tick: int, keys: Keys) -> Beginners:
        """The apprentices of the first day; parameters as in `beginning`."""
        replication, ordinal = numbered(np.full(len(keys), self.initial))
        mine: Keys = derive(keys[replication], _FIRST_DAY, ordinal)
        whole = self._whole(mine)
        entered = years(tick) - uniform(mine, Purpose.APPRENTICESHIP_SERVED) * whole
        return self._beginners(replication, mine, entered, whole)

    def _beginners(
        self, replication: Integers, keys: Keys, entered: Floats, whole: Floats
    ) -> Beginners:
        luck = uniform(keys, Purpose.APPRENTICE_ELSEWHERE)
        return Beginners(replication, keys, entered, entered + whole, luck < self.elsewhere)

    def _whole(self, keys: Keys) -> Floats:
        drawn = self.time.quantile(uniform(keys, Purpose.APPRENTICESHIP))
        return np.maximum(drawn, 0.0)
