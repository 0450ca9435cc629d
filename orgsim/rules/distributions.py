"""Probability distributions of scenario files, drawn by inverting the distribution function.

One uniform number gives one value, monotonically: a person with more luck under one scenario has
more luck under every other. A truncated normal "by redrawing" until the value lies within its
bounds has the normal's distribution conditional on the bounds; its inverse is used directly.

A bare number (or duration) stands for the constant distribution.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from scipy.special import gammaincinv, ndtr, ndtri

from orgsim.rules.section import Section
from orgsim.units import RATE_FORM, Duration, Number, Rate

Floats = NDArray[np.float64]
Q = TypeVar("Q", bound=float)
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


class Constant(Section, Generic[Q]):
    """Always the same value."""

    kind: Literal["constant"] = "constant"
    value: Q
    """The value."""

    def quantile(self, u: Floats) -> Floats:
        """The value, whatever the luck `u` (uniform in (0, 1), shape (N,))."""
        return np.full(len(u), self.value)


class Normal(Section, Generic[Q]):
    """The normal distribution, if asked within bounds."""

    kind: Literal["normal"] = "normal"
    mean: Q
    """Mean, before the bounds count."""
    sd: Q
    """Standard deviation, before the bounds count; zero or more."""
    min: Q | None = None
    """Lower bound; without it there is none."""
    max: Q | None = None
    """Upper bound; without it there is none."""
    outside: Literal["redraw", "clip"] = "redraw"
    """What happens to a value beyond the bounds: `redraw` until it is inside, or `clip`, moved to
    the bound."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.sd < 0:
            raise ValueError("sd must not be negative")
        _check_bounds(self.min, self.max)
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        mean, sd = self.mean, self.sd
        if self.min is None and self.max is None:
            unbounded: Floats = mean + sd * ndtri(u)
            return unbounded
        low = -math.inf if self.min is None else self.min
        high = math.inf if self.max is None else self.max
        if self.outside == "redraw" and sd > 0:
            below, above = ndtr((low - mean) / sd), ndtr((high - mean) / sd)
            u = below + u * (above - below)
        return np.clip(mean + sd * ndtri(u), low, high)


class Uniform(Section, Generic[Q]):
    """Every value between two bounds alike."""

    kind: Literal["uniform"] = "uniform"
    min: Q
    """Smallest value."""
    max: Q
    """Largest value."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_bounds(self.min, self.max)
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        low, high = self.min, self.max
        return low + u * (high - low)


class Lognormal(Section, Generic[Q]):
    """The lognormal distribution, by median and sigma or by mean and standard deviation."""

    exclusive: ClassVar = ((("median", "sigma"), ("mean", "sd")),)

    kind: Literal["lognormal"] = "lognormal"
    median: Q | None = None
    """Median, above 0; together with `sigma`."""
    sigma: Annotated[Positive, Field(le=20)] | None = None
    """Standard deviation of the natural logarithm, without a unit; together with `median`."""
    mean: Q | None = None
    """Mean, above 0; together with `sd`."""
    sd: Q | None = None
    """Standard deviation; together with `mean`."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        by_median = self.median is not None and self.sigma is not None
        by_mean = self.mean is not None and self.sd is not None
        given = sum(x is not None for x in (self.median, self.sigma, self.mean, self.sd))
        if given != 2 or not (by_median or by_mean):
            raise ValueError("give either median and sigma, or mean and sd")
        if ((self.median if by_median else self.mean) or 0.0) <= 0:
            raise ValueError("a lognormal's median or mean must be above 0")
        return self

    def of_logarithm(self) -> tuple[float, float]:
        """Mean and standard deviation of the natural logarithm."""
        if self.median is not None and self.sigma is not None:
            return math.log(self.median), self.sigma
        assert self.mean is not None
        assert self.sd is not None
        variance = math.log1p((self.sd / self.mean) ** 2)
        return math.log(self.mean) - variance / 2, math.sqrt(variance)

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        mu, sigma = self.of_logarithm()
        result: Floats = np.exp(mu + sigma * ndtri(u))
        return result


class Exponential(Section, Generic[Q]):
    """The exponential distribution."""

    kind: Literal["exponential"] = "exponential"
    mean: Q
    """Mean."""

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        result: Floats = -self.mean * np.log1p(-u)
        return result


class Gamma(Section, Generic[Q]):
    """The gamma distribution."""

    kind: Literal["gamma"] = "gamma"
    mean: Q
    """Mean, above 0."""
    sd: Q
    """Standard deviation, above 0."""

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.mean <= 0 or self.sd <= 0:
            raise ValueError("mean and sd must be above 0")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        mean, sd = self.mean, self.sd
        unit: Floats = np.asarray(gammaincinv((mean / sd) ** 2, u), dtype=np.float64)
        return unit * (sd * sd / mean)


class Weibull(Section, Generic[Q]):
    """The Weibull distribution."""

    kind: Literal["weibull"] = "weibull"
    scale: Q
    """Scale: 63 % of the values lie below it."""
    shape: Annotated[Positive, Field(ge=0.01)]
    """Shape, without a unit; below 1 the risk falls with time, above 1 it rises."""

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,)."""
        scale = self.scale
        result: Floats = scale * (-np.log1p(-u)) ** (1.0 / self.shape)
        return result


class Empirical(Section, Generic[Q]):
    """One of the given values, each alike or by weight."""

    kind: Literal["empirical"] = "empirical"
    values: Annotated[tuple[Q, ...], Field(min_length=1)]
    """The values."""
    weights: tuple[Number, ...] | None = None
    """How often each value comes, relative to the others; one weight a value, by default alike."""

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if self.weights is not None:
            if len(self.weights) != len(self.values):
                raise ValueError("weights and values must be equally many")
            if min(self.weights) < 0 or sum(self.weights) <= 0:
                raise ValueError("weights must not be negative, and one must be above 0")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities `u`, shape (N,); sorted, so that luck stays monotone."""
        values = np.array([float(v) for v in self.values])
        weights = np.ones(len(values)) if self.weights is None else np.array(self.weights)
        order = np.argsort(values, kind="stable")
        cumulative = np.cumsum(weights[order]) / weights.sum()
        index = np.searchsorted(cumulative, u, side="right")
        result: Floats = values[order][np.minimum(index, len(values) - 1)]
        return result


def _check_bounds(low: Any, high: Any) -> None:
    if low is not None and high is not None and float(low) > float(high):
        raise ValueError("min must not be above max")


def _bare_value_is_constant(value: Any) -> Any:
    if isinstance(value, Section | Mapping):
        return value
    return {"kind": "constant", "value": value}


HazardRate = Annotated[
    float,
    BeforeValidator(lambda value: Rate.read(value).hazard),
    PlainSerializer(lambda value: f"{value!r}/year", return_type=str),
    WithJsonSchema(RATE_FORM),
]
"""A rate as a plain float per year, for distributions of rates."""

NumberDistribution = Annotated[
    Constant[Number]
    | Normal[Number]
    | Uniform[Number]
    | Lognormal[Number]
    | Exponential[Number]
    | Gamma[Number]
    | Weibull[Number]
    | Empirical[Number],
    Field(discriminator="kind"),
    BeforeValidator(_bare_value_is_constant),
]
"""A distribution of plain numbers, such as rungs on the responsibility scale."""

DurationDistribution = Annotated[
    Constant[Duration]
    | Normal[Duration]
    | Uniform[Duration]
    | Lognormal[Duration]
    | Exponential[Duration]
    | Gamma[Duration]
    | Weibull[Duration]
    | Empirical[Duration],
    Field(discriminator="kind"),
    BeforeValidator(_bare_value_is_constant),
]
"""A distribution of durations, in years once read."""

RateDistribution = Annotated[
    Constant[HazardRate]
    | Normal[HazardRate]
    | Uniform[HazardRate]
    | Lognormal[HazardRate]
    | Exponential[HazardRate]
    | Gamma[HazardRate]
    | Weibull[HazardRate]
    | Empirical[HazardRate],
    Field(discriminator="kind"),
    BeforeValidator(_bare_value_is_constant),
]
"""A distribution of rates per year."""
