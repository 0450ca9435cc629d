"""An employee of the plain program: a process that lives from month to month."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias

import simpy

from orgsim.clock import MINUTE
from orgsim.rules.attrition import LONGEST_IMPATIENCE

if TYPE_CHECKING:
    from benchmarks.plain_simpy.company import Company

Process: TypeAlias = Generator[simpy.Event, Any, None]


class Employee:
    """A product manager at work: learns, grows into the job, waits for a promotion, leaves.

    Parameters
    ----------
    company : Company
    level : int
    scope, skill, potential : float
        Rungs.
    learning_rate : float
        Per year.
    hired, level_since : float
        Months.
    """

    def __init__(
        self,
        company: Company,
        level: int,
        scope: float,
        skill: float,
        potential: float,
        learning_rate: float,
        hired: float,
        level_since: float,
    ) -> None:
        self.company = company
        self.level = level
        self.scope = scope
        self.scope_since = company.env.now
        self.skill_then = skill
        self.skill_since = company.env.now
        self.potential = potential
        self.learning_rate = learning_rate
        self.hired = hired
        self.level_since = level_since
        self.considered_at = math.inf
        self.wait_for_consideration()

    def skill(self) -> float:
        """The responsibility that this person can carry well today, in rungs."""
        years = (self.company.env.now - self.skill_since) / 12
        gap = self.potential - self.skill_then
        return self.potential - gap * math.exp(-self.learning_rate * years)

    def readiness(self) -> float:
        """Skill minus the scope of the next level, in rungs; minus infinity at the top."""
        return self.skill() - self.company.next_scope[self.level]

    def tenure(self) -> float:
        """Years since the hire."""
        return (self.company.env.now - self.hired) / 12

    def time_in_level(self) -> float:
        """Years since the hire or the last move up."""
        return (self.company.env.now - self.level_since) / 12

    def grow_into_job(self) -> None:
        """The scope grows towards what the level and the company's size allow."""
        company = self.company
        years = (company.env.now - self.scope_since) / 12
        self.scope_since = company.env.now
        target = min(company.scope[self.level], company.largest_scope)
        self.scope = max(self.scope, min(target, self.scope + company.scope_growth * years))

    def hazard(self) -> float:
        """The hazard of leaving, per year."""
        company, rules = self.company, self.company.rules.attrition
        hazard, tenure = company.base_hazard[self.level], self.tenure()
        for step in reversed(rules.tenure_factor):
            if tenure >= step.after - MINUTE:
                hazard *= step.factor
                break
        exponent = 0.0
        if self.level < company.top:
            beyond = min(max(self.time_in_level() - rules.patience, 0.0), LONGEST_IMPATIENCE)
            exponent = rules.patience_effect * beyond
            if rules.readiness_effect != 0:
                exponent += rules.readiness_effect * max(self.readiness(), 0.0)
        return hazard * math.exp(exponent)

    def wait_for_consideration(self) -> None:
        """The clock of a continuous policy is wound up anew."""
        rate = self.company.consideration_rate[self.level]
        if rate > 0:
            wait = self.company.random.expovariate(rate) * 12
            self.considered_at = self.company.env.now + wait
        else:
            self.considered_at = math.inf

    def move_up(self) -> None:
        """A promotion to the next level, or a grant of its title."""
        company, effect = self.company, self.company.rules.promotion.effect
        self.grow_into_job()
        skill = self.skill()
        target = min(company.scope[self.level + 1], company.largest_scope)
        self.scope += effect.scope_follows * max(target - self.scope, 0.0)
        self.skill_then = company.skill_in_new_job(effect.skill, skill, self.scope)
        self.skill_since = self.level_since = company.env.now
        self.potential = max(self.potential, self.skill_then)
        del company.staff[self.level][self]
        company.books.moves_up[self.level] += 1
        self.level += 1
        company.staff[self.level][self] = None

    def career(self) -> Process:
        """Until the person leaves: a new hazard each month start and after each move."""
        env, company = self.company.env, self.company
        hazard = self.hazard()
        while True:
            # A constant hazard forgets: the wait for the exit may be drawn anew at each turn.
            exit_at = math.inf
            if hazard > 0:
                exit_at = env.now + company.random.expovariate(hazard) * 12
            month_start = math.floor(env.now) + 1
            until = min(exit_at, self.considered_at, month_start)
            yield env.timeout(until - env.now)
            if until == month_start:
                self.grow_into_job()
                hazard = self.hazard()
            elif until == exit_at:
                company.lose(self)
                return
            elif company.consider(self):
                hazard = self.hazard()
