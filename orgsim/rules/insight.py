"""Customer insight: how well people know the view of the customer that their work asks for.

A Product Manager sees through the user's eyes, a Director through a function's, a Vice President
through the whole organization's. Insight into a perspective, from 0 to 1, grows with the contact
with customers that the organization gives: fully in the perspective of the level held, partly in
the next wider one. The next level's perspective is what counts for readiness, so that whoever has
only ever seen users is not ready to lead a function. All are closed forms, evaluated when somebody
asks; where insight has no weight nothing is drawn or computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.distributions import Constant, NumberDistribution
from orgsim.rules.ladder import Ladder, Perspective
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Section
from orgsim.units import Number, Rate, Share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.rules.entry_points import EntryPoint
    from orgsim.rules.initial_staff import InitialStaff
    from orgsim.rules.people import Columns

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PERSPECTIVES: tuple[str, ...] = get_args(Perspective)
"""From the narrowest view of the customer to the widest."""

NEUTRAL = 0.5
"""Insight that neither helps nor hinders."""


class Customer(Section):
    """How near an organization brings its people to the customer, and how much that counts.

    With an `insight_weight` people are ready for the next level by

    skill + insight_weight x (insight in the next level's perspective - 1/2) - its scope
    """

    access: Annotated[Rate, Plausible("0.1/year", "1/year")] = Rate.read("0.3/year")
    """How much contact with customers the organization gives: the part of what is missing that
    people come to see, at a rate; 0 is never. An assumption."""
    insight_weight: Annotated[Number, Field(ge=0), Plausible("0", "1")] = 0.0
    """Rungs of readiness between no insight into the next level's perspective and all of it; 0
    switches insight off. An assumption."""
    next_view: Annotated[Share, Plausible("0%", "60%")] = 0.3
    """How much of the access goes to the perspective one wider than that of the level held. An
    assumption."""


def _sensible(distribution: NumberDistribution) -> NumberDistribution:
    median = float(distribution.quantile(np.array([0.5]))[0])
    if not 0.0 <= median <= 1.0:
        here = "" if isinstance(distribution, Constant) else f"; the median here is {median:g}"
        raise ValueError(f"insight lies between 0 and 1{here}")
    return distribution


InsightDistribution = Annotated[NumberDistribution, AfterValidator(_sensible)]
"""A distribution of insight; what falls below 0 or above 1 is moved to the bound."""


class BroughtInsight(Section):
    """Insight on the first day, from 0 (none) to 1 (all there is), by perspective."""

    user: InsightDistribution = Constant[Number](value=0.0)
    """Into how users see the product."""
    function: InsightDistribution = Constant[Number](value=0.0)
    """Into how a function of the customer's organization sees it."""
    organization: InsightDistribution = Constant[Number](value=0.0)
    """Into how the customer's whole organization sees it."""

    def drawn(self, keys: Keys) -> Floats:
        """What people bring along, shape (3, N)."""
        parts = [
            getattr(self, name).quantile(uniform(keys, Purpose.INSIGHT, position))
            for position, name in enumerate(PERSPECTIVES)
        ]
        result: Floats = np.clip(parts, 0.0, 1.0)
        return result


def insight_after(insight: Floats, rate: Floats, years: Floats) -> Floats:
    """Insight after some years of contact with customers: 1 - (1 - insight) exp(-rate years).

    Of years before nothing is known, and backwards the formula soon falls below 0: whoever asks
    for the past gets the insight that was there at the beginning.

    Parameters
    ----------
    insight : array of float, shape (N,)
        From 0 to 1.
    rate : array of float, shape (N,)
        Per year.
    years : array of float, shape (N,)
        Below 0 for the past.

    Examples
    --------
    >>> insight_after(np.array([0.0]), np.array([np.log(2)]), np.array([2.0]))
    array([0.75])
    """
    result: Floats = 1.0 - (1.0 - insight) * np.exp(-rate * np.maximum(years, 0.0))
    return result


class Insight:
    """Customer insight as functions of columns.

    Parameters
    ----------
    section : Customer
    ladder : Ladder
        L levels.
    entry_points : mapping of str to EntryPoint
        E entry points by id.
    initial : InitialStaff

    Attributes
    ----------
    counts : bool
        Whether insight has a weight. Where it has none, insight is NaN.
    """

    def __init__(
        self,
        section: Customer,
        ladder: Ladder,
        entry_points: Mapping[str, EntryPoint],
        initial: InitialStaff,
    ) -> None:
        self.counts = section.insight_weight > 0
        self._weight = section.insight_weight
        self._entry_points, self._initial = tuple(entry_points.values()), initial
        held = [PERSPECTIVES.index(level.perspective) for level in ladder.levels]
        # No level at all, the next one of the top or that of people who have left: any will do.
        self._perspective = np.array([*held, 0])
        affinity = np.zeros((len(PERSPECTIVES), len(ladder) + 1))
        for level, perspective in enumerate(held):
            affinity[perspective, level] = 1.0
            affinity[perspective + 1 : perspective + 2, level] = section.next_view
        self._rate, self._levels = section.access.hazard * affinity, affinity.shape[1]

    # -- the first day -------------------------------------------------------------------

    def of_entrants(self, entry_point: Integers, keys: Keys, now: Floats) -> dict[str, Floats]:
        """The roster's columns of insight on the first day; none where insight does not count.

        Parameters
        ----------
        entry_point : array of int, shape (N,)
        keys : array of uint64, shape (N,)
        now : array of float, shape (N,)
            Years.
        """
        if not self.counts:
            return {}
        brought = np.zeros((len(PERSPECTIVES), len(keys)))
        for position in np.unique(entry_point):
            mine, section = np.flatnonzero(entry_point == position), self._entry_points[position]
            brought[:, mine] = section.insight.drawn(keys[mine])
            part_time = uniform(keys[mine], Purpose.PART_TIME) < section.part_time_share
            brought[:, mine[part_time]] *= section.part_time_insight
        return self._columns(brought, now)

    def of_initial_staff(self, keys: Keys, now: Floats) -> dict[str, Floats]:
        """The same of the staff on the first day."""
        return self._columns(self._initial.insight.drawn(keys), now) if self.counts else {}

    def _columns(self, insight: Floats, now: Floats) -> dict[str, Floats]:
        names = (f"insight_{name}" for name in PERSPECTIVES)
        return {**dict(zip(names, insight, strict=True)), "insight_since": now}

    # -- as of now -----------------------------------------------------------------------

    def at(
        self, columns: Columns, rows: Integers | slice, perspective: Any, now: float | Floats
    ) -> Floats:
        """Insight into a perspective, or one for each person, shape (N,).

        Parameters
        ----------
        columns : Columns
        rows : array of int or slice
            Some people, or everybody.
        perspective : int or array of int, shape (N,)
            Position in `PERSPECTIVES`.
        now : float or array of float, shape (N,)
            Years.
        """
        since = columns.insight_since[rows]
        if not self.counts:
            return np.full(len(since), np.nan)
        settled = (columns.insight_user, columns.insight_function, columns.insight_organization)
        level = columns.level[rows]
        if isinstance(perspective, int):
            then, rate = settled[perspective][rows], self._rate[perspective].take(level)
        else:
            then, rate = (
                settled[0][rows].copy(),
                self._rate.take(perspective * self._levels + level),
            )
            # Few see further than the user's eyes.
            for position in range(1, len(settled)):
                wider = np.flatnonzero(perspective == position)
                if len(wider):
                    mine = wider if isinstance(rows, slice) else rows[wider]
                    then[wider] = settled[position].take(mine)
        return insight_after(then, rate, now - since)

    def into_own_work(self, columns: Columns, rows: Integers | slice, now: float) -> Floats:
        """Insight into the perspective that the level held asks for, shape (N,)."""
        return self.at(columns, rows, self._perspective.take(columns.level[rows]), now)

    def in_readiness(
        self, columns: Columns, rows: Integers | slice, level: Integers, now: float | Floats
    ) -> Floats | None:
        """Rungs that insight adds to the readiness for some level; nothing where none counts.

        Parameters
        ----------
        columns : Columns
        rows : array of int or slice
            Some people, or everybody.
        level : array of int, shape (N,)
            The level in question for each; L for none.
        now : float or array of float, shape (N,)
            Years.
        """
        if not self.counts:
            return None
        seen = self.at(columns, rows, self._perspective.take(level), now)
        return self._weight * (seen - NEUTRAL)

    def settled(self, columns: Columns, rows: Integers, now: Floats) -> dict[str, Floats]:
        """The roster's columns as of now: at another level insight grows at other rates."""
        if not self.counts:
            return {}
        everything = [self.at(columns, rows, i, now) for i in range(len(PERSPECTIVES))]
        return self._columns(np.array(everything), now)
