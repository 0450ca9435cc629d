"""Interventions: what is done to an organization on its day, to one person after the other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, bits
from orgsim.rules.interventions.layoff import UNRATED, Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.rules.ladder import GUARD
from orgsim.rules.reviews import DIGITS
from orgsim.simulation.day import Item

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace


def lay_off(workplace: Workplace, layoff: Layoff, tick: int) -> None:
    """So many people have to go; the others may be upset for a while."""
    now = years(tick)
    together: dict[str, list[Employee]] = defaultdict(list)
    for person in workplace.everybody():
        level = workplace.ladder.ids[person.level]
        if layoff.by_level is not None:
            together[level].append(person)
        elif layoff.levels is None or level in layoff.levels:
            together["everybody"].append(person)
    for level, people in together.items():
        people.sort(key=lambda person: _goes_first(person, layoff, tick))
        for person in people[: _how_many(layoff, len(people), level)]:
            person.be_laid_off(now)
            person.reconsider_future()
    if layoff.disruption is not None:
        for person in workplace.everybody():
            person.be_disrupted(layoff.disruption, now)


def _how_many(layoff: Layoff, people: int, level: str) -> int:
    if layoff.count is not None:
        return layoff.count
    share = layoff.share if layoff.by_level is None else layoff.by_level.get(level, 0.0)
    assert share is not None
    return int(share * people + 0.5 + GUARD)


def _goes_first(person: Employee, layoff: Layoff, tick: int) -> tuple[object, ...]:
    """By what is sorted who has to go."""
    now, worth = years(tick), 0.0
    if layoff.order == "lowest_rating":
        worth = person.rating or UNRATED
    elif layoff.order == "lowest_performance":
        worth = round(person.performance(now), DIGITS)
    elif layoff.order == "shortest_tenure":
        worth = now - person.hired
    elif layoff.order == "longest_tenure":
        worth = person.hired - now
    luck = int(bits(person.key, Purpose.LAYOFF, month_number(tick))[0])
    return worth, luck, person.identity


def reset_titles(workplace: Workplace, reset: TitleReset, tick: int, item: Item) -> None:
    """Whose level asks for more than the scope held goes down to one that fits."""
    now, levels = years(tick), workplace.ladder.levels
    for person in workplace.everybody():
        held = levels[person.level]
        if reset.levels is not None and workplace.ladder.ids[person.level] not in reset.levels:
            continue
        fits = [
            (level.rank, level.track == held.track, position)
            for position, level in enumerate(levels)
            if level.scope <= person.scope + GUARD or level.rank == levels[0].rank
        ]
        rank, _, position = max(fits)
        if rank < held.rank:
            if reset.disruption is not None:
                person.be_disrupted(reset.disruption, now)
            person.move_down(position, now, item, "title_reset")
            person.reconsider_future()
