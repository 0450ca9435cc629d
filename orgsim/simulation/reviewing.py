"""What falls on review days: yearly steps, recalibrated pay bands, and performance reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import TICKS_PER_YEAR, month_number, years
from orgsim.rules.reviews import Reviews
from orgsim.simulation.day import Item
from orgsim.simulation.leaving import leave_at_yearly_step
from orgsim.simulation.paying import raise_by_merit, recalibrate
from orgsim.simulation.record import PERFORMANCE

if TYPE_CHECKING:
    from orgsim.simulation.promoting import Promoting
    from orgsim.simulation.workplace import Workplace


class Reviewing:
    """The review days of one organization.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    start : datetime.date
        The scenario's first day.
    """

    def __init__(self, workplace: Workplace, promoting: Promoting, start: dt.date) -> None:
        self._workplace, self._promoting, self._start = workplace, promoting, start

    def due(self, tick: int) -> list[Callable[[int], None]]:
        """What there is to do on the first day of a month, in its order.

        Yearly steps do not fall on the first day of all.
        """
        workplace, found = self._workplace, list[Callable[[int], None]]()
        anniversary = tick % TICKS_PER_YEAR == 0 and tick > workplace.company.first_tick
        if anniversary and workplace.leaving.at_yearly_steps:
            found.append(self._take_yearly_step)
        if workplace.pay is not None and workplace.pay.recalibrates(tick):
            found.append(self._recalibrate)
        reviews = workplace.rules.reviews
        if reviews is not None and reviews.take_place(month_number(tick), self._start):
            found.append(self._review)
        return found

    def _take_yearly_step(self, tick: int) -> None:
        leave_at_yearly_step(self._workplace, self._promoting, tick)

    def _recalibrate(self, tick: int) -> None:
        assert self._workplace.pay is not None
        recalibrate(self._workplace, self._workplace.pay, tick)

    def _review(self, tick: int) -> None:
        reviews = self._workplace.rules.reviews
        assert reviews is not None
        hold_review(self._workplace, reviews, tick)


def hold_review(workplace: Workplace, reviews: Reviews, tick: int) -> None:
    """Everybody who has been there long enough is rated; some have to leave, others get raises.

    Nobody makes a counter-offer to those who have to leave.
    """
    roster, now, month = workplace.roster, years(tick), month_number(tick)
    there = roster.level < len(workplace.ladder)
    rows = np.flatnonzero(there & reviews.reviewed(now - roster.hired))
    rating = reviews.ratings(
        workplace.people(rows), now, month, roster.replication[rows], roster.person[rows]
    )
    roster.rating[rows] = rating
    management = reviews.performance_management
    if management is not None:
        poor = rating < management.bar
        roster.poor_ratings[rows] = np.where(poor, roster.poor_ratings[rows] + 1, 0)
        has_to = management.has_to_leave(roster.poor_ratings[rows], roster.key[rows], month)
        leaving, rows = rows[has_to], rows[~has_to]
        roster.exit_at[leaving] = now
        workplace.company.flows.let_go += workplace.count(leaving)[:, :-1]
        workplace.leave(leaving, Item.REVIEW, np.full(len(leaving), PERFORMANCE))
    if workplace.pay is not None:
        raise_by_merit(workplace, workplace.pay, rows, tick)
