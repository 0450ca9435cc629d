"""Who leaves when, why and where to, where the rules leave nothing to chance."""

import numpy as np
import pytest
from building import Exactly, scenario, simulate

from orgsim.simulation.day import Item

NOBODY_COMES = {"kind": "growth", "rate": "-90%/year"}
SOMEWHERE = {"market": "60%", "founder": "40%"}


def test_destinations_change_nothing_else():
    def tables(**destinations):
        rules = {"base": "30%/year", **destinations}
        return simulate(scenario({"attrition": rules}), 5)

    plain = tables()
    asked = tables(destinations=SOMEWHERE)
    for name in plain:
        same = [column for column in plain[name] if column != "destination"]
        assert asked[name][same].equals(plain[name][same]), name
    assert set(plain["events"]["destination"]) == set(plain["people"]["destination"]) == {""}
    exits = asked["events"].query("kind == 'exit'")
    assert set(exits["destination"]) == {"market", "founder"}
    assert set(asked["events"].query("kind != 'exit'")["destination"]) == {""}
    by_event = exits.set_index(["replication", "person"])["destination"].sort_index()
    gone = asked["people"].dropna(subset="left").set_index(["replication", "person"])
    assert by_event.equals(gone["destination"].sort_index())
    assert set(asked["people"][asked["people"]["left"].isna()]["destination"]) == {""}


def test_people_retire_on_their_birthday():
    rules = {
        "initial": {"headcount": 50, "age": {"kind": "uniform", "min": "56 years",
                                             "max": "62 years"}},
        "plan": NOBODY_COMES,
        "entry_points": {"near_pm": {"age": "30 years"}},
        "attrition": {"base": "0/year", "age_limit": "60 years", "destinations": SOMEWHERE},
    }  # fmt: skip
    tables = simulate(scenario(rules, horizon="5 years"), 20)
    exits = tables["events"].query("kind == 'exit'")
    assert len(exits) == 20 * 50
    assert set(exits["destination"]) == {"retirement"}
    assert set(exits["reason"]) == {"age_limit"}
    assert set(exits["item"]) == {Item.PEOPLE}
    # A third is too old already and goes at once; the birthdays of the others are spread.
    assert (exits["time"] == 0).mean() == pytest.approx(1 / 3, abs=0.06)
    later = exits["time"][exits["time"] > 0]
    assert np.mean(np.abs(later * 12 - (later * 12).round()) < 1e-6) < 0.01
    assert later.max() < 4


def test_retirement_may_wait_for_the_yearly_step():
    """Born 58.5 years before the start, or 60 years before the first anniversary to the day."""
    ages = {"kind": "empirical", "values": ["58.5 years", "59 years", "61 years"]}
    rules = {
        "initial": {"headcount": 30, "age": ages},
        "plan": NOBODY_COMES,
        "entry_points": {"near_pm": {"age": "30 years"}},
        "attrition": {
            "base": "0/year",
            "age_limit": "60 years",
            "retirement": "yearly_step",
            "skill_floor": -100,
            "destinations": SOMEWHERE,
        },
    }
    tables = simulate(scenario(rules, horizon="3 years"), 10)
    exits = tables["events"].query("kind == 'exit'")
    assert len(exits) == 10 * 30
    assert set(exits["item"]) == {Item.REVIEW}
    assert set(exits["reason"]) == {"age_limit"}
    assert set(exits["destination"]) == {"retirement"}
    assert set(exits["time"]) == {1.0, 2.0}
    # Of three ages two are of age after a year.
    assert (exits["time"] == 1).mean() == pytest.approx(2 / 3, abs=0.11)


def test_too_old_counts_before_too_weak():
    rules = {
        "initial": {"age": "60 years", "skill": 0},
        "entry_points": {"near_pm": {"age": "30 years"}},
        "attrition": {"age_limit": "60 years", "retirement": "yearly_step", "skill_floor": 1},
    }
    events = simulate(scenario(rules, horizon="1 year"), 2)["events"].query("time == 1")
    assert set(events.query("kind == 'exit'")["reason"]) == {"age_limit"}


def test_whoever_leaves_before_retires_not():
    rules = {
        "initial": {"headcount": 50, "age": "58 years"},
        "plan": NOBODY_COMES,
        "entry_points": {"near_pm": {"age": "30 years"}},
        "attrition": {"base": "0.5/year", "age_limit": "60 years", "destinations": SOMEWHERE},
    }
    events = simulate(scenario(rules), 10)["events"]
    exits = events[(events["kind"] == "exit") & events["person"].str.contains("/initial/")]
    retired = exits["time"] == 2
    assert 0.2 < retired.mean() < 0.55
    assert exits["time"].max() == 2
    assert set(exits[retired]["destination"]) == {"retirement"}
    assert set(exits[~retired]["destination"]) == {"market", "founder"}
    assert set(exits[~retired]["reason"]) == {""}


def test_skill_is_looked_at_once_a_year():
    """Whoever learns to reach the floor before the anniversary stays."""
    learning = {"kind": "empirical", "values": ["0/year", "0.8/year"]}
    rules = {
        "initial": {"headcount": 40, "skill": 1, "potential": 3, "learning_rate": learning},
        "plan": NOBODY_COMES,
        "attrition": {"base": "0/year", "skill_floor": {"default": 1.5, "director": 2.1}},
        "promotion": {"budget": {"share": "0%"}},
    }
    events = simulate(scenario(rules), 10)["events"].query("kind == 'exit'")
    # 3 - 2 exp(-.8) is 2.10 after a year: above both floors.
    people = simulate(scenario(rules), 10)["people"]
    assert set(events["time"]) == {1.0}
    assert set(events["item"]) == {Item.REVIEW}
    assert set(events["reason"]) == {"skill_floor"}
    gone = people["left"].notna()
    assert 0 < gone.sum() < len(people)
    np.testing.assert_allclose(people["skill"][gone], 1)
    assert people["skill"][~gone].min() > 2.1


@pytest.mark.parametrize(("warm_up", "left"), [("0 months", 0.8), ("5 months", 0.64),
                                               ("3 years", 0.8**4)])  # fmt: skip
def test_yearly_steps_take_place_in_the_warm_up_and_not_on_the_first_day(warm_up, left):
    """At -2, -1 and 0 years in a warm-up of three; at 1 in all."""
    rules = {
        "initial": {"headcount": 100, "tenure": "2 years"},
        "warm_up": warm_up,
        "plan": NOBODY_COMES,
        "entry_points": {"near_pm": {"time_to_fill": "40 years"}},
        "attrition": {"base": None, "yearly_chance": "20%"},
    }
    tables = simulate(scenario(rules, horizon="1 year"), 100)
    final = tables["levels"].query("time == 1").groupby("replication")["headcount"].sum()
    assert final.mean() == pytest.approx(100 * left, abs=2)  # five standard errors
    exits = tables["events"].query("kind == 'exit'")
    assert set(exits["time"]) == ({1.0} if warm_up == "0 months" else {0.0, 1.0})


def test_a_seat_vacated_at_a_yearly_step_is_filled_in_the_cycle_of_that_day():
    rules = {
        "levels": {"director": {"seats": {"count": 4}}},
        "promotion": {
            "trigger": {"kind": "cycle", "months": ["January"], "first_cycle": "2027-01-01"},
            "budget": Exactly({"kind": "seats"}),
        },
        "attrition": {"base": None, "yearly_chance": {"default": "0%", "director": "100%"}},
    }
    events = simulate(scenario(rules, horizon="1 year"), 4)["events"]
    day = events[events["time"] == 1]
    for _, one in day.groupby("replication"):
        moves = one[one["kind"].isin(["exit", "promotion"])]
        up = moves[moves["level_to"] == 2]
        assert moves["kind"].tolist()[:4] == ["exit"] * 4
        assert len(up) == 4


def test_whoever_starts_on_an_anniversary_does_not_leave_on_it():
    rules = {
        "initial": {"headcount": 0},
        "plan": Exactly({"kind": "growth", "rate": "0%/year"}),
        "attrition": {"base": None, "yearly_chance": "100%"},
    }
    come = Exactly({"kind": "arrivals", "process": "fixed", "levels": {"pm": "12 per year"}})
    events = simulate(scenario({**rules, "plan": come}, horizon="2 years"), 1)["events"]
    hired = events.query("kind == 'hire'").set_index("person")["time"]
    left = events.query("kind == 'exit'").set_index("person")["time"]
    assert (hired == 1).sum() == 1
    assert left.loc[hired[hired < 1].index].eq(1).all()
    assert left.loc[hired[(hired >= 1) & (hired < 2)].index].eq(2).all()
    assert not hired[hired == 2].index.isin(left.index).any()


def test_whoever_was_found_for_an_anniversary_stays_until_the_next():
    """Everybody leaves after a year, and it takes another one to find somebody in their place."""
    rules = {
        "initial": {"headcount": 5},
        "entry_points": {"near_pm": {"time_to_fill": "1 year"}},
        "attrition": {"base": None, "yearly_chance": "100%"},
    }
    events = simulate(scenario(rules), 1)["events"].query("kind in ['hire', 'exit']")
    times = events.groupby("kind")["time"].value_counts().to_dict()
    assert times == {("exit", 1): 5, ("hire", 2): 5, ("exit", 3): 5, ("hire", 4): 5}


def test_stays_are_not_rounded_to_the_calendar_and_start_with_the_hire():
    stay = {"kind": "weibull", "scale": "6 months", "shape": 30}
    rules = {"initial": {"headcount": 0}, "attrition": {"base": None, "stay": stay},
             "plan": Exactly({"kind": "arrivals", "levels": {"pm": "200 per year"}})}  # fmt: skip
    people = simulate(scenario(rules), 3)["people"].dropna(subset="left")
    assert len(people) > 1000
    stays = people["left"] - people["hired"]
    assert stays.min() > 0.3
    assert stays.max() < 0.6
    assert np.mean(np.abs(people["left"] * 12 % 1) < 1e-6) < 0.01
