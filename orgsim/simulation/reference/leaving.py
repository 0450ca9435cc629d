"""How likely somebody is to leave: one person's hazard in plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from orgsim.clock import MINUTE
from orgsim.rules.attrition import LARGEST_EXPONENT, LONGEST_IMPATIENCE, Attrition

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder


class VoluntaryLeaving:
    """The attrition section of a scenario as a function of one person.

    Parameters
    ----------
    section : Attrition
    ladder : Ladder
    """

    def __init__(self, section: Attrition, ladder: Ladder) -> None:
        self._base = [section.base.of(level).hazard for level in ladder.ids]
        self._steps = [(step.after - MINUTE, step.factor) for step in section.tenure_factor]
        self._steps.reverse()
        self._top = ladder.top
        self._patience = section.patience
        self._patience_effect = section.patience_effect
        self._readiness_effect = section.readiness_effect
        self.needs_skill = section.readiness_effect != 0.0

    def hazard(self, level: int, tenure: float, time_in_level: float, readiness: float) -> float:
        """The hazard of leaving, per year.

        Parameters
        ----------
        level : int
        tenure, time_in_level : float
            Years.
        readiness : float
            Rungs; read only where the section has a `readiness_effect` (`needs_skill`).
        """
        hazard = self._base[level]
        if hazard == 0.0:
            return 0.0
        for after, factor in self._steps:
            if tenure >= after:
                hazard *= factor
                break
        exponent = 0.0
        if level < self._top:
            beyond = min(max(time_in_level - self._patience, 0.0), LONGEST_IMPATIENCE)
            exponent = beyond * self._patience_effect
            if self.needs_skill:
                exponent += max(readiness, 0.0) * self._readiness_effect
        return hazard * math.exp(min(exponent, LARGEST_EXPONENT))
