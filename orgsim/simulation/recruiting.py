"""Recruiting: who answers requisitions, and which of them are given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.offers import Search
from orgsim.simulation.applicants import Applicants
from orgsim.simulation.apprentices import unsettled
from orgsim.simulation.day import Item
from orgsim.simulation.hiring import within_free_seats
from orgsim.simulation.pool import paired
from orgsim.simulation.record import ACQUISITION, HIRING_FREEZE

if TYPE_CHECKING:
    from orgsim.rules.interventions.hiring_freeze import HiringFreeze
    from orgsim.simulation.workplace import Workplace

Integers = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]

_REVIEW = code("staffing review")


class Recruiting:
    """The entry points of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._places, self._cap = workplace.company.places, workplace.entry_points.cap
        self._trains = np.array(
            [section.apprenticeship is not None for section in workplace.entry_points.sections]
        )
        self._applicants = Applicants(workplace)

    def search(
        self,
        replication: Integers,
        requisitions: Keys,
        tick: int,
        level: Integers | None = None,
    ) -> None:
        """Open requisitions, each through the first entry point that has a place for it.

        By rounds: the first choices of all, then the second choices of those that found theirs
        full, and so on. Those that find every one full are withheld.

        Parameters
        ----------
        replication : array of int, shape (N,)
        requisitions : array of uint64, shape (N,)
            Their keys, in the order of their opening.
        tick : int
        level : array of int, shape (N,), optional
            Levels with free seats that people are wanted for; by default those that the entry
            points feed.
        """
        workplace = self._workplace
        flows, chosen = workplace.company.flows, workplace.entry_points.chosen
        entry_point = first_choice = chosen(requisitions, level)
        refused = np.zeros((len(requisitions), len(workplace.entry_points)), dtype=bool)
        rows, turn = np.arange(len(requisitions)), 0
        while len(rows):
            wanted = None if level is None else level[rows]
            full = self._open(replication[rows], entry_point, wanted, tick)
            rows, entry_point, turn = rows[full], entry_point[full], turn + 1
            if len(rows) == 0:
                return
            np.add.at(flows.turned_away, (replication[rows], entry_point), 1)
            refused[rows, entry_point] = True
            wanted = None if level is None else level[rows]
            entry_point = chosen(requisitions[rows], wanted, turn, refused[rows])
            nowhere = entry_point < 0
            withheld = rows[nowhere]
            np.add.at(flows.withheld, (replication[withheld], first_choice[withheld]), 1)
            rows, entry_point = rows[~nowhere], entry_point[~nowhere]

    def _open(
        self, replication: Integers, entry_point: Integers, level: Integers | None, tick: int
    ) -> NDArray[np.bool_]:
        """Open one round of requisitions. Returns which of them find their entry point full."""
        workplace = self._workplace
        columns, search, founder, settled = self._answering(replication, entry_point, level, tick)
        full = np.zeros(len(settled), dtype=bool)
        others = np.flatnonzero(~settled)
        full[others] = ~self._places.left(
            self._cap, replication[others], entry_point[others], columns["start"][others]
        )
        full |= workplace.company.freezes.frozen(years(tick))[entry_point]
        admitted = np.flatnonzero(~full)
        if level is None:
            free = workplace.free_seats()
            np.subtract.at(free, (replication[settled], columns["level"][settled]), 1)
            looking = np.flatnonzero(~full & ~settled)
            columns["level"][looking] = within_free_seats(
                columns["level"][looking], replication[looking], free, workplace.ladder.below
            )
        kept = admitted[columns["level"][admitted] >= 0]
        if len(search.of):
            will_be = np.isin(search.of, kept) & ~(columns["waits"] | settled)[search.of]
            workplace.openings.expect(search, will_be, columns)
        if len(kept) < len(full):
            columns = {name: values[kept] for name, values in columns.items()}
            settled = settled[kept]
        found = founder[kept][founder[kept] >= 0]
        if len(found):
            workplace.founders.pool.remove(found)
        others = np.flatnonzero(~settled)
        self._places.take(
            *(columns[name][others] for name in ("replication", "entry_point", "start"))
        )
        workplace.openings.pending.add(**columns)
        where = (columns["replication"], columns["level"])
        np.add.at(workplace.company.open_requisitions, where, 1)
        np.add.at(workplace.company.flows.requisitions, where, 1)
        workplace.company.log.add(
            Item.STAFFING,
            "requisition",
            replication=columns["replication"],
            time=columns["opened"],
            person=columns["person"],
            entry_point=columns["entry_point"],
            level_to=columns["level"],
            rank_to=workplace.ladder.rank[columns["level"]],
        )
        return full

    def _answering(
        self, replication: Integers, entry_point: Integers, level: Integers | None, tick: int
    ) -> tuple[Columns, Search, Integers, NDArray[np.bool_]]:
        """Who will come through these entry points, and when.

        Returns
        -------
        columns : dict of str to array, shape (N,)
            What `Openings.pending` keeps of them.
        search : Search
            Meaningless for those who wait for an apprentice.
        founder : array of int, shape (N,)
            Rows of the founders who come back; -1 for all others.
        settled : array of bool, shape (N,)
            Whether a candidate of the market has accepted.
        """
        workplace, entry_points = self._workplace, self._workplace.entry_points
        founders = workplace.founders
        keys, person = workplace.company.numbering.entrants(
            month_number(tick), replication, entry_point
        )
        now, spell = np.full(len(keys), years(tick)), np.ones(len(keys), dtype=np.int64)
        founder, group = np.full(len(keys), -1), np.full(len(keys), -1)
        met, back = founders.meeting(replication, entry_point, years(tick))
        if len(met):
            founder[met], group[met] = back, founders.pool["group"][back]
            person[met] = founders.pool["person"][back]
            spell[met] = founders.pool["spell"][back] + 1
            keys[met] = derive(founders.pool["key"][back], spell[met])
        taken, people = self._applicants.meeting(replication, entry_point, level, founder < 0, tick)
        if len(taken):
            group[taken] = workplace.groups.positions(people["group"])
            person[taken], keys[taken] = people["person"], people["new_key"]
            spell[taken] = people["new_spell"]
        search = entry_points.searched(entry_point, keys, now)
        entrants = entry_points.entrants(entry_point, keys, level)
        if len(met):
            founders.bring_along(back, search.start[met], entrants, met, placed=level is None)
        settled = np.zeros(len(keys), dtype=bool)
        settled[taken] = True
        brought = self._applicants.brought(len(keys), taken, people)
        if len(met):
            brought["origin"][met] = founders.pool["origin"][back]
        start, accepted = search.start.copy(), search.accepted.copy()
        entered = np.full(len(keys), np.nan)
        if len(taken):
            self._applicants.bring_along(people, entrants, taken)
            start[taken], accepted[taken] = people["start"], years(tick)
            entered[taken] = people["pipeline_entered"]
        waits = self._trains[entry_point] & (founder < 0) & ~settled
        columns = {
            "replication": replication,
            "key": keys,
            "person": person,
            "spell": spell,
            "group": group,
            "entry_point": entry_point,
            "pipeline_entered": entered,
            "settled": settled,
            **brought,
            "opened": now,
            "start": np.where(waits, np.inf, start),
            "accepted": np.where(waits, np.inf, accepted),
            "waits": waits,
            "requisition": np.ones(len(keys), dtype=np.int64),
            "told": entry_points.offers.told[entry_point],
            **vars(entrants),
        }
        return columns, search, founder, settled

    def give_up(self, tick: int) -> None:
        """Cancel the requisitions that nobody has filled for too long."""
        workplace, age = self._workplace, self._workplace.rules.staffing.give_up_after
        given_up = None if age is None else workplace.openings.given_up(years(tick), age)
        if given_up is not None:
            self._cancel(given_up, tick, Item.STAFFING, -1)

    def freeze(self, freeze: HiringFreeze, tick: int) -> None:
        """Cancel the requisitions that a freeze cancels: nobody has accepted them yet."""
        ids = self._workplace.entry_points.ids
        closed = np.array([freeze.closes(name) for name in ids])
        frozen = self._workplace.openings.frozen(years(tick), closed)
        if frozen is not None:
            self._cancel(frozen, tick, Item.INTERVENTION, HIRING_FREEZE)

    def end(self, tick: int) -> None:
        """The organization is no more: nobody comes, whatever has been accepted or begun."""
        workplace = self._workplace
        requisitions = workplace.openings.closed()
        if requisitions is not None:
            self._cancel(requisitions, tick, Item.INTERVENTION, ACQUISITION)
        workplace.apprentices.go()
        workplace.founders.pool.remove(np.ones(len(workplace.founders.pool), dtype=bool))

    def _cancel(self, requisitions: Columns, tick: int, item: Item, reason: int) -> None:
        workplace = self._workplace
        replication, level = requisitions["replication"], requisitions["level"]
        now = np.full(len(level), years(tick))
        np.subtract.at(workplace.company.open_requisitions, (replication, level), 1)
        self._places.give_back(replication, requisitions["entry_point"], requisitions["start"])
        np.add.at(workplace.company.flows.cancelled, (replication, level), 1)
        workplace.vacated.add(replication, now, level)
        workplace.company.log.add(
            item,
            "cancellation",
            replication=replication,
            time=now,
            person=requisitions["person"],
            entry_point=requisitions["entry_point"],
            level_to=level,
            rank_to=workplace.ladder.rank[level],
            reason=reason,
        )

    def announce_arrivals(self, plan: ArrivalsPlan, tick: int, until: int) -> None:
        """Everybody who arrives before the next staffing review, whatever the headcount.

        Whoever has been announced before a change of rules comes all the same.
        """
        company = self._workplace.company
        spans = unsettled(company.arrivals_until, self._workplace.active, tick, until)
        for since, which in spans:
            self._announce(plan, tick, since, until, which)

    def _announce(
        self, plan: ArrivalsPlan, tick: int, since: int, until: int, which: Integers
    ) -> None:
        """Everybody who arrives between two ticks, in these replications."""
        workplace, month = self._workplace, month_number(tick)
        entry_points = workplace.entry_points
        reviews = derive(workplace.company.keys, _REVIEW, since)
        for level in plan.levels:
            found, ordinal, time = plan.arriving(level, since, until - since, reviews[which])
            replication = which[found]
            position = workplace.ladder.ids.index(level)
            # Whoever arrives n-th at a level has the same entry point under every scenario.
            arrivals = derive(reviews[replication], code(level), ordinal)
            shares = entry_points.feeding(position)
            entry_point = choose(shares, uniform(arrivals, Purpose.ENTRY_POINT))
            keys, person = workplace.company.numbering.entrants(month, replication, entry_point)
            entrants = entry_points.entrants(entry_point, keys, np.full(len(keys), position))
            columns = {
                "replication": replication,
                "key": keys,
                "person": person,
                "spell": np.ones(len(keys), dtype=np.int64),
                "group": np.full(len(keys), -1),
                "entry_point": entry_point,
                "pipeline_entered": np.full(len(keys), np.nan),
                "settled": np.zeros(len(keys), dtype=bool),
                **self._applicants.brought(len(keys)),
                "opened": time,
                "start": time,
                "accepted": time,
                "waits": np.zeros(len(keys), dtype=bool),
                "requisition": np.zeros(len(keys), dtype=np.int64),
                "told": entry_points.offers.told[entry_point],
                **vars(entrants),
            }
            let_in = workplace.company.freezes.let_in(entry_point, time)
            workplace.openings.pending.add(**{name: x[let_in] for name, x in columns.items()})

    def hire_apprentices(self, tick: int) -> None:
        """Requisitions that wait for apprentices get them: first come, first served, both ways.

        Whose entry point has no place left in the year of the start goes on waiting.
        """
        workplace, now = self._workplace, years(tick)
        pending, pool = workplace.openings.pending, workplace.apprentices.waiting
        for position in workplace.apprentices.positions if len(pending) else ():
            waiting = np.flatnonzero(pending["waits"] & (pending["entry_point"] == position))
            ready = workplace.apprentices.ready(position, now)
            if len(ready) == 0:
                continue
            one, other = paired(pending["replication"][waiting], pool["replication"][ready])
            if len(one) == 0:
                continue
            rows, apprentices = waiting[one], ready[other]
            columns = pending.at(rows)
            replication, entry_point = columns["replication"], columns["entry_point"]
            search = workplace.entry_points.searched(
                entry_point, columns["key"], np.full(len(rows), now)
            )
            hired = self._places.left(self._cap, replication, entry_point, search.start)
            rows, apprentices = rows[hired], apprentices[hired]
            pending["start"][rows] = search.start[hired]
            pending["accepted"][rows] = search.accepted[hired]
            pending["pipeline_entered"][rows] = pool["entered"][apprentices]
            pending["told"][rows] = workplace.entry_points.offers.told[entry_point[hired]]
            pending["waits"][rows] = False
            self._places.take(replication[hired], entry_point[hired], search.start[hired])
            workplace.openings.expect(search, hired[search.of], columns)
            pool.remove(apprentices)
