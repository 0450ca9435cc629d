"""Who moves up, in fractions of people: the promotion policy at work on expected numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import reached
from orgsim.expected.cohorts import SKILL, Cohorts
from orgsim.randomness import Purpose
from orgsim.rules.competence import transferred
from orgsim.rules.ladder import GUARD, Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.budget import NoBudget, Quota
from orgsim.rules.promotion.policy import FilePolicy, PromotionPolicy, checked_answers
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous
from orgsim.rules.section import column

if TYPE_CHECKING:
    from orgsim.rules.promotion.policy import Promotion

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Day = dict[str, Floats]


class Promotions:
    """One organization's promotions.

    Parameters
    ----------
    rules : Promotion
    ladder : Ladder
        L levels.
    own_policy : PromotionPolicy or None
        A user's eligibility and selection in place of the scenario file's.
    """

    def __init__(
        self, rules: Promotion, ladder: Ladder, own_policy: PromotionPolicy | None
    ) -> None:
        self._rules, self._ladder = rules, ladder
        self._policy = own_policy or FilePolicy(rules, ladder)
        self._least_time = np.maximum(ladder.min_time_in_level, rules.eligibility.min_time_in_level)
        self._chance, self._considered = np.ones((2, len(ladder)))
        if isinstance(rules.selection, Chance):
            self._chance = column(rules.selection.probability, ladder.ids)[:-1]
        if isinstance(rules.trigger, Continuous):
            self._considered = -np.expm1(
                -column(rules.trigger.rate, ladder.ids, "hazard")[:-1] / 12
            )

    def take_place(self, month: int, start: dt.date, *, first: bool) -> bool:
        """Whether promotions are decided on the first of this month."""
        trigger = self._rules.trigger
        return not first if isinstance(trigger, Continuous) else trigger.takes_place(month, start)

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
            `candidates`, `entitled`, `waited`, `eligible` and `promoted` of `ExpectedFlows`.
        """
        ladder, top = self._ladder, self._ladder.top
        rows = cohorts.occupied()
        rows = rows[cohorts.level(rows) < top]
        level, people = cohorts.level(rows), cohorts.people(rows)
        waited = reached(cohorts.time_in_level(rows), self._least_time[level])
        now = month / 12
        view = People(cohorts.cells(rows, now), np.arange(len(rows)), ladder)
        eligible, score = checked_answers(
            self._policy, view, now, Draw(view.key, month, Purpose.COMMITTEE)
        )
        willing = np.zeros(len(rows))
        willing[eligible] = people[eligible] * self._considered[level[eligible]]
        order = np.full(len(rows), -np.inf)
        if isinstance(self._rules.selection, Chance):
            willing *= self._chance[level]
            order[eligible] = 0.0
        else:
            order[eligible] = score
            willing[order == -np.inf] = 0.0
        entitled = self._entitled(cohorts.headcount)
        moving = np.zeros(len(rows))
        room = np.full(len(ladder), np.inf) if isinstance(self._rules.budget, NoBudget) else free
        promoted = np.zeros(len(ladder))
        for position in range(top - 1, -1, -1):
            most = max(room[position + 1] + promoted[position + 1], 0.0)
            if isinstance(self._rules.budget, Quota):
                most = min(most, entitled[position])
            here = np.flatnonzero((level == position) & (willing > 0))
            moving[here] = _best(willing[here], order[here], most)
            promoted[position] = moving[here].sum()
        self._apply(cohorts, rows[moving > 0], moving[moving > 0], month)
        those = {"candidates": people, "waited": people * waited, "eligible": people * eligible}
        by_level = {
            key: np.bincount(level, each, len(ladder)).astype(np.float64)
            for key, each in those.items()
        }
        return {**by_level, "entitled": entitled, "promoted": promoted}

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
        entitled[self._ladder.top] = 0.0
        return entitled

    def _apply(self, cohorts: Cohorts, rows: Integers, people: Floats, month: int) -> None:
        to = cohorts.level(rows) + 1
        skill = transferred(
            self._rules.effect.skill,
            cohorts.mean(SKILL, rows),
            self._ladder.scope[to],
            cohorts.key(rows),
            np.full(len(rows), month),
        )
        cohorts.move_up(rows, people, skill, to)


def _best(willing: Floats, score: Floats, most: float) -> Floats:
    """How many of each cell move up when at most so many may: the best first, equals alike."""
    if willing.sum() <= most:
        return willing
    _, group = np.unique(-score, return_inverse=True)
    asked = np.bincount(group, weights=willing)
    left = most - (np.cumsum(asked) - asked)
    result: Floats = willing * np.clip(left / asked, 0.0, 1.0)[group]
    return result
