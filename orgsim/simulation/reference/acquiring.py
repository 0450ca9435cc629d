"""Acquisitions: one person after the other goes over to another organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import years
from orgsim.randomness import Purpose, derive, normal
from orgsim.rules.interventions.acquisition import way_in
from orgsim.rules.ladder import GUARD
from orgsim.simulation.day import Item
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.workplace import insights

if TYPE_CHECKING:
    from orgsim.rules.interventions.acquisition import Acquisition
    from orgsim.simulation.reference.workplace import Workplace


def take_in(here: Workplace, there: Workplace, acquisition: Acquisition, tick: int) -> None:
    """Everybody who works there works here from now on."""
    now = years(tick)
    for person in there.everybody():
        key = derive(person.key, person.spell + 1)
        luck = float(normal(key, Purpose.ACQUISITION)[0])
        seen = person.skill(now) + acquisition.assessment_noise * luck
        credit, rank = acquisition.title_credit, there.rank[person.level]
        worth = (1 - credit) * seen + credit * rank
        fits = [
            (level.rank, level.track == there.ladder.levels[person.level].track, position)
            for position, level in enumerate(here.ladder.levels)
            if level.scope <= worth + GUARD or level.rank == here.ladder.levels[0].rank
        ]
        level = max(fits)[2]
        came_by = there.entry_points.ids[person.entry_point]
        entry_point = way_in(came_by, here.rules.entry_points)
        brought = here.insight.of_entrants(np.array([entry_point]), key, np.array([now]))
        insight = insights(brought, 1)[0]
        if insight and person.insight(now):
            insight = person.insight(now)
        group = there.groups.ids[person.group] if person.group >= 0 else ""
        pay = person.pay
        person.go_over(now)
        person.reconsider_future()
        newcomer = Employee(
            here,
            key=key,
            identity=person.identity,
            spell=person.spell + 1,
            entry_point=entry_point,
            level=level,
            scope=min(here.level_scope[level], here.cap),
            skill=person.skill(now),
            potential=person.potential,
            learning_rate=person.learning_rate,
            insight=insight,
            group=here.groups.ids.index(group) if group in here.groups.ids else -1,
            now=now,
            born=person.born,
            hired=now,
            level_since=now,
            pay=pay,
        )
        here.take_in(newcomer, there.name, rank, person.scope)
        if acquisition.disruption is not None:
            newcomer.be_disrupted(acquisition.disruption, now)
        if newcomer.exit_at <= now:
            newcomer.leave_at_once(now, Item.INTERVENTION)
