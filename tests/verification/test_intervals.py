"""Intervals miss the truth as often as they say, also for numbers that are not normal."""

import math

import numpy as np
import pytest
from scipy import stats

from orgsim.verification.intervals import interval


@pytest.mark.parametrize("statistic", ["mean", "variance"])
def test_they_miss_as_often_as_they_say(statistic):
    """Poisson numbers, mean and variance 12: of 4,000 intervals at 5 % about 200 miss.

    Wrong for a correct interval once in 10,000 choices of the seed, but for some misses of its
    own that 400 numbers leave (the bound allows 1 %). Seen to fail with one-sided intervals, with
    the standard deviation in place of the standard error, and with the variance of the squares a
    quarter too small.
    """
    random = np.random.default_rng(5)
    samples = random.poisson(12, size=(4000, 400)).astype(float)
    missed = sum(not interval(sample, statistic, 0.05).holds(12) for sample in samples)
    low, high = stats.binom.ppf([0.00005, 0.99995], 4000, [0.05, 0.06])
    assert low <= missed <= high


def test_a_number_that_never_varies_is_met_exactly_or_not():
    found = interval(np.full(100, 5.0), "mean", 1e-4)
    assert found == (5, 5, 5)
    assert found.holds(5 + 1e-12)
    assert not found.holds(5.001)


def test_nothing_holds_where_nothing_was_seen():
    for sample in ([], [3.0], [3.0, math.nan]):
        found = interval(np.array(sample), "mean", 0.05)
        assert math.isnan(found.value)
        assert not found.holds(3)


def test_what_is_undefined_is_left_out():
    sample = np.array([1.0, math.nan, 2.0, 3.0])
    assert interval(sample, "mean", 0.05) == interval(sample[[0, 2, 3]], "mean", 0.05)


def test_the_variance_is_that_of_the_sample():
    sample = np.random.default_rng(1).normal(size=50)
    assert interval(sample, "variance", 0.05).value == pytest.approx(np.var(sample, ddof=1))
