"""How long people stay, as a distribution of the whole stay from the hire to the exit.

A stay distribution enters through its cumulative hazard, H(t) = -log P(stay > t): whoever has one
unit exponential to spend leaves when H has grown by it. Where factors multiply the hazard, the
growth counts that many times. Whoever has stayed for some time already starts from H of that time,
which is the distribution of the whole stay given that it is longer.
"""

from __future__ import annotations

import math
from typing import Annotated, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, log_ndtr, ndtri_exp

from orgsim.rules.distributions import Exponential, Gamma, Lognormal, Weibull
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import ByLevel
from orgsim.units import Duration

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_LARGEST = 1e15
"""Where cumulative hazards end, so that two of them always have a difference."""

_THINNEST = 1e-280
"""P(stay > t) down to which a gamma distribution's tail is computed."""

Stay = Exponential[Duration] | Lognormal[Duration] | Gamma[Duration] | Weibull[Duration]


def _takes_time(stay: Stay) -> Stay:
    sizes = [getattr(stay, name, None) for name in ("mean", "sd", "scale")]
    if any(size is not None and size <= 0 for size in sizes):
        raise ValueError("a stay must last some time: its mean, sd or scale must be above 0")
    if isinstance(stay, Gamma) and not 1e-3 <= stay.sd / stay.mean <= 1e3:
        raise ValueError("the sd of a stay must lie between a thousandth and 1000 times the mean")
    return stay


StayDistribution = Annotated[Stay, Field(discriminator="kind"), AfterValidator(_takes_time)]
"""A distribution of whole stays; of the kinds whose hazard is defined at every age."""


class Curve(Protocol):
    """A cumulative hazard and its inverse, on arrays of shape (N,)."""

    def cumulative(self, tenure: Floats) -> Floats:
        """The cumulative hazard at a tenure in years, 0 or more."""

    def tenure(self, cumulative: Floats) -> Floats:
        """The tenure in years at which the cumulative hazard is reached."""


class ExponentialCurve:
    """Of the exponential distribution: a straight line."""

    def __init__(self, mean: float) -> None:
        self._mean = mean

    def cumulative(self, tenure: Floats) -> Floats:
        """See `Curve`."""
        return tenure / self._mean

    def tenure(self, cumulative: Floats) -> Floats:
        """See `Curve`."""
        return cumulative * self._mean


class WeibullCurve:
    """Of the Weibull distribution: a power."""

    def __init__(self, scale: float, shape: float) -> None:
        self._scale, self._shape = scale, shape

    def cumulative(self, tenure: Floats) -> Floats:
        """See `Curve`."""
        with np.errstate(over="ignore"):
            result: Floats = (tenure / self._scale) ** self._shape
        return result

    def tenure(self, cumulative: Floats) -> Floats:
        """See `Curve`."""
        with np.errstate(over="ignore"):
            result: Floats = self._scale * cumulative ** (1.0 / self._shape)
        return result


class LognormalCurve:
    """Of the lognormal distribution, by the logarithm of the normal's tail, far out as well."""

    def __init__(self, mu: float, sigma: float) -> None:
        self._mu, self._sigma = mu, sigma

    def cumulative(self, tenure: Floats) -> Floats:
        """See `Curve`."""
        with np.errstate(divide="ignore"):  # nobody leaves before the first day
            z = (np.log(tenure) - self._mu) / self._sigma
        result: Floats = -log_ndtr(-z)
        return result

    def tenure(self, cumulative: Floats) -> Floats:
        """See `Curve`."""
        with np.errstate(over="ignore"):
            result: Floats = np.exp(self._mu - self._sigma * ndtri_exp(-cumulative))
        return result


class GammaCurve:
    """Of the gamma distribution; so far out that its tail has no number, the hazard is constant."""

    def __init__(self, mean: float, sd: float) -> None:
        self._shape, self._scale = (mean / sd) ** 2, sd * sd / mean
        k = self._shape
        self._end = float(gammainccinv(k, _THINNEST))
        self._cumulative_at_end = -math.log(_THINNEST)
        log_density = (k - 1.0) * math.log(self._end) - self._end - math.lgamma(k)
        self._hazard_at_end = math.exp(log_density + self._cumulative_at_end)

    def cumulative(self, tenure: Floats) -> Floats:
        """See `Curve`."""
        x = tenure / self._scale
        inside = np.minimum(x, self._end)
        left = gammainc(self._shape, inside)
        # Of the two tails the thin one has all its digits.
        found = np.where(left < 0.5, -np.log1p(-np.minimum(left, 0.5)), self._of_right_tail(inside))
        return found + (x - inside) * self._hazard_at_end

    def _of_right_tail(self, x: Floats) -> Floats:
        result: Floats = -np.log(gammaincc(self._shape, x))
        return result

    def tenure(self, cumulative: Floats) -> Floats:
        """See `Curve`."""
        inside = np.minimum(cumulative, self._cumulative_at_end)
        found = np.where(
            inside < math.log(2),
            gammaincinv(self._shape, -np.expm1(-inside)),
            gammainccinv(self._shape, np.exp(-inside)),
        )
        return self._scale * (found + (cumulative - inside) / self._hazard_at_end)


def curve(stay: Stay) -> Curve:
    """The cumulative hazard of a stay distribution.

    Examples
    --------
    >>> median = Lognormal[Duration](kind="lognormal", median="2 years", sigma=1)
    >>> bool(np.isclose(curve(median).cumulative(np.array([2.0]))[0], np.log(2)))
    True
    """
    if isinstance(stay, Exponential):
        return ExponentialCurve(stay.mean)
    if isinstance(stay, Weibull):
        return WeibullCurve(stay.scale, stay.shape)
    if isinstance(stay, Gamma):
        return GammaCurve(stay.mean, stay.sd)
    return LognormalCurve(*stay.of_logarithm())


class Stays:
    """The stay distributions of all levels as functions of columns.

    Parameters
    ----------
    section : ByLevel of StayDistribution
    ladder : Ladder
        L levels.
    """

    def __init__(self, section: ByLevel[Stay], ladder: Ladder) -> None:
        by_level = [section.of(level) for level in ladder.ids]
        different: list[Stay] = []
        for stay in by_level:
            if stay not in different:
                different.append(stay)
        self._curves = [curve(stay) for stay in different]
        # People who have left stand at position L; what becomes of them does not matter.
        self._curve_of = np.array([*(different.index(stay) for stay in by_level), 0])

    def cumulative(self, level: Integers, tenure: Floats) -> Floats:
        """The cumulative hazard of people at these levels after these tenures, shape (N,)."""
        if len(self._curves) == 1:
            found = self._curves[0].cumulative(np.maximum(tenure, 0.0))
        else:
            found = np.zeros(len(level))
            mine = self._curve_of.take(level)
            for position, each in enumerate(self._curves):
                rows = np.flatnonzero(mine == position)
                found[rows] = each.cumulative(np.maximum(tenure[rows], 0.0))
        return np.minimum(found, _LARGEST)

    def tenure(self, level: Integers, cumulative: Floats) -> Floats:
        """The tenures at which people at these levels reach a cumulative hazard, shape (N,)."""
        if len(self._curves) == 1:
            return self._curves[0].tenure(cumulative)
        found = np.zeros(len(level))
        mine = self._curve_of.take(level)
        for position, each in enumerate(self._curves):
            rows = np.flatnonzero(mine == position)
            found[rows] = each.tenure(cumulative[rows])
        return found
