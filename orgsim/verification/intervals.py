"""Confidence intervals for the mean and the variance over replications."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Statistic: TypeAlias = Literal["mean", "variance"]

ROUNDING = 1e-9
"""Relative; a quantity that is the same in every replication is met to this."""


class Interval(NamedTuple):
    """An estimate with its confidence interval; NaN where nothing could be estimated."""

    value: float
    low: float
    high: float

    def holds(self, expected: float) -> bool:
        """Whether a number lies inside, but for the rounding of the machine."""
        slack = ROUNDING * max(1.0, abs(expected))
        return self.low - slack <= expected <= self.high + slack


def interval(sample: NDArray[np.float64], statistic: Statistic, false_alarm: float) -> Interval:
    """Estimate a mean or a variance from independent numbers.

    The interval of the mean is Student's; that of the variance rests on its asymptotic normal
    distribution with the sample's own fourth moment, and so asks for no normal distribution of
    the numbers, but for some hundreds of them.

    Parameters
    ----------
    sample : array of float, shape (R,)
        NaN are left out.
    statistic : {"mean", "variance"}
    false_alarm : float
        Chance that the interval misses the truth, both sides together.

    Examples
    --------
    >>> found = interval(np.array([1.0, 2.0, 3.0]), "mean", false_alarm=0.05)
    >>> [round(float(number), 3) for number in found]
    [2.0, -0.484, 4.484]
    """
    known = sample[~np.isnan(sample)]
    count = len(known)
    if count < 2:
        return Interval(math.nan, math.nan, math.nan)
    mean = float(known.mean())
    squares = (known - mean) ** 2
    variance = float(squares.sum()) / (count - 1)
    if statistic == "mean":
        width = -float(stdtrit(count - 1, false_alarm / 2)) * math.sqrt(variance / count)
        return Interval(mean, mean - width, mean + width)
    error = math.sqrt(float(squares.var()) / count)
    width = -float(ndtri(false_alarm / 2)) * error
    return Interval(variance, variance - width, variance + width)
