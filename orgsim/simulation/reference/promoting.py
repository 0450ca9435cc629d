"""Promotions: who is considered when, and who moves up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Keys, Purpose, bits, code, derive
from orgsim.rules.ladder import GUARD
from orgsim.rules.people import Draw
from orgsim.rules.promotion.budget import Money, Quota
from orgsim.rules.promotion.file_policy import FilePolicy
from orgsim.rules.promotion.policy import PromotionPolicy, checked_answers
from orgsim.rules.promotion.registered import Registered
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous, Vacancy
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.simulation.day import Item
from orgsim.simulation.reference.contest import Contest
from orgsim.simulation.reference.eligibility import Eligibility
from orgsim.simulation.reference.luck import exponential, uniform
from orgsim.simulation.reference.people_columns import seen
from orgsim.simulation.reference.record import CycleCount

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace


class Decision(NamedTuple):
    """What came of a decision about promotions.

    Attributes
    ----------
    moved : dict of Employee to int
        Who moved up, and from which level.
    eligible : list of int
        The levels of all who were eligible, before.
    """

    moved: dict[Employee, int]
    eligible: list[int]


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
        self._eligibility = Eligibility(self._rules.eligibility, ladder)
        may_refuse = isinstance(self._rules.selection, Chance | Registered)
        self._only_ranks = own_policy is None and not may_refuse
        self._limits_passes = UpOrOutRule(self._rules.up_or_out, ladder).limits_passes
        self._top = ladder.top
        self._rate = [0.0] * len(ladder)
        if isinstance(self._rules.trigger, Continuous):
            for position, level in enumerate(ladder.ids[: ladder.top]):
                self._rate[position] = self._rules.trigger.rate.of(level).hazard
        self._contest = Contest(workplace)
        self._carried = [0.0] * len(ladder)
        self._waiting: dict[Employee, None] = {}

        self._ways: list[list[int]] = ladder.ways.tolist()
        self._continuous = any(self._rate)

    def follow(self, before: Promoting) -> None:
        """Go on where a policy of other rules has left off."""
        self._carried = before._carried
        if self._continuous:
            self._waiting = before._waiting

    def restart_clock(self, person: Employee, before: Promoting, now: float) -> None:
        """Rules have changed: a clock begins anew unless it would run at the same rate."""
        if not self._continuous or self._rate[person.level] != before._rate[person.level]:
            self.set_clock(person, now)

    def next_level(self, level: int, key: Keys, moves: int) -> int:
        """Where somebody's next move leads, decided as the level is taken up."""
        straight, across = self._ways[0][level], self._ways[1][level]
        change = self._rules.track_change
        if change is None or straight == across:
            return straight
        share = change.of(self._workplace.ladder.ids[level])
        return across if uniform(key, Purpose.TRACK, moves) < share else straight

    # -- continuous ------------------------------------------------------------

    def set_clock(self, person: Employee, time: float) -> None:
        """Draw when somebody is considered next: after a start, a move or a consideration."""
        if not self._continuous:
            person.consider_at = math.inf
            return
        rate = self._rate[person.level]
        if rate > 0:
            wait = exponential(person.key, Purpose.CONSIDERATION, person.considerations)
            person.consider_at = time + wait / rate
        else:
            person.consider_at = math.inf
        person.considerations += 1

    def consider(self, person: Employee) -> None:
        """Somebody's clock has rung.

        Whoever needs one of a limited number of seats waits for the staffing review, to compete
        for it there. Whatever concerns one person alone happens now.
        """
        now, path = person.consider_at, self._contest.path(person)
        if self._contest.seats_bind and any(self._contest.is_limited(level) for level in path):
            self._waiting[person] = None
        else:
            for score in self._judged_alone(person, now):
                if score > -math.inf:
                    person.move_up(self._contest.within_reach(person, now)[-1], now, Item.PEOPLE)
                else:
                    self._pass_over(person, now, Item.PEOPLE)
        # A clock renews from its own time, with the rate of the level now held.
        self.set_clock(person, now)

    def _judged_alone(self, person: Employee, now: float) -> list[float]:
        """The score of somebody who competes with nobody, or nothing if not eligible."""
        if self._only_ranks:
            # Who would go first of one person need not be asked; nor need the committee meet.
            return [0.0] if self._eligibility.met(person, now) else []
        # The occasion is the count with which this clock was drawn.
        return [score for _, score in self._judged([person], now, person.considerations - 1)]

    def forget(self, person: Employee) -> None:
        """Somebody waits for no seat any more."""
        self._waiting.pop(person, None)

    # -- at staffing reviews ---------------------------------------------------

    def fill_seats(self, tick: int) -> None:
        """People compete for the free seats: whoever waits for one, or whom vacancies pull up."""
        unlimited = [math.inf] * len(self._workplace.staff)
        if isinstance(self._rules.trigger, Vacancy):
            self._decide(self._below_top(), unlimited, tick, tick, Item.STAFFING, "vacancy")
            return
        people = list(self._waiting)
        self._waiting.clear()
        in_question = {level for person in people for level in self._contest.path(person)}
        if not self._limits_passes and all(
            self._contest.free_seats(level) <= 0 for level in in_question
        ):
            return  # nobody moves up, and to be passed over has no consequences
        # The occasion is that of the clock that rang; the one that runs since has the next number.
        occasions = np.array([person.considerations - 2 for person in people], dtype=np.int64)
        for person in self._decide(people, unlimited, tick, occasions, Item.STAFFING).moved:
            self.set_clock(person, years(tick))

    # -- vacancies -------------------------------------------------------------

    def fill_from_below(self, level: int, most: int, tick: int) -> list[int]:
        """So many of the best whose next level this is move up. Returns the seats they leave.

        Whoever has moved up on this very day does not move again.
        """
        now, left_behind = years(tick), []
        people = [
            person
            for person in self._below_top()
            if person.next_level == level and (person.moves == 0 or person.level_since < now)
        ]
        ranked = self._ranked(people, now, month_number(tick)) if most > 0 else {}
        for person in [person for person, score in ranked.items() if score > -math.inf][:most]:
            left_behind.append(person.seat)
            person.move_up(level, now, Item.STAFFING, "vacancy")
            self.set_clock(person, now)
            person.reconsider_future()
        return left_behind

    # -- cycles ----------------------------------------------------------------

    def hold_cycle(self, tick: int, month: int) -> None:
        """Everybody below the top competes for quota and seats, in the cycle of some month."""
        workplace = self._workplace
        before = [len(people) for people in workplace.staff]
        quota = [self._quota(level, month) for level in range(len(before))]
        found = self._decide(self._below_top(), quota, tick, month, Item.PROMOTION_CYCLE)
        if tick < 0:
            return
        promoted = list(found.moved.values())
        for level, headcount in enumerate(before):
            most = quota[level] if quota[level] < math.inf else math.nan
            eligible, moved = found.eligible.count(level), promoted.count(level)
            workplace.books.cycles.append(
                CycleCount(years(tick), level, headcount, eligible, moved, most)
            )

    def _below_top(self) -> list[Employee]:
        """Everybody who has a level above."""
        return [person for people in self._workplace.staff[: self._top] for person in people]

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
            luck = uniform(key, Purpose.QUOTA_ROUNDING, month)
            return math.floor(exact + GUARD + luck * (1 - GUARD))
        if budget.rounding == "down":
            return math.floor(exact + GUARD)
        exact += self._carried[level]
        whole = math.floor(exact + GUARD)
        self._carried[level] = max(exact - whole, 0.0)
        return whole

    # -- counter-offers and up or out ------------------------------------------

    def offers_title(self, person: Employee) -> bool:
        """Whether a counter-offer keeps somebody who is about to leave."""
        retention = self._rules.retention
        if retention is None or person.level >= self._top:
            return False
        luck = uniform(person.key, Purpose.COUNTER_OFFER, person.counter_offers)
        chance = retention.probability.of(self._workplace.ladder.ids[person.level])
        return luck < chance

    def _pass_over(self, person: Employee, now: float, item: Item) -> None:
        """Somebody was eligible and not promoted: up or out."""
        person.passed_over += 1
        if person.passed_over >= self._workplace.most_passed_over[person.level]:
            person.leave(now, item, "up_or_out")

    # -- deciding --------------------------------------------------------------

    def _judged(
        self, people: Sequence[Employee], now: float, occasion: int | NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        """The policy's answers: positions and scores of the eligible."""
        if not people:
            return []
        view = seen(self._workplace, people)
        draw = Draw(view.key, occasion, Purpose.COMMITTEE)
        eligible, score = checked_answers(self._policy, view, now, draw)
        return list(zip(np.flatnonzero(eligible).tolist(), score.tolist(), strict=True))

    def _ranked(
        self, people: Sequence[Employee], now: float, occasion: int | NDArray[np.int64]
    ) -> dict[Employee, float]:
        """The eligible and their scores, the best first."""
        keys = np.array([person.key[0] for person in people], dtype=np.uint64)
        ties = bits(keys, Purpose.TIE, occasion).tolist()
        judged = [(score, ties[i], people[i]) for i, score in self._judged(people, now, occasion)]
        judged.sort(key=lambda c: (-c[0], c[1], c[2].identity))
        return {person: score for score, _, person in judged}

    def _decide(
        self,
        people: Sequence[Employee],
        quota: Sequence[float],
        tick: int,
        occasion: int | NDArray[np.int64],
        item: Item,
        reason: str = "",
    ) -> Decision:
        """The best move up, within the quota of the level they come from and the free seats.

        Levels are filled from the top, so that a seat vacated above is free below. Up or out, some
        of those who were eligible and have not moved leave.
        """
        now = years(tick)
        judged = self._ranked(people, now, occasion)
        levels = {person: person.level for person in judged}
        reach = {person: self._contest.within_reach(person, now) for person in levels}
        had_seats = {level for level in range(len(quota)) if self._contest.free_seats(level) > 0}
        standing = [person for person, score in judged.items() if score > -math.inf]
        plan = self._contest.plan(standing, reach, quota)
        if isinstance(self._rules.budget, Money):
            plan = self._contest.paid_for(standing, reach, quota, now, self._rules.budget.pool)
        moved = {person: person.level for person in plan}
        for person, level in plan.items():
            person.move_up(level, now, item, reason)
            person.reconsider_future()
            had_seats.add(level)
        for person in levels:
            # Where a vacancy decides and there was no seat to be had, nobody was passed over.
            pulled = not isinstance(self._rules.trigger, Vacancy) or had_seats & set(reach[person])
            if person not in moved and pulled:
                self._pass_over(person, now, item)
                person.reconsider_future()
        return Decision(moved, list(levels.values()))
