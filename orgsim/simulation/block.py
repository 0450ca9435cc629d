"""A block of replications in lockstep: the processes of each organization on one calendar."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from numpy.typing import NDArray

from orgsim.clock import (
    TICKS_PER_MONTH,
    TICKS_PER_WEEK,
    TICKS_PER_YEAR,
    month_number,
    ticks,
    years,
)
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.promotion.trigger import Cycle
from orgsim.simulation.calendar import Calendar
from orgsim.simulation.company import Company
from orgsim.simulation.day import Item
from orgsim.simulation.initial_staff import arrive_on_first_day
from orgsim.simulation.intervening import Intervening
from orgsim.simulation.market import Market, markets, send_elsewhere
from orgsim.simulation.promoting import Promoting
from orgsim.simulation.recruiting import Recruiting
from orgsim.simulation.reviewing import Reviewing
from orgsim.simulation.snapshots import count_anew, take_snapshot
from orgsim.simulation.staffing import StaffingReviews
from orgsim.simulation.tables import tables
from orgsim.simulation.workplace import Workplace

if TYPE_CHECKING:
    from orgsim.scenario import Scenario

Integers = NDArray[np.int64]
Process = Generator[simpy.Event, Any, None]

ROWS_PER_BLOCK = 30_000
"""About as many people as fit the processor's cache; more replications in a block gain nothing."""

MOST_REPLICATIONS_PER_BLOCK = 512


class OrganizationInBlock:
    """One organization of the scenario: its state and its processes."""

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        replications: Integers,
        recorded: NDArray[np.bool_],
        market: Market | None = None,
    ) -> None:
        self.scenario, self.name = scenario, name
        rules = scenario.organizations[name]
        self.first_tick = -ticks(rules.warm_up)
        self.last_tick = scenario.horizon_months * TICKS_PER_MONTH
        self.company = Company(scenario, name, replications, recorded, self.first_tick, market)
        self.workplace = Workplace(scenario, name, self.company)
        arrive_on_first_day(self.workplace)
        if market is not None:
            market.join(self.workplace, self.live_until)
        self.interval = ticks(rules.staffing.every)
        self.recruiting = Recruiting(self.workplace)
        self.promoting = Promoting(self.workplace, scenario.policies.get(name))
        self.intervening = Intervening(
            self.workplace, self.promoting, self.recruiting, rules.interventions
        )
        self.reviewing = Reviewing(self.workplace, self.promoting, scenario.start)
        self.staffing = StaffingReviews(
            self.workplace, self.promoting, self.recruiting, scenario.start, self.interval
        )

    def live_until(self, tick: int) -> None:
        """Item 1 of the day: people's own events up to and including now, until none is due."""
        workplace, promoting, now = self.workplace, self.promoting, years(tick)
        self.recruiting.make_offers(tick)
        started = self.recruiting.start_work(tick)
        if promoting.continuous:
            promoting.set_clock(started, workplace.roster.hired[started])
        while True:
            roster = workplace.roster
            if not promoting.continuous:
                due = np.flatnonzero(roster.exit_at <= now)
                promoting.let_go(due)
            else:
                due = np.flatnonzero(np.minimum(roster.exit_at, roster.consider_at) <= now)
                # Whoever would leave and be considered at the same instant leaves.
                leaving = roster.exit_at[due] <= roster.consider_at[due]
                promoting.let_go(due[leaving])
                promoting.consider(due[~leaving])
            if len(due) == 0:
                return

    def processes(self, calendar: Calendar) -> Iterator[Process]:
        """What the organization does, each as a SimPy process."""
        if isinstance(self.workplace.rules.promotion.trigger, Cycle):
            yield self.promotion_cycles(calendar, self.workplace.rules.promotion.trigger)
        yield self.interventions(calendar)
        yield self.reviews(calendar)
        yield self.staffing_reviews(calendar)
        yield self.month_starts(calendar)
        yield self.snapshots(calendar)

    def interventions(self, calendar: Calendar) -> Process:
        """Layoffs, hiring freezes and title resets, each on its day."""
        for tick, interventions in self.intervening.days().items():
            yield calendar.at(tick, Item.INTERVENTION)
            self.live_until(tick)
            for intervention in interventions:
                self.intervening.act(intervention, tick)

    def reviews(self, calendar: Calendar) -> Process:
        """Yearly steps, recalibrated pay bands and performance reviews, on the first of a month."""
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            due = self.reviewing.due(tick)
            if due:
                yield calendar.at(tick, Item.REVIEW)
                self.live_until(tick)
            for act in due:
                act(tick)

    def promotion_cycles(self, calendar: Calendar, trigger: Cycle) -> Process:
        """Promotion cycles on the first day of their calendar months, or some weeks later."""
        for month in range(month_number(self.first_tick), month_number(self.last_tick) + 1):
            if not trigger.takes_place(month, self.scenario.start):
                continue
            late = trigger.weeks_late(self.company.keys, month)
            # All weeks in question, whoever has a cycle then: no replication may notice which
            # others share the block, not even by the last bit of a sum that is cut elsewhere.
            for week in range(trigger.latest + 1):
                tick = month * TICKS_PER_MONTH + week * TICKS_PER_WEEK
                if tick > self.last_tick:
                    return
                if trigger.too_early(tick, self.scenario.start):
                    continue
                yield calendar.at(tick, Item.PROMOTION_CYCLE)
                self.live_until(tick)
                self.promoting.hold_cycle(tick, month, np.flatnonzero(late == week))

    def staffing_reviews(self, calendar: Calendar) -> Process:
        """Staffing reviews, monthly by default."""
        for tick in range(self.first_tick, self.last_tick + 1, self.interval):
            yield calendar.at(tick, Item.STAFFING)
            market = self.company.market
            if market is not None and market.rules.hires_for(self.company.position):
                market.open_day(tick)
            self.live_until(tick)
            self.workplace.review_shared_values()
            self.recruiting.give_up(tick)
            self.promoting.fill_seats(tick)
            apprentices = self.workplace.apprentices.begin(tick, self.interval)
            send_elsewhere(self.workplace, apprentices)
            self.staffing.review(tick)
            self.recruiting.hire_apprentices(tick)

    def month_starts(self, calendar: Calendar) -> Process:
        """On the first of each month hazards and scopes are refreshed."""
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            yield calendar.at(tick, Item.REFRESH)
            self.live_until(tick)
            self.workplace.refresh_everybody(years(tick))

    def snapshots(self, calendar: Calendar) -> Process:
        """Snapshots from the start to the horizon."""
        interval = ticks(self.scenario.snapshots)
        for tick in [*range(0, self.last_tick, interval), self.last_tick]:
            yield calendar.at(tick, Item.SNAPSHOT)
            self.live_until(tick)
            if tick == 0:
                # The count starts here, whatever the warm-up saw.
                count_anew(self.workplace, 0.0)
            take_snapshot(self.workplace, years(tick))


def simulate_block(
    scenario: Scenario, replications: Sequence[int]
) -> dict[str, dict[str, NDArray[Any]]]:
    """Run some replications in lockstep.

    Which replications share a block never changes a result.

    Parameters
    ----------
    scenario : Scenario
    replications : sequence of int
        Numbers of replications, in increasing order.

    Returns
    -------
    dict of table name to columns
        Raw columns of `levels`, `events`, `people`, `cycles` and `hires`; organizations and levels
        as positions.
    """
    numbers = np.asarray(replications, dtype=np.int64)
    recorded = _recorded(scenario.record, numbers)
    # A hazard or a rate of 0 is an event that never comes: its time is infinite.
    with np.errstate(divide="ignore", over="ignore"):
        market_of = markets(scenario)
        organizations = [
            OrganizationInBlock(scenario, name, numbers, recorded, market_of.get(name))
            for name in scenario.organizations
        ]
        calendar = Calendar(min(organization.first_tick for organization in organizations))
        for organization in organizations:
            for process in organization.processes(calendar):
                calendar.process(process)
        calendar.run()
    for organization in organizations:
        organization.workplace.finish(years(organization.last_tick))
    companies = [organization.company for organization in organizations]
    return tables(companies, numbers)


def _recorded(record: int | str, numbers: Integers) -> NDArray[np.bool_]:
    if isinstance(record, str):
        return np.full(len(numbers), record == "all")
    return numbers < record


def block_size(scenario: Scenario) -> int:
    """How many replications to run in one block, from the number of people in one."""
    people = 0
    for rules in scenario.organizations.values():
        initial = rules.initial.headcount
        if isinstance(rules.plan, ArrivalsPlan):
            # People stay for some years; how many exactly does not matter here.
            people += initial + round(3 * sum(rules.plan.levels.values()))
        else:
            horizon = range(0, scenario.horizon_months * TICKS_PER_MONTH + 1, TICKS_PER_YEAR)
            targets = [rules.plan.target(years(t), initial, scenario.start) for t in horizon]
            people += max(initial, *targets)
    return int(np.clip(ROWS_PER_BLOCK // max(people, 1), 1, MOST_REPLICATIONS_PER_BLOCK))
