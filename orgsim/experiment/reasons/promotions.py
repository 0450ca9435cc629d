"""Why more or fewer people moved up out of a level than asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.reasons.evidence import PART, UNKNOWN, Evidence, percent
from orgsim.rules.promotion.budget import NoBudget, Quota
from orgsim.units import write_duration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.experiment.reasons.evidence import CyclesOfLevel

    Floats = NDArray[np.float64]


def of_fewer_in_cycles(
    evidence: Evidence, position: int, share: float, cycles: CyclesOfLevel
) -> str:
    """Say what became of the promotions that a quota or a chance asks for in cycles.

    Parameters
    ----------
    evidence : Evidence
    position : int
        Of the level.
    share : float
        Of the level that is asked for in each cycle.
    cycles : CyclesOfLevel
    """
    headcount, promoted = float(cycles.headcount.sum()), float(cycles.promoted.sum())
    asked = share * headcount
    if isinstance(evidence.rules.promotion.budget, Quota):
        quota, able, what = cycles.quota, cycles.able, "places in the quota"
    else:
        quota, able, what = asked, share * cycles.eligible, "promotions asked for"
    lost = {"rounding": asked - quota, "eligibility": quota - able, "seats": able - promoted}
    cause = max(lost, key=lambda name: lost[name])
    if lost[cause] < PART * (asked - promoted):
        return UNKNOWN
    if cause == "rounding":
        return "the quota promotes whole people only, and fractions of them are left over"
    part = f"{percent(lost[cause] / quota)} of the {what}"
    if cause == "seats":
        return f"{part} found no free seat at {_above(evidence, position)}"
    why = not_eligible(evidence, position, cycles.eligible / headcount)
    return f"{part} found nobody eligible: {why}"


def of_fewer_considered(evidence: Evidence, position: int, used: float) -> str:
    """Say why people who are considered at times of their own do not move up.

    Parameters
    ----------
    used : float
        The part of the considerations asked for that led to a move.
    """
    waiting = _waiting(evidence, position)
    full = _full(evidence, position)
    lost = {
        "time": waiting,
        "seats": (1.0 - waiting) * full,
        "eligibility": (1.0 - waiting) * (1.0 - full) - used,
    }
    if evidence.rules.promotion.eligibility.readiness_bar is None and evidence.policy is None:
        del lost["eligibility"]
    cause = max(lost, key=lambda name: lost[name])
    if lost[cause] < PART * (1.0 - used):
        return UNKNOWN
    if cause == "time":
        return _too_early(evidence, position, waiting)
    if cause == "seats":
        above = _above(evidence, position)
        return f"for {percent(full)} of the time at the level every seat at {above} is taken"
    return not_eligible(evidence, position, used / max(1.0 - full, used))


def of_more_in_cycles(evidence: Evidence, share: float, cycles: CyclesOfLevel) -> str:
    """Say why more people move up in cycles than asked."""
    if not isinstance(evidence.rules.promotion.budget, Quota):
        return UNKNOWN
    asked = share * float(cycles.headcount.sum())
    beyond, gap = cycles.quota - asked, float(cycles.promoted.sum()) - asked
    return "the quota is rounded up to whole people" if beyond >= PART * gap else UNKNOWN


def of_fewer_into_seats(evidence: Evidence, position: int) -> str:
    """Say why people were hired into seats that should pull somebody up.

    Parameters
    ----------
    position : int
        Of the level with the seats.
    """
    below = levels_below(evidence, position)
    most = int(below[np.argmax(evidence.panel.headcount[:, :, below].mean(axis=(0, 1)))])
    hired = evidence.a_year("hires", position)
    return (
        f"{hired:.1f} people a year are hired into seats for which nobody is eligible at "
        f"{evidence.title(most)}: {not_eligible(evidence, most, 0.0)}"
    )


def levels_below(evidence: Evidence, position: int) -> NDArray[np.int64]:
    """The levels from which people move up to a level."""
    return np.flatnonzero((evidence.ladder.ways[:, :-1] == position).any(axis=0))


def not_eligible(evidence: Evidence, position: int, eligible: float) -> str:
    """Whether it is time in level or readiness that keeps people from being eligible."""
    if evidence.policy is not None:
        return f"the policy {type(evidence.policy).__name__} decides who is"
    waiting = _waiting(evidence, position)
    ready = min(eligible / max(1.0 - waiting, 1e-9), 1.0)
    if waiting > 1.0 - ready or evidence.rules.promotion.eligibility.readiness_bar is None:
        return _too_early(evidence, position, waiting)
    return f"of those there for long enough {percent(ready)} reach the readiness bar"


def _least_time(evidence: Evidence, position: int) -> float:
    of_all = evidence.rules.promotion.eligibility.min_time_in_level
    return max(float(evidence.ladder.min_time_in_level[position]), of_all)


def _waiting(evidence: Evidence, position: int) -> float:
    """The part of the time at a level that is lived before a promotion is possible."""
    lives = evidence.histories
    here = lives.level == position
    begin, end, since = lives.begin[here], lives.end[here], lives.since[here]
    total = float((end - begin).sum())
    early = np.clip(since + _least_time(evidence, position), begin, end) - begin
    return float(early.sum()) / total if total > 0 else 0.0


def _too_early(evidence: Evidence, position: int, waiting: float) -> str:
    least = write_duration(_least_time(evidence, position))
    return f"{percent(waiting)} of the time at the level is lived before the {least} that it takes"


def _above(evidence: Evidence, position: int) -> str:
    """The level that a promotion leads to, on the own track."""
    return evidence.title(int(evidence.ladder.ways[0, position]))


def _full(evidence: Evidence, position: int) -> float:
    """The part of the time at a level during which no seat is free above."""
    if isinstance(evidence.rules.promotion.budget, NoBudget):
        return 0.0
    headcount = evidence.panel.headcount
    below, above = headcount[:, :, position], evidence.ladder.ways[0, position]
    full = headcount[:, :, above] >= evidence.seats[:, :, above]
    return float((below * full).sum()) / max(float(below.sum()), 1.0)
