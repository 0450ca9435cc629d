"""Vacancy chains in yearly steps: promotion chances and chain lengths have exact values.

Nine z-tests, each with a false-alarm rate of 1e-4 over the choice of seeds. Seen to fail with
chains from the bottom, with vacancies filled before people leave, with one link too few counted
and with hires at every level.
"""

import numpy as np
import pytest
from exactness import assert_mean

from orgsim.scenario import load_scenario
from orgsim.simulation import simulate_block
from orgsim.verification.cases import TEXTBOOK

SIZES = np.array([500, 350, 200, 150, 100, 75, 40, 10])
REPLICATIONS, YEARS = 100, 10
CHANCES = (0.2775, 0.2464, 0.2813, 0.225, 0.1875, 0.1, 0.0375)


@pytest.fixture(scope="module")
def flows():
    """Flows over ten years, each of shape (replications, levels)."""
    given = load_scenario(TEXTBOOK / "vacancy_chains.yaml")
    levels = simulate_block(given, range(REPLICATIONS))["levels"]
    shape = (YEARS + 1, REPLICATIONS, len(SIZES))
    return {name: values.reshape(shape).sum(axis=0) for name, values in levels.items()}


@pytest.mark.parametrize("level", range(7))
def test_chances_of_promotion(flows, level):
    exact = 0.15 * SIZES[level + 1 :].sum() / SIZES[level]
    assert CHANCES[level] == pytest.approx(exact, abs=5e-5)
    assert_mean(flows["promotions_out"][:, level] / YEARS / SIZES[level], exact)


def test_the_length_of_a_chain(flows):
    exact = (np.arange(1, 9) * SIZES).sum() / SIZES.sum()
    assert exact == pytest.approx(2.604, abs=5e-4)
    vacancies, filled = (flows[name].sum(axis=1) for name in ("vacancies", "filled_from_below"))
    assert_mean(vacancies / (vacancies - filled), exact)


def test_recruits_come_in_at_the_bottom(flows):
    requisitions = flows["vacancies"] - flows["filled_from_below"]
    assert_mean(requisitions[:, 0] / YEARS, 213.75)
    assert requisitions[:, 1:].sum() == 0
    assert flows["hires"][:, 1:].sum() == 0
