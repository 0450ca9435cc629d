"""A level mix that cannot be maintained: levels that empty, and shares that drift."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import numpy as np

from orgsim.expected.warnings.outlook import Outlook, people, percent, said

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction

NOBODY_COMES = 0.005
"""People a year who come to a level that nobody feeds."""

EMPTY = 0.5
"""Expected people at a level that has emptied."""

DRIFT = 0.2
"""Of all people: by how much a level's share may change."""

SETTLED_FROM = 20
"""People from which on shares mean something: a team of six has no mix to maintain."""


def mix_warnings(outlook: Outlook, blocked: AbstractSet[str]) -> Iterator[Contradiction]:
    """Levels that nobody comes to, and levels that empty although somebody does.

    Parameters
    ----------
    outlook : Outlook
    blocked : set of str
        Levels that were already said to get nobody from below.
    """
    if not outlook.planned or outlook.flows.hires.sum() < 1:
        return  # people who arrive at some levels only, or nobody at all, are what was asked for
    for position, level in enumerate(outlook.levels):
        if level not in blocked:
            yield from _level(outlook, position, level)


def _level(outlook: Outlook, position: int, level: str) -> Iterator[Contradiction]:
    flows, path = outlook.flows, ("levels", level)
    start, end = float(flows.headcount[0, position]), float(flows.headcount[-1, position])
    come, go = float(outlook.coming[position]), float(outlook.going[position])
    left = f"of {people(start)} there {said(end)} are left {outlook.by_the_end}"
    if come < NOBODY_COMES:
        below = " and nobody is promoted into it" if position else ""
        others = ", or people move up to it" if position else ""
        what = left if start > EMPTY else "it stays empty"
        yield (
            path,
            f"no entry point feeds {level}{below}: {what}; let an entry point feed it{others}",
        )
    elif start >= 4 * EMPTY and end < EMPTY:
        sent_out = float(outlook.per_year(flows.sent_out)[position])
        if sent_out > go / 2:
            yield (
                ("promotion", "up_or_out"),
                (
                    f"up or out empties {level}: it sends {said(sent_out)} people a year away, and "
                    f"{said(come)} come; {left}; let more people in, or give them more time"
                ),
            )
            return
        flow = f"{said(go)} people a year leave it or move up, and {said(come)} come"
        yield path, f"{level} empties: {flow}; {left}; let more people in, or fewer go"


def drift_warnings(outlook: Outlook) -> Iterator[Contradiction]:
    """A mix of the first day that the flows lead away from."""
    first, last = outlook.flows.headcount[0], outlook.flows.headcount[-1]
    stated = outlook.planned and outlook.rules.warm_up == 0
    if not stated or first.sum() < SETTLED_FROM or last.sum() < SETTLED_FROM:
        return
    share, later = first / first.sum(), last / last.sum()
    most = int(np.argmax(np.abs(later - share)))
    if abs(later[most] - share[most]) > DRIFT:
        level = outlook.levels[most]
        change = f"from {percent(share[most])} of all people to {percent(later[most])}"
        message = (
            f"the mix of the first day cannot be maintained: {level} goes {change} "
            f"{outlook.by_the_end}, with {said(outlook.coming[most])} a year coming and "
            f"{said(outlook.going[most])} leaving or moving up; start from the mix that the rules "
            "lead to (warm_up finds it), or change who comes and who moves up"
        )
        yield ("initial", "levels", level), message
