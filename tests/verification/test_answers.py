"""The formulas, against the published numbers and against sums that know nothing of them."""

import numpy as np
import pytest
from scipy import integrate, stats

from orgsim.verification import answers, pay_answers

MEANS = (1, 1.5, 2, 3)
LAW_FIRM = ((0.80, 0.15, 0.0), (0.0, 0.70, 0.20), (0.0, 0.0, 0.95))
BARTHOLOMEW = ((0.5, 0.4, 0.0), (0.0, 0.6, 0.3), (0.0, 0.0, 0.8))


def test_the_numbers_of_the_textbook():
    assert answers.career_survival(10, MEANS) == pytest.approx(0.22467, abs=5e-6)
    assert answers.chance_of_the_top(MEANS, 0.12) == pytest.approx(0.44868, abs=5e-6)
    assert answers.years_to_the_top(MEANS, 0.12) == pytest.approx(5.983, abs=5e-4)
    assert answers.years_to_the_top(MEANS, 0) == 7.5
    for time, mean in ((1, 10.262), (3, 20.050), (10, 27.661)):
        headcount = answers.lognormal_headcount(time, 12, median=1.5, sigma=1)
        assert headcount == pytest.approx(mean, abs=5e-4)
    assert answers.lasting_grades(LAW_FIRM, 10) == pytest.approx([50, 25, 100])
    assert answers.lasting_grades(BARTHOLOMEW, 10) == pytest.approx([20, 20, 30])
    sizes = (500, 350, 200, 150, 100, 75, 40, 10)
    chances = [0.2775, 0.2464, 0.2813, 0.225, 0.1875, 0.1, 0.0375]
    assert answers.chances_in_chains(sizes, 0.15) == pytest.approx(chances, abs=5e-5)
    assert answers.length_of_chains(sizes) == pytest.approx(2.604, abs=5e-4)
    assert answers.chance_of_passing((0.8, 0.7, 0.5)) == pytest.approx(0.28)
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


@pytest.mark.parametrize("time", [0.5, 3, 40])
def test_lognormal_stays_by_integration(time):
    stay = stats.lognorm(0.7, scale=2)
    headcount = integrate.quad(stay.sf, 0, time)[0]
    assert answers.lognormal_headcount(time, 1, 2, 0.7) == pytest.approx(headcount)
    over_time = integrate.quad(lambda t: answers.lognormal_headcount(t, 1, 2, 0.7), 0, time)[0]
    assert answers.lognormal_mean_headcount(time, 1, 2, 0.7) == pytest.approx(over_time / time)


def test_grades_fill_up_to_what_lasts():
    for transitions in (LAW_FIRM, BARTHOLOMEW):
        at_last = answers.grades_after(1000, transitions, 10)
        assert at_last == pytest.approx(answers.lasting_grades(transitions, 10))


def test_whoever_stays_underpaid_survives_every_month():
    """As a product over months."""
    survival = 1.0
    for month in range(57):
        gap = np.log(1.1) * (month % 24) / 12
        survival *= np.exp(-0.1 / 12 * np.exp(3 * gap))
    stayed = pay_answers.stayed_underpaid(57 / 12, 0.1, pay_effect=3, drift=0.10, every=2)
    assert stayed == pytest.approx(survival)
    gaps = np.log(1.1) * np.arange(24) / 12
    assert pay_answers.mean_pay_gap(0.10, every=2) == pytest.approx(gaps.mean())


def test_re_levelling_is_the_floor_of_a_normal_number():
    """By summing over a fine grid of errors; and without any by hand."""
    error = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    offer = 0.75 * (3.4 + 0.5 * error) + 0.25 * 5
    expected = np.clip(np.floor(offer), 1, 6).mean() - 5
    assert answers.mean_relevel(5, 3.4, 0.25, 0.5, 6) == pytest.approx(expected, abs=1e-4)
    assert answers.mean_relevel(5, 3.4, 0, 0, 6) == -2
    assert answers.mean_relevel(5, 3, 0, 0, 6) == -2


def test_growth_in_pieces_and_the_month_in_which_so_many_have_come():
    rates = [(0, 0.5), (1, 0.2), (3, 0.1)]
    expected = 100 * 1.5 * 1.2**2 * 1.1**0.5
    assert answers.planned_headcount(3.5, 100, rates) == np.floor(expected + 0.5)
    random = np.random.default_rng(3)
    waits = np.ceil(random.gamma(8, 1 / 12, size=200_000) * 12) / 12
    mean, variance = answers.months_to_reach(8, 12, 5)
    assert mean == pytest.approx(waits.mean(), abs=5 * waits.std() / np.sqrt(len(waits)))
    assert variance == pytest.approx(waits.var(), rel=0.03)
