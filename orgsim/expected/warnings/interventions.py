"""Interventions that undo each other: a layoff, and a plan that asks for the same people again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.clock import months_between
from orgsim.expected.warnings.outlook import Outlook
from orgsim.rules.interventions.change import Change
from orgsim.rules.interventions.hiring_freeze import HiringFreeze
from orgsim.rules.interventions.layoff import Layoff

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction


def intervention_warnings(outlook: Outlook) -> Iterator[Contradiction]:
    """Layoffs after which hiring goes on as if nothing had been."""
    for position, each in enumerate(outlook.rules.interventions):
        if isinstance(each, Layoff) and outlook.planned and not _meant(outlook, each):
            message = (
                "the plan is as large after this layoff as before, and nothing keeps those who go "
                "from being replaced at the next staffing review; freeze hiring (kind: "
                "hiring_freeze) or set a smaller plan (kind: set) from that day on"
            )
            yield ("interventions", position), message


def _meant(outlook: Outlook, layoff: Layoff) -> bool:
    """Whether hiring is frozen on the day, or the plan falls, or another one is set."""
    for each in outlook.rules.interventions:
        if isinstance(each, HiringFreeze) and each.in_force(layoff.date):
            return True
        if isinstance(each, Change) and "plan" in each.rules.root:
            return True
    target = outlook.flows.target
    return bool(target[months_between(outlook.start, layoff.date)] < target[0])
