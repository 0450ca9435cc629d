"""The labor market: who is hired by whom, and that nobody is lost on the way."""

import numpy as np
import pandas as pd
import pytest
from agreement import assert_agree
from building import ORGANIZATION, Exactly, merged, scenario, simulate
from hypothesis import HealthCheck, given, settings
from random_scenarios import scenarios

from orgsim.scenario import Scenario

OUTSIDE = {
    "weight": 3,
    "outside": {
        "titles": {"Product Manager": "50%", "Senior Product Manager": "50%"},
        "inflation": 0.5,
        "title_credit": "20%",
        "assessment_noise": 0.4,
    },
    "time_to_fill": "45 days",
    "stretch": 0,
    "potential": {"kind": "normal", "mean": 4, "sd": 1},
    "learning_rate": "0.2/year",
}
TRADING = {
    "entry_points": {"experienced": OUTSIDE},
    "attrition": {"base": "0.3/year", "destinations": {"market": "80%", "founder": "20%"}},
}
BY_LEAVER = merged(TRADING, {"staffing": {"level": {"kind": "leaver"}}, "warm_up": "8 months"})
WEEKLY = merged(TRADING, {"staffing": {"every": "1 week"}})
STAYS = {"kind": "exponential", "mean": "1 year"}
MARKET = {"organizations": {"a": "30%", "b": "50%", "c": "20%"}, "stays": STAYS}

LEAVING_AT_ONCE = {
    "levels": {"senior_pm": {"rank": 4, "scope": 3}, "director": {"rank": 7, "scope": 5}},
    "initial": {"headcount": 40},
    "plan": {"rate": "-99%/year"},
    "promotion": {"budget": {"share": "0%"}},
    "attrition": {"base": None, "yearly_chance": "100%", "destinations": {"market": "100%"}},
}
"""All of them leave after a year, with titles that are 0, 1 and 2 rungs ahead of their work."""


def hiring_at_once(**outside):
    """Sixty people are wanted after a year, of whom forty can come from the market."""
    way = {
        **OUTSIDE,
        "weight": 1,
        "outside": {**OUTSIDE["outside"], "assessment_noise": 0, **outside},
    }
    ranks = {"pm": 2, "senior_pm": 3, "lead": 4, "director": 5, "vp": 7}
    return {
        "levels": Exactly({name: {"title": name, "rank": rank} for name, rank in ranks.items()}),
        "initial": {"headcount": 0},
        "plan": Exactly({"kind": "path", "points": {"2026-12-01": 0, "2027-01-01": 60}}),
        "entry_points": Exactly({"experienced": way}),
        "attrition": {"base": "0/year"},
    }


def at_once(market=None, **outside):
    everybody = {
        "organizations": {"a": "0%", "b": "100%"},
        "stays": "1 month",
        "acceptance": "100%",
    }
    return scenario(
        LEAVING_AT_ONCE,
        hiring_at_once(**outside),
        markets={"m": {**everybody, **(market or {})}},
        horizon="2 years",
    )


def moved(tables):
    """Hires from the market."""
    events = tables["events"]
    return events[(events["kind"] == "hire") & (events["origin"] != "")]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios().filter(lambda drawn: drawn.markets))
def test_both_programs_write_the_same_of_random_markets(drawn):
    assert_agree(drawn, 2)


def test_both_programs_write_the_same_of_busy_markets():
    exchanging = scenario(TRADING, BY_LEAVER, WEEKLY, markets={"m": MARKET})
    assert_agree(exchanging, 3)
    hires = moved(simulate(exchanging, 3))
    assert hires.groupby(["origin", "organization"]).size().min() > 3


def test_nobody_is_lost_or_in_two_places():
    """Whoever is hired from the market left another organization for it, and only once."""
    tables = simulate(scenario(TRADING, BY_LEAVER, WEEKLY, markets={"m": MARKET}), 10)
    people, hires = tables["people"].sort_values("spell"), moved(tables)
    assert (people["spell"] > 2).sum() > 5
    names = {0: "a", 1: "b", 2: "c"}
    left = {
        (row.replication, row.person, row.left): names[row.organization]
        for row in people.itertuples()
        if row.destination == "market"
    }
    for (replication, person), spells in people.groupby(["replication", "person"]):
        assert np.all(spells["hired"].to_numpy()[1:] > spells["left"].to_numpy()[:-1])
        for before, after in zip(spells[:-1].itertuples(), spells[1:].itertuples(), strict=True):
            assert after.spell == before.spell + 1
            mine = hires[(hires["replication"] == replication) & (hires["person"] == person)]
            (origin,) = mine[mine["time"] == after.hired]["origin"]
            assert left.pop((replication, person, before.left)) == origin
            assert origin != names[after.organization]
    levels = tables["levels"]
    assert levels["hires_from_market"].sum() == (hires["time"] > 0).sum()


def test_a_market_at_which_nobody_looks_is_none():
    nobody = {**MARKET, "organizations": dict.fromkeys("abc", "0%")}
    with_it = simulate(scenario(TRADING, BY_LEAVER, WEEKLY, markets={"m": nobody}), 5)
    without = simulate(scenario(TRADING, BY_LEAVER, WEEKLY), 5)
    for name, table in without.items():
        pd.testing.assert_frame_equal(table, with_it[name], check_exact=True, obj=name)


@pytest.mark.parametrize("size", [1, 4])
def test_blocks_never_matter(size):
    exchanging = scenario(TRADING, BY_LEAVER, WEEKLY, markets={"m": MARKET})
    together, apart = simulate(exchanging, 9), simulate(exchanging, 9, block=size)
    for name, table in together.items():
        pd.testing.assert_frame_equal(table, apart[name], check_exact=True, obj=name)


def test_the_order_of_the_organizations_does_not_matter():
    """All leave on the same days, so that only lots decide who applies first."""

    def hired(order):
        rules = merged(
            TRADING,
            {"attrition": {"base": None, "yearly_chance": "40%"}, "initial": {"headcount": 40}},
        )
        data = {
            "name": "Test",
            "start": "2026-01-01",
            "horizon": "3 years",
            "record": "all",
            "organizations": {name: merged(ORGANIZATION, rules) for name in order},
            "markets": {"m": {**MARKET, "organizations": dict.fromkeys(order, "30%")}},
        }
        tables = simulate(Scenario.model_validate(data), 5)
        hires = moved(tables).assign(
            to=lambda each: each["organization"].map(dict(enumerate(order)))
        )
        return hires.set_index(["replication", "person", "time"])[["to", "origin", "rank_to"]]

    one, other = hired("abc"), hired("cab")
    assert len(one) > 50
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index())


@pytest.mark.parametrize("level", ["entry_point", "mix"])
def test_without_title_credit_a_move_takes_away_the_inflation(level):
    """Skill is scope and assessed without an error: the new rank is that of the old work."""
    drawn = at_once(title_credit="0%")
    if level == "mix":
        rules = hiring_at_once(title_credit="0%", inflation=0) | {
            "staffing": {"level": {"kind": "mix", "shares": {"pm": "60%", "senior_pm": "40%"}}}
        }
        drawn = scenario(
            LEAVING_AT_ONCE, rules, markets=at_once().model_dump(mode="json")["markets"]
        )
    hires = moved(simulate(drawn, 5))
    gap, relevel = hires["rank_from"] - hires["scope_from"], hires["rank_to"] - hires["rank_from"]
    assert (hires["time"] < 1.2).all()
    assert set(gap) == {0, 1, 2}
    if level == "entry_point":
        assert len(hires) == 5 * 40
        assert np.array_equal(relevel, -gap)
    else:
        # Where no level that fits is open any more, a lower one is offered.
        assert np.all(relevel <= -gap)
        assert relevel.mean() == pytest.approx(-gap.mean(), abs=0.5)


def test_with_full_title_credit_a_title_is_worth_as_much_elsewhere():
    hires = moved(simulate(at_once(title_credit="100%"), 5))
    assert len(hires) == 5 * 40
    assert np.array_equal(hires["rank_to"], hires["rank_from"])


def test_an_error_about_skill_counts_as_far_as_the_title_does_not():
    noisy = moved(simulate(at_once(title_credit="0%", assessment_noise=0.8), 5))
    assert noisy["rank_to"].nunique() > 3
    assert not np.array_equal(noisy["rank_to"], noisy["scope_from"])
    certain = moved(simulate(at_once(title_credit="100%", assessment_noise=0.8), 5))
    assert np.array_equal(certain["rank_to"], certain["rank_from"])


def test_who_declines_goes_on_looking_until_gone_elsewhere():
    """A quarter accepts each month's offer; the last is made before three months are over."""
    market = {"acceptance": "25%", "stays": "80 days", "relevel_effect": 0}
    tables = simulate(at_once(market, title_credit="100%"), 20)
    offers = tables["events"].query("kind == 'offer' and origin != ''")
    # At once, and after each of two months; there is always somebody missing, for who comes from
    # outside takes a place for good.
    first = offers[offers["time"] == 1]
    assert len(first) == 20 * 40
    assert (first["reason"] == "").mean() == pytest.approx(0.25, abs=0.08)
    assert offers["time"].max() < 1 + 80 / 365
    accepted = offers[offers["reason"] == ""]
    assert len(accepted) == len(moved(tables))
    assert set(zip(accepted["replication"], accepted["person"], strict=True)) == set(
        zip(moved(tables)["replication"], moved(tables)["person"], strict=True)
    )


def test_who_does_not_stay_is_never_found():
    assert moved(simulate(at_once({"stays": "0 days"}), 3)).empty


def test_nobody_accepts_what_takes_too_much_away():
    hires = moved(
        simulate(at_once({"acceptance": "99%", "relevel_effect": 100}, title_credit="0%"), 5)
    )
    assert len(hires) > 50
    assert np.array_equal(hires["rank_to"], hires["rank_from"])


def test_candidates_find_no_more_seats_and_places_than_there_are():
    """All but two of forty are worth the levels that have few seats."""
    rules = hiring_at_once(title_credit="100%")
    seats = {"lead": {"seats": {"count": 3}}, "vp": {"seats": {"count": 2}}}
    search = {"experienced": {"cap": "9 per year"}}
    for limit in ({"levels": seats}, {"entry_points": search}):
        given = scenario(
            merged(LEAVING_AT_ONCE, {"initial": {"levels": {"pm": "5%", "director": "50%"} | {
                "senior_pm": "45%"}}}),
            merged(rules, limit),
            markets=at_once().model_dump(mode="json")["markets"],
            horizon="2 years",
        )  # fmt: skip
        assert_agree(given, 2)
        hires = moved(simulate(given, 5)).groupby("replication")
        if "entry_points" in limit:
            assert set(hires.size()) == {9}
        else:
            assert set(hires["rank_to"].agg(lambda rank: (rank == 4).sum())) == {3}
            assert set(hires["rank_to"].agg(lambda rank: (rank == 7).sum())) == {2}


def test_a_seat_that_a_candidate_takes_is_not_given_to_a_stranger_in_the_same_review():
    """Of the 60 who are wanted, the 40 candidates come first; all 20 strangers are worth a lead."""
    rules = hiring_at_once(title_credit="100%", inflation=0)
    strangers = {"outside": {"titles": Exactly({"Senior Manager, Product": "100%"})}}
    few = {"levels": {"lead": {"seats": {"count": 3}}}, "entry_points": {"experienced": strangers}}
    given = scenario(
        LEAVING_AT_ONCE,
        merged(rules, few),
        markets=at_once().model_dump(mode="json")["markets"],
        horizon="2 years",
    )
    assert_agree(given, 2)
    wanted = simulate(given, 5)["events"].query("kind == 'requisition' and time == 1")
    found = pd.crosstab(wanted["replication"], wanted["rank_to"])
    # Of twelve candidates worth a lead three get the seats, and nine what the strangers get.
    assert found.to_dict("records") == [{2: 20, 3: 9 + 20, 4: 3, 7: 8}] * 5


def test_people_stay_who_they_are():
    """Skill, potential and learning go along, and so does the label."""
    labels = {"groups": {"many": {"share": "70%"}, "few": {"share": "30%"}}}
    swapped = {"groups": {"few": {"share": "90%"}, "many": {"share": "10%"}}}
    learning = {"initial": {"skill": 2, "potential": 4, "learning_rate": "0.5/year"}}
    given = scenario(
        merged(merged(LEAVING_AT_ONCE, labels), learning),
        hiring_at_once() | swapped,
        markets={"m": {"organizations": {"a": "0%", "b": "100%"}, "stays": "1 month"}},
    )
    people = simulate(given, 5)["people"].set_index(["replication", "person"])
    first, second = people[people["spell"] == 1], people[people["spell"] == 2]
    both = first.join(second, how="inner", suffixes=("_before", ""))
    assert len(both) > 50
    assert both["group"].equals(both["group_before"])
    np.testing.assert_allclose(both["skill"], 4 - 2 * np.exp(-0.5 * 4))  # at the end, after 4 years
    assert (both["entry_point"] == "experienced").all()


def test_apprentices_may_finish_elsewhere():
    training = {
        "weight": 1,
        "levels": {"pm": "100%"},
        "time_to_fill": "10 days",
        "skill": 3.2,
        "apprenticeship": {"entering": "40 per year", "time": "3 months", "elsewhere": "50%"},
    }
    trains = {
        "entry_points": {"near_pm": training},
        "attrition": {"base": "0.5/year"},
        "staffing": {"every": "1 year"},
    }
    market = {"organizations": {"a": "0%", "b": "100%"}, "stays": "1 year", "acceptance": "100%"}
    hires_them = merged(
        {"plan": {"rate": "100%/year"}, "entry_points": Exactly({"experienced": OUTSIDE})},
        {
            "entry_points": {
                "experienced": {"outside": {"title_credit": "100%", "assessment_noise": 0}}
            }
        },
    )
    given = scenario(trains, hires_them, markets={"m": market})
    assert_agree(given, 2)
    tables = simulate(given, 5)
    hires = moved(tables)
    assert len(hires) > 50
    assert hires["person"].str.match(r"a/near_pm/20\d\d-\d\d/a\d+$").all()
    assert set(hires["rank_from"]) == {-1}  # a title would count for everything, and they have none
    assert set(hires["rank_to"]) == {3}
    people = tables["people"].set_index(["replication", "person"])
    theirs = people.loc[list(zip(hires["replication"], hires["person"], strict=True))]
    assert set(theirs["spell"]) == {1}
    assert (theirs["hired"] > theirs["pipeline_entered"] + 0.25).all()
    # The other half waits where it trained, and is hired there.
    own = tables["people"].query("organization == 0 and pipeline_entered.notna()")
    assert len(own) > 20


def test_founders_may_return_to_an_organization_that_sends_none_itself():
    founding = {"attrition": {"base": "0.5/year", "destinations": {"founder": "100%"}}}
    takes = {"entry_points": {"near_pm": {"returning": {"chance": "100%", "after": "1 month"}}}}
    market = {"organizations": {"a": "0%", "b": "0%", "c": "0%"}, "stays": "1 year"}
    apprentices = {"entry_points": {"near_pm": {"apprenticeship": {
        "entering": "1 per year", "time": "1 year", "elsewhere": "100%"}}}}  # fmt: skip
    given = scenario(
        founding, takes, apprentices, markets={"m": {**market, "founders": {"b": "100%"}}}
    )
    assert_agree(given, 2)
    hires = moved(simulate(given, 5))
    assert len(hires) > 10
    assert set(zip(hires["origin"], hires["organization"], strict=True)) == {("a", 1)}


def test_founders_may_return_to_another_organization():
    founding = {"attrition": {"base": "0.5/year", "destinations": {"founder": "100%"}}}
    back = {"returning": {"chance": "100%", "after": "1 month"}}
    takes = {"entry_points": {"near_pm": back}, "attrition": {"destinations": {"founder": "100%"}}}
    apprentices = {"entry_points": {"near_pm": {"apprenticeship": {
        "entering": "1 per year", "time": "1 year", "elsewhere": "100%"}}}}  # fmt: skip
    market = {
        "organizations": {"a": "0%", "b": "0%", "c": "0%"},
        "stays": "1 year",
        "founders": {"a": "25%", "b": "75%"},
    }
    given = scenario(
        merged(founding, takes), takes, merged(founding, apprentices), markets={"m": market}
    )
    assert_agree(given, 3)
    tables = simulate(given, 10)
    hires = moved(tables)
    assert set(zip(hires["origin"], hires["organization"], strict=True)) == {
        ("b", 0), ("a", 1), ("c", 0), ("c", 1)
    }  # fmt: skip
    again = tables["people"].query("spell > 1")
    assert set(again["organization"]) == {0, 1}
    assert again["person"].str.startswith("c/").any()
