"""Recruiting: who answers a requisition, when they start, and their first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, on_the_day, years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.entry_points import choose
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.simulation.day import Item
from orgsim.simulation.hiring import within_free_seats

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

Integers = NDArray[np.int64]

_REVIEW = code("staffing review")


class Recruiting:
    """The entry points of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def search(
        self,
        replication: Integers,
        requisitions: Keys,
        tick: int,
        level: Integers | None = None,
    ) -> None:
        """Open requisitions, at given levels or at those that their entry points feed.

        Parameters
        ----------
        replication : array of int, shape (N,)
        requisitions : array of uint64, shape (N,)
            Their keys, in the order of their opening.
        tick : int
        level : array of int, shape (N,), optional
            Levels with free seats; somebody is found through an entry point that feeds them.
        """
        workplace, month = self._workplace, month_number(tick)
        entry_points = workplace.entry_points
        entry_point = entry_points.chosen(requisitions, level)
        keys, person = workplace.openings.entrants(month, replication, entry_point)
        entrants = entry_points.entrants(entry_point, keys)
        if level is None:
            free = workplace.free_seats()
            entrants.level = within_free_seats(entrants.level, replication, free)
        else:
            entrants.level = level
        now = np.full(len(keys), years(tick))
        columns = {
            "replication": replication,
            "key": keys,
            "person": person,
            "entry_point": entry_point,
            "opened": now,
            "start": on_the_day(now + entrants.time_to_fill),
            "requisition": np.ones(len(keys), dtype=np.int64),
            **vars(entrants),
        }
        if (entrants.level < 0).any():
            kept = np.flatnonzero(entrants.level >= 0)
            columns = {name: values[kept] for name, values in columns.items()}
        workplace.openings.add(columns)
        where = (columns["replication"], columns["level"])
        np.add.at(workplace.open_requisitions, where, 1)
        np.add.at(workplace.flows.requisitions, where, 1)
        workplace.log.add(
            Item.STAFFING,
            "requisition",
            replication=columns["replication"],
            time=columns["opened"],
            person=columns["person"],
            entry_point=columns["entry_point"],
            level_to=columns["level"],
            rank_to=workplace.ladder.rank[columns["level"]],
        )

    def give_up(self, tick: int) -> None:
        """Cancel the requisitions that nobody has filled for too long."""
        workplace, age = self._workplace, self._workplace.rules.staffing.give_up_after
        given_up = None if age is None else workplace.openings.given_up(years(tick), age)
        if given_up is None:
            return
        replication, level = given_up["replication"], given_up["level"]
        now = np.full(len(level), years(tick))
        np.subtract.at(workplace.open_requisitions, (replication, level), 1)
        np.add.at(workplace.flows.cancelled, (replication, level), 1)
        workplace.vacated.add(replication, now, level)
        workplace.log.add(
            Item.STAFFING,
            "cancellation",
            replication=replication,
            time=now,
            person=given_up["person"],
            entry_point=given_up["entry_point"],
            level_to=level,
            rank_to=workplace.ladder.rank[level],
        )

    def announce_arrivals(self, plan: ArrivalsPlan, tick: int, interval: int) -> None:
        """Everybody who arrives within the next `interval` ticks, whatever the headcount."""
        workplace, month = self._workplace, month_number(tick)
        entry_points = workplace.entry_points
        reviews = derive(workplace.keys, _REVIEW, tick)
        for level in plan.levels:
            replication, ordinal, time = plan.arriving(level, tick, interval, reviews)
            position = workplace.ladder.ids.index(level)
            # Whoever arrives n-th at a level has the same entry point under every scenario.
            arrivals = derive(reviews[replication], code(level), ordinal)
            shares = entry_points.feeding(position)
            entry_point = choose(shares, uniform(arrivals, Purpose.ENTRY_POINT))
            keys, person = workplace.openings.entrants(month, replication, entry_point)
            entrants = entry_points.entrants(entry_point, keys)
            entrants.level[:] = position
            workplace.openings.add(
                {
                    "replication": replication,
                    "key": keys,
                    "person": person,
                    "entry_point": entry_point,
                    "opened": time,
                    "start": time,
                    "requisition": np.zeros(len(keys), dtype=np.int64),
                    **vars(entrants),
                }
            )

    def start_work(self, tick: int) -> Integers:
        """Everybody whose first day has come, each at the exact time. Returns their rows."""
        workplace = self._workplace
        starting = workplace.openings.starting(years(tick))
        if starting is None:
            return np.zeros(0, dtype=np.int64)
        replication, level = starting["replication"], starting["level"]
        entry_point, start = starting["entry_point"], starting["start"]
        scope = np.minimum(workplace.ladder.scope[level], workplace.cap[replication])
        skill = starting["skill"] + starting["beside_scope"] * scope
        rows = workplace.join(
            replication=replication,
            key=starting["key"],
            person=starting["person"],
            entry_point=entry_point,
            level=level,
            scope=scope,
            skill_then=skill,
            potential=np.maximum(starting["potential"], skill),
            learning_rate=starting["learning_rate"],
            born=start - starting["age"],
            hired=start,
            level_since=start,
            skill_since=start,
            group=workplace.groups.of_entrants(entry_point, starting["key"]),
            **workplace.insight.of_entrants(entry_point, starting["key"], start),
        )
        flows = workplace.flows
        np.subtract.at(workplace.open_requisitions, (replication, level), starting["requisition"])
        np.add.at(flows.hires, (replication, level), 1)
        np.add.at(flows.hires_by_entry_point, (replication, entry_point), 1)
        np.add.at(flows.years_to_fill, (replication, entry_point), start - starting["opened"])
        workplace.log.add(
            Item.PEOPLE,
            "hire",
            replication=replication,
            time=start,
            person=starting["person"],
            entry_point=entry_point,
            level_to=level,
            rank_from=np.where(starting["rank"] > 0, starting["rank"], -1),
            rank_to=workplace.ladder.rank[level],
            scope_to=scope,
        )
        return rows
