"""At which levels positions come open: arithmetic on columns."""

import datetime as dt

import numpy as np
import pytest
from building import Exactly, scenario
from exactness import Z
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from orgsim.randomness import replication_keys
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.ladder import UNLIMITED, Ladder
from orgsim.rules.staffing import VacancyLevels, by_gap, from_the_top, missing

START = dt.date(2026, 1, 1)


class TestMissing:
    def test_only_what_is_missing_comes_open(self):
        opened = missing(10, np.array([7, 10, 12]), np.array([1, 0, 0]))
        assert opened.tolist() == [2, 0, 0]


class TestByGap:
    def test_the_largest_gap_first(self):
        gap = np.array([[3.0, 1.5, -2.0], [0.2, 0.1, 2.7]])
        assert by_gap(gap, np.array([2, 3])).tolist() == [[2, 0, 0], [0, 0, 3]]

    def test_ties_go_to_the_higher_level(self):
        assert by_gap(np.array([[1.0, 1.0, 0.0]]), np.array([1])).tolist() == [[0, 1, 0]]
        # Ten per cent of 3 people less 0, thirty per cent of 1 less 0: a last bit apart.
        assert by_gap(np.array([[3 * 0.1, 0.3]]), np.array([1])).tolist() == [[0, 1]]
        assert by_gap(np.array([[0.3, 3 * 0.1]]), np.array([1])).tolist() == [[0, 1]]

    @given(
        arrays(np.float64, (3, 4), elements=st.floats(-5, 5)),
        arrays(np.int64, 3, elements=st.integers(0, 12)),
    )
    def test_no_level_is_left_further_behind_than_another_was(self, gap, need):
        opened = by_gap(gap, need)
        assert opened.sum(axis=1).tolist() == need.tolist()
        last_served = np.where(opened > 0, gap - opened + 1, np.inf).min(axis=1)
        assert np.all(last_served >= (gap - opened).max(axis=1) - 1e-8)

    @given(
        arrays(np.float64, (2, 5), elements=st.floats(-60, 60)),
        arrays(np.int64, 2, elements=st.integers(0, 300)),
    )
    @example(np.array([[0.5, 2.5, 7.5, 0.5, 1.5]] * 2), np.array([9, 10]))
    def test_it_is_one_by_one(self, gap, need):
        assert by_gap(gap, need).tolist() == [
            self._one_by_one(*each) for each in zip(gap, need, strict=True)
        ]

    @staticmethod
    def _one_by_one(gap, need):
        opened = np.zeros(len(gap), dtype=int)
        for _ in range(need):
            left = np.round(gap - opened, 9)
            opened[np.flatnonzero(left == left.max())[-1]] += 1
        return opened.tolist()

    def test_many_positions_take_no_longer_than_few(self):
        shares = np.array([0.5, 0.3, 0.2])
        assert by_gap(shares[None] * 10**9, np.array([10**9])).tolist() == [
            [500_000_000, 300_000_000, 200_000_000]
        ]

    def test_of_nobody_nothing(self):
        assert by_gap(np.zeros((0, 2)), np.zeros(0, dtype=np.int64)).shape == (0, 2)


class TestFromTheTop:
    def test_free_seats_are_filled_from_the_top(self):
        free = np.array([[4, 2, 1], [4, -3, 1], [1, 1, 1]])
        opened = from_the_top(free, np.array([2, 3, 9]))
        assert opened.tolist() == [[0, 1, 1], [2, 0, 1], [1, 1, 1]]


def levels_of(staffing, ways=None, **seats):
    """Four levels; people come in at the first and the third."""
    levels = {f"l{i}": {"title": f"L{i}", "rank": i + 1} for i in range(4)}
    for name, count in seats.items():
        levels[name]["seats"] = {"count": count}
    way = {"levels": Exactly({"l0": "75%", "l2": "25%"}), **(ways or {})}
    rules = scenario(
        {
            "levels": Exactly(levels),
            "initial": {"levels": Exactly({"l0": "100%"})},
            "entry_points": {"near_pm": way},
            "staffing": staffing,
        }
    ).organizations["a"]
    ladder = Ladder(rules.levels)
    return VacancyLevels(rules.staffing, ladder, EntryPoints(rules.entry_points, ladder, {}, START))


MANY = replication_keys(3, np.arange(20_000))


def assert_shares(levels, expected):
    found = np.bincount(levels.drawn(MANY), minlength=4) / len(MANY)
    error = np.sqrt(np.array(expected) * (1 - np.array(expected)) / len(MANY))
    assert np.all(np.abs(found - expected) <= Z * error)


def test_somebody_is_found_through_an_entry_point_that_feeds_the_level():
    """In proportion to weight times share: 3 x 50% to 1 x 100% at the lower level."""
    way = {"time_to_fill": "9 days", "skill": 2}
    ways = {
        "both": {**way, "weight": 3, "levels": {"pm": "50%", "senior_pm": "50%"}},
        "low": {**way, "weight": 1, "levels": {"pm": "100%"}},
        "high": {**way, "weight": 1, "levels": {"director": "100%"}},
    }
    rules = scenario({"entry_points": Exactly(ways)}).organizations["a"]
    entry_points = EntryPoints(rules.entry_points, Ladder(rules.levels), {}, START)
    assert entry_points.level_shares == pytest.approx([0.5, 0.3, 0.2])
    level = np.arange(len(MANY)) % 3
    chosen = entry_points.chosen(MANY, level)
    assert set(chosen[level == 1]) == {0}
    assert set(chosen[level == 2]) == {2}
    assert set(chosen[level == 0]) == {0, 1}
    assert abs((chosen[level == 0] == 0).mean() - 0.6) < Z * np.sqrt(0.24 / (level == 0).sum())


class TestVacancyLevels:
    @pytest.mark.parametrize("staffing", [{}, {"give_up_after": "1 month"}])
    def test_by_default_a_position_is_left_to_the_entrant(self, staffing):
        levels = levels_of(staffing)
        assert levels.left_to_entrants
        assert not levels.replaces_leavers

    def test_whoever_is_promoted_first_needs_to_know_where(self):
        levels = levels_of({"promote_first": {"default": "0%", "l2": "1%"}})
        assert not levels.left_to_entrants
        assert_shares(levels, [0.75, 0, 0.25, 0])

    def test_nobody_comes_from_below_the_lowest_level(self):
        levels = levels_of({"promote_first": "30%"})
        assert levels.promote_first.tolist() == [0, 0.3, 0.3, 0.3]
        assert levels.fed.tolist() == [True, False, True, False]
        assert levels.fillable.tolist() == [True] * 4
        assert levels_of({"level": {"kind": "leaver"}}).fillable.tolist() == levels.fed.tolist()

    def test_a_mix_and_growth_by_a_mix(self):
        mix = {"kind": "mix", "shares": Exactly({"l0": "60%", "l2": "40%"})}
        assert_shares(levels_of({"level": mix}), [0.6, 0, 0.4, 0])
        leaver = {"kind": "leaver", "growth": mix}
        assert_shares(levels_of({"level": leaver}), [0.6, 0, 0.4, 0])
        assert_shares(levels_of({"level": {"kind": "leaver"}}), [0.75, 0, 0.25, 0])

    def test_seats_are_filled_first_where_anybody_can_come(self):
        structure = {"level": {"kind": "structure"}}
        people, need = np.zeros((1, 4), dtype=np.int64), np.array([9])
        free = np.array([[UNLIMITED, 1, 2, 3]])
        from_outside = levels_of(structure, l1=1, l2=2, l3=3)
        assert from_outside.missing_in_structure(people, free, need).tolist() == [[0, 0, 2, 0]]
        from_below = levels_of({**structure, "promote_first": "1%"}, l1=1, l2=2, l3=3)
        assert from_below.missing_in_structure(people, free, need).tolist() == [[0, 1, 2, 3]]

    def test_beyond_the_seats_positions_are_at_levels_without_a_limit(self):
        structure = {"level": {"kind": "structure"}}
        assert_shares(levels_of(structure, l1=1), [0.75, 0, 0.25, 0])
        assert_shares(levels_of(structure, l0=9), [0, 0, 1, 0])
        # Entry points feed none of those without a limit: the lowest of them.
        assert_shares(levels_of(structure, l0=9, l2=9), [0, 1, 0, 0])
        everywhere = levels_of(structure, l0=9, l1=9, l2=9, l3=9)
        assert set(everywhere.drawn(MANY)) == {-1}

    def test_shares_are_those_of_the_plan(self):
        shares = Exactly({"l0": "60%", "l2": "40%"})
        levels = levels_of({"level": {"kind": "structure", "shares": shares}})
        people = np.array([[1, 5, 1, 0], [0, 0, 0, 0]])
        opened = levels.missing_in_structure(people, np.full((2, 4), UNLIMITED), np.array([3, 10]))
        # 6 and 4 of ten people, whoever is there now; in the first replication l1 has five too
        # many, so that l0 and l2 share what comes.
        assert opened.tolist() == [[2, 0, 1, 0], [6, 0, 4, 0]]
