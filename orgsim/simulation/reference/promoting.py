"""Promotions: who is considered when, and who moves up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Keys, Purpose, bits, code, derive, exponential, uniform
from orgsim.rules.ladder import GUARD
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.budget import NoBudget, Quota
from orgsim.rules.promotion.policy import FilePolicy, PromotionPolicy, checked_answers
from orgsim.rules.promotion.trigger import Continuous
from orgsim.simulation.day import Item
from orgsim.simulation.reference.record import CycleCount

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace

Candidate = tuple[float, int, "Employee"]
"""Score, luck in a tie (lower goes first), person."""


class PeopleColumns:
    """Some people as the columns that promotion policies read."""

    def __init__(self, people: Sequence[Employee]) -> None:
        self.key = np.array([person.key[0] for person in people], dtype=np.uint64)
        self.level = np.array([person.level for person in people], dtype=np.int64)
        self.next_level = np.array([person.next_level for person in people], dtype=np.int64)
        self.entry_point = np.array([person.entry_point for person in people], dtype=np.int64)
        self.scope = np.array([person.scope for person in people])
        self.hired = np.array([person.hired for person in people])
        self.level_since = np.array([person.level_since for person in people])
        self.skill_then = np.array([person.skill_then for person in people])
        self.skill_since = np.array([person.skill_since for person in people])
        self.potential = np.array([person.potential for person in people])
        self.learning_rate = np.array([person.learning_rate for person in people])


class Promoting:
    """The promotion policy of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    own_policy : PromotionPolicy, optional
        A user's eligibility and selection in place of the scenario file's.
    """

    def __init__(self, workplace: Workplace, own_policy: PromotionPolicy | None = None) -> None:
        self._workplace = workplace
        self._rules, ladder = workplace.rules.promotion, workplace.ladder
        self._policy = own_policy or FilePolicy(self._rules, ladder)
        self._top = ladder.top
        self._rate = [0.0] * len(ladder)
        if isinstance(self._rules.trigger, Continuous):
            for position, level in enumerate(ladder.ids[: ladder.top]):
                self._rate[position] = self._rules.trigger.rate.of(level).hazard
        self._seats_bind = not isinstance(self._rules.budget, NoBudget)
        self._carried = [0.0] * len(ladder)
        self._waiting: dict[Employee, None] = {}

        self._ways: list[list[int]] = ladder.ways.tolist()

    def next_level(self, level: int, key: Keys, moves: int) -> int:
        """Where somebody's next move leads, decided as the level is taken up."""
        straight, across = self._ways[0][level], self._ways[1][level]
        change = self._rules.track_change
        if change is None or straight == across:
            return straight
        changes = uniform(key, Purpose.TRACK, moves) < change.of(self._workplace.ladder.ids[level])
        return across if changes[0] else straight

    # -- continuous ------------------------------------------------------------

    def set_clock(self, person: Employee, time: float) -> None:
        """Draw when somebody is considered next: after a start, a move or a consideration."""
        rate = self._rate[person.level]
        if rate > 0:
            wait = exponential(person.key, Purpose.CONSIDERATION, person.considerations)
            person.consider_at = time + float(wait[0]) / rate
        else:
            person.consider_at = math.inf
        person.considerations += 1

    def consider(self, person: Employee) -> None:
        """Somebody's clock has rung.

        Whoever needs one of a limited number of seats waits for the staffing review, to compete
        for it there. Whatever concerns one person alone happens now.
        """
        now, above = person.consider_at, self._workplace.ladder.levels[person.next_level]
        if self._seats_bind and above.seats is not None:
            self._waiting[person] = None
        else:
            # The occasion is the count with which this clock was drawn.
            judged = self._judged([person], now, person.considerations - 1)
            if any(score > -math.inf for _, score in judged):
                person.move_up(person.next_level, now, Item.PEOPLE)
        # A clock renews from its own time, with the rate of the level now held.
        self.set_clock(person, now)

    def fill_seats(self, tick: int) -> None:
        """People who were considered since the last review compete for the free seats."""
        people = list(self._waiting)
        self._waiting.clear()
        if not people:
            return
        # The occasion is that of the clock that rang; the one that runs since has the next number.
        occasions = np.array([person.considerations - 2 for person in people])
        candidates, _ = self._candidates(people, tick, occasions)
        unlimited = [math.inf] * len(self._workplace.staff)
        for person in self._promote(candidates, unlimited, tick, Item.STAFFING):
            self.set_clock(person, years(tick))

    def forget(self, person: Employee) -> None:
        """Somebody has left, and waits for no seat any more."""
        self._waiting.pop(person, None)

    # -- cycles ----------------------------------------------------------------

    def hold_cycle(self, tick: int) -> None:
        """Everybody below the top competes for quota and seats, the top level first."""
        workplace = self._workplace
        before = [len(people) for people in workplace.staff]
        everybody = [person for people in workplace.staff[: self._top] for person in people]
        candidates, eligible = self._candidates(everybody, tick, month_number(tick))
        quota = [self._quota(level, month_number(tick)) for level in range(len(before))]
        origins = list(self._promote(candidates, quota, tick, Item.PROMOTION_CYCLE).values())
        if tick < 0:
            return
        for level, headcount in enumerate(before):
            most = quota[level] if quota[level] < math.inf else math.nan
            promoted = origins.count(level)
            workplace.books.cycles.append(
                CycleCount(years(tick), level, headcount, eligible[level], promoted, most)
            )

    def _quota(self, level: int, month: int) -> float:
        """How many a level may promote in this cycle."""
        budget, workplace = self._rules.budget, self._workplace
        if not isinstance(budget, Quota):
            return math.inf
        exact = budget.share.of(workplace.ladder.ids[level]) * len(workplace.staff[level])
        if budget.rounding == "up":
            return math.ceil(exact - GUARD)
        if budget.rounding == "random":
            key = derive(workplace.key, code(workplace.ladder.ids[level]))
            luck = float(uniform(key, Purpose.QUOTA_ROUNDING, month)[0])
            return math.floor(exact + GUARD + luck * (1 - GUARD))
        if budget.rounding == "down":
            return math.floor(exact + GUARD)
        exact += self._carried[level]
        whole = math.floor(exact + GUARD)
        self._carried[level] = max(exact - whole, 0.0)
        return whole

    # -- both ------------------------------------------------------------------

    def _judged(
        self, people: Sequence[Employee], now: float, occasion: int | NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        """The policy's answers: positions and scores of the eligible."""
        if not people:
            return []
        columns = PeopleColumns(people)
        view = People(columns, np.arange(len(people)), self._workplace.ladder)
        draw = Draw(columns.key, occasion, Purpose.COMMITTEE)
        eligible, score = checked_answers(self._policy, view, now, draw)
        return list(zip(np.flatnonzero(eligible).tolist(), score.tolist(), strict=True))

    def _candidates(
        self, people: Sequence[Employee], tick: int, occasion: int | NDArray[np.int64]
    ) -> tuple[list[Candidate], list[int]]:
        """Who runs for a higher level, and how many were eligible at each level."""
        keys = np.array([person.key[0] for person in people], dtype=np.uint64)
        ties = bits(keys, Purpose.TIE, occasion).tolist()
        candidates: list[Candidate] = []
        eligible = [0] * len(self._workplace.staff)
        for i, score in self._judged(people, years(tick), occasion):
            eligible[people[i].level] += 1
            if score > -math.inf:
                candidates.append((score, ties[i], people[i]))
        return candidates, eligible

    def _promote(
        self, candidates: Sequence[Candidate], quota: Sequence[float], tick: int, item: Item
    ) -> dict[Employee, int]:
        """The best move up, within the quota of each level they come from and the free seats.

        Levels are filled from the top, so that a seat vacated above is free below. Returns who
        moved, and from which level.
        """
        workplace, now = self._workplace, years(tick)
        left, moved = list(quota), {}
        standing = sorted(candidates, key=lambda c: (-c[0], c[1], c[2].identity))
        for level in reversed(range(len(left))):
            free = workplace.free_seats(level) if self._seats_bind else math.inf
            places = list(left)
            chosen: list[Employee] = []
            for _, _, person in standing:
                if person.next_level == level and person not in moved and places[person.level] > 0:
                    places[person.level] -= 1
                    if len(chosen) < free:
                        chosen.append(person)
            for person in chosen:
                left[person.level] -= 1
                moved[person] = person.level
                person.move_up(level, now, item)
                person.reconsider_future()
        return moved
