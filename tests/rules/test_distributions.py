"""Distributions: quantiles against scipy.stats, truncation, and the shapes that are refused."""

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from orgsim.rules.distributions import DurationDistribution, NumberDistribution, RateDistribution

NUMBERS = TypeAdapter(NumberDistribution)
U = np.linspace(0.001, 0.999, 997)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"kind": "normal", "mean": 2, "sd": 0.5}, stats.norm(2, 0.5)),
        ({"kind": "uniform", "min": -1, "max": 3}, stats.uniform(-1, 4)),
        ({"kind": "lognormal", "median": 1.5, "sigma": 1}, stats.lognorm(1, scale=1.5)),
        ({"kind": "exponential", "mean": 4}, stats.expon(scale=4)),
        ({"kind": "gamma", "mean": 6, "sd": 3}, stats.gamma(4, scale=1.5)),
        ({"kind": "weibull", "scale": 2, "shape": 0.7}, stats.weibull_min(0.7, scale=2)),
    ],
)
def test_quantiles(written, expected):
    found = NUMBERS.validate_python(written).quantile(U)
    np.testing.assert_allclose(found, expected.ppf(U), rtol=1e-9)


def test_a_lognormal_by_mean_and_sd_has_that_mean_and_sd():
    distribution = NUMBERS.validate_python({"kind": "lognormal", "mean": 3, "sd": 2})
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    values = distribution.quantile(u)
    assert values.mean() == pytest.approx(3, rel=1e-4)
    assert values.std() == pytest.approx(2, rel=5e-3)  # the far tail converges slowly


def test_redrawing_is_the_conditional_distribution():
    written = {"kind": "normal", "mean": 7, "sd": 2, "min": 4, "max": 10}
    a, b = (4 - 7) / 2, (10 - 7) / 2
    found = NUMBERS.validate_python(written).quantile(U)
    np.testing.assert_allclose(found, stats.truncnorm(a, b, 7, 2).ppf(U), rtol=1e-9)


def test_clipping_piles_up_at_the_bounds():
    written = {"kind": "normal", "mean": 0, "sd": 1, "min": -1, "max": 1, "outside": "clip"}
    found = NUMBERS.validate_python(written).quantile(U)
    assert np.mean(found == 1) == pytest.approx(stats.norm.sf(1), abs=2e-3)
    assert np.array_equal(found, np.clip(stats.norm.ppf(U), -1, 1))


def test_empirical_values_come_with_their_weights():
    written = {"kind": "empirical", "values": [5, 1, 3], "weights": [1, 2, 1]}
    found = NUMBERS.validate_python(written).quantile(np.array([0.1, 0.49, 0.51, 0.74, 0.76]))
    assert found.tolist() == [1, 1, 3, 3, 5]


def test_a_bare_value_is_constant():
    assert NUMBERS.validate_python(2.5).quantile(U[:3]).tolist() == [2.5] * 3
    assert TypeAdapter(DurationDistribution).validate_python("6 months").value == 0.5
    assert TypeAdapter(RateDistribution).validate_python("0.2/year").value == 0.2


def test_a_bare_number_is_no_duration():
    with pytest.raises(ValidationError, match="a duration is written with its unit"):
        TypeAdapter(DurationDistribution).validate_python(50)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"kind": "normal", "mean": 0, "sd": -1}, "sd must not be negative"),
        ({"kind": "normal", "mean": 0, "sd": 1, "min": 2, "max": 1}, "min must not be above max"),
        ({"kind": "uniform", "min": 2, "max": 1}, "min must not be above max"),
        ({"kind": "lognormal", "median": 1, "mean": 2}, "either median and sigma, or mean and sd"),
        ({"kind": "empirical", "values": [1], "weights": [1, 2]}, "must be equally many"),
        ({"kind": "gamma", "mean": 0, "sd": 1}, "mean and sd must be above 0"),
    ],
)
def test_impossible_distributions_are_refused(written, message):
    with pytest.raises(ValidationError, match=message):
        NUMBERS.validate_python(written)
