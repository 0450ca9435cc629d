"""What is written down: one row for each thing, and the tables that the rows make.

Events and spells are kept of recorded replications only. Nothing before time 0, the warm-up, is
kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.day import Item

Columns = dict[str, NDArray[Any]]

_DTYPES: dict[type, type] = {int: np.int64, float: np.float64, str: object}


class Identity(NamedTuple):
    """Who somebody is, whatever the policies; people of one time are in this order.

    Attributes
    ----------
    home : int
        Position of the organization that the person came to first.
    month : int
        In which the requisition was opened (the first month, for the initial staff).
    entry_point : int
        Position plus 1; 0 for the initial staff.
    ordinal : int
        Among the entrants of this entry point in this month.
    name : str
        How tables name the person.
    """

    home: int
    month: int
    entry_point: int
    ordinal: int
    name: str


NOBODY = Identity(-1, 0, 0, 0, "")
"""Where something happens to a whole organization."""


class Event(NamedTuple):
    """A row of the event log. -1 and NaN stand for what an event does not have."""

    time: float
    item: int
    person: str
    kind: str
    level_from: int = -1
    level_to: int = -1
    rank_from: int = -1
    rank_to: int = -1
    scope_from: float = math.nan
    scope_to: float = math.nan
    entry_point: str = ""
    destination: str = ""
    reason: str = ""
    origin: str = ""
    stage: str = ""


class Spell(NamedTuple):
    """A row of the table `people`; `left` is NaN for whoever is still there at the end."""

    person: str
    spell: int
    entry_point: str
    group: str
    pipeline_entered: float
    hired: float
    left: float
    destination: str
    first_level: int
    last_level: int
    highest_rank: int
    scope: float
    skill: float
    pay: float


class CycleCount(NamedTuple):
    """A row of the table `cycles`: one level in one promotion cycle."""

    time: float
    level: int
    headcount: int
    eligible: int
    promoted: int
    quota: float


class LevelCount(NamedTuple):
    """A row of the table `levels`: one level at one snapshot, and flows since the last one."""

    time: float
    level: int
    headcount: int
    scope: float
    skill: float
    time_in_level: float
    insight: float
    pay: float
    pay_gap: float
    effectiveness: float
    poor_performers: int
    lost_to_poor: float
    rated: int
    rating: float
    inflated: int
    person_years: float
    cost: float
    hires: int
    hires_with_title: int
    relevel: float
    hires_from_market: int
    exits: int
    let_go: int
    laid_off: int
    promotions_in: int
    promotions_out: int
    title_grants_in: int
    title_grants_out: int
    relevels_in: int
    relevels_out: int
    acquired_in: int
    acquired_out: int
    time_to_promotion: float
    open_requisitions: int
    vacancies: int
    filled_from_below: int
    cancelled: int


class HireCount(NamedTuple):
    """A row of the table `hires`: one entry point, between two snapshots."""

    time: float
    entry_point: str
    hires: int
    time_to_fill: float
    offers: int
    declined: int
    turned_away: int
    withheld: int
    in_training: int
    waiting: int


class StageEntry(NamedTuple):
    """A row of the table `stages`."""

    time: float
    stage: str


ROWS: dict[str, type[NamedTuple]] = {
    "levels": LevelCount,
    "events": Event,
    "people": Spell,
    "cycles": CycleCount,
    "hires": HireCount,
    "stages": StageEntry,
}
"""The kind of row of each table."""


MOVES = ("promotion", "title_grant", "relevel")
"""Kinds of event that bring somebody to another level."""


class Flows:
    """Who came, went and moved since the last snapshot.

    Parameters
    ----------
    time : float
        Of the last snapshot, in years.
    levels, entry_points : int
    """

    def __init__(self, time: float, levels: int, entry_points: int) -> None:
        self.since = time
        self.lived_by_the_gone = [0.0] * levels
        self.cost = [0.0] * levels
        self.hires = [0] * levels
        self.relevels: list[list[int]] = [[] for _ in range(levels)]
        self.hires_from_market = [0] * levels
        self.exits = [0] * levels
        self.let_go = [0] * levels
        self.laid_off = [0] * levels
        self.acquired_in, self.acquired_out = [0] * levels, [0] * levels
        self.moves_in = {kind: [0] * levels for kind in MOVES}
        self.moves_out = {kind: [0] * levels for kind in MOVES}
        self.requisitions = [0] * levels
        self.filled_from_below = [0] * levels
        self.cancelled = [0] * levels
        self.years_before_moving: list[list[float]] = [[] for _ in range(levels)]
        self.years_to_fill: list[list[float]] = [[] for _ in range(entry_points)]
        self.offers = [0] * entry_points
        self.declined = [0] * entry_points
        self.turned_away = [0] * entry_points
        self.withheld = [0] * entry_points


class Books:
    """Everything that is written down about one organization.

    Parameters
    ----------
    recorded : bool
        Whether events and spells are kept.
    """

    def __init__(self, recorded: bool) -> None:
        self._recorded = recorded
        self._log: list[tuple[Identity, Event]] = []
        self._spells: list[Spell] = []
        self.cycles: list[CycleCount] = []
        self.levels: list[LevelCount] = []
        self.hires: list[HireCount] = []
        self.stages: list[StageEntry] = []

    def log(self, identity: Identity, event: Event) -> None:
        """Write down an event."""
        if self._recorded and event.time >= 0.0:
            self._log.append((identity, event))

    def enter_stage(self, stage: str, time: float) -> None:
        """Write down that the organization enters a stage."""
        self.stages.append(StageEntry(time, stage))
        self.log(NOBODY, Event(time, Item.STAGE, "", "stage", stage=stage))

    def close_spell(self, spell: Spell, time: float) -> None:
        """Write down a spell of employment that ends, or is cut off by the horizon, at a time."""
        if self._recorded and time >= 0.0:
            self._spells.append(spell)

    def rows(self) -> dict[str, Sequence[NamedTuple]]:
        """The rows of all tables; events by time, item of the day and person."""
        log = sorted(self._log, key=lambda entry: (entry[1].time, entry[1].item, entry[0]))
        return {
            "levels": self.levels,
            "events": [event for _, event in log],
            "people": self._spells,
            "cycles": self.cycles,
            "hires": self.hires,
            "stages": self.stages,
        }


def mean(values: Sequence[float]) -> float:
    """The mean, NaN of nothing."""
    return sum(values) / len(values) if values else math.nan


def as_columns(kind: type[NamedTuple], rows: Sequence[NamedTuple]) -> Columns:
    """Rows of one kind as columns."""
    hints = get_type_hints(kind)
    values = zip(*rows, strict=True) if rows else [()] * len(hints)
    return {
        name: np.array(column, dtype=_DTYPES[hint])
        for (name, hint), column in zip(hints.items(), values, strict=True)
    }
