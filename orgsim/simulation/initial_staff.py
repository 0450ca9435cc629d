"""The first day: the initial staff, and the seats and the scope that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, code, derive, uniform
from orgsim.simulation.person_numbers import person_number

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

_INITIAL_STAFF = code("initial staff")


def arrive_on_first_day(workplace: Workplace) -> None:
    """Everybody who is there when the organization's clock starts."""
    company, ladder, rules = workplace.company, workplace.ladder, workplace.rules
    entry_points = workplace.entry_points
    initial = rules.initial
    by_level = initial.headcount_by_level(ladder.ids)
    everywhere = np.tile(by_level, (company.replications, 1))
    company.seats[:] = ladder.seats(everywhere)
    company.cap[:] = rules.titles.largest_scope(everywhere.sum(axis=1))

    replication = np.repeat(np.arange(company.replications), initial.headcount)
    ordinal = np.tile(np.arange(initial.headcount), company.replications)
    level = np.tile(np.repeat(np.arange(len(by_level)), by_level), company.replications)
    keys = derive(company.keys[replication], _INITIAL_STAFF, ordinal)
    scope = np.minimum(ladder.scope[level], company.cap[replication])
    skill = initial.drawn_skill(keys, scope)
    learning_rate = initial.learning_rate.quantile(uniform(keys, Purpose.LEARNING_RATE))
    tenure, time_in_level = initial.times(keys)
    now = np.full(len(keys), years(company.first_tick))
    workplace.join(
        replication=replication,
        key=keys,
        person=person_number(company.position, month_number(company.first_tick), 0, ordinal),
        spell=np.ones(len(keys), dtype=np.int64),
        pipeline_entered=np.full(len(keys), np.nan),
        entry_point=initial.entry_point(keys, entry_points.ids, entry_points.shares),
        level=level,
        scope=scope,
        skill_then=skill,
        potential=initial.drawn_potential(keys, skill),
        learning_rate=np.maximum(learning_rate, 0.0),
        born=now - initial.drawn_age(keys),
        hired=now - tenure,
        level_since=now - time_in_level,
        skill_since=now,
        group=workplace.groups.of_initial_staff(keys),
        **workplace.insight.of_initial_staff(keys, now),
    )
