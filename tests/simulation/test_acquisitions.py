"""Acquisitions: everybody goes over, gets the level that fits, and the other organization ends."""

import numpy as np
import pytest
from agreement import assert_agree
from building import scenario, simulate

from orgsim.simulation.day import Item

TAKEN_IN = {"kind": "acquire", "date": "2027-05-01", "organization": "b"}
DAY = 16 / 12
INFLATED = {
    "initial": {"headcount": 60, "skill": {"kind": "normal", "mean": 3, "sd": 1}},
    "titles": {"scope_cap": [{"people": 1, "scope": 3}]},
}
QUIET = {"attrition": {"base": "0/year"}, "promotion": {"budget": {"kind": "quota", "share": "0%"}}}


def acquired(acquisition=None, here=None, there=None, replications=4):
    rules = {"interventions": [TAKEN_IN | (acquisition or {})], **(here or {})}
    return simulate(scenario(rules, INFLATED | (there or {})), replications)


def relevels(tables):
    return tables["events"].query("kind == 'relevel'")


def test_nobody_is_lost_or_in_two_places():
    tables = acquired()
    levels = tables["levels"]
    assert levels.query("organization == 1 and time > @DAY")["headcount"].sum() == 0
    assert (
        levels["acquired_in"].sum() == levels["acquired_out"].sum() == len(relevels(tables)) > 200
    )
    went = tables["people"].query("organization == 1 and left == @DAY")
    came = tables["people"].query("organization == 0 and hired == @DAY")
    assert set(went["destination"]) == {"acquirer"}
    assert set(relevels(tables)["origin"]) == {"b"}
    columns = ["replication", "person"]
    both = went.merge(came, on=columns)
    assert len(both) == len(went) == len(relevels(tables))
    assert (both["spell_y"] == both["spell_x"] + 1).all()
    assert both["person"].str.startswith("b/").all()


def test_by_title_nobody_moves_and_by_skill_titles_come_down_by_their_inflation():
    by_title = relevels(acquired({"title_credit": "100%"}, here=INFLATED))
    assert (by_title["rank_from"] == by_title["rank_to"]).all()
    # With skill equal to scope, the Directors who do a Senior PM's work are Senior PMs.
    able = {"initial": {"headcount": 60, "stretch": 0}}
    by_skill = relevels(acquired(there=QUIET | able | {"titles": INFLATED["titles"]}))
    moved = by_skill.groupby(["rank_from", "rank_to"]).size()
    assert set(moved.index) == {(2, 2), (3, 3), (5, 3)}
    inflation = by_skill["rank_from"] - by_skill["scope_from"]
    assert (by_skill["rank_to"] - by_skill["rank_from"]).mean() == pytest.approx(-inflation.mean())


def test_the_assessment_is_skill_and_title_and_an_error_of_the_person_s_own():
    given = {"title_credit": "40%"}
    exact = relevels(acquired(given, there=QUIET)).set_index(["replication", "person"])
    people = acquired(given, there=QUIET)["people"].query("organization == 1")
    skill = people.set_index(["replication", "person"])["skill"].loc[exact.index]
    worth = 0.6 * skill + 0.4 * exact["rank_from"]
    expected = np.select([worth >= 5 - 1e-9, worth >= 3 - 1e-9], [5, 3], 2)
    assert np.array_equal(exact["rank_to"], expected)
    noisy = relevels(acquired(given | {"assessment_noise": 1}, there=QUIET))
    noisy = noisy.set_index(["replication", "person"])["rank_to"]
    assert (noisy != exact["rank_to"]).mean() > 0.1


def test_the_acquired_organization_is_no_more():
    leaving = {"attrition": {"base": "0.5/year"}}
    tables = acquired(there=leaving)
    later = tables["events"].query("organization == 1 and time >= @DAY")
    assert set(later["kind"]) == {"acquisition", "cancellation"}
    assert set(later["item"]) == {Item.INTERVENTION}
    assert set(later.query("kind == 'cancellation'")["reason"]) == {"acquisition"}
    after = tables["levels"].query("organization == 1 and time > 1.5")
    assert after[["headcount", "open_requisitions", "hires", "vacancies"]].sum().sum() == 0
    assert tables["cycles"].query("organization == 1")["time"].max() < DAY


def test_pay_stays_and_everything_begins_anew():
    bands = {"pm": {"min": 1, "mid": 2, "max": 3}, "default": {"min": 10, "mid": 20, "max": 30}}
    paid = {"pay": {"bands": bands, "market_drift": "0%/year", "recalibrate_every": None}}
    tables = acquired(here=paid | QUIET, there=paid | QUIET)
    people = tables["people"]
    both = people.query("organization == 1").merge(
        people.query("organization == 0"), on=["replication", "person"]
    )
    assert len(both) == 240
    assert (both["pay_x"] == both["pay_y"]).all()
    first = acquired(here=paid | QUIET, there=QUIET)["people"].query("hired == @DAY")
    assert first["pay"].notna().all()


def test_only_those_who_have_been_taken_in_are_upset():
    calm = {"attrition": {"base": "0.001/year"}}
    upset = {"disruption": {"factor": 1e6, "lasts": "1 year"}}
    tables = acquired(upset, here=calm, there=calm)
    left = tables["people"].query("organization == 0 and left > @DAY and left < 1.4")
    assert len(left.query("hired == @DAY")) == len(relevels(tables))
    assert len(left.query("hired < @DAY")) < 5


def test_whoever_is_beyond_the_acquirer_s_age_limit_comes_first_and_goes_then():
    """And is not there any more when a layoff of the same day takes everybody who is."""
    young = {"age": "30 years"}
    everybody = {"kind": "layoff", "date": TAKEN_IN["date"], "share": "100%", "order": "random"}
    here = {
        "initial": young,
        "entry_points": {"near_pm": young},
        "attrition": {"base": "0/year", "age_limit": "60 years"},
        "interventions": [TAKEN_IN, everybody],
    }
    given = scenario(here, QUIET | {"initial": {"age": "70 years"}})
    assert_agree(given, 2)
    tables = simulate(given, 2)
    people = tables["events"].query("time == @DAY and person.str.startswith('b/')")
    told = people.groupby(["replication", "person"], sort=False)["kind"].apply(list)
    assert len(told) == 2 * 20
    for kinds in told:
        # The acquirer's log stands before that of the organization that ends.
        assert kinds == ["relevel", "exit", "acquisition"]
    assert set(people["item"]) == {Item.INTERVENTION}
    assert set(people.query("kind == 'exit'")["reason"]) == {"age_limit"}
    laid_off = tables["events"].query("kind == 'layoff'")
    assert laid_off.groupby("replication").size().tolist() == [20, 20]
