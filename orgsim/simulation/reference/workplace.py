"""One organization in one replication: its staff, and what is counted and written down about it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import months_between, reached, years
from orgsim.randomness import Keys, code, derive, replication_keys
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.groups import Groups
from orgsim.rules.insight import PERSPECTIVES, Insight
from orgsim.rules.interventions.hiring_freeze import HiringFreeze
from orgsim.rules.ladder import Ladder
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.staffing import VacancyLevels
from orgsim.simulation.day import Item
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.founders import Founders
from orgsim.simulation.reference.leaving import Leaving
from orgsim.simulation.reference.market import Candidate
from orgsim.simulation.reference.paying import Paying
from orgsim.simulation.reference.pipeline import Pipeline
from orgsim.simulation.reference.promoting import Promoting
from orgsim.simulation.reference.record import (
    Books,
    Event,
    Flows,
    Spell,
)

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario
    from orgsim.simulation.reference.calendar import Calendar
    from orgsim.simulation.reference.market import Market

_INITIAL_STAFF = code("initial staff")


class Workplace:
    """The state of one organization.

    Parameters
    ----------
    calendar : Calendar
    scenario : Scenario
    name : str
        The organization's id.
    replication : int
    recorded : bool
        Whether events and spells are kept.
    first_tick : int
        When its clock starts: 0, or the beginning of its warm-up.
    market : Market, optional
        Through which it exchanges people with other organizations.

    Attributes
    ----------
    position : int
        Of the organization in the scenario.
    staff : list of dict of Employee to None
        The people at each level (a dict as a set that keeps its order).
    seats_held : list of int
        By level. Everybody holds one seat; whom a counter-offer gave a title keeps the old one.
    open_requisitions : list of int
        By level.
    vacated : list of tuple of float and int
        When a position was left since the last staffing review, and at which level; empty where
        leavers are not replaced at their level.
    seats : list of int
        By level, as of the last staffing review; meaningless where there is no limit.
    cap : float
        The largest scope there is, as of the last staffing review.
    ended : bool
        Whether an acquirer has taken everybody in.
    pipelines : list of Pipeline
        Apprentices, by entry point.
    founders : Founders
        Former employees who may come back.
    every_rule_set : list of Organization
        All that may ever hold.
    """

    def __init__(
        self,
        calendar: Calendar,
        scenario: Scenario,
        name: str,
        replication: int,
        recorded: bool,
        first_tick: int,
        market: Market | None = None,
    ) -> None:
        self.market = market
        if market is not None:
            market.workplaces[name] = self
        self.calendar, self.name, self.start = calendar, name, scenario.start
        self.position = list(scenario.organizations).index(name)
        self._market_key: Keys = replication_keys(scenario.seed, np.array([replication]))
        self.key: Keys = derive(self._market_key, code(name))
        self._scenario = scenario
        founding = scenario.organizations[name]
        self.rule_sets = RuleSets(founding, scenario.reference_ladder)
        occurring = self.rule_sets.occurring(scenario.start)
        self.every_rule_set = [founding, *(self.rule_sets.of(*each) for each in occurring)]
        self.follow(founding)

        self.freezes = [each for each in self.rules.interventions if isinstance(each, HiringFreeze)]
        self.ended = False
        self.staff: list[dict[Employee, None]] = [{} for _ in self.ladder.ids]
        self.seats_held = [0] * len(self.ladder)
        self.open_requisitions = [0] * len(self.ladder)
        self.vacated: list[tuple[float, int]] = []
        self.pipelines = [Pipeline() for _ in self.entry_points.sections]
        self.founders = Founders(self.entry_points, self.leaving.age_limit)
        self.books = Books(recorded)
        self.promoting = Promoting(self, scenario.policy_under(name, founding))
        self.count_anew(years(first_tick))

    def follow(self, rules: Organization) -> None:
        """These rules hold from now on."""
        scenario = self._scenario
        self.rules = rules
        self.ladder = Ladder(rules.levels)
        self.rank: list[int] = self.ladder.rank.tolist()
        self.level_scope: list[float] = self.ladder.scope.tolist()
        self.next_scope: list[float] = self.ladder.next_scope.tolist()
        self.scope_growth = rules.titles.scope_growth
        self.entry_points = EntryPoints(
            rules.entry_points, self.ladder, scenario.reference_ladder, scenario.start
        )
        self.leaving = Leaving(rules.attrition, self.ladder)
        up_or_out = UpOrOutRule(rules.promotion.up_or_out, self.ladder)
        self.longest_in_level: list[float] = up_or_out.after.tolist()
        self.most_passed_over: list[int] = up_or_out.passed_over.tolist()
        initial, entry_points = rules.initial, rules.entry_points
        self.insight = Insight(rules.customer, self.ladder, entry_points, initial)
        self.groups = Groups(rules.groups, entry_points, initial)
        self.perspective = [PERSPECTIVES.index(each.perspective) for each in self.ladder.levels]
        self.insight_rates = [self._insight_rates(level) for level in range(len(self.ladder))]
        self.vacancy_levels = VacancyLevels(rules.staffing, self.ladder, self.entry_points)
        self.paying: Paying | None = None
        if rules.pay is not None:
            last_year = scenario.horizon_months // 12
            self.paying = Paying(rules.pay, self.ladder.ids, self._market_key, last_year)

    def _insight_rates(self, level: int) -> tuple[float, ...]:
        """How fast insight into each perspective grows at a level; nothing where none counts."""
        customer, held = self.rules.customer, self.perspective[level]
        if customer.insight_weight == 0:
            return ()
        affinity = {held: 1.0, held + 1: customer.next_view}
        return tuple(customer.access.hazard * affinity.get(i, 0.0) for i in range(3))

    # -- seats and the size of the company -------------------------------------

    def everybody(self) -> list[Employee]:
        """Everybody who is employed, the lowest level first."""
        return [person for people in self.staff for person in people]

    def headcount(self) -> int:
        """Everybody who is employed."""
        return sum(len(people) for people in self.staff)

    def review_shared_values(self) -> None:
        """Seats and the scope cap from today's headcount; they hold until the next review."""
        self.share([len(people) for people in self.staff])

    def share(self, headcount: list[int]) -> None:
        """The seats and the largest scope that go with so many people at each level."""
        self.seats: list[int] = self.ladder.seats(np.array([headcount]))[0].tolist()
        self.cap = float(self.rules.titles.largest_scope(np.array([sum(headcount)]))[0])

    def free_seats(self, level: int) -> float:
        """Seats less people and open requisitions; infinite without a limit."""
        if self.ladder.levels[level].seats is None:
            return math.inf
        return self.seats[level] - self.seats_held[level] - self.open_requisitions[level]

    def hires_through(self, entry_point: int, time: float) -> bool:
        """Whether hiring through an entry point is not frozen at a time."""
        name = self.entry_points.ids[entry_point]
        return not any(
            freeze.closes(name)
            and reached(time, self._day(freeze.date))
            and not (freeze.until is not None and reached(time, self._day(freeze.until)))
            for freeze in self.freezes
        )

    def hires_at(self, time: float) -> bool:
        """Whether hiring is not frozen altogether at a time."""
        return any(self.hires_through(i, time) for i in range(len(self.entry_points)))

    def _day(self, day: dt.date) -> float:
        """The first day of a month, in years from the start."""
        return months_between(self.start, day) / 12

    # -- coming and going ------------------------------------------------------

    def starting_pay(self, key: Keys, entry_point: int, level: int, now: float) -> float:
        """Pay per year on somebody's first day; NaN where nobody is paid."""
        if self.paying is None:
            return math.nan
        return self.paying.starting_pay(key, self.entry_points.ids[entry_point], level, now)

    def hire(
        self,
        person: Employee,
        opened: float,
        rank_brought: int,
        scope_brought: float,
        origin: str,
    ) -> None:
        """Somebody from outside, or from another organization (`origin`), starts work."""
        self.staff[person.level][person] = None
        self.seats_held[person.seat] += 1
        self.flows.hires[person.level] += 1
        self.flows.hires_from_market[person.level] += origin != ""
        if rank_brought > 0:
            self.flows.relevels[person.level].append(self.rank[person.level] - rank_brought)
        if self.paying is not None:
            self.flows.cost[person.level] += self.paying.hiring_cost(person.pay)
        self.flows.years_to_fill[person.entry_point].append(person.hired - opened)
        self.books.log(
            person.identity,
            Event(
                person.hired,
                Item.PEOPLE,
                person.identity.name,
                "hire",
                level_to=person.level,
                rank_from=rank_brought if rank_brought > 0 else -1,
                rank_to=self.rank[person.level],
                scope_from=scope_brought,
                scope_to=person.scope,
                entry_point=self.entry_points.ids[person.entry_point],
                origin=origin,
            ),
        )

    def leave(self, person: Employee, item: Item, reason: str) -> None:
        """Somebody leaves; without a reason of their own accord."""
        time, level = person.exit_at, person.level
        destination = self.leaving.destination(level, person.key)
        if reason == "age_limit":
            destination = "retirement"
        if destination == "founder":
            there = self if self.market is None else self.market.founders_return_to(person)
            there.founders.leave(person, time)
        self.flows.exits[level] += 1
        self._part(person, item, "exit", destination, reason)

    def lay_off(self, person: Employee) -> None:
        """Somebody has to go, whatever that person wants."""
        self.flows.laid_off[person.level] += 1
        self._part(person, Item.INTERVENTION, "layoff", "market", "")

    def let_go_over(self, person: Employee) -> None:
        """Somebody is taken in by an acquirer."""
        self.flows.acquired_out[person.level] += 1
        self._part(person, Item.INTERVENTION, "acquisition", "acquirer", "")

    def take_in(self, person: Employee, origin: str, rank: int, scope: float) -> None:
        """Somebody of an acquired organization who held this rank and scope works here now."""
        person.level_item = Item.INTERVENTION
        self.staff[person.level][person] = None
        self.seats_held[person.seat] += 1
        self.flows.acquired_in[person.level] += 1
        self.books.log(
            person.identity,
            Event(
                person.hired,
                Item.INTERVENTION,
                person.identity.name,
                "relevel",
                level_to=person.level,
                rank_from=rank,
                rank_to=self.rank[person.level],
                scope_from=scope,
                scope_to=person.scope,
                entry_point=self.entry_points.ids[person.entry_point],
                reason="acquisition",
                origin=origin,
            ),
        )

    def _part(self, person: Employee, item: Item, kind: str, destination: str, reason: str) -> None:
        """Somebody is gone."""
        time, level = person.exit_at, person.level
        if destination == "market" and self.market is not None:
            self.market.enter(Candidate.leaving(person, time))
        del self.staff[level][person]
        self.seats_held[person.seat] -= 1
        self.vacate(time, person.seat)
        self.promoting.forget(person)
        self.flows.lived_by_the_gone[level] += self.lived(person, time)
        self.books.log(
            person.identity,
            Event(
                time,
                person.item_after_move(time, item),
                person.identity.name,
                kind,
                level_from=level,
                rank_from=self.rank[level],
                scope_from=person.scope,
                entry_point=self.entry_points.ids[person.entry_point],
                destination=destination,
                reason=reason,
            ),
        )
        self._close_spell(person, time, left=time, destination=destination)

    def vacate(self, time: float, level: int) -> None:
        """Remember that a position was left, where leavers are replaced at their level."""
        if self.vacancy_levels.replaces_leavers:
            self.vacated.append((time, level))

    def count_move(
        self,
        person: Employee,
        to: int,
        now: float,
        item: Item,
        kind: str,
        scope_from: float,
        reason: str,
    ) -> None:
        """Somebody goes up; the person does the rest."""
        level = person.level
        del self.staff[level][person]
        self.staff[to][person] = None
        self.flows.moves_out[kind][level] += 1
        self.flows.lived_by_the_gone[level] += self.lived(person, now)
        self.flows.moves_in[kind][to] += 1
        if kind != "relevel":
            self.flows.years_before_moving[level].append(now - person.level_since)
        self.books.log(
            person.identity,
            Event(
                now,
                item,
                person.identity.name,
                kind,
                level_from=level,
                level_to=to,
                rank_from=self.rank[level],
                rank_to=self.rank[to],
                scope_from=scope_from,
                scope_to=person.scope,
                entry_point=self.entry_points.ids[person.entry_point],
                reason=reason,
            ),
        )

    def lived(self, person: Employee, now: float) -> float:
        """Years at the present level since the last snapshot."""
        return now - max(person.level_since, self.flows.since)

    def _close_spell(
        self, person: Employee, time: float, left: float, destination: str = ""
    ) -> None:
        spell = Spell(
            person=person.identity.name,
            spell=person.spell,
            entry_point=self.entry_points.ids[person.entry_point],
            group=person.label,
            pipeline_entered=person.pipeline_entered,
            hired=person.hired,
            left=left,
            destination=destination,
            first_level=person.first_level,
            last_level=person.level,
            highest_rank=person.highest_rank,
            scope=person.scope,
            skill=person.skill(time),
            pay=person.pay,
        )
        self.books.close_spell(spell, time)

    def count_anew(self, time: float) -> None:
        """Flows are counted from here."""
        self.flows = Flows(time, len(self.ladder), len(self.entry_points))

    def finish(self, time: float) -> None:
        """Close the spells of those who are still there at the end."""
        for people in self.staff:
            for person in people:
                self._close_spell(person, time, left=math.nan)


def insights(brought: Mapping[str, NDArray[np.float64]], count: int) -> list[tuple[float, ...]]:
    """Everybody's insight into each perspective, from columns; nothing where it does not count."""
    if not brought:
        return [()] * count
    return list(zip(*(brought[f"insight_{name}"].tolist() for name in PERSPECTIVES), strict=True))


def entrant_name(organization: str, start: dt.date, month: int, entry_point: str, n: str) -> str:
    """The n-th entrant's name, by the month in which the requisition opened.

    Examples
    --------
    >>> entrant_name("startup", dt.date(2026, 1, 1), -1, "near_pm", "2")
    'startup/near_pm/2025-12/2'
    """
    year, number = divmod(start.year * 12 + start.month - 1 + month, 12)
    return f"{organization}/{entry_point}/{year}-{number + 1:02d}/{n}"
