"""Who came from where with which title, as results tell it."""

import numpy as np
import pytest
from building import Exactly, merged, scenario

import orgsim
from orgsim.results import findings, relevels

STRANGERS = {
    "weight": 1,
    "outside": {"titles": {"Product Manager": "100%"}},
    "time_to_fill": "30 days",
    "stretch": 0,
}
LEAVING = {
    "initial": {"headcount": 30, "levels": Exactly({"director": "100%"}), "skill": 3},
    "plan": {"rate": "-99%/year"},
    "promotion": {"budget": {"share": "0%"}},
    "attrition": {"base": None, "yearly_chance": "100%", "destinations": {"market": "100%"}},
}
HIRING = {
    "initial": {"headcount": 0},
    "plan": Exactly({"kind": "path", "points": {"2026-12-01": 0, "2027-01-01": 40}}),
    "entry_points": Exactly({"experienced": STRANGERS}),
    "attrition": {"base": "0/year"},
}


@pytest.fixture(scope="module")
def results():
    """Thirty Directors with a Senior PM's skill leave after a year, and forty are wanted."""
    market = {"organizations": {"a": "0%", "b": "100%"}, "stays": "1 month", "acceptance": "100%"}
    given = scenario(LEAVING, HIRING, markets={"m": market}, horizon="2 years")
    return orgsim.run(given, replications=3, workers=1)


def test_moves_and_strangers_with_their_titles(results):
    found = relevels(results)
    assert len(found) == 3 * 40
    moves, strangers = found[found["origin"].notna()], found[found["origin"].isna()]
    assert len(moves) == 3 * 30
    assert set(moves["origin"]) == {"a"}
    assert set(found["organization"]) == {"b"}
    assert set(moves["relevel"]) == {-2}
    assert set(moves["level"]) == {"senior_pm"}
    assert set(moves["inflation"]) == {0}  # they held a Director's scope
    assert set(strangers["relevel"]) == {0}
    assert strangers["inflation"].isna().all()


def test_what_is_measured_and_said_of_it(results):
    levels = results.levels.query("organization == 'b' and hires > 0")
    assert levels["hires_with_title"].sum() == levels["hires"].sum() == 3 * 40
    assert levels["hires_from_market"].sum() == 3 * 30
    weighted = (levels["relevel"] * levels["hires_with_title"]).sum()
    assert weighted == -2 * 3 * 30
    measured = results.summary.query("organization == 'b' and measure == 'relevel'")["mean"]
    assert np.nanmin(measured) == pytest.approx(-1.5)
    shares = results.summary.query("organization == 'b' and measure == 'hires_from_market'")["mean"]
    assert np.nanmax(shares) == pytest.approx(0.75)
    (told,) = [text for text in findings(results) if "whoever goes from" in text]
    assert "comes in 2.0 rungs lower on average" in told


def test_the_origins_of_those_who_come_are_told_together():
    """Fifteen come from each of two organizations; four would be too few to tell."""
    strangers_apart = {"initial": {"headcount": 15}}
    market = {
        "organizations": {"a": "0%", "b": "0%", "c": "100%"},
        "stays": "1 month",
        "acceptance": "100%",
    }
    from_two = merged(LEAVING, strangers_apart), merged(LEAVING, strangers_apart)
    given = scenario(*from_two, HIRING, markets={"m": market}, horizon="2 years")
    (told,) = [
        text
        for text in findings(orgsim.run(given, replications=3, workers=1))
        if "whoever goes from" in text
    ]
    assert told == (
        "In the 3 recorded replications whoever goes from A or B to C comes in 2.0 rungs lower on "
        "average, with a title on a level with the work done before."
    )


def test_without_titles_there_is_nothing_to_tell():
    results = orgsim.run(scenario({}), replications=2, workers=1)
    assert relevels(results).empty
    assert not set(results.summary["measure"]) & {"relevel", "hires_from_market"}
    assert not [text for text in findings(results) if "whoever goes from" in text]
