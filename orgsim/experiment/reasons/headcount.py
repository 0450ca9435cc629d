"""Why there are fewer people at the end than planned, or more."""

from __future__ import annotations

import numpy as np

from orgsim.experiment.reasons.evidence import DAYS_PER_YEAR, PART, UNKNOWN, Evidence
from orgsim.results.performance import effectiveness
from orgsim.rules.headcount_plan import GrowingPlan
from orgsim.rules.interventions.hiring_freeze import HiringFreeze


def of_fewer_people(evidence: Evidence, asked: float) -> str:
    """Say what keeps the headcount below its plan."""
    for each in evidence.rules.interventions:
        if isinstance(each, HiringFreeze) and each.in_force(evidence.last_day):
            return f"hiring is frozen since {each.date}"
    if not evidence.panel.columns["hires"].any():
        return _of_nobody(evidence)
    there = evidence.panel.headcount[:, -1].mean(axis=0)
    missing = asked - there.sum()
    searched = evidence.open_positions
    fed = np.flatnonzero(evidence.panel.columns["hires"].sum(axis=(0, 1)))
    below = slice(0, fed[-1] + 1 if len(fed) else 0)
    seats = float(evidence.seats[:, -1, below].sum(axis=1).mean())
    if seats - there[below].sum() - searched < PART * missing:
        return f"the levels that people are hired into are full: they have {seats:.0f} seats"
    if (gone := _just_laid_off(evidence)) > PART * missing:
        return f"layoffs took {gone:.0f} people shortly before the end"
    if searched > PART * missing:
        return (
            f"about {searched:.0f} positions are open at any time: it takes "
            f"{evidence.days_to_fill:.0f} days to fill one, and {evidence.a_year('exits'):.0f} "
            "people a year leave"
        )
    return _of_feedback(evidence, asked) or UNKNOWN


def _just_laid_off(evidence: Evidence) -> float:
    """Whom layoffs took since the first snapshot that nobody hired later has started by."""
    panel = evidence.panel
    late = panel.time > panel.time[-1] - evidence.days_to_fill / DAYS_PER_YEAR
    return float(panel.columns["laid_off"][:, late].sum(axis=(1, 2)).mean())


def _of_nobody(evidence: Evidence) -> str:
    """Say why nobody was hired at all."""
    seats = evidence.seats
    if not seats.any():
        return "nobody was hired: no level has a seat"
    if not seats[:, :, evidence.entry_points.fed].any():
        return "nobody was hired: the levels that people can be hired into have no seats"
    still_open = float(evidence.panel.columns["open_requisitions"][:, -1].sum(axis=1).mean())
    if still_open > 0:
        training = any(section.apprenticeship for section in evidence.entry_points.sections)
        waits = ", and wait for apprentices" if training else ""
        return f"nobody was hired: {still_open:.0f} positions are open at the end{waits}"
    return UNKNOWN


def of_more_people(evidence: Evidence, asked: float) -> str:
    """Say what keeps the headcount above its plan."""
    acquired = float(evidence.panel.columns["acquired_in"].sum(axis=(1, 2)).mean())
    if acquired > PART * (evidence.panel.headcount[:, -1].sum(axis=1).mean() - asked):
        return f"acquisitions bring {acquired:.0f} people whom the plan does not know"
    if asked < evidence.panel.headcount[:, 0].sum(axis=1).mean():
        return (
            f"the plan falls, nobody is dismissed, and {evidence.a_year('exits'):.0f} people a "
            "year leave"
        )
    return _of_feedback(evidence, asked) or UNKNOWN


def _of_feedback(evidence: Evidence, asked: float) -> str:
    """Say that effectiveness made growth slower or faster, where it accounts for the miss."""
    plan, panel = evidence.rules.plan, evidence.panel
    if not isinstance(plan, GrowingPlan) or plan.feedback is None:
        return ""
    seen = effectiveness(panel)["effectiveness", None]
    pace = float(plan.feedback.pace(seen[:, :-1].ravel()).mean())
    planned = plan.target(
        pace * float(panel.time[-1]), evidence.rules.initial.headcount, evidence.start
    )
    gap = panel.headcount[:, -1].sum(axis=1).mean() - asked
    if (planned - asked) / gap < PART:
        return ""
    return (
        f"effectiveness is {np.nanmean(seen):.2f} on average, and with that growth goes on "
        f"{pace:.2f} times as fast as planned (plan.feedback)"
    )
