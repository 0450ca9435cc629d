"""`policies`: overlays on the file that states them. What is wrong in one is in ``invalid``."""

import pickle

import pytest

from orgsim.scenario import load_scenario, resolve, scenario_hash

TWO = """\
extends: small.yaml
name: Cycles
policies:
  as_it_is: {}
  slower:
    name: Once a year
    organizations: { small: { promotion: { trigger: { months: [March] } } } }
"""


def months(scenario):
    return scenario.organizations["small"].promotion.trigger.months


def test_each_policy_is_the_file_with_what_differs(write):
    scenario = load_scenario(write(TWO))
    stated = scenario.stated_policies
    assert list(stated) == ["as_it_is", "slower"]
    assert [len(months(each)) for each in stated.values()] == [2, 1]
    assert dict(stated.labels) == {"as_it_is": "as it is", "slower": "Once a year"}
    assert [each.name for each in stated.values()] == ["Cycles: as it is", "Cycles: Once a year"]
    assert [each.stated_policies for each in stated.values()] == [{}, {}]


def test_an_empty_policy_is_the_file_and_a_policy_is_a_file_that_extends(write):
    stated = load_scenario(write(TWO)).stated_policies
    plain = load_scenario(write("extends: small.yaml\n", "plain.yaml"))
    slower = load_scenario(
        write(
            "extends: small.yaml\n"
            "organizations: { small: { promotion: { trigger: { months: [March] } } } }\n",
            "slower.yaml",
        )
    )
    assert scenario_hash(stated["as_it_is"]) == scenario_hash(plain)
    assert scenario_hash(stated["slower"]) == scenario_hash(slower)


def test_the_scenario_is_the_baseline_which_comes_first(write):
    path = write(f"{TWO}baseline: slower\n")
    scenario = load_scenario(path)
    assert list(scenario.stated_policies) == ["slower", "as_it_is"]
    assert len(months(scenario)) == 1
    assert len(months(load_scenario(path, ["baseline=as_it_is"]))) == 2


def test_a_file_without_policies_has_none(small):
    assert load_scenario(small).stated_policies == {}
    assert resolve(small).policies == {}


def test_overrides_change_all_policies_or_one(write):
    path = write(TWO)
    everywhere = "organizations.small.promotion.trigger.months=[May]"
    both = load_scenario(path, [everywhere]).stated_policies
    assert [list(months(each)) for each in both.values()] == [[5], [3]]
    stated = load_scenario(path, [f"policies.as_it_is.{everywhere}"]).stated_policies
    assert [list(months(each)) for each in stated.values()] == [[5], [3]]
    assert load_scenario(path, ["seed=9"]).stated_policies["slower"].seed == 9


def test_a_file_that_extends_changes_one_policy_adds_one_and_removes_one(write):
    write(TWO, "two.yaml")
    path = write(
        "extends: two.yaml\n"
        "policies:\n"
        "  as_it_is: null\n"
        "  slower: { organizations: { small: { warm_up: 0 months } } }\n"
        "  other: {}\n"
    )
    stated = load_scenario(path).stated_policies
    assert list(stated) == ["slower", "other"]
    assert len(months(stated["slower"])) == 1
    assert stated["slower"].organizations["small"].warm_up == 0
    assert stated["other"].organizations["small"].warm_up == 1


def test_another_kind_replaces_that_of_the_file_and_null_removes(write):
    stated = load_scenario(
        write(
            "extends: small.yaml\npolicies:\n  as_it_is: {}\n"
            "  none: { organizations: { small: { promotion: { budget: { kind: none } } } } }\n"
            "  more: { organizations: { small: { plan: { limit: null } } } }\n"
        )
    ).stated_policies
    assert stated["none"].organizations["small"].promotion.budget.kind == "none"
    assert stated["more"].organizations["small"].plan.limit is None
    assert stated["as_it_is"].organizations["small"].plan.limit == 60


def test_an_organization_of_a_policy_may_extend_something(write):
    write("attrition: { base: { director: 20%/year } }\n", "leaving.yaml")
    path = write(
        "extends: small.yaml\npolicies:\n  as_it_is: {}\n"
        "  leaving: { organizations: { small: { extends: leaving.yaml, warm_up: 2 years } } }\n"
    )
    stated = load_scenario(path).stated_policies
    bases = [each.organizations["small"].attrition.base for each in stated.values()]
    assert [round(base.of("director").hazard, 3) for base in bases] == [0.05, 0.223]
    assert stated["leaving"].organizations["small"].warm_up == 2


def test_origins_of_a_policy_stand_where_the_policy_does(write):
    read = resolve(write(TWO))
    where = ("organizations", "small", "promotion", "trigger", "months")
    assert read.policies["slower"].origins[where] == "this file:7"
    assert read.policies["as_it_is"].origins[where].endswith("small.yaml:35")


def test_policies_that_are_the_same_are_warned_of(write):
    read = resolve(write(f"{TWO}  same: {{}}\n  again: {{ name: B, markets: {{}} }}\n"))
    told = [(each.severity, each.line, each.path, each.message) for each in read.identical]
    same = "the same rules as the baseline as_it_is: every difference between them is zero"
    assert told == [("warning", 8, "policies.same", same), ("warning", 9, "policies.again", same)]
    path = write(f"{TWO}baseline: slower\n".replace("as_it_is: {}", "a: {}\n  b: {}"))
    (warning,) = resolve(path).identical
    assert warning.message.startswith("the same rules as the policy a:")


def test_too_many_policies(write, problems):
    many = "".join(f"  p{number}: {{}}\n" for number in range(51))
    (problem,) = problems(write(f"extends: small.yaml\npolicies:\n{many}"))
    assert problem.message == "more than 50 policies are too many to compare"


def test_a_base_that_cannot_be_read_is_the_only_complaint(write, problems):
    (problem,) = problems(write("extends: gone.yaml\npolicies: { a: {}, b: {} }\nbaseline: b\n"))
    assert problem.message.startswith("no such file")


@pytest.mark.parametrize("labels", [{}, {"as_it_is": "as it is", "slower": "Once a year"}])
def test_policies_travel_with_the_scenario(write, labels):
    scenario = load_scenario(write(TWO) if labels else write("extends: small.yaml\n"))
    again = pickle.loads(pickle.dumps(scenario))  # noqa: S301 - our own
    assert again == scenario
    assert dict(again.stated_policies.labels) == labels
    assert list(again.stated_policies) == list(labels)
