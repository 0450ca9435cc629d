"""A startup grows up and resets its titles; a big company lays people off and freezes hiring.

Thirty replications at the shipped seeds; the bounds are the claims themselves.
"""

import functools

import numpy as np
import pytest
from building import simulate

from orgsim.scenario import load_scenario

LAYOFF = 26 / 12
"""March 2028, in years from January 2026."""


@functools.cache
def growing_up(reset):
    changes = [] if reset else ["organizations.company.stages.scale_up.title_reset=null"]
    return simulate(load_scenario("scenarios/growing_up.yaml", changes), 30)


@functools.cache
def big_company(name):
    return simulate(load_scenario(f"scenarios/{name}.yaml", ["horizon=5 years"]), 30)


def entered(reset, stage):
    """The time at which each replication enters a stage."""
    stages = growing_up(reset)["stages"]
    return stages[stages["stage"] == stage].set_index("replication")["time"]


def by_replication(levels, time):
    """Headcount and mean inflation at a snapshot, one row a replication."""
    ladder = load_scenario("scenarios/growing_up.yaml").organizations["company"].levels
    ranks = np.array([level.rank for level in ladder.values()])
    here = levels[np.isclose(levels["time"], time)]
    ahead = (ranks[here["level"]] - here["scope"].fillna(0)) * here["headcount"]
    sums = here.assign(ahead=ahead).groupby("replication")[["headcount", "ahead"]].sum()
    return sums.assign(inflation=sums["ahead"] / sums["headcount"])


def leavers_a_year(levels, after, until):
    """Leavers per person-year between two times."""
    some = levels[(levels["time"] > after + 1e-9) & (levels["time"] <= until + 1e-9)]
    return some["exits"].sum() / some["person_years"].sum()


def test_every_replication_becomes_a_scale_up_and_then_a_big_company():
    first, then = entered(True, "scale_up"), entered(True, "big_company")
    assert len(first) == len(then) == 30
    assert first.median() == pytest.approx(3.2, abs=0.3)
    assert then.median() == pytest.approx(7.4, abs=0.5)


def test_the_titles_of_the_startup_are_gone_after_the_reset():
    """Two thirds of a rung ahead before; the founding chief stays so, and nobody else."""
    before = by_replication(growing_up(True)["levels"], 3.0)["inflation"].mean()
    reset, kept = (
        by_replication(growing_up(reset)["levels"], 4.0)["inflation"].mean()
        for reset in (True, False)
    )
    assert before > 0.6
    assert abs(reset) < 0.2
    assert kept > reset + 0.3


def test_a_reset_makes_those_leave_whom_it_takes_down():
    """In the recorded replications: the same people in both futures, within a year."""
    events = growing_up(True)["events"]
    down = events[events["kind"] == "relevel"]
    people = down.set_index(["replication", "person"])["time"]
    assert len(people) > 100
    left = {}
    for reset in (True, False):
        other = growing_up(reset)["events"]
        exits = other[other["kind"] == "exit"].set_index(["replication", "person"])["time"]
        when = exits.reindex(people.index) - people
        left[reset] = int((when <= 1).sum())
    assert left[True] > 1.4 * left[False]
    later = [leavers_a_year(growing_up(r)["levels"], 5, 8) for r in (True, False)]
    assert later[0] == pytest.approx(later[1], rel=0.15)


def test_until_the_reset_both_futures_are_the_same():
    events = [growing_up(reset)["events"] for reset in (True, False)]
    early = [each[each["time"] < entered(True, "scale_up").min()] for each in events]
    assert len(early[0]) > 500
    assert early[0].reset_index(drop=True).equals(early[1].reset_index(drop=True))


def test_a_layoff_takes_its_share_and_makes_others_leave():
    cut, whole = (big_company(name)["levels"] for name in ("layoff_and_freeze", "big_company"))
    until = [each[each["time"] < LAYOFF] for each in (cut, whole)]
    assert until[0].reset_index(drop=True).equals(until[1].reset_index(drop=True))
    gone = cut.groupby("time")["laid_off"].sum()
    assert (gone > 0).tolist() == [time == 2.25 for time in gone.index]
    there = whole[whole["time"] == 2.0]["headcount"].sum()
    assert gone[2.25] / there == pytest.approx(0.12, abs=0.005)
    assert leavers_a_year(cut, 2.25, 3.0) > 1.3 * leavers_a_year(whole, 2.25, 3.0)
    assert leavers_a_year(cut, 3.5, 5.0) == pytest.approx(leavers_a_year(whole, 3.5, 5.0), rel=0.1)


def test_nobody_comes_during_the_freeze_and_many_after_the_thaw():
    hires = big_company("layoff_and_freeze")["levels"].groupby("time")["hires"].sum()
    assert hires[2.75] == hires[3.0] == 0
    assert hires[3.5] > 3 * hires[2.0]
    heads = big_company("layoff_and_freeze")["levels"].groupby("time")["headcount"].sum()
    assert heads[3.0] < 0.8 * heads[2.0]
