"""Acquisitions: everybody of one organization goes over to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import years
from orgsim.randomness import derive
from orgsim.rules.interventions.acquisition import way_in
from orgsim.simulation.day import Item
from orgsim.simulation.intervening import disrupt
from orgsim.simulation.record import ACQUISITION

if TYPE_CHECKING:
    from orgsim.rules.interventions.acquisition import Acquisition
    from orgsim.simulation.regime import Regime


def take_in(here: Regime, there: Regime, acquisition: Acquisition, tick: int) -> None:
    """People go over, in the replications where one rule set holds here and the other there.

    Parameters
    ----------
    here, there : Regime
        Of the organization that takes people in, and of the one that ends.
    acquisition : Acquisition
    tick : int
    """
    new, old, roster, now = here.workplace, there.workplace, there.workplace.roster, years(tick)
    rows = np.flatnonzero((roster.level < len(old.ladder)) & new.active[roster.replication])
    if len(rows) == 0:
        return
    time, held = np.full(len(rows), now), roster.level[rows]
    key = derive(roster.key[rows], roster.spell[rows] + 1)
    rank, skill = old.ladder.rank[held], old.people(rows).skill(time)
    tracks = [old.ladder.levels[level].track for level in held.tolist()]
    level = acquisition.new_level(new.ladder, tracks, skill, rank, key)
    replication, person = roster.replication[rows], roster.person[rows]
    ways = np.array([way_in(name, here.rules.entry_points) for name in old.entry_points.ids])
    entry_point = ways[roster.entry_point[rows]]
    scope = np.minimum(new.ladder.scope[level], new.company.cap[replication])
    insight = new.insight.of_entrants(entry_point, key, time)
    if new.insight.counts and old.insight.counts:
        insight = old.insight.settled(roster, rows, time)
    columns = {
        "replication": replication,
        "key": key,
        "person": person,
        "spell": roster.spell[rows] + 1,
        "entry_point": entry_point,
        "pipeline_entered": np.full(len(rows), np.nan),
        "level": level,
        "scope": scope,
        "skill_then": skill,
        "potential": roster.potential[rows],
        "learning_rate": roster.learning_rate[rows],
        "born": roster.born[rows],
        "hired": time,
        "level_since": time,
        "level_item": np.full(len(rows), Item.INTERVENTION),
        "skill_since": time,
        "group": new.groups.positions(old.groups.names(roster.group[rows])),
        "pay": roster.pay[rows],
        **insight,
    }
    scope_before = old.go_over(rows, now)
    joined = new.join(**columns)
    new.company.flows.acquired_in += new.count(joined)[:, :-1]
    new.company.log.add(
        Item.INTERVENTION,
        "relevel",
        replication=replication,
        time=time,
        person=person,
        entry_point=entry_point,
        level_to=level,
        rank_from=rank,
        rank_to=new.ladder.rank[level],
        scope_from=scope_before,
        scope_to=scope,
        reason=ACQUISITION,
        origin=old.company.position,
    )
    if acquisition.disruption is not None:
        disrupt(new, joined, acquisition.disruption, now)
    if here.promoting.continuous:
        here.promoting.set_clock(joined, time)
    # Whoever is beyond the age limit here goes at once, after having come.
    here.promoting.let_go(joined[new.roster.exit_at[joined] <= now], Item.INTERVENTION)
