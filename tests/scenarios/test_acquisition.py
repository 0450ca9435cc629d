"""A big company buys a startup: its titles come down to the work, and more of its people leave.

Forty replications at the shipped seeds, of a smaller big company, which changes nothing of the
story; the bounds are the claims themselves.
"""

import functools

import pytest

import orgsim
from orgsim.results import findings

DAY = 4.0
"""January 2030, in years from January 2026."""

SMALLER = ["organizations.big_company.initial.headcount=80", "record=all", "horizon=5 years"]


@functools.cache
def acquisition():
    given = orgsim.load_scenario("scenarios/acquisition.yaml", SMALLER)
    return orgsim.run(given, replications=40, workers=1)


@functools.cache
def taken_in():
    """One row for each: rungs lost, inflation brought along, and when they left the acquirer."""
    events, people = acquisition().events, acquisition().people
    came = events[(events["kind"] == "relevel") & (events["reason"] == "acquisition")]
    spells = people[people["hired"] == DAY]
    both = came.merge(spells, on=["replication", "organization", "person"])
    assert len(both) == len(came) > 500
    return both.assign(
        relevel=(both["rank_to"] - both["rank_from"]).astype(float),
        inflation=both["rank_from"].astype(float) - both["scope_from"],
    )


def test_titles_that_do_not_count_come_down_by_their_inflation():
    everybody = taken_in()
    assert everybody["inflation"].mean() == pytest.approx(1.0, abs=0.3)
    assert everybody["relevel"].mean() == pytest.approx(-everybody["inflation"].mean(), abs=0.5)
    directors = everybody[everybody["rank_from"] == 5]
    assert directors["relevel"].mean() == pytest.approx(-2, abs=0.4)


def test_of_those_taken_in_more_leave_within_a_year_than_of_the_others():
    """About a fifth, where an eighth of the others does."""
    people = acquisition().people
    there = people[(people["organization"] == "big_company") & (people["hired"] < DAY)]
    there = there[~(there["left"] <= DAY)]
    others, they = ((each["left"] <= DAY + 1).mean() for each in (there, taken_in()))
    assert others == pytest.approx(0.125, abs=0.025)
    assert they == pytest.approx(0.2, abs=0.05)
    assert they > 1.3 * others


def test_the_run_tells_the_story():
    gone = 100 * (taken_in()["left"] <= DAY + 1).mean()
    lost = -taken_in()["relevel"].mean()
    (told,) = [each for each in findings(acquisition()) if each.startswith("Acquisitions")]
    assert told.endswith(
        f"they lose {lost:.1f} rungs of title on average, and {gone:.0f} % of them leave within a "
        "year."
    )
    levels = acquisition().levels
    startup = levels[(levels["organization"] == "startup") & (levels["time"] >= DAY)]
    assert startup["headcount"].sum() == 0
