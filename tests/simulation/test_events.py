"""What happens to people: exact times, legal careers, counted once."""

import numpy as np
import pandas as pd
import pytest
from building import Exactly, merged, scenario, simulate

import orgsim
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one


def test_starts_fall_at_opening_plus_time_to_fill():
    events = simulate(scenario({"plan": {"rate": "50%/year"}}), 5)["events"]
    opened = events[events["kind"] == "requisition"].set_index(["replication", "person"])["time"]
    started = events[events["kind"] == "hire"].set_index(["replication", "person"])["time"]
    both = started.to_frame("started").join(opened.rename("opened"), how="inner")
    assert len(both) > 100
    np.testing.assert_allclose(both["started"] - both["opened"], 45 / 365.25, atol=1e-12)
    assert np.all(np.isclose(both["opened"] * 12 % 1, 0) | np.isclose(both["opened"] * 12 % 1, 1))


def test_exits_are_not_rounded_to_the_calendar():
    events = simulate(scenario({}), 20)["events"]
    exits = events.query("kind == 'exit'")["time"] * 12
    assert len(exits) > 200
    assert np.mean(np.abs(exits - exits.round()) < 1e-6) < 0.01


def test_careers_are_legal_and_in_order_of_time():
    rules = {"promotion": {"trigger": {"kind": "continuous", "rate": "2/year"},
                           "budget": {"kind": "none"}}}  # fmt: skip
    tables = simulate(scenario(rules, {}), 8)
    for (_, person), career in tables["events"].groupby(["replication", "person"]):
        steps = career[career["kind"] != "requisition"]
        if steps.empty:
            continue  # the requisition was still open at the end
        assert steps["time"].is_monotonic_increasing
        kinds = steps["kind"].tolist()
        assert kinds.count("exit") <= 1
        assert kinds.count("hire") <= 1
        if "exit" in kinds:
            assert kinds[-1] == "exit"
        if "hire" in kinds:
            assert kinds[0] == "hire"
        else:
            assert "/initial/" in person
        arrived = steps["level_to"].tolist()[:-1]
        departed = steps["level_from"].tolist()[1:]
        assert arrived == departed
        moves = steps.query("kind == 'promotion'")
        assert np.all(moves["level_to"] == moves["level_from"] + 1)


def test_the_people_table_agrees_with_the_events():
    tables = simulate(scenario({}), 6)
    people, events = tables["people"], tables["events"]
    assert events.query("kind == 'exit'").shape[0] == people["left"].notna().sum()
    assert events.query("kind == 'hire'").shape[0] == (people["hired"] > 0).sum()
    still_there = people["left"].isna().groupby(people["replication"]).sum()
    final = tables["levels"].query("time == 4.0").groupby("replication")["headcount"].sum()
    assert still_there.tolist() == final.tolist()


def test_no_event_and_no_spell_before_the_start():
    tables = simulate(scenario({"warm_up": "5 years"}), 6)
    assert tables["events"]["time"].min() >= 0
    assert tables["cycles"]["time"].min() >= 0
    assert tables["people"]["left"].min() >= 0
    assert tables["people"]["hired"].min() < -1
    flows = tables["levels"].query("time == 0")[
        ["hires", "exits", "promotions_in", "promotions_out"]
    ]
    assert flows.to_numpy().sum() == 0


@pytest.mark.parametrize("interval", ["1 week", "2 weeks", "1 month", "6 months", "1 year"])
def test_requisitions_open_at_reviews_only(interval):
    given = scenario({"staffing": {"every": interval}, "plan": {"rate": "40%/year"}})
    times = simulate(given, 4)["events"].query("kind == 'requisition'")["time"].unique()
    every = given.organizations["a"].staffing.every
    np.testing.assert_allclose(times / every, np.round(times / every), atol=1e-9)


def test_nobody_waits_a_cycle_longer_for_a_missed_anniversary():
    """Everybody starts on a March 1st and is promotable after exactly one, two, three years."""
    levels = {f"l{i}": {"title": f"L{i}", "rank": i} for i in range(1, 9)}
    rules = {
        "levels": Exactly(levels),
        "initial": {"headcount": 5, "levels": Exactly({"l1": "100%"})},
        "entry_points": {"near_pm": {"levels": Exactly({"l1": "100%"})}},
        "promotion": {
            "trigger": {"kind": "cycle", "months": ["March"]},
            "eligibility": {"min_time_in_level": "1 year"},
            "selection": {"kind": "random"},
            "budget": {"kind": "none"},
        },
        "attrition": {"base": "0/year"},
    }
    given = scenario(rules, start="2026-03-01", horizon="7 years")
    final = simulate(given, 2)["levels"].query("time == 7.0")
    assert final.set_index(["replication", "level"])["headcount"].to_dict() == {
        (r, level): 5 * (level == 7) for r in range(2) for level in range(8)
    }


def test_a_title_grant_is_no_promotion():
    rules = {"promotion": {"effect": {"scope_follows": "0%"}}}
    tables = simulate(scenario(rules), 5)
    assert set(tables["events"]["kind"]) == {"requisition", "hire", "exit", "title_grant"}
    grants = tables["events"].query("kind == 'title_grant'")
    assert np.array_equal(grants["scope_from"], grants["scope_to"])
    assert np.all(grants["rank_to"] > grants["rank_from"])
    levels = tables["levels"]
    assert levels["promotions_in"].sum() == 0
    assert levels["title_grants_in"].sum() == len(grants)


def test_seats_turn_requisitions_down_the_ladder_last_one_first():
    rules = {
        "levels": {"director": {"seats": {"count": 2}}, "senior_pm": {"seats": {"count": 3}}},
        "initial": {"headcount": 0},
        "plan": {"kind": "path", "points": {"2026-01-01": 8}},
        "entry_points": {"near_pm": {"levels": Exactly({"director": "100%"})}},
        "promotion": {"budget": {"kind": "quota", "share": "0%"}},
        "attrition": {"base": "0/year"},
    }
    events = simulate(scenario(rules), 3)["events"]
    opened = events.query("kind == 'requisition' and time == 0")
    for _, one in opened.groupby("replication"):
        assert one.sort_values("person")["level_to"].tolist() == [2, 2, 1, 1, 1, 0, 0, 0]


def test_an_open_requisition_holds_its_seat():
    """One more person every month, each to be a Director after half a year; two seats."""
    rules = {
        "levels": {"director": {"seats": {"count": 2}}},
        "initial": {"headcount": 0},
        "plan": {"kind": "path", "points": {"2026-01-01": 0, "2027-01-01": 12}},
        "entry_points": {
            "near_pm": {"levels": Exactly({"director": "100%"}), "time_to_fill": "6 months"}
        },
        "promotion": {"budget": {"kind": "quota", "share": "0%"}},
        "attrition": {"base": "0/year"},
    }
    hires = simulate(scenario(rules), 2)["events"].query("kind == 'hire'")
    for _, one in hires.groupby("replication"):
        assert one["level_to"].tolist() == [2, 2, *[1] * 10]


def test_a_continuous_promotion_to_a_limited_level_waits_for_the_review():
    rules = {
        "levels": {"director": {"seats": {"count": 5}}},
        "promotion": {"trigger": {"kind": "continuous", "rate": "1/year"},
                      "budget": {"kind": "seats"}},
    }  # fmt: skip
    moves = simulate(scenario(rules), 20)["events"].query("kind == 'promotion'")
    to_director = moves[moves["level_to"] == 2]["time"] * 12
    to_senior = moves[moves["level_to"] == 1]["time"] * 12
    assert len(to_director) > 10
    np.testing.assert_allclose(to_director, to_director.round(), atol=1e-9)
    assert np.mean(np.abs(to_senior - to_senior.round()) < 1e-6) < 0.05


def test_luck_that_won_a_seat_does_not_decide_the_next_promotion():
    """With a chance of one half, the lucky of one review are lucky next time in half the cases.

    Beyond four standard errors once in 16,000 seeds.
    """
    rules = {
        "levels": {"senior_pm": {"seats": {"count": 1000}}},
        "initial": {"headcount": 400, "levels": Exactly({"pm": "100%"})},
        "promotion": {
            "trigger": {"kind": "continuous", "rate": "12/year"},
            "selection": {"kind": "chance", "probability": "50%"},
            "budget": {"kind": "seats"},
        },
        "attrition": {"base": "0/year"},
    }
    tables = simulate(scenario(rules, horizon="1 year"), 20)
    moves = tables["events"].query("kind == 'promotion'")
    keys = ["replication", "person"]
    won = moves[moves["level_to"] == 1].set_index(keys)["time"]
    next_move = moves[moves["level_to"] == 2].set_index(keys)["time"] - won
    # From the review on, promotions at half the rate of consideration: 6 a year.
    early = won[won < 0.7]
    soon = next_move.reindex(early.index) < 0.3
    expected = 1 - np.exp(-6 * 0.3)
    assert abs(soon.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / len(soon))


def test_scope_grows_until_the_last_day():
    """After a title without responsibility the scope grows from the grant to the exit."""
    rules = {
        "promotion": {"effect": {"scope_follows": "0%"}},
        "titles": {"scope_growth": "0.1 per year"},
    }
    events = simulate(scenario(rules), 10)["events"].set_index(["replication", "person"])
    grants = events[events["kind"] == "title_grant"]
    granted = grants[~grants.index.duplicated(keep="last")]
    left = events[events["kind"] == "exit"]
    both = left.join(granted, suffixes=("", "_grant"), how="inner")
    assert len(both) > 30
    grown = both["scope_to_grant"] + 0.1 * (both["time"] - both["time_grant"])
    np.testing.assert_allclose(both["scope_from"], grown)


def test_experienced_hires_are_placed_by_what_they_can_do():
    outside = {
        "titles": {"Product Manager": "50%", "Director of Product": "50%"},
        "inflation": 1.5,
    }

    def hired(**credit):
        entry = {"weight": 1, "time_to_fill": "30 days", "stretch": 0,
                 "outside": {**outside, **credit}}  # fmt: skip
        rules = {"entry_points": Exactly({"experienced": entry}), "plan": {"rate": "50%/year"}}
        return simulate(scenario(rules), 5)["events"].query("kind == 'hire'")

    hires = hired()
    # A Director of rank 5 inflated by 1.5 carries 3.5: a Senior PM here, two rungs down. A PM of
    # rank 2 carries 0.5, reaches no level and starts at the lowest.
    assert set(zip(hires["rank_from"], hires["rank_to"], strict=True)) == {(5, 3), (2, 2)}
    hires = hired(title_credit="100%")
    assert np.array_equal(hires["rank_from"], hires["rank_to"])


def test_a_first_cycle_leaves_the_warm_up_its_cycles():
    """What the company looks like at the start does not depend on what comes later."""

    def at_the_start(**trigger):
        rules = {"warm_up": "4 years", "promotion": {"trigger": trigger}}
        levels = simulate(scenario(rules), 5)["levels"]
        return levels[levels["time"] == 0].reset_index(drop=True)

    assert at_the_start().equals(at_the_start(first_cycle="2028-03-01"))


@pytest.mark.parametrize("engine", [simulate_block, simulate_one_by_one])
def test_until_the_first_cycle_there_is_not_even_a_late_one_of_the_warm_up(engine):
    """The cycle of the December before the start would fall between it and September."""
    trigger = {"months": ["December"], "jitter": "40 weeks", "first_cycle": "2028-06-01"}
    rules = {"warm_up": "2 years", "promotion": {"trigger": trigger}}
    given = scenario(rules, horizon="4 years", record="all")
    times = np.unique(engine(given, range(6))["cycles"]["time"])
    assert times.min() >= 2 + 11 / 12  # the first December from then on
    assert not np.any((times >= 0) & (times < 2 + 5 / 12))
    # Without it there is a late one of the warm-up.
    at_once = merged(rules, {"promotion": {"trigger": {"first_cycle": "2026-01-01"}}})
    assert engine(scenario(at_once), range(6))["cycles"]["time"].min() < 11 / 12


def test_a_month_to_fill_ends_on_the_first_of_a_month():
    """Two more people every month, each a month after the opening: no snapshot misses any."""
    rules = {
        "initial": {"headcount": 0},
        "plan": {"kind": "path", "points": {"2026-01-01": 0, "2030-01-01": 96}},
        "entry_points": {"near_pm": {"time_to_fill": "1 month"}},
        "attrition": {"base": "0/year"},
    }
    levels = simulate(scenario(rules, snapshots="every 1 month"), 1)["levels"]
    headcount = levels.groupby("time")["headcount"].sum().tolist()
    assert headcount == [0, 0, *range(2, 96, 2)]


def test_dates_and_names_last_for_two_thousand_years():
    """The longest horizon there is, after a warm-up: one person a year."""
    rules = {
        "initial": {"headcount": 0},
        "warm_up": "200 years",
        "plan": Exactly({"kind": "arrivals", "process": "fixed", "levels": {"pm": "1 per year"}}),
        "staffing": {"every": "6 months"},
        "entry_points": {"near_pm": {"time_to_fill": "0 days"}},
        "promotion": {"trigger": {"kind": "cycle", "months": ["July"]}},
    }
    given = scenario(rules, horizon="2000 years", snapshots="every 100 years")
    results = orgsim.run(given, replications=1, workers=1)
    assert not results.failures
    hires = results.events.query("kind == 'hire'")
    year = pd.to_datetime(hires["date"]).dt.year
    assert year.tolist() == list(range(2026, 4026))
    assert hires["person"].tolist() == [f"a/near_pm/{y}-07/1" for y in year]
    assert np.isclose(hires["time"] % 1, 0.5).all()
    ends = results.levels["date"]
    assert (str(ends.min())[:10], str(ends.max())[:10]) == ("2026-01-01", "4026-01-01")
