"""Apprenticeships: years beside a product manager, after which somebody can be hired as one."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.distributions import DurationDistribution
from orgsim.rules.poisson import ArrivalRate, numbered, poisson_arrivals
from orgsim.rules.section import Section
from orgsim.units import Count

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_ENTERING = code("entering an apprenticeship")
_FIRST_DAY = code("apprentices of the first day")

MOST_APPRENTICES = 100_000
"""On the first day."""


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

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.entering == 0 and self.initial == 0:
            raise ValueError("nobody ever begins it: both entering and initial are 0")
        return self

    def beginning(self, tick: int, interval: int, keys: Keys) -> tuple[Integers, Floats, Floats]:
        """Who begins between this staffing review and the next.

        Parameters
        ----------
        tick, interval : int
            The review's tick and the ticks to the next one.
        keys : array of uint64, shape (R,)
            The entry point's key in each replication.

        Returns
        -------
        replication : array of int, shape (N,)
        entered, finished : array of float, shape (N,)
            Years.
        """
        review: Keys = derive(keys, _ENTERING, tick)
        replication, ordinal, entered = poisson_arrivals(self.entering, tick, interval, review)
        return replication, entered, entered + self._whole(derive(review[replication], ordinal))

    def under_way(self, tick: int, keys: Keys) -> tuple[Integers, Floats, Floats]:
        """The apprentices of the first day; parameters and result as in `beginning`."""
        replication, ordinal = numbered(np.full(len(keys), self.initial))
        mine: Keys = derive(keys[replication], _FIRST_DAY, ordinal)
        whole = self._whole(mine)
        entered = years(tick) - uniform(mine, Purpose.APPRENTICESHIP_SERVED) * whole
        return replication, entered, entered + whole

    def _whole(self, keys: Keys) -> Floats:
        drawn = self.time.quantile(uniform(keys, Purpose.APPRENTICESHIP))
        return np.maximum(drawn, 0.0)
