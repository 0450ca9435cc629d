"""``--set path=value``."""

import pytest

from orgsim.scenario import load_scenario


def only(found):
    (problem,) = found
    return problem


def test_a_value_is_replaced(small):
    scenario = load_scenario(small, ["organizations.small.plan.rate=20%/year", "seed=0"])
    plan = scenario.organizations["small"].plan
    assert plan.rate.factor == pytest.approx(1.2)
    assert plan.limit == 60
    assert scenario.seed == 0


def test_later_overrides_win_and_spaces_are_nothing(small):
    assert load_scenario(small, ["seed=4", " seed = 5 "]).seed == 5


def test_a_list_or_mapping_in_brackets(small):
    scenario = load_scenario(
        small,
        [
            "organizations.small.promotion.trigger.months=[June]",
            "organizations.small.levels.pm={scope: 1.5, min_time_in_level: 6 months}",
        ],
    )
    organization = scenario.organizations["small"]
    assert organization.promotion.trigger.months == (6,)
    assert organization.levels["pm"].scope == 1.5
    assert organization.levels["pm"].title == "Product Manager"


def test_another_kind_replaces_the_whole_mapping(small):
    scenario = load_scenario(small, ["organizations.small.promotion.budget.kind=seats"])
    assert scenario.organizations["small"].promotion.budget.model_dump() == {"kind": "seats"}


def test_null_removes(small):
    scenario = load_scenario(small, ["organizations.small.warm_up=null"])
    assert scenario.organizations["small"].warm_up == 0


def test_a_section_that_the_file_leaves_out_can_be_set(small):
    scenario = load_scenario(small, ["organizations.small.staffing.every=every 2 weeks"])
    assert scenario.organizations["small"].staffing.every == 2 / 52


@pytest.mark.parametrize(
    ("override", "place", "message"),
    [
        (
            "organizations.small.plan.rate=5",
            (1, 31),
            (
                "growth is written as a percentage over time, such as 35%/year, got 5; "
                "did you mean 5%/year?"
            ),
        ),
        (
            "organizations.smal.plan.rate=5%/year",
            (1, 15),
            "there is no 'smal' here; allowed: small; did you mean small?",
        ),
        (
            "organizations.small.levels.dirctor.seats.count=4",
            (1, 28),
            "there is no 'dirctor' here; allowed: pm, senior, director; did you mean director?",
        ),
        (
            "organizations.small.plan.rte=5%/year",
            (1, 26),
            "unknown key 'rte'; allowed: kind, rate, limit, feedback; did you mean rate?",
        ),
        (
            "small.plan.rate=5%/year",
            (1, 1),
            "unknown key 'small'; did you mean organizations.small.plan.rate?",
        ),
        (
            "plan.rate=5%/year",
            (1, 1),
            "unknown key 'plan'; did you mean organizations.small.plan.rate?",
        ),
        (
            "organizations.small.promotion.trigger.months=[March, Okt]",
            (1, 54),
            "unknown month, got 'Okt'",
        ),
        (
            "organizations.small.promotion.trigger.months[0]=March",
            (1, 39),
            (
                "a list is set as a whole, got 'organizations.small.promotion.trigger.months[0]'; "
                "did you mean organizations.small.promotion.trigger.months=[...]?"
            ),
        ),
        (
            "organizations.small.promotion.trigger.months.0=March",
            (1, 46),
            (
                "a list is set as a whole, got 'organizations.small.promotion.trigger.months.0'; "
                "did you mean organizations.small.promotion.trigger.months=[...]?"
            ),
        ),
        (
            "organizations.small.promotion.effect.skill.noise=0.2",
            (1, 38),
            "missing key 'kind'; allowed: carry, redraw, blend; did you mean kind: carry?",
        ),
        ("seed", (1, 1), "an override is written path=value on one line, got 'seed'"),
        ("seed=1\n2", (1, 1), "an override is written path=value on one line, got 'seed=1\\n2'"),
        ("=3", (1, 1), "a path is keys with a dot between, got ''"),
        ("a..b=3", (1, 3), "a path is keys with a dot between, got 'a..b'"),
        (
            "seed=",
            (1, 6),
            "nothing is written after the equals sign; null removes what the file says",
        ),
        ("seed=[1", (1, 6), "a comma or ']' is missing in the list that opens here"),
        (
            "seed=!!int 3",
            (1, 6),
            "tags have no place in a scenario, got '!!int'; write the plain value",
        ),
        ("seed=\udcff", (1, 6), "a character that text cannot hold, got U+DCFF; delete it"),
        (
            "extends=preset/startup",
            (1, 1),
            "unknown key 'extends' here; it stands at the top of a file or of an organization",
        ),
    ],
)
def test_a_mistake_points_into_the_override(small, problems, override, place, message):
    problem = only(problems(small, override))
    assert problem.message == message
    assert (problem.file, problem.line, problem.column) == ("--set", *place)


def test_each_override_is_a_line_of_its_own(small, problems):
    found = problems(small, "seed=1", "seed=x", "replications=0")
    assert [(problem.line, problem.column, problem.path) for problem in found] == [
        (2, 6, "seed"),
        (3, 14, "replications"),
    ]
    assert found[0].excerpt == "seed=x\n     ^"


def test_a_contradiction_that_an_override_makes_points_at_it(small, problems):
    problem = only(problems(small, "organizations.small.attrition.base.boss=3%/year"))
    assert (problem.file, problem.column) == ("--set", 36)
    assert "there is no level 'boss'" in problem.message


def test_one_override_is_a_list_of_one(small):
    with pytest.raises(TypeError, match=r"^overrides are a list, as in \['seed=0'\]$"):
        load_scenario(small, "seed=0")
