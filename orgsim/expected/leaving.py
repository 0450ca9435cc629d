"""The share of each cohort that leaves within a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from orgsim.expected.cohorts import AGE, SKILL, TENURE, Cohorts
from orgsim.rules.attrition import Leaving
from orgsim.rules.competence import readiness
from orgsim.rules.ladder import Ladder

if TYPE_CHECKING:
    from orgsim.rules.attrition import Attrition

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SPREAD_OF_AGES = 5.0
"""Years, the standard deviation taken for the ages of one cell's people. An assumption."""


class Departures:
    """The attrition section at work on expected numbers.

    Parameters
    ----------
    section : Attrition
    ladder : Ladder
        L levels.
    """

    def __init__(self, section: Attrition, ladder: Ladder) -> None:
        self._leaving, self._ladder = Leaving(section, ladder), ladder

    def within_a_month(self, cohorts: Cohorts, *, yearly_step: bool) -> Floats:
        """People leave; how many of each level, shape (L,).

        Parameters
        ----------
        cohorts : Cohorts
            Changed in place.
        yearly_step : bool
            Whether the month ends on an anniversary of the scenario's start.
        """
        leaving, rows = self._leaving, cohorts.occupied()
        level, tenure = cohorts.level(rows), cohorts.mean(TENURE, rows)
        skill = cohorts.mean(SKILL, rows)
        ready = None
        if leaving.needs_skill:
            ready = readiness(skill, self._ladder.next_scope[self._ladder.ways[0, level]])
        about = (level, tenure, cohorts.time_in_level(rows), ready)
        if leaving.stays is None:
            spent = leaving.hazard(*about) / 12
        else:
            later, now = (leaving.stays.cumulative(level, tenure + t) for t in (1 / 12, 0.0))
            spent = leaving.hazard(*about) * (later - now)
        stay = np.exp(-spent)
        if np.isfinite(leaving.age_limit):
            ahead = leaving.age_limit - cohorts.mean(AGE, rows)
            stay *= np.exp(_log_younger(ahead - 1 / 12) - _log_younger(ahead))
        if yearly_step and leaving.at_yearly_steps:
            stay *= 1.0 - leaving.yearly_chance(*about)
            stay[leaving.below_floor(level, skill)] = 0.0
        gone = cohorts.people(rows) * (1.0 - stay)
        cohorts.leave(rows, 1.0 - stay)
        by_level: Floats = np.bincount(level, gone, len(self._ladder)).astype(np.float64)
        return by_level


def _log_younger(ahead: Floats) -> Floats:
    """Log of the share that is below an age limit so many years ahead of the mean age."""
    result: Floats = log_ndtr(ahead / SPREAD_OF_AGES)
    return result
