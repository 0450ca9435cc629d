"""Staffing: reviews compare headcount with the plan and open requisitions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from orgsim.clock import month_number, years
from orgsim.rules.headcount_plan import ArrivalsPlan, missing

if TYPE_CHECKING:
    from orgsim.simulation.recruiting import Recruiting
    from orgsim.simulation.workplace import Workplace


class StaffingReviews:
    """The headcount plan of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    recruiting : Recruiting
    start : datetime.date
        The scenario's first day.
    interval : int
        Ticks from one review to the next.
    """

    def __init__(
        self, workplace: Workplace, recruiting: Recruiting, start: dt.date, interval: int
    ) -> None:
        self._workplace = workplace
        self._recruiting = recruiting
        self._start = start
        self._interval = interval

    def review(self, tick: int) -> None:
        """Open requisitions for the people that are missing, or announce the next arrivals."""
        plan = self._workplace.rules.plan
        if isinstance(plan, ArrivalsPlan):
            self._recruiting.announce_arrivals(plan, tick, self._interval)
            return
        workplace = self._workplace
        # During the warm-up the plan is to stay as large as on the first day.
        target = plan.target(years(tick), workplace.rules.initial.headcount, self._start)
        need = missing(target, workplace.staff.sum(axis=1), workplace.open_requisitions.sum(axis=1))
        if need.any():
            replication, keys = workplace.openings.numbered(month_number(tick), need)
            self._recruiting.search(replication, keys, tick)
