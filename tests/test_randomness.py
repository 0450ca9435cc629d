"""Keyed draws: the published generator, and independence of everything that must not matter."""

import numpy as np
import pytest
from scipy import stats

from orgsim.randomness import (
    Purpose,
    bits,
    code,
    derive,
    exponential,
    normal,
    replication_keys,
    splitmix64,
    uniform,
)

KEYS = derive(replication_keys(7, np.arange(1)), np.arange(20_000))


def test_splitmix64_gives_the_published_outputs():
    # Seed 1234567, as on Rosetta Code, "Pseudo-random numbers/Splitmix64".
    assert splitmix64(1234567, 5).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_a_draw_is_an_output_of_the_published_generator():
    key, purpose, occasion = 1234567, 3, 5
    step = (purpose << 40) + (1 << 39) + occasion
    state = (key + step * 0x9E3779B97F4A7C15 - 0x9E3779B97F4A7C15) % 2**64
    expected = splitmix64(state, 1)
    assert bits(np.array([key], dtype=np.uint64), purpose, occasion) == expected


def test_one_occasion_for_all_is_the_same_as_one_each():
    occasions = np.full(len(KEYS), -17)
    for draw in (uniform, normal, exponential):
        together = draw(KEYS, Purpose.SKILL, -17)
        assert np.array_equal(together, draw(KEYS, Purpose.SKILL, occasions))


def test_who_else_is_asked_does_not_matter():
    some = np.array([5, 3, 19_999])
    assert np.array_equal(normal(KEYS, Purpose.TIE, 4)[some], normal(KEYS[some], Purpose.TIE, 4))


@pytest.mark.parametrize("other", [(Purpose.SKILL, 1), (Purpose.POTENTIAL, 0)])
def test_other_occasions_and_purposes_are_independent(other):
    # Correlation of 20,000 pairs: beyond 4.9 standard errors once in a million.
    a, b = uniform(KEYS, Purpose.SKILL, 0), uniform(KEYS, *other)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.9 / np.sqrt(len(KEYS))


@pytest.mark.parametrize(
    ("draw", "distribution"),
    [(uniform, stats.uniform), (normal, stats.norm), (exponential, stats.expon)],
)
def test_draws_have_their_distribution(draw, distribution):
    # Kolmogorov-Smirnov over persons and over occasions; false alarm 1e-6 each.
    over_people = draw(KEYS, Purpose.STAY)
    one = np.repeat(KEYS[:1], len(KEYS))
    over_occasions = draw(one, Purpose.STAY, np.arange(len(KEYS)))
    for sample in (over_people, over_occasions):
        assert stats.kstest(sample, distribution.cdf).pvalue > 1e-6


def test_every_seed_is_a_seed():
    first = [int(replication_keys(seed, np.array([0]))[0]) for seed in (0, 1, 2**64 - 1)]
    assert len(set(first)) == 3


def test_names_have_a_code_of_their_own_in_every_process():
    # A process with another PYTHONHASHSEED must give the same; so the value is written down.
    assert int(code("startup")) == 17253515373793434303
    assert code("startup") != code("big_company")


def test_months_before_the_start_have_keys():
    keys = derive(KEYS[:1], np.arange(-3, 3))
    assert len(set(keys.tolist())) == 6


def test_every_bit_of_a_seed_counts():
    """Seeds go up to 2**64 - 1. Seen to fail with the upper half cut off."""
    keys = {int(replication_keys(1 ^ (1 << bit), np.arange(1))[0]) for bit in range(64)}
    assert len(keys | {int(replication_keys(1, np.arange(1))[0])}) == 65
