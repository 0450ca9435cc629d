"""The textbook SimPy program and the block engine are two programs of one model."""

from pathlib import Path

import numpy as np
import pytest
from agreement import assert_agree
from building import EVERY_PROMOTION_RULE, Exactly, merged, scenario
from hypothesis import HealthCheck, given, settings
from random_scenarios import scenarios

from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.scenario import load_scenario, resolve
from orgsim.simulation.day import Item
from orgsim.simulation.reference import simulate_one_by_one, simulate_replication

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("scenarios", "orgsim/verification/textbook", "benchmarks")
    for path in (ROOT / folder).rglob("*.yaml")
    if "invalid" not in path.parts
)

SMALLER = {
    "benchmarks/everything_on.yaml": [
        "organizations.big_company.initial.headcount=120",
        "organizations.big_company.plan.limit=400",
        "organizations.big_company.stages.larger.headcount=130",
    ]
}
"""Where as much happens to fewer people."""


@pytest.mark.parametrize("path", SHIPPED)
def test_both_programs_write_the_same_of_every_shipped_scenario(path):
    """The first five years at most."""
    whole = load_scenario(ROOT / path, SMALLER.get(path, []))
    horizon = min(whole.horizon, max(5.0, whole.snapshots))
    assert_agree(whole.model_copy(update={"horizon": horizon, "record": "all"}), 2)


def test_everything_still_happens_to_fewer_people():
    """The stage is entered, and whatever can be a reason is one, in the five years compared."""
    (path,) = SMALLER
    given = load_scenario(ROOT / path, [*SMALLER[path], "horizon=5 years", "record=all"])
    tables = simulate_replication(given, 0)
    assert set(tables["stages"]["stage"]) == {"larger"}
    assert {"layoff", "relevel", "title_grant"} <= set(tables["events"]["kind"])
    reasons = {"counter_offer", "declined", "hiring_freeze", "performance", "title_reset"}
    assert reasons | {"vacancy"} <= set(tables["events"]["reason"])


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        (path, name)
        for path in ("scenarios/promotion_policies.yaml", "scenarios/title_policies.yaml")
        for name in [*resolve(ROOT / path).policies][1:]
    ],
)
def test_both_programs_write_the_same_of_every_policy_but_the_baseline(path, policy):
    """Where titles are reset that happens after five years."""
    small = ["organizations.company.initial.headcount=60", "horizon=3 years"]
    overrides = small if "promotion" in path else ["horizon=6 years"]
    assert_agree(resolve(ROOT / path, [*overrides, "record=all"]).policies[policy].scenario, 2)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_both_programs_write_the_same_of_random_scenarios(given):
    assert_agree(given, 2)


def test_both_programs_write_the_same_of_careers_through_a_bottleneck():
    """Two limited levels under an unlimited one: clocks, seats and competitions by turns."""
    levels = {f"l{i}": {"title": f"L{i}", "rank": i + 1} for i in range(5)}
    levels["l1"]["seats"] = {"count": 6}
    levels["l3"]["seats"] = {"share": "15%"}
    rules = {
        "levels": Exactly(levels),
        "initial": {"headcount": 25, "levels": Exactly({"l0": "100%"})},
        "entry_points": {"near_pm": {"levels": Exactly({"l0": "100%"})}},
        "promotion": {
            "trigger": {
                "kind": "continuous",
                "rate": Exactly({"default": "3/year", "l1": "1/year"}),
            },
            "budget": {"kind": "seats"},
            "selection": {"kind": "chance", "probability": "70%"},
        },
        "attrition": {"base": "0.3/year", "patience": "6 months", "patience_effect": 0.5},
    }
    given = scenario(rules, {**rules, "staffing": {"every": "2 weeks"}})
    assert_agree(given, 3)
    events = simulate_replication(given, 0)["events"]
    moved = events["kind"] == "promotion"
    assert set(zip(events["item"][moved], events["level_to"][moved], strict=True)) == {
        (Item.STAFFING, 1),
        (Item.PEOPLE, 2),
        (Item.STAFFING, 3),
        (Item.PEOPLE, 4),
    }


@pytest.mark.parametrize("level", ["entry_point", "structure", "leaver"])
@pytest.mark.parametrize("trigger", ["cycle", "continuous"])
def test_both_programs_write_the_same_of_vacancy_chains(trigger, level):
    """Chains among people who are promoted in other ways too, and searches that are given up."""
    triggers = {
        "cycle": {"kind": "cycle", "months": ["January", "June"]},
        "continuous": {"kind": "continuous", "rate": "2/year"},
    }
    everywhere = Exactly({"pm": "60%", "senior_pm": "40%"})
    rules = {
        "levels": {"senior_pm": {"seats": {"share": "40%"}}, "director": {"seats": {"per": 4}}},
        "initial": {"headcount": 40},
        "plan": {"rate": "30%/year"},
        "staffing": {
            "every": "2 weeks",
            "level": {"kind": level},
            "promote_first": "60%",
            "give_up_after": "2 months",
        },
        "entry_points": {
            "near_pm": {
                "levels": everywhere,
                "time_to_fill": {"kind": "exponential", "mean": "45 days"},
            }
        },
        # Whom a counter-offer keeps leaves another seat behind than the title says.
        "promotion": {
            "trigger": triggers[trigger],
            "budget": Exactly({"kind": "seats"}),
            "retention": {"probability": "70%"},
        },
    }
    # Many leave at once, who are replaced on the same day.
    yearly = {
        "staffing": {**rules["staffing"], "every": "1 year"},
        "attrition": {"base": None, "yearly_chance": "20%"},
    }
    given = scenario(rules, {**rules, **yearly})
    assert_agree(given, 3)
    events = simulate_replication(given, 0)["events"]
    moved = events["kind"] == "promotion"
    assert {"", "vacancy"} <= set(events["reason"][moved])
    assert "cancellation" in set(events["kind"])


def test_whoever_cannot_stand_it_any_longer_is_gone_at_once():
    """A hazard beyond all numbers."""
    able = {"skill": 6, "potential": 7, "learning_rate": "0.1/year"}
    given = scenario(
        {
            "attrition": {"base": "0.2/year", "readiness_effect": 100},
            "entry_points": {"near_pm": able},
            # They learn, and on the first of some month it is too much: that day's snapshot, later
            # in the order of the day, must not count them.
            "initial": {"skill": 1, "potential": 7, "learning_rate": "0.3/year"},
        },
        snapshots="every 1 month",
    )
    assert_agree(given, 2)
    tables = simulate_replication(given, 0)
    short = tables["people"]["left"] == tables["people"]["hired"]
    assert short.sum() > 100


@pytest.mark.parametrize("rounding", ["carry", "down", "up", "random"])
def test_both_programs_write_the_same_of_quotas_among_equals(rounding):
    """Initial staff who are all alike: nothing but lots decides between them."""
    promotion = {
        "selection": {"kind": "seniority"},
        "budget": {"kind": "quota", "share": "13%", "rounding": rounding},
    }
    given = scenario({"promotion": promotion, "initial": {"tenure": "3 years"}})
    assert_agree(given, 5)
    moved = {
        frozenset(events["person"][(events["kind"] == "promotion") & (events["time"] < 0.5)])
        for events in (simulate_replication(given, number)["events"] for number in range(5))
    }
    assert len(moved) > 1


@pytest.mark.parametrize(
    "promotion",
    [
        {},
        {"trigger": {"kind": "vacancy"}, "budget": {"kind": "seats"}},
        {"trigger": {"kind": "continuous", "rate": "2/year"}, "budget": {"kind": "seats"}},
        {"selection": {"kind": "policy", "name": "lottery_of_the_ready", "settings": {"bar": -2}}},
    ],
    ids=["cycle", "vacancy", "continuous", "policy"],
)
def test_both_programs_agree_where_everything_may_beset_a_career(promotion):
    rules = merged(EVERY_PROMOTION_RULE, {"promotion": promotion})
    new_skill = {"skill": {"kind": "carry", "noise": {"kind": "normal", "mean": 0, "sd": 1}}}
    others = {
        "levels": {"principal": {"seats": {"count": 3}}},
        "promotion": {"effect": new_skill, "eligibility": {"readiness_bar": -3}},
        "warm_up": "1 year",
    }
    given = scenario(rules, merged(rules, others), horizon="6 years")
    assert_agree(given, 6)
    events = simulate_replication(given, 0)["events"]
    assert {"", "up_or_out", "counter_offer"} <= set(events["reason"])


class LongestAndMostAble(PromotionPolicy):
    """Reads every column that there is, and draws."""

    def eligible(self, people, now):
        return (people.tenure(now) > 0.3) & (people.readiness(now) > -3) & (people.rank < 5)

    def score(self, people, now, draw):
        able = people.skill(now) - people.scope + 0.1 * people.entry_point
        able += people.insight("function", now) + 0.2 * people.group
        luck = draw.uniform("coin") + 0.5 * draw.normal("form")
        return np.where(luck > -0.8, able + people.time_in_level(now) + luck, -np.inf)


@pytest.mark.parametrize(
    "promotion",
    [
        {},
        {"trigger": {"kind": "continuous", "rate": "2/year"}, "budget": {"kind": "seats"}},
        {"trigger": {"kind": "continuous", "rate": "2/year"}, "budget": {"kind": "none"}},
    ],
)
def test_both_programs_ask_a_policy_of_ones_own_alike(promotion):
    levels = {"director": {"seats": {"share": "20%"}}}
    rules = {
        "promotion": promotion,
        "levels": levels,
        "warm_up": "1 year",
        "customer": {"insight_weight": 0.5},
        "groups": {"many": {"share": "60%"}, "few": {"share": "40%", "bias": -0.3}},
    }
    plain = scenario(rules)
    own = plain.with_policy("a", LongestAndMostAble())
    assert_agree(own, 4)
    moved = simulate_replication(own, 0)["events"]["kind"] == "promotion"
    assert moved.any()
    assert not np.array_equal(
        moved, simulate_replication(plain, 0)["events"]["kind"] == "promotion"
    )


@pytest.mark.parametrize(
    "attrition",
    [
        {"stay": {"kind": "lognormal", "median": "1 year", "sigma": 1}},
        {"stay": {"default": {"kind": "gamma", "mean": "1 year", "sd": "1 year"},
                  "director": {"kind": "weibull", "scale": "2 years", "shape": 0.5}}},
        {"yearly_chance": {"default": "30%", "director": "100%"}, "readiness_effect": 0.5},
        {"yearly_chance": "20%", "skill_floor": 2.2, "age_limit": "60 years"},
        {"base": "10%/year", "skill_floor": 2.2, "age_limit": "60 years",
         "retirement": "yearly_step", "readiness_effect": 0.5},
    ],
)  # fmt: skip
def test_both_programs_agree_on_who_leaves(attrition):
    """A warm-up of half years, so that anniversaries fall before, on and after the start."""
    rules = {
        "initial": {"tenure": {"kind": "exponential", "mean": "3 years"},
                    "age": {"kind": "normal", "mean": "50 years", "sd": "8 years"}},
        "entry_points": {"near_pm": {"age": {"kind": "uniform", "min": "50 years",
                                             "max": "62 years"}}},
        "warm_up": "18 months",
        "attrition": {
            "base": None,
            "tenure_factor": [{"after": "0 days", "factor": 0.5}, {"after": "1 year", "factor": 2}],
            "patience": "1 year",
            "patience_effect": 0.3,
            "destinations": {"market": "50%", "left_field": "50%"},
            **attrition,
        },
    }  # fmt: skip
    given = scenario(rules)
    assert_agree(given, 5)
    exits = simulate_replication(given, 0)["events"]
    assert (exits["kind"] == "exit").sum() > 10


@pytest.mark.parametrize("leaving", [{"base": "0.1/year"}, {"yearly_chance": "15%"}])
@pytest.mark.parametrize("budget", ["seats", "none"])
def test_both_programs_agree_on_insight_and_bias(leaving, budget):
    """Careers through all three perspectives, of people who bring different insight along."""
    brought = {
        "user": {"kind": "normal", "mean": 0.5, "sd": 0.4},
        "function": {"kind": "uniform", "min": 0, "max": 0.8},
    }
    rules = {
        "levels": {
            "senior_pm": {"perspective": "function", "seats": {"share": "30%"}},
            "director": {"perspective": "organization"},
        },
        "initial": {"insight": brought, "groups": {"many": "50%", "few": "50%"}},
        "entry_points": {"near_pm": {"insight": brought, "part_time_share": "40%"}},
        "warm_up": "6 months",
        "customer": {"access": "0.6/year", "insight_weight": 2, "next_view": "50%"},
        "groups": {"many": {"share": "70%"}, "few": {"share": "30%", "bias": -0.5}},
        "promotion": {
            "trigger": {"kind": "continuous", "rate": "2/year"},
            "eligibility": {"readiness_bar": {"default": -0.5, "senior_pm": -2}},
            "budget": Exactly({"kind": budget}),
        },
        "attrition": {"base": None, "readiness_effect": 1, **leaving},
    }
    given = scenario(rules)
    assert_agree(given, 4)
    tables = simulate_replication(given, 0)
    assert set(tables["people"]["group"]) == {"many", "few"}
    assert np.isfinite(tables["levels"]["insight"]).sum() > 20
    assert set(tables["events"]["level_to"][tables["events"]["kind"] == "promotion"]) == {1, 2}


EVERY_RULE_OF_PAY = {
    "customer": {"insight_weight": 1},
    "groups": {"many": {"share": "60%"}, "few": {"share": "40%", "bias": -0.3}},
    "reviews": {
        "months": ["March", "September"],
        "rating": {"kind": "forced", "shares": ["10%", "10%", "50%", "25%", "5%"]},
        "performance_management": {"bar": 3, "running": 2, "tolerance": "50%"},
    },
    "pay": {
        "bands": {
            "pm": {"min": 80_000, "mid": 100_000, "max": 120_000},
            "senior_pm": {"min": 110_000, "mid": 140_000, "max": 170_000},
            "default": {"min": 160_000, "mid": 200_000, "max": 240_000},
        },
        "compa_ratio": {"kind": "normal", "mean": 1, "sd": 0.1},
        "entry_compa_ratio": {"near_pm": {"kind": "uniform", "min": 0.8, "max": 1}},
        "merit": {"raises": ["0%", "1%", "3%", "5%", "8%"], "budget": "1%"},
        "volatility": 0.1,
        "recalibrate_every": "18 months",
        "hiring_cost": "20%",
    },
    "attrition": {"base": None, "pay_effect": 2},
    "warm_up": "1 year",
}


@pytest.mark.parametrize("leaving", [{"base": "0.2/year"}, {"yearly_chance": "20%"}])
@pytest.mark.parametrize(
    "promotion",
    [
        {"eligibility": {"min_rating": 3}},
        {"budget": {"kind": "money", "pool": "1%"}},
        EVERY_PROMOTION_RULE["promotion"] | {"budget": {"kind": "money", "pool": "2%"}},
    ],
    ids=["min_rating", "money", "every rule"],
)
def test_both_programs_agree_on_ratings_and_pay(promotion, leaving):
    rules = merged(EVERY_RULE_OF_PAY, {"promotion": promotion, "attrition": leaving})
    if "track_change" in promotion:
        rules["levels"] = EVERY_PROMOTION_RULE["levels"]
    given = scenario(rules, {**rules, "warm_up": "0 months"}, horizon="5 years")
    assert_agree(given, 2)
    tables = simulate_replication(given, 0)
    assert {"performance"} <= set(tables["events"]["reason"])
    assert (tables["events"]["kind"] == "promotion").sum() > 3
    assert np.isfinite(tables["people"]["pay"]).all()


@pytest.mark.parametrize(
    "selection",
    [
        {"kind": "merit", "committee_noise": 2},
        {"kind": "chance", "probability": "40%"},
        {"kind": "policy", "name": "lottery_of_the_ready", "settings": {"bar": -1}},
    ],
    ids=["only_ranks", "may_refuse", "policy"],
)
def test_both_programs_agree_on_those_who_compete_with_nobody(selection):
    """Considered at any time, for levels that have no limit: one person is judged alone."""
    rules = merged(
        EVERY_RULE_OF_PAY,
        {
            "promotion": {
                "trigger": {"kind": "continuous", "rate": "3/year"},
                "eligibility": {
                    "min_time_in_level": "8 months",
                    "min_rating": 3,
                    "readiness_bar": {"default": -1.5, "senior_pm": -2.5},
                },
                "selection": Exactly(selection),
                "budget": {"kind": "none"},
                "up_or_out": {"passed_over": 2},
            },
            "attrition": {"base": "20%/year"},
        },
    )
    given = scenario(rules, horizon="5 years")
    assert_agree(given, 4)
    events = simulate_replication(given, 0)["events"]
    assert (events["kind"] == "promotion").sum() > 3
    assert ("up_or_out" in events["reason"]) == (selection["kind"] == "chance")


@pytest.mark.parametrize("leaving", [{"base": "0.4/year"}, {"yearly_chance": "20%"}])
def test_both_programs_agree_on_an_organization_that_changes_its_rules(leaving):
    """Everything is under way when the rules change, and most of it is other than before."""
    way = EVERY_RULE_OF_PAY["pay"]["entry_compa_ratio"]
    training = {
        "entering": "20 per year",
        "time": {"kind": "gamma", "mean": "6 months", "sd": "3 months"},
        "initial": 3,
    }
    clocks = {
        "promotion": {
            "trigger": {"kind": "continuous", "rate": {"default": "3/year", "pm": "1/year"}},
            "budget": Exactly({"kind": "seats"}),
            "track_change": None,
            "retention": {"probability": "20%"},
        },
        "entry_points": {"near_pm": {"apprenticeship": training, "acceptance": None}},
        "attrition": {
            "base": None,
            "yearly_chance": None,
            "stay": {"kind": "gamma", "mean": "2 years", "sd": "1 year"},
        },
        "staffing": {"every": "1 week", "level": Exactly({"kind": "leaver"})},
    }
    grown = {
        "levels": {"senior_pm": {"seats": {"share": "30%"}, "scope": 3.5}},
        "promotion": {
            "trigger": Exactly({"kind": "cycle", "months": ["May"], "jitter": "7 weeks"}),
            "budget": Exactly({"kind": "quota", "share": "25%"}),
            "up_or_out": {"after": "30 months"},
        },
        "entry_points": {"near_pm": {"apprenticeship": None, "cap": "9 per year"}},
        "attrition": {"base": "0.5/year", "stay": None, "age_limit": "55 years"},
        "customer": {"insight_weight": 0, "access": "0.5/year"},
        "pay": EVERY_RULE_OF_PAY["pay"] | {"entry_compa_ratio": way},
        "staffing": {"every": "1 year"},
        "titles": {"scope_growth": "0.5 per year"},
    }
    rules = {
        **EVERY_PROMOTION_RULE,
        "plan": {"rate": "50%/year"},
        "initial": {"age": WAY["age"], "tenure": "1 year"},
        "warm_up": "6 months",
        "customer": {"insight_weight": 1},
        "reviews": EVERY_RULE_OF_PAY["reviews"],
        "groups": EVERY_RULE_OF_PAY["groups"],
        "entry_points": {"near_pm": {"acceptance": "60%", "age": WAY["age"]}},
        "attrition": {"base": None, "patience_effect": 0.2, **leaving},
        "stages": {
            "clocks": {"headcount": 26, "rules": clocks},
            "grown": {"headcount": 38, "rules": grown},
        },
        "interventions": [
            {"kind": "set", "date": "2027-03-01", "rules": {"plan": {"rate": "80%/year"}}},
            {"kind": "set", "date": "2028-08-01", "rules": {
                "plan": {"rate": "-30%/year"}, "customer": {"insight_weight": 2}, "pay": None}},
        ],
    }  # fmt: skip
    given = scenario(rules, horizon="5 years", seed=3)
    assert_agree(given, 6)
    entered = simulate_one_by_one(given, range(6))["stages"]
    assert set(entered["stage"]) == {"clocks", "grown"}
    assert len(set(entered["time"])) > 4


def test_the_reference_records_what_the_scenario_says():
    given = scenario({}, {"warm_up": "1 year"}, record=2)
    assert_agree(given, 4)
    tables = simulate_one_by_one(given, range(4))
    assert set(tables["events"]["replication"]) == set(tables["people"]["replication"]) == {0, 1}
    assert set(tables["levels"]["replication"]) == {0, 1, 2, 3}
    nothing = simulate_replication(scenario({}, record="none"), 0)
    assert len(nothing["events"]["time"]) == len(nothing["people"]["person"]) == 0
    assert len(nothing["cycles"]["time"]) > 0


def test_everybody_leaves_and_nobody_ever_comes():
    """An organization that dies out, and one that never was."""
    gone = {"attrition": {"base": "30/year"}, "plan": {"rate": "-99%/year"}}
    nobody = Exactly({"kind": "path", "points": {"2027-01-01": 0}})
    never = {"initial": {"headcount": 0}, "plan": nobody}
    given = scenario(gone, never)
    assert_agree(given, 3)
    assert simulate_replication(given, 0)["levels"]["headcount"][-3:].sum() == 0


WAY = {
    "weight": 1,
    "levels": {"pm": "100%"},
    "time_to_fill": {"kind": "lognormal", "median": "40 days", "sigma": 0.5},
    "skill": 2,
    "age": {"kind": "normal", "mean": "40 years", "sd": "5 years"},
}


def test_both_programs_write_the_same_of_every_way_in_at_once():
    """Every feature of entry points in one organization, each of them at work."""
    search = {"acceptance": "60%", "cohort": ["March", "July"], "cap": "6 per year"}
    rules = {
        "plan": {"rate": "30%/year"},
        "warm_up": "18 months",
        "levels": {"director": {"seats": {"count": 5}}},
        "entry_points": Exactly(
            {
                "graduates": {**WAY, **search, "weight": 3},
                "switchers": {
                    **WAY,
                    "cap": "4 per year",
                    "apprenticeship": {
                        "entering": "5 per year",
                        "time": {"kind": "gamma", "mean": "1 year", "sd": "6 months"},
                        "initial": 3,
                    },
                },
                "founders": {
                    **WAY,
                    "levels": {"pm": "50%", "director": "50%"},
                    "cap": "5 per year",
                    "acceptance": "80%",
                    "returning": {"chance": "90%", "after": {"kind": "exponential",
                                                             "mean": "3 months"}},
                },
            }
        ),
        "attrition": {"base": "0.4/year", "destinations": {"founder": "60%", "market": "40%"}},
    }  # fmt: skip
    without = {name: way for name, way in rules["entry_points"].items() if name != "switchers"}
    reviews = {"every": "1 week", "give_up_after": "2 months"}
    weekly = {
        **rules,
        "staffing": reviews,
        "entry_points": Exactly(without),
        "initial": {"age": WAY["age"]},
        "attrition": {**rules["attrition"], "age_limit": "42 years"},
    }
    given = scenario(rules, weekly, start="2026-05-01")
    assert_agree(given, 4)
    tables = simulate_replication(given, 0)
    counts = {name: tables["hires"][name].sum() for name in ("declined", "turned_away", "withheld")}
    assert min(counts.values()) > 5, counts
    assert tables["people"]["spell"].max() > 1
    assert np.isfinite(tables["people"]["pipeline_entered"]).sum() > 5


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_both_programs_agree_on_a_chain_of_acquisitions(order):
    """`a` acquires `b` and then `c` acquires `a`, whatever the order in the file."""
    age = {"kind": "normal", "mean": "40 years", "sd": "8 years"}
    way = {"near_pm": {"acceptance": "70%", "age": age}}
    seen = {"customer": {"access": "0.5/year", "insight_weight": 1}}
    labels = {"groups": {"many": {"share": "70%"}, "few": {"share": "30%", "bias": -0.4}}}
    clocks = {"promotion": Exactly({"trigger": {"kind": "continuous", "rate": "2/year"},
                                    "selection": {"kind": "random"},
                                    "budget": {"kind": "seats"}})}  # fmt: skip
    rules = [
        {**seen, **clocks, "entry_points": way},
        {**seen, **labels, "titles": {"scope_cap": [{"people": 1, "scope": 3}]},
         "warm_up": "6 months", "staffing": {"every": "1 week"}},
        {**labels, **clocks, "attrition": {"base": "0.3/year", "age_limit": "50 years"},
         "initial": {"headcount": 20, "age": age}, "entry_points": way},
    ]  # fmt: skip
    for each in rules:
        each["initial"] = {**each.get("initial", {}), "age": age}
    a, b = ("abc"[order.index(i)] for i in (0, 1))
    rules[0]["interventions"] = [
        {"kind": "acquire", "date": "2027-05-01", "organization": b, "assessment_noise": 0.5}
    ]
    rules[2]["interventions"] = [
        {"kind": "acquire", "date": "2028-01-01", "organization": a, "title_credit": "30%"},
        {"kind": "title_reset", "date": "2028-01-01"},
    ]
    given = scenario(*(rules[i] for i in order))
    assert_agree(given, 2)
    people = simulate_one_by_one(given, range(2))["people"]
    assert people["spell"].max() == 3
