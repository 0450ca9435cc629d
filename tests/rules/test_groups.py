"""Groups as arithmetic: who belongs where, and what bias that means."""

import numpy as np

from orgsim.randomness import Purpose, replication_keys, uniform
from orgsim.rules.entry_points import EntryPoint
from orgsim.rules.groups import Group, Groups
from orgsim.rules.initial_staff import InitialStaff

NOBODY = InitialStaff(headcount=0, levels={"pm": "100%"})
KEYS = replication_keys(3, np.arange(4000))


def entry_point(**fields):
    return EntryPoint.model_validate(
        {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "1 day", "skill": 2, **fields}
    )


SECTIONS = {"a": Group(share="60%", bias=0.5), "b": Group(share="40%", bias=-0.3)}


def test_groups_by_lot_and_by_entry_point():
    ways = {"plain": entry_point(), "own": entry_point(groups={"b": "100%"})}
    groups = Groups(SECTIONS, ways, NOBODY)
    come_through = np.arange(len(KEYS)) % 2
    found = groups.of_entrants(come_through, KEYS)
    assert set(found[come_through == 1]) == {1}
    expected = (uniform(KEYS, Purpose.GROUP) >= 0.6).astype(np.int64)
    assert np.array_equal(found[come_through == 0], expected[come_through == 0])
    assert np.array_equal(groups.of_initial_staff(KEYS), expected)
    own = InitialStaff(headcount=0, levels={"pm": "100%"}, groups={"a": "100%"})
    assert set(Groups(SECTIONS, ways, own).of_initial_staff(KEYS)) == {0}


def test_without_groups_there_is_neither_label_nor_bias():
    nothing = Groups({}, {"plain": entry_point()}, NOBODY)
    found = nothing.of_entrants(np.zeros(len(KEYS), np.int64), KEYS)
    assert set(found) == set(nothing.of_initial_staff(KEYS)) == {-1}
    ready = np.array([1.0, 1.0, 1.0])
    assert nothing.as_seen(ready, np.full(3, -1)).tolist() == ready.tolist()
    seen = Groups(SECTIONS, {}, NOBODY).as_seen(ready, np.array([0, 1, -1]))
    assert seen.tolist() == [1.5, 0.7, 1.0]
