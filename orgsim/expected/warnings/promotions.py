"""Promotions that were promised and cannot take place: nobody eligible, or no seat above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from orgsim.expected.warnings.outlook import Outlook, percent, place, said
from orgsim.rules.promotion.budget import Quota
from orgsim.units import write_duration

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction, Path

HALF = 0.5
"""A quota is a ceiling; a warning is due where less than this part of it can be used."""

HARDLY_ANYBODY = 0.03
"""Of the people at a level, eligible where no number of promotions is promised."""

FEWEST = 2.0
"""Promotions that must be lacking over the whole horizon, or people at the level."""

OF_ALL = 0.01
"""Of all people, the promotions a year that must be lacking: a company that lets half of its few
vice presidents move up wherever a seat is free has not promised that they will."""


def promotion_warnings(outlook: Outlook, *, seats: bool) -> Iterator[tuple[str, Contradiction]]:
    """Levels that promotions cannot reach as they should, and why.

    Parameters
    ----------
    outlook : Outlook
    seats : bool
        Whether a lack of seats is to be told.
    """
    for position, level in enumerate(outlook.levels):
        above = outlook.ladder.ways[0, position]
        if above == len(outlook.levels):
            continue
        found = _nobody_eligible(outlook, position, level)
        if found is None and seats:
            found = _no_seats(outlook, position, above)
        if found is not None:
            yield outlook.levels[above], found


def _nobody_eligible(outlook: Outlook, position: int, level: str) -> Contradiction | None:
    """Promotions against eligibility: time in level, or readiness."""
    flows, rules = outlook.flows, outlook.rules.promotion
    candidates, waited, eligible = (
        each[1:, position] for each in (flows.candidates, flows.waited, flows.eligible)
    )
    if isinstance(rules.budget, Quota):
        quota = flows.entitled[1:, position]
        asked = quota.sum()
        able, patient = (np.minimum(quota, each).sum() for each in (eligible, waited))
        needed = HALF * asked
        few = able < needed and _is_many(outlook, asked - able)
        lack = f"of the {said(asked / outlook.years)} promotions a year out of {level} that the "
        lack += f"quota allows, {said(able / outlook.years)} can be made"
    else:
        able, patient = eligible.sum(), waited.sum()
        needed = HARDLY_ANYBODY * candidates.sum()
        wanted = not np.all(flows.entitled[:, position] == 0)
        few = wanted and able < needed and flows.headcount[:, position].mean() >= FEWEST
        lack = f"hardly anybody is ever promoted out of {level}"
    if not few:
        return None
    if patient < needed:
        return _time_in_level(outlook, position, lack, waited.sum() / candidates.sum())
    if rules.eligibility.readiness_bar is None:
        return None  # a policy of the user's own has reasons of its own
    return _readiness(outlook, level, lack, eligible.sum() / waited.sum())


def _time_in_level(outlook: Outlook, position: int, lack: str, share: float) -> Contradiction:
    flows, level = outlook.flows, outlook.levels[position]
    of_level = outlook.rules.levels[level].min_time_in_level
    of_all = outlook.rules.promotion.eligibility.min_time_in_level
    path: Path = ("promotion", "eligibility", "min_time_in_level")
    if of_level > of_all:
        path = ("levels", level, "min_time_in_level")
    least = write_duration(max(of_level, of_all))
    if share == 0:
        return path, (
            f"{lack}: it takes {least} at the level, and nobody will have been there for so "
            f"long {outlook.by_the_end}; ask for less, or look further ahead"
        )
    stay = flows.headcount[1:, position].sum() / 12 / max(outlook.going[position], 1e-9)
    stay /= outlook.years
    return path, (
        f"{lack}: it takes {least} at the level, where people stay for {stay:.1f} years on "
        f"average, and {percent(share)} of them have been there for so long; ask for less time, "
        "or keep people longer"
    )


def _readiness(outlook: Outlook, level: str, lack: str, share: float) -> Contradiction:
    bar = outlook.rules.promotion.eligibility.readiness_bar
    assert bar is not None
    path = place(("promotion", "eligibility", "readiness_bar"), bar, level)
    return path, (
        f"{lack}: of those who have been at the level for long enough, {percent(share)} reach "
        f"the readiness bar of {bar.of(level):g}; lower it, or hire and develop people of more "
        "skill"
    )


def _no_seats(outlook: Outlook, position: int, above: int) -> Contradiction | None:
    """Promotions against structure: a quota that promises more than the next level can take."""
    flows, budget = outlook.flows, outlook.rules.promotion.budget
    if not isinstance(budget, Quota):
        return None
    level = outlook.levels[position]
    entitled, eligible, promoted = (
        each[1:, position] for each in (flows.entitled, flows.eligible, flows.promoted)
    )
    asked, made = entitled.sum(), promoted.sum()
    lacking = np.minimum(entitled, eligible).sum() - made
    if lacking <= HALF * asked or not _is_many(outlook, lacking):
        return None
    name, seats = outlook.levels[above], outlook.last_year(flows.seats)[above]
    filled = "one seat is" if round(seats) == 1 else f"{said(seats)} seats are"
    return place(("promotion", "budget", "share"), budget.share, level), (
        f"the quota allows {said(asked / outlook.years)} promotions a year out of {level}, and "
        f"{name} takes {said(made / outlook.years)}: its {filled} taken; lower "
        f"the share, or give {name} more seats"
    )


def _is_many(outlook: Outlook, lacking: float) -> bool:
    people = float(outlook.flows.headcount.sum(axis=1).mean())
    return lacking > max(FEWEST, OF_ALL * people * outlook.years)
