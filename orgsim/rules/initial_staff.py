"""The staff on the first day: who is there before anybody is hired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.distributions import (
    Constant,
    DurationDistribution,
    HazardRate,
    NumberDistribution,
    RateDistribution,
)
from orgsim.rules.insight import BroughtInsight
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Contradiction, Section, Shares, unknown
from orgsim.units import Duration

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class InitialStaff(Section):
    """How many people there are at the start, at which levels, for how long, and how able.

    With a warm-up this is the staff on the first day of the warm-up.
    """

    exclusive: ClassVar = ((("skill",), ("stretch",)),)

    headcount: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
    """How many people there are; growth plans start from this number."""
    levels: Shares
    """Which levels they hold, as shares; made whole by largest remainder, the same in every
    replication."""
    entry_points: Shares | None = None
    """Through which entry points they once came, as shares; by default in proportion to the entry
    points' weights."""
    tenure: DurationDistribution = Constant[Duration].model_construct(value=0.0)
    """How long they have been there."""
    time_in_level: DurationDistribution | None = None
    """How long they have held their level, at most the tenure; by default the tenure."""
    skill: NumberDistribution | None = None
    """Their skill, in rungs on the responsibility scale. Either this or `stretch`; by default equal
    to the scope held."""
    stretch: NumberDistribution | None = None
    """Their skill as stretch: the scope held minus the skill, in rungs. Either this or `skill`."""
    potential: NumberDistribution | None = None
    """What learning leads to, in rungs; at least the skill. Without it people do not learn."""
    learning_rate: Annotated[RateDistribution, Plausible("0.05/year", "0.3/year")] = Constant[
        HazardRate
    ].model_construct(value=0.0)
    """How fast the skill approaches the potential: the part of the gap that closes; 0 is never. An
    assumption."""
    age: DurationDistribution | None = None
    """Their age, for the age limit of `attrition`; without it nothing is known. Whoever is older
    than the limit retires at once."""
    insight: BroughtInsight = BroughtInsight()
    """Their customer insight; it counts where `customer` gives it a weight."""
    groups: Shares | None = None
    """Shares of the organization's `groups` among them; by default those that the groups state."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.skill is not None and self.stretch is not None:
            raise ValueError("give either skill or stretch")
        return self

    def contradictions_with(
        self, levels: Sequence[str], entry_points: Sequence[str]
    ) -> Iterator[Contradiction]:
        """Levels and entry points that do not exist."""
        for level in self.levels:
            if level not in levels:
                yield ("levels", level), unknown("level", level, levels)
        for entry_point in self.entry_points or ():
            if entry_point not in entry_points:
                message = unknown("entry point", entry_point, entry_points)
                yield ("entry_points", entry_point), message

    def headcount_by_level(self, levels: Sequence[str]) -> Integers:
        """Whole numbers of people by level that sum to the headcount, shape (L,).

        Every level gets the whole part of its exact share; the people left over go to the levels
        with the largest remainders, the higher level first where they tie.

        Examples
        --------
        >>> staff = InitialStaff(headcount=10, levels={"pm": "65%", "director": "35%"})
        >>> staff.headcount_by_level(["pm", "director"])
        array([6, 4])
        """
        exact = np.array([self.levels.get(level, 0.0) for level in levels]) * self.headcount
        whole = np.floor(exact + 1e-9).astype(np.int64)
        remainder = np.round(exact - whole, 9)
        first = np.lexsort((-np.arange(len(levels)), -remainder))
        whole[first[: self.headcount - int(whole.sum())]] += 1
        return whole

    def entry_point(self, keys: Keys, ids: Sequence[str], shares: Floats) -> Integers:
        """Positions of the entry points people once came through, shape (N,)."""
        given = self.entry_points
        mine = shares if given is None else np.array([given.get(i, 0.0) for i in ids])
        return choose(mine, uniform(keys, Purpose.ENTRY_POINT))

    def times(self, keys: Keys) -> tuple[Floats, Floats]:
        """Tenure and time in level in years, shapes (N,)."""
        tenure = np.maximum(self.tenure.quantile(uniform(keys, Purpose.TENURE)), 0.0)
        if self.time_in_level is None:
            return tenure, tenure.copy()
        drawn = self.time_in_level.quantile(uniform(keys, Purpose.TIME_IN_LEVEL))
        return tenure, np.clip(drawn, 0.0, tenure)

    def drawn_skill(self, keys: Keys, scope: Floats) -> Floats:
        """Skill in rungs, shape (N,); equal to the scope where the section says nothing."""
        u = uniform(keys, Purpose.SKILL)
        if self.skill is not None:
            return self.skill.quantile(u)
        if self.stretch is not None:
            return scope - self.stretch.quantile(1.0 - u)
        return scope.copy()

    def drawn_potential(self, keys: Keys, skill: Floats) -> Floats:
        """Potential in rungs, at least the skill, shape (N,)."""
        if self.potential is None:
            return skill.copy()
        return np.maximum(skill, self.potential.quantile(uniform(keys, Purpose.POTENTIAL)))

    def drawn_age(self, keys: Keys) -> Floats:
        """Age in years, shape (N,); minus infinity where nothing is known."""
        if self.age is None:
            return np.full(len(keys), -np.inf)
        return self.age.quantile(uniform(keys, Purpose.AGE))
