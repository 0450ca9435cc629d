"""Recruiting: each requisition, or announced arrival, waits for the person it will bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, on_the_day, reached, years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.entry_points import choose
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.simulation.day import Item
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.record import Event, Identity
from orgsim.simulation.reference.workplace import entrant_name, insights

if TYPE_CHECKING:
    from orgsim.simulation.reference.calendar import Process
    from orgsim.simulation.reference.workplace import Workplace

_REVIEW = code("staffing review")


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
    opened, start : float
        Years.
    skill, beside_scope : float
        The skill on the first day is `skill + beside_scope x scope`.
    potential, learning_rate : float
    age : float
        Years, on the first day; minus infinity where nothing is known.
    holds_seat : bool
        A requisition does, an arrival whatever the headcount does not.
    cancelled : bool
        Whether it was given up.
    """

    key: Keys
    identity: Identity
    entry_point: int
    level: int
    rank: int
    opened: float
    start: float
    skill: float
    beside_scope: float
    potential: float
    learning_rate: float
    age: float
    holds_seat: bool
    cancelled: bool = False


class Recruiting:
    """The entry points of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._month: int | None = None
        self._entered: Counter[int] = Counter()
        self._open: dict[Requisition, None] = {}

    def search(self, keys: Keys, tick: int, levels: Sequence[int] | None = None) -> None:
        """Open requisitions with these keys, and withhold those that find every level full.

        Where levels with free seats are given, entry points that feed them are asked.
        """
        workplace, entry_points = self._workplace, self._workplace.entry_points
        if levels is None:
            found = self._found(entry_points.chosen(keys), tick)
            self._move_down_from_full_levels(found)
        else:
            found = self._found(entry_points.chosen(keys, np.array(levels)), tick)
            for requisition, level in zip(found, levels, strict=True):
                requisition.level = level
        for requisition in found:
            if requisition.level < 0:
                continue
            self._open[requisition] = None
            workplace.open_requisitions[requisition.level] += 1
            workplace.flows.requisitions[requisition.level] += 1
            self._log("requisition", requisition, requisition.opened)
            workplace.calendar.process(self._filling(requisition))

    def give_up(self, tick: int) -> None:
        """Cancel the requisitions that nobody has filled for too long."""
        workplace, age, now = (
            self._workplace,
            self._workplace.rules.staffing.give_up_after,
            years(tick),
        )
        if age is None:
            return
        for requisition in [each for each in self._open if reached(now - each.opened, age)]:
            self._close(requisition)
            requisition.cancelled = True
            workplace.flows.cancelled[requisition.level] += 1
            workplace.vacate(now, requisition.level)
            self._log("cancellation", requisition, now)

    def _close(self, requisition: Requisition) -> None:
        del self._open[requisition]
        self._workplace.open_requisitions[requisition.level] -= 1

    def _log(self, kind: str, requisition: Requisition, time: float) -> None:
        workplace = self._workplace
        workplace.books.log(
            requisition.identity,
            Event(
                time,
                Item.STAFFING,
                requisition.identity.name,
                kind,
                level_to=requisition.level,
                rank_to=workplace.rank[requisition.level],
                entry_point=workplace.entry_points.ids[requisition.entry_point],
            ),
        )

    def _move_down_from_full_levels(self, requisitions: list[Requisition]) -> None:
        """A full level admits nobody: the requisition moves one level down, last one first."""
        for level in reversed(range(len(self._workplace.ladder))):
            free = self._workplace.free_seats(level)
            here = [requisition for requisition in requisitions if requisition.level == level]
            for place, requisition in enumerate(here):
                if place >= free:
                    requisition.level -= 1

    def announce_arrivals(self, plan: ArrivalsPlan, tick: int, interval: int) -> None:
        """Everybody who arrives before the next review, whatever the headcount."""
        workplace = self._workplace
        review = derive(workplace.key, _REVIEW, tick)
        for level in plan.levels:
            _, ordinals, times = plan.arriving(level, tick, interval, review)
            position = workplace.ladder.ids.index(level)
            # Whoever arrives n-th at a level has the same entry point under every scenario.
            arrivals = derive(review, code(level), ordinals)
            shares = workplace.entry_points.feeding(position)
            chosen = choose(shares, uniform(arrivals, Purpose.ENTRY_POINT))
            for arrival, time in zip(self._found(chosen, tick), times.tolist(), strict=True):
                arrival.level, arrival.holds_seat = position, False
                arrival.opened = arrival.start = time
                workplace.calendar.process(self._filling(arrival))

    def _found(self, chosen: NDArray[np.int64], tick: int) -> list[Requisition]:
        """Who will come through these entry points, in order of opening."""
        workplace, entry_points = self._workplace, self._workplace.entry_points
        now, month = years(tick), month_number(tick)
        if month != self._month:  # entrants are numbered within the month of their opening
            self._month = month
            self._entered.clear()
        identities = []
        for entry_point in chosen.tolist():
            ordinal = self._entered[entry_point]
            self._entered[entry_point] += 1
            name = entrant_name(
                workplace.name, workplace.start, month, entry_points.ids[entry_point], ordinal + 1
            )
            identities.append(Identity(month, entry_point + 1, ordinal, name))
        names = np.array([code(entry_points.ids[i]) for i in chosen.tolist()], dtype=np.uint64)
        ordinals = np.array([identity.ordinal for identity in identities], dtype=np.int64)
        keys = derive(workplace.key, names, month, ordinals)
        entrants = entry_points.entrants(chosen, keys)
        starts = on_the_day(now + entrants.time_to_fill)
        return [
            Requisition(
                key=keys[i : i + 1],
                identity=identity,
                entry_point=int(chosen[i]),
                level=int(entrants.level[i]),
                rank=int(entrants.rank[i]),
                opened=now,
                start=float(starts[i]),
                skill=float(entrants.skill[i]),
                beside_scope=float(entrants.beside_scope[i]),
                potential=float(entrants.potential[i]),
                learning_rate=float(entrants.learning_rate[i]),
                age=float(entrants.age[i]),
                holds_seat=True,
            )
            for i, identity in enumerate(identities)
        ]

    def _filling(self, requisition: Requisition) -> Process:
        """The life of a requisition: until somebody starts work, or it is given up."""
        workplace, level = self._workplace, requisition.level
        yield workplace.calendar.at(requisition.start, Item.PEOPLE)
        if requisition.cancelled:
            return
        if requisition.holds_seat:
            self._close(requisition)
        scope = min(workplace.level_scope[level], workplace.cap)
        skill = requisition.skill + requisition.beside_scope * scope
        entry_point = np.array([requisition.entry_point])
        start = np.array([requisition.start])
        brought = workplace.insight.of_entrants(entry_point, requisition.key, start)
        person = Employee(
            workplace,
            key=requisition.key,
            identity=requisition.identity,
            entry_point=requisition.entry_point,
            level=level,
            scope=scope,
            skill=skill,
            potential=max(requisition.potential, skill),
            learning_rate=requisition.learning_rate,
            insight=insights(brought, 1)[0],
            group=int(workplace.groups.of_entrants(entry_point, requisition.key)[0]),
            now=requisition.start,
            born=requisition.start - requisition.age,
            hired=requisition.start,
            level_since=requisition.start,
        )
        workplace.hire(person, requisition.opened, requisition.rank)
