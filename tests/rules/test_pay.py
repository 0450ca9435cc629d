"""Pay as arithmetic: a market in closed form, bands that follow it, raises within their bounds."""

import numpy as np
import pytest
from building import LEVELS
from exactness import assert_mean, assert_variance
from hypothesis import given
from hypothesis import strategies as st

from orgsim.clock import TICKS_PER_MONTH
from orgsim.randomness import Purpose, replication_keys, uniform
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.pay import Pay, PayRules
from orgsim.scenario.scenario import with_ranks

BANDS = {
    "pm": {"min": 80_000, "mid": 100_000, "max": 120_000},
    "senior_pm": {"min": 110_000, "mid": 140_000, "max": 170_000},
    "director": {"min": 160_000, "mid": 200_000, "max": 260_000},
}
KEYS = replication_keys(5, np.arange(4000))
ONE = np.zeros(1, dtype=np.int64)


def rules(replications=1, years=10, **section):
    levels = with_ranks({"organizations": {"a": {"levels": LEVELS}}})["organizations"]["a"]
    ladder = Ladder({name: Level.model_validate(each) for name, each in levels["levels"].items()})
    pay = Pay.model_validate({"bands": BANDS, **section})
    return PayRules(pay, ladder, ["near_pm", "experienced"], KEYS[:replications], years)


def test_the_market_drifts_in_closed_form_from_the_start_on():
    pay = rules(market_drift="4%/year")
    time = np.array([-3.0, 0, 0.5, 7.25])
    expected = [1.04**-3, 1, 1.04**0.5, 1.04**7.25]
    assert np.allclose(np.exp(pay.log_market(np.zeros(4, int), time)), expected, rtol=1e-14)


def test_luck_of_the_market_is_a_random_walk_of_years_even_within_each():
    pay = rules(len(KEYS), market_drift="2%/year", volatility=0.1)
    everywhere = np.arange(len(KEYS))
    at = {t: pay.log_market(everywhere, np.array([t])) for t in (0.0, 1.0, 2.0, 2.25, 3.0, 10.0)}
    assert not at[0.0].any()
    assert_mean(at[10.0], 10 * np.log(1.02))
    assert_variance(at[10.0], 10 * 0.1**2)
    assert abs(np.corrcoef(at[1.0], at[2.0] - at[1.0])[0, 1]) < 4 / np.sqrt(len(KEYS))
    assert np.allclose(at[2.25], 0.75 * at[2.0] + 0.25 * at[3.0])


def test_the_pay_gap_is_the_logarithm_of_market_pay_by_ones_own():
    pay = rules(market_drift="5%/year")
    gap = pay.gap(np.array([0, 2]), np.array([1e5, 1e5]), np.zeros(2, int), np.array([2.0]))
    assert np.allclose(gap, [2 * np.log(1.05), np.log(2) + 2 * np.log(1.05)])


@pytest.mark.parametrize(
    ("every", "years_behind"),
    [("1 year", [0, 0.5, 0]), ("30 months", [0, 1.5, 2]), (None, [0, 1.5, 2])],
)
def test_hires_are_paid_by_the_band_of_the_last_recalibration(every, years_behind):
    """At the start, after a year and a half, and two years: the same to the day of a review."""
    pay = rules(market_drift="10%/year", recalibrate_every=every)
    time = np.array([0.0, 1.5, 2.0])
    nobody = np.zeros(3, dtype=np.int64)
    paid = pay.starting_pay(KEYS[:3], nobody, nobody, nobody, time)
    assert np.allclose(paid, 1e5 * 1.1 ** (time - years_behind))


def test_days_of_recalibration_and_the_bands_agree():
    pay = rules(recalibrate_every="7 months", market_drift="50%/year")
    nobody, before = np.zeros(1, dtype=np.int64), 1e5
    for month in range(60):
        tick = month * TICKS_PER_MONTH
        now = pay.starting_pay(KEYS[:1], nobody, nobody, nobody, np.array([tick / 156]))[0]
        assert pay.recalibrates(tick) == (now > before) or month == 0
        before = now
    assert not any(rules(recalibrate_every=None).recalibrates(tick) for tick in range(0, 9000, 13))


def test_starting_pay_is_drawn_within_the_band_and_by_entry_point():
    ratio = {"kind": "normal", "mean": 1, "sd": 0.3}
    pay = rules(compa_ratio=ratio, entry_compa_ratio={"experienced": 1.1})
    entry_point, level = np.arange(len(KEYS)) % 2, np.zeros(len(KEYS), dtype=np.int64)
    paid = pay.starting_pay(KEYS, entry_point, level, level, np.zeros(1))
    assert np.allclose(paid[entry_point == 1], 110_000)
    drawn = Pay(bands=BANDS, compa_ratio=ratio).compa_ratio.quantile(
        uniform(KEYS, Purpose.COMPA_RATIO)
    )
    expected = np.clip(1e5 * drawn, 80_000, 120_000)
    assert np.allclose(paid[entry_point == 0], expected[entry_point == 0])


def test_a_promotion_raises_pay_at_least_to_the_min_and_at_most_to_the_max():
    pay = rules(promotion_raise="10%")
    before, to = np.array([90e3, 105e3, 165e3, 180e3]), np.ones(4, dtype=np.int64)
    after = pay.after_promotion(before, to, np.zeros(4, int), np.zeros(1))
    assert np.allclose(after, [110e3, 115.5e3, 170e3, 180e3])


def test_recalibration_lifts_to_the_new_min_and_cuts_nobody():
    pay = rules(market_drift="20%/year")
    paid = np.array([90e3, 97e3, 150e3])
    lifted = pay.after_recalibration(paid, np.zeros(3, int), np.zeros(3, int), np.ones(1))
    assert np.allclose(lifted, [96e3, 97e3, 150e3])


@given(
    st.lists(st.integers(70_000, 300_000), min_size=1, max_size=30),
    st.integers(0, 100),
    st.floats(0, 20),
)
def test_merit_never_exceeds_the_budget_nor_leads_beyond_the_band(paid, budget, time):
    merit = {"raises": ["0%", "1%", "5%", "20%", "100%"], "budget": f"{budget / 10}%"}
    pay = rules(merit=merit, volatility=0)
    before = np.array(paid, dtype=float)
    count = len(before)
    rating, level, replication = np.arange(count) % 6, np.arange(count) % 3, np.arange(count) % 2
    payroll = np.bincount(replication, before, minlength=2)
    now = np.array([time])
    after = pay.after_review(before, rating, level, replication, payroll, now)
    assert np.all(after >= before)
    assert np.all(after[rating <= 1] == before[rating <= 1])
    spent = np.bincount(replication, after - before, minlength=2)
    assert np.all(spent <= payroll * budget / 1000 * (1 + 1e-12))
    top = np.array([120e3, 170e3, 260e3])[level] * 1.03 ** np.floor(time + 1e-9)
    assert np.all(after <= np.maximum(before, top) * (1 + 1e-12))
    wanted = before * np.array([0, 0, 0.01, 0.05, 0.2, 1])[rating]
    assert np.all(after - before <= wanted * (1 + 1e-9) + 1e-6)


def test_a_budget_that_is_too_small_shrinks_all_raises_alike():
    merit = {"raises": ["0%", "0%", "5%", "10%", "20%"], "budget": "2%"}
    pay = rules(merit=merit)
    before = np.array([90e3, 90e3, 90e3])
    rating = np.array([3, 4, 0])
    after = pay.after_review(
        before, rating, ONE.repeat(3), ONE.repeat(3), np.array([270e3]), np.zeros(1)
    )
    assert np.allclose(after - before, [1800, 3600, 0])
