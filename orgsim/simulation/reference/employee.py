"""An employee: a process that lasts from the first day to the last."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import simpy

from orgsim.clock import MINUTE, TICKS_PER_MONTH, reached, years
from orgsim.randomness import Keys, Purpose
from orgsim.rules.competence import transferred
from orgsim.rules.insight import PERSPECTIVES
from orgsim.simulation.day import Item
from orgsim.simulation.reference.luck import exponential

if TYPE_CHECKING:
    from orgsim.rules.interventions.disruption import Disruption
    from orgsim.simulation.reference.calendar import Process
    from orgsim.simulation.reference.record import Identity
    from orgsim.simulation.reference.workplace import Workplace

# What is left of an exit budget never falls to 0, so that with a hazard of 0 there is no exit.
_LEAST_STAY = 1e-300


class Employee:
    """A product manager at work: learns, grows into the job, is considered, moves up, leaves.

    Between two refreshes the hazard of leaving is constant. Everybody draws one unit exponential
    for life, the exit budget, and spends it at the rate of the hazard; the exit falls exactly
    where it is used up.

    Parameters
    ----------
    workplace : Workplace
    key : array of uint64, shape (1,)
        The key that the person's luck descends from.
    identity : Identity
    spell : int
        Number of the spell of employment, from 1.
    entry_point : int
        Position in the scenario file.
    level : int
        Position on the ladder.
    scope, skill, potential : float
        Rungs.
    learning_rate : float
        Per year.
    insight : tuple of float
        Into each perspective, from 0 to 1; nothing where insight does not count.
    group : int
        Position in the scenario file, -1 without one.
    now, born, hired, level_since : float
        Years from the scenario's start; `born` is infinite where no age is known.
    pipeline_entered : float
        When an apprenticeship began, in years; NaN for those who were no apprentices.
    pay : float
        Per year, where it is kept; NaN for that of a first day.

    Attributes
    ----------
    level_item : Item
        Of the day, with which the level began.
    exit_at, consider_at : float
        Times of the person's next own events, if nothing changes before.
    next_level : int
        Position of the level that a move up leads to; the number of levels where none does.
    seat : int
        Position of the level whose seat this person holds.
    counter_offers : int
        How many have kept this person.
    passed_over : int
        How many times this person was eligible at this level and not promoted.
    rating : int
        Of the last performance review, 1 to 5; 0 before the first.
    pay : float
        Per year; NaN where nobody is paid.
    poor_ratings : int
        How many poor ratings running this person has had.
    considerations : int
        How many times the clock of a continuous policy has been set.
    disruption : float
        What multiplies the hazard of leaving until `disrupted_until`, a time in years.
    """

    def __init__(
        self,
        workplace: Workplace,
        *,
        key: Keys,
        identity: Identity,
        entry_point: int,
        level: int,
        scope: float,
        skill: float,
        potential: float,
        learning_rate: float,
        insight: tuple[float, ...],
        group: int,
        now: float,
        born: float,
        hired: float,
        level_since: float,
        spell: int = 1,
        pipeline_entered: float = math.nan,
        pay: float = math.nan,
    ) -> None:
        self.workplace = workplace
        self.key, self.identity, self.entry_point = key, identity, entry_point
        self.spell, self.pipeline_entered = spell, pipeline_entered
        self.level = self.first_level = level
        self.highest_rank = workplace.rank[level]
        self.scope = scope
        self.skill_then, self.skill_since = skill, now
        self.potential, self.learning_rate = potential, learning_rate
        self.insight_then, self.insight_since = insight, now
        self.group = group
        self.born, self.hired, self.level_since = born, hired, level_since
        self.level_item = Item.PEOPLE
        self._set_limits()
        self.seat = level
        self.rating = self.poor_ratings = 0
        self.pay, self.paid_since = pay, now
        if workplace.paying is None or math.isnan(pay):
            self.pay = workplace.starting_pay(key, entry_point, level, now)
        self.moves = self.counter_offers = self.passed_over = 0
        self.disruption, self.disrupted_until = 1.0, -math.inf
        self.next_level = workplace.promoting.next_level(level, key, 0)

        self._stay = exponential(key, Purpose.STAY)
        self._hazard, self._refreshed = 0.0, now
        self._gone = False
        self.exit_at = self.consider_at = math.inf
        self.considerations = 0
        self._set_exit(now)
        workplace.promoting.set_clock(self, now)
        self._process = workplace.calendar.process(self._career(now))

    # -- a life ----------------------------------------------------------------

    def _career(self, now: float) -> Process:
        """Whatever happens to this person, each thing at its time, until the exit."""
        calendar, workplace = self.workplace.calendar, self.workplace
        month_starts = _month_starts(now)
        month_start = next(month_starts)
        while not self._gone:
            own = min(self.exit_at, self.consider_at)
            try:
                if month_start < own:
                    yield calendar.at(month_start, Item.REFRESH)
                    self.live_on(month_start)
                    self._set_exit(month_start)
                    month_start = next(month_starts)
                    continue
                yield calendar.at(own, Item.PEOPLE)
            except simpy.Interrupt:
                continue  # gone, or moved up at a review: whatever lay ahead comes otherwise now
            if self.consider_at < self.exit_at:
                workplace.promoting.consider(self)
            elif reason := self._reason_at_exit():
                self.leave(self.exit_at, Item.PEOPLE, reason)
            else:
                self._go_or_be_kept(self.exit_at, Item.PEOPLE)

    def move_up(self, to: int, now: float, item: Item, reason: str = "") -> None:
        """A promotion to another level, or a grant of its title."""
        workplace, effect = self.workplace, self.workplace.rules.promotion.effect
        self.live_on(now)
        scope, skill = self.scope, self.skill(now)
        target = min(workplace.level_scope[to], workplace.cap)
        self.scope += effect.scope_follows * max(target - scope, 0.0)
        self.skill_then = float(
            transferred(
                effect.skill,
                np.array([skill]),
                np.array([self.scope]),
                self.key,
                np.array([self.moves]),
            )[0]
        )
        self.skill_since = now
        self.potential = max(self.potential, self.skill_then)
        workplace.seats_held[self.seat] -= 1
        workplace.seats_held[to] += 1
        self.seat = to
        self._take_up(to, now, item, effect.kind_of_event, scope, reason)

    def move_down(self, to: int, now: float, item: Item, reason: str) -> None:
        """The title of a lower level; scope, pay and luck stay as they are."""
        workplace = self.workplace
        self.live_on(now)
        workplace.seats_held[self.seat] -= 1
        workplace.seats_held[to] += 1
        self.seat = to
        self._take_up(to, now, item, "relevel", self.scope, reason)
        workplace.promoting.forget(self)
        workplace.promoting.set_clock(self, now)

    def be_disrupted(self, disruption: Disruption, now: float) -> None:
        """From now on likelier to leave, for a while; of several disruptions the largest counts."""
        end, holding = now + disruption.lasts, self._disruption(now)
        if disruption.factor > holding:
            self.disruption, self.disrupted_until = disruption.factor, end
        elif disruption.factor == holding:
            self.disrupted_until = max(self.disrupted_until, end)

    def _disruption(self, now: float) -> float:
        """What a disruption multiplies the hazard of leaving by."""
        return 1.0 if reached(now, self.disrupted_until) else self.disruption

    def be_laid_off(self, now: float) -> None:
        """The last day, whatever this person wants."""
        self.live_on(now)
        self.exit_at, self._gone = now, True
        self.pay_from(now, self.pay)
        self.workplace.lay_off(self)

    def go_over(self, now: float) -> None:
        """The last day here: an acquirer takes this person in."""
        self.live_on(now)
        self.exit_at, self._gone = now, True
        self.pay_from(now, self.pay)
        self.workplace.let_go_over(self)

    def leave(self, now: float, item: Item, reason: str) -> None:
        """The last day; the process ends as soon as it wakes."""
        self.live_on(now)
        self.exit_at, self._gone = now, True
        self.pay_from(now, self.pay)
        self.workplace.leave(self, item, reason)

    def leave_at_once(self, now: float, item: Item) -> None:
        """The first day is the last one, as for those beyond the age limit."""
        if reason := self._reason_at_exit():
            self.leave(now, item, reason)
        else:
            self._go_or_be_kept(now, item)

    def _go_or_be_kept(self, now: float, item: Item) -> None:
        """About to leave of one's own accord: a counter-offer may change that.

        It gives the title of the next level, but neither its seat nor its work, and a new stay.
        """
        if not self.workplace.promoting.offers_title(self):
            self.leave(now, item, "")
            return
        self.live_on(now)
        self.counter_offers += 1
        self._stay = exponential(self.key, Purpose.STAY, self.counter_offers)
        self._take_up(self.next_level, now, item, "title_grant", self.scope, "counter_offer")
        self.workplace.promoting.forget(self)
        self.workplace.promoting.set_clock(self, now)

    def _take_up(
        self, to: int, now: float, item: Item, kind: str, scope_from: float, reason: str
    ) -> None:
        """At another level from now on."""
        workplace = self.workplace
        item = self.item_after_move(now, item)
        self.settle_insight(now)
        pay = self.pay
        if kind == "promotion" and workplace.paying is not None:
            pay = workplace.paying.after_promotion(pay, to, now)
        self.pay_from(now, pay)
        workplace.count_move(self, to, now, item, kind, scope_from, reason)
        self.level = to
        self.highest_rank = max(self.highest_rank, workplace.rank[self.level])
        self.level_since, self.level_item = now, item
        self._out_at = now + workplace.longest_in_level[to]
        self.moves += 1
        self.passed_over = 0
        self.next_level = workplace.promoting.next_level(to, self.key, self.moves)
        self._set_exit(now)

    def item_after_move(self, now: float, item: Item) -> Item:
        """What a move brings about at the same instant has not come before it in the log."""
        return max(self.level_item, item) if self.level_since == now else item

    def pay_from(self, now: float, pay: float) -> None:
        """What this person has earned at the present level is a cost; from now on it is `pay`."""
        workplace = self.workplace
        if not math.isnan(self.pay):
            since = max(self.paid_since, workplace.flows.since)
            workplace.flows.cost[self.level] += self.pay * (now - since)
        self.pay, self.paid_since = pay, now

    def live_under_new_rules(self, now: float) -> None:
        """Other rules hold from now on; what they make of the hazard shows at the day's refresh."""
        workplace = self.workplace
        self._set_limits()
        self.next_level = workplace.promoting.next_level(self.level, self.key, self.moves)
        self.highest_rank = max(self.highest_rank, workplace.rank[self.level])
        if not workplace.insight.counts:
            self.insight_then = ()
        elif not self.insight_then:
            # Nobody has looked at what people know of customers: it counts from now on.
            self.insight_then, self.insight_since = (0.0,) * len(PERSPECTIVES), now
        if workplace.paying is None:
            self.pay_from(now, math.nan)
        elif math.isnan(self.pay):
            pay = workplace.starting_pay(self.key, self.entry_point, self.level, now)
            self.pay_from(now, pay)

    def _set_limits(self) -> None:
        """When this person is too old, or has been at one level for too long."""
        self._retires_at = self.born + self.workplace.leaving.birthday_limit
        self._out_at = self.level_since + self.workplace.longest_in_level[self.level]

    def take_stock(self, tick: int) -> None:
        """A yearly step: this person retires, leaves for lack of skill or by chance, or stays."""
        leaving, now = self.workplace.leaving, years(tick)
        if now - self.hired <= MINUTE:
            return  # too new
        skill = self.skill(now)
        if leaving.retires_at_yearly_step(now - self.born):
            self.leave(now, Item.REVIEW, "age_limit")
        elif leaving.below_floor(self.level, skill):
            self.leave(now, Item.REVIEW, "skill_floor")
        elif leaving.hit_by_yearly_chance(
            self.level,
            now - self.hired,
            now - self.level_since,
            self.readiness(now),
            self.pay_gap(now),
            self._disruption(now),
            self.key,
            tick,
        ):
            self._go_or_be_kept(now, Item.REVIEW)
        else:
            return
        self.reconsider_future()

    def reconsider_future(self) -> None:
        """Somebody else changed this person's future: the process wakes and looks again."""
        self._process.interrupt()

    # -- as of now -------------------------------------------------------------

    @property
    def label(self) -> str:
        """The group's id; "" without one."""
        return self.workplace.groups.ids[self.group] if self.group >= 0 else ""

    def skill(self, now: float) -> float:
        """The responsibility that this person can carry well, in rungs."""
        learnt = math.exp(-self.learning_rate * (now - self.skill_since))
        return self.potential - (self.potential - self.skill_then) * learnt

    def insight(self, now: float) -> tuple[float, ...]:
        """Insight into each perspective of the customer; nothing where it does not count."""
        if not self.insight_then:
            return ()
        rates = self.workplace.insight_rates[self.level]
        years = max(now - self.insight_since, 0.0)
        return tuple(
            1.0 - (1.0 - then) * math.exp(-rate * years)
            for then, rate in zip(self.insight_then, rates, strict=True)
        )

    def readiness(self, now: float) -> float:
        """How ready this person is for the next level, in rungs; minus infinity at the top."""
        workplace = self.workplace
        scope = workplace.next_scope[self.next_level]
        if scope == math.inf:
            return -math.inf
        ready = self.skill(now) - scope
        if self.insight_then:
            seen = self.insight(now)[workplace.perspective[self.next_level]]
            ready += workplace.rules.customer.insight_weight * (seen - 0.5)
        return ready

    def seen_readiness(self, now: float) -> float:
        """How ready this person seems to those who decide on promotions, in rungs."""
        return self.readiness(now) + self._bias()

    def pay_gap(self, now: float) -> float:
        """The logarithm of market pay by one's own; NaN where nobody is paid."""
        paying = self.workplace.paying
        return math.nan if paying is None else paying.gap(self.level, self.pay, now)

    def performance(self, now: float) -> float:
        """How well this person seems to do the work of the level held, in rungs."""
        workplace = self.workplace
        seen = self.skill(now) - self.scope
        if self.insight_then:
            own = self.insight(now)[workplace.perspective[self.level]]
            seen += workplace.rules.customer.insight_weight * (own - 0.5)
        return seen + self._bias()

    def _bias(self) -> float:
        """By how much this person seems better than is true, in rungs."""
        if self.group < 0:
            return 0.0
        workplace = self.workplace
        return workplace.rules.groups[workplace.groups.ids[self.group]].bias

    def settle_insight(self, now: float) -> None:
        """From now on insight grows at other rates."""
        self.insight_then, self.insight_since = self.insight(now), now

    def live_on(self, now: float) -> None:
        """Spend the exit budget and grow into the job since the last refresh."""
        workplace, elapsed = self.workplace, now - self._refreshed
        tenure = self._refreshed - self.hired
        spent = workplace.leaving.spent(self.level, tenure, now - self.hired)
        self._stay = max(self._stay - self._hazard * spent, _LEAST_STAY)
        self._refreshed = now
        if workplace.scope_growth > 0:
            target = min(workplace.level_scope[self.level], workplace.cap)
            if self.scope < target:
                self.scope = min(target, self.scope + workplace.scope_growth * elapsed)

    def _set_exit(self, now: float) -> None:
        """A new hazard, and the time of the exit that follows from it if nothing changes."""
        leaving, tenure = self.workplace.leaving, now - self.hired
        readiness = self.readiness(now) if leaving.needs_skill else 0.0
        pay_gap = self.pay_gap(now) if leaving.needs_pay else 0.0
        self._hazard = leaving.hazard(
            self.level, tenure, now - self.level_since, readiness, pay_gap, self._disruption(now)
        )
        own_accord = math.inf
        if self._hazard > 0:
            budget = self._stay / self._hazard
            own_accord = now + leaving.years_to_spend(self.level, tenure, budget)
        self.exit_at = max(now, min(own_accord, self._retires_at, self._out_at))

    def _reason_at_exit(self) -> str:
        """Why this person leaves; nothing means of the own accord."""
        if self.exit_at >= self._retires_at:
            return "age_limit"
        return "up_or_out" if self.exit_at >= self._out_at else ""


def _month_starts(now: float) -> Iterator[float]:
    """The first of each month from now on, in years."""
    for month in count(math.floor(now * 12)):
        time = years(month * TICKS_PER_MONTH)
        if time >= now:
            yield time
