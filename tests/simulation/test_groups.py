"""Groups and the bias they meet: exact where nothing is left to chance, else by distribution."""

import numpy as np
import pytest
from building import Exactly, scenario, simulate
from exactness import Z, assert_mean
from scipy import stats

TWO = {"a": {"share": "60%"}, "b": {"share": "40%"}}


def biased(bias, **rules):
    return {"groups": {**TWO, "b": {"share": "40%", "bias": bias}}, **rules}


def grouped(tables, kind):
    """Events of a kind with the group of each person."""
    events, people = tables["events"], tables["people"]
    who = ["replication", "organization", "person"]
    return events[events["kind"] == kind].merge(people[[*who, "group"]], on=who)


def without_groups(tables):
    return {name: table.drop(columns="group", errors="ignore") for name, table in tables.items()}


def test_labels_change_nothing_else():
    """Byte for byte; nor does a bias where no committee judges."""
    nobody_judges = {"promotion": {"selection": Exactly({"kind": "seniority"})},
                     "attrition": {"readiness_effect": 0.5}}  # fmt: skip
    for rules, groups in (({}, biased(0)), (nobody_judges, biased(-2))):
        plain, labelled = (simulate(scenario({**rules, **more}), 4) for more in ({}, groups))
        assert set(plain["people"]["group"]) == {""}
        assert set(labelled["people"]["group"]) == {"a", "b"}
        for name, table in without_groups(plain).items():
            assert table.equals(without_groups(labelled)[name]), name


def test_shares_of_groups_by_entry_point():
    """Seen to fail with the shares of the groups for every entry point."""
    rules = {
        **biased(0),
        "initial": {"headcount": 40, "groups": {"a": "10%", "b": "90%"}},
        "entry_points": {
            "other": {
                "weight": 1,
                "levels": {"pm": "100%"},
                "time_to_fill": "1 day",
                "skill": 2,
                "groups": {"b": "100%"},
            }
        },
        "attrition": {"base": "0.5/year"},
    }
    people = simulate(scenario(rules), 40)["people"]
    initial = people["person"].str.contains("/initial/")
    in_b = (people["group"] == "b") * 1.0
    assert_mean(in_b[initial], 0.9)
    assert_mean(in_b[~initial & (people["entry_point"] == "near_pm")], 0.4)
    assert set(people[~initial & (people["entry_point"] == "other")]["group"]) == {"b"}


@pytest.mark.parametrize("bias", [0.0, -1.0, 0.5])
def test_one_seat_and_two_who_are_equally_able(bias):
    """The better of two standard normals is the one of b with probability Phi(bias / sqrt 2).

    Seen to fail with a bias that is left out of the score, and with one of the other sign.
    """
    rules = {
        **biased(bias),
        "initial": {
            "headcount": 2,
            "levels": Exactly({"senior_pm": "100%"}),
            "skill": {"kind": "normal", "mean": 0, "sd": 1},
        },
        "plan": {"rate": "-90%/year"},
        "levels": {"director": {"seats": {"count": 1}}},
        "promotion": {"selection": {"committee_noise": 0}, "budget": Exactly({"kind": "seats"})},
        "attrition": {"base": "0/year"},
    }
    tables = simulate(scenario(rules, horizon="6 months", snapshots="every 6 months"), 4000)
    both = tables["people"].groupby("replication")["group"].nunique() == 2
    made = grouped(tables, "promotion").set_index("replication")["group"]
    assert_mean((made[both[both].index] == "b") * 1.0, stats.norm.cdf(bias / np.sqrt(2)))


@pytest.mark.parametrize(
    ("bias", "eligible"), [(-0.2, {"a"}), (-0.1, {"a", "b"}), (0.3, {"a", "b"})]
)
def test_the_readiness_bar_is_passed_as_seen(bias, eligible):
    """Everybody is 0.15 rungs above the bar."""
    rules = {
        **biased(bias),
        "initial": {"skill": 3.15, "levels": Exactly({"pm": "100%"})},
        "plan": {"rate": "-90%/year"},
        "promotion": {"eligibility": {"readiness_bar": 0}, "budget": Exactly({"kind": "none"})},
        "attrition": {"base": "0/year"},
    }
    tables = simulate(scenario(rules, horizon="1 year"), 10)
    moved = grouped(tables, "promotion").query("level_to == 1")
    assert set(moved["group"]) == eligible
    count = tables["people"]["group"].isin(eligible).sum()
    assert len(moved) == count > 0


def test_whoever_is_seen_lower_looks_the_worst():
    rules = {
        **biased(-1),
        "initial": {"skill": 3, "levels": Exactly({"pm": "100%"})},
        "plan": {"rate": "-90%/year"},
        "promotion": {
            "trigger": {"months": ["March"]},
            "selection": Exactly({"kind": "worst"}),
            "budget": {"share": "20%"},
        },
        "attrition": {"base": "0/year"},
    }
    tables = simulate(scenario(rules, horizon="6 months", snapshots="every 6 months"), 20)
    moved = grouped(tables, "promotion").groupby("replication")["group"].value_counts()
    there = tables["people"].groupby("replication")["group"].value_counts().unstack(fill_value=0)
    for replication, count in there["b"].items():
        assert moved[replication].get("b", 0) == min(4, count)


def rates(bias):
    """Promotions per person-year of a less those of b, in every replication."""
    rules = biased(bias, initial={"headcount": 60})
    tables = simulate(scenario(rules, horizon="8 years"), 60)
    people = tables["people"]
    lived = people["left"].fillna(8.0) - people["hired"].clip(lower=0)
    years = lived.groupby([people["replication"], people["group"]]).sum()
    moves = grouped(tables, "promotion").groupby(["replication", "group"]).size()
    rate = (moves / years).unstack()
    return rate["a"] - rate["b"]


def test_alike_without_bias_and_apart_with_it():
    """False alarm 1e-4; a bias of half the spread of skill is seen at more than ten times that."""
    assert_mean(rates(0.0), 0.0)
    apart = rates(-0.25)
    assert apart.mean() / (apart.std() / np.sqrt(len(apart))) > 2 * Z
