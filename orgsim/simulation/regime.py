"""A rule set at work: everything done in the replications of a block that follow it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import TICKS_PER_MONTH, TICKS_PER_WEEK, ticks, years
from orgsim.rules.promotion.trigger import Cycle
from orgsim.simulation.filling import make_offers, start_work
from orgsim.simulation.initial_staff import arrive_on_first_day
from orgsim.simulation.intervening import Intervening
from orgsim.simulation.market import send_elsewhere
from orgsim.simulation.promoting import Promoting
from orgsim.simulation.recruiting import Recruiting
from orgsim.simulation.reviewing import Reviewing
from orgsim.simulation.staffing import StaffingReviews
from orgsim.simulation.workplace import Workplace

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario
    from orgsim.simulation.company import Company

Integers = NDArray[np.int64]


class Regime:
    """One rule set of an organization, the people who live under it, and what it does.

    Parameters
    ----------
    scenario : Scenario
    rules : Organization
    company : Company
    founding : bool
        Whether these are the rules that the organization starts with.
    """

    def __init__(
        self, scenario: Scenario, rules: Organization, company: Company, *, founding: bool
    ) -> None:
        self.rules, self._company = rules, company
        self.workplace = Workplace(scenario, rules, company, founding=founding)
        if founding:
            arrive_on_first_day(self.workplace)
        self.recruiting = Recruiting(self.workplace)
        policy = scenario.policy_under(company.name, rules)
        self.promoting = Promoting(self.workplace, policy)
        self.intervening = Intervening(self.workplace, self.promoting, self.recruiting)
        self.reviewing = Reviewing(self.workplace, self.promoting, scenario.start)
        self.staffing = StaffingReviews(self.workplace, self.promoting, self.recruiting)
        self._interval = ticks(rules.staffing.every)

    def next_staffing_review(self, tick: int) -> int:
        """The tick of the next staffing review, counted from the first day of all; maybe now."""
        return tick + (self._company.first_tick - tick) % self._interval

    def live_until(self, tick: int) -> None:
        """Item 1 of the day: people's own events up to and including now, until none is due."""
        workplace, promoting, now = self.workplace, self.promoting, years(tick)
        make_offers(workplace, tick)
        started = start_work(workplace, tick)
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

    def weeks_late(self, month: int) -> Integers:
        """By how many weeks the cycle of a month is late, shape (R,); -1 where there is none."""
        trigger, company = self.rules.promotion.trigger, self._company
        none = np.full(company.replications, -1)
        if not isinstance(trigger, Cycle) or not trigger.takes_place(month, company.start):
            return none
        late = trigger.weeks_late(company.keys, month)
        held = self.workplace.active.copy()
        for week in range(trigger.latest + 1):
            if trigger.too_early(month * TICKS_PER_MONTH + week * TICKS_PER_WEEK, company.start):
                held[late == week] = False
        return np.where(held, late, none)

    def hold_cycle(self, tick: int, month: int, due: NDArray[np.bool_]) -> None:
        """The promotion cycle of a month, in those replications where it is due.

        Whoever promotes otherwise by now has no cycle, not even one that is late.
        """
        held = np.flatnonzero(due & self.workplace.active)
        if len(held) and isinstance(self.rules.promotion.trigger, Cycle):
            self.promoting.hold_cycle(tick, month, held)

    def hold_staffing_review(self, tick: int) -> None:
        """Fill what is missing, and settle what comes by itself until the next review."""
        workplace, until = self.workplace, tick + self._interval
        workplace.review_shared_values()
        self.recruiting.give_up(tick)
        self.promoting.fill_seats(tick)
        apprentices = workplace.apprentices.begin(workplace.active, tick, until)
        send_elsewhere(workplace, apprentices)
        self.staffing.review(tick, until)
        self.recruiting.hire_apprentices(tick)
