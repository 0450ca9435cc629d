"""Performance reviews on expected numbers: which share of the people has to leave."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from orgsim.clock import reached
from orgsim.expected.cohorts import TENURE, Cohorts
from orgsim.rules.competence import readiness
from orgsim.rules.insight import Insight
from orgsim.rules.reviews import Forced, Reviews

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HALVINGS = 40
"""Of the stretch in which a forced distribution's threshold lies."""

LITTLE = 1e-9
"""Noise in place of none, in rungs."""


class Assessments:
    """The performance reviews of one organization, as far as people have to leave after them.

    Parameters
    ----------
    section : Reviews
        With performance management.
    insight : Insight
    """

    def __init__(self, section: Reviews, insight: Insight) -> None:
        assert section.performance_management is not None
        self._section, self._rules = section, section.performance_management
        self._insight = insight
        self._noise = max(section.noise, LITTLE)
        self._between = 1.0 / len(section.months)
        self._held = 0

    def hold(self, cohorts: Cohorts, month: int, start: dt.date) -> Floats:
        """Let poor performers go, if it is the month of a review.

        Parameters
        ----------
        cohorts : Cohorts
            Changed in place.
        month : int
        start : datetime.date

        Returns
        -------
        array of float, shape (L,)
            How many leave each level.
        """
        count = len(cohorts.headcount)
        if not self._section.take_place(month, start):
            return np.zeros(count)
        self._held += 1
        if self._held < self._rules.running:
            return np.zeros(count)
        parts = cohorts.parts()
        level, tenure = cohorts.level(parts.row), cohorts.mean(TENURE, parts.row)
        cells, everybody = cohorts.cells(parts, 0.0), np.arange(len(parts))
        seen = readiness(
            parts.skill, cells.scope, self._insight.in_readiness(cells, everybody, level, 0.0)
        )
        reviewed = reached(tenure, self._section.least_tenure)
        poor = self._poor(seen, np.where(reviewed, parts.people, 0.0), level)
        # Skill stays, noise is drawn anew: so often running, for those who have been there.
        before = self._section.least_tenure + (self._rules.running - 1) * self._between
        running = np.where(reached(tenure, before), poor**self._rules.running, 0.0)
        leaving = parts.people * running * (1.0 - self._rules.tolerance)
        cohorts.leave(parts, leaving)
        return np.bincount(level, leaving, count).astype(np.float64)

    def _poor(self, seen: Floats, people: Floats, level: Integers) -> Floats:
        """The chance of a rating below the bar, shape (N,)."""
        rating, below = self._section.rating, self._rules.bar - 1
        if not isinstance(rating, Forced):
            return self._below(seen, rating.at[below - 1])
        poor, share = np.zeros(len(seen)), sum(rating.shares[:below])
        groups = level if rating.within == "level" else np.zeros(len(level), dtype=np.int64)
        for group in np.unique(groups):
            mine = groups == group
            asked = share * people[mine].sum()
            low, high = seen[mine].min() - 9 * self._noise, seen[mine].max() + 9 * self._noise
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                enough = (people[mine] * self._below(seen[mine], middle)).sum() > asked
                low, high = (low, middle) if enough else (middle, high)
            poor[mine] = self._below(seen[mine], low)
        return poor

    def _below(self, seen: Floats, threshold: float) -> Floats:
        result: Floats = ndtr((threshold - seen) / self._noise)
        return result
