"""What the scenarios about promoting, hiring and ladders tell holds, in numbers.

The bounds are the claims; each is at least four standard errors away from what the scenarios give,
so that a correct program with another seed breaks any of them at most once in 1,000 times.
"""

import numpy as np
import pytest

import orgsim
from orgsim.results.performance import effectiveness

REPORTED = {"l61": (3, 7), "l63": (7, 14), "l65": (12, 19)}
"""Quartiles of years of experience by level: levels.fyi, US, 2017-2021, one large company."""


def better_built_than_bought(noise):
    """How much higher effectiveness is where vacancies are filled from below, from year two on."""
    path = "organizations.{}.entry_points.experienced.outside.assessment_noise={}"
    scenario = orgsim.load_scenario(
        "scenarios/build_or_buy.yaml", [path.format(name, noise) for name in ("build", "buy")]
    )
    panels = orgsim.run(scenario, replications=40).panels
    build, buy = (
        effectiveness(panels[name])["effectiveness", None][:, 4:].mean() for name in panels
    )
    return build - buy


def test_the_less_is_known_of_outsiders_the_more_it_pays_to_promote_ones_own_people():
    known, strangers = better_built_than_bought(0), better_built_than_bought(1)
    assert known < 0.01
    assert strangers > 0.05
    assert strangers > known + 0.05


@pytest.fixture(scope="module")
def ladder():
    scenario = orgsim.load_scenario("scenarios/big_tech_ladder.yaml")
    return scenario, orgsim.run(scenario, replications=20)


def test_graduates_are_as_experienced_at_each_level_as_people_report(ladder):
    """The first level apart: who is there has been for a year or two, and reports less than one."""
    people = ladder[1].people
    there = people[people["left"].isna() & (people["entry_point"] == "new_graduate")]
    median = (10 - there.groupby("last_level", observed=True)["hired"].median()).to_dict()
    for level, (low, high) in REPORTED.items():
        assert low < median[level] < high
    assert median["l59"] < 2


def test_the_ladders_realised_rates_lie_in_the_sourced_ranges(ladder):
    """Promotion 10-15 % a year (Pave 2023-24), leaving 10.9-15.5 % (LinkedIn 2017)."""
    lived = ladder[1].levels.query("time > 0")[["promotions_out", "exits", "person_years"]].sum()
    assert 0.10 <= lived["promotions_out"] / lived["person_years"] <= 0.15
    assert 0.109 <= lived["exits"] / lived["person_years"] <= 0.155


def test_people_are_paid_within_bands_that_follow_the_market(ladder):
    scenario, results = ladder
    bands = scenario.organizations["company"].pay.bands
    last = results.levels.query("time == 10 and headcount > 0")
    market = 1.03**10
    for level, found in last.groupby("level", observed=True):
        band, mean = bands.of(level), np.average(found["pay"], weights=found["headcount"])
        assert band.min * market <= mean
        # Pay beyond the band of the day is what raises by promotion and merit never lead to.
        assert mean <= band.max * market
    assert abs(np.average(last["pay_gap"], weights=last["headcount"])) < 0.05
