"""Insight as arithmetic: who brings what, and at which rates it grows."""

import numpy as np
import pytest

from orgsim.randomness import replication_keys
from orgsim.rules.entry_points import EntryPoint
from orgsim.rules.initial_staff import InitialStaff
from orgsim.rules.insight import PERSPECTIVES, BroughtInsight, Customer, Insight, insight_after
from orgsim.rules.ladder import Ladder, Level
from orgsim.simulation.roster import Roster

LADDER = Ladder(
    {
        name: Level(title=name, rank=rank, perspective=perspective)
        for name, rank, perspective in [
            ("pm", 2, "user"),
            ("director", 5, "function"),
            ("vp", 6, "organization"),
        ]
    }
)
NOBODY = InitialStaff(headcount=0, levels={"pm": "100%"})
KEYS = replication_keys(3, np.arange(4000))


def entry_point(**fields):
    return EntryPoint.model_validate(
        {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "1 day", "skill": 2, **fields}
    )


def insight(weight=1.0, access="0.5/year", next_view="30%", **entry_points):
    section = Customer(access=access, insight_weight=weight, next_view=next_view)
    return Insight(section, LADDER, entry_points, NOBODY)


def test_what_is_missing_fades_exponentially():
    years = np.array([0.0, 1.0, 2.0, 200.0])
    found = insight_after(np.full(4, 0.2), np.full(4, 0.5), years)
    np.testing.assert_allclose(found, 1 - 0.8 * np.exp(-0.5 * years))
    halfway = insight_after(found[1:2], np.array([0.5]), np.array([1.0]))
    np.testing.assert_allclose(halfway, found[2:3])
    assert np.all(np.diff(found) > 0)
    assert found[-1] == 1


def test_insight_of_the_past_is_that_of_the_beginning():
    """Backwards the curve falls below 0, and a policy may ask how things were a year ago."""
    rate, years = np.full(3, 0.5), np.array([-3.0, -1e-9, 0.0])
    then = np.array([0.0, 0.2, 1.0])
    np.testing.assert_allclose(insight_after(then, rate, years), then, atol=1e-15)


def test_people_see_their_own_perspective_and_a_part_of_the_next_one():
    """By level: user, function, organization."""
    roster = Roster()
    start = {f"insight_{name}": np.full(4, 0.1) for name in PERSPECTIVES}
    roster.append(4, level=np.array([0, 1, 2, 3]), insight_since=np.full(4, 1.0), **start)
    seen = np.array([insight().at(roster, np.arange(4), p, 3.0) for p in range(3)])
    grown = 1 - 0.9 * np.exp(-2 * 0.5 * np.array([[1, 0, 0, 0], [0.3, 1, 0, 0], [0, 0.3, 1, 0]]))
    np.testing.assert_allclose(seen, grown)
    one_each = insight().at(roster, np.arange(3), np.array([1, 2, 0]), 3.0)
    np.testing.assert_allclose(one_each, [grown[1, 0], grown[2, 1], grown[0, 2]])


def test_readiness_gains_half_the_weight_at_most_and_loses_as_much():
    roster = Roster()
    roster.append(3, insight_function=np.array([0.0, 0.5, 1.0]), insight_since=np.zeros(3))
    director = np.ones(3, dtype=np.int64)
    gained = insight(weight=2.0).in_readiness(roster, np.arange(3), director, 0.0)
    np.testing.assert_allclose(gained, [-1, 0, 1])
    assert insight(weight=0.0).in_readiness(roster, np.arange(3), director, 0.0) is None


def test_draws_beyond_the_bounds_are_moved_to_them():
    wide = BroughtInsight(user={"kind": "normal", "mean": 0.5, "sd": 0.5}, function=1)
    user, function, organization = wide.drawn(KEYS)
    assert user.min() == 0
    assert user.max() == 1
    assert np.mean((user > 0) & (user < 1)) == pytest.approx(0.683, abs=0.03)
    assert set(function) == {1.0}
    assert set(organization) == {0.0}


def test_perspectives_are_drawn_apart():
    same = {"kind": "uniform", "min": 0, "max": 1}
    drawn = BroughtInsight(user=same, function=same, organization=same).drawn(KEYS)
    assert np.abs(np.corrcoef(drawn) - np.eye(3)).max() < 0.06


def test_who_founded_in_part_time_brings_part_of_the_insight():
    founders = entry_point(
        insight={"user": {"kind": "uniform", "min": 0.4, "max": 0.8}, "organization": 0.2},
        part_time_share="40%",
        part_time_insight="25%",
    )
    others = entry_point(insight={"function": 0.5})
    rules = insight(founders=founders, others=others)
    come_through = np.arange(len(KEYS)) % 2
    found = rules.of_entrants(come_through, KEYS, np.full(len(KEYS), 7.0))
    assert set(found) == {f"insight_{name}" for name in PERSPECTIVES} | {"insight_since"}
    assert set(found["insight_since"]) == {7.0}
    part_time = found["insight_organization"] == 0.05
    full_time = found["insight_organization"] == 0.2
    assert np.array_equal(part_time | full_time, come_through == 0)
    assert part_time.sum() / (come_through == 0).sum() == pytest.approx(0.4, abs=0.05)
    assert found["insight_user"][full_time].min() >= 0.4
    assert found["insight_user"][part_time].max() <= 0.2
    assert np.array_equal(found["insight_function"], np.where(come_through == 1, 0.5, 0.0))


def test_nothing_is_drawn_where_insight_does_not_count():
    rules = insight(weight=0.0, a=entry_point(insight={"user": 1}))
    assert not rules.counts
    assert rules.of_entrants(np.zeros(3, np.int64), KEYS[:3], np.zeros(3)) == {}
    assert rules.of_initial_staff(KEYS[:3], np.zeros(3)) == {}
    roster = Roster()
    roster.append(3)
    assert rules.settled(roster, np.arange(3), np.ones(3)) == {}
    assert np.isnan(rules.at(roster, np.arange(3), 0, 1.0)).all()
