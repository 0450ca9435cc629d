"""Stages and `set`: rules that change in time, in each replication at a time of its own."""

import numpy as np
import pandas as pd
import pytest
from building import EVERY_PROMOTION_RULE, Exactly, merged, scenario, simulate

from orgsim.rules.effectiveness import Effectiveness
from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.simulation.day import Item

NOBODY_LEAVES = {"attrition": {"base": "0/year"}}
AT_ONCE = {"entry_points": {"near_pm": {"time_to_fill": "0 days"}}}
CYCLE = {"kind": "cycle", "months": ["March", "September"]}
CLOCKS = {"kind": "continuous", "rate": "2/year"}
EVERYTHING = merged(
    EVERY_PROMOTION_RULE,
    {
        "titles": {"scope_cap": [{"people": 15, "scope": 1.5}, {"people": 50, "scope": 4}]},
        "customer": {"insight_weight": 0.5},
        "attrition": {"readiness_effect": 0.3, "pay_effect": 1},
        "reviews": {"months": ["April"], "rating": {"kind": "thresholds"}},
        "pay": {
            "bands": {"default": {"min": 80_000, "mid": 100_000, "max": 120_000}},
            "recalibrate_every": "1 year",
            "market_drift": "5%/year",
        },
        "staffing": {"every": "2 weeks", "level": {"kind": "leaver"}, "promote_first": "50%"},
        "plan": {"rate": "20%/year"},
        "warm_up": "1 year",
    },
)
UNCHANGED = {"effectiveness": {"poor_below": Effectiveness().poor_below}}


def sets(*changes):
    return [{"kind": "set", "date": date, "rules": rules} for date, rules in changes]


def changing(rules, *changes):
    return {**rules, "interventions": sets(*changes)}


def assert_same(one, other, names=None, before=np.inf):
    for name in names or one:
        first, second = (
            table[table["time"] < before] if before < np.inf else table
            for table in (one[name], other[name])
        )
        pd.testing.assert_frame_equal(
            first.reset_index(drop=True), second.reset_index(drop=True), check_exact=True, obj=name
        )


def of_kind(tables, kind):
    return tables["events"][tables["events"]["kind"] == kind]


# -- what does not change ------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        {},
        EVERYTHING,
        {"promotion": {"trigger": CLOCKS, "budget": {"kind": "seats"}},
         "levels": {"director": {"seats": {"share": "20%"}}}},
        {"plan": {"kind": "arrivals", "levels": {"pm": "12 per year"}},
         "staffing": {"every": "1 week"}},
        {"attrition": {"base": None, "stay": {"kind": "gamma", "mean": "2 years", "sd": "1 year"}}},
    ],
)  # fmt: skip
def test_rules_set_as_they_were_change_no_byte(rules):
    often = [("2026-02-01", UNCHANGED), ("2027-07-01", UNCHANGED), ("2027-07-01", UNCHANGED)]
    assert_same(
        simulate(scenario(rules), 6),
        simulate(scenario(changing(rules, *often)), 6),
    )


@pytest.mark.parametrize(
    "rules",
    [
        {"promotion": {"budget": {"share": "60%"}}},
        {"promotion": {"trigger": {"jitter": "9 weeks"}}},
        {"attrition": {"base": "1/year"}},
        {"staffing": {"every": "1 week"}},
        {"plan": {"rate": "100%/year"}},
        {"pay": {"bands": {"default": {"min": 1, "mid": 1, "max": 1}}}},
    ],
)
def test_two_futures_are_identical_until_the_day_on_which_rules_are_set(rules):
    plain, changed = (
        simulate(scenario(each), 8, block=8) for each in ({}, changing({}, ("2028-02-01", rules)))
    )
    assert_same(plain, changed, ("levels", "events", "hires", "cycles"), before=25 / 12)
    assert any(not plain[name].equals(changed[name]) for name in ("levels", "events", "hires"))


# -- stages --------------------------------------------------------------------

STAGES = {
    "scale_up": {
        "headcount": 30,
        "rules": {
            "promotion": {"trigger": {"jitter": "5 weeks"}, "budget": {"share": "40%"}},
            "attrition": {"base": "60%/year"},
            "staffing": {"every": "1 week"},
            "plan": {"rate": "30%/year"},
        },
    },
    "big": {
        "headcount": 45,
        "rules": {
            "promotion": {"trigger": CLOCKS, "budget": {"kind": "none"}},
            "levels": {"director": {"seats": {"count": 9}}},
        },
    },
}
GROWING_UP = {
    "stages": STAGES,
    "plan": {"rate": "60%/year"},
    "entry_points": {"near_pm": {"time_to_fill": {"kind": "exponential", "mean": "45 days"}}},
    "warm_up": "1 year",
}


def test_the_block_size_never_changes_a_byte_when_replications_change_at_their_own_times():
    without = {"promotion": {"retention": None, "up_or_out": None}}
    later = {"later": {"headcount": 24, "rules": without}}
    given = scenario(GROWING_UP, {**GROWING_UP, **EVERYTHING, "stages": later})
    whole = simulate(given, 7, block=7)
    entered = whole["stages"].groupby(["organization", "stage"])["time"].nunique()
    assert (entered >= 3).all()
    assert len(entered) == 3
    for size in (1, 3):
        assert_same(whole, simulate(given, 7, block=size))


def test_a_stage_is_entered_on_the_first_of_the_month_that_begins_with_enough_people():
    tables = simulate(scenario({**GROWING_UP, "initial": {"headcount": 20}}), 12)
    entered = tables["stages"].set_index(["replication", "stage"])["time"]
    log = of_kind(tables, "stage")
    assert log.set_index(["replication", "stage"])["time"].sort_index().equals(entered.sort_index())
    assert set(log["item"]) == {Item.STAGE}
    assert set(log["person"]) == {""}
    months = np.arange(1, 49) / 12
    change = tables["events"]["kind"].map({"hire": 1, "exit": -1}).fillna(0)
    start = tables["levels"].query("time == 0").groupby("replication")["headcount"].sum()
    assert len(entered) > 12
    for replication, events in tables["events"].assign(change=change).groupby("replication"):
        # Whoever starts or leaves at this very instant does so before the gate.
        early = events[(events["time"] > 0) & (events["item"] <= Item.STAGE)]
        people = start[replication] + np.array(
            [early["change"][early["time"] <= month].sum() for month in months]
        )
        for name, stage in STAGES.items():
            large = months[people >= stage["headcount"]]
            expected = large[0] if len(large) else None
            assert entered.get((replication, name)) == pytest.approx(expected)


@pytest.mark.parametrize("rules", [STAGES["scale_up"]["rules"], STAGES["big"]["rules"]])
def test_a_stage_by_date_is_a_set_on_that_date(rules):
    date = "2027-06-01"
    staged = simulate(scenario({"stages": {"late": {"date": date, "rules": rules}}}), 5)
    changed = simulate(scenario(changing({}, (date, rules))), 5)
    assert set(staged["stages"]["time"]) == {17 / 12}
    staged["events"] = staged["events"][staged["events"]["kind"] != "stage"]
    assert_same(staged, changed, ("levels", "events", "people", "hires", "cycles"))


def test_what_is_set_survives_a_later_stage_and_stages_may_be_passed_over():
    cycles = {f"{share}%": {"promotion": {"budget": {"share": f"{share}%"}}} for share in (20, 50)}
    rules = {
        "stages": {
            "never": {"headcount": 900, "rules": cycles["50%"]},
            "late": {"date": "2028-01-01", "rules": {"attrition": {"base": "0/year"}}},
        },
        "interventions": sets(("2027-01-01", cycles["20%"])),
    }
    tables = simulate(scenario(rules), 4)
    assert set(tables["stages"]["stage"]) == {"late"}
    quota = tables["cycles"].eval("quota / headcount")
    late = tables["cycles"]["time"] > 2.5
    assert quota[late].mean() == pytest.approx(0.2, abs=0.05)
    assert of_kind(tables, "exit")["time"].max() < 2


# -- what becomes of what is under way -----------------------------------------


def test_growth_goes_on_from_what_was_planned():
    """20 people, half as many again in two years each, then none, then twice as many a year."""
    rules = {"plan": {"rate": "50%/year"}, **NOBODY_LEAVES, **AT_ONCE}
    changes = [("2028-01-01", {"plan": {"rate": "0%/year"}}),
               ("2029-01-01", {"plan": {"rate": "100%/year"}})]  # fmt: skip
    tables = simulate(scenario(changing(rules, *changes)), 2, block=2)
    people = tables["levels"].groupby(["replication", "time"])["headcount"].sum()
    # At a snapshot whoever is hired at the review of the day is not there yet.
    assert people.xs(3.0, level="time").tolist() == [45, 45]
    assert people.xs(4.0, level="time").tolist() == pytest.approx([45 * 2] * 2, abs=5)


@pytest.mark.parametrize("every", ["1 month", "1 year"])
def test_arrivals_are_announced_once_whatever_the_interval_of_reviews(every):
    other = {"1 month": "1 year", "1 year": "1 month"}[every]
    rules = {
        "plan": Exactly({"kind": "arrivals", "process": "fixed", "levels": {"pm": "12 per year"}}),
        "staffing": {"every": every},
        **NOBODY_LEAVES,
    }
    changes = [("2026-06-01", {"staffing": {"every": other}}),
               ("2028-09-01", {"staffing": {"every": every}})]  # fmt: skip
    hires = of_kind(simulate(scenario(changing(rules, *changes)), 3), "hire")
    assert (hires["time"] < 3 - 1e-9).groupby(hires["replication"]).sum().tolist() == [36] * 3


def test_clocks_begin_and_stop_with_the_rules():
    chance = {"kind": "chance", "probability": "20%"}
    rules = {
        "promotion": {"trigger": CYCLE, "budget": {"kind": "none"}, "selection": chance},
        **NOBODY_LEAVES,
    }
    changes = [("2027-01-01", {"promotion": {"trigger": CLOCKS}}),
               ("2028-01-01", {"promotion": {"trigger": CYCLE}})]  # fmt: skip
    moves = of_kind(simulate(scenario(changing(rules, *changes)), 5), "promotion")
    own = moves["item"] == Item.PEOPLE
    assert moves["time"][own].between(1, 2).all()
    assert own.sum() > 20
    assert not moves["time"][~own].between(1 + 1e-9, 2 - 1e-9).any()


def test_nobody_waits_for_a_seat_any_more_who_has_no_clock():
    rules = {
        "levels": {"senior_pm": {"seats": {"count": 0}}},
        "promotion": {"trigger": CLOCKS, "budget": {"kind": "seats"}},
        **NOBODY_LEAVES,
    }
    change = {"promotion": {"trigger": CYCLE}, "levels": {"senior_pm": {"seats": {"count": 99}}}}
    moves = of_kind(simulate(scenario(changing(rules, ("2027-01-01", change))), 3), "promotion")
    to_senior = moves[moves["level_to"] == 1]
    assert len(to_senior) > 0
    assert set(to_senior["item"]) == {Item.PROMOTION_CYCLE}


def test_a_cycle_that_is_late_is_held_once():
    """Postponed by up to eight weeks in March; from April on none is ever late."""
    rules = {"promotion": {"trigger": {**CYCLE, "months": ["March"], "jitter": "8 weeks"}}}
    change = {"promotion": {"trigger": {"jitter": "0 weeks"}}}
    cycles = simulate(scenario(changing(rules, ("2026-04-01", change))), 30)["cycles"]
    times = cycles.groupby("replication")["time"].unique()
    assert {len(each) for each in times} == {4}
    assert len({each[0] for each in times}) > 4
    assert {tuple(each[1:].round(9)) for each in times} == {(1.166666667, 2.166666667, 3.166666667)}


def test_hazards_follow_the_new_rules_from_the_very_day():
    rules = {"attrition": {"base": "0/year"}}
    change = {"attrition": {"base": None, "stay": {"kind": "exponential", "mean": "1 day"}}}
    tables = simulate(scenario(changing(rules, ("2027-01-01", change))), 5)
    gone = of_kind(tables, "exit")
    assert gone["time"].min() > 1
    first = gone[gone["person"].str.contains("initial")]
    assert len(first) == 100
    assert first["time"].mean() == pytest.approx(1 + 1 / 365.25, abs=4 * 0.1 / 365.25)


def test_nobody_leaves_at_a_time_that_the_old_rules_had_set():
    rules = {"attrition": {"base": "1/year"}}
    change = {"attrition": {"base": None, "yearly_chance": "0%"}}
    gone = of_kind(simulate(scenario(changing(rules, ("2027-01-01", change))), 5), "exit")
    assert len(gone) > 30
    assert gone["time"].max() < 1


def test_where_pay_begins_everybody_gets_the_pay_of_a_first_day():
    bands = {"default": {"min": 80_000, "mid": 100_000, "max": 120_000}}
    change = {"pay": {"bands": bands, "compa_ratio": 1, "market_drift": "0%/year"}}
    rules = {**NOBODY_LEAVES, "promotion": {"budget": {"share": "0%"}}}
    given = scenario(
        changing(rules, ("2027-07-01", change), ("2029-07-01", {"pay": None})),
        snapshots="every 1 year",
    )
    levels = simulate(given, 2)["levels"].query("headcount > 0")
    cost = levels.groupby("time")["cost"].sum(min_count=1) / 2
    assert cost[[2.0, 3.0]].tolist() == pytest.approx([1e6, 2e6])
    assert cost[[0.0, 1.0, 4.0]].isna().all()
    assert set(levels.query("time == 3")["pay"]) == {100_000}


class Nobody(PromotionPolicy):
    """Promotes nobody."""

    def eligible(self, people, now):
        return np.zeros(len(people), dtype=bool)

    def score(self, people, now, draw):
        return np.zeros(len(people))


def test_a_policy_of_ones_own_holds_until_another_selection_is_set():
    rules = {"promotion": {"budget": {"share": "100%"}}}
    changes = [("2027-01-01", {"promotion": {"budget": {"share": "99%"}}}),
               ("2028-01-01", {"promotion": {"selection": {"kind": "random"}}})]  # fmt: skip
    given = scenario(changing(rules, *changes)).with_policy("a", Nobody())
    moves = of_kind(simulate(given, 3), "promotion")
    assert len(moves) > 0
    assert moves["time"].min() > 2


def test_apprentices_begin_and_end_with_the_rules():
    way = {
        "entering": "24 per year",
        "time": {"kind": "uniform", "min": "3 months", "max": "9 months"},
        "initial": 9,
    }
    with_them, without = (
        {"entry_points": {"near_pm": {"apprenticeship": each}}} for each in (way, None)
    )
    rules = changing(
        {"plan": {"rate": "50%/year"}}, ("2027-01-01", with_them), ("2028-01-01", without)
    )
    people = simulate(scenario(rules), 5)["people"]
    began = people["pipeline_entered"].dropna()
    assert len(began) > 20
    assert began.between(1, 2).all()
