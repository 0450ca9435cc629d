"""Rules that change: stages, what interventions set, and the gate between stages."""

import datetime as dt
import pickle

import numpy as np
import pytest
from building import LEVELS, Exactly, scenario
from pydantic import ValidationError

from orgsim.rules.ladder import REFERENCE_LADDER
from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.rules.promotion.registry import entries, policy
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.stages import Gate, Stage
from orgsim.scenario import Scenario, policy_hashes, scenario_hash

START = dt.date(2026, 1, 1)


def one(**changes) -> Scenario:
    """Return a scenario of one organization, `a`, over ten years."""
    return scenario(changes, horizon="10 years")


def seats(count):
    """Return an overlay in which the directors' seats are counted."""
    return {"levels": {"director": {"seats": {"count": count}}}}


def changed(date, rules):
    return {"kind": "set", "date": date, "rules": rules}


GROWING = {
    "stages": {
        "scale_up": {"headcount": 40, "rules": {"plan": {"rate": "20%/year"}, **seats(3)}},
        "big": {"date": "2030-01-01", "rules": {"staffing": {"every": "3 months"}, **seats(9)}},
    },
    "interventions": [
        changed("2031-01-01", {"promotion": {"budget": {"share": {"director": "1%"}}}}),
        changed("2028-01-01", seats(5)),
        changed("2031-01-01", {"promotion": {"budget": {"share": {"pm": "2%"}}}, **seats(7)}),
    ],
}


@pytest.fixture
def growing():
    return one(**GROWING)


@pytest.fixture
def rule_sets(growing):
    organization = growing.organizations["a"]
    return RuleSets(organization, growing.reference_ladder)


def test_as_founded_the_organization_itself_holds(growing, rule_sets):
    assert rule_sets.of(0, 0) is growing.organizations["a"]


@pytest.mark.parametrize(
    ("stage", "changes", "director", "every", "rate"),
    [
        (0, 1, 5, 1 / 12, 1.0),
        (1, 0, 3, 1 / 12, 1.2),
        (1, 1, 5, 1 / 12, 1.2),
        (2, 1, 5, 0.25, 1.2),
        (2, 3, 7, 0.25, 1.2),
    ],
)
def test_stages_lie_on_those_before_and_changes_on_whatever_holds(
    rule_sets, stage, changes, director, every, rate
):
    """A later stage undoes nothing of what is set; without changes it would have nine seats."""
    rules = rule_sets.of(stage, changes)
    assert rules.levels["director"].seats.count == director
    assert rules.staffing.every == pytest.approx(every)
    assert rules.plan.rate.factor == pytest.approx(rate)


def test_changes_take_effect_by_date_and_in_the_order_of_the_file(rule_sets):
    assert [str(change.date)[:4] for change in rule_sets.changes] == ["2028", "2031", "2031"]
    second, third = (rule_sets.of(2, changes).promotion.budget.share for changes in (2, 3))
    assert second.root == {"default": 0.1, "director": 0.01}
    assert third.root == {"default": 0.1, "director": 0.01, "pm": 0.02}


def test_dates_rule_out_combinations(rule_sets):
    """Nobody is as founded or scaling up in 2031; in 2030 the seats of 2028 are set."""
    found = {*rule_sets.occurring(START)}
    assert found == {(0, 1), (1, 0), (1, 1), (2, 1), (2, 2), (2, 3)}


def test_a_stage_by_headcount_may_be_entered_on_any_day_and_never():
    organization = one(
        stages={"grown": {"headcount": 30, "rules": seats(2)}},
        interventions=[changed("2027-01-01", seats(3))],
    ).organizations["a"]
    found = {*RuleSets(organization, REFERENCE_LADDER).occurring(START)}
    assert found == {(0, 1), (1, 0), (1, 1)}


def test_what_is_set_on_the_day_of_a_stage_holds_when_the_stage_begins():
    """Interventions come before the gate, so that the stage never holds without it."""
    organization = one(
        stages={"grown": {"date": "2028-01-01", "rules": seats(2)}},
        interventions=[changed("2028-01-01", seats(3))],
    ).organizations["a"]
    assert {*RuleSets(organization, REFERENCE_LADDER).occurring(START)} == {(0, 1), (1, 1)}


def test_a_new_title_brings_its_rank_and_a_rank_of_its_own_stays():
    renamed = {"levels": {"senior_pm": {"title": "Group Product Manager"}}}
    stated = {**LEVELS, "senior_pm": {"title": "Lead", "rank": 3, "scope": 3.5}}
    for levels, expected in ((LEVELS, (4, 4.0)), (stated, (3, 3.5))):
        organization = one(
            levels=Exactly(levels), stages={"grown": {"headcount": 30, "rules": renamed}}
        ).organizations["a"]
        level = RuleSets(organization, REFERENCE_LADDER).of(1, 0).levels["senior_pm"]
        assert (level.title, level.rank, level.scope) == ("Group Product Manager", *expected)


def test_rules_that_change_survive_the_way_to_a_worker(growing):
    again = pickle.loads(pickle.dumps(growing))  # noqa: S301 - our own bytes
    assert again == growing
    assert again.rule_sets == growing.rule_sets
    assert scenario_hash(again) == scenario_hash(growing)


def test_what_an_overlay_comes_to_counts_and_not_how_it_is_written():
    def hashed(share):
        rules = {"promotion": {"budget": {"share": share}}}
        return scenario_hash(one(stages={"grown": {"headcount": 30, "rules": rules}}))

    assert hashed("5%") == hashed("5 %") == hashed({"default": "5%"})
    assert hashed("5%") != hashed("6%")
    assert hashed("5%") != scenario_hash(one())


def test_sections_made_in_python_may_stand_in_an_overlay():
    organization = one().organizations["a"]
    stage = Stage(headcount=30, rules={"staffing": organization.staffing})
    assert stage.rules.root["staffing"]["every"] == "every month"


def test_policies_named_later_count_and_travel(monkeypatch):
    before = entries()
    monkeypatch.setattr("orgsim.rules.promotion.registry._ENTRIES", entries())

    @policy("only_later")
    class OnlyLater(PromotionPolicy):
        pass

    rules = {"promotion": {"selection": {"kind": "policy", "name": "only_later"}}}
    later = one(stages={"grown": {"headcount": 30, "rules": rules}})
    assert list(policy_hashes(later)) == ["a.1.0"]
    rebuilt, parts = later.__reduce__()
    monkeypatch.setattr("orgsim.rules.promotion.registry._ENTRIES", before)
    assert rebuilt(*parts) == later
    assert entries()["only_later"].kind is OnlyLater


def test_every_contradiction_of_a_scenario_in_python_is_reported():
    rules = {"promotion": {"budget": {"share": 5}}, "levels": {"vp": {"title": "X"}}}
    with pytest.raises(ValidationError, match="no level comes new"):
        one(stages={"grown": {"headcount": 30, "rules": rules}})
    del rules["levels"]
    with pytest.raises(ValidationError, match=r"promotion.budget.quota.share.*unit"):
        one(stages={"grown": {"headcount": 30, "rules": rules}})


@pytest.mark.parametrize(
    ("stage", "headcount", "month", "expected"),
    [
        (0, 39, 47, 0),
        (0, 40, 47, 1),
        (0, 39, 48, 2),
        (1, 12, 1, 1),
        (2, 40, 1, 2),
        (0, 200, 1, 3),
    ],
)
def test_the_gate_leads_to_the_last_stage_whose_condition_holds_and_never_back(
    stage, headcount, month, expected
):
    rules = seats(1)
    stages = {
        "scale_up": Stage(headcount=40, rules=rules),
        "big": Stage(date="2030-01-01", rules=rules),
        "huge": Stage(headcount=200, rules=rules),
    }
    passed = Gate(stages, START).passed(np.array([stage]), np.array([headcount]), month)
    assert passed.tolist() == [expected]
