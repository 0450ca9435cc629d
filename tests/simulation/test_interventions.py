"""Layoffs, hiring freezes and title resets: who, when, and what those do who stay."""

import numpy as np
import pytest
from building import Exactly, scenario, simulate

from orgsim.simulation import simulate_block
from orgsim.simulation.day import Item
from orgsim.simulation.reference import simulate_one_by_one

NOBODY_LEAVES = {"attrition": {"base": "0/year"}}
NO_PROMOTIONS = {"promotion": {"budget": {"kind": "quota", "share": "0%"}}}
FOR_EVER = {"kind": "hiring_freeze", "date": "2026-02-01"}


def layoff(date="2027-01-01", **fields):
    return {"kind": "layoff", "date": date, "order": "random", **fields}


def run(interventions, *changes, replications=6, **fields):
    rules = {"initial": {"headcount": 200}, **NO_PROMOTIONS}
    for each in changes:
        rules |= each
    return simulate(scenario(rules | {"interventions": interventions}, **fields), replications)


def kinds(tables, *names):
    return tables["events"][tables["events"]["kind"].isin(names)]


# -- layoffs -------------------------------------------------------------------


def test_a_layoff_of_a_tenth_of_two_hundred_removes_exactly_twenty():
    tables = run([layoff(share="10%")], NOBODY_LEAVES)
    gone = kinds(tables, "layoff")
    assert gone.groupby("replication").size().tolist() == [20] * 6
    assert set(gone["time"]) == {1.0}
    assert set(gone["item"]) == {Item.INTERVENTION}
    assert set(gone["destination"]) == {"market"}
    assert kinds(tables, "exit").empty
    levels = tables["levels"]
    assert levels["laid_off"].sum() == 120
    assert levels["exits"].sum() == 0
    left = tables["people"].query("left == 1.0")
    assert len(left) == 120
    assert set(left["destination"]) == {"market"}


def test_the_last_in_are_the_first_out():
    tenure = {"headcount": 200, "tenure": {"kind": "exponential", "mean": "5 years"}}
    tables = run([layoff(share="10%", order="shortest_tenure")], NOBODY_LEAVES, {"initial": tenure})
    for _, people in tables["people"].query("hired < 0").groupby("replication"):
        out = people["left"].notna()
        assert out.sum() == 20
        assert people["hired"][out].min() > people["hired"][~out].max()


def test_the_laid_off_are_replaced_unless_hiring_is_frozen():
    on_the_day = {"staffing": {"level": {"kind": "leaver"}}}
    tables = run([layoff(share="10%")], NOBODY_LEAVES, on_the_day)
    assert kinds(tables, "requisition").groupby("replication").size().tolist() == [20] * 6
    assert set(kinds(tables, "requisition")["time"]) == {1.0}
    frozen = run([layoff(share="10%"), FOR_EVER], NOBODY_LEAVES, on_the_day)
    assert kinds(frozen, "requisition", "hire").empty
    assert frozen["levels"].query("time == 4")["headcount"].sum() == 6 * 180


def test_more_than_there_are_is_everybody():
    tables = run([layoff(count=1000), FOR_EVER], NOBODY_LEAVES)
    assert tables["levels"].query("time > 1")["headcount"].sum() == 0
    assert tables["levels"]["laid_off"].sum() == 6 * 200


def test_a_layoff_by_level_takes_each_level_s_share():
    tables = run([layoff(by_level={"pm": "20%", "director": "5%"})], NOBODY_LEAVES)
    found = kinds(tables, "layoff").groupby(["replication", "level_from"]).size()
    assert found.unstack().to_numpy().tolist() == [[20, 2]] * 6


def test_the_lowest_rated_go_first():
    rated = {"reviews": {"months": ["December"], "noise": 0, "least_tenure": "0 days"}}
    skills = {"headcount": 200, "skill": {"kind": "normal", "mean": 3, "sd": 1}}
    tables = run(
        [layoff(share="10%", order="lowest_rating")], NOBODY_LEAVES, rated, {"initial": skills}
    )
    people = tables["people"].query("hired <= 0")
    gap = (people["skill"] - people["scope"])[people["left"].notna()]
    # More than 20 of 200 are rated 1 or 2, so that nobody with a 3 has to go.
    assert len(gap) == 120
    assert gap.max() < -0.75


# -- disruption ----------------------------------------------------------------


BY_STAYS = {"base": None, "stay": {"kind": "exponential", "mean": "2 years"}}


@pytest.mark.parametrize("leaving", [{"base": "0.5/year"}, BY_STAYS])
def test_whoever_stays_leaves_at_twice_the_hazard_for_a_year_and_not_after(leaving):
    """Everybody's budget is the same, so that each exit moves to an exact time."""
    rules = {"attrition": leaving}
    upset = {"disruption": {"factor": 2, "lasts": "1 year"}}
    calm = run([layoff(share="10%"), FOR_EVER], rules)["people"]
    hit = run([layoff(share="10%", **upset), FOR_EVER], rules)["people"]
    both = calm.merge(hit, on=["replication", "person"])
    both = both[both["left_x"] > 1]
    # In the disrupted year two years of hazard go by; afterwards everything comes a year earlier.
    later = both["left_x"] - 1
    expected = 1 + np.where(later <= 2, later / 2, later - 1)
    known = both["left_y"].notna() & (expected < 4)
    np.testing.assert_allclose(both["left_y"][known], expected[known], atol=1e-9)
    assert (later[known] <= 2).sum() > 100
    assert (later[known] > 2).sum() > 10


def test_the_newly_hired_are_not_upset_by_a_layoff_before_their_time():
    upset = {"disruption": {"factor": 1000, "lasts": "3 years"}}
    tables = run([layoff(share="50%", **upset)], {"attrition": {"base": "0.01/year"}})
    people = tables["people"]
    assert people.query("hired < 1")["left"].notna().all()
    newcomers = people.query("hired > 1")
    assert len(newcomers) > 500
    assert newcomers["left"].notna().mean() < 0.1


def test_a_disruption_makes_yearly_chances_larger():
    yearly = {"attrition": {"base": None, "yearly_chance": "10%"}}
    upset = {"disruption": {"factor": 1e5, "lasts": "1 year"}}
    tables = run([layoff("2026-07-01", count=1, **upset), FOR_EVER], yearly)
    assert tables["levels"].query("time > 1")["headcount"].sum() == 0


# -- hiring freezes ------------------------------------------------------------


def freeze(date="2027-01-01", until="2027-07-01", **fields):
    return {"kind": "hiring_freeze", "date": date, "until": until, **fields}


MANY_LEAVE = {"attrition": {"base": "0.5/year"}}


def during(events, begins=1.0, ends=1.5):
    return events[(events["time"] >= begins) & (events["time"] < ends)]


@pytest.mark.parametrize("every", ["1 month", "1 week"])
def test_no_requisition_opens_during_a_freeze(every):
    tables = run([freeze()], MANY_LEAVE, {"staffing": {"every": every}})
    requisitions, hires = kinds(tables, "requisition"), kinds(tables, "hire")
    assert during(requisitions).empty
    opened = requisitions.set_index(["replication", "person"])["time"]
    inside = during(hires)
    assert len(inside) > 20
    assert (opened.loc[list(zip(inside["replication"], inside["person"], strict=True))] < 1).all()
    # On the day of the thaw all that is missing comes open.
    thawed = requisitions[requisitions["time"] == 1.5].groupby("replication").size()
    assert thawed.min() > 30
    gone = during(kinds(tables, "exit")).groupby("replication").size()
    assert (thawed - gone).abs().max() < 20


def test_cancelled_requisitions_are_counted_and_come_open_again():
    tables = run([freeze(open_requisitions="cancel")], MANY_LEAVE)
    cancelled = kinds(tables, "cancellation")
    assert set(cancelled["item"]) == {Item.INTERVENTION}
    assert set(cancelled["reason"]) == {"hiring_freeze"}
    assert set(cancelled["time"]) == {1.0}
    assert tables["levels"]["cancelled"].sum() == len(cancelled) > 20
    assert during(kinds(tables, "hire")).empty
    assert tables["levels"].query("time == 1.25")["open_requisitions"].sum() == 0
    level = tables["levels"].query("time == 1.75")
    assert level["open_requisitions"].sum() > 0


def two_ways_in(**second):
    way = {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "10 days", "skill": 2}
    return {"entry_points": Exactly({"one": way, "other": {**way, **second}})}


def test_a_freeze_of_one_way_in_leaves_the_other():
    tables = run([freeze(entry_points=["one"])], MANY_LEAVE, two_ways_in())
    requisitions = kinds(tables, "requisition")
    assert set(during(requisitions)["entry_point"]) == {"other"}
    assert set(requisitions["entry_point"]) == {"one", "other"}
    assert tables["hires"].query("entry_point == 'one'")["turned_away"].sum() > 50
    before, after = (
        tables["levels"].query("time == @t").groupby("replication")["headcount"].sum().mean()
        for t in (1.0, 1.5)
    )
    assert abs(before - after) < 8


def test_nobody_arrives_during_a_freeze_and_the_others_are_who_they_were():
    plan = {"plan": Exactly({"kind": "arrivals", "levels": {"pm": "60 per year"}}),
            "staffing": {"every": "1 year"}}  # fmt: skip
    as_before = kinds(run([], MANY_LEAVE, plan), "hire")
    frozen = kinds(run([freeze(until="2027-03-01")], MANY_LEAVE, plan), "hire")
    outside = as_before[(as_before["time"] < 1) | (as_before["time"] >= 1 + 2 / 12)]
    assert len(outside) < len(as_before)
    columns = ["replication", "time", "person", "level_to", "entry_point"]
    assert outside[columns].reset_index(drop=True).equals(frozen[columns].reset_index(drop=True))


def test_nobody_moves_up_into_a_vacancy_while_hiring_is_frozen():
    """Or the same vacancy would take one after the other up, and end nowhere."""
    first = {"default": "100%", "pm": "0%"}
    chains = {"staffing": {"level": {"kind": "leaver"}, "promote_first": first}}
    tables = run([freeze()], MANY_LEAVE, chains)
    moved = tables["events"].query("reason == 'vacancy'")
    assert during(moved).empty
    assert len(moved) > 50
    assert (moved["time"] == 1.5).sum() > 20


# -- title resets --------------------------------------------------------------

RESET = {"kind": "title_reset", "date": "2027-01-01"}
INFLATED = {"titles": {"scope_cap": [{"people": 1, "scope": 3}]}}


def test_after_a_reset_titles_are_what_the_work_is():
    """Directors hold the scope of a Senior PM: all of them go back to that, and nobody else."""
    tables = run([RESET], NOBODY_LEAVES, INFLATED)
    events = kinds(tables, "relevel")
    assert events.groupby("replication").size().tolist() == [40] * 6
    assert set(zip(events["rank_from"], events["rank_to"], strict=True)) == {(5, 3)}
    assert (events["scope_from"] == events["scope_to"]).all()
    assert set(events["item"]) == {Item.INTERVENTION}
    assert set(events["reason"]) == {"title_reset"}
    levels = tables["levels"]
    assert levels["relevels_out"].sum() == levels["relevels_in"].sum() == 240
    rank = np.array([2, 3, 5])[levels["level"]]
    inflation = (levels["headcount"] * np.nan_to_num(rank - levels["scope"])).groupby(
        levels["time"]
    )
    assert inflation.sum()[0.75] == 6 * 40 * 2
    assert inflation.sum()[[1.0, 1.25, 4.0]].tolist() == [0, 0, 0]


def test_a_reset_keeps_people_pay_and_past_and_begins_the_time_in_level_anew():
    bands = {"pm": {"min": 1, "mid": 2, "max": 3}, "default": {"min": 10, "mid": 20, "max": 30}}
    paid = {"pay": {"bands": bands, "market_drift": "0%/year"}}
    before, after = (run(some, NOBODY_LEAVES, INFLATED, paid)["people"] for some in ([], [RESET]))
    both = before.merge(after, on=["replication", "person", "spell"])
    assert len(both) == len(before) == len(after)
    assert (both["pay_x"] == both["pay_y"]).all()
    assert (both["highest_rank_x"] == both["highest_rank_y"]).all()
    assert both["last_level_y"].max() == 1 < both["last_level_x"].max()
    tables = run([RESET], NOBODY_LEAVES, INFLATED)
    senior = tables["levels"].query("level == 1 and time == 1.0")
    # 60 of 200 have been Senior PMs for a year, 40 were Directors until today.
    assert senior["time_in_level"].to_numpy() == pytest.approx(0.6)


def test_only_those_who_go_down_are_upset():
    upset = {"disruption": {"factor": 1e6, "lasts": "1 year"}}
    tables = run([RESET | upset, FOR_EVER], {"attrition": {"base": "0.001/year"}}, INFLATED)
    down = kinds(tables, "relevel")
    left = kinds(tables, "exit").query("time < 1.01 and time > 1")
    assert set(zip(left["replication"], left["person"], strict=True)) >= set(
        zip(down["replication"], down["person"], strict=True)
    )
    assert len(left) < len(down) + 5


def test_a_reset_asks_for_no_seats_and_a_level_too_full_admits_nobody():
    full = {"senior_pm": {"seats": {"count": 60}}, "director": {"seats": {"count": 0}}}
    rules = {"levels": full, "promotion": {"budget": Exactly({"kind": "seats"})}}
    tables = run([RESET], NOBODY_LEAVES, INFLATED, rules)
    assert set(tables["levels"].query("level == 1 and time == 4")["headcount"]) == {100}
    assert kinds(tables, "promotion").query("time > 1 and level_to == 1").empty


@pytest.mark.parametrize("taken_by", ["promotion", "requisition"])
@pytest.mark.parametrize("retention", [None, {"probability": "0%"}])
def test_a_reset_frees_the_seats_of_those_who_go_down_on_that_very_day(taken_by, retention):
    """All 40 seats of Directors are taken until the reset, free after it, and then taken again.

    Also where counter-offers are made, and so seats are told from titles.
    """
    promotion = {"retention": retention}
    how = {}
    if taken_by == "promotion":
        promotion["trigger"] = {"months": ["January"]}
        promotion["eligibility"] = {"readiness_bar": -9}
        promotion["budget"] = Exactly({"kind": "seats"})
    else:
        promotion |= NO_PROMOTIONS["promotion"]
        levels = {"director": "50%", "pm": "50%"}
        strangers = {"weight": 1, "levels": levels, "skill": 5, "time_to_fill": "10 days"}
        plan = {"kind": "path", "points": {"2026-12-01": 200, "2027-01-01": 300}}
        how["plan"], how["entry_points"] = Exactly(plan), Exactly({"strangers": strangers})
        how["staffing"] = {"level": {"kind": "structure"}}
    seats = {"levels": {"director": {"seats": {"count": 40}}}, "promotion": promotion}
    tables = run([RESET], NOBODY_LEAVES, INFLATED, seats, how)
    took = kinds(tables, taken_by).query("level_to == 2")
    assert took.groupby(["replication", "time"]).size().to_dict() == {
        (i, 1.0): 40 for i in range(6)
    }


def test_a_stage_may_begin_with_a_reset():
    """Only where it is entered, and only once; under its own rules, whose Directors do less."""
    easy = {"levels": {"director": {"scope": 3.5}, "senior_pm": {"scope": 2.5}}}
    stages = {
        "larger": {"headcount": 205, "rules": easy, "title_reset": {}},
        "late": {"date": "2029-01-01", "title_reset": {"levels": ["director"]}},
    }
    growing = {"plan": {"rate": "20%/year"}, "stages": stages}
    tables = run([], MANY_LEAVE, {"titles": {"scope_cap": [{"people": 1, "scope": 3.4}]}}, growing)
    down = kinds(tables, "relevel")
    assert set(down["item"]) == {Item.STAGE}
    entered = kinds(tables, "stage").query("time < 3").set_index("replication")["time"]
    assert len(set(entered)) > 1
    early = down[down["time"] < 3]
    assert (early["time"] == early["replication"].map(entered)).all()
    assert set(zip(early["rank_from"], early["rank_to"], strict=True)) == {(5, 3)}


def test_nobody_waits_for_a_reset():
    """Time to promotion is that of the promoted, whoever else goes down from their level."""
    rules = {
        "initial": {"headcount": 200, "tenure": "1 year"},
        "promotion": {"trigger": {"months": ["March"]}, "budget": {"share": "30%"}},
        "titles": {"scope_cap": [{"people": 1, "scope": 2}]},
    }
    reset = RESET | {"date": "2027-06-01", "levels": ["senior_pm"]}
    tables = run([reset], NOBODY_LEAVES, rules, snapshots="1 year")
    levels = tables["levels"].query("level == 1 and time == 2")
    assert (levels["relevels_out"] > 20).all()
    assert (levels["promotions_out"] > 10).all()
    assert levels["time_to_promotion"].max() < 1 + 14 / 12 + 1e-9


# -- beyond the horizon --------------------------------------------------------


@pytest.mark.parametrize("engine", [simulate_block, simulate_one_by_one])
def test_nothing_happens_beyond_a_horizon_that_was_made_shorter(engine):
    """A scenario itself refuses such dates; a copy of it, as tests and sweeps make it, does not."""
    given = scenario({"interventions": [layoff(share="50%"), layoff("2027-07-01", share="50%")]})
    copied = engine(given.model_copy(update={"horizon": 1.25}), range(2))
    whole = scenario({"interventions": [layoff(share="50%")]}, horizon="15 months")
    assert copied["events"]["time"].max() <= 1.25
    for name, columns in engine(whole, range(2)).items():
        for column, values in columns.items():
            assert np.array_equal(copied[name][column], values, equal_nan=values.dtype == float)
