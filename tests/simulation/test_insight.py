"""Customer insight at work, where the rules leave nothing to chance."""

import numpy as np
import pandas as pd
import pytest
from building import Exactly, scenario, simulate
from exactness import assert_mean

from orgsim import PromotionPolicy

LEVELS = Exactly(
    {
        "pm": {"title": "Product Manager", "perspective": "user"},
        "director": {"title": "Director of Product", "perspective": "function"},
        "vp": {"title": "Vice President of Product", "perspective": "organization"},
    }
)
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]  # fmt: skip
NOBODY_ELSE = {
    "levels": LEVELS,
    "initial": Exactly({"headcount": 10, "levels": {"pm": "100%"}, "skill": 5}),
    "plan": {"rate": "-90%/year"},
    "entry_points": {"near_pm": {"levels": Exactly({"pm": "100%"})}},
    "attrition": {"base": "0/year"},
    "promotion": Exactly(
        {
            "trigger": {"kind": "cycle", "months": MONTHS},
            "eligibility": {"readiness_bar": 0},
            "selection": {"kind": "merit"},
            "budget": {"kind": "none"},
        }
    ),
}


def promotions(tables):
    events = tables["events"]
    return events[events["kind"] == "promotion"]


def with_customer(**customer):
    return scenario({**NOBODY_ELSE, "customer": customer}, horizon="6 years")


class TestOnePath:
    """Skill equals a Director's scope, so insight into a function must reach one half.

    Seen to fail with the perspective of the level held in place of the next one's, without the
    share of the next view, with rates that do not change at the move, and with an
    `insight_since` left behind there.
    """

    A, SHARE = 1.2, 0.5
    MADE = 14 / 12  # the first month after log(2) / (A x SHARE) = 1.155 years

    @pytest.fixture
    def tables(self):
        given = with_customer(access=f"{self.A}/year", insight_weight=1, next_view="50%")
        return simulate(given, 2)

    def test_the_way_to_director(self, tables):
        moves = promotions(tables)
        assert set(moves["level_to"]) == {1}
        assert len(moves) == 2 * 10
        np.testing.assert_allclose(moves["time"], self.MADE)

    def test_more_access_is_the_shorter_way(self):
        moves = promotions(simulate(with_customer(access="2.4/year", insight_weight=1,
                                                  next_view="50%"), 1))  # fmt: skip
        np.testing.assert_allclose(moves["time"], 7 / 12)

    def test_insight_of_those_at_each_level(self, tables):
        levels = tables["levels"]
        pm, director = (levels[(levels["level"] == i) & (levels["headcount"] > 0)] for i in (0, 1))
        np.testing.assert_allclose(pm["insight"], 1 - np.exp(-self.A * pm["time"]))
        brought = np.exp(-self.A * self.SHARE * self.MADE)
        since = director["time"] - self.MADE
        np.testing.assert_allclose(director["insight"], 1 - brought * np.exp(-self.A * since))
        assert levels["insight"].isna().equals(levels["headcount"] == 0)

    def test_without_access_nobody_becomes_a_director(self):
        given = with_customer(access="0/year", insight_weight=1)
        assert promotions(simulate(given, 1)).empty


def test_insight_without_weight_changes_nothing():
    """Byte for byte, whatever people bring along."""
    brings = {"insight": {"user": {"kind": "uniform", "min": 0, "max": 1}}}
    asked = {
        "customer": {"access": "3/year"},
        "initial": brings,
        "entry_points": {"near_pm": {**brings, "part_time_share": "50%"}},
    }
    plain, same = (simulate(scenario(rules), 4) for rules in ({}, asked))
    for name in plain:
        assert plain[name].equals(same[name]), name
    assert same["levels"]["insight"].isna().all()


def times_to_director(access):
    """Years from the start, by person; skill alone would do sooner or later for everybody."""
    rules = {
        **NOBODY_ELSE,
        "initial": Exactly(
            {
                "headcount": 60,
                "levels": {"pm": "100%"},
                "skill": {"kind": "normal", "mean": 4.2, "sd": 0.4},
                "potential": {"kind": "normal", "mean": 5.6, "sd": 0.4, "min": 5.2},
                "learning_rate": "0.5/year",
                "insight": {"user": 0.5, "function": {"kind": "uniform", "min": 0, "max": 0.4}},
            }
        ),
        "customer": {"access": access, "insight_weight": 1},
    }
    moves = promotions(simulate(scenario(rules, horizon="12 years"), 20))
    moves = moves[moves["level_to"] == 1]
    return moves.set_index(["replication", "person"])["time"].sort_index()


def test_more_access_shortens_the_time_to_director_for_everybody():
    """Paired: the same people with the same talents, and nobody stands in another's way."""
    seldom, sometimes, often = (times_to_director(f"{rate}/year") for rate in (0.4, 0.8, 1.6))
    assert len(seldom) == len(sometimes) == len(often) == 20 * 60
    for less, more in ((seldom, sometimes), (sometimes, often)):
        sooner = less - more
        assert sooner.min() >= 0
        assert sooner.mean() > 0.3
    mean = [times.mean() for times in (seldom, sometimes, often)]
    assert mean == pytest.approx([2.1, 1.7, 1.4], abs=0.1)


def test_who_sees_more_than_the_next_level_asks_for_is_likelier_to_leave():
    """Insight of 1 is half a weight of readiness: a hazard of 0.3 exp(0.5 x 2 / 2) a year.

    Seen to fail with readiness from skill alone, and with the bias of a committee in it.
    """
    rules = {
        **NOBODY_ELSE,
        "initial": Exactly(
            {"headcount": 200, "levels": {"pm": "100%"}, "skill": 5, "insight": {"function": 1}}
        ),
        "customer": {"access": "0/year", "insight_weight": 2},
        "groups": {"all": {"share": "100%", "bias": -9}},
        "attrition": {"base": "0.3/year", "readiness_effect": 0.5},
    }
    people = simulate(scenario(rules, horizon="2 years"), 20)["people"]
    initial = people[people["person"].str.contains("/initial/")]
    stayed = initial["left"].isna()
    assert_mean(stayed * 1.0, np.exp(-2 * 0.3 * np.exp(0.5)))


def test_the_yearly_chance_knows_of_insight():
    """1 - (1 - 20 %)^f with f = exp(0.5 x 2 / 2)."""
    rules = {
        **NOBODY_ELSE,
        "initial": Exactly(
            {"headcount": 200, "levels": {"pm": "100%"}, "skill": 5, "insight": {"function": 1},
             "tenure": "1 year"}
        ),
        "promotion": {"eligibility": {"readiness_bar": 9}},
        "customer": {"access": "0/year", "insight_weight": 2},
        "groups": {"all": {"share": "100%", "bias": 2}},
        "attrition": {"base": None, "yearly_chance": "20%", "readiness_effect": 0.5},
    }  # fmt: skip
    levels = simulate(scenario(rules, horizon="1 year"), 30)["levels"]
    exits = levels.groupby("replication")["exits"].sum()
    assert_mean(exits / 200, 1 - 0.8 ** np.exp(0.5))


class ByInsight(PromotionPolicy):
    def __init__(self, perspective):
        self.perspective = perspective

    def eligible(self, people, now):
        return people.insight(self.perspective, now) >= 0.5


def test_a_policy_of_ones_own_sees_insight():
    given = with_customer(access="1.2/year", insight_weight=1, next_view="50%")
    made = {}
    for perspective in ("user", "function"):
        own = given.with_policy("a", ByInsight(perspective))
        moves = promotions(simulate(own, 1))
        made[perspective] = moves[moves["level_to"] == 1]["time"].unique().round(6).tolist()
    assert made == {"user": [round(7 / 12, 6)], "function": [round(14 / 12, 6)]}
    with pytest.raises(ValueError, match="there is no perspective 'users'; allowed: user"):
        simulate(given.with_policy("a", ByInsight("users")), 1)


def test_people_hired_see_nothing_but_what_they_bring():
    rules = {
        "levels": LEVELS,
        "initial": Exactly({"headcount": 0, "levels": {"pm": "100%"}}),
        "plan": Exactly({"kind": "arrivals", "process": "fixed", "levels": {"pm": "1 per year"}}),
        "entry_points": {"near_pm": {"levels": Exactly({"pm": "100%"}), "insight": {"user": 0.3}}},
        "attrition": {"base": "0/year"},
        "promotion": {"budget": {"share": "0%"}},
        "customer": {"access": "1/year", "insight_weight": 1},
    }
    tables = simulate(scenario(rules, snapshots="every 6 months"), 1)
    hired = tables["people"]["hired"].to_numpy()
    levels = tables["levels"].query("level == 0 and headcount > 0")
    expected = [
        np.mean(1 - 0.7 * np.exp(-(time - hired[hired <= time]))) for time in levels["time"]
    ]
    np.testing.assert_allclose(levels["insight"], pd.Series(expected))
