"""Intervals of main effects: Student's by scipy, and how often they hold what they are to hold."""

import itertools

import numpy as np
import pytest
from scipy import stats

from orgsim.results.main_effects import main_effects
from orgsim.results.sensitivity import Layout


def grid(*levels):
    codes = np.array(list(itertools.product(*(range(count) for count in levels))))
    return Layout("grid", codes, codes / (np.array(levels) - 1), len(codes))


def test_in_a_grid_replications_are_the_sample():
    layout = grid(3, 2)
    values = np.random.default_rng(5).normal(size=(12, 6, 2))
    for each, found in enumerate(main_effects(layout, values)):
        for place, code in enumerate(found.codes):
            by_replication = values[:, layout.codes[:, each] == code].mean(axis=1)
            student = stats.ttest_1samp(by_replication, 0.0).confidence_interval(0.95)
            assert found.mean[place] == pytest.approx(by_replication.mean(axis=0))
            assert found.low[place] == pytest.approx(student.low)
            assert found.high[place] == pytest.approx(student.high)


def test_a_replication_that_is_unknown_at_a_point_tells_nothing_of_the_spread():
    values = np.random.default_rng(6).normal(size=(12, 4, 1))
    values[3, 0] = np.nan
    found = main_effects(grid(2, 2), values)[0]
    known = np.delete(values[:, :2], 3, axis=0).mean(axis=1)[:, 0]
    half = stats.t.ppf(0.975, 10) * known.std(ddof=1) / np.sqrt(11)
    assert (found.high - found.low)[0, 0] == pytest.approx(2 * half)
    assert found.mean[0, 0] == pytest.approx(np.nanmean(values[:, :2], axis=0).mean())


@pytest.mark.parametrize("luck", [0.1, 1.0])
def test_of_points_drawn_by_chance_intervals_hold_at_least_95_percent(luck):
    """Of 400 designs fewer than 362 would hold the truth once in 10,000 times at 95 %."""
    rng = np.random.default_rng(7)
    held, times, points = 0, 400, 24
    for _ in range(times):
        x = rng.random((points, 2))
        layout = Layout("lhs", np.minimum((4 * x).astype(int), 3), x, points)
        noise = luck * (rng.normal(size=(10, 1)) + rng.normal(size=(10, points)))
        values = (3 * x[:, 1] + noise)[:, :, None]
        found = main_effects(layout, values)[0]
        held += int(found.low[0, 0] <= 1.5 <= found.high[0, 0])
    assert held >= stats.binom.ppf(1e-4, times, 0.95) == 362


def test_one_point_drawn_by_chance_has_no_interval():
    layout = Layout("lhs", np.array([[0], [0], [1]]), np.array([[0.1], [0.2], [0.9]]), 3)
    found = main_effects(layout, np.random.default_rng(8).normal(size=(10, 3, 1)))[0]
    assert np.isnan(found.low[:, 0]).tolist() == [False, True]
