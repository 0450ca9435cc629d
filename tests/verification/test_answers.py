"""The formulas, against the published numbers and against sums that know nothing of them."""

import numpy as np
import pytest

from orgsim.verification import answers

MEANS = (1, 1.5, 2, 3)


def test_the_numbers_of_the_textbook():
    assert answers.career_survival(10, MEANS) == pytest.approx(0.22467, abs=5e-6)
    assert answers.chance_of_the_top(MEANS, 0.12) == pytest.approx(0.44868, abs=5e-6)
    assert answers.years_to_the_top(MEANS, 0.12) == pytest.approx(5.983, abs=5e-4)
    assert answers.years_to_the_top(MEANS, 0) == 7.5
    second = answers.second_level_share(3, promotion=0.25, leaving_first=0.25, leaving_second=0.2)
    assert second == pytest.approx(0.27140, abs=5e-6)
    assert answers.mean_of_the_best(5, 50) == pytest.approx(1.7055, abs=5e-5)
    assert answers.mean_of_the_best(5, 50, reliability=0.5) == pytest.approx(1.2060, abs=5e-5)


def test_survival_is_that_of_a_chain_of_levels():
    """The same model as a linear differential equation, by small steps."""
    rates = 1 / np.array(MEANS)
    step = (np.diag(rates[:-1], -1) - np.diag(rates)) * 10 / 2**12
    once = np.eye(4) + step + step @ step / 2
    here = np.linalg.matrix_power(once, 2**12)[:, 0]
    assert answers.career_survival(10, MEANS) == pytest.approx(here.sum(), abs=1e-6)


@pytest.mark.parametrize(("chosen", "candidates", "mean"), [(1, 2, np.pi**-0.5), (50, 50, 0)])
def test_order_statistics_with_closed_forms(chosen, candidates, mean):
    assert answers.mean_of_the_best(chosen, candidates) == pytest.approx(mean, abs=1e-12)


def test_headcount_grows_by_arrivals_less_leavers():
    step = 1e-6
    before, after = (answers.arrivals_headcount(t, 12, 0.4) for t in (2 - step, 2 + step))
    growth = (after - before) / (2 * step)
    assert growth == pytest.approx(12 - 0.4 * answers.arrivals_headcount(2, 12, 0.4), rel=1e-6)
