"""Skill and how it grows: learning towards one's potential, readiness, and the new job's demands.

All are closed forms, evaluated when somebody asks, so that no event is needed for learning.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.distributions import Constant, NumberDistribution
from orgsim.rules.section import Section
from orgsim.units import Number, Share

Floats = NDArray[np.float64]


def skill_after(skill: Floats, potential: Floats, learning_rate: Floats, years: Floats) -> Floats:
    """Skill after some years of learning.

    Skill approaches the potential: potential - (potential - skill) exp(-learning_rate years). A
    learning rate of 0 keeps it constant.

    Parameters
    ----------
    skill, potential : array of float, shape (N,)
        Rungs on the responsibility scale.
    learning_rate : array of float, shape (N,)
        Per year.
    years : array of float, shape (N,)

    Examples
    --------
    >>> skill_after(np.array([1.0]), np.array([3.0]), np.array([np.log(2)]), np.array([1.0]))
    array([2.])
    """
    result: Floats = potential - (potential - skill) * np.exp(-learning_rate * years)
    return result


def readiness(skill: Floats, scope: Floats, insight: Floats | None) -> Floats:
    """How ready somebody is for some work, that of the next level or the present one, in rungs.

    0 means able to carry that work well; minus infinity where there is no next level.

    Parameters
    ----------
    skill, scope : array of float, shape (N,)
        Rungs; the scope is that of the work in question.
    insight : array of float, shape (N,), optional
        What customer insight adds, in rungs (`orgsim.rules.insight`), where it counts.
    """
    ready = skill - scope
    return ready if insight is None else ready + insight


class Carry(Section):
    """The skill carries over to the new job, give or take a noise, within bounds.

    Alessandro Pluchino et al. call it the common-sense hypothesis ("The Peter principle
    revisited", 2010, Physica A 389:467).
    """

    kind: Literal["carry"] = "carry"
    noise: NumberDistribution = Constant[Number](value=0.0)
    """What is added to the skill on the day of the promotion, in rungs."""
    min: Number | None = None
    """Least skill afterwards, in rungs."""
    max: Number | None = None
    """Largest skill afterwards, in rungs."""


class Redraw(Section):
    """The new job asks for other talents: skill is drawn anew (the Peter hypothesis)."""

    exclusive: ClassVar = ((("skill",), ("stretch",)),)

    kind: Literal["redraw"] = "redraw"
    skill: NumberDistribution | None = None
    """The new skill, in rungs on the responsibility scale. Either this or `stretch`."""
    stretch: NumberDistribution | None = None
    """The new scope minus the new skill, in rungs. Either this or `skill`."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.skill is None) == (self.stretch is None):
            raise ValueError("give either skill or stretch")
        return self


class Blend(Section):
    """Part of the skill carries over and part is drawn anew."""

    kind: Literal["blend"] = "blend"
    carried: Share
    """How much of the new skill is the old one; the rest is drawn anew."""
    redraw: Redraw
    """How the rest is drawn."""


SkillTransfer = Annotated[Carry | Redraw | Blend, Field(discriminator="kind")]
"""What becomes of somebody's skill on the day of a promotion."""


def transferred(
    rule: Carry | Redraw | Blend, skill: Floats, scope: Floats, keys: Keys, moves: NDArray[np.int64]
) -> Floats:
    """Skill in the new job.

    Parameters
    ----------
    rule : Carry, Redraw or Blend
    skill : array of float, shape (N,)
        Skill on the day before.
    scope : array of float, shape (N,)
        The scope held in the new job.
    keys : array of uint64, shape (N,)
    moves : array of int, shape (N,)
        How many moves up each person has made before: the occasion of the draw.
    """
    if isinstance(rule, Carry):
        if isinstance(rule.noise, Constant):
            carried = skill + float(rule.noise.value)
        else:
            carried = skill + rule.noise.quantile(uniform(keys, Purpose.SKILL_TRANSFER, moves))
        low = -np.inf if rule.min is None else rule.min
        high = np.inf if rule.max is None else rule.max
        return np.clip(carried, low, high)
    if isinstance(rule, Redraw):
        u = uniform(keys, Purpose.SKILL_TRANSFER, moves)
        if rule.skill is not None:
            return rule.skill.quantile(u)
        assert rule.stretch is not None
        return scope - rule.stretch.quantile(u)
    anew = transferred(rule.redraw, skill, scope, keys, moves)
    return rule.carried * skill + (1.0 - rule.carried) * anew
