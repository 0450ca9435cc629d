"""Who may be promoted at all: time in level and readiness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import reached
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import People
from orgsim.rules.section import ByLevel, Section, column
from orgsim.units import Duration, Number


class Eligibility(Section):
    """The conditions for being considered.

    About 40 % of organizations ask for no minimum time in a job before a promotion, 25 % for six
    months or more and 25 % for twelve (WorldatWork members, 2010, plansponsor.com).
    """

    min_time_in_level: Duration = 0.0
    """Least time in level, whatever the level. Where the level itself asks for some, the longer one
    counts."""
    readiness_bar: ByLevel[Number] | None = None
    """Least readiness, in rungs: skill minus the next level's scope, 0 for somebody who can carry
    that work well. Without it nobody is asked."""


class EligibilityRule:
    """The eligibility section as a function of columns."""

    def __init__(self, section: Eligibility, ladder: Ladder) -> None:
        self._least_time = np.maximum(ladder.min_time_in_level, section.min_time_in_level)
        bar = section.readiness_bar
        self._bar = None if bar is None else column(bar, ladder.ids)

    def eligible(self, people: People, now: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        """Who may be promoted, shape (N,)."""
        result: NDArray[np.bool_] = reached(
            people.time_in_level(now), self._least_time.take(people.level)
        )
        if self._bar is not None:
            # Readiness costs an exponential per person: only those who waited long enough.
            waited = np.flatnonzero(result)
            some = people.some(waited)
            mine = now[waited] if isinstance(now, np.ndarray) else now
            result[waited] = some.readiness(mine) >= self._bar.take(some.level)
        return result
