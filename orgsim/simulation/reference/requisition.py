"""Requisitions: openings, and who will come."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgsim.randomness import Keys
from orgsim.simulation.reference.record import Event, Identity

if TYPE_CHECKING:
    from orgsim.simulation.day import Item
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.market import Candidate
    from orgsim.simulation.reference.workplace import Workplace


@dataclass(eq=False)
class Requisition:
    """An opening, or an announced arrival, and who will come: settled on the day it opens.

    Attributes
    ----------
    key : array of uint64, shape (1,)
    identity : Identity
    entry_point, level : int
    rank : int
        Of the title that the person brings along; 0 without one.
    opened : float
        Years.
    skill, beside_scope : float
        The skill on the first day is `skill + beside_scope x scope`.
    potential, learning_rate : float
    age : float
        Years, on the first day; minus infinity where nothing is known.
    spell : int
        Number of the spell of employment, from 1.
    founder : Employee or None
        The founder who will come back.
    candidate : Candidate or None
        The candidate of the market who has accepted it.
    holds_seat : bool
        A requisition does, an arrival whatever the headcount does not.
    accepted : float
        When somebody accepts, in years; infinite likewise.
    cancelled : bool
        Whether it was given up.
    offers : list of (float, bool)
        When offers are made, in years, and whether each is declined; those that are told.
    start : float
        The first day, in years; infinite while an apprentice has yet to be found.
    pipeline_entered : float
        When the apprentice began, in years; NaN for others.
    """

    key: Keys
    identity: Identity
    entry_point: int
    level: int
    rank: int
    opened: float
    skill: float
    beside_scope: float
    potential: float
    learning_rate: float
    age: float
    spell: int = 1
    founder: Employee | None = None
    candidate: Candidate | None = None
    holds_seat: bool = True
    offers: list[tuple[float, bool]] = field(default_factory=list)
    start: float = math.inf
    pipeline_entered: float = math.nan
    accepted: float = math.inf
    cancelled: bool = False


def tell(
    workplace: Workplace,
    requisition: Requisition,
    time: float,
    item: Item,
    kind: str,
    reason: str = "",
) -> None:
    """Write down what happens to a requisition."""
    workplace.books.log(
        requisition.identity,
        Event(
            time,
            item,
            requisition.identity.name,
            kind,
            level_to=requisition.level,
            rank_to=workplace.rank[requisition.level],
            entry_point=workplace.entry_points.ids[requisition.entry_point],
            reason=reason,
        ),
    )
