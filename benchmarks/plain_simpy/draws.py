"""Draws from a scenario's distributions with Python's own generator, one number at a time.

The plain program's counterpart of `orgsim.rules.distributions`, written from the distributions'
definitions and not by inverting their distribution functions, so that one checks the other.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from orgsim.rules.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Normal,
    Uniform,
    Weibull,
)

Draw: TypeAlias = Callable[[], float]
"""Gives another random number at each call."""


def draw_from(distribution: Any, source: random.Random) -> Draw:
    """A function that draws from a distribution of a scenario file.

    Parameters
    ----------
    distribution : Constant, Normal, Uniform, Lognormal, Exponential, Gamma, Weibull or Empirical
        Times in years, rates per year.
    source : random.Random

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> draw_from(Constant[float](value=3.0), random.Random(1))()
    3.0
    """
    match distribution:
        case Normal():
            return _normal(distribution, source)
        case Lognormal():
            return _lognormal(distribution, source)
        case Constant(value=value):
            draw: Draw = partial(float, value)
        case Uniform(min=low, max=high):
            draw = partial(source.uniform, float(low), float(high))
        case Exponential(mean=mean):
            draw = partial(source.expovariate, 1.0 / float(mean))
        case Gamma(mean=mean, sd=sd):
            scale = float(sd) ** 2 / float(mean)
            draw = partial(source.gammavariate, float(mean) / scale, scale)
        case Weibull(scale=scale, shape=shape):
            draw = partial(source.weibullvariate, float(scale), shape)
        case Empirical(values=values, weights=weights):
            return lambda: float(source.choices(values, weights)[0])
        case _:
            raise TypeError(f"no such distribution: {distribution!r}")
    return draw


def _lognormal(distribution: Lognormal[Any], source: random.Random) -> Draw:
    if distribution.median is not None and distribution.sigma is not None:
        mu, sigma = math.log(float(distribution.median)), distribution.sigma
    else:
        assert distribution.mean is not None
        assert distribution.sd is not None
        mean, sd = float(distribution.mean), float(distribution.sd)
        variance = math.log1p((sd / mean) ** 2)
        mu, sigma = math.log(mean) - variance / 2, math.sqrt(variance)
    return partial(source.lognormvariate, mu, sigma)


def _normal(distribution: Normal[Any], source: random.Random) -> Draw:
    mean, sd = float(distribution.mean), float(distribution.sd)
    low = -math.inf if distribution.min is None else float(distribution.min)
    high = math.inf if distribution.max is None else float(distribution.max)
    if sd == 0 or distribution.outside == "clip":
        return lambda: min(max(source.gauss(mean, sd), low), high)
    if low == -math.inf and high == math.inf:
        return lambda: source.gauss(mean, sd)

    def within_bounds() -> float:
        while not low <= (value := source.gauss(mean, sd)) <= high:
            pass
        return value

    return within_bounds
