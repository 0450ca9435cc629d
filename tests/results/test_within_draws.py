"""Luck told from what is not known: one-way analysis of variance, against known variances."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.results.simultaneous import simultaneous_intervals
from orgsim.results.within_draws import by_draw, split, standard_error

DRAWS = np.repeat(np.arange(500), 4)


def mixed(luck, unknown, seed=1, groups=500):
    """Numbers of four replications for each draw, whose variances are known."""
    rng = np.random.default_rng(seed)
    return np.repeat(rng.normal(0, unknown, groups), 4) + rng.normal(0, luck, 4 * groups)


@pytest.mark.parametrize(("luck", "unknown"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 2.0)])
def test_the_share_of_luck_is_that_of_its_variance(luck, unknown):
    values = mixed(luck, unknown)[:, None]
    found = split(values, DRAWS)
    share = luck**2 / (luck**2 + unknown**2)
    assert found.share[0] == pytest.approx(share, abs=0.06)
    assert found.low[0] <= found.share[0] <= found.high[0]
    # What is luck alone has the variance of luck, around the mean of all.
    assert found.of_luck.std() == pytest.approx(luck, rel=0.05, abs=1e-12)
    assert found.of_luck.mean() == pytest.approx(values.mean(), abs=0.02)


def test_intervals_of_the_share_cover_it():
    """Exact for normal numbers: of 400, 95 % cover; fewer than 92 or more than 98 one in 160."""
    draws = np.repeat(np.arange(20), 4)
    values = np.stack([mixed(1.0, 1.5, seed, 20) for seed in range(400)], axis=1)
    found = split(values, draws)
    share = 1 / (1 + 1.5**2)
    assert 0.92 <= ((found.low <= share) & (share <= found.high)).mean() <= 0.98


def test_a_mean_is_known_no_better_than_its_draws_allow():
    values = np.stack([mixed(1.0, 1.5, seed, 25) for seed in range(2000)], axis=1)
    draws = np.repeat(np.arange(25), 4)
    true = np.sqrt(1.5**2 / 25 + 1 / 100)
    assert np.sqrt((standard_error(values, draws) ** 2).mean()) == pytest.approx(true, rel=0.02)
    assert values.mean(axis=0).std() == pytest.approx(true, rel=0.05)
    alone = standard_error(values, np.arange(100))
    assert alone == pytest.approx(values.std(axis=0, ddof=1) / 10)


def test_missing_numbers_and_what_cannot_be_told():
    values = np.array([[1.0], [3.0], [np.nan], [5.0], [7.0], [9.0]])
    draws = np.array([0, 0, 1, 1, 2, 2])
    found = split(values, draws)
    assert np.isnan(found.of_luck[2:4]).all(), "alone in its draw"
    assert found.of_luck[0, 0] == pytest.approx(5 - np.sqrt(2))
    within, between = 4 / 2, (2 * 3**2 + 0 + 2 * 3**2) / 2
    unknown = (between - within) / ((5 - 9 / 5) / 2)
    assert found.share[0] == pytest.approx(within / (within + unknown))
    one_draw = split(values[:2], draws[:2])
    assert np.isnan([one_draw.share, one_draw.low, one_draw.high]).all()
    assert np.isnan(split(np.full((4, 1), 2.0), np.array([0, 0, 1, 1])).share).all()
    assert np.isnan(standard_error(values[:2], draws[:2])).all()


def test_by_luck_alone_nothing_goes_further_than_anything_went():
    values = np.array([[0.0], [60.0], [60.0], [60.0]])
    found = split(values, np.array([0, 0, 1, 1]))
    assert found.of_luck.max() == 60
    assert found.of_luck.min() >= 0


def test_what_draws_add_has_the_mean_and_the_error_of_all():
    values = np.stack([mixed(1.0, 1.5, seed, 7) for seed in range(6)], axis=1)
    values[[0, 5, 6, 7, 9], :3] = np.nan
    values[8:12, 4] = np.nan
    draws = np.repeat(np.arange(7), 4)
    found = by_draw(values, draws)
    assert found.shape == (7, 6)
    assert np.isnan(found).sum(axis=0).tolist() == [0, 0, 0, 0, 1, 0]
    assert np.nanmean(found, axis=0) == pytest.approx(np.nanmean(values, axis=0))
    count = (~np.isnan(found)).sum(axis=0)
    error = np.nanstd(found, axis=0, ddof=1) / np.sqrt(count)
    assert error == pytest.approx(standard_error(values, draws))
    # Equally large draws are their means.
    assert found[:, 5] == pytest.approx(values[:, 5].reshape(7, 4).mean(axis=1))


def test_intervals_of_a_mean_cover_it_though_replications_share_their_draws():
    """Of 400 with 12 draws 95 % cover; fewer than 92.5 one in 40. By replications 75 would."""
    draws = np.repeat(np.arange(12), 4)
    values = [mixed(1.0, 1.5, seed, 12)[:, None] for seed in range(400)]
    covered = {}
    for name, made in {"draws": [by_draw(each, draws) for each in values], "each": values}.items():
        ends = [simultaneous_intervals(each) for each in made]
        covered[name] = np.mean([each.low[0] <= 0 <= each.high[0] for each in ends])
    assert 0.925 <= covered["draws"] <= 0.98
    assert covered["each"] < 0.85
