"""Rules change: what the old ones have done is settled by them, the new ones hold from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.clock import years
from orgsim.simulation.reference.promoting import Promoting

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.rules.promotion.policy import PromotionPolicy
    from orgsim.simulation.reference.workplace import Workplace


def change_rules(
    workplace: Workplace, new: Organization, own_policy: PromotionPolicy | None, tick: int
) -> None:
    """Exchange the rules of an organization; people and whoever is on the way stay."""
    old, now, before = workplace.rules, years(tick), workplace.promoting
    for person in workplace.everybody():
        if (old.attrition, old.titles, old.levels) != (new.attrition, new.titles, new.levels):
            person.live_on(now)
        if (old.customer, old.levels) != (new.customer, new.levels):
            person.settle_insight(now)
    workplace.follow(new)
    workplace.founders.follow(workplace.entry_points, workplace.leaving.age_limit)
    workplace.promoting = Promoting(workplace, own_policy)
    workplace.promoting.follow(before)
    if not workplace.vacancy_levels.replaces_leavers:
        workplace.vacated.clear()
    for person in workplace.everybody():
        person.live_under_new_rules(now)
        workplace.promoting.restart_clock(person, before, now)
