"""Staffing: reviews compare headcount with the plan and fill what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Keys
from orgsim.rules.headcount_plan import ArrivalsPlan, GrowingPlan, TargetPlan
from orgsim.rules.places_in_line import place_within
from orgsim.rules.staffing import missing
from orgsim.simulation.snapshots import effectiveness
from orgsim.simulation.vacancies import Vacancies

if TYPE_CHECKING:
    from orgsim.simulation.promoting import Promoting
    from orgsim.simulation.recruiting import Recruiting
    from orgsim.simulation.workplace import Workplace

Integers = NDArray[np.int64]


class StaffingReviews:
    """The headcount plan of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    recruiting : Recruiting
    """

    def __init__(
        self,
        workplace: Workplace,
        promoting: Promoting,
        recruiting: Recruiting,
    ) -> None:
        self._workplace = workplace
        self._recruiting = recruiting
        self._vacancies = Vacancies(workplace, promoting, recruiting)

    def review(self, tick: int, until: int) -> None:
        """Fill the positions that are missing, or announce who arrives until the next review."""
        workplace, plan = self._workplace, self._workplace.rules.plan
        if isinstance(plan, ArrivalsPlan):
            self._recruiting.announce_arrivals(plan, tick, until)
            return
        company = workplace.company
        target = self._target(plan, tick)
        if workplace.company.freezes.frozen(years(tick)).all():
            return  # what is missing, and what leavers left, waits for the thaw
        need = missing(
            target,
            company.staff.sum(axis=1),
            company.open_requisitions.sum(axis=1),
        )
        need[~workplace.active] = 0
        vacated = workplace.vacated.take(need)
        if not need.any():
            return
        replication, keys = company.numbering.numbered(month_number(tick), need)
        if workplace.vacancy_levels.left_to_entrants:
            self._recruiting.search(replication, keys, tick)
            return
        level = self._levels(replication, keys, need, vacated)
        left, where = self._vacancies.fill(replication, keys, level, tick)
        workplace.vacated.add(left, np.full(len(left), years(tick)), where)

    def _target(self, plan: TargetPlan, tick: int) -> Integers:
        """The planned headcount of each replication, shape (R,).

        During the warm-up the plan is to stay as large as on the first day.
        """
        company, now = self._workplace.company, years(tick)
        if not isinstance(plan, GrowingPlan) or plan.feedback is None:
            targets = [
                plan.target(now - since, people, company.start) for since, people in company.courses
            ]
            return np.array(targets)[company.course]
        pace = plan.feedback.pace(effectiveness(self._workplace, now))
        company.plan_clock.set_pace(tick, pace, self._workplace.active)
        times, people = company.plan_clock.at(tick), [each.people for each in company.courses]
        return np.array(
            [
                plan.target(time, people[course], company.start)
                for time, course in zip(times.tolist(), company.course.tolist(), strict=True)
            ]
        )

    def _levels(
        self,
        replication: Integers,
        requisitions: Keys,
        need: Integers,
        vacated: tuple[Integers, Integers],
    ) -> Integers:
        """Levels of positions that come open, shape (N,): first those that are known."""
        workplace, rules = self._workplace, self._workplace.vacancy_levels
        level = rules.drawn(requisitions)
        if rules.replaces_leavers:
            where, known = vacated
        else:
            people = workplace.company.staff + workplace.company.open_requisitions
            count = rules.missing_in_structure(people, workplace.free_seats(), need)
            top_first = np.arange(count.shape[1])[::-1]
            known = np.repeat(np.tile(top_first, len(count)), count[:, ::-1].ravel())
            where = np.repeat(np.arange(len(count)), count.sum(axis=1))
        first = np.cumsum(need) - need
        level[first[where] + place_within(where)] = known
        return level
