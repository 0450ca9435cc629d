"""When somebody leaves, and where to: one person's hazard in plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import MINUTE, TICKS_PER_YEAR, reached
from orgsim.randomness import Keys, Purpose
from orgsim.rules.attrition import CERTAIN, LARGEST_EXPONENT, LONGEST_IMPATIENCE, Attrition
from orgsim.rules.destinations import DESTINATIONS
from orgsim.rules.ladder import GUARD
from orgsim.rules.stays import curve
from orgsim.simulation.reference.luck import uniform

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder


class Leaving:
    """The attrition section of a scenario as functions of one person.

    Parameters
    ----------
    section : Attrition
    ladder : Ladder

    Attributes
    ----------
    age_limit : float
        Years; infinite without one.
    birthday_limit : float
        The same where people retire on that very day, else infinite.
    needs_skill, needs_pay : bool
        Whether readiness counts, and whether the pay gap does.
    at_yearly_steps : bool
        Whether anybody may leave at a yearly step.
    """

    def __init__(self, section: Attrition, ladder: Ladder) -> None:
        self._section, self._ids = section, ladder.ids
        self.age_limit = math.inf if section.age_limit is None else section.age_limit
        self._on_birthdays = section.retirement == "birthday"
        self.birthday_limit = self.age_limit if self._on_birthdays else math.inf
        steps = (section.yearly_chance, section.skill_floor)
        self.at_yearly_steps = steps != (None, None) or not self._on_birthdays
        self._curves = [curve(section.stay.of(level)) for level in ladder.ids if section.stay]
        if section.base is not None:
            self._base = [section.base.of(level).hazard for level in ladder.ids]
        else:
            self._base = [1.0 if self._curves else 0.0] * len(ladder)
        self._steps = [(step.after - MINUTE, step.factor) for step in section.tenure_factor]
        self._steps.reverse()
        self._top = ladder.top
        self._patience = section.patience
        self._patience_effect = section.patience_effect
        self._readiness_effect = section.readiness_effect
        self.needs_skill = section.readiness_effect != 0.0
        self.needs_pay = section.pay_effect != 0.0

    def hazard(
        self,
        level: int,
        tenure: float,
        time_in_level: float,
        readiness: float,
        pay_gap: float,
        disruption: float,
    ) -> float:
        """The hazard of leaving, per year; with a stay distribution, what multiplies its hazard.

        Parameters
        ----------
        level : int
        tenure, time_in_level : float
            Years.
        readiness : float
            Rungs; read only where the section has a `readiness_effect` (`needs_skill`).
        pay_gap : float
            Read only where the section has a `pay_effect` (`needs_pay`).
        disruption : float
            What multiplies the hazard after an intervention.
        """
        base = self._base[level] * disruption
        return self._scaled(base, level, tenure, time_in_level, readiness, pay_gap)

    def spent(self, level: int, tenure: float, later: float) -> float:
        """How much of an exit budget goes from one tenure to another where nothing multiplies."""
        if not self._curves:
            return later - tenure
        return self._cumulative(level, later) - self._cumulative(level, tenure)

    def years_to_spend(self, level: int, tenure: float, budget: float) -> float:
        """How long an exit budget lasts from a tenure on where nothing multiplies."""
        if not self._curves:
            return budget
        reached = np.array([self._cumulative(level, tenure) + budget])
        return max(float(self._curves[level].tenure(reached)[0]) - tenure, 0.0)

    def _cumulative(self, level: int, tenure: float) -> float:
        """The cumulative hazard of a stay distribution."""
        return float(self._curves[level].cumulative(np.array([max(tenure, 0.0)]))[0])

    def hit_by_yearly_chance(
        self,
        level: int,
        tenure: float,
        time_in_level: float,
        readiness: float,
        pay_gap: float,
        disruption: float,
        key: Keys,
        tick: int,
    ) -> bool:
        """Whether somebody leaves by the yearly chance, which the factors raise or lower."""
        if self._section.yearly_chance is None:
            return False
        chance = self._section.yearly_chance.of(self._ids[level])
        hazard = -math.log1p(-chance) if chance < 1 else CERTAIN
        hazard *= disruption
        hazard = self._scaled(hazard, level, tenure, time_in_level, readiness, pay_gap)
        luck = uniform(key, Purpose.YEARLY_CHANCE, tick // TICKS_PER_YEAR)
        return luck < -math.expm1(-hazard)

    def retires_at_yearly_step(self, age: float) -> bool:
        """Whether somebody of this age in years retires at a yearly step."""
        return not self._on_birthdays and bool(reached(age, self.age_limit))

    def below_floor(self, level: int, skill: float) -> bool:
        """Whether somebody's skill is below the floor of the level."""
        floor = self._section.skill_floor
        return floor is not None and skill < floor.of(self._ids[level]) - GUARD

    def destination(self, level: int, key: Keys) -> str:
        """Where somebody goes who leaves from this level; nothing where nothing is said."""
        if self._section.destinations is None:
            return ""
        shares = self._section.destinations.of(self._ids[level])
        luck, upto = uniform(key, Purpose.DESTINATION), 0.0
        possible = [name for name in DESTINATIONS if shares.get(name, 0.0) > 0.0]
        for name in possible:
            upto += shares[name]
            if luck < upto:
                return name
        return possible[-1]

    def _scaled(
        self,
        hazard: float,
        level: int,
        tenure: float,
        time_in_level: float,
        readiness: float,
        pay_gap: float,
    ) -> float:
        """A hazard times this person's own factors."""
        if hazard == 0.0:
            return 0.0
        for after, factor in self._steps:
            if tenure >= after:
                hazard *= factor
                break
        exponent = 0.0
        if level < self._top:
            beyond = time_in_level - self._patience
            if beyond > 0:
                exponent = min(beyond, LONGEST_IMPATIENCE) * self._patience_effect
            if self.needs_skill and readiness > 0:
                exponent += readiness * self._readiness_effect
        if self.needs_pay:
            exponent += pay_gap * self._section.pay_effect
        return hazard * math.exp(min(exponent, LARGEST_EXPONENT))
