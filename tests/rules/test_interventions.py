"""Interventions as arithmetic: who is laid off, what is frozen, where titles go, who is upset."""

import datetime as dt

import numpy as np
import pytest
from building import LEVELS, view
from hypothesis import given
from hypothesis import strategies as st

from orgsim.randomness import Purpose, bits, replication_keys
from orgsim.rules.interventions.disruption import Disruption, factor_at
from orgsim.rules.interventions.hiring_freeze import Freezes, HiringFreeze, overlapping
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset, fitting_level
from orgsim.rules.ladder import Ladder, Level
from orgsim.scenario.scenario import with_ranks
from orgsim.simulation.roster import Roster

KEYS = replication_keys(7, np.arange(1000))
DAY = "2027-01-01"


def ladder(levels=LEVELS):
    ranked = with_ranks({"organizations": {"a": {"levels": levels}}})["organizations"]["a"]
    return Ladder({name: Level.model_validate(each) for name, each in ranked["levels"].items()})


def some_people(count=200, **columns):
    roster = Roster()
    given = {
        "key": KEYS[:count],
        "level": np.arange(count) % 3,
        "person": np.arange(count),
        "scope": np.full(count, 2.0),
        "skill_then": np.linspace(0, 4, count),
        "potential": np.linspace(0, 4, count),
        "hired": -np.linspace(9, 0, count),
    }
    roster.append(count, **{**given, **columns})
    return roster


def laid_off(roster, month=12, **fields):
    rule = Layoff.model_validate({"kind": "layoff", "date": DAY, "order": "random", **fields})
    people = view(roster, ladder())
    mask = rule.laid_off(people, roster.replication, roster.person, ladder().ids, 1.0, month)
    return np.flatnonzero(mask)


# -- layoffs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "people", "expected"),
    [
        ("10%", 200, 20),
        ("10%", 14, 1),
        ("10%", 15, 2),
        ("10%", 4, 0),
        ("10%", 0, 0),
        ("100%", 7, 7),
        ("29%", 50, 15),  # 14.499999999999998 in floating point
    ],
)
def test_a_share_is_rounded_to_the_nearest_person_half_a_person_up(share, people, expected):
    rule = Layoff(kind="layoff", date=DAY, share=share, order="random")
    assert rule.how_many(np.array([people])).tolist() == [expected]


def test_a_count_lets_go_everybody_where_there_are_fewer():
    rule = Layoff(kind="layoff", date=DAY, count=12, order="random")
    assert rule.how_many(np.array([0, 11, 12, 500])).tolist() == [0, 11, 12, 12]


def test_last_in_first_out():
    assert laid_off(some_people(), share="10%", order="shortest_tenure").tolist() == list(
        range(180, 200)
    )
    assert laid_off(some_people(), count=3, order="longest_tenure").tolist() == [0, 1, 2]


def test_the_lowest_rating_goes_first_and_nobody_s_rating_is_in_the_middle():
    rating = np.array([0, 2, 3, 5, 4, 1] + 194 * [4])
    assert laid_off(some_people(rating=rating), count=2, order="lowest_rating").tolist() == [1, 5]
    among = laid_off(some_people(rating=rating), count=3, order="lowest_rating").tolist()
    assert among in ([0, 1, 5], [1, 2, 5])
    assert laid_off(some_people(rating=rating), count=4, order="lowest_rating").tolist() == [
        *(0, 1, 2, 5)
    ]


def test_the_lowest_performance_is_skill_less_scope():
    scope = np.full(200, 2.0)
    scope[-1] = 7.0  # the ablest, in a job too large
    roster = some_people(scope=scope)
    assert laid_off(roster, count=2, order="lowest_performance").tolist() == [0, 199]


def test_ties_are_broken_by_lot_of_person_and_month():
    luck = bits(KEYS[:200], Purpose.LAYOFF, 12)
    roster = some_people(hired=np.zeros(200))
    for order in ("random", "shortest_tenure", "longest_tenure", "lowest_rating"):
        found = laid_off(roster, count=30, order=order)
        assert set(found) == set(np.argsort(luck)[:30]), order
    assert set(laid_off(roster, month=13, count=30)) != set(laid_off(roster, count=30))


def test_by_level_each_level_gives_its_share_and_the_others_nobody():
    roster = some_people()  # 67, 67, 66
    found = laid_off(roster, by_level={"pm": "10%", "director": "50%"})
    assert np.bincount(roster.level[found], minlength=3).tolist() == [7, 0, 33]


def test_levels_say_who_is_counted_and_who_may_go():
    roster = some_people()
    found = laid_off(roster, share="10%", levels=["senior_pm", "director"])
    assert len(found) == 13  # of 133
    assert set(roster.level[found]) == {1, 2}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 100), st.integers(0, 60))
def test_replications_never_mix(one, other, percent, count):
    """Who goes in a replication is the same whoever else is in the block."""
    size = one + other
    replication = np.repeat([0, 1], [one, other])
    together = some_people(size, replication=replication, hired=-np.linspace(9, 0, size))
    for fields in ({"share": f"{percent}%"} if percent else {}, {"count": count} if count else {}):
        if not fields:
            continue
        found = laid_off(together, **fields)
        first = some_people(one, hired=-np.linspace(9, 0, size)[:one])
        assert found[found < one].tolist() == laid_off(first, **fields).tolist()
        expected = min(count, one) if "count" in fields else int(percent * one / 100 + 0.5 + 1e-9)
        assert (found < one).sum() == expected


# -- hiring freezes ------------------------------------------------------------


def freeze(date, until=None, entry_points=None):
    return HiringFreeze(kind="hiring_freeze", date=date, until=until, entry_points=entry_points)


def test_a_freeze_begins_on_its_day_and_is_over_on_the_day_of_the_thaw():
    freezes = Freezes(
        [freeze("2026-04-01", "2026-07-01"), freeze("2027-01-01", entry_points=["b"])],
        ["a", "b"],
        dt.date(2026, 1, 1),
    )
    times = [0.0, 0.249, 0.25, 0.499, 0.5, 0.999, 1.0, 30.0]
    both, one = [True, True], [False, True]
    none = [False, False]
    expected = [none, none, both, both, none, none, one, one]
    assert [freezes.frozen(time).tolist() for time in times] == expected
    for entry_point in (0, 1):
        let_in = freezes.let_in(np.full(len(times), entry_point), np.array(times))
        assert let_in.tolist() == [not frozen[entry_point] for frozen in expected]


def test_freezes_overlap_where_an_entry_point_is_frozen_twice():
    first = freeze("2026-04-01", "2026-07-01")
    assert not list(overlapping([first, freeze("2026-07-01", "2026-08-01")]))
    assert not list(overlapping([freeze("2026-04-01", entry_points=["a"]),
                                 freeze("2026-04-01", entry_points=["b"])]))  # fmt: skip
    for other in (
        freeze("2026-06-01", "2026-08-01"),
        freeze("2026-01-01", entry_points=["b"]),
        freeze("2026-04-01", "2026-05-01"),
    ):
        told = [(1, "hiring is frozen from 2026-04-01 until 2026-07-01 already")]
        assert list(overlapping([first, other])) == told
    forever = freeze("2026-04-01")
    told = [(2, "hiring is frozen from 2026-04-01 until the end already")]
    assert list(overlapping([forever, "else", freeze("2030-01-01")])) == told


# -- title resets --------------------------------------------------------------

FORK = {
    "pm": {"title": "Product Manager"},
    "senior_pm": {"title": "Senior Product Manager"},
    "principal": {"title": "Principal", "rank": 4, "track": "ic"},
    "group_pm": {"title": "Group Product Manager", "track": "manager"},
    "director": {"title": "Director of Product", "track": "manager"},
}


@pytest.mark.parametrize(
    ("level", "scope", "expected"),
    [
        ("director", 5.0, "director"),
        ("director", 4.9, "group_pm"),  # of two side by side the one on the own track
        ("principal", 4.0, "principal"),
        ("principal", 3.999, "senior_pm"),
        ("director", 3.0 - 1e-12, "senior_pm"),  # but for a last bit
        ("director", 2.9, "pm"),
        ("director", 0.1, "pm"),  # who reaches none goes to the lowest
        ("pm", 5.0, "pm"),  # never up
        ("senior_pm", 4.2, "senior_pm"),
    ],
)
def test_a_reset_leads_to_the_highest_level_that_the_scope_reaches(level, scope, expected):
    rungs = ladder(FORK)
    held = np.array([rungs.ids.index(level)])
    found = TitleReset().new_level(rungs, held, np.array([scope]))
    assert rungs.ids[found[0]] == expected


def test_a_reset_of_some_levels_leaves_the_others():
    rungs = ladder(FORK)
    everybody = np.arange(5)
    reset = TitleReset(levels=["director", "senior_pm"])
    assert reset.new_level(rungs, everybody, np.full(5, 2.0)).tolist() == [0, 0, 2, 3, 0]


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(-1, 9)), max_size=30))
def test_after_a_reset_nobody_s_title_says_more_than_the_scope(people):
    rungs = ladder(FORK)
    level = np.array([each[0] for each in people], dtype=np.int64)
    scope = np.array([each[1] for each in people])
    after = TitleReset().new_level(rungs, level, scope)
    assert np.all((rungs.scope[after] <= scope + 1e-9) | (after == 0))
    assert np.all(rungs.rank[after] <= rungs.rank[level])
    again = fitting_level(rungs, np.array([rungs.levels[i].track for i in after], str), scope)
    assert np.all(rungs.rank[again] >= rungs.rank[after])


# -- disruption ----------------------------------------------------------------


def test_a_disruption_holds_until_it_is_over():
    factor, until = Disruption(factor=2, lasts="6 months").after(
        np.array([1.0]), np.array([-np.inf]), now=1.0
    )
    assert factor_at(factor, until, 1.0).tolist() == [2.0]
    assert factor_at(factor, until, 1.5 - 1e-4).tolist() == [2.0]
    assert factor_at(factor, until, 18 / 12).tolist() == [1.0]


def test_of_several_disruptions_the_largest_holds():
    factor, until = np.array([3.0, 1.5, 2.0, 3.0]), np.array([4.0, 4.0, 4.0, 0.5])
    after = Disruption(factor=2, lasts="1 year").after(factor, until, now=1.0)
    assert after[0].tolist() == [3.0, 2.0, 2.0, 2.0]
    assert after[1].tolist() == [4.0, 2.0, 4.0, 2.0]
