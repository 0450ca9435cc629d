"""Staffing: reviews compare headcount with the plan and open requisitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number, years
from orgsim.randomness import code, derive
from orgsim.rules.headcount_plan import ArrivalsPlan

if TYPE_CHECKING:
    from orgsim.simulation.reference.recruiting import Recruiting
    from orgsim.simulation.reference.workplace import Workplace

_REQUISITION = code("requisition")


class StaffingReviews:
    """The headcount plan of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    recruiting : Recruiting
    interval : int
        Ticks from one review to the next.
    """

    def __init__(self, workplace: Workplace, recruiting: Recruiting, interval: int) -> None:
        self._workplace, self._recruiting = workplace, recruiting
        self._interval = interval
        self._month: int | None = None
        self._opened = 0

    def review(self, tick: int) -> None:
        """Open requisitions for the people that are missing, or announce the next arrivals."""
        workplace, plan = self._workplace, self._workplace.rules.plan
        if isinstance(plan, ArrivalsPlan):
            self._recruiting.announce_arrivals(plan, tick, self._interval)
            return
        # During the warm-up the plan is to stay as large as on the first day.
        target = plan.target(years(tick), workplace.rules.initial.headcount, workplace.start)
        missing = target - workplace.headcount() - sum(workplace.open_requisitions)
        if missing > 0:
            self._open(missing, tick)

    def _open(self, count: int, tick: int) -> None:
        """Open requisitions, numbered within the month."""
        month = month_number(tick)
        if month != self._month:
            self._month, self._opened = month, 0
        ordinals = np.arange(self._opened, self._opened + count)
        self._opened += count
        self._recruiting.search(derive(self._workplace.key, _REQUISITION, month, ordinals), tick)
