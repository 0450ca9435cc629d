"""Staffing: how many positions come open, at which levels, and who is asked first to fill them.

A staffing review compares headcount with plan. For whoever is missing a position comes open at a
level; it is filled from below, or from outside through a requisition. Whoever moves up leaves a
position behind, so that one vacancy may move many people: a vacancy chain (Harrison C. White, 1970,
"Chains of Opportunity: System Models of Mobility in Organizations", Harvard University Press).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.clock import ticks
from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.ladder import UNLIMITED, Ladder, Level
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import ByLevel, Contradiction, Section, Shares, column, unknown
from orgsim.units import Duration, Interval, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class ByEntryPoint(Section):
    """The entry points decide: a position is at the level that an entrant would be given."""

    kind: Literal["entry_point"] = "entry_point"


class ByStructure(Section):
    """The gap decides: positions come open where the structure lacks people.

    With `shares` a position is at the level whose share of the plan is furthest from its people
    and requisitions, the higher level in a tie. Without, free seats are filled from the top, and
    what is left over goes to levels without a limit, as entry points feed them.
    """

    kind: Literal["structure"]
    shares: Shares | None = None
    """The level mix aimed at, as shares of the planned headcount. Without it the seats decide."""


class ByMix(Section):
    """Fixed shares decide, drawn for each position."""

    kind: Literal["mix"]
    shares: Shares
    """The levels at which positions come open, as shares."""


class ByLeaver(Section):
    """Leavers are replaced: a position is at the level that somebody left, first come first served.

    A position that the plan has no room for at the next review is abolished.
    """

    kind: Literal["leaver"]
    growth: Annotated[ByEntryPoint | ByMix, Field(discriminator="kind")] = ByEntryPoint()
    """At which levels positions beyond replacements come open."""


VacancyLevel = Annotated[ByEntryPoint | ByStructure | ByLeaver | ByMix, Field(discriminator="kind")]


def _on_the_clock(interval: float) -> float:
    """Refuse what the clock cannot count; `ticks` says why."""
    ticks(interval)
    return interval


def _some_time(duration: float) -> float:
    if duration == 0:
        raise ValueError("must be more than nothing, or every requisition is given up")
    return duration


class Staffing(Section):
    """The staffing review, which compares headcount with plan and fills what is missing."""

    every: Annotated[Interval, AfterValidator(_on_the_clock)] = 1 / 12
    """Time from one review to the next; whole weeks or whole months."""
    level: VacancyLevel = ByEntryPoint()
    """How the level of a position that comes open is chosen."""
    promote_first: Annotated[ByLevel[Share], Plausible("0%", "50%")] = ByLevel[
        Share
    ].model_validate("0%")
    """Chance that a position at a level is filled from the level below, if anybody there is
    eligible; otherwise somebody is hired. 0% is an assumption: organizations differ."""
    give_up_after: Annotated[Duration, AfterValidator(_some_time)] | None = None
    """Age at which a requisition that nobody has filled is cancelled, at the next review; without
    it never."""

    @property
    def shares(self) -> Mapping[str, float] | None:
        """The level shares that the rule for levels states, if it states any."""
        rule = self.level.growth if isinstance(self.level, ByLeaver) else self.level
        return None if isinstance(rule, ByEntryPoint) else rule.shares

    def contradictions_with(self, levels: Mapping[str, Level]) -> Iterator[Contradiction]:
        """Levels that do not exist, or that have nobody below."""
        names = tuple(levels)
        for path, message in self.promote_first.contradictions(names):
            yield ("promote_first", *path), message
        if self.promote_first.root.get(names[0], 0.0) > 0:
            message = f"nobody is below the lowest level {names[0]!r}; allowed there: 0%"
            yield ("promote_first", names[0]), message
        for level in self.shares or {}:
            if level not in levels:
                yield (*self._where, level), unknown("level", level, names)
        seats = any(level.seats is not None for level in levels.values())
        if isinstance(self.level, ByStructure) and self.shares is None and not seats:
            message = "the structure is that of the seats, and no level has any; give shares"
            yield ("level",), message

    @property
    def _where(self) -> tuple[str, ...]:
        growth = ("growth",) if isinstance(self.level, ByLeaver) else ()
        return ("level", *growth, "shares")

    def out_of_reach(self, ladder: Ladder, entry_points: EntryPoints) -> Iterator[Contradiction]:
        """Levels at which positions are to come open and that nobody can come to."""
        if any(True for _ in self.promote_first.contradictions(ladder.ids)):
            return
        fillable = VacancyLevels(self, ladder, entry_points).fillable
        for level, share in (self.shares or {}).items():
            if level in ladder.ids and share > 0 and not fillable[ladder.ids.index(level)]:
                message = (
                    f"nobody can come to the level {level!r}: no entry point feeds it, and nobody "
                    "is promoted into it first (promote_first)"
                )
                yield (*self._where, level), message

    def contradictions_with_arrivals(self) -> Iterator[Contradiction]:
        """What asks for vacancies, where people arrive whatever the headcount."""
        for name in ("level", "promote_first", "give_up_after"):
            if getattr(self, name) != type(self).model_fields[name].default:
                yield (name,), "a plan of kind arrivals has no vacancies; leave this out"


class VacancyLevels:
    """The staffing section as a function of columns: at which levels positions come open.

    Parameters
    ----------
    section : Staffing
    ladder : Ladder
        L levels.
    entry_points : EntryPoints

    Attributes
    ----------
    left_to_entrants : bool
        Whether a position has no level before an entrant is found: nobody is promoted first, and
        the entry points decide.
    replaces_leavers : bool
        Whether leavers are replaced at the level they left.
    shares : array of float, shape (L,)
        Levels of the positions about which no other rule says anything; all 0 where there is none.
    promote_first : array of float, shape (L,)
        Chance that a position is filled from below.
    fed : array of bool, shape (L,)
        Levels at which people can be hired.
    fillable : array of bool, shape (L,)
        Levels to which anybody can come by staffing, from outside or from below.
    """

    def __init__(self, section: Staffing, ladder: Ladder, entry_points: EntryPoints) -> None:
        self._rule = section.level
        below = np.isin(np.arange(len(ladder)), ladder.ways)
        self.promote_first = np.where(below, column(section.promote_first, ladder.ids)[:-1], 0.0)
        self.left_to_entrants = isinstance(section.level, ByEntryPoint) and not (
            self.promote_first.any()
        )
        self.replaces_leavers = isinstance(section.level, ByLeaver)
        self.fed = entry_points.fed
        self.fillable = self.fed | (self.promote_first > 0)
        given = section.shares
        self.shares = (
            entry_points.level_shares
            if given is None
            else np.array([given.get(level, 0.0) for level in ladder.ids])
        )
        if isinstance(section.level, ByStructure) and given is None:
            self.shares = _among(self.shares, ~ladder.limited)

    def drawn(self, requisitions: Keys) -> Integers:
        """Levels drawn for positions from shares, shape (N,); -1 where no level has a share."""
        if not self.shares.any():
            return np.full(len(requisitions), -1)
        shares = self.shares / self.shares.sum()
        return choose(shares, uniform(requisitions, Purpose.VACANCY_LEVEL))

    def missing_in_structure(self, people: Integers, free: Integers, need: Integers) -> Integers:
        """How many positions the structure puts at each level, shape (R, L).

        Parameters
        ----------
        people : array of int, shape (R, L)
            People and open requisitions.
        free : array of int, shape (R, L)
            Free seats, `UNLIMITED` where there is no limit.
        need : array of int, shape (R,)
            Positions that come open.

        Returns
        -------
        array of int, shape (R, L)
            At most `need` in all; of the others nothing is said.
        """
        if not isinstance(self._rule, ByStructure):
            return np.zeros_like(people)
        if self._rule.shares is not None:
            planned = people.sum(axis=1) + need
            return by_gap(self.shares * planned[:, None] - people, need)
        return from_the_top(np.where((free < UNLIMITED) & self.fillable, free, 0), need)


def _among(shares: Floats, levels: NDArray[np.bool_]) -> Floats:
    """The shares of some levels; where these have none, the lowest of them has all."""
    some: Floats = np.where(levels, shares, 0.0)
    if levels.any() and not some.any():
        some[np.argmax(levels)] = 1.0
    return some


def missing(target: Integers, headcount: Integers, open_requisitions: Integers) -> Integers:
    """How many positions come open at a staffing review, shape (R,)."""
    result: Integers = np.maximum(target - headcount - open_requisitions, 0)
    return result


def by_gap(gap: Floats, need: Integers) -> Integers:
    """Positions one by one to the level with the largest gap, the higher one in a tie.

    Parameters
    ----------
    gap : array of float, shape (R, L)
        People aimed at less people there are.
    need : array of int, shape (R,)

    Returns
    -------
    array of int, shape (R, L)

    Examples
    --------
    >>> by_gap(np.array([[2.5, 0.5, 2.0]]), np.array([3]))
    array([[2, 0, 1]])
    """
    result, top = _beyond_doubt(gap, need), gap.shape[1] - 1
    while True:
        still = np.flatnonzero(need > result.sum(axis=1))
        if len(still) == 0:
            return result
        # In floating point a tie may miss by a last bit, and a last bit must not decide.
        left = np.round(gap[still] - result[still], 9)
        result[still, top - np.argmax(left[:, ::-1], axis=1)] += 1


def _beyond_doubt(gap: Floats, need: Integers) -> Integers:
    """Most of the positions of `by_gap` at once: what is left of each gap stays above the others'.

    If positions could be split, all gaps above some size would shrink to it. Whatever a gap has
    beyond that size and one position more comes before the last one in any case.
    """
    falling, levels = -np.sort(-gap, axis=1), np.arange(1, gap.shape[1] + 1)
    size = ((np.cumsum(falling, axis=1) - need[:, None]) / levels).max(axis=1, keepdims=True)
    result: Integers = np.maximum(np.floor(gap - size) - 1.0, 0.0).astype(np.int64)
    return result


def from_the_top(free: Integers, need: Integers) -> Integers:
    """Positions to free seats, the highest level first.

    Parameters
    ----------
    free : array of int, shape (R, L)
        Free seats, negative where a level is over-full.
    need : array of int, shape (R,)

    Returns
    -------
    array of int, shape (R, L)

    Examples
    --------
    >>> from_the_top(np.array([[4, -1, 2]]), np.array([5]))
    array([[3, 0, 2]])
    """
    free = np.maximum(free, 0)
    above = np.cumsum(free[:, ::-1], axis=1)[:, ::-1] - free
    result: Integers = np.clip(need[:, None] - above, 0, free)
    return result
