"""Moving up: promotions, and titles that are granted without one; and down, in title resets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Purpose, exponential
from orgsim.rules.competence import transferred
from orgsim.rules.titles import promoted_scope
from orgsim.simulation.day import Item
from orgsim.simulation.leaving import live_on, set_exit
from orgsim.simulation.paying import raise_by_promotion, start_paying, stop_paying
from orgsim.simulation.record import COUNTER_OFFER

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def move_up(
    workplace: Workplace, rows: Integers, to: Integers, time: Floats, item: Item, reason: int = -1
) -> None:
    """Promote people, or grant them a title, as the effect of the promotion policy has it.

    Parameters
    ----------
    workplace : Workplace
    rows : array of int, shape (N,)
    to : array of int, shape (N,)
        Positions of their new levels.
    time : array of float, shape (N,)
        Years.
    item : Item
        Of the day on which they move.
    reason : int
        Position in `REASONS`, -1 without one.
    """
    if len(rows) == 0:
        return
    roster, effect = workplace.roster, workplace.rules.promotion.effect
    live_on(workplace, rows, time)
    scope, skill = roster.scope[rows], workplace.people(rows).skill(time)
    target = np.minimum(workplace.ladder.scope[to], workplace.company.cap[roster.replication[rows]])
    follows = promoted_scope(scope, target, effect.scope_follows)
    roster.scope[rows] = follows
    new_skill = transferred(effect.skill, skill, follows, roster.key[rows], roster.moves[rows])
    roster.skill_then[rows] = new_skill
    roster.skill_since[rows] = time
    roster.potential[rows] = np.maximum(roster.potential[rows], new_skill)
    roster.seat[rows] = to
    _take_up(workplace, rows, to, time, item, effect.kind_of_event, scope, reason)


def keep(workplace: Workplace, rows: Integers, time: Floats, item: Item) -> None:
    """Counter-offers: the title of the next level, not its seat nor its work; a new stay."""
    if len(rows) == 0:
        return
    roster = workplace.roster
    live_on(workplace, rows, time)
    roster.counter_offers[rows] += 1
    roster.stay[rows] = exponential(roster.key[rows], Purpose.STAY, roster.counter_offers[rows])
    to, scope = roster.next_level[rows], roster.scope[rows]
    _take_up(workplace, rows, to, time, item, "title_grant", scope, COUNTER_OFFER)


def move_down(
    workplace: Workplace, rows: Integers, to: Integers, time: Floats, item: Item, reason: int
) -> None:
    """Titles of lower levels; parameters as of `move_up`. Scope, pay and luck stay as they are."""
    if len(rows) == 0:
        return
    roster = workplace.roster
    live_on(workplace, rows, time)
    roster.seat[rows] = to
    _take_up(workplace, rows, to, time, item, "relevel", roster.scope[rows], reason)


def _take_up(
    workplace: Workplace,
    rows: Integers,
    to: Integers,
    time: Floats,
    item: Item,
    kind: str,
    scope_from: Floats,
    reason: int,
) -> None:
    """People are at another level from now on; count it and write it down."""
    roster, flows, level = workplace.roster, workplace.company.flows, workplace.roster.level[rows]
    out, on = workplace.count(rows), roster.item_after_move(rows, time, item)
    if kind != "relevel":
        flows.years_before_moving += workplace.count(rows, time - roster.level_since[rows])[:, :-1]
    flows.lived += workplace.count(rows, time)[:, :-1]
    stop_paying(workplace, rows, time)
    for name, values in workplace.insight.settled(roster, rows, time).items():
        getattr(roster, name)[rows] = values
    rank = workplace.ladder.rank[to]
    roster.highest_rank[rows] = np.maximum(roster.highest_rank[rows], rank)
    roster.level[rows] = to
    roster.level_since[rows], roster.level_item[rows] = time, on
    roster.moves[rows] += 1
    roster.passed_over[rows] = 0
    roster.next_level[rows] = workplace.tracks.next_level(to, roster.key[rows], roster.moves[rows])

    arrived = workplace.count(rows)
    workplace.company.headcount += arrived - out
    flows.lived -= workplace.count(rows, time)[:, :-1]
    if kind == "promotion":
        roster.pay[rows] += raise_by_promotion(workplace, rows, to, time)
    start_paying(workplace, rows, time)
    if kind == "promotion":
        flows.promotions_in += arrived[:, :-1]
        flows.promotions_out += out[:, :-1]
    elif kind == "relevel":
        flows.relevels_in += arrived[:, :-1]
        flows.relevels_out += out[:, :-1]
    else:
        flows.title_grants_in += arrived[:, :-1]
        flows.title_grants_out += out[:, :-1]
    workplace.company.log.add(
        on,
        kind,
        replication=roster.replication[rows],
        time=time,
        person=roster.person[rows],
        entry_point=roster.entry_point[rows],
        level_from=level,
        level_to=to,
        rank_from=workplace.ladder.rank[level],
        rank_to=rank,
        scope_from=scope_from,
        scope_to=roster.scope[rows],
        reason=reason,
    )
    set_exit(workplace, rows, time)
