"""Effectiveness: how much of the responsibility that people hold is carried well.

An organization's effectiveness is the sum of scope x performance over the sum of scope: the work of
a Director counts for more than that of a Product Manager. It is read off, and decides nothing but
how fast a plan with `feedback` (`orgsim.rules.feedback`) goes on.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.rules.ladder import GUARD
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Section
from orgsim.units import Number

Floats = NDArray[np.float64]


class Met(Section):
    """Whoever is as able as the work asks for meets it; every rung that is missing tells.

    Examples
    --------
    >>> Met().of(skill=np.array([3.0, 2.0]), scope=np.array([2.0, 3.0])).round(3)
    array([1.   , 0.368])
    """

    kind: Literal["met"] = "met"

    def of(self, skill: Floats, scope: Floats) -> Floats:
        """Performance min(1, exp(skill - scope)), shape (N,), of skill and scope in rungs."""
        result: Floats = np.exp(np.minimum(skill - scope, 0.0))
        return result


class Linear(Section):
    """Performance in proportion to skill, whatever the work: the measure of the Peter principle.

    Alessandro Pluchino et al. weigh the competence of each level by its responsibility ("The Peter
    principle revisited", 2010, Physica A 389:467).
    """

    kind: Literal["linear"]
    maximum: Annotated[Number, Field(gt=0)]
    """The skill, in rungs, whose performance is 1."""

    def of(self, skill: Floats, scope: Floats) -> Floats:
        """Performance skill / maximum, shape (N,), of skill in rungs."""
        return skill / self.maximum


Performance = Annotated[Met | Linear, Field(discriminator="kind")]
"""How well people carry their responsibility, as a number."""


class Effectiveness(Section):
    """How effectiveness is measured, and who counts as a poor performer."""

    performance: Performance = Met()
    """How well somebody carries a responsibility, by skill and scope. That every missing rung costs
    the same share is an assumption."""
    poor_below: Annotated[Number, Field(gt=0), Plausible("0.5", "1.5")] = 1.0
    """Whoever's skill is so many rungs or more below the scope held is a poor performer, whatever
    reviews see. An assumption."""

    def poor(self, skill: Floats, scope: Floats) -> NDArray[np.bool_]:
        """Who is a poor performer, shape (N,)."""
        result: NDArray[np.bool_] = scope - skill >= self.poor_below - GUARD
        return result

    def carried(self, skill: Floats, scope: Floats) -> Floats:
        """Scope x performance, in rungs, shape (N,)."""
        return scope * self.performance.of(skill, scope)

    def lost_to_poor(self, skill: Floats, scope: Floats) -> Floats:
        """What poor performers carry less than people whose skill is the scope, shape (N,)."""
        lost = self.carried(scope, scope) - self.carried(skill, scope)
        return np.where(self.poor(skill, scope), lost, 0.0)
