"""Who may be promoted at all: time in level, rating and readiness."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.clock import reached
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import People
from orgsim.rules.reviews import Rating
from orgsim.rules.section import ByLevel, Section, Whole, column
from orgsim.units import Duration, Number


class Eligibility(Section):
    """The conditions for being considered.

    About 40 % of organizations ask for no minimum time in a job before a promotion, 25 % for six
    months or more and 25 % for twelve (WorldatWork members, 2010, plansponsor.com).
    """

    min_time_in_level: Duration = 0.0
    """Least time in level, whatever the level. Where the level itself asks for some, the longer one
    counts."""
    min_rating: Rating | None = None
    """Least rating at the last performance review; whoever has not been rated yet is not eligible.
    Without it ratings do not count."""
    skip_levels: Annotated[Whole, Field(ge=0)] = 0
    """How many levels above the next one somebody may skip who is ready for the level beyond them:
    at each level on the way the readiness bar is that of whoever comes from the one below. Where
    there is no seat, the next lower level counts."""
    readiness_bar: ByLevel[Number] | None = None
    """Least readiness, in rungs, as a committee sees it: skill minus the next level's scope, 0 for
    somebody who can carry that work well. Without it nobody is asked."""


class EligibilityRule:
    """The eligibility section as functions of columns.

    Attributes
    ----------
    steps : int
        How many levels up somebody may go at once.
    """

    def __init__(self, section: Eligibility, ladder: Ladder) -> None:
        self._least_time = np.maximum(ladder.min_time_in_level, section.min_time_in_level)
        bar = section.readiness_bar
        self._bar = None if bar is None else column(bar, ladder.ids)
        self._min_rating = section.min_rating
        self._nowhere = len(ladder)
        self.steps = 1 + min(section.skip_levels, len(ladder) - 1)

    def eligible(self, people: People, now: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        """Who may be promoted, shape (N,)."""
        result: NDArray[np.bool_] = reached(
            people.time_in_level(now), self._least_time.take(people.level)
        )
        if self._min_rating is not None:
            result &= people.rating >= self._min_rating
        if self._bar is not None:
            # Readiness costs an exponential per person: only those who waited long enough.
            waited = np.flatnonzero(result)
            some = people.some(waited)
            mine = now[waited] if isinstance(now, np.ndarray) else now
            result[waited] = some.readiness(mine) >= self._bar.take(some.level)
        return result

    def within_reach(
        self, people: People, now: float | NDArray[np.float64], path: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The levels on their paths that people who are eligible may move up to.

        Parameters
        ----------
        path : array of int, shape (N, steps)
            The next level and those after it, L where the path has ended.

        Returns
        -------
        array of int, shape (N, steps)
            L in place of the levels that somebody is not ready for, or not ready on the way to.
        """
        if self._bar is None or self.steps == 1:
            return path
        result, ready = path.copy(), np.ones(len(path), dtype=bool)
        for step in range(1, path.shape[1]):
            below, level = path[:, step - 1], path[:, step]
            ready &= people.readiness_for(level, now) >= self._bar.take(below)
            result[~ready, step] = self._nowhere
        return result
