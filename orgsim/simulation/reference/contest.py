"""The contest for promotions: who would move where, within quotas, free seats and money."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.rules.ladder import GUARD
from orgsim.rules.promotion.budget import NoBudget
from orgsim.rules.promotion.trigger import Vacancy
from orgsim.simulation.reference.people_columns import seen

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace


class Contest:
    """What there is to be won under the promotion rules of one organization.

    Parameters
    ----------
    workplace : Workplace

    Attributes
    ----------
    seats_bind : bool
        Whether levels with a limited number of seats are open to so many only.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._rules = workplace.rules.promotion
        self.seats_bind = not isinstance(self._rules.budget, NoBudget)
        self._above: list[int] = workplace.ladder.ways.tolist()[0]

    def path(self, person: Employee) -> list[int]:
        """The next level, and as many after it as may be skipped to."""
        path = [person.next_level]
        for _ in range(self._rules.eligibility.skip_levels):
            if (above := self._above[path[-1]]) < len(self._workplace.ladder):
                path.append(above)
        return path

    def within_reach(self, person: Employee, now: float) -> list[int]:
        """The levels of the path that somebody who is eligible is ready for, nearest first."""
        bar, reach = self._rules.eligibility.readiness_bar, self.path(person)
        if bar is None:
            return reach
        for step in range(1, len(reach)):
            readiness = seen(self._workplace, [person]).readiness_for(np.array([reach[step]]), now)
            if readiness[0] < bar.of(self._workplace.ladder.ids[reach[step - 1]]):
                return reach[:step]
        return reach

    def is_limited(self, level: int) -> bool:
        """Whether a level has a limited number of seats."""
        return self._workplace.ladder.levels[level].seats is not None

    def free_seats(self, level: int) -> float:
        """How many may come to a level."""
        if not self.seats_bind:
            return math.inf
        if isinstance(self._rules.trigger, Vacancy) and not self.is_limited(level):
            return 0  # nothing pulls anybody up to a level that always has room
        return self._workplace.free_seats(level)

    def plan(
        self,
        standing: Sequence[Employee],
        reach: Mapping[Employee, list[int]],
        quota: Sequence[float],
    ) -> dict[Employee, int]:
        """Who would move where, if these people stood, the best first."""
        left = list(quota)
        plan: dict[Employee, int] = {}
        free = [self.free_seats(level) for level in range(len(left))]
        for level in reversed(range(len(left))):
            places = list(left)
            chosen: list[Employee] = []
            for person in standing:
                if person in plan or level not in reach[person] or places[person.level] <= 0:
                    continue
                places[person.level] -= 1
                if len(chosen) < free[level]:
                    chosen.append(person)
            for person in chosen:
                left[person.level] -= 1
                plan[person] = level
                if self.is_limited(person.seat):
                    free[person.seat] += 1
        return plan

    def paid_for(
        self,
        standing: Sequence[Employee],
        reach: Mapping[Employee, list[int]],
        quota: Sequence[float],
        now: float,
        pool: float,
    ) -> dict[Employee, int]:
        """The same for as many of the best as stand before the first who does not fit the pool."""
        workplace = self._workplace
        plan: dict[Employee, int] = {}
        assert workplace.paying is not None
        most = pool * sum(person.pay for person in workplace.everybody())
        for count in range(1, len(standing) + 1):
            longer = self.plan(standing[:count], reach, quota)
            spent = sum(
                workplace.paying.after_promotion(person.pay, to, now) - person.pay
                for person, to in longer.items()
            )
            if spent > most * (1 + GUARD):
                break
            plan = longer
        return plan
