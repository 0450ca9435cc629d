"""What is written down: the event log, spells of employment, cycles and snapshots.

Events and spells are kept for the recorded replications only, everything else for all. Nothing
before time 0, the warm-up, is kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.day import Item

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NONE = -1

NOBODY = -1
"""In place of a person's number, where something happens to a whole organization."""

REASONS = (
    "age_limit",
    "skill_floor",
    "up_or_out",
    "counter_offer",
    "vacancy",
    "declined",
    "performance",
    "hiring_freeze",
    "title_reset",
    "acquisition",
)
"""What brings an exit or a move about, beside people's own accord and the promotion policy, and
what became of an offer."""

(
    AGE_LIMIT, SKILL_FLOOR, UP_OR_OUT, COUNTER_OFFER, VACANCY, DECLINED, PERFORMANCE, HIRING_FREEZE,
    TITLE_RESET, ACQUISITION,
) = range(len(REASONS))  # fmt: skip


class Batches:
    """Columns that grow by batches of rows; values not given are broadcast."""

    def __init__(self) -> None:
        self._batches: list[dict[str, NDArray[Any]]] = []

    def add(self, count: int, **columns: Any) -> None:
        """Add `count` rows."""
        self._batches.append(
            {name: np.broadcast_to(np.asarray(x), (count,)) for name, x in columns.items()}
        )

    def columns(self, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
        """All rows, in the order in which they were added."""
        if not self._batches:
            return {name: np.zeros(0, dtype=np.int64) for name in names}
        return {name: np.concatenate([b[name] for b in self._batches]) for name in names}


class EventLog:
    """Who did what when, in the recorded replications of one organization.

    Parameters
    ----------
    recorded : array of bool, shape (R,)
        Which replications of the block are recorded.
    """

    COLUMNS = (
        "replication", "time", "item", "person", "kind", "level_from", "level_to", "rank_from",
        "rank_to", "scope_from", "scope_to", "entry_point", "destination", "reason", "origin",
        "stage",
    )  # fmt: skip

    def __init__(self, recorded: NDArray[np.bool_]) -> None:
        self._recorded = recorded
        self._any = bool(recorded.any())
        self._batches = Batches()

    def kept(self, replication: Integers, time: Floats) -> Integers | None:
        """Positions of what is to be recorded, or nothing."""
        if not self._any:
            return None
        kept = np.flatnonzero(self._recorded[replication] & (time >= 0.0))
        return kept if len(kept) else None

    def add(
        self,
        item: Item | Integers,
        kind: str,
        *,
        replication: Integers,
        time: Floats,
        person: Integers | int,
        entry_point: Integers | int,
        level_from: Any = _NONE,
        level_to: Any = _NONE,
        rank_from: Any = _NONE,
        rank_to: Any = _NONE,
        scope_from: Any = np.nan,
        scope_to: Any = np.nan,
        destination: Any = _NONE,
        reason: Any = _NONE,
        origin: Any = _NONE,
        stage: Any = _NONE,
    ) -> None:
        """Write down one kind of event of several people, arrays of shape (N,) or single values."""
        kept = self.kept(replication, time)
        if kept is None:
            return
        columns = {
            "replication": replication, "time": time, "person": person,
            "entry_point": entry_point, "level_from": level_from, "level_to": level_to,
            "rank_from": rank_from, "rank_to": rank_to, "scope_from": scope_from,
            "scope_to": scope_to, "destination": destination, "reason": reason,
            "origin": origin, "stage": stage, "item": item,
        }  # fmt: skip
        some = {name: x[kept] if isinstance(x, np.ndarray) else x for name, x in columns.items()}
        self._batches.add(len(kept), kind=kind, **some)

    def sorted_columns(self) -> dict[str, NDArray[Any]]:
        """The log by replication, time, item of the day, person, and order of happening."""
        columns = self._batches.columns(self.COLUMNS)
        order = np.lexsort(
            (columns["person"], columns["item"], columns["time"], columns["replication"])
        )
        return {name: values[order] for name, values in columns.items()}


class Flows:
    """Who came, went and moved since the last snapshot, by replication and level.

    Parameters
    ----------
    replications, levels, entry_points : int
        R, L and E.
    """

    def __init__(self, replications: int, levels: int, entry_points: int) -> None:
        self._entries = (replications, entry_points)
        nobody = np.zeros((replications, levels), dtype=np.int64)
        self.reset(0.0, nobody, nobody.astype(np.float64))

    def reset(self, time: float, headcount: Integers, payroll: Floats) -> None:
        """Start counting anew, with headcount and payroll (R, L) at a time in years."""
        shape = headcount.shape
        # Person-years are the times of leaving a level less those of entering it; whoever is there
        # now enters now, and whoever is there at the next snapshot leaves then.
        self.lived = -time * headcount
        self.cost = -time * payroll
        self.hires = np.zeros(shape, dtype=np.int64)
        self.hires_with_title = np.zeros(shape, dtype=np.int64)
        self.hires_from_market = np.zeros(shape, dtype=np.int64)
        self.rungs_gained = np.zeros(shape, dtype=np.int64)
        self.exits = np.zeros(shape, dtype=np.int64)
        self.let_go = np.zeros(shape, dtype=np.int64)
        self.laid_off = np.zeros(shape, dtype=np.int64)
        self.promotions_in = np.zeros(shape, dtype=np.int64)
        self.promotions_out = np.zeros(shape, dtype=np.int64)
        self.title_grants_in = np.zeros(shape, dtype=np.int64)
        self.title_grants_out = np.zeros(shape, dtype=np.int64)
        self.relevels_in = np.zeros(shape, dtype=np.int64)
        self.relevels_out = np.zeros(shape, dtype=np.int64)
        self.acquired_in = np.zeros(shape, dtype=np.int64)
        self.acquired_out = np.zeros(shape, dtype=np.int64)
        self.years_before_moving = np.zeros(shape)
        self.requisitions = np.zeros(shape, dtype=np.int64)
        self.filled_from_below = np.zeros(shape, dtype=np.int64)
        self.cancelled = np.zeros(shape, dtype=np.int64)
        self.hires_by_entry_point = np.zeros(self._entries, dtype=np.int64)
        self.years_to_fill = np.zeros(self._entries)
        self.offers = np.zeros(self._entries, dtype=np.int64)
        self.declined = np.zeros(self._entries, dtype=np.int64)
        self.turned_away = np.zeros(self._entries, dtype=np.int64)
        self.withheld = np.zeros(self._entries, dtype=np.int64)
