"""Applicants: candidates of the market whom an organization offers its open requisitions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, derive, normal
from orgsim.rules.ladder import GUARD
from orgsim.simulation.day import Item
from orgsim.simulation.reference.record import Event

if TYPE_CHECKING:
    from orgsim.rules.outside_market import OutsideMarket
    from orgsim.simulation.reference.market import Candidate, Market
    from orgsim.simulation.reference.places import Places
    from orgsim.simulation.reference.requisition import Requisition
    from orgsim.simulation.reference.workplace import Workplace


class Applicants:
    """The candidates at the door of one organization.

    Parameters
    ----------
    workplace : Workplace
    places : Places
    """

    def __init__(self, workplace: Workplace, places: Places) -> None:
        self._workplace, self._places = workplace, places

    def meet(self, requisitions: Sequence[Requisition], tick: int, levels_known: bool) -> None:
        """Offer new requisitions to the applicants, who has looked for a job the longest first.

        Each is offered the highest level that is open and whose scope the assessment reaches, if
        there is one. Without levels of their own requisitions are open at all with a free seat.
        """
        market = self._workplace.market
        if market is None:
            return
        applicants = market.applicants(self._workplace, tick)
        for position, section in enumerate(self._workplace.entry_points.sections):
            hires = self._workplace.hires_through(position, years(tick))
            if section.outside is None or not hires:
                continue
            still_open = [
                one for one in requisitions if one.entry_point == position and one.founder is None
            ]
            for candidate in list(applicants):
                worth = self._worth(candidate, section.outside, tick)
                level = self._offered(worth, still_open, requisitions, levels_known)
                if level is None:
                    continue
                first = next(one for one in still_open if not levels_known or one.level == level)
                if self._take_up(first, candidate, level, tick, market):
                    still_open.remove(first)
                    applicants.remove(candidate)

    def _worth(self, candidate: Candidate, way: OutsideMarket, tick: int) -> float:
        """The scope that somebody is assessed to be worth, in rungs."""
        luck = normal(candidate.key, Purpose.MARKET_ASSESSMENT, month_number(tick))
        seen = candidate.skill(years(tick)) + way.assessment_noise * float(luck[0])
        if candidate.rank == 0:
            return seen
        return (1 - way.title_credit) * seen + way.title_credit * candidate.rank

    def _offered(
        self,
        worth: float,
        still_open: Sequence[Requisition],
        requisitions: Sequence[Requisition],
        levels_known: bool,
    ) -> int | None:
        """The highest level that is open and within reach; nothing if there is none."""
        workplace = self._workplace
        if levels_known:
            open_at = {requisition.level for requisition in still_open}
        else:
            taken = [one.level for one in requisitions if one.candidate is not None]
            open_at = {
                level
                for level in range(len(workplace.ladder))
                if still_open and workplace.free_seats(level) > taken.count(level)
            }
        reached = [level for level in open_at if workplace.level_scope[level] <= worth + GUARD]
        return max(reached, default=None)

    def _take_up(
        self, requisition: Requisition, candidate: Candidate, level: int, tick: int, market: Market
    ) -> bool:
        """Offer a requisition to somebody, if there is a place; whether it is accepted."""
        workplace, now = self._workplace, years(tick)
        spell = candidate.spell + 1
        key = derive(candidate.key, spell)
        entry_point = np.array([requisition.entry_point])
        first_day = workplace.entry_points.offers.first_days(entry_point, key, np.array([now]))
        start = float(first_day[0])
        if not self._places.left(requisition.entry_point, start):
            return False
        pay = workplace.starting_pay(key, requisition.entry_point, level, now)
        accepts = market.accepts(candidate, workplace.rank[level], pay, tick)
        self._tell(candidate, requisition, level, now, accepts)
        if not accepts:
            return False
        self._places.take(requisition.entry_point, start)
        market.hire(candidate)
        requisition.key, requisition.identity, requisition.spell = key, candidate.identity, spell
        requisition.candidate, requisition.level = candidate, level
        requisition.start, requisition.accepted = start, now
        requisition.rank = candidate.rank
        requisition.skill, requisition.beside_scope = candidate.skill(start), 0.0
        requisition.potential = candidate.potential
        requisition.learning_rate = candidate.learning_rate
        requisition.pipeline_entered = candidate.pipeline_entered
        requisition.age = start - candidate.born
        if math.isinf(candidate.born):
            requisition.age = float(workplace.entry_points.entrants(entry_point, key).age[0])
        return True

    def _tell(
        self, candidate: Candidate, requisition: Requisition, level: int, now: float, accepts: bool
    ) -> None:
        workplace = self._workplace
        workplace.flows.offers[requisition.entry_point] += 1
        workplace.flows.declined[requisition.entry_point] += not accepts
        workplace.books.log(
            candidate.identity,
            Event(
                now,
                Item.STAFFING,
                candidate.identity.name,
                "offer",
                level_to=level,
                rank_from=candidate.rank if candidate.rank > 0 else -1,
                rank_to=workplace.rank[level],
                entry_point=workplace.entry_points.ids[requisition.entry_point],
                reason="" if accepts else "declined",
                origin=candidate.origin.name,
            ),
        )
