"""The scenario as a value."""

import datetime as dt
import pickle
import re

import pydantic
import pytest

from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.scenario import Scenario, load_scenario, scenario_hash


class Anybody(PromotionPolicy):
    pass


def changed(scenario: Scenario, **values) -> Scenario:
    return Scenario.model_validate({**scenario.model_dump(mode="json"), **values})


def test_values_and_units(small):
    scenario = load_scenario(small)
    assert scenario.start == dt.date(2026, 1, 1)
    assert (scenario.horizon, scenario.snapshots) == (10.0, 0.25)
    assert (scenario.horizon_months, scenario.snapshot_count) == (120, 41)
    assert scenario.record == 20
    assert scenario.date_at(1.5) == dt.date(2027, 7, 1)
    organization = scenario.organizations["small"]
    assert organization.attrition.base.of("director").hazard == 0.05
    assert organization.initial.levels == {"pm": 0.6, "senior": 0.3, "director": 0.1}


def test_a_level_has_its_titles_rank_and_the_ranks_scope(small):
    levels = load_scenario(small).organizations["small"].levels
    assert [level.rank for level in levels.values()] == [2, 3, 5]
    assert [level.scope for level in levels.values()] == [2.0, 3.0, 5.0]


def test_the_reference_ladder_can_be_replaced(write):
    path = write(
        "extends: small.yaml\n"
        "reference_ladder:\n"
        "  { Product Manager: 1, Senior Product Manager: 4, Director of Product: 6 }\n"
    )
    levels = load_scenario(path).organizations["small"].levels
    assert [level.rank for level in levels.values()] == [1, 4, 6]


def test_a_stated_rank_counts_more_than_the_title(write):
    path = write(
        "extends: small.yaml\norganizations: { small: { levels: { director: { rank: 4 } } } }\n"
    )
    director = load_scenario(path).organizations["small"].levels["director"]
    assert (director.rank, director.scope) == (4, 4.0)


def test_equal_files_give_equal_values(small):
    one, other = load_scenario(small), load_scenario(small)
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_it_cannot_be_changed(small):
    with pytest.raises(pydantic.ValidationError):
        load_scenario(small).seed = 3


def test_the_hash_counts_what_decides_a_replication(small):
    scenario = load_scenario(small)
    same = changed(scenario, name="Other", replications=7, record="all", horizon="120 months")
    assert scenario_hash(same) == scenario_hash(scenario)
    assert re.fullmatch("[0-9a-f]{64}", scenario_hash(scenario))
    others = [
        changed(scenario, seed=0),
        changed(scenario, horizon="5 years"),
        changed(scenario, start="2026-02-01"),
        changed(scenario, snapshots="every 6 months"),
        scenario.with_policy("small", Anybody()),
    ]
    assert len({scenario_hash(each) for each in [scenario, *others]}) == 6


def test_a_policy_of_ones_own(small):
    scenario = load_scenario(small)
    policy = Anybody()
    with_policy = scenario.with_policy("small", policy)
    assert with_policy.policies == {"small": policy}
    assert scenario.policies == {}
    assert with_policy != scenario
    assert "policies" not in with_policy.model_dump()


def test_a_policy_for_no_organization(small):
    message = "no such organization, got 'smal'; allowed: small; did you mean small?"
    with pytest.raises(ValueError, match=re.escape(message)):
        load_scenario(small).with_policy("smal", Anybody())


@pytest.mark.parametrize("record", [0, 5, "all", "none"])
def test_record(small, record):
    assert load_scenario(small, [f"record={record}"]).record == record


def test_contradictions_are_found_from_python_too(small):
    scenario = load_scenario(small)
    with pytest.raises(pydantic.ValidationError, match="is not a whole number of intervals"):
        changed(scenario, snapshots="every 7 months")


def test_several_organizations_are_checked_each_for_itself(write, problems):
    path = write(
        "extends: small.yaml\n"
        "organizations:\n"
        "  a: { extends: organization.yaml, plan: { rate: 5 } }\n"
        "  b: { extends: organization.yaml, attrition: { base: { boss: 3%/year } } }\n"
    )
    assert [problem.path for problem in problems(path)] == [
        "organizations.a.plan.rate",
        "organizations.b.attrition.base.boss",
    ]
