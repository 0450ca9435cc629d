"""Effectiveness as arithmetic: performance by skill and scope, and what poor performers take."""

import numpy as np
from building import Exactly, scenario, simulate

from orgsim.rules.effectiveness import Effectiveness, Linear, Met

SKILL, SCOPE = np.array([3.0, 2.0, 1.0]), np.array([2.0, 2.0, 3.0])


def test_whoever_is_able_meets_the_work_and_a_missing_rung_costs_the_same_share():
    assert np.allclose(Met().of(SKILL, SCOPE), [1, 1, np.exp(-2)])
    assert np.allclose(Linear(kind="linear", maximum=4).of(SKILL, SCOPE), [0.75, 0.5, 0.25])


def test_poor_performers_and_what_they_carry_less_than_able_people():
    rule = Effectiveness(poor_below=2)
    assert rule.poor(SKILL, SCOPE).tolist() == [False, False, True]
    assert np.allclose(rule.carried(SKILL, SCOPE), [2, 2, 3 * np.exp(-2)])
    assert np.allclose(rule.lost_to_poor(SKILL, SCOPE), [0, 0, 3 * (1 - np.exp(-2))])
    rule = Effectiveness(performance={"kind": "linear", "maximum": 4}, poor_below=2)
    assert np.allclose(rule.lost_to_poor(SKILL, SCOPE), [0, 0, 3 * (3 - 1) / 4])


def test_a_bar_is_met_to_the_last_bit():
    rule = Effectiveness(poor_below=0.3)
    assert rule.poor(np.array([2.7, 2.8]), np.array([3.0, 3.0])).tolist() == [True, False]


def test_snapshots_weigh_performance_by_scope():
    """15, 9 and 6 people of skill 2 at levels whose scope is 2, 3 and 5."""
    by_level = Exactly({"pm": "50%", "senior_pm": "30%", "director": "20%"})
    rules = {"initial": {"headcount": 30, "skill": 2, "levels": by_level}}
    levels = simulate(scenario(rules, horizon="3 months"), 1)["levels"]
    first = levels[levels["time"] == 0]
    assert np.allclose(first["effectiveness"], np.exp([0, -1, -3]))
    assert first["poor_performers"].tolist() == [0, 9, 6]
    assert np.allclose(first["lost_to_poor"], [0, 27 * (1 - np.exp(-1)), 30 * (1 - np.exp(-3))])
