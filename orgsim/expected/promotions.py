"""Who moves up, in fractions of people: the promotion policy at work on expected numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, pdtr

from orgsim.clock import reached
from orgsim.expected.cohorts import Cohorts, Parts
from orgsim.randomness import Purpose
from orgsim.rules.competence import Carry, transferred
from orgsim.rules.distributions import Constant
from orgsim.rules.groups import Groups
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import GUARD, Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.budget import NoBudget, Quota
from orgsim.rules.promotion.file_policy import FilePolicy
from orgsim.rules.promotion.policy import PromotionPolicy, checked_answers
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous, Cycle, Vacancy
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.rules.section import column

if TYPE_CHECKING:
    from orgsim.rules.promotion.promotion import Promotion

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Day = dict[str, Floats]

FAR = 6.0
"""Standard deviations from a mean that never come about."""

FEW = 12
"""Numbers that are tried beyond that, for means near 0."""

DRAWS = 8
"""How often the skill in a new job is drawn for the people of one part, where it is drawn."""


class Promotions:
    """One organization's promotions.

    Parameters
    ----------
    rules : Promotion
    ladder : Ladder
        L levels.
    insight : Insight
    groups : Groups
    own_policy : PromotionPolicy or None
        A user's eligibility and selection in place of the scenario file's.
    """

    def __init__(
        self,
        rules: Promotion,
        ladder: Ladder,
        insight: Insight,
        groups: Groups,
        own_policy: PromotionPolicy | None,
    ) -> None:
        self._rules, self._ladder, self._seen = rules, ladder, (insight, groups)
        self._policy = own_policy or FilePolicy(rules, ladder)
        self._least_time = np.maximum(ladder.min_time_in_level, rules.eligibility.min_time_in_level)
        self._chance, self._considered = np.ones((2, len(ladder)))
        if isinstance(rules.selection, Chance):
            self._chance = column(rules.selection.probability, ladder.ids)[:-1]
        self._up_or_out = UpOrOutRule(rules.up_or_out, ladder)
        self._decisions: list[int] = []
        self._considers = isinstance(rules.trigger, Continuous)
        if isinstance(rules.trigger, Continuous):
            self._considered = -np.expm1(
                -column(rules.trigger.rate, ladder.ids, "hazard")[:-1] / 12
            )

    def take_place(self, month: int, start: dt.date, *, first: bool, review: bool) -> bool:
        """Whether promotions are decided on the first of this month.

        Parameters
        ----------
        month : int
        start : datetime.date
        first : bool
            Whether it is the first day of all.
        review : bool
            Whether there is a staffing review.
        """
        trigger = self._rules.trigger
        if isinstance(trigger, Cycle):
            return trigger.takes_place(month, start)
        return review if isinstance(trigger, Vacancy) else self._considers and not first

    def move_up(self, cohorts: Cohorts, month: int, free: Floats) -> Day:
        """People move up, from the top level down.

        Parameters
        ----------
        cohorts : Cohorts
            Changed in place.
        month : int
        free : array of float, shape (L,)
            Free seats; infinite without a limit.

        Returns
        -------
        dict
            `candidates`, `entitled`, `waited`, `eligible`, `promoted` and
            `promoted_into` of `ExpectedFlows`, and `passed_over_out`, those who had to leave.
        """
        ladder = self._ladder
        parts, next_level = self._candidates(cohorts)
        rows, people = parts.row, parts.people
        level = cohorts.level(rows)
        waited = reached(cohorts.time_in_level(rows), self._least_time[level])
        eligible, order = self._judged(cohorts, parts, month)
        willing = people * (self._considered * self._chance)[level] * (order > -np.inf)
        entitled = self._entitled(cohorts.headcount)
        moving = self._places(
            level, next_level, willing, order, (entitled, cohorts.headcount), free
        )
        sent_out = self._sent_out(cohorts, rows, month, eligible * people - moving)
        self._apply(cohorts, parts, moving, month)
        cohorts.leave(parts, sent_out)

        def by_level(place: Integers, count: Floats) -> Floats:
            return np.bincount(place, count, len(ladder)).astype(np.float64)

        return {
            "candidates": by_level(level, people),
            "entitled": entitled,
            "waited": by_level(level, people * waited),
            "eligible": by_level(level, people * eligible),
            "promoted": by_level(level, moving),
            "promoted_into": by_level(next_level, moving),
            "passed_over_out": by_level(level, sent_out),
        }

    def fill_from_below(self, cohorts: Cohorts, to: int, most: float, month: int) -> Floats:
        """The best of those whose next level this is move up, into at most so many positions.

        Parameters
        ----------
        cohorts : Cohorts
            Changed in place.
        to : int
            The level.
        most : float
        month : int

        Returns
        -------
        array of float, shape (L,)
            How many left each level.
        """
        parts = cohorts.parts(to)
        level = cohorts.level(parts.row)
        _, order = self._judged(cohorts, parts, month)
        willing = parts.people * self._chance[level] * (order > -np.inf)
        # Positions come open one by one, as people leave: so many on average.
        most = _of_few(most, parts.people.sum(), willing.sum(), whole=False)
        moving = _best(willing, order, most)
        self._apply(cohorts, parts, moving, month)
        return np.bincount(level, moving, len(self._ladder)).astype(np.float64)

    def _judged(
        self, cohorts: Cohorts, parts: Parts, month: int
    ) -> tuple[NDArray[np.bool_], Floats]:
        """Which parts' people are eligible, and their scores; minus infinity for all others."""
        now = month / 12
        view = People(cohorts.cells(parts, now), np.arange(len(parts)), self._ladder, *self._seen)
        eligible, score = checked_answers(
            self._policy, view, now, Draw(view.key, month, Purpose.COMMITTEE)
        )
        order = np.full(len(parts), -np.inf)
        order[eligible] = 0.0 if isinstance(self._rules.selection, Chance) else score
        return eligible, order

    def _sent_out(self, cohorts: Cohorts, rows: Integers, month: int, passed: Floats) -> Floats:
        """Who was passed over once too often, if everybody was eligible at each decision."""
        self._decisions.append(month)
        if not self._up_or_out.limits_passes:
            return np.zeros(len(rows))
        level = cohorts.level(rows)
        # Whoever came to the level by a decision was not passed over in it.
        waiting = np.maximum(self._least_time[level], 1 / 12)
        since = month + np.round((waiting - cohorts.time_in_level(rows)) * 12)
        times = len(self._decisions) - np.searchsorted(self._decisions, since)
        return np.where(times >= self._up_or_out.passed_over[level], passed, 0.0)

    def _candidates(self, cohorts: Cohorts) -> tuple[Parts, Integers]:
        """People from whom a way leads up, and where it leads."""
        parts = cohorts.parts()
        parts = parts.some(cohorts.next_level(parts.row) < len(self._ladder))
        return parts, cohorts.next_level(parts.row)

    def _places(
        self,
        level: Integers,
        next_level: Integers,
        willing: Floats,
        order: Floats,
        entitled: tuple[Floats, Floats],
        free: Floats,
    ) -> Floats:
        """How many of each part move up, levels filled from the top.

        Of each level so many, among so many people, are entitled to it.
        """
        moving = np.zeros(len(level))
        room, quota = free.copy(), np.full(len(free), np.inf)
        if isinstance(self._rules.budget, NoBudget):
            room[:] = np.inf
        elif isinstance(self._rules.trigger, Vacancy):
            # Nothing pulls anybody up to a level that always has room.
            room[~self._ladder.limited] = -np.inf
        if isinstance(self._rules.budget, Quota):
            asking = np.bincount(level, willing, len(free))
            quota = np.array(
                [_of_few(*each) for each in zip(*entitled, asking, strict=True)], dtype=np.float64
            )
        for to in range(len(free) - 1, 0, -1):
            running = np.flatnonzero((next_level == to) & (willing > 0))
            standing = willing[running]
            for position in np.unique(level[running]):
                mine = level[running] == position
                standing[mine] = _best(standing[mine], order[running][mine], quota[position])
            moving[running] = _best(standing, order[running], max(room[to], 0.0))
            left = np.bincount(level[running], moving[running], len(free))
            quota -= left
            room += np.where(self._ladder.limited, left, 0.0)
        return moving

    def _entitled(self, headcount: Floats) -> Floats:
        """How many the rules would move up out of each level, if nothing stood in the way."""
        rules, entitled = self._rules, np.full(len(headcount), np.nan)
        if isinstance(rules.budget, Quota):
            entitled = column(rules.budget.share, self._ladder.ids)[:-1] * headcount
            if rules.budget.rounding == "down":
                entitled = np.floor(entitled + GUARD)
            elif rules.budget.rounding == "up":
                entitled = np.ceil(entitled - GUARD)
        elif isinstance(rules.selection, Chance):
            entitled = self._chance * self._considered * headcount
        elif isinstance(rules.trigger, Continuous):
            entitled = self._considered * headcount
        entitled[self._ladder.ways[0, :-1] == len(self._ladder)] = 0.0
        return entitled

    def _apply(self, cohorts: Cohorts, parts: Parts, moving: Floats, month: int) -> None:
        rule = self._rules.effect.skill
        certain = isinstance(rule, Carry) and isinstance(rule.noise, Constant)
        draws = 1 if certain else DRAWS
        some = np.repeat(np.flatnonzero(moving > 0), draws)
        parts = parts.some(some)
        skill = transferred(
            rule,
            parts.skill,
            self._ladder.scope[cohorts.next_level(parts.row)],
            parts.key,
            month * draws + np.arange(len(parts)) % draws,
        )
        cohorts.move_up(parts, moving[some] / draws, skill, self._rules.effect.scope_follows)


def _of_few(places: float, people: float, asking: float, *, whole: bool = True) -> float:
    """How many places are taken if people ask for one independently of each other.

    Of ten people one asks on average: sometimes nobody, and a place goes to waste, sometimes two.

    Parameters
    ----------
    places, people, asking : float
        Places, people, and how many of these ask for a place, on average.
    whole : bool
        Whether there are that many places each time, a fraction of one by chance; otherwise their
        number has a Poisson distribution.

    Examples
    --------
    >>> round(_of_few(1.0, 10.0, 1.0), 3), round(1 - 0.9**10, 3)
    (0.651, 0.651)
    >>> _of_few(2.5, 100.0, 100.0)
    2.5
    """
    if not 0.0 < places < asking + FAR * np.sqrt(asking):
        return max(places, 0.0)
    # The mean of the smaller of two numbers is the sum of the chances that both are more than j.
    j = np.arange(int(places + FAR * np.sqrt(places)) + FEW)
    number = max(round(people), int(np.ceil(asking)), 1)
    there = np.clip(places - j, 0.0, 1.0) if whole else 1.0 - pdtr(j, places)
    return float(there @ (1.0 - bdtr(np.minimum(j, number), number, asking / number)))


def _best(willing: Floats, score: Floats, most: float) -> Floats:
    """How many of each cell move up when at most so many may: the best first, equals alike."""
    if willing.sum() <= most:
        return willing
    _, group = np.unique(-score, return_inverse=True)
    asked = np.bincount(group, weights=willing)
    left = np.clip(most - (np.cumsum(asked) - asked), 0.0, asked)
    share = np.divide(left, asked, out=np.zeros(len(asked)), where=asked > 0)
    result: Floats = willing * share[group]
    return result
