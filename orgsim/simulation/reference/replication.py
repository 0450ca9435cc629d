"""One replication: what organizations do on the calendar, and the tables that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import (
    TICKS_PER_MONTH,
    TICKS_PER_WEEK,
    TICKS_PER_YEAR,
    month_number,
    months_between,
    ticks,
    years,
)
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.interventions.acquisition import Acquisition
from orgsim.rules.interventions.change import Change
from orgsim.rules.interventions.hiring_freeze import HiringFreeze
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.rules.promotion.trigger import Cycle
from orgsim.rules.stages import Stage
from orgsim.simulation.day import Item
from orgsim.simulation.reference.acquiring import take_in
from orgsim.simulation.reference.calendar import Calendar, Process
from orgsim.simulation.reference.changing import change_rules
from orgsim.simulation.reference.initial_staff import arrive_on_first_day
from orgsim.simulation.reference.intervening import lay_off, reset_titles
from orgsim.simulation.reference.market import Market, markets
from orgsim.simulation.reference.record import ROWS, Columns, as_columns
from orgsim.simulation.reference.recruiting import Recruiting
from orgsim.simulation.reference.reviewing import hold_review
from orgsim.simulation.reference.snapshots import take_snapshot
from orgsim.simulation.reference.staffing import StaffingReviews
from orgsim.simulation.reference.workplace import Workplace

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


class OrganizationInReplication:
    """One organization of the scenario: its state and its processes.

    Parameters
    ----------
    calendar : Calendar
    scenario : Scenario
    name : str
        The organization's id.
    replication : int
    market : Market, optional
        Through which it exchanges people with other organizations.
    """

    def __init__(
        self,
        calendar: Calendar,
        scenario: Scenario,
        name: str,
        replication: int,
        market: Market | None = None,
    ) -> None:
        self.calendar, self.scenario = calendar, scenario
        self.rules = scenario.organizations[name]
        self.first_tick = -ticks(self.rules.warm_up)
        self.last_tick = scenario.horizon_months * TICKS_PER_MONTH
        recorded = _recorded(scenario.record, replication)
        self.workplace = Workplace(
            calendar, scenario, name, replication, recorded, self.first_tick, market
        )
        arrive_on_first_day(self.workplace, self.first_tick)
        self.recruiting = Recruiting(self.workplace, self.first_tick)
        self.staffing = StaffingReviews(self.workplace, self.recruiting)
        self.stage = self.changes = 0

    def processes(self, others: Mapping[str, OrganizationInReplication]) -> Iterator[Process]:
        """What the organization does, among all of the scenario's.

        The employees and requisitions have their own processes.
        """
        self._others = others
        yield self.interventions()
        yield self.stage_gates()
        yield self.promotion_cycles()
        yield self.reviews()
        yield self.staffing_reviews()
        yield self.snapshots()

    # -- rules that change -----------------------------------------------------

    def interventions(self) -> Process:
        """Whatever is to happen on a given day; of one day in the order of the scenario file."""
        for each in sorted(self.rules.interventions, key=lambda each: each.date):
            tick = months_between(self.scenario.start, each.date) * TICKS_PER_MONTH
            if tick > self.last_tick:
                return  # the horizon was made shorter since the scenario was checked
            yield self.calendar.at(years(tick), Item.INTERVENTION)
            if isinstance(each, Change):
                self.changes += 1
                self._follow(tick)
            elif isinstance(each, Layoff):
                lay_off(self.workplace, each, tick)
            elif isinstance(each, TitleReset):
                reset_titles(self.workplace, each, tick, Item.INTERVENTION)
            elif isinstance(each, Acquisition):
                other = self._others[each.organization]
                take_in(self.workplace, other.workplace, each, tick)
                other.recruiting.end(years(tick))
            elif isinstance(each, HiringFreeze) and each.open_requisitions == "cancel":
                self.recruiting.freeze(each, years(tick))

    def stage_gates(self) -> Process:
        """On the first of each month after the start: the last stage that is due is entered."""
        for tick in range(TICKS_PER_MONTH, self.last_tick + 1, TICKS_PER_MONTH):
            yield self.calendar.at(years(tick), Item.STAGE)
            if self.workplace.ended:
                return
            due = [
                number
                for number, stage in enumerate(self.rules.stages.values(), 1)
                if number > self.stage and self._is_due(stage, tick)
            ]
            if due:
                self.stage = due[-1]
                name = list(self.rules.stages)[self.stage - 1]
                self.workplace.books.enter_stage(name, years(tick))
                self._follow(tick)
                if (reset := self.rules.stages[name].title_reset) is not None:
                    reset_titles(self.workplace, reset, tick, Item.STAGE)

    def _is_due(self, stage: Stage, tick: int) -> bool:
        if stage.date is not None:
            return months_between(self.scenario.start, stage.date) <= month_number(tick)
        assert stage.headcount is not None
        return self.workplace.headcount() >= stage.headcount

    def _follow(self, tick: int) -> None:
        """From now on the rules of the stage hold, with all that has been set by now."""
        workplace = self.workplace
        rules = workplace.rule_sets.of(self.stage, self.changes)
        policy = self.scenario.policy_under(workplace.name, rules)
        self.staffing.plan_on(rules, years(tick))
        change_rules(workplace, rules, policy, tick)
        # What comes by itself is settled from one staffing review to the next.
        until = self._next_staffing_review(tick)
        self.recruiting.apprentices.begin(tick, until)
        if isinstance(rules.plan, ArrivalsPlan):
            self.recruiting.announce_arrivals(rules.plan, tick, until)

    # -- what happens again and again ------------------------------------------

    def reviews(self) -> Process:
        """Yearly steps, recalibrated pay bands and performance reviews, on the first of a month."""
        workplace = self.workplace
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            yield self.calendar.at(years(tick), Item.REVIEW)
            anniversary = tick % TICKS_PER_YEAR == 0 and tick > self.first_tick
            if workplace.leaving.at_yearly_steps and anniversary:
                for person in workplace.everybody():
                    person.take_stock(tick)
            if workplace.paying is not None and workplace.paying.recalibrates(tick):
                workplace.paying.lift(workplace.everybody(), years(tick))
            month, reviews = month_number(tick), workplace.rules.reviews
            if reviews is not None and reviews.take_place(month, self.scenario.start):
                hold_review(workplace, reviews, tick, month)

    def promotion_cycles(self) -> Process:
        """Promotion cycles on the first day of their calendar months, or some weeks later."""
        for month in range(month_number(self.first_tick), month_number(self.last_tick) + 1):
            yield self.calendar.at(years(month * TICKS_PER_MONTH), Item.PROMOTION_CYCLE)
            if self.workplace.ended:
                return
            trigger, start = self.workplace.rules.promotion.trigger, self.scenario.start
            if not isinstance(trigger, Cycle) or not trigger.takes_place(month, start):
                continue
            late = int(trigger.weeks_late(self.workplace.key, month)[0])
            tick = month * TICKS_PER_MONTH + late * TICKS_PER_WEEK
            if late == 0:
                self.workplace.promoting.hold_cycle(tick, month)
            elif tick <= self.last_tick and not trigger.too_early(tick, start):
                self.calendar.process(self._late_cycle(tick, month))

    def _late_cycle(self, tick: int, month: int) -> Process:
        """Whoever promotes otherwise by then has no cycle, not even one that is late."""
        yield self.calendar.at(years(tick), Item.PROMOTION_CYCLE)
        if not self.workplace.ended and isinstance(self.workplace.rules.promotion.trigger, Cycle):
            self.workplace.promoting.hold_cycle(tick, month)

    def staffing_reviews(self) -> Process:
        """Staffing reviews, monthly by default.

        They are counted from the first day of all; the rules may change on the first of a month.
        """
        tick = self.first_tick
        while tick <= self.last_tick:
            yield self.calendar.at(years(tick), Item.STAFFING)
            if self.workplace.ended:
                return
            if self._next_staffing_review(tick) == tick:
                self._hold_staffing_review(tick)
            next_month = (month_number(tick) + 1) * TICKS_PER_MONTH
            tick = min(self._next_staffing_review(tick + 1), next_month)

    def _next_staffing_review(self, tick: int) -> int:
        """The tick of the next staffing review; maybe now."""
        interval = ticks(self.workplace.rules.staffing.every)
        return tick + (self.first_tick - tick) % interval

    def _hold_staffing_review(self, tick: int) -> None:
        until = self._next_staffing_review(tick + 1)
        self.workplace.review_shared_values()
        self.recruiting.give_up(tick)
        self.workplace.promoting.fill_seats(tick)
        self.recruiting.apprentices.begin(tick, until)
        self.staffing.review(tick, until)
        self.recruiting.hire_apprentices(tick)

    def snapshots(self) -> Process:
        """Snapshots from the start to the horizon."""
        interval = ticks(self.scenario.snapshots)
        for tick in [*range(0, self.last_tick, interval), self.last_tick]:
            yield self.calendar.at(years(tick), Item.SNAPSHOT)
            if tick == 0:
                self.workplace.count_anew(0.0)  # the count starts here, whatever the warm-up saw
            take_snapshot(self.workplace, years(tick))


def _recorded(record: int | str, replication: int) -> bool:
    return record == "all" if isinstance(record, str) else replication < record


def simulate_replication(scenario: Scenario, replication: int) -> dict[str, Columns]:
    """Run one replication, event by event.

    Parameters
    ----------
    scenario : Scenario
    replication : int
        Its number.

    Returns
    -------
    dict of table name to columns
        Raw columns of `levels`, `events`, `people`, `cycles`, `hires` and `stages`, as
        `orgsim.simulation.simulate_block` gives them.

    Examples
    --------
    >>> from orgsim.scenario import load_scenario
    >>> scenario = load_scenario("scenarios/startup.yaml")        # doctest: +SKIP
    >>> simulate_replication(scenario, 17)["events"]["kind"]      # doctest: +SKIP
    """
    first_tick = min(-ticks(rules.warm_up) for rules in scenario.organizations.values())
    calendar = Calendar(first_tick)
    market_of = markets(calendar, scenario)
    organizations = [
        OrganizationInReplication(calendar, scenario, name, replication, market_of.get(name))
        for name in scenario.organizations
    ]
    by_name = {organization.workplace.name: organization for organization in organizations}
    running = [
        calendar.process(process)
        for organization in organizations
        for process in organization.processes(by_name)
    ]
    # Employees would live on for ever; the last day is over when all organizations are done.
    calendar.run(until=calendar.all_of(running))
    for organization in organizations:
        organization.workplace.finish(years(organization.last_tick))
    return _tables(organizations, replication)


def simulate_one_by_one(scenario: Scenario, replications: Sequence[int]) -> dict[str, Columns]:
    """Run some replications, one after the other; parameters and result as `simulate_block`."""
    parts = [simulate_replication(scenario, replication) for replication in replications]
    return {
        table: {
            name: np.concatenate([part[table][name] for part in parts]) for name in parts[0][table]
        }
        for table in ROWS
    }


def _tables(
    organizations: Sequence[OrganizationInReplication], replication: int
) -> dict[str, Columns]:
    rows = [organization.workplace.books.rows() for organization in organizations]
    tables = {}
    for name, kind in ROWS.items():
        position = np.repeat(np.arange(len(rows)), [len(found[name]) for found in rows])
        tables[name] = {
            "replication": np.full(len(position), replication),
            "organization": position,
            **as_columns(kind, [row for found in rows for row in found[name]]),
        }
    return tables
