"""The labor market: everybody between two organizations of the scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number
from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.choosing import choose
from orgsim.simulation.day import Item

if TYPE_CHECKING:
    from orgsim.rules.market import Market as Section
    from orgsim.scenario import Scenario
    from orgsim.simulation.reference.calendar import Calendar, Process
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.record import Identity
    from orgsim.simulation.reference.workplace import Workplace


@dataclass(eq=False)
class Candidate:
    """Somebody who looks for a job.

    Attributes
    ----------
    key : array of uint64, shape (1,)
        Of the employment, or the apprenticeship, that ended.
    identity : Identity
    spell : int
        Number of that employment; 0 after an apprenticeship.
    origin : Workplace
        Where it was.
    since : float
        When it ended, in years.
    rank : int
        Of the title held; 0 without one.
    scope : float
        The responsibility held; NaN without one.
    pay : float
        Per year; NaN where nobody is paid.
    skill_then, potential, learning_rate : float
        Skill as of `skill_since`, in years; it grows on.
    born : float
        Years from the scenario's start; infinite where no age is known.
    insight : tuple of float
        Into each perspective; nothing where it did not count.
    group : str
        The label; "" without one.
    pipeline_entered : float
        When an apprenticeship began that ended without a job, in years; else NaN.
    """

    key: Keys
    identity: Identity
    spell: int
    origin: Workplace
    since: float
    rank: int
    scope: float
    pay: float
    skill_then: float
    skill_since: float
    potential: float
    learning_rate: float
    born: float
    insight: tuple[float, ...]
    group: str
    pipeline_entered: float = math.nan

    @classmethod
    def leaving(cls, person: Employee, now: float) -> Candidate:
        """Whoever leaves an organization for the market."""
        workplace = person.workplace
        return cls(
            key=person.key,
            identity=person.identity,
            spell=person.spell,
            origin=workplace,
            since=now,
            rank=workplace.rank[person.level],
            scope=person.scope,
            pay=person.pay,
            skill_then=person.skill_then,
            skill_since=person.skill_since,
            potential=person.potential,
            learning_rate=person.learning_rate,
            born=person.born,
            insight=person.insight(now),
            group=person.label,
        )

    def skill(self, now: float) -> float:
        """The responsibility that this person can carry well, in rungs."""
        learnt = math.exp(-self.learning_rate * (now - self.skill_since))
        return self.potential - (self.potential - self.skill_then) * learnt


class Market:
    """One market: its candidates, each of whom is a process.

    Parameters
    ----------
    calendar : Calendar
    section : Market
        Of the scenario.

    Attributes
    ----------
    section : Market
    workplaces : dict of str to Workplace
        The organizations that exchange people, by id.
    """

    def __init__(self, calendar: Calendar, section: Section) -> None:
        self.section = section
        self.workplaces: dict[str, Workplace] = {}
        self._calendar = calendar
        self._candidates: dict[Candidate, None] = {}
        self._day: int | None = None
        self._known: set[Candidate] = set()

    def enter(self, candidate: Candidate) -> None:
        """Somebody looks for a job from now on."""
        self._candidates[candidate] = None
        self._calendar.process(self._looking(candidate))

    def _looking(self, candidate: Candidate) -> Process:
        """A candidate's time in the market; whoever is found before is no candidate any more."""
        luck = uniform(candidate.key, Purpose.MARKET_STAY)
        stays = max(float(self.section.stays.quantile(luck)[0]), 0.0)
        yield self._calendar.at(candidate.since + stays, Item.PEOPLE)
        self._candidates.pop(candidate, None)

    def hire(self, candidate: Candidate) -> None:
        """Somebody has accepted an offer."""
        del self._candidates[candidate]

    def applicants(self, workplace: Workplace, tick: int) -> list[Candidate]:
        """The candidates who look at an organization, who has looked longest first.

        Who was a candidate at the first staffing review of the day can be hired on that day, so
        that the order of the organizations does not matter.
        """
        if tick != self._day:
            self._day, self._known = tick, set(self._candidates)
        looking = [
            candidate
            for candidate in self._candidates
            if candidate in self._known
            and candidate.origin.name != workplace.name
            and self._looks_at(candidate, month_number(tick)) == workplace.name
        ]
        return sorted(looking, key=lambda each: (each.since, int(each.key[0])))

    def _looks_at(self, candidate: Candidate, month: int) -> str:
        """The organization at which somebody looks in a month; "" for elsewhere."""
        luck = float(uniform(candidate.key, Purpose.MARKET_LOOK, month)[0])
        upto = 0.0
        for name, share in sorted(self.section.organizations.items()):
            upto += share
            if luck < upto:
                return name
        return ""

    def accepts(self, candidate: Candidate, rank: int, pay: float, tick: int) -> bool:
        """Whether somebody accepts an offer of a level's rank and a pay per year."""
        section, chance = self.section, self.section.acceptance
        if 0 < chance < 1:
            log_odds = math.log(chance / (1 - chance))
            if 0 < candidate.rank > rank:
                log_odds -= section.relevel_effect * (candidate.rank - rank)
            if not math.isnan(pay) and not math.isnan(candidate.pay):
                log_odds += section.pay_effect * math.log(pay / candidate.pay)
            chance = 1 / (1 + math.exp(-log_odds))
        luck = uniform(candidate.key, Purpose.MARKET_ACCEPTANCE, month_number(tick))
        return float(luck[0]) < chance

    def founders_return_to(self, founder: Employee) -> Workplace:
        """Where somebody who leaves to found a company may come back."""
        shares = sorted((self.section.founders or {}).items())
        if not shares:
            return founder.workplace
        luck = uniform(founder.key, Purpose.FOUNDERS_RETURN_TO)
        names, weights = zip(*shares, strict=True)
        return self.workplaces[names[int(choose(np.array(weights), luck)[0])]]


def markets(calendar: Calendar, scenario: Scenario) -> Mapping[str, Market]:
    """The market of each organization that has one, by the organization's id."""
    found = {}
    for section in scenario.markets.values():
        market = Market(calendar, section)
        found.update(dict.fromkeys(section.organizations, market))
    return found
