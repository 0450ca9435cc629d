"""Entry points that cannot bring in whom they should: caps, weights and apprentices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.expected.warnings.headcount import FEWEST, least
from orgsim.expected.warnings.outlook import Outlook, people, percent, said

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction

HALF = 0.5
"""Of what a weight asks for; a warning is due where a cap turns more than this part away."""


def entry_warnings(outlook: Outlook) -> Iterator[Contradiction]:
    """Caps against the plan, or else against weights, and pipelines against the hires they feed."""
    if not outlook.planned:
        return
    points = outlook.rules.entry_points
    beyond = float(outlook.flows.beyond_caps[-12:].max())
    if beyond > least(float(outlook.flows.target[-1])):
        caps = sum(int(point.cap or 0) for point in points.values() if point.weight > 0)
        first = max(
            (name for name in points if points[name].cap), key=lambda name: points[name].weight
        )
        needed = float(outlook.per_year(outlook.flows.exits.sum(axis=1)))
        growth = float(outlook.flows.target[-1] - outlook.flows.target[0]) / outlook.years
        message = (
            f"the caps of all entry points let in {people(caps)} a year, and the plan needs "
            f"{said(max(needed + growth, 0.0))}: {said(beyond)} positions cannot be filled "
            f"{outlook.by_the_end}; raise a cap, or plan for fewer people"
        )
        yield ("entry_points", first, "cap"), message
    else:
        yield from _weights(outlook)
    yield from _apprentices(outlook)


def _weights(outlook: Outlook) -> Iterator[Contradiction]:
    turned_away = outlook.per_year(outlook.flows.turned_away)
    came = outlook.per_year(outlook.flows.hires.sum(axis=2))
    for position, name in enumerate(outlook.rules.entry_points):
        away, asked = float(turned_away[position]), float(turned_away[position] + came[position])
        if away > HALF * asked and away * outlook.years > FEWEST:
            message = (
                f"the weight of {name} asks for {people(asked)} a year, and its cap lets in "
                f"{said(asked - away)}: {percent(away / asked)} of its requisitions turn to other "
                "entry points; raise the cap, or lower the weight"
            )
            yield ("entry_points", name, "cap"), message


def _apprentices(outlook: Outlook) -> Iterator[Contradiction]:
    """A pipeline too small for the hires that it should feed."""
    waiting = outlook.last_year(outlook.flows.waiting)
    target = float(outlook.last_year(outlook.flows.target))
    came = outlook.last_year(outlook.flows.hires.sum(axis=2)) * 12
    for position, name in enumerate(outlook.rules.entry_points):
        if float(waiting[position]) > least(target):
            message = (
                f"{said(float(waiting[position]))} of {said(target)} positions wait for "
                f"apprentices {outlook.by_the_end}, and {people(float(came[position]))} a year "
                f"finish; let more of them in, or lower the weight of {name}"
            )
            yield ("entry_points", name, "apprenticeship"), message
