"""Growth that follows effectiveness, in both engines."""

import numpy as np
import pandas as pd
import pytest
from building import Exactly, scenario, simulate

from orgsim.simulation.reference import simulate_one_by_one

HALF_AS_ABLE = {
    "initial": {"headcount": 50, "skill": 2},
    "entry_points": {
        "near_pm": {"skill": 2, "potential": 2, "learning_rate": "0/year", "time_to_fill": "0 days"}
    },
    "effectiveness": {"performance": {"kind": "linear", "maximum": 4}},
    "attrition": {"base": "0/year"},
}
"""Everybody's skill is half of the maximum for ever, so that effectiveness is 0.5 for ever."""


def growth(rate="40%/year", limit=100_000, **feedback):
    plan = {"kind": "growth", "rate": rate, "limit": limit}
    return Exactly(plan | ({"feedback": feedback} if feedback else {}))


def headcount(rules, **fields):
    """By month; people start a minute after the review that planned them."""
    levels = simulate(scenario(rules, snapshots="every 1 month", **fields), 1)["levels"]
    return levels.groupby("time")["headcount"].sum().to_numpy()


@pytest.mark.parametrize(
    ("feedback", "pace"),
    [
        ({"reference": 0.5, "strength": 3}, 1),
        ({"reference": 0.25}, 2),
        ({"reference": 1}, 0.5),
        ({"reference": 1, "strength": 2}, 0.25),
    ],
)
def test_constant_effectiveness_gives_compound_growth_at_the_adjusted_rate(feedback, pace):
    rules = HALF_AS_ABLE | {"plan": growth(**feedback), "warm_up": "7 months"}
    found = headcount(rules, horizon="6 years")
    months = np.arange(72)
    assert found[1:].tolist() == np.floor(50 * 1.4 ** (pace * months / 12) + 0.5 + 1e-9).tolist()


def test_growth_follows_the_effectiveness_of_the_last_review():
    """Newcomers are able and the staff of the first day is not: growth becomes faster.

    With yearly reviews, which see those who are there and not those whom they bring: 20 people of
    skill 1 and a maximum of 4, so a pace of 1/4 in the first years; then those of skill 4 tell.
    """
    able = {"near_pm": {**HALF_AS_ABLE["entry_points"]["near_pm"], "skill": 4, "potential": 4}}
    rules = HALF_AS_ABLE | {
        "initial": {"headcount": 20, "skill": 1, "levels": Exactly({"pm": "100%"})},
        "entry_points": able,
        "plan": growth("300%/year", reference=1),
        "staffing": {"every": "1 year"},
        "promotion": {"budget": {"kind": "quota", "share": "0%"}},
    }
    plan_time, people = 0.0, [20, 20]
    for _ in range(3):
        plan_time += (20 * 1 + (people[-2] - 20) * 4) / 4 / people[-2]
        people.append(int(np.floor(20 * 4**plan_time + 0.5)))
    assert headcount(rules, horizon="4 years")[1::12].tolist() == people[1:]


def test_without_strength_every_byte_is_as_without_feedback():
    rules = {"initial": {"headcount": 30}, "titles": {"scope_growth": "0.2 per year"}}
    plain, without = (
        simulate(scenario(rules | {"plan": plan, "warm_up": "1 year"}), 8)
        for plan in (growth("30%/year"), growth("30%/year", reference=0.3, strength=0))
    )
    for name, table in plain.items():
        pd.testing.assert_frame_equal(table, without[name], check_exact=True, obj=name)


def test_both_engines_agree():
    rules = {"initial": {"headcount": 30}, "staffing": {"every": "1 week"}, "warm_up": "5 months"}
    given = scenario(rules | {"plan": growth("60%/year", reference=0.7, strength=2)})
    one = simulate_one_by_one(given, range(3))["events"]
    other = simulate(given, 3)["events"]
    assert len(other) > 500
    assert one["person"].tolist() == other["person"].tolist()
    assert np.allclose(one["time"].astype(float), other["time"], atol=1e-9, rtol=0)
