"""Entry points: the ways by which people come into product management, and what they bring.

An entry point either feeds levels with given shares (`levels`), or brings in product managers of
other companies whose level is settled by assessment (`outside`): re-levelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import MINUTE
from orgsim.randomness import Keys, Purpose, uniform, uniforms
from orgsim.rules.distributions import (
    Constant,
    DurationDistribution,
    HazardRate,
    Normal,
    NumberDistribution,
    RateDistribution,
)
from orgsim.rules.insight import BroughtInsight
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import Contradiction, Section, Shares, Text, unknown
from orgsim.units import Number, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


_OF_ENTRANTS = (
    Purpose.LEVEL,
    Purpose.TIME_TO_FILL,
    Purpose.SKILL,
    Purpose.POTENTIAL,
    Purpose.LEARNING_RATE,
    Purpose.OUTSIDE_TITLE,
    Purpose.OUTSIDE_INFLATION,
    Purpose.ASSESSMENT,
)


def choose(shares: Sequence[float] | Floats, u: Floats) -> Integers:
    """Positions drawn with the given shares, which sum to 1, from uniform draws, shape (N,)."""
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    positions = np.searchsorted(edges, u, side="right")
    # The last edge may miss 1 by a rounding; nobody may fall off the end, or land on a share of 0.
    last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
    return np.minimum(positions, last)


class OutsideMarket(Section):
    """Product managers of other companies: the titles they hold and how inflated those are."""

    titles: Shares
    """Which titles of the reference ladder they hold, as shares."""
    inflation: NumberDistribution = Constant[Number](value=0.0)
    """Their title's rank minus the scope they really hold, in rungs."""
    title_credit: Share = 0.0
    """How far a title counts in the assessment: the offered scope is (1 - title_credit) x assessed
    skill + title_credit x rank."""
    assessment_noise: Annotated[Number, Field(ge=0)] = 0.0
    """Standard deviation of the error made about an outsider, in rungs."""


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
    """From opening the requisition to the first day. 50 days is GitLab's target (handbook,
    engineering performance indicators); PwC Saratoga reports a median of 68 days to an accepted
    offer, 36 to 89 by industry (2022)."""
    skill: NumberDistribution | None = None
    """Skill on the first day, in rungs on the responsibility scale. Either this or `stretch`."""
    stretch: NumberDistribution | None = None
    """Skill as stretch: the scope held on the first day (with `outside`: the scope held elsewhere)
    minus the skill, in rungs. Either this or `skill`."""
    potential: NumberDistribution | None = None
    """What learning leads to, in rungs; at least the skill. Without it people do not learn."""
    learning_rate: RateDistribution = Constant[HazardRate].model_construct(value=0.0)
    """How fast the skill approaches the potential: the part of the gap that closes; 0 is never."""
    age: DurationDistribution | None = None
    """Age on the first day, for the age limit of `attrition`; without it nothing is known."""
    insight: BroughtInsight = BroughtInsight()
    """Customer insight on the first day; it counts where `customer` gives it a weight."""
    part_time_share: Share = 0.0
    """How many did what they did before in part time, such as founding a company beside a job; they
    bring only part of the insight."""
    part_time_insight: Share = 0.5
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
    """

    def __init__(
        self,
        sections: Mapping[str, EntryPoint],
        ladder: Ladder,
        reference_ladder: Mapping[str, int],
    ) -> None:
        self.ids = tuple(sections)
        self._sections = tuple(sections.values())
        self._ladder = ladder
        self._reference_ladder = reference_ladder
        weights = np.array([section.weight for section in self._sections])
        self.shares = weights / weights.sum()
        self._level_shares = [self._shares_by_level(section) for section in self._sections]

    def __len__(self) -> int:
        return len(self.ids)

    def _shares_by_level(self, section: EntryPoint) -> Floats:
        given = section.levels or {}
        return np.array([given.get(level, 0.0) for level in self._ladder.ids])

    def chosen(self, requisitions: Keys, level: Integers | None = None) -> Integers:
        """The entry point through which each requisition looks, shape (N,).

        Parameters
        ----------
        requisitions : array of uint64, shape (N,)
        level : array of int, shape (N,), optional
            Levels that somebody is wanted for; only entry points that feed them are asked.
        """
        luck = uniform(requisitions, Purpose.ENTRY_POINT)
        if level is None:
            return choose(self.shares, luck)
        found = np.zeros(len(level), dtype=np.int64)
        for position in np.unique(level):
            mine = np.flatnonzero(level == position)
            found[mine] = choose(self.feeding(position), luck[mine])
        return found

    @property
    def level_shares(self) -> Floats:
        """Shares of the levels among all whom the entry points bring in, shape (L,)."""
        result: Floats = self.shares @ np.array(self._level_shares)
        return result

    def feeding(self, level: int) -> Floats:
        """Shares of the entry points among arrivals at one level, shape (E,).

        In proportion to weight times the share of the entry point that goes to the level; all
        zero where none feeds it.
        """
        to_level = np.array([shares[level] for shares in self._level_shares])
        weights: Floats = self.shares * to_level
        return weights / max(float(weights.sum()), np.finfo(float).tiny)

    def entrants(self, entry_point: Integers, keys: Keys) -> Entrants:
        """Who will come: everything about them is settled when the requisition opens.

        Parameters
        ----------
        entry_point : array of int, shape (N,)
        keys : array of uint64, shape (N,)
        """
        luck = dict(zip(_OF_ENTRANTS, uniforms(keys, _OF_ENTRANTS), strict=True))
        found = Entrants.empty(len(keys))
        for position, section in enumerate(self._sections):
            mine = np.flatnonzero(entry_point == position)
            if len(mine) == 0:
                continue
            u = {purpose: draws[mine] for purpose, draws in luck.items()}
            if section.outside is None:
                found.level[mine] = choose(self._level_shares[position], u[Purpose.LEVEL])
                self._inexperienced(found, mine, section, u)
            else:
                self._experienced(found, mine, section, section.outside, u)
            to_fill = section.time_to_fill.quantile(u[Purpose.TIME_TO_FILL])
            found.time_to_fill[mine] = np.maximum(to_fill, MINUTE)
            if section.potential is not None:
                found.potential[mine] = section.potential.quantile(u[Purpose.POTENTIAL])
            rate = section.learning_rate.quantile(u[Purpose.LEARNING_RATE])
            found.learning_rate[mine] = np.maximum(rate, 0.0)
            if section.age is not None:
                found.age[mine] = section.age.quantile(uniform(keys[mine], Purpose.AGE))
        return found

    def _inexperienced(
        self, found: Entrants, mine: Integers, section: EntryPoint, u: dict[Purpose, Floats]
    ) -> None:
        if section.skill is not None:
            found.skill[mine] = section.skill.quantile(u[Purpose.SKILL])
        elif section.stretch is not None:
            # 1 - u: luck is luck; more of it means more skill, hence less stretch.
            found.skill[mine] = -section.stretch.quantile(1.0 - u[Purpose.SKILL])
            found.beside_scope[mine] = 1.0

    def _experienced(
        self,
        found: Entrants,
        mine: Integers,
        section: EntryPoint,
        outside: OutsideMarket,
        u: dict[Purpose, Floats],
    ) -> None:
        """People of other companies: placed at the highest level whose scope they reach."""
        ranks = np.array([self._reference_ladder[title] for title in outside.titles])
        rank = ranks[choose(list(outside.titles.values()), u[Purpose.OUTSIDE_TITLE])]
        scope = rank - outside.inflation.quantile(u[Purpose.OUTSIDE_INFLATION])
        self._inexperienced(found, mine, section, u)
        skill = found.skill[mine] + found.beside_scope[mine] * scope
        found.skill[mine], found.beside_scope[mine], found.rank[mine] = skill, 0.0, rank
        error = Normal[Number](mean=0.0, sd=outside.assessment_noise)
        assessed = skill + error.quantile(u[Purpose.ASSESSMENT])
        credit = outside.title_credit
        offer = (1.0 - credit) * assessed + credit * rank
        found.level[mine] = self._ladder.highest_reached(offer, np.arange(len(self._ladder)))


@dataclass
class Entrants:
    """People who will start, as columns of shape (N,).

    Attributes
    ----------
    level : array of int
        The level they are meant for.
    rank : array of int
        Of the title brought along; 0 without one.
    time_to_fill : array of float
        Years from opening to the first day, at least a minute.
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
    time_to_fill: Floats
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
            time_to_fill=np.zeros(count),
            skill=np.zeros(count),
            beside_scope=np.zeros(count),
            potential=np.full(count, -np.inf),
            learning_rate=np.zeros(count),
            age=np.full(count, -np.inf),
        )
