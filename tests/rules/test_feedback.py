"""Feedback of effectiveness on growth, as arithmetic."""

import datetime as dt

import numpy as np

from orgsim.rules.feedback import Feedback
from orgsim.rules.headcount_plan import GrowthPlan, SCurvePlan

START = dt.date(2026, 1, 1)


def test_the_pace_is_a_power_of_effectiveness_by_its_reference():
    effectiveness = np.array([0.4, 0.8, 1.0])
    assert np.allclose(Feedback(reference=0.8).pace(effectiveness), [0.5, 1, 1.25])
    squared = Feedback(reference=0.8, strength=2).pace(effectiveness)
    assert np.allclose(squared, [0.25, 1, 1.5625])


def test_without_strength_or_without_anybody_the_plan_is_as_fast_as_without_feedback():
    assert Feedback(reference=0.8, strength=0).pace(np.array([0.0, 0.3, 7.0])).tolist() == [1] * 3
    assert Feedback(reference=0.8).pace(np.array([np.nan])).tolist() == [1]


def test_whoever_is_worse_than_useless_grows_nobody():
    """With `linear` performance a negative skill makes effectiveness negative."""
    assert Feedback(reference=0.8, strength=0.5).pace(np.array([-1.0])).tolist() == [0]


def test_a_limit_that_can_be_simulated_is_asked_for():
    for limit, asked in ((None, True), (1_000_001, True), (1_000_000, False)):
        plan = GrowthPlan(kind="growth", rate="5%/year", limit=limit, feedback={"reference": 1})
        found = list(plan.contradictions_over(10, 10, START))
        assert [path for path, _ in found] == [("feedback",)] * asked


def test_what_shrinks_has_no_feedback():
    plan = SCurvePlan(kind="s_curve", rate="-1%/year", limit=50, feedback={"reference": 1})
    ((path, message),) = plan.contradictions_over(10, 10, START)
    assert path == ("feedback",)
    assert message == "feedback is for growth, and the rate is negative: take one of them away"
