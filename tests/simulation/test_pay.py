"""Pay at work: closed forms of cost and gap, who is lifted when, and what a gap does to leaving."""

import numpy as np
import pytest
from building import Exactly, scenario, simulate
from exactness import FALSE_ALARM
from scipy import stats

BANDS = Exactly(
    {
        "pm": {"min": 80_000, "mid": 100_000, "max": 120_000},
        "senior_pm": {"min": 110_000, "mid": 140_000, "max": 170_000},
        "director": {"min": 160_000, "mid": 200_000, "max": 260_000},
    }
)
NOBODY_MOVES = {
    "attrition": {"base": "0/year"},
    "plan": Exactly({"kind": "growth", "rate": "0%/year", "limit": 0}),
    "promotion": {"budget": {"kind": "quota", "share": "0%"}},
}
MID = np.array([100_000, 140_000, 200_000])


def paid(**pay):
    return {**NOBODY_MOVES, "pay": {"bands": BANDS, **pay}}


def by_level(found, column):
    levels = found["levels"]
    return levels[column].to_numpy().reshape(-1, len(levels["level"].unique()))


def test_without_pay_nothing_is_known_of_money():
    found = simulate(scenario({}), 2)
    assert found["levels"][["pay", "pay_gap", "cost"]].isna().all().all()
    assert found["people"]["pay"].isna().all()


@pytest.mark.parametrize(("every", "least"), [(None, 80_000), ("2 years", 80_000 * 1.1**4)])
def test_pay_gap_and_cost_of_people_who_stay_are_closed_forms(every, least):
    rules = paid(market_drift="10%/year", recalibrate_every=every)
    found = simulate(scenario(rules, horizon="5 years"), 2)
    time = found["levels"]["time"].to_numpy().reshape(-1, 3)
    pay = np.broadcast_to(MID, time.shape).astype(float)
    if every is not None:
        # After four years the least pay has overtaken the pay of the first day.
        low = np.array([80_000, 110_000, 160_000])
        low = low * 1.1 ** (2 * np.floor(time / 2 + 1e-9))
        pay = np.maximum(pay, low)
        assert np.isclose(pay[time[:, 0] > 4, 0].min(), least)
    assert np.allclose(by_level(found, "pay"), pay)
    assert np.allclose(by_level(found, "pay_gap"), np.log(MID * 1.1**time / pay))
    since = np.where(time > 0, 0.25, 0.0)
    before = np.vstack([pay[:1], pay[:-1]])  # raises fall on the days of snapshots
    expected = by_level(found, "headcount") * since * before
    assert np.allclose(by_level(found, "cost"), expected)


def test_cost_counts_pay_to_the_exact_times_of_coming_and_going_and_hires():
    """Of people who are all paid alike, cost is person-years and hires, times money."""
    bands = {"min": 90_000, "mid": 90_000, "max": 90_000}
    rules = {"pay": {"bands": bands, "hiring_cost": "20%", "market_drift": "0%/year"}}
    levels = simulate(scenario({**rules, "warm_up": "1 year"}), 4)["levels"]
    expected = 90_000 * (levels["person_years"] + 0.2 * levels["hires"])
    assert np.allclose(levels["cost"], expected)
    assert levels["hires"].sum() > 10
    assert levels["promotions_in"].sum() > 5


def test_nobody_is_ever_paid_beyond_the_band_nor_below_it_after_recalibration():
    rules = {
        "pay": {
            "bands": BANDS,
            "compa_ratio": {"kind": "normal", "mean": 1, "sd": 0.3},
            "merit": {"raises": ["0%", "2%", "5%", "15%", "30%"], "budget": "8%"},
            "market_drift": "5%/year",
        },
        "reviews": {"months": ["January"], "least_tenure": "0 days"},
    }
    given = scenario(rules, horizon="4 years", snapshots="every 1 year")
    people = simulate(given, 10)["people"]
    there = people[people["left"].isna()]
    factor = 1.05**4  # the last day of all is one of recalibration
    low, high = (np.array([BANDS[name][part] for name in BANDS]) for part in ("min", "max"))
    level = there["last_level"].to_numpy()
    assert np.all(there["pay"] >= low[level] * factor * (1 - 1e-12))
    assert np.all(there["pay"] <= high[level] * factor * (1 + 1e-12))
    assert (there["pay"] < MID[level] * factor).any()
    assert (there["pay"] > MID[level] * factor).any()


def test_a_title_grant_and_a_counter_offer_bring_no_money():
    for promotion in (
        {"effect": {"scope_follows": "0%"}, "budget": {"kind": "quota", "share": "40%"}},
        {"retention": {"probability": "100%"}, "budget": {"kind": "quota", "share": "0%"}},
    ):
        rules = {**paid(recalibrate_every=None), "promotion": promotion}
        rules["attrition"] = {"base": "0.5/year"}
        found = simulate(scenario(rules), 3)
        granted = found["levels"]["title_grants_in"].sum()
        assert granted > 5
        people = found["people"]
        assert np.allclose(people["pay"], MID[people["first_level"]])


def test_the_pay_gap_multiplies_the_hazard_also_at_the_top():
    """Paid 20 % below the market all the time, with an effect of 3: 1.25 ** 3 as many leave."""
    everybody = {"initial": {"headcount": 300, "levels": Exactly({"director": "100%"})}}
    stay = {"promotion": NOBODY_MOVES["promotion"], "plan": NOBODY_MOVES["plan"]}
    rules = {
        **stay,
        **everybody,
        "pay": {"bands": {"min": 1, "mid": 100, "max": 100}, "compa_ratio": 0.8,
                "market_drift": "0%/year"},
        "attrition": {"base": "0.1/year", "pay_effect": 3},
    }  # fmt: skip
    left = simulate(scenario(rules, horizon="1 year"), 40)["events"]["kind"].eq("exit").sum()
    chance = 1 - np.exp(-0.1 * 1.25**3)
    low, high = stats.binom.interval(1 - FALSE_ALARM, 300 * 40, chance)
    assert low <= left <= high


def test_organizations_of_a_replication_see_one_market():
    rules = paid(volatility=0.2, market_drift="0%/year", recalibrate_every=None)
    levels = simulate(scenario(rules, rules, horizon="3 years"), 3)["levels"]
    a, b = (levels[levels["organization"] == i]["pay_gap"].to_numpy() for i in (0, 1))
    assert np.allclose(a, b)
    last = levels[(levels["time"] == 3) & (levels["level"] == 0)]
    assert last["pay_gap"].nunique() == 3


def test_merit_raises_follow_the_rating_and_leave_out_those_who_have_to_go():
    rules = paid(
        merit={"raises": ["10%", "0%", "0%", "0%", "10%"], "budget": "100%"}, market_drift="0%/year"
    )
    rules["reviews"] = {
        "months": ["March"], "noise": 0, "least_tenure": "0 days",
        "rating": {"kind": "forced", "shares": ["50%", "0%", "0%", "50%", "0%"]},
        "performance_management": {"running": 1, "tolerance": "0%"},
    }  # fmt: skip
    people = simulate(scenario(rules, horizon="3 months"), 3)["people"]
    assert people["left"].notna().sum() == 30
    assert np.allclose(people["pay"], MID[people["last_level"]])
    rules["reviews"]["performance_management"]["tolerance"] = "100%"
    people = simulate(scenario(rules, horizon="3 months"), 3)["people"]
    assert np.allclose(sorted(set((people["pay"] / MID[people["last_level"]]).round(9))), [1, 1.1])


def in_one_cycle(pool, **changes):
    """The people after one cycle in March, in the order in which they stood: by tenure."""
    rules = paid(
        recalibrate_every=None,
        compa_ratio={"kind": "normal", "mean": 1, "sd": 0.15},
        bands={"min": 1_000, "mid": 100_000, "max": 10_000_000},
        promotion_raise="10%",
    )
    rules["initial"] = {
        "headcount": 60,
        "tenure": {"kind": "exponential", "mean": "3 years"},
        "levels": Exactly({"pm": "60%", "senior_pm": "40%"}),
    }
    rules["promotion"] = {
        "trigger": {"kind": "cycle", "months": ["March"]},
        "selection": {"kind": "seniority", "by": "tenure"},
        "budget": {"kind": "money", "pool": pool},
    }
    people = simulate(scenario({**rules, **changes}, horizon="3 months"), 20)["people"]
    people = people.assign(moved=people["first_level"] != people["last_level"])
    people["before"] = people["pay"] / np.where(people["moved"], 1.1, 1.0)
    return people.sort_values(["replication", "hired"])


def test_a_pool_is_spent_in_order_of_score_until_the_next_raise_does_not_fit():
    for _, people in in_one_cycle("2%").groupby("replication"):
        pool, raises = 0.02 * people["before"].sum(), 0.1 * people["before"].cumsum()
        assert people["moved"].tolist() == (raises <= pool).tolist()
        assert 5 < people["moved"].sum() < 20


def test_seats_bind_beside_the_pool_and_whoever_finds_none_costs_nothing():
    seats = {"director": {"seats": {"count": 2}}}
    for _, people in in_one_cycle("2%", levels=seats).groupby("replication"):
        of_senior = people[people["first_level"] == 1]
        assert of_senior["moved"].tolist()[:3] == [True, True, False]
        assert of_senior["moved"].sum() == 2
        pool, moved = 0.02 * people["before"].sum(), people[people["moved"]]
        spent = 0.1 * moved["before"].sum()
        waiting = people[(people["first_level"] == 0) & ~people["moved"]]
        assert spent <= pool < spent + 0.1 * waiting["before"].iloc[0]
        assert waiting["hired"].min() > moved.loc[moved["first_level"] == 0, "hired"].max()


def test_an_empty_pool_promotes_nobody_and_a_full_one_all():
    assert not in_one_cycle("0%")["moved"].any()
    assert in_one_cycle("100%")["moved"].all()
