"""Between two refreshes: exit budgets are spent, scopes grow, and exits follow from the hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import MINUTE, TICKS_PER_YEAR, years
from orgsim.randomness import Purpose, uniform
from orgsim.rules.competence import readiness, skill_after
from orgsim.rules.interventions.disruption import factor_at
from orgsim.rules.titles import grown_scope
from orgsim.simulation.day import Item
from orgsim.simulation.paying import pay_gap
from orgsim.simulation.record import AGE_LIMIT, SKILL_FLOOR

if TYPE_CHECKING:
    from orgsim.simulation.promoting import Promoting
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64] | slice
"""Some people of a roster, or everybody."""

# What is left of an exit budget never falls to 0 exactly, so that with a hazard of 0 the time of
# the exit is infinite and not 0/0.
_LEAST_STAY = 1e-300


def live_on(workplace: Workplace, rows: Rows, now: Floats) -> None:
    """Spend the exit budget and let the scope grow since the last refresh."""
    roster = workplace.roster
    elapsed = now - roster.refreshed[rows]
    if workplace.leaving.stays is None:
        used = elapsed
    else:
        level, hired = roster.level[rows], roster.hired[rows]
        used = workplace.leaving.stays.cumulative(level, now - hired)
        used -= workplace.leaving.stays.cumulative(level, roster.refreshed[rows] - hired)
    spent = roster.stay[rows] - roster.hazard[rows] * used
    roster.stay[rows] = np.maximum(spent, _LEAST_STAY)
    roster.refreshed[rows] = now
    growth = workplace.rules.titles.scope_growth
    if growth > 0:
        target = np.minimum(
            workplace.ladder.scope.take(roster.level[rows]),
            workplace.company.cap.take(roster.replication[rows]),
        )
        roster.scope[rows] = grown_scope(roster.scope[rows], target, growth, elapsed)


def set_exit(workplace: Workplace, rows: Rows, now: Floats) -> None:
    """A new hazard, and the time of the exit that follows from it if nothing changes."""
    roster = workplace.roster
    level = roster.level[rows]
    ready: Floats | None = None
    if workplace.leaving.needs_skill:
        skill = skill_after(
            roster.skill_then[rows],
            roster.potential[rows],
            roster.learning_rate[rows],
            now - roster.skill_since[rows],
        )
        ready = _true_readiness(workplace, rows, skill, now)
    hazard = workplace.leaving.hazard(
        level,
        now - roster.hired[rows],
        now - roster.level_since[rows],
        ready,
        _gap(workplace, rows, now),
        _disruption(workplace, rows, now),
    )
    roster.hazard[rows] = hazard
    left = roster.stay[rows] / hazard
    if workplace.leaving.stays is None:
        exit_at = now + left
    else:
        hired = roster.hired[rows]
        used = workplace.leaving.stays.cumulative(level, now - hired)
        # There and back again may miss the present by a last bit; nobody leaves in the past.
        exit_at = np.maximum(hired + workplace.leaving.stays.tenure(level, used + left), now)
    if workplace.leaving.birthday_limit < np.inf:
        of_age = roster.born[rows] + workplace.leaving.birthday_limit
        exit_at = np.maximum(np.minimum(exit_at, of_age), now)
    if workplace.up_or_out.limits_time:
        out = roster.level_since[rows] + workplace.up_or_out.after.take(level)
        exit_at = np.maximum(np.minimum(exit_at, out), now)
    roster.exit_at[rows] = exit_at


def _true_readiness(workplace: Workplace, rows: Rows, skill: Floats, now: Floats) -> Floats:
    """Readiness for the next level as it is, whatever a committee sees."""
    next_level = workplace.roster.next_level[rows]
    insight = workplace.insight.in_readiness(workplace.roster, rows, next_level, now)
    return readiness(skill, workplace.ladder.next_scope.take(next_level), insight)


def _gap(workplace: Workplace, rows: Rows, now: Floats) -> Floats | None:
    """The pay gap, where it drives people out."""
    return pay_gap(workplace, rows, now) if workplace.leaving.needs_pay else None


def _disruption(workplace: Workplace, rows: Rows, now: Floats) -> Floats | None:
    """What interventions multiply the hazard by, where any upset people."""
    if not workplace.company.disrupted:
        return None
    roster = workplace.roster
    return factor_at(roster.disruption[rows], roster.disrupted_until[rows], now)


def leave_at_yearly_step(workplace: Workplace, promoting: Promoting, tick: int) -> None:
    """Those leave whom the yearly chance hits, who are of age, or whose skill is below the floor.

    Whoever started within this very minute is too new for all that.
    """
    roster, now = workplace.roster, np.array([years(tick)])
    rows = np.flatnonzero((roster.level < len(workplace.ladder)) & (now - roster.hired > MINUTE))
    level = roster.level[rows]
    skill = workplace.people(rows).skill(now)
    chance = workplace.leaving.yearly_chance(
        level,
        now - roster.hired[rows],
        now - roster.level_since[rows],
        _true_readiness(workplace, rows, skill, now),
        _gap(workplace, rows, now),
        _disruption(workplace, rows, now),
    )
    hit = uniform(roster.key[rows], Purpose.YEARLY_CHANCE, tick // TICKS_PER_YEAR) < chance
    below = workplace.leaving.below_floor(level, skill)
    of_age = workplace.leaving.of_age(now - roster.born[rows])
    leaving = np.flatnonzero(hit | below | of_age)
    roster.exit_at[rows[leaving]] = now
    reason = np.where(of_age, AGE_LIMIT, np.where(below, SKILL_FLOOR, -1))
    promoting.let_go(rows[leaving], Item.REVIEW, reason[leaving])
