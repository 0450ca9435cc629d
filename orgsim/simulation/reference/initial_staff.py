"""The first day: the initial staff, one person after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, code, derive, uniform
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.record import Identity
from orgsim.simulation.reference.workplace import insights

if TYPE_CHECKING:
    from orgsim.simulation.reference.workplace import Workplace

_INITIAL_STAFF = code("initial staff")


def arrive_on_first_day(workplace: Workplace, tick: int) -> None:
    """Everybody who is there when the organization's clock starts."""
    ladder, initial, now = workplace.ladder, workplace.rules.initial, years(tick)
    by_level = initial.headcount_by_level(ladder.ids)
    workplace.share(by_level.tolist())
    levels = np.repeat(np.arange(len(by_level)), by_level)
    keys = derive(workplace.key, _INITIAL_STAFF, np.arange(initial.headcount))
    scope = np.minimum(ladder.scope[levels], workplace.cap)
    skill = initial.drawn_skill(keys, scope)
    potential = initial.drawn_potential(keys, skill)
    rate = np.maximum(initial.learning_rate.quantile(uniform(keys, Purpose.LEARNING_RATE)), 0.0)
    tenure, in_level = initial.times(keys)
    age = initial.drawn_age(keys)
    brought = workplace.insight.of_initial_staff(keys, np.full(len(keys), now))
    insight = insights(brought, len(keys))
    group = workplace.groups.of_initial_staff(keys)
    ids, shares = workplace.entry_points.ids, workplace.entry_points.shares
    entry_point = initial.entry_point(keys, ids, shares)
    for i, level in enumerate(levels.tolist()):
        person = Employee(
            workplace,
            key=keys[i : i + 1],
            identity=Identity(
                workplace.position, month_number(tick), 0, i, f"{workplace.name}/initial/{i + 1}"
            ),
            entry_point=int(entry_point[i]),
            level=level,
            scope=float(scope[i]),
            skill=float(skill[i]),
            potential=float(potential[i]),
            learning_rate=float(rate[i]),
            insight=insight[i],
            group=int(group[i]),
            now=now,
            born=now - float(age[i]),
            hired=now - float(tenure[i]),
            level_since=now - float(in_level[i]),
        )
        workplace.staff[level][person] = None
        workplace.seats_held[level] += 1
