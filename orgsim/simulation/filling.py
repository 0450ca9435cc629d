"""Filling requisitions: offers that are due, and first days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import years
from orgsim.simulation.day import Item
from orgsim.simulation.market import INSIGHT
from orgsim.simulation.record import DECLINED

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]


def make_offers(workplace: Workplace, tick: int) -> None:
    """Offers that are due, each at its exact time."""
    flows = workplace.company.flows
    offers = workplace.openings.offers.due("time", years(tick))
    if offers is None:
        return
    level, where = offers["level"], (offers["replication"], offers["entry_point"])
    np.add.at(flows.offers, where, 1)
    np.add.at(flows.declined, where, offers["declined"])
    workplace.company.log.add(
        Item.PEOPLE,
        "offer",
        replication=offers["replication"],
        time=offers["time"],
        person=offers["person"],
        entry_point=offers["entry_point"],
        level_to=level,
        rank_to=workplace.ladder.rank[level],
        reason=np.where(offers["declined"], DECLINED, -1),
    )


def start_work(workplace: Workplace, tick: int) -> Integers:
    """Everybody whose first day has come, each at the exact time. Returns their rows."""
    starting = workplace.openings.pending.due("start", years(tick))
    if starting is None:
        return np.zeros(0, dtype=np.int64)
    replication, level = starting["replication"], starting["level"]
    entry_point, start = starting["entry_point"], starting["start"]
    scope = np.minimum(workplace.ladder.scope[level], workplace.company.cap[replication])
    skill = starting["skill"] + starting["beside_scope"] * scope
    rows = workplace.join(
        replication=replication,
        key=starting["key"],
        person=starting["person"],
        spell=starting["spell"],
        entry_point=entry_point,
        pipeline_entered=starting["pipeline_entered"],
        level=level,
        scope=scope,
        skill_then=skill,
        potential=np.maximum(starting["potential"], skill),
        learning_rate=starting["learning_rate"],
        born=start - starting["age"],
        hired=start,
        level_since=start,
        skill_since=start,
        group=np.where(
            starting["group"] >= 0,  # one stays who one is
            starting["group"],
            workplace.groups.of_entrants(entry_point, starting["key"]),
        ),
        **_insight(workplace, starting),
    )
    flows, where = workplace.company.flows, (replication, entry_point)
    np.subtract.at(
        workplace.company.open_requisitions, (replication, level), starting["requisition"]
    )
    np.add.at(flows.hires, (replication, level), 1)
    _count_titles(workplace, starting)
    if workplace.pay is not None:
        costs = workplace.pay.hiring_cost(workplace.roster.pay[rows])
        flows.cost += workplace.count(rows, costs)[:, :-1]
    np.add.at(flows.hires_by_entry_point, where, 1)
    np.add.at(flows.years_to_fill, where, start - starting["opened"])
    # Where offers are no events of their own, this was one.
    made = starting["requisition"] * ~(starting["told"] | starting["settled"])
    np.add.at(flows.offers, where, made)
    workplace.company.log.add(
        Item.PEOPLE,
        "hire",
        replication=replication,
        time=start,
        person=starting["person"],
        entry_point=entry_point,
        level_to=level,
        rank_from=np.where(starting["rank"] > 0, starting["rank"], -1),
        rank_to=workplace.ladder.rank[level],
        scope_from=starting.get("scope_from", np.nan),
        scope_to=scope,
        origin=starting["origin"],
    )
    return rows


def _count_titles(workplace: Workplace, starting: Columns) -> None:
    """With which titles people come, which they get, and whether the market knows them."""
    flows = workplace.company.flows
    rank, where = starting["rank"], (starting["replication"], starting["level"])
    gained = workplace.ladder.rank[starting["level"]] - rank
    np.add.at(flows.hires_with_title, where, rank > 0)
    np.add.at(flows.rungs_gained, where, np.where(rank > 0, gained, 0))
    np.add.at(flows.hires_from_market, where, starting["origin"] >= 0)


def _insight(workplace: Workplace, starting: Columns) -> dict[str, Floats]:
    """The roster's columns of insight: as candidates bring it along, or else as drawn."""
    entry_point, start = starting["entry_point"], starting["start"]
    found = workplace.insight.of_entrants(entry_point, starting["key"], start)
    if (starting["origin"] >= 0).any():
        for name in INSIGHT if found else ():
            found[name] = np.where(np.isnan(starting[name]), found[name], starting[name])
    return found
