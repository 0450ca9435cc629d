"""A plan that cannot be kept: no seats, slow staffing, or fewer people than leave by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from orgsim.expected.warnings.outlook import Outlook, people, percent, said
from orgsim.rules.interventions.layoff import Layoff
from orgsim.units import write_duration

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction

WORTH_A_WARNING = 0.1
"""Of the planned headcount, missing or too much at the end."""

HALF = 0.5
"""Of the requisitions; a warning is due where more than this part of them is given up."""

FEWEST = 1.5
"""People that must be missing or too many, whatever their share."""

DAYS_PER_YEAR = 365.25


def seat_warnings(outlook: Outlook) -> Iterator[Contradiction]:
    """Growth against seats: a full level hands its positions down, and the lowest to nobody."""
    flows = outlook.flows
    if not outlook.planned:
        return
    target = float(flows.target[-1])
    # A yearly review leaves its requisitions for the months between.
    withheld = float(flows.withheld[-12:].max())
    if withheld > least(target):
        lowest, seats = outlook.levels[0], said(flows.seats[-1].sum())
        message = (
            f"the plan asks for {people(target)} {outlook.by_the_end}, and all levels together "
            f"have {seats} seats: {said(withheld)} positions cannot be filled; give {lowest} more "
            "seats or no limit, or plan for fewer people"
        )
        yield ("levels", lowest, "seats"), message


def headcount_warnings(outlook: Outlook) -> Iterator[Contradiction]:
    """Everything else that keeps the headcount from its plan."""
    if outlook.planned:
        yield from list(_giving_up(outlook)) or _staffing(outlook)
        yield from _shrinking(outlook)


def _giving_up(outlook: Outlook) -> Iterator[Contradiction]:
    """Patience against searches: requisitions that are given up before anybody accepts."""
    patience = outlook.rules.staffing.give_up_after
    if patience is None:
        return
    flows = outlook.flows
    given_up = float(outlook.per_year(flows.cancelled).sum())
    filled = float(outlook.per_year(flows.hires.sum(axis=(1, 2))))
    if given_up > HALF * (given_up + filled) and given_up * outlook.years > FEWEST:
        message = (
            f"{said(given_up)} requisitions a year are given up after {write_duration(patience)}, "
            f"before anybody accepts, and {said(filled)} are filled; look for longer, or fill them "
            "sooner"
        )
        yield ("staffing", "give_up_after"), message


def _staffing(outlook: Outlook) -> Iterator[Contradiction]:
    """Staffing slower than leaving: positions are empty for as long as it takes to fill them."""
    flows, rules = outlook.flows, outlook.rules
    target = float(outlook.last_year(flows.target))
    # Whoever waits for apprentices waits for another reason.
    missing = float(outlook.last_year(flows.open.sum(axis=1) - flows.waiting.sum(axis=1)))
    if missing <= least(target):
        return
    evenly = (np.arange(1000) + 0.5) / 1000
    weights = sum(point.weight for point in rules.entry_points.values())
    time = {
        name: float(point.time_to_fill.quantile(evenly).mean())
        for name, point in rules.entry_points.items()
        if point.weight > 0
    }
    slowest = max(time, key=lambda name: time[name] * rules.entry_points[name].weight)
    mean = sum(time[name] * rules.entry_points[name].weight for name in time) / weights
    leaving = float(outlook.last_year(flows.exits.sum(axis=1))) * 12
    message = (
        f"a position is filled after {mean * DAYS_PER_YEAR:.0f} days on average, and "
        f"{people(leaving)} a year leave: about {said(missing)} of {said(target)} positions are "
        f"open at any time, {percent(missing / target)} of the plan; fill them sooner, plan for "
        "that many more, or keep people longer"
    )
    yield ("entry_points", slowest, "time_to_fill"), message


def _shrinking(outlook: Outlook) -> Iterator[Contradiction]:
    """A plan that falls faster than people leave; nobody is dismissed."""
    if any(isinstance(each, Layoff) for each in outlook.rules.interventions):
        return  # then some are
    flows = outlook.flows
    target, there = float(flows.target[-1]), float(flows.headcount[-1].sum())
    if there - target > least(target):
        leaving = float(outlook.per_year(flows.exits.sum(axis=1)))
        message = (
            f"the plan falls to {people(target)} {outlook.by_the_end}, and nobody is dismissed: "
            f"{said(leaving)} a year leave of their own accord, so that about {said(there)} are "
            "still there; plan to shrink more slowly"
        )
        yield ("plan",), message


def least(target: float) -> float:
    """How many people must be missing or too many to be worth a warning."""
    return max(WORTH_A_WARNING * target, FEWEST)
