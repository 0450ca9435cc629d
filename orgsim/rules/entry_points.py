"""Entry points: the ways by which people come into product management, and what they bring.

An entry point either feeds levels with given shares (`levels`), or brings in product managers of
other companies whose level is settled by assessment (`outside`): re-levelling.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from orgsim.randomness import Keys, Purpose, uniform, uniforms
from orgsim.rules.apprenticeship import Apprenticeship
from orgsim.rules.choosing import choose, choose_by_row
from orgsim.rules.distributions import (
    Constant,
    DurationDistribution,
    HazardRate,
    NumberDistribution,
    RateDistribution,
)
from orgsim.rules.insight import BroughtInsight
from orgsim.rules.ladder import UNLIMITED, Ladder
from orgsim.rules.offers import Offers, Search
from orgsim.rules.outside_market import OF_CANDIDATES, Assessment, OutsideMarket
from orgsim.rules.plausible import Plausible
from orgsim.rules.returning import Returning
from orgsim.rules.section import Contradiction, Months, Section, Shares, Text, unknown
from orgsim.units import Number, PerYear, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_OF_ENTRANTS = (Purpose.LEVEL, Purpose.POTENTIAL, Purpose.LEARNING_RATE, *OF_CANDIDATES)


def _now_and_then(acceptance: float) -> float:
    if acceptance < 0.01:
        raise ValueError("must be at least 1%: where nobody accepts, nothing is ever filled")
    return acceptance


MOST_ENTRY_POINTS = 255
"""Of one organization: a person's number has a byte for the entry point, and the initial staff."""

MOST_PLACES = 1_000_000
"""People whom a cap may let in; more than an organization can have."""


def _whole_places(cap: float) -> float:
    if cap != round(cap) or not 1 <= cap <= MOST_PLACES:
        raise ValueError(
            f"must be a whole number of people, from 1 to {MOST_PLACES:,} per year; an entry point "
            "through which nobody comes has weight 0"
        )
    return cap


class EntryPoint(Section):
    """One way into the organization."""

    exclusive: ClassVar = ((("levels",), ("outside",)), (("skill",), ("stretch",)))

    label: Text | None = None
    """What tables and figures call it; by default its id."""
    weight: Annotated[Number, Field(ge=0)]
    """Relative frequency among hires; only the proportion to the other entry points counts."""
    levels: Shares | None = None
    """The levels it feeds, as shares. Either this or `outside`."""
    outside: OutsideMarket | None = None
    """Product managers of other companies, placed at the highest level whose scope their
    assessment reaches. Either this or `levels`."""
    time_to_fill: DurationDistribution
    """How long a search takes, from opening the requisition to an offer and, without a cohort, the
    first day. 50 days is GitLab's target (handbook, engineering performance indicators); PwC
    Saratoga reports a median of 68 days to an accepted offer, 36 to 89 by industry (2022)."""
    acceptance: Annotated[Share, AfterValidator(_now_and_then)] | None = None
    """Chance that an offer is accepted. A declined one starts the search again, for another time to
    fill. Without it every offer is."""
    cohort: Months | None = None
    """Months on whose first day people start, all together; until then the requisition stays open
    and keeps its seat. Without it they start on the day of accepting."""
    cap: Annotated[PerYear, AfterValidator(_whole_places)] | None = None
    """The most people who may start through it in a calendar year. A requisition that finds it full
    turns to another entry point. Without it there is no limit."""
    apprenticeship: Apprenticeship | None = None
    """The pipeline that people come from; without it there is always somebody to be found."""
    returning: Returning | None = None
    """Former employees who come back from companies of their own, before others are looked for.
    Without it nobody does."""
    skill: NumberDistribution | None = None
    """Skill on the first day, in rungs on the responsibility scale. Either this or `stretch`."""
    stretch: NumberDistribution | None = None
    """Skill as stretch: the scope held on the first day (with `outside`: the scope held elsewhere)
    minus the skill, in rungs. Either this or `skill`."""
    potential: NumberDistribution | None = None
    """What learning leads to, in rungs; at least the skill. Without it people do not learn."""
    learning_rate: Annotated[RateDistribution, Plausible("0.05/year", "0.3/year")] = Constant[
        HazardRate
    ].model_construct(value=0.0)
    """How fast the skill approaches the potential: the part of the gap that closes; 0 is never. An
    assumption."""
    age: DurationDistribution | None = None
    """Age on the first day, for the age limit of `attrition`; without it nothing is known."""
    insight: BroughtInsight = BroughtInsight()
    """Customer insight on the first day; it counts where `customer` gives it a weight."""
    part_time_share: Share = 0.0
    """How many did what they did before in part time, such as founding a company beside a job; they
    bring only part of the insight."""
    part_time_insight: Annotated[Share, Plausible("20%", "80%")] = 0.5
    """How much of the insight whoever did it in part time brings. An assumption."""
    groups: Shares | None = None
    """Shares of the organization's `groups` among those who come in here; by default those that the
    groups state."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.levels is None) == (self.outside is None):
            raise ValueError("give either levels (with shares) or outside (placed by assessment)")
        if (self.skill is None) == (self.stretch is None):
            raise ValueError("give either skill or stretch")
        if self.part_time_share > 0 and self.insight == BroughtInsight():
            raise ValueError(
                "part_time_share says who brings less insight, and there is no 'insight' to bring"
            )
        return self

    def skill_beside(self, u: Floats, scope: Floats) -> Floats:
        """Skill in rungs from luck and the scope held, shapes (N,)."""
        if self.skill is not None:
            return self.skill.quantile(u)
        assert self.stretch is not None
        # 1 - u: luck is luck; more of it means more skill, hence less stretch.
        return scope - self.stretch.quantile(1.0 - u)

    def contradictions_with(
        self, levels: Sequence[str], reference_ladder: Mapping[str, int]
    ) -> Iterator[Contradiction]:
        """Levels and titles that do not exist."""
        for level in self.levels or ():
            if level not in levels:
                yield ("levels", level), unknown("level", level, levels)
        if self.outside is not None:
            for title in self.outside.titles:
                if title not in reference_ladder:
                    message = unknown("title", title, tuple(reference_ladder))
                    yield ("outside", "titles", title), message


class EntryPoints:
    """The entry points of an organization as functions of keys.

    Parameters
    ----------
    sections : mapping of str to EntryPoint
        E entry points by id.
    ladder : Ladder
        L levels.
    reference_ladder : mapping of str to int
        Title to rank, for the titles that outsiders bring along.
    start : datetime.date
        The scenario's first day.

    Attributes
    ----------
    cap : array of int, shape (E,)
        The most people who may start in a calendar year; `UNLIMITED` without a limit.
    """

    def __init__(
        self,
        sections: Mapping[str, EntryPoint],
        ladder: Ladder,
        reference_ladder: Mapping[str, int],
        start: dt.date,
    ) -> None:
        self.ids = tuple(sections)
        self.sections = tuple(sections.values())
        self.offers = Offers(self.sections, start)
        self.cap = np.array([int(section.cap or UNLIMITED) for section in self.sections])
        self._ladder = ladder
        weights = np.array([section.weight for section in self.sections])
        self.shares = weights / weights.sum()
        self._level_shares = [self._shares_by_level(section) for section in self.sections]
        self._assessments = [
            Assessment(section.outside, section.skill_beside, ladder, reference_ladder)
            if section.outside is not None
            else None
            for section in self.sections
        ]

    def __len__(self) -> int:
        return len(self.ids)

    def _shares_by_level(self, section: EntryPoint) -> Floats:
        given = section.levels or {}
        return np.array([given.get(level, 0.0) for level in self._ladder.ids])

    @property
    def level_shares(self) -> Floats:
        """Shares of the levels among all whom the entry points bring in, shape (L,)."""
        result: Floats = self.shares @ self._to_level
        return result

    @property
    def fed(self) -> NDArray[np.bool_]:
        """The levels at which people can be hired, shape (L,)."""
        return self.level_shares > 0

    def feeding(self, level: int | Integers) -> Floats:
        """Shares of the entry points among those who come in at a level, shape (E,) or (N, E).

        In proportion to weight times the share of the entry point that goes to the level, or that
        is assessed at it. A level that nobody is meant for is fed by all, by weight.

        Parameters
        ----------
        level : int, or array of int, shape (N,)
        """
        return self._feeding[level]

    @cached_property
    def _to_level(self) -> Floats:
        """Shares of the levels among those who come in through each entry point, shape (E, L)."""
        return np.array(
            [
                shares if assessment is None else assessment.shares_by_level()
                for shares, assessment in zip(self._level_shares, self._assessments, strict=True)
            ]
        )

    @cached_property
    def _feeding(self) -> Floats:
        weights = self.shares * self._to_level.T
        weights[weights.sum(axis=1) == 0] = self.shares
        result: Floats = weights / weights.sum(axis=1, keepdims=True)
        return result

    def chosen(
        self,
        requisitions: Keys,
        level: Integers | None = None,
        turn: int = 0,
        refused: NDArray[np.bool_] | None = None,
    ) -> Integers:
        """The entry point through which each requisition looks, shape (N,); -1 if none is left.

        Parameters
        ----------
        requisitions : array of uint64, shape (N,)
        level : array of int, shape (N,), optional
            The level that somebody is wanted for; otherwise the entry point decides on it.
        turn : int
            How often these requisitions have been refused.
        refused : array of bool, shape (N, E), optional
            The entry points that refused them.
        """
        u = uniform(requisitions, Purpose.ENTRY_POINT, turn)
        if level is None and refused is None:
            return choose(self.shares, u)
        weights = self.shares[None, :] if level is None else self.feeding(level)
        return choose_by_row(weights if refused is None else weights * ~refused, u)

    def entrants(
        self, entry_point: Integers, keys: Keys, level: Integers | None = None
    ) -> Entrants:
        """Who will come: everything about them is settled when the requisition opens.

        Parameters
        ----------
        entry_point : array of int, shape (N,)
        keys : array of uint64, shape (N,)
        level : array of int, shape (N,), optional
            The level that somebody is wanted for; otherwise the entry point decides on it.
        """
        luck = dict(zip(_OF_ENTRANTS, uniforms(keys, _OF_ENTRANTS), strict=True))
        found = Entrants.empty(len(keys))
        for position, section in enumerate(self.sections):
            mine = np.flatnonzero(entry_point == position)
            if len(mine) == 0:
                continue
            u = {purpose: draws[mine] for purpose, draws in luck.items()}
            assessment = self._assessments[position]
            if assessment is None:
                found.level[mine] = choose(self._level_shares[position], u[Purpose.LEVEL])
                found.skill[mine] = section.skill_beside(u[Purpose.SKILL], np.zeros(len(mine)))
                found.beside_scope[mine] = section.stretch is not None
            else:
                outsiders = (
                    assessment.assessed(u)
                    if level is None
                    else assessment.answering(keys[mine], level[mine])
                )
                found.rank[mine], found.skill[mine], found.level[mine] = outsiders
            if section.potential is not None:
                found.potential[mine] = section.potential.quantile(u[Purpose.POTENTIAL])
            rate = section.learning_rate.quantile(u[Purpose.LEARNING_RATE])
            found.learning_rate[mine] = np.maximum(rate, 0.0)
            if section.age is not None:
                found.age[mine] = section.age.quantile(uniform(keys[mine], Purpose.AGE))
        if level is not None:
            found.level[:] = level
        return found

    def searched(self, entry_point: Integers, keys: Keys, since: Floats) -> Search:
        """When searches make offers and when they are over (`Offers.searched`)."""
        return self.offers.searched(entry_point, keys, since)

    def placed(self, position: int, skill: Floats) -> Integers:
        """The level of people known to the organization who come back through an entry point.

        The highest level that it feeds whose scope their skill reaches, or its lowest, shape (N,).
        """
        shares = self._level_shares[position]
        fed = np.flatnonzero(shares) if shares.any() else np.arange(len(shares))
        result: Integers = self._ladder.highest_reached(skill, fed)
        return result


@dataclass
class Entrants:
    """People who will start, as columns of shape (N,).

    Attributes
    ----------
    level : array of int
        The level they are meant for.
    rank : array of int
        Of the title brought along; 0 without one.
    skill, beside_scope : array of float
        On the first day their skill is `skill + beside_scope x scope`: `beside_scope` is 1 where
        the skill is drawn relative to the scope then held, else 0.
    potential : array of float
        Rungs; minus infinity for people who do not learn.
    learning_rate : array of float
        Per year.
    age : array of float
        Years, on the first day; minus infinity where nothing is known.
    """

    level: Integers
    rank: Integers
    skill: Floats
    beside_scope: Floats
    potential: Floats
    learning_rate: Floats
    age: Floats

    @classmethod
    def empty(cls, count: int) -> Entrants:
        """Columns to be filled in."""
        return cls(
            level=np.zeros(count, dtype=np.int64),
            rank=np.zeros(count, dtype=np.int64),
            skill=np.zeros(count),
            beside_scope=np.zeros(count),
            potential=np.full(count, -np.inf),
            learning_rate=np.zeros(count),
            age=np.full(count, -np.inf),
        )
