"""A known small difference between two policies is found as often as the intervals promise.

The textbook model of two levels: at the first a promotion competes with leaving, from the second
people leave. Of N people who start together there are at time t, on average,

    N exp(-(p + l) t)                                          at the first level,
    N p / (p + l - q) (exp(-q t) - exp(-(p + l) t))            at the second.

Two policies differ by a tenth in p. Both run with the same luck, and 400 experiments of 50
replications each state the differences at both levels on five dates at once. (In the headcount of
both together so few replications differ that some experiments see no difference at all; what never
happened in 50 replications no interval knows.)
"""

from pathlib import Path

import numpy as np
import pytest

import orgsim
from orgsim.results.simultaneous import simultaneous_intervals

MODEL = Path(orgsim.__file__).parent / "verification" / "textbook" / "two_levels.yaml"
EXPERIMENTS, REPLICATIONS, PEOPLE = 400, 50, 40
LEAVING, LATER = 0.25, 0.2
TIMES = np.arange(1, 6)


def expected(promotion):
    out = promotion + LEAVING
    first = PEOPLE * np.exp(-out * TIMES)
    second = PEOPLE * promotion / (out - LATER) * (np.exp(-LATER * TIMES) - np.exp(-out * TIMES))
    return np.stack([first, second], axis=1)


def headcount(promotion, seed=5):
    scenario = orgsim.load_scenario(
        MODEL,
        [
            "horizon=5 years",
            f"organizations.company.initial.headcount={PEOPLE}",
            f"organizations.company.promotion.trigger.rate.first={promotion}/year",
        ],
    )
    results = orgsim.run(scenario, replications=EXPERIMENTS * REPLICATIONS, seed=seed)
    return results.panels["company"].headcount[:, 1:, :]


def shares_that_hold(differences, truth):
    experiments = differences.reshape(EXPERIMENTS, REPLICATIONS, -1)
    held = []
    for values in experiments:
        found = simultaneous_intervals(values)
        held.append((found.low <= truth.ravel()) & (truth.ravel() <= found.high))
    return np.array(held)


@pytest.mark.published
def test_a_known_difference_is_covered_simultaneously():
    before, after = headcount(0.25), headcount(0.275)
    truth = expected(0.275) - expected(0.25)
    held = shares_that_hold((after - before).astype(float), truth)
    error = 3.3 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)
    assert held.all(axis=1).mean() == pytest.approx(0.95, abs=error)
    assert held.mean() > 0.95  # each by itself is wider than it had to be


@pytest.mark.published
def test_the_same_policy_is_exactly_the_same_and_rarely_different_with_other_luck():
    same = headcount(0.25)
    assert (headcount(0.25) == same).all()
    held = shares_that_hold((headcount(0.25, seed=6) - same).astype(float), expected(0.25) * 0)
    error = 3.3 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)
    assert held.all(axis=1).mean() > 0.95 - error
