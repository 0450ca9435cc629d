"""Arrivals at random, independently of each other, at exact times: the Poisson process."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from orgsim.clock import TICKS_PER_YEAR, years
from orgsim.randomness import Keys, Purpose, uniform
from orgsim.units import PerYear, write_per_year

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_ARRIVALS = 100_000.0
"""Arrivals a year, at one level or in one apprenticeship."""


def _bearable(per_year: float) -> float:
    if per_year > MOST_ARRIVALS:
        raise ValueError(f"must be at most {write_per_year(MOST_ARRIVALS)}")
    return per_year


ArrivalRate = Annotated[PerYear, AfterValidator(_bearable)]
"""Arrivals a year, as many as can be simulated."""


def poisson_arrivals(
    per_year: float, tick: int, interval: int, keys: Keys
) -> tuple[Integers, Integers, Floats]:
    """Who arrives in an interval: a Poisson count, at times that are uniform given the count.

    Parameters
    ----------
    per_year : float
    tick, interval : int
        Where the interval begins and how long it is, in ticks.
    keys : array of uint64, shape (R,)
        One for this process and this interval in each replication.

    Returns
    -------
    replication : array of int, shape (N,)
        Positions of replications, in increasing order.
    ordinal : array of int, shape (N,)
        0, 1, ... within a replication; not in order of time.
    time : array of float, shape (N,)
        Years.
    """
    count = _poisson(per_year * interval / TICKS_PER_YEAR, uniform(keys, Purpose.ARRIVALS))
    replication, ordinal = numbered(count)
    u = uniform(keys[replication], Purpose.ARRIVAL_TIME, ordinal)
    return replication, ordinal, years(tick) + u * (interval / TICKS_PER_YEAR)


def numbered(count: Integers) -> tuple[Integers, Integers]:
    """Replication and ordinal of so many things in each replication, shape (N,) each.

    Examples
    --------
    >>> numbered(np.array([2, 0, 1]))
    (array([0, 0, 2]), array([0, 1, 0]))
    """
    replication = np.repeat(np.arange(len(count)), count)
    ordinal = np.arange(len(replication)) - np.repeat(np.cumsum(count) - count, count)
    return replication, ordinal


def _poisson(mean: float, u: Floats) -> Integers:
    """Poisson counts by inverting the distribution function, shape (N,)."""
    if mean == 0:
        return np.zeros(len(u), dtype=np.int64)
    most = math.ceil(mean + 12 * math.sqrt(mean) + 30)
    k = np.arange(most + 1)
    logs = k * math.log(mean) - mean - np.cumsum(np.log(np.maximum(k, 1)))
    return np.searchsorted(np.cumsum(np.exp(logs)), u, side="right")
