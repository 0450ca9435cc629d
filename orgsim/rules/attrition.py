"""Voluntary leaving: a hazard per person, exact in continuous time.

Whoever stays long at one level, or has outgrown it, is likelier to go. The hazard is constant
between two refreshes (each month start, a person's own start and each move), and the time of the
exit follows exactly from one unit exponential per person: the exit falls where the accumulated
hazard crosses it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.clock import MINUTE
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import ByLevel, Section, column
from orgsim.units import Duration, Number, Rate

Floats = NDArray[np.float64]

LONGEST_IMPATIENCE = 3.0
"""Years beyond the patience after which impatience grows no further."""


LARGEST_EXPONENT = 600.0
"""Of impatience and readiness together; whoever gets here is gone at once anyway."""


class TenureStep(Section):
    """From this tenure on the hazard is multiplied by `factor`."""

    after: Duration
    """Tenure from which the factor holds."""
    factor: Annotated[Number, Field(ge=0)]
    """What the hazard of leaving is multiplied by; 1 leaves it as it is."""


def _in_order(steps: tuple[TenureStep, ...]) -> tuple[TenureStep, ...]:
    for a, b in pairwise(steps):
        if b.after <= a.after:
            raise ValueError("steps must stand in order of tenure, each after the one before")
    return steps


class Attrition(Section):
    """Why and when people leave of their own accord.

    hazard = base(level) x tenure factor
    x exp(patience_effect x min(years beyond `patience` in level, 3)), not at the top level
    x exp(readiness_effect x max(0, readiness))
    """

    base: ByLevel[Rate]
    """How many leave before anything else counts: `13%/year` is a chance within a year, `0.13/year`
    a hazard. Software companies lost 13.2 % of their people in 2017 (LinkedIn, "See the industries
    with the highest turnover")."""
    tenure_factor: Annotated[tuple[TenureStep, ...], AfterValidator(_in_order)] = ()
    """How the hazard changes with tenure: steps in order, 1 before the first. An assumption."""
    patience: Duration = 3.0
    """Time in level after which people grow impatient. An assumption."""
    patience_effect: Number = 0.0
    """Log hazard per year of impatience, at most three years of it. An assumption."""
    readiness_effect: Number = 0.0
    """Log hazard per rung of skill beyond the next level's scope. An assumption."""


class VoluntaryLeaving:
    """The attrition section as a function of columns.

    Parameters
    ----------
    section : Attrition
    ladder : Ladder
        L levels.
    """

    def __init__(self, section: Attrition, ladder: Ladder) -> None:
        self._base = column(section.base, ladder.ids, "hazard")
        self._after = np.array([step.after - MINUTE for step in section.tenure_factor])
        self._factor = np.array([1.0] + [step.factor for step in section.tenure_factor])
        self._patience = section.patience
        self._impatience = np.full(len(ladder) + 1, section.patience_effect)
        self._impatience[ladder.top :] = 0.0
        self._impatient = section.patience_effect != 0.0
        self._readiness_effect = section.readiness_effect
        self.needs_skill = section.readiness_effect != 0.0

    def hazard(
        self,
        level: NDArray[np.int64],
        tenure: Floats,
        time_in_level: Floats,
        readiness: Floats | None,
    ) -> Floats:
        """The hazard of leaving, per year, of each person; 0 for people who have left.

        Parameters
        ----------
        level : array of int, shape (N,)
            Positions on the ladder, L for people who have left.
        tenure, time_in_level : array of float, shape (N,)
            Years.
        readiness : array of float, shape (N,)
            Rungs; read only where the section has a `readiness_effect` (`needs_skill`).
        """
        result: Floats = self._base.take(level)
        if len(self._after):
            result *= self._factor.take(np.searchsorted(self._after, tenure, side="right"))
        exponent: Floats | None = None
        if self._impatient:
            beyond = np.clip(time_in_level - self._patience, 0.0, LONGEST_IMPATIENCE)
            exponent = beyond * self._impatience.take(level)
        if self.needs_skill and readiness is not None:
            outgrown = np.maximum(readiness, 0.0) * self._readiness_effect
            exponent = outgrown if exponent is None else exponent + outgrown
        if exponent is not None:
            result *= np.exp(np.minimum(exponent, LARGEST_EXPONENT))
        return result
