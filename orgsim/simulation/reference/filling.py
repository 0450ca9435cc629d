"""Filling a requisition: its offers, and the first day of whoever comes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.simulation.day import Item
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.requisition import Requisition, tell
from orgsim.simulation.reference.workplace import insights

if TYPE_CHECKING:
    from orgsim.simulation.reference.calendar import Process
    from orgsim.simulation.reference.workplace import Workplace


def filling(
    workplace: Workplace, requisition: Requisition, close: Callable[[Requisition], None]
) -> Process:
    """The life of a requisition: offers, until somebody starts work or it is given up.

    Parameters
    ----------
    workplace : Workplace
    requisition : Requisition
    close : callable
        Called when somebody starts who was searched for: it is open no more.

    Yields
    ------
    Event
        What is waited for.
    """
    level = requisition.level
    told = bool(workplace.entry_points.offers.told[requisition.entry_point])
    for time, declined in requisition.offers:
        yield workplace.calendar.at(time, Item.PEOPLE)
        if requisition.cancelled or workplace.ended:
            return
        _count_offer(workplace, requisition, declined)
        reason = "declined" if declined else ""
        tell(workplace, requisition, time, Item.PEOPLE, "offer", reason)
    yield workplace.calendar.at(requisition.start, Item.PEOPLE)
    if requisition.cancelled or workplace.ended:
        return
    if requisition.holds_seat:
        close(requisition)
        if not told and requisition.candidate is None:
            _count_offer(workplace, requisition, declined=False)
    scope = min(workplace.level_scope[level], workplace.cap)
    skill = requisition.skill + requisition.beside_scope * scope
    entry_point = np.array([requisition.entry_point])
    start = np.array([requisition.start])
    brought = workplace.insight.of_entrants(entry_point, requisition.key, start)
    insight = insights(brought, 1)[0]
    group = int(workplace.groups.of_entrants(entry_point, requisition.key)[0])
    known = requisition.candidate
    if known is not None and known.insight and insight:
        insight = known.insight
    if (label := _label(requisition)) in workplace.groups.ids:
        group = workplace.groups.ids.index(label)  # one stays who one is
    person = Employee(
        workplace,
        key=requisition.key,
        identity=requisition.identity,
        spell=requisition.spell,
        entry_point=requisition.entry_point,
        level=level,
        scope=scope,
        skill=skill,
        potential=max(requisition.potential, skill),
        learning_rate=requisition.learning_rate,
        insight=insight,
        group=group,
        now=requisition.start,
        born=requisition.start - requisition.age,
        hired=requisition.start,
        level_since=requisition.start,
        pipeline_entered=requisition.pipeline_entered,
    )
    scope_held = known.scope if known is not None else math.nan
    origin = _origin(workplace, requisition)
    workplace.hire(person, requisition.opened, requisition.rank, scope_held, origin)


def _label(requisition: Requisition) -> str:
    """The group of whoever is known already; "" where there is none."""
    if requisition.founder is not None:
        return requisition.founder.label
    return requisition.candidate.group if requisition.candidate is not None else ""


def _origin(workplace: Workplace, requisition: Requisition) -> str:
    """The other organization of the scenario that somebody comes from; "" for none."""
    known = requisition.founder or requisition.candidate
    if known is None:
        return ""
    there = known.workplace if isinstance(known, Employee) else known.origin
    return there.name if there is not workplace else ""


def _count_offer(workplace: Workplace, requisition: Requisition, declined: bool) -> None:
    flows = workplace.flows
    flows.offers[requisition.entry_point] += 1
    flows.declined[requisition.entry_point] += declined
