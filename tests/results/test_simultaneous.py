"""Intervals that hold all at once: against scipy where one stands alone, and by their coverage."""

import numpy as np
import pytest
from scipy import stats

from orgsim.results.simultaneous import simultaneous_intervals

EXPERIMENTS = 200
ERROR = 3.3 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)
"""Binomial error of a share of 95 %: a false alarm in 1,000 trials."""


def together(generator, replications, columns=12):
    """Correlated differences of three kinds: normal, counts, and what few replications see."""
    shared = generator.normal(size=(replications, 1))
    each = (shared + generator.normal(size=(replications, columns))) / np.sqrt(2)
    uniform = stats.norm.cdf(each)
    mean = np.tile([0.5, 1.5, 0.15], columns // 3)
    values = np.select(
        [np.arange(columns) % 3 == 0, np.arange(columns) % 3 == 1],
        [each + 0.5, stats.poisson.ppf(uniform, 1.5)],
        (uniform > 0.85).astype(float),
    )
    return values, mean


def holds(values, mean):
    found = simultaneous_intervals(values)
    return ((found.low <= mean) & (mean <= found.high))[~found.deterministic].all()


def test_all_intervals_hold_together_as_often_as_they_promise():
    generator = np.random.default_rng(5)
    held = [holds(*together(generator, 60)) for _ in range(EXPERIMENTS)]
    assert np.mean(held) == pytest.approx(0.95, abs=ERROR)


def test_the_same_policy_with_other_luck_is_called_different_as_rarely_as_promised():
    generator = np.random.default_rng(6)
    held = [
        holds(together(generator, 40)[0] - together(generator, 40)[0], np.zeros(12))
        for _ in range(EXPERIMENTS)
    ]
    assert np.mean(held) > 0.95 - ERROR


def test_many_columns_that_are_one_cost_nothing_and_many_that_are_not_do():
    generator = np.random.default_rng(7)
    one = generator.normal(size=(100, 1))

    def width(values):
        found = simultaneous_intervals(values)
        return (found.high - found.low)[0]

    alone = width(one)
    assert width(np.repeat(one, 30, axis=1)) == pytest.approx(alone)
    different = np.concatenate([one, generator.normal(size=(100, 29))], axis=1)
    assert 1.4 * alone < width(different) < 1.75 * alone
    low, high = stats.t.interval(0.95, 99, one.mean(), stats.sem(one)[0])
    assert alone == pytest.approx(high - low, rel=0.06)


def test_a_handful_of_replications_gets_the_intervals_of_bonferroni():
    values = np.random.default_rng(8).normal(size=(9, 4))
    found = simultaneous_intervals(values)
    low, high = stats.t.interval(1 - 0.05 / 4, 8, values.mean(axis=0), stats.sem(values))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


def test_what_does_not_vary_is_exact_and_does_not_widen_the_others():
    generator = np.random.default_rng(9)
    values = generator.normal(size=(50, 2))
    fixed = np.full((50, 3), 0.1)
    found = simultaneous_intervals(np.concatenate([values, fixed], axis=1))
    assert found.deterministic.tolist() == [False, False, True, True, True]
    assert found.low[2:].tolist() == found.high[2:].tolist() == pytest.approx([0.1] * 3)
    assert (found.low[:2] == simultaneous_intervals(values).low).all()


def test_a_column_that_is_known_in_few_replications_has_its_own_wider_interval():
    generator = np.random.default_rng(10)
    values = generator.normal(size=(200, 2))
    values[20:, 1] = np.nan
    found = simultaneous_intervals(values)
    width = (found.high - found.low) / 2
    first, second = stats.sem(values[:, 0]), stats.sem(values[:20, 1])
    assert 2.1 < width[0] / first < 2.5
    assert width[1] / second > 1.05 * width[0] / first
    assert (found.low[1] + found.high[1]) / 2 == pytest.approx(values[:20, 1].mean())


def test_one_replication_has_no_interval_and_the_same_values_have_the_same():
    found = simultaneous_intervals(np.array([[1.0, np.nan]]))
    assert np.isnan(found.low).all()
    assert not found.deterministic.any()
    values = np.random.default_rng(11).normal(size=(30, 5))
    assert (simultaneous_intervals(values).low == simultaneous_intervals(values.copy()).low).all()
