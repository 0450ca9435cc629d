"""The roster: everybody in one organization, in all replications of a block, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from orgsim.simulation.day import Item

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_COLUMNS: dict[str, type] = {
    "replication": np.int64,
    "level": np.int64,
    "key": np.uint64,
    "person": np.int64,
    "spell": np.int64,
    "entry_point": np.int64,
    "pipeline_entered": np.float64,
    "born": np.float64,
    "hired": np.float64,
    "level_since": np.float64,
    "level_item": np.int64,
    "next_level": np.int64,
    "seat": np.int64,
    "first_level": np.int64,
    "highest_rank": np.int64,
    "moves": np.int64,
    "counter_offers": np.int64,
    "passed_over": np.int64,
    "scope": np.float64,
    "skill_then": np.float64,
    "skill_since": np.float64,
    "potential": np.float64,
    "learning_rate": np.float64,
    "insight_user": np.float64,
    "insight_function": np.float64,
    "insight_organization": np.float64,
    "insight_since": np.float64,
    "group": np.int64,
    "rating": np.int64,
    "poor_ratings": np.int64,
    "pay": np.float64,
    "stay": np.float64,
    "hazard": np.float64,
    "refreshed": np.float64,
    "exit_at": np.float64,
    "considerations": np.int64,
    "consider_at": np.float64,
    "waiting": np.bool_,
    "disruption": np.float64,
    "disrupted_until": np.float64,
}


class Roster:
    """One row per person, in the order in which they started; columns are contiguous arrays.

    People who leave keep their row, at a level above the ladder and with no event to come, until
    `drop` closes the gaps. Rows of one replication keep their order, whatever other replications
    share the block, so that sums over them have the same last bit.

    Attributes
    ----------
    replication : position of the replication within the block
    level : position on the ladder; `len(ladder)` for people who have left
    next_level : position of the level that a move up leads to; `len(ladder)` where none does
    seat : position of the level whose seat the person holds: the level, but for titles that came
        with a counter-offer
    counter_offers : how many have kept the person
    passed_over : how many times the person was eligible at this level and not promoted
    person : number by which ties are broken and the event log is sorted
    spell : number of the spell of employment, from 1
    pipeline_entered : years from the scenario's start; NaN for those who were no apprentices
    born : years from the scenario's start; infinite where no age is known
    hired, level_since, refreshed, skill_since, insight_since : years from the scenario's start
    level_item : item of the day with which the level began; 0 for a first level, but for those
        whom an acquisition brought
    skill_then : skill at `skill_since`, before the learning since
    insight_user, insight_function, insight_organization : insight at `insight_since`, from 0 to 1
    group : position in the scenario file, -1 without one
    rating : of the last review, 1 to 5; 0 before the first
    poor_ratings : how many poor ratings running the person has had
    pay : per year; NaN where nobody is paid
    stay : what is left of the person's unit exponential at `refreshed`
    hazard : of leaving, per year, since `refreshed`, or what a stay's hazard is multiplied by
    exit_at, consider_at : times of the person's next events if nothing changes before
    considerations : how many times a continuous policy's clock has rung or been set anew
    waiting : considered, and waiting for a seat
    disruption : what multiplies the hazard of leaving until `disrupted_until`
    disrupted_until : years from the scenario's start; minus infinity for whom nothing has hit
    """

    replication: Integers
    level: Integers
    key: NDArray[np.uint64]
    person: Integers
    spell: Integers
    entry_point: Integers
    pipeline_entered: Floats
    born: Floats
    hired: Floats
    level_since: Floats
    level_item: Integers
    next_level: Integers
    seat: Integers
    first_level: Integers
    highest_rank: Integers
    moves: Integers
    counter_offers: Integers
    passed_over: Integers
    scope: Floats
    skill_then: Floats
    skill_since: Floats
    potential: Floats
    learning_rate: Floats
    insight_user: Floats
    insight_function: Floats
    insight_organization: Floats
    insight_since: Floats
    group: Integers
    rating: Integers
    poor_ratings: Integers
    pay: Floats
    stay: Floats
    hazard: Floats
    refreshed: Floats
    exit_at: Floats
    considerations: Integers
    consider_at: Floats
    waiting: NDArray[np.bool_]
    disruption: Floats
    disrupted_until: Floats

    def __init__(self, capacity: int = 1024) -> None:
        self._store: dict[str, NDArray[Any]] = {
            name: np.zeros(capacity, dtype=dtype) for name, dtype in _COLUMNS.items()
        }
        self._show(0)

    def __len__(self) -> int:
        return self._size

    def _show(self, size: int) -> None:
        self._size = size
        for name, values in self._store.items():
            setattr(self, name, values[:size])

    def append(self, count: int, **columns: NDArray[Any]) -> Integers:
        """Add people at the end; columns not given are 0. Returns their rows."""
        first, size = self._size, self._size + count
        capacity = len(self._store["level"])
        if size > capacity:
            capacity = max(size, 2 * capacity)
            for name, values in self._store.items():
                grown = np.zeros(capacity, dtype=values.dtype)
                grown[:first] = values[:first]
                self._store[name] = grown
        for name, values in columns.items():
            self._store[name][first:size] = values
        self._show(size)
        return np.arange(first, size)

    def at(self, rows: Integers) -> dict[str, NDArray[Any]]:
        """All columns of some people."""
        return {name: values[rows] for name, values in self._store.items()}

    def item_after_move(self, rows: Integers, time: Floats, item: Item) -> Integers:
        """With which item of the day something is written down that people do at `time`, (N,).

        What a move brings about at the same instant has not come before it.
        """
        moved = self.level_since[rows] == time
        return np.where(moved, np.maximum(self.level_item[rows], item), item)

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Close the gaps of people who have left; the others keep their order."""
        kept = np.flatnonzero(~gone)
        for values in self._store.values():
            values[: len(kept)] = values[kept]
            values[len(kept) : self._size] = 0  # as `append` expects it of what is not given
        self._show(len(kept))
