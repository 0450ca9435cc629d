"""Applicants: candidates of the market whom an organization offers its open requisitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import derive
from orgsim.rules.competence import skill_after
from orgsim.rules.market import error_about, offered
from orgsim.rules.places_in_line import place_within
from orgsim.simulation.day import Item
from orgsim.simulation.hiring import known_age
from orgsim.simulation.market import INSIGHT, NO_ORIGIN
from orgsim.simulation.record import DECLINED

if TYPE_CHECKING:
    from orgsim.rules.entry_points import Entrants
    from orgsim.rules.outside_market import OutsideMarket
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

_NOBODY = np.zeros(0, dtype=np.int64)


class Applicants:
    """The candidates at the door of one organization.

    Parameters
    ----------
    workplace : Workplace
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace, self._market = workplace, workplace.company.market
        self._places, self._cap = workplace.company.places, workplace.entry_points.cap
        self._ways = [
            (position, section.outside)
            for position, section in enumerate(workplace.entry_points.sections)
            if section.outside is not None
        ]

    def meeting(
        self,
        replication: Integers,
        entry_point: Integers,
        level: Integers | None,
        open_to_them: NDArray[np.bool_],
        tick: int,
    ) -> tuple[Integers, Columns]:
        """Offer new requisitions to the applicants, who has looked for a job the longest first.

        Each is offered the highest level that is open and whose scope the assessment reaches, if
        there is one, and accepts or not. Whoever accepts is no candidate any more.

        Parameters
        ----------
        replication, entry_point : array of int, shape (N,)
            Of the requisitions, in the order of their opening.
        level : array of int, shape (N,), optional
            Their levels; without it any level with a free seat.
        open_to_them : array of bool, shape (N,)
            Whether nobody else is meant for them.
        tick : int

        Returns
        -------
        which : array of int, shape (K,)
            Positions of the requisitions that are taken.
        people : dict of str to array, shape (K,)
            By whom: the columns of `Market.pool`, and beside them `new_key` and `new_spell` of the
            employment that begins, `start` in years and `level`.
        """
        if self._market is None or not self._ways:
            return _NOBODY, {}
        rows = self._market.applicants(self._workplace.company.position, tick)
        free = self._workplace.free_seats()
        frozen = self._workplace.company.freezes.frozen(years(tick))
        found: list[tuple[Integers, Columns]] = []
        for position, way in self._ways:
            mine = np.flatnonzero(open_to_them & (entry_point == position))
            if len(rows) and len(mine) and not frozen[position]:
                openings = _Openings(
                    replication[mine], None if level is None else level[mine], free
                )
                asked = self._assessed(position, way, rows, tick)
                which, who, at = self._offer(position, asked, openings, tick)
                hired = {name: values[who] for name, values in asked.items()}
                found.append((mine[which], {**hired, "level": at}))
                rows = np.delete(rows, who)
        if not found:
            return _NOBODY, {}
        people = {
            name: np.concatenate([columns[name] for _, columns in found]) for name in found[0][1]
        }
        self._market.hire(people["serial"])
        return np.concatenate([which for which, _ in found]), people

    def _assessed(self, position: int, way: OutsideMarket, rows: Integers, tick: int) -> Columns:
        """What is known about candidates who apply through an entry point, and what they seem."""
        assert self._market is not None
        people, now = self._market.pool.at(rows), years(tick)
        entry_point = np.full(len(rows), position)
        skill = skill_after(
            people["skill_then"],
            people["potential"],
            people["learning_rate"],
            now - people["skill_since"],
        )
        seen = skill + error_about(people["key"], month_number(tick), way.assessment_noise)
        rank, spell = people["rank"], people["spell"] + 1
        key = derive(people["key"], spell)
        offers = self._workplace.entry_points.offers
        return {
            **people,
            "worth": np.where(rank > 0, way.offered_scope(seen, rank), seen),
            "new_key": key,
            "new_spell": spell,
            "start": offers.first_days(entry_point, key, np.full(len(rows), now)),
        }

    def _offer(
        self, position: int, asked: Columns, openings: _Openings, tick: int
    ) -> tuple[Integers, Integers, Integers]:
        """Offers to one applicant of each replication after the other.

        Returns
        -------
        which, who, level : array of int, shape (K,)
            Requisitions that are taken, by which of the applicants, at which levels.
        """
        found = [(_NOBODY, _NOBODY, _NOBODY)]
        place = place_within(asked["replication"])
        for turn in range(int(place.max()) + 1):
            these = np.flatnonzero(place == turn)
            replication, start = asked["replication"][these], asked["start"][these]
            scope = self._workplace.ladder.scope[: len(self._workplace.ladder)]
            level = offered(asked["worth"][these], scope, openings.open_at(replication))
            entry_point = np.full(len(these), position)
            able = (level >= 0) & self._places.left(self._cap, replication, entry_point, start)
            these, level = these[able], level[able]
            accepts = self._accepts(position, asked, these, level, tick)
            these, level = these[accepts], level[accepts]
            replication = asked["replication"][these]
            self._places.take(replication, entry_point[: len(these)], asked["start"][these])
            found.append((openings.take(replication, level), these, level))
        which, who, at = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return which, who, at

    def _accepts(
        self, position: int, asked: Columns, who: Integers, level: Integers, tick: int
    ) -> NDArray[np.bool_]:
        """Whether some accept the levels they are offered; an event of the review, shape (N,)."""
        assert self._market is not None
        workplace, now = self._workplace, np.full(len(who), years(tick))
        person = {name: values[who] for name, values in asked.items()}
        replication, entry_point = person["replication"], np.full(len(who), position)
        pay = np.full(len(who), np.nan)
        if workplace.pay is not None:
            pay = workplace.pay.starting_pay(
                person["new_key"], entry_point, level, replication, now
            )
        rank = workplace.ladder.rank[level]
        accepts = self._market.rules.accepts(
            person["key"], month_number(tick), person["rank"], rank, person["pay"], pay
        )
        np.add.at(workplace.company.flows.offers, (replication, entry_point), 1)
        np.add.at(workplace.company.flows.declined, (replication, entry_point), ~accepts)
        workplace.company.log.add(
            Item.STAFFING,
            "offer",
            replication=replication,
            time=now,
            person=person["person"],
            entry_point=entry_point,
            level_to=level,
            rank_from=np.where(person["rank"] > 0, person["rank"], -1),
            rank_to=rank,
            reason=np.where(accepts, -1, DECLINED),
            origin=person["origin"],
        )
        return accepts

    def bring_along(self, people: Columns, entrants: Entrants, which: Integers) -> None:
        """Put what these people are and can do in the place of what others would bring.

        Parameters
        ----------
        people : dict of str to array, shape (K,)
            From `meeting`.
        entrants : Entrants
        which : array of int, shape (K,)
            Their positions among the entrants.
        """
        start = people["start"]
        entrants.skill[which] = skill_after(
            people["skill_then"],
            people["potential"],
            people["learning_rate"],
            start - people["skill_since"],
        )
        entrants.beside_scope[which] = 0.0
        entrants.potential[which] = people["potential"]
        entrants.learning_rate[which] = people["learning_rate"]
        entrants.age[which] = known_age(people["born"], start, entrants.age[which])
        entrants.rank[which] = people["rank"]
        entrants.level[which] = people["level"]

    def brought(
        self, count: int, which: Integers = _NOBODY, people: Columns | None = None
    ) -> Columns:
        """Columns of requisitions, shape (N,), for what only comes from a market.

        Parameters
        ----------
        count : int
            Of the requisitions.
        which : array of int, shape (K,)
            Those that applicants have taken.
        people : dict of str to array, shape (K,)
            From `meeting`.
        """
        columns: Columns = {"origin": np.full(count, NO_ORIGIN)}
        if self._market is None:
            return columns
        columns |= {name: np.full(count, np.nan) for name in ("scope_from", *INSIGHT)}
        if people:
            columns["origin"][which] = people["origin"]
            columns["scope_from"][which] = people["scope"]
            for name in INSIGHT:
                columns[name][which] = people[name]
        return columns


class _Openings:
    """Requisitions that are open to applicants, at levels of their own or wherever there is room.

    Parameters
    ----------
    replication : array of int, shape (N,)
        In the order of their opening.
    level : array of int, shape (N,), optional
    free : array of int, shape (R, L)
        Free seats; those that applicants take here are no longer free.
    """

    def __init__(self, replication: Integers, level: Integers | None, free: Integers) -> None:
        self._free, self._by_level = free, level is not None
        group = replication if level is None else replication * free.shape[1] + level
        size = free.size if self._by_level else len(free)
        self._order = np.argsort(group, kind="stable")
        self._left = np.bincount(group, minlength=size)
        self._next = np.cumsum(self._left) - self._left

    def open_at(self, replication: Integers) -> NDArray[np.bool_]:
        """The levels at which requisitions are open, shape (N, L)."""
        if self._by_level:
            return np.asarray(self._left.reshape(self._free.shape)[replication] > 0)
        return (self._free[replication] > 0) & (self._left[replication] > 0)[:, None]

    def take(self, replication: Integers, level: Integers) -> Integers:
        """The first of each that is open is not any more, one in a replication; shape (N,)."""
        group = replication * self._free.shape[1] + level if self._by_level else replication
        taken: Integers = self._order[self._next[group]]
        self._next[group] += 1
        self._left[group] -= 1
        if not self._by_level:
            self._free[replication, level] -= 1
        return taken
