"""Why positions were filled from below more or less often than asked, or not where aimed at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.experiment.reasons.evidence import PART, UNKNOWN, Evidence, percent
from orgsim.experiment.reasons.promotions import levels_below, not_eligible

WORTH_NAMING = 0.02
"""Part of the time from which on full seats are named."""

EMPTY = 0.5
"""Mean people below from which down there is nobody to move up."""


def of_fewer_from_below(evidence: Evidence, position: int, asked: float) -> str:
    """Say why nobody moved up into positions that were to be filled from below.

    Parameters
    ----------
    evidence : Evidence
    position : int
        Of the level with the vacancies.
    asked : float
        The chance that a position is filled from below.
    """
    filled, vacancies = (
        float(evidence.panel.columns[name][:, :, position].sum())
        for name in ("filled_from_below", "vacancies")
    )
    lacking = percent(1.0 - filled / max(asked * vacancies, 1.0))
    below = levels_below(evidence, position)
    there = evidence.panel.headcount[:, :, below].mean(axis=(0, 1))
    most = int(below[np.argmax(there)])
    found = (
        f"{lacking} of the positions to be filled from below found nobody eligible at "
        f"{evidence.title(most)}: "
    )
    if there.sum() < EMPTY:
        return f"{found}{there.sum():.1f} people are there on average"
    return found + not_eligible(evidence, most, 0.0)


def of_more_from_below(evidence: Evidence, position: int, asked: float) -> str:
    """Say why people moved up into more positions than were to be filled from below."""
    if evidence.panel.columns["hires"][:, :, position].any():
        return UNKNOWN
    return (
        f"no entry point feeds the level: {percent(1.0 - asked)} of the times positions wait for "
        "a later review, and in the end somebody from below fills all of them"
    )


def of_fewer_opened(evidence: Evidence, position: int) -> str:
    """Say why fewer positions come open at a level than its share."""
    if not evidence.seats[:, :, position].any():
        return "the level has no seats: positions are handed down"
    full = _full(evidence)[position]
    if full > WORTH_NAMING:
        return f"for {percent(full)} of the time every seat is taken: positions are handed down"
    withheld = sum(float(point["withheld"].sum()) for point in evidence.hires.values())
    opened = float(evidence.panel.columns["vacancies"].sum())
    if withheld > PART * opened:
        return "the entry points that feed it are full, and its positions do not come open"
    return UNKNOWN


def of_more_opened(evidence: Evidence, position: int) -> str:
    """Say why more positions come open at a level than its share."""
    full, level = _full(evidence), position
    for above in range(position + 1, len(full)):
        # Down from level to level, as far as each is full.
        if evidence.ladder.below[above] == level and full[above] > WORTH_NAMING:
            return (
                f"positions of {evidence.title(above)} are handed down: for "
                f"{percent(full[above])} of the time every seat there is taken"
            )
    short = [
        (evidence.title(int(each)), full[each]) for each in np.flatnonzero(full > WORTH_NAMING)
    ]
    if not short:
        return UNKNOWN
    title, part = max(short, key=lambda each: each[1])
    return f"at {title} every seat is taken for {percent(part)} of the time"


def _full(evidence: Evidence) -> NDArray[np.float64]:
    """The part of the time in which people and requisitions take every seat, shape (L,)."""
    taken = evidence.panel.headcount + evidence.panel.columns["open_requisitions"]
    result: NDArray[np.float64] = (taken >= evidence.seats).mean(axis=(0, 1))
    return result


def of_mix(evidence: Evidence, position: int, direction: int) -> str:
    """Say why a level's share of the people is not the one that positions are opened for.

    Parameters
    ----------
    evidence : Evidence
    position : int
        Of the level.
    direction : int
        1 where it has more people than aimed at, -1 where it has fewer.
    """
    come, go = (
        evidence.a_year(f"promotions_{way}", position)
        + evidence.a_year(f"title_grants_{way}", position)
        for way in ("in", "out")
    )
    if (come - go) * direction > 0:
        return (
            f"{come:.1f} people a year move up into the level and {go:.1f} out of it, whatever "
            "mix is aimed at; requisitions fill gaps, but nobody moves down"
        )
    still_open = float(evidence.panel.columns["open_requisitions"][:, -1, position].mean())
    if direction < 0 and still_open > PART:
        return f"{still_open:.1f} of the positions opened there are open at the end"
    return UNKNOWN
