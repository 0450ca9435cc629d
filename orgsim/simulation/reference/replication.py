"""One replication: what organizations do on the calendar, and the tables that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from orgsim.rules.interventions.hiring_freeze import HiringFreeze
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.rules.promotion.trigger import Cycle
from orgsim.simulation.day import Item
from orgsim.simulation.reference.calendar import Calendar, Process
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
        rules = scenario.organizations[name]
        self.first_tick = -ticks(rules.warm_up)
        self.last_tick = scenario.horizon_months * TICKS_PER_MONTH
        recorded = _recorded(scenario.record, replication)
        self.workplace = Workplace(
            calendar, scenario, name, replication, recorded, self.first_tick, market
        )
        arrive_on_first_day(self.workplace, self.first_tick)
        self.interval = ticks(rules.staffing.every)
        self.recruiting = Recruiting(self.workplace, self.first_tick)
        self.staffing = StaffingReviews(self.workplace, self.recruiting, self.interval)

    def processes(self) -> Iterator[Process]:
        """What the organization does; the employees and requisitions have their own processes."""
        trigger = self.workplace.rules.promotion.trigger
        if isinstance(trigger, Cycle):
            yield self.promotion_cycles(trigger)
        yield self.interventions()
        yield self.reviews()
        yield self.staffing_reviews()
        yield self.snapshots()

    def interventions(self) -> Process:
        """Layoffs, hiring freezes and title resets, each on its day."""
        rules, start = self.scenario.organizations[self.workplace.name], self.scenario.start
        for each in sorted(rules.interventions, key=lambda each: each.date):
            tick = months_between(start, each.date) * TICKS_PER_MONTH
            yield self.calendar.at(years(tick), Item.INTERVENTION)
            if isinstance(each, Layoff):
                lay_off(self.workplace, each, tick)
            elif isinstance(each, TitleReset):
                reset_titles(self.workplace, each, tick, Item.INTERVENTION)
            elif isinstance(each, HiringFreeze) and each.open_requisitions == "cancel":
                self.recruiting.freeze(each, years(tick))

    def reviews(self) -> Process:
        """Yearly steps, recalibrated pay bands and performance reviews, on the first of a month."""
        workplace, reviews = self.workplace, self.workplace.rules.reviews
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            yield self.calendar.at(years(tick), Item.REVIEW)
            anniversary = tick % TICKS_PER_YEAR == 0 and tick > self.first_tick
            if workplace.leaving.at_yearly_steps and anniversary:
                for person in workplace.everybody():
                    person.take_stock(tick)
            if workplace.paying is not None and workplace.paying.recalibrates(tick):
                workplace.paying.lift(workplace.everybody(), years(tick))
            month = month_number(tick)
            if reviews is not None and reviews.take_place(month, self.scenario.start):
                hold_review(workplace, reviews, tick, month)

    def promotion_cycles(self, trigger: Cycle) -> Process:
        """Promotion cycles on the first day of their calendar months, or some weeks later."""
        for month in range(month_number(self.first_tick), month_number(self.last_tick) + 1):
            if not trigger.takes_place(month, self.scenario.start):
                continue
            late = int(trigger.weeks_late(self.workplace.key, month)[0])
            tick = month * TICKS_PER_MONTH + late * TICKS_PER_WEEK
            too_early = trigger.too_early(tick, self.scenario.start)
            if tick <= self.last_tick and not too_early:
                yield self.calendar.at(years(tick), Item.PROMOTION_CYCLE)
                self.workplace.promoting.hold_cycle(tick, month)

    def staffing_reviews(self) -> Process:
        """Staffing reviews, monthly by default."""
        for tick in range(self.first_tick, self.last_tick + 1, self.interval):
            yield self.calendar.at(years(tick), Item.STAFFING)
            self.workplace.review_shared_values()
            self.recruiting.give_up(tick)
            self.workplace.promoting.fill_seats(tick)
            self.recruiting.begin_apprenticeships(tick, self.interval)
            self.staffing.review(tick)
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
        Raw columns of `levels`, `events`, `people`, `cycles` and `hires`, as
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
    running = [
        calendar.process(process)
        for organization in organizations
        for process in organization.processes()
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
