"""Staffing: reviews compare headcount with the plan and fill what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number, years
from orgsim.randomness import Keys, code, derive
from orgsim.rules.headcount_plan import ArrivalsPlan, Course, GrowingPlan, TargetPlan
from orgsim.rules.ladder import UNLIMITED
from orgsim.simulation.reference.snapshots import effectiveness
from orgsim.simulation.reference.vacancies import Vacancies

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.simulation.reference.recruiting import Recruiting
    from orgsim.simulation.reference.workplace import Workplace

_REQUISITION = code("requisition")


class StaffingReviews:
    """The headcount plan of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    recruiting : Recruiting
    """

    def __init__(self, workplace: Workplace, recruiting: Recruiting) -> None:
        self._workplace, self._recruiting = workplace, recruiting
        self._course = Course(0.0, workplace.rules.initial.headcount)
        self._planned_until, self._pace, self._reviewed = 0.0, 1.0, 0.0
        self._key: Keys = derive(workplace.key, _REQUISITION)
        self._month: int | None = None
        self._opened = 0

    def review(self, tick: int, until: int) -> None:
        """Fill the positions that are missing, or announce who arrives until the next review."""
        workplace, plan = self._workplace, self._workplace.rules.plan
        if isinstance(plan, ArrivalsPlan):
            self._recruiting.announce_arrivals(plan, tick, until)
            return
        target = self._target(plan, years(tick))
        if not workplace.hires_at(years(tick)):
            return  # a freeze: what is missing, and what leavers left, waits for the thaw
        missing = max(target - workplace.headcount() - sum(workplace.open_requisitions), 0)
        # Whom the plan has no room for is not replaced at a later review either.
        left_first = sorted(workplace.vacated, key=lambda left: (left[0], -left[1]))
        to_replace = [level for _, level in left_first[:missing]]
        workplace.vacated.clear()
        if missing > 0:
            keys = self._numbered(missing, month_number(tick))
            if workplace.vacancy_levels.left_to_entrants:
                self._recruiting.search(keys, tick)
            else:
                levels = self._levels(keys, to_replace)
                vacancies = Vacancies(workplace, workplace.promoting, self._recruiting)
                left = vacancies.fill(keys, levels, tick)
                for level in left:
                    workplace.vacate(years(tick), level)

    def _target(self, plan: TargetPlan, now: float) -> int:
        """The planned headcount; effectiveness may set the pace of its growth until later."""
        workplace = self._workplace
        time = self._plan_time(now)
        if isinstance(plan, GrowingPlan) and plan.feedback is not None:
            carried_well = effectiveness(workplace, workplace.everybody(), now)
            self._pace = float(plan.feedback.pace(np.array([carried_well]))[0])
            self._planned_until, self._reviewed = time, now
        return plan.target(time, self._course.people, workplace.start)

    def _plan_time(self, now: float) -> float:
        """How far the plan has come, in years; with feedback it waits for the start."""
        plan = self._workplace.rules.plan
        if not isinstance(plan, GrowingPlan) or plan.feedback is None:
            return now - self._course.since
        since = max(now, 0.0) - max(self._reviewed, 0.0)
        return self._planned_until + self._pace * since

    def plan_on(self, new: Organization, now: float) -> None:
        """A new plan of growth goes on from what was planned until now, or from those there."""
        workplace, plan = self._workplace, self._workplace.rules.plan
        if new.plan == plan or isinstance(new.plan, ArrivalsPlan):
            return
        people = float(workplace.headcount())
        if not isinstance(plan, ArrivalsPlan):
            time = self._plan_time(now)
            people = plan.planned(time, self._course.people, workplace.start)
        self._course = new.plan.course(now, people, new.initial.headcount)
        self._planned_until, self._pace, self._reviewed = 0.0, 1.0, now

    def _levels(self, keys: Keys, to_replace: list[int]) -> list[int]:
        """Levels of the positions with these keys: those known, and the rest as drawn."""
        workplace, rules = self._workplace, self._workplace.vacancy_levels
        drawn: list[int] = rules.drawn(keys).tolist()
        known = to_replace
        if not rules.replaces_leavers:
            levels = range(len(workplace.ladder))
            people = [len(workplace.staff[i]) + workplace.open_requisitions[i] for i in levels]
            free = [int(min(workplace.free_seats(level), UNLIMITED)) for level in levels]
            (count,) = rules.missing_in_structure(
                np.array([people]), np.array([free]), np.array([len(keys)])
            ).tolist()
            known = [level for level in reversed(levels) for _ in range(count[level])]
        return known + drawn[len(known) :]

    def _numbered(self, count: int, month: int) -> Keys:
        """Keys of new positions, numbered within the month."""
        if month != self._month:
            self._month, self._opened = month, 0
        ordinals = np.arange(self._opened, self._opened + count)
        self._opened += count
        keys: Keys = derive(self._key, month, ordinals)
        return keys
