"""Entry points: the ways by which people come into product management, and what they bring.

An entry point either feeds levels with given shares (`levels`), or brings in product managers of
other companies whose level is settled by assessment (`outside`): re-levelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import MINUTE
from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.distributions import (
    Constant,
    DurationDistribution,
    HazardRate,
    Normal,
    NumberDistribution,
    RateDistribution,
)
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import Contradiction, Section, Shares, Text, unknown
from orgsim.units import Number, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def choose(shares: Sequence[float] | Floats, u: Floats) -> Integers:
    """Positions drawn with the given shares, which sum to 1, from uniform draws, shape (N,)."""
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    positions = np.searchsorted(edges, u, side="right")
    # The last edge may miss 1 by a rounding; nobody may fall off the end, or land on a share of 0.
    last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
    return np.minimum(positions, last)


class OutsideMarket(Section):
    """Product managers of other companies: the titles they hold and how inflated those are.

    Attributes
    ----------
    titles : shares by title of the reference ladder
    inflation : distribution, rungs
        Title's rank minus the scope really held.
    title_credit : share
        How far a title counts in the assessment: the offered scope is (1 - title_credit) x
        assessed skill + title_credit x rank.
    assessment_noise : float, rungs
        Standard deviation of the error made about an outsider.
    """

    titles: Shares
    inflation: NumberDistribution = Constant[Number](value=0.0)
    title_credit: Share = 0.0
    assessment_noise: Annotated[Number, Field(ge=0)] = 0.0


class EntryPoint(Section):
    """One way into the organization.

    Attributes
    ----------
    weight : float
        Relative frequency among hires.
    levels : shares by level
        The levels it feeds. Not together with `outside`.
    outside : OutsideMarket
        People placed at the highest level whose scope their assessment reaches.
    time_to_fill : distribution of durations
        From opening the requisition to the first day. 50 days is GitLab's target (handbook,
        engineering performance indicators); PwC Saratoga reports a median of 68 days to an
        accepted offer, 36 to 89 by industry (2022).
    skill, stretch : distribution, rungs
        Skill on the responsibility scale, or as stretch: the scope held on the first day minus
        the skill (for `outside`: the scope held elsewhere minus the skill). One of the two.
    potential : distribution, rungs
        What learning leads to; at least the skill. Without it people do not learn.
    learning_rate : distribution of rates
    """

    label: Text | None = None
    weight: Annotated[Number, Field(ge=0)]
    levels: Shares | None = None
    outside: OutsideMarket | None = None
    time_to_fill: DurationDistribution
    skill: NumberDistribution | None = None
    stretch: NumberDistribution | None = None
    potential: NumberDistribution | None = None
    learning_rate: RateDistribution = Constant[HazardRate].model_construct(value=0.0)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.levels is None) == (self.outside is None):
            raise ValueError("give either levels (with shares) or outside (placed by assessment)")
        if (self.skill is None) == (self.stretch is None):
            raise ValueError("give either skill or stretch")
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

    def chosen(self, requisitions: Keys) -> Integers:
        """The entry point through which each requisition looks, shape (N,)."""
        return choose(self.shares, uniform(requisitions, Purpose.ENTRY_POINT))

    def feeding(self, level: int) -> Floats:
        """Shares of the entry points among arrivals at one level, shape (E,).

        In proportion to weight times the share of the entry point that goes to the level; all
        zero where none feeds it.
        """
        to_level = np.array([shares[level] for shares in self._level_shares])
        weights: Floats = self.shares * to_level
        return weights / max(float(weights.sum()), np.finfo(float).tiny)

    def time_to_fill(self, entry_point: Integers, entrants: Keys) -> Floats:
        """Years from opening to the first day, at least a minute, shape (N,)."""
        u = uniform(entrants, Purpose.TIME_TO_FILL)
        result = np.empty(len(u))
        for position, section in self._present(entry_point):
            mine = entry_point == position
            result[mine] = section.time_to_fill.quantile(u[mine])
        at_least_a_minute: Floats = np.maximum(result, MINUTE)
        return at_least_a_minute

    def placed(self, entry_point: Integers, entrants: Keys) -> tuple[Integers, Integers]:
        """The level each entrant is meant for, and the rank of the title brought along.

        Returns
        -------
        level : array of int, shape (N,)
        rank : array of int, shape (N,)
            0 where no title is brought along.
        """
        level = np.zeros(len(entrants), dtype=np.int64)
        rank = np.zeros(len(entrants), dtype=np.int64)
        for position, section in self._present(entry_point):
            mine = np.flatnonzero(entry_point == position)
            keys = entrants[mine]
            if section.outside is None:
                shares = self._level_shares[position]
                level[mine] = choose(shares, uniform(keys, Purpose.LEVEL))
            else:
                rank[mine], _, skill = self._outsiders(section, section.outside, keys)
                offer = self._offered_scope(section.outside, rank[mine], skill, keys)
                level[mine] = self._ladder.highest_reached(offer, np.arange(len(self._ladder)))
        return level, rank

    def talents(
        self, entry_point: Integers, entrants: Keys, scope: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Skill, potential (rungs) and learning rate (per year) on the first day, shapes (N,).

        Parameters
        ----------
        entry_point : array of int, shape (N,)
        entrants : array of uint64, shape (N,)
        scope : array of float, shape (N,)
            The scope held on the first day.
        """
        skill = np.empty(len(entrants))
        potential = np.empty(len(entrants))
        learning_rate = np.empty(len(entrants))
        for position, section in self._present(entry_point):
            mine = np.flatnonzero(entry_point == position)
            keys = entrants[mine]
            if section.outside is not None:
                _, _, skill[mine] = self._outsiders(section, section.outside, keys)
            else:
                skill[mine] = drawn_skill(section, keys, scope[mine])
            potential[mine] = drawn_potential(section.potential, keys, skill[mine])
            u = uniform(keys, Purpose.LEARNING_RATE)
            learning_rate[mine] = np.maximum(section.learning_rate.quantile(u), 0.0)
        return skill, potential, learning_rate

    def _present(self, entry_point: Integers) -> Iterator[tuple[int, EntryPoint]]:
        for position in np.unique(entry_point):
            yield int(position), self._sections[position]

    def _outsiders(
        self, section: EntryPoint, outside: OutsideMarket, keys: Keys
    ) -> tuple[Integers, Floats, Floats]:
        """Rank, scope and skill that product managers of other companies bring along."""
        ranks = np.array([self._reference_ladder[title] for title in outside.titles])
        shares = list(outside.titles.values())
        rank = ranks[choose(shares, uniform(keys, Purpose.OUTSIDE_TITLE))]
        scope = rank - outside.inflation.quantile(uniform(keys, Purpose.OUTSIDE_INFLATION))
        return rank, scope, drawn_skill(section, keys, scope)

    def _offered_scope(
        self, outside: OutsideMarket, rank: Integers, skill: Floats, keys: Keys
    ) -> Floats:
        error = Normal[Number](mean=0.0, sd=outside.assessment_noise)
        assessed = skill + error.quantile(uniform(keys, Purpose.ASSESSMENT))
        credit = outside.title_credit
        return (1.0 - credit) * assessed + credit * rank


def drawn_skill(section: EntryPoint, keys: Keys, scope: Floats) -> Floats:
    """Skill on the first day, from `skill` or from `stretch` and the scope, shape (N,)."""
    u = uniform(keys, Purpose.SKILL)
    if section.skill is not None:
        return section.skill.quantile(u)
    assert section.stretch is not None
    # 1 - u: luck is luck; more of it means more skill, hence less stretch.
    return scope - section.stretch.quantile(1.0 - u)


def drawn_potential(distribution: NumberDistribution | None, keys: Keys, skill: Floats) -> Floats:
    """Potential, at least the skill, shape (N,)."""
    if distribution is None:
        return skill.copy()
    return np.maximum(skill, distribution.quantile(uniform(keys, Purpose.POTENTIAL)))
