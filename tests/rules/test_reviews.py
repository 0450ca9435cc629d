"""Reviews as arithmetic: what is seen, thresholds, forced distributions, and who has to leave."""

from itertools import pairwise

import numpy as np
import pytest
from building import LEVELS, view
from hypothesis import given
from hypothesis import strategies as st

from orgsim.randomness import Purpose, normal, replication_keys, uniform
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.reviews import Forced, PerformanceManagement, Reviews, Thresholds
from orgsim.scenario.scenario import with_ranks
from orgsim.simulation.roster import Roster

KEYS = replication_keys(7, np.arange(5000))
NOBODY = np.zeros(0, dtype=np.int64)


def ladder():
    levels = with_ranks({"organizations": {"a": {"levels": LEVELS}}})["organizations"]["a"]
    return Ladder({name: Level.model_validate(each) for name, each in levels["levels"].items()})


def some_people(skill, level=0, **columns):
    roster = Roster()
    count = len(skill)
    roster.append(
        count,
        key=KEYS[:count],
        level=np.full(count, level),
        skill_then=skill,
        potential=skill,
        scope=np.full(count, 2.0),
        person=np.arange(count),
        **columns,
    )
    return roster


def rated(reviews, roster, month=3, **of_view):
    people = view(roster, ladder(), **of_view)
    return reviews.ratings(people, 0.0, month, roster.replication, roster.person)


def test_a_rating_says_between_which_thresholds_the_performance_seen_is():
    rule = Thresholds(kind="thresholds", at=[-1, 0, 1, 2])
    seen = np.array([-1.5, -1, -0.1, 0, 0.9, 1, 2, 9])
    assert rule.ratings(seen, NOBODY, NOBODY, NOBODY).tolist() == [1, 2, 2, 3, 3, 4, 5, 5]


def test_what_is_seen_is_skill_less_scope_and_the_noise_of_person_and_review():
    reviews = Reviews(months=["March"], noise=0.7, rating=Thresholds(at=[-1, 0, 1, 2]))
    skill = np.linspace(0, 5, len(KEYS))
    seen = skill - 2 + 0.7 * normal(KEYS, Purpose.REVIEW, 3)
    expected = 1 + (seen[:, None] >= np.array([-1, 0, 1, 2])).sum(axis=1)
    found = rated(reviews, some_people(skill))
    assert np.array_equal(found, expected)
    assert not np.array_equal(found, rated(reviews, some_people(skill), month=15))


def test_insight_into_ones_own_level_and_the_bias_of_ones_group_count():
    reviews = Reviews(months=["March"], noise=0, rating=Thresholds(at=[-1, -0.1, 0.1, 1]))
    told = {"insight_user": np.array([1.0, 0.5, 0.0]), "insight_function": np.zeros(3)}
    roster = some_people(np.full(3, 2.0), **told)
    found = rated(reviews, roster, customer={"insight_weight": 1, "access": "0/year"})
    assert found.tolist() == [4, 3, 2]
    roster = some_people(np.full(2, 2.0), group=np.array([0, 1]))
    groups = {"a": {"share": "50%", "bias": 0.5}, "b": {"share": "50%", "bias": -0.5}}
    assert rated(reviews, roster, groups=groups).tolist() == [4, 2]


@given(
    st.lists(st.integers(0, 100), min_size=4, max_size=4),
    st.lists(st.integers(0, 60), min_size=1, max_size=4),
)
def test_a_forced_distribution_is_within_one_person_of_its_shares(cuts, sizes):
    edges = [0, *sorted(cuts), 100]
    shares = np.diff(edges) / 100
    rule = Forced(kind="forced", shares=[f"{b - a}%" for a, b in pairwise(edges)])
    group = np.repeat(np.arange(len(sizes)), sizes)
    seen = normal(KEYS[: len(group)], Purpose.REVIEW)
    person = np.arange(len(group))
    found = rule.ratings(seen, group, np.zeros(len(group), np.uint64), person)
    for number, size in enumerate(sizes):
        counts = np.bincount(found[group == number], minlength=6)[1:]
        assert counts.sum() == size
        assert np.all(np.abs(counts - shares * size) <= 1)
        in_order = found[group == number][np.argsort(seen[group == number])]
        assert np.all(np.diff(in_order) >= 0)


def test_a_fifth_of_45_people_is_9_whatever_floating_point_says():
    rule = Forced(kind="forced", shares=["10%", "10%", "10%", "40%", "30%"])
    upto = rule.last_places(np.array([45, 5]))
    assert upto.tolist() == [[5, 9, 14, 32], [1, 1, 2, 4]]


def test_ties_in_a_forced_distribution_are_broken_by_lot():
    rule = Forced(kind="forced", shares=["50%", "0%", "0%", "0%", "50%"])
    reviews = Reviews(months=["March"], noise=0, rating=rule)
    alike = some_people(np.full(40, 2.0))
    found = rated(reviews, alike)
    assert np.bincount(found).tolist() == [0, 20, 0, 0, 0, 20]
    assert not np.array_equal(found, rated(reviews, alike, month=15))


def test_within_a_level_people_are_compared_with_those_at_it():
    rule = Forced(kind="forced", shares=["50%", "0%", "0%", "0%", "50%"], within="level")
    roster = some_people(np.array([1.0, 2, 3, 4]))
    roster.level[:] = [0, 0, 1, 1]
    assert rated(Reviews(months=["March"], noise=0, rating=rule), roster).tolist() == [1, 5, 1, 5]
    roster.replication[:] = [0, 1, 0, 1]
    # Everybody alone at a level: half of one person, rounded, is that person.
    assert rated(Reviews(months=["March"], noise=0, rating=rule), roster).tolist() == [1] * 4
    rule = rule.model_copy(update={"within": "organization"})
    assert rated(Reviews(months=["March"], noise=0, rating=rule), roster).tolist() == [1, 1, 5, 5]


@pytest.mark.parametrize(("tolerance", "leave"), [("0%", [False, True]), ("100%", [False, False])])
def test_tolerance_at_its_bounds(tolerance, leave):
    rule = PerformanceManagement(running=2, tolerance=tolerance)
    assert rule.has_to_leave(np.array([1, 2]), KEYS[:2], 0).tolist() == leave


def test_tolerance_is_drawn_by_person_and_review():
    rule = PerformanceManagement(running=1, tolerance="30%")
    enough = np.ones(len(KEYS), dtype=np.int64)
    found = rule.has_to_leave(enough, KEYS, 5)
    assert np.array_equal(found, uniform(KEYS, Purpose.TOLERANCE, 5) >= 0.3)
    assert not np.array_equal(found, rule.has_to_leave(enough, KEYS, 17))


def test_a_threshold_is_reached_whatever_the_last_bit():
    """0.1 + 0.2 and 0.3 are the same performance, though floating point says otherwise."""
    skill = 2 + np.array([0.1 + 0.2, 0.3, 0.3 - 1e-7])
    rule = Thresholds(at=[-1, 0, 0.3, 1])
    assert rated(Reviews(months=["March"], noise=0, rating=rule), some_people(skill)).tolist() == [
        4,
        4,
        3,
    ]
