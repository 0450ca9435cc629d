"""Product managers of other companies: what they bring along, and how they are assessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.distributions import Constant, Normal, NumberDistribution
from orgsim.rules.ladder import Ladder
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Section, Shares
from orgsim.units import Number, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CANDIDATES = 32
"""Candidates among whom a requisition of a given level looks (assumption): enough that somebody
of a level at which one in ten is assessed is missed once in thirty searches."""

_ROUNDS = (0, 4, 12, CANDIDATES)
"""Where rounds begin and end: whoever has found somebody of the level looks no further."""

DRAWS_FOR_SHARES = 4096
"""Fixed candidates by whom the share assessed at each level is known, to .8 % at worst."""

OF_CANDIDATES = (
    Purpose.OUTSIDE_TITLE,
    Purpose.OUTSIDE_INFLATION,
    Purpose.SKILL,
    Purpose.ASSESSMENT,
)


class OutsideMarket(Section):
    """Product managers of other companies: the titles they hold and how inflated those are."""

    titles: Shares
    """Which titles of the reference ladder they hold, as shares."""
    inflation: NumberDistribution = Constant[Number](value=0.0)
    """Their title's rank minus the scope they really hold, in rungs."""
    title_credit: Annotated[Share, Plausible("0%", "60%")] = 0.0
    """How far a title counts in the assessment: the offered scope is (1 - title_credit) x assessed
    skill + title_credit x rank. An assumption."""
    assessment_noise: Annotated[Number, Field(ge=0), Plausible("0.2", "1")] = 0.0
    """Standard deviation of the error made about an outsider, in rungs. About its own people an
    organization errs by the selection's `committee_noise`. An assumption."""

    def offered_scope(self, assessed: Floats, rank: Integers) -> Floats:
        """The scope offered for an assessed skill and a title's rank, in rungs, shape (N,)."""
        return (1.0 - self.title_credit) * assessed + self.title_credit * rank


class Candidates(NamedTuple):
    """People of other companies, as columns of shape (N,).

    Attributes
    ----------
    rank : array of int
        Of the title they hold.
    skill : array of float
        Rungs.
    level : array of int
        The one they are assessed to be worth.
    """

    rank: Integers
    skill: Floats
    level: Integers


class Assessment:
    """An outside market as a function of luck: who applies, and what level they are offered.

    Parameters
    ----------
    market : OutsideMarket
    skill : callable
        Skill from uniform draws (N,) and the scope held elsewhere (N,).
    ladder : Ladder
    reference_ladder : mapping of str to int
        Title to rank.
    """

    def __init__(
        self,
        market: OutsideMarket,
        skill: Callable[[Floats, Floats], Floats],
        ladder: Ladder,
        reference_ladder: Mapping[str, int],
    ) -> None:
        self._market, self._skill, self._ladder = market, skill, ladder
        self._ranks = np.array([reference_ladder[title] for title in market.titles])
        self._shares = list(market.titles.values())
        self._error = Normal[Number](mean=0.0, sd=market.assessment_noise)

    def assessed(self, luck: Mapping[Purpose, Floats]) -> Candidates:
        """One candidate each, placed at the highest level whose scope the assessment reaches.

        Parameters
        ----------
        luck : mapping of Purpose to array of float, shape (N,)
            Uniform draws for `OF_CANDIDATES`.
        """
        market = self._market
        rank = self._ranks[choose(self._shares, luck[Purpose.OUTSIDE_TITLE])]
        scope = rank - market.inflation.quantile(luck[Purpose.OUTSIDE_INFLATION])
        skill = self._skill(luck[Purpose.SKILL], scope)
        assessed = skill + self._error.quantile(luck[Purpose.ASSESSMENT])
        offer = market.offered_scope(assessed, rank)
        level = self._ladder.highest_reached(offer, np.arange(len(self._ladder)))
        return Candidates(rank, skill, level)

    def answering(self, keys: Keys, level: Integers) -> Candidates:
        """The first of some candidates assessed at the level asked for, or else the nearest.

        Parameters
        ----------
        keys : array of uint64, shape (N,)
        level : array of int, shape (N,)
        """
        rank, skill = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys))
        nearest, looking = np.full(len(keys), np.inf), np.arange(len(keys))
        for first, end in pairwise(_ROUNDS):
            count = end - first
            each, attempt = (
                np.repeat(keys[looking], count),
                np.tile(np.arange(first, end), len(looking)),
            )
            some = self.assessed(
                {purpose: uniform(each, purpose, attempt) for purpose in OF_CANDIDATES}
            )
            # By scope: of parallel tracks, one level is as near as the other.
            offered = self._ladder.scope[some.level].reshape(-1, count)
            distance = np.abs(offered - self._ladder.scope[level[looking]][:, None])
            best = distance.argmin(axis=1)
            chosen = count * np.arange(len(looking)) + best
            distance = distance.ravel()[chosen]
            nearer = distance < nearest[looking]
            rows = looking[nearer]
            rank[rows], skill[rows] = some.rank[chosen[nearer]], some.skill[chosen[nearer]]
            nearest[rows] = distance[nearer]
            looking = looking[nearest[looking] > 0]
            if len(looking) == 0:
                break
        return Candidates(rank, skill, level)

    def shares_by_level(self) -> Floats:
        """Which share of the candidates is assessed at each level's scope, shape (L,)."""
        keys = np.arange(DRAWS_FOR_SHARES, dtype=np.uint64)
        found = self.assessed({purpose: uniform(keys, purpose) for purpose in OF_CANDIDATES})
        offered, scope = self._ladder.scope[found.level], self._ladder.scope[: len(self._ladder)]
        result: Floats = (offered[:, None] == scope).mean(axis=0)
        return result
