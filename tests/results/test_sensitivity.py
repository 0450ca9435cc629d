"""Effects and shares of variance, on functions whose answers are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from orgsim.experiment.designs import make_design
from orgsim.results.main_effects import main_effects
from orgsim.results.sensitivity import Layout, estimate, luck, sensitivity
from orgsim.scenario.variation import read_variation

ISHIGAMI_FIRST = np.array([0.3139, 0.4424, 0.0])
ISHIGAMI_TOTAL = np.array([0.5576, 0.4424, 0.2437])
"""With a = 7 and b = 0.1 (Ishigami and Homma 1990)."""


def ishigami(x):
    x = np.pi * (2 * x - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def drawn(kind, points, seed=1, parameters=3):
    """A design of numbers between 0 and 1, and its layout."""
    ranges = [read_variation(f"{name}=0..1") for name in "abcdefgh"[:parameters]]
    design = make_design(kind, ranges, seed, points, None)
    x = np.array(design.values).astype(float)
    return x, Layout(kind, np.minimum((8 * x).astype(int), 7), x, design.base)


def grid(*levels):
    codes = np.array(list(itertools.product(*(range(count) for count in levels))))
    return codes, Layout("grid", codes, codes / (np.array(levels) - 1), len(codes))


def test_sobol_indices_of_ishigami():
    x, layout = drawn("sobol", 1024)
    found = estimate(layout, ishigami(x)[:, None])
    assert found.first_order[:, 0] == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert found.total[:, 0] == pytest.approx(ISHIGAMI_TOTAL, abs=0.03)


def test_first_order_indices_of_ishigami_from_a_latin_hypercube():
    x, layout = drawn("lhs", 4096)
    found = estimate(layout, ishigami(x)[:, None])
    # Parts of a range blur what goes on in them: within an eighth of it sin^2 changes a good deal.
    edges = np.linspace(0, 1, 8 * 500 + 1)[:-1] + 1 / 8000
    blurred = (7 * np.sin(np.pi * (2 * edges - 1)) ** 2).reshape(8, 500).mean(axis=1).var()
    variance = ISHIGAMI_FIRST[1] ** -1 * 49 / 8
    assert found.first_order[1, 0] == pytest.approx(blurred / variance, abs=0.03)
    assert found.first_order[2, 0] == pytest.approx(0.0, abs=0.01)
    assert np.isnan(found.total).all()


def test_indices_of_a_grid_are_exact():
    codes, layout = grid(3, 2)
    # y = a + 10 a b with a in -1, 0, 1 and b in -1, 1.
    a, b = codes[:, 0] - 1, 2 * codes[:, 1] - 1
    found = estimate(layout, (a + 10 * a * b)[:, None].astype(float))
    assert found.first_order[:, 0] == pytest.approx([1 / 101, 0])
    assert found.total[:, 0] == pytest.approx([1, 100 / 101])
    assert found.effect[:, 0] == pytest.approx([2, 0])


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_effects_are_exact_where_the_outcome_is_linear(kind):
    x, layout = drawn(kind, 16)
    found = estimate(layout, np.column_stack([3 * x[:, 0] - 2 * x[:, 1], x[:, 2]]))
    assert found.effect == pytest.approx(np.array([[3, 0], [-2, 0], [0, 1]]), abs=1e-9)


def test_the_effect_of_words_lies_between_the_smallest_and_the_largest_mean():
    codes, layout = grid(3, 2)
    words = Layout("grid", codes, np.where([True, False], np.nan, layout.positions), 6)
    outcome = np.array([5.0, 1.0, 2.0])[codes[:, 0]] + codes[:, 1]
    assert estimate(words, outcome[:, None]).effect[:, 0] == pytest.approx([4, 1])
    found, _ = main_effects(words, outcome[None, :, None])
    assert found.codes.tolist() == [0, 1, 2]
    assert found.mean[:, 0] == pytest.approx([5.5, 1.5, 2.5])
    assert np.isnan(found.low).all()  # of one replication


def test_what_does_not_vary_has_no_shares_and_what_is_unknown_no_estimates():
    _, layout = grid(2, 2)
    outcomes = np.column_stack([[0.1] * 4, [1.0, 2.0, np.nan, 4.0]])
    found = estimate(layout, outcomes)
    assert np.isnan(found.first_order).all()
    assert found.effect[:, 0].tolist() == [0.0, 0.0]
    assert np.isnan(found.effect[:, 1]).all()


def test_a_parameter_that_does_nothing_explains_nothing_on_average():
    shares = []
    for seed in range(60):
        _, layout = drawn("lhs", 64, seed, parameters=1)
        noise = np.random.default_rng(seed).normal(size=(64, 1))
        shares.append(estimate(layout, noise).first_order[0, 0])
    # The standard error of their mean is about 0.008; off by four of them one time in 16,000.
    assert abs(np.mean(shares)) < 0.03


def test_intervals_cover_what_is_true():
    """Of 40 designs of 128 points, 95 % intervals miss no more than binomial luck allows."""
    missed = np.zeros(2)
    truth = np.array([0.8, 0.2])
    for seed in range(40):
        x, layout = drawn("sobol", 128, seed, parameters=2)
        luckless = 2 * x[:, 0] + x[:, 1]
        luck_of_point = np.random.default_rng(seed).normal(size=(6, len(x))) * 0.05
        found = sensitivity(layout, (luckless + luck_of_point)[:, :, None], seed, resamples=80)
        low, high = found.low.first_order[:, 0], found.high.first_order[:, 0]
        missed += (truth < low) | (truth > high)
    # 2 expected of 40; more than 7 has a probability of 0.1 %.
    assert (missed <= 7).all()


def test_luck_that_all_points_share_is_no_noise():
    rng = np.random.default_rng(5)
    world, points = rng.normal(size=(400, 1)) * 3, np.array([-2.0, 0.0, 2.0])
    shared = (world + points)[:, :, None]
    of_one, of_means = luck(shared)
    # Points vary by 4 (as a sample), a single outcome by luck of 9 beside.
    assert of_one[0] == pytest.approx(9 / 13, abs=0.05)
    assert of_means[0] == pytest.approx(0, abs=1e-12)
    apart = points + rng.normal(size=(400, 3))
    of_one, of_means = luck(apart[:, :, None])
    assert of_one[0] == pytest.approx(1 / 5, abs=0.02)
    assert of_means[0] == pytest.approx(1 / 400 / 4, rel=0.2)


def test_one_replication_knows_nothing_of_luck():
    of_one, of_means = luck(np.array([[[1.0], [2.0]]]))
    assert np.isnan([of_one, of_means]).all()


def test_intervals_of_a_grid_without_luck_have_no_width():
    codes, layout = grid(3, 2)
    values = np.broadcast_to((codes[:, 0] * 2.0 + codes[:, 1])[None, :, None], (5, 6, 1))
    found = sensitivity(layout, values, seed=1, resamples=20)
    assert found.low.first_order == pytest.approx(found.estimates.first_order)
    assert found.high.effect[:, 0] == pytest.approx([4, 1])


def test_a_grid_of_one_replication_knows_no_intervals():
    codes, layout = grid(3, 2)
    found = sensitivity(layout, (codes[:, 0] * 2.0)[None, :, None], seed=1)
    assert found.estimates.first_order[:, 0] == pytest.approx([1, 0])
    assert np.isnan(found.low.stacked()).all()
    assert np.isnan(found.high.stacked()).all()
