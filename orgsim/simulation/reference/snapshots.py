"""Snapshots: every level and entry point as it stands, and what has happened since the last one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgsim.rules.effectiveness import Linear
from orgsim.rules.ladder import GUARD
from orgsim.simulation.reference.record import HireCount, LevelCount, mean

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace


def take_snapshot(workplace: Workplace, time: float) -> None:
    """Write down the levels, and who came, went and moved since the last snapshot."""
    flows = workplace.flows
    for person in workplace.everybody():
        person.pay_from(time, person.pay)
    for level, people in enumerate(workplace.staff):
        rank = workplace.rank[level]
        workplace.books.levels.append(
            LevelCount(
                time=time,
                level=level,
                headcount=len(people),
                scope=mean([person.scope for person in people]),
                skill=mean([person.skill(time) for person in people]),
                time_in_level=mean([time - person.level_since for person in people]),
                insight=mean([_insight_into_work(workplace, person, time) for person in people]),
                pay=mean([person.pay for person in people]),
                pay_gap=mean([person.pay_gap(time) for person in people]),
                effectiveness=effectiveness(workplace, people, time),
                poor_performers=sum(_is_poor(workplace, person, time) for person in people),
                lost_to_poor=sum(_lost(workplace, person, time) for person in people),
                rated=sum(person.rating > 0 for person in people),
                rating=mean([person.rating for person in people if person.rating > 0]),
                inflated=sum(rank - person.scope >= 1.0 - GUARD for person in people),
                person_years=sum(
                    (workplace.lived(person, time) for person in people),
                    flows.lived_by_the_gone[level],
                ),
                cost=flows.cost[level] if workplace.paying is not None else math.nan,
                hires=flows.hires[level],
                hires_with_title=len(flows.relevels[level]),
                relevel=mean(flows.relevels[level]),
                hires_from_market=flows.hires_from_market[level],
                exits=flows.exits[level],
                let_go=flows.let_go[level],
                laid_off=flows.laid_off[level],
                promotions_in=flows.moves_in["promotion"][level],
                promotions_out=flows.moves_out["promotion"][level],
                title_grants_in=flows.moves_in["title_grant"][level],
                title_grants_out=flows.moves_out["title_grant"][level],
                relevels_in=flows.moves_in["relevel"][level],
                relevels_out=flows.moves_out["relevel"][level],
                acquired_in=flows.acquired_in[level],
                acquired_out=flows.acquired_out[level],
                time_to_promotion=mean(flows.years_before_moving[level]),
                open_requisitions=workplace.open_requisitions[level],
                vacancies=flows.requisitions[level] + flows.filled_from_below[level],
                filled_from_below=flows.filled_from_below[level],
                cancelled=flows.cancelled[level],
            )
        )
    for i, (waits, pipeline) in enumerate(
        zip(flows.years_to_fill, workplace.pipelines, strict=True)
    ):
        workplace.books.hires.append(
            HireCount(
                time=time,
                entry_point=workplace.entry_points.ids[i],
                hires=len(waits),
                time_to_fill=mean(waits),
                offers=flows.offers[i],
                declined=flows.declined[i],
                turned_away=flows.turned_away[i],
                withheld=flows.withheld[i],
                in_training=pipeline.in_training,
                waiting=len(pipeline.finished),
            )
        )
    workplace.count_anew(time)


def _insight_into_work(workplace: Workplace, person: Employee, time: float) -> float:
    """Insight into the perspective that the level held asks for; NaN where none counts."""
    insight = person.insight(time)
    return insight[workplace.perspective[person.level]] if insight else math.nan


def _performance(workplace: Workplace, skill: float, scope: float) -> float:
    """How well somebody of a skill carries a scope."""
    rule = workplace.rules.effectiveness.performance
    if isinstance(rule, Linear):
        return skill / rule.maximum
    return math.exp(min(skill - scope, 0.0))


def _done(workplace: Workplace, person: Employee, time: float) -> float:
    return _performance(workplace, person.skill(time), person.scope)


def _is_poor(workplace: Workplace, person: Employee, time: float) -> bool:
    """Whether somebody's skill is too far below the scope held."""
    bar = workplace.rules.effectiveness.poor_below
    return person.scope - person.skill(time) >= bar - GUARD


def _lost(workplace: Workplace, person: Employee, time: float) -> float:
    """How much work does not get done because somebody is a poor performer."""
    if not _is_poor(workplace, person, time):
        return 0.0
    well = _performance(workplace, person.scope, person.scope)
    return person.scope * (well - _done(workplace, person, time))


def effectiveness(workplace: Workplace, people: Iterable[Employee], time: float) -> float:
    """How much of the responsibility that some people hold is carried well."""
    scope = sum(person.scope for person in people)
    carried = sum(person.scope * _done(workplace, person, time) for person in people)
    return carried / scope if scope > 0 else math.nan
