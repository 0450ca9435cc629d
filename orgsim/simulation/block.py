"""A block of replications in lockstep: the processes of each organization on one calendar."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from numpy.typing import NDArray

from orgsim.clock import (
    TICKS_PER_MONTH,
    TICKS_PER_YEAR,
    month_number,
    months_between,
    ticks,
    years,
)
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.interventions.acquisition import Acquisition
from orgsim.rules.interventions.change import Change
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.stages import Gate
from orgsim.simulation.acquiring import take_in
from orgsim.simulation.calendar import Calendar
from orgsim.simulation.changing import change_rules
from orgsim.simulation.company import Company
from orgsim.simulation.day import Item
from orgsim.simulation.market import Market, markets
from orgsim.simulation.regime import Regime
from orgsim.simulation.snapshots import count_anew, take_snapshot
from orgsim.simulation.tables import tables
from orgsim.simulation.timetable import Timetable
from orgsim.simulation.workplace import Workplace

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario

Integers = NDArray[np.int64]
Process = Generator[simpy.Event, Any, None]

ROWS_PER_BLOCK = 30_000
"""About as many people as fit the processor's cache; more replications in a block gain nothing."""

ROWS_PER_BLOCK_WITH_CHAINS = 4 * ROWS_PER_BLOCK
"""Where vacancies are filled from below: level by level, few people each, so that many replications
share what each step costs whatever their number."""

MOST_REPLICATIONS_PER_BLOCK = 512


class OrganizationInBlock:
    """One organization of the scenario: what is counted about it, its rule sets, its processes."""

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        replications: Integers,
        recorded: NDArray[np.bool_],
        market: Market | None = None,
    ) -> None:
        self.scenario = scenario
        self.rules = scenario.organizations[name]
        self.last_tick = scenario.horizon_months * TICKS_PER_MONTH
        self._rule_sets = RuleSets(self.rules, scenario.reference_ladder)
        self.timetable = Timetable(self.rules, self._rule_sets, scenario.start, self.last_tick)
        self.first_tick = self.timetable.first_tick
        self.company = Company(scenario, name, replications, recorded, self.timetable, market)
        self._regimes = {(0, 0): Regime(scenario, self.rules, self.company, founding=True)}
        self._changes = 0
        if market is not None:
            market.join(self.company.position, self.workplaces, self.live_until)

    @property
    def regimes(self) -> list[Regime]:
        """The rule sets that replications of the block follow now."""
        return [regime for regime in self._regimes.values() if regime.workplace.active.any()]

    def workplaces(self) -> list[Workplace]:
        """Those of these rule sets."""
        return [regime.workplace for regime in self.regimes]

    def live_until(self, tick: int) -> None:
        """Item 1 of the day: people's own events up to and including now, until none is due."""
        for regime in self.regimes:
            regime.live_until(tick)

    def processes(
        self, calendar: Calendar, others: Mapping[str, OrganizationInBlock]
    ) -> Iterator[Process]:
        """What the organization does, each as a SimPy process, among all of the scenario's."""
        self._others = others
        yield self.interventions(calendar)
        if self.rules.stages:
            yield self.stage_gates(calendar)
        yield self.promotion_cycles(calendar)
        yield self.reviews(calendar)
        yield self.staffing_reviews(calendar)
        yield self.month_starts(calendar)
        yield self.snapshots(calendar)

    # -- rules that change ---------------------------------------------------------------

    def interventions(self, calendar: Calendar) -> Process:
        """Whatever is to happen on a given day; of one day in the order of the scenario file."""
        for each in sorted(self.rules.interventions, key=lambda each: each.date):
            tick = months_between(self.scenario.start, each.date) * TICKS_PER_MONTH
            if tick > self.last_tick:
                return  # the horizon was made shorter since the scenario was checked
            yield calendar.at(tick, Item.INTERVENTION)
            self.live_until(tick)
            if isinstance(each, Change):
                self._changes += 1
                self._follow(tick)
            if isinstance(each, Acquisition):
                self._acquire(each, tick)
            for regime in self.regimes:
                regime.intervening.act(each, tick)

    def _acquire(self, acquisition: Acquisition, tick: int) -> None:
        """Everybody of another organization comes over, and the other ends."""
        other = self._others[acquisition.organization]
        other.live_until(tick)
        for there in other.regimes:
            for here in self.regimes:
                take_in(here, there, acquisition, tick)
            there.recruiting.end(tick)
        other.company.ended = True

    def stage_gates(self, calendar: Calendar) -> Process:
        """On the first of each month after the start: the last stage that is due is entered."""
        company, gate = self.company, Gate(self.rules.stages, self.scenario.start)
        for tick in range(TICKS_PER_MONTH, self.last_tick + 1, TICKS_PER_MONTH):
            yield calendar.at(tick, Item.STAGE)
            if company.ended:
                return
            self.live_until(tick)
            headcount = company.headcount.sum(axis=1)
            after = gate.passed(company.stage, headcount, month_number(tick))
            entering = np.flatnonzero(after > company.stage)
            company.stage = after
            company.enter_stage(entering, after[entering] - 1, years(tick))
            self._follow(tick)
            for number, stage in enumerate(self.rules.stages.values(), 1):
                if stage.title_reset is not None:
                    here = np.isin(np.arange(len(after)), entering[after[entering] == number])
                    for regime in self.regimes:
                        regime.intervening.reset_titles(stage.title_reset, tick, Item.STAGE, here)

    def _follow(self, tick: int) -> None:
        """Every replication follows the rules of its stage, with all that has been set by now."""
        company, regimes = self.company, self._regimes
        for stage in np.unique(company.stage).tolist():
            key, here = (stage, self._changes), company.stage == stage
            for before in self.regimes:
                moving = before.workplace.active & here
                if before is regimes.get(key) or not moving.any():
                    continue
                if key not in regimes:
                    rules = self._rule_sets.of(*key)
                    regimes[key] = Regime(self.scenario, rules, company, founding=False)
                change_rules(before, regimes[key], moving, tick)
        # What has been changed since holds nowhere any more.
        self._regimes = {key: each for key, each in regimes.items() if key[1] == self._changes}

    # -- what happens again and again ----------------------------------------------------

    def reviews(self, calendar: Calendar) -> Process:
        """Yearly steps, recalibrated pay bands and performance reviews, on the first of a month."""
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            yield calendar.at(tick, Item.REVIEW)
            due = [act for regime in self.regimes for act in regime.reviewing.due(tick)]
            if due:
                self.live_until(tick)
            for act in due:
                act(tick)

    def promotion_cycles(self, calendar: Calendar) -> Process:
        """Promotion cycles on the first day of their calendar months, or some weeks later."""
        weeks_late: dict[int, Integers] = {}
        for tick, cycles in self.timetable.promotion_cycles():
            yield calendar.at(tick, Item.PROMOTION_CYCLE)
            if self.company.ended:
                return
            self.live_until(tick)
            for month, week in cycles:
                if week == 0:
                    settled = [regime.weeks_late(month) for regime in self.regimes]
                    weeks_late[month] = np.max(settled, axis=0)
                for regime in self.regimes:
                    regime.hold_cycle(tick, month, weeks_late[month] == week)

    def staffing_reviews(self, calendar: Calendar) -> Process:
        """Staffing reviews, monthly by default."""
        for tick in self.timetable.staffing_reviews():
            yield calendar.at(tick, Item.STAFFING)
            if self.company.ended:
                return
            market = self.company.market
            if market is not None and market.rules.hires_for(self.company.position):
                market.open_day(tick)
            self.live_until(tick)
            for regime in self.regimes:
                if regime.next_staffing_review(tick) == tick:
                    regime.hold_staffing_review(tick)

    def month_starts(self, calendar: Calendar) -> Process:
        """On the first of each month hazards and scopes are refreshed."""
        for tick in range(self.first_tick, self.last_tick + 1, TICKS_PER_MONTH):
            yield calendar.at(tick, Item.REFRESH)
            self.live_until(tick)
            for regime in self.regimes:
                regime.workplace.refresh_everybody(years(tick))

    def snapshots(self, calendar: Calendar) -> Process:
        """Snapshots from the start to the horizon."""
        interval = ticks(self.scenario.snapshots)
        for tick in [*range(0, self.last_tick, interval), self.last_tick]:
            yield calendar.at(tick, Item.SNAPSHOT)
            self.live_until(tick)
            workplaces = self.workplaces()
            if tick == 0:
                # The count starts here, whatever the warm-up saw.
                count_anew(self.company, workplaces, 0.0)
            take_snapshot(self.company, workplaces, years(tick))

    def finish(self) -> None:
        """Close the spells of those who are still there at the end."""
        for regime in self.regimes:
            regime.workplace.finish(years(self.last_tick))


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
        Raw columns of `levels`, `events`, `people`, `cycles`, `hires` and `stages`; organizations
        and levels as positions.
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
        by_name = {organization.company.name: organization for organization in organizations}
        for organization in organizations:
            for process in organization.processes(calendar, by_name):
                calendar.process(process)
        calendar.run()
    for organization in organizations:
        organization.finish()
    companies = [organization.company for organization in organizations]
    return tables(companies, numbers)


def _recorded(record: int | str, numbers: Integers) -> NDArray[np.bool_]:
    if isinstance(record, str):
        return np.full(len(numbers), record == "all")
    return numbers < record


def block_size(scenario: Scenario) -> int:
    """How many replications to run in one block, from the number of people in one."""
    people = sum(
        max(
            0,
            *(_most_people(scenario, rules) for rules in scenario.rule_sets[name].values()),
            *(stage.headcount or 0 for stage in organization.stages.values()),
        )
        for name, organization in scenario.organizations.items()
    )
    chains = any(
        share > 0
        for rule_sets in scenario.rule_sets.values()
        for rules in rule_sets.values()
        for share in rules.staffing.promote_first.root.values()
    )
    rows = ROWS_PER_BLOCK_WITH_CHAINS if chains else ROWS_PER_BLOCK
    return int(np.clip(rows // max(people, 1), 1, MOST_REPLICATIONS_PER_BLOCK))


def _most_people(scenario: Scenario, rules: Organization) -> int:
    """About as many people as there will be if these rules hold from the start on."""
    initial = rules.initial.headcount
    if isinstance(rules.plan, ArrivalsPlan):
        # People stay for some years; how many exactly does not matter here.
        return initial + round(3 * sum(rules.plan.levels.values()))
    horizon = range(0, scenario.horizon_months * TICKS_PER_MONTH + 1, TICKS_PER_YEAR)
    return max(initial, *(rules.plan.target(years(t), initial, scenario.start) for t in horizon))
