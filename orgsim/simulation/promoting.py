"""Promotions: who is considered when, and who moves up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, bits, code, derive, exponential, uniform
from orgsim.rules.ladder import UNLIMITED
from orgsim.rules.people import Draw
from orgsim.rules.promotion.budget import NoBudget, Quota, whole_quota
from orgsim.rules.promotion.competition import STAYS, best_first, destinations
from orgsim.rules.promotion.policy import FilePolicy, PromotionPolicy, checked_answers
from orgsim.rules.promotion.trigger import Continuous
from orgsim.rules.section import column
from orgsim.simulation.day import Item

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Promoting:
    """The promotion policy of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    own_policy : PromotionPolicy, optional
        A user's eligibility and selection in place of the scenario file's.
    """

    def __init__(self, workplace: Workplace, own_policy: PromotionPolicy | None = None) -> None:
        self._workplace = workplace
        rules, ladder = workplace.rules.promotion, workplace.ladder
        self.policy = own_policy or FilePolicy(rules, ladder)
        self._budget = rules.budget
        levels = len(ladder)

        self._rate = np.zeros(levels + 1)
        if isinstance(rules.trigger, Continuous):
            self._rate = column(rules.trigger.rate, ladder.ids, "hazard")
            self._rate[ladder.top :] = 0.0
        self.continuous = bool(self._rate.any())
        # Whom a continuous policy considers for a level with limited seats waits for the staffing
        # review; whatever concerns one person alone happens at its exact time.
        self._needs_seat = np.zeros(levels + 1, dtype=bool)
        if not isinstance(rules.budget, NoBudget):
            self._needs_seat[:levels] = ladder.limited

        self._share = np.zeros(levels)
        if isinstance(rules.budget, Quota):
            self._share = column(rules.budget.share, ladder.ids)[:-1]
        self._carried = np.zeros((workplace.replications, levels))
        self._level_keys = derive(
            workplace.keys[:, None], np.array([code(level) for level in ladder.ids])
        )
        if self.continuous:
            everybody = np.arange(len(workplace.roster))
            self.set_clock(everybody, workplace.roster.skill_since)

    # -- continuous ----------------------------------------------------------------------

    def set_clock(self, rows: Integers, time: Floats) -> None:
        """Draw when these people are considered next: after a start, a move or a consideration."""
        roster = self._workplace.roster
        wait = exponential(roster.key[rows], Purpose.CONSIDERATION, roster.considerations[rows])
        roster.considerations[rows] += 1
        roster.consider_at[rows] = time + wait / self._rate[roster.level[rows]]

    def consider(self, rows: Integers) -> None:
        """The clocks of these people have rung, each at its own time."""
        if len(rows) == 0:
            return
        roster = self._workplace.roster
        time = roster.consider_at[rows]
        seated = self._needs_seat[roster.next_level[rows]]
        roster.waiting[rows[seated]] = True
        promoted = np.zeros(len(rows), dtype=bool)
        alone = np.flatnonzero(~seated)
        if len(alone):
            # The occasion is the count with which this clock was drawn.
            occasion = roster.considerations[rows[alone]] - 1
            positions, score = self._judged(rows[alone], time[alone], occasion)
            promoted[alone[positions[score > -np.inf]]] = True
        moving = rows[promoted]
        self._workplace.move_up(moving, roster.next_level[moving], time[promoted], Item.PEOPLE)
        # A clock renews from its own time, with the rate of the level now held.
        self.set_clock(rows, time)

    def fill_seats(self, tick: int) -> None:
        """People who were considered since the last review compete for the free seats."""
        roster = self._workplace.roster
        rows = np.flatnonzero(roster.waiting)
        if len(rows) == 0:
            return
        roster.waiting[rows] = False
        # The occasion is that of the clock that rang; the one that runs since has the next number.
        moved, *_ = self._compete(rows, tick, roster.considerations[rows] - 2, Item.STAFFING)
        self.set_clock(moved, np.full(len(moved), years(tick)))

    # -- cycles --------------------------------------------------------------------------

    def hold_cycle(self, tick: int) -> None:
        """Everybody below the top competes for quota and seats."""
        workplace = self._workplace
        before = workplace.staff.copy()
        rows = np.flatnonzero(workplace.roster.level < workplace.ladder.top)
        _, eligible, moves, quota = self._compete(
            rows, tick, month_number(tick), Item.PROMOTION_CYCLE
        )
        if tick < 0:
            return
        replications, levels = before.shape
        workplace.cycles.add(
            before.size,
            time=years(tick),
            replication=np.repeat(np.arange(replications), levels),
            level=np.tile(np.arange(levels), replications),
            headcount=before.ravel(),
            eligible=eligible.ravel(),
            promoted=moves.ravel(),
            quota=np.where(quota == UNLIMITED, np.nan, quota).ravel(),
        )

    # -- both ----------------------------------------------------------------------------

    def _judged(self, rows: Integers, now: Any, occasion: Any) -> tuple[Integers, Floats]:
        """The policy's answers: positions of the eligible among the rows, and their scores."""
        people = self._workplace.people(rows)
        draw = Draw(people.key, occasion, Purpose.COMMITTEE)
        eligible, score = checked_answers(self.policy, people, now, draw)
        return np.flatnonzero(eligible), score

    def _compete(
        self, rows: Integers, tick: int, occasion: int | Integers, item: Item
    ) -> tuple[Integers, Integers, Integers, Integers]:
        """The best move up, within quota and seats.

        Returns
        -------
        moved : array of int, shape (M,)
            Rows.
        eligible, moves, quota : array of int, shape (R, L)
        """
        workplace, roster = self._workplace, self._workplace.roster
        positions, score = self._judged(rows, years(tick), occasion)
        candidates = rows[positions]
        mine = occasion[positions] if isinstance(occasion, np.ndarray) else occasion
        eligible = workplace.count(candidates)[:, :-1]
        quota = self._quota(month_number(tick))
        free = workplace.free_seats()
        if isinstance(self._budget, NoBudget):
            free = np.full_like(free, UNLIMITED)
        ties = bits(roster.key[candidates], Purpose.TIE, mine)
        to = destinations(
            best_first(score, ties, roster.person[candidates]),
            replication=roster.replication[candidates],
            level=roster.level[candidates],
            seat=roster.level[candidates],
            path=roster.next_level[candidates][:, None],
            quota=quota,
            free=free,
        )
        moving = to != STAYS
        moved = candidates[moving]
        moves = workplace.count(moved)[:, :-1]
        workplace.move_up(moved, to[moving], np.full(len(moved), years(tick)), item)
        return moved, eligible, moves, quota

    def _quota(self, month: int) -> Integers:
        """How many each level may promote in this cycle, shape (R, L)."""
        staff = self._workplace.staff
        if not isinstance(self._budget, Quota):
            return np.full(staff.shape, UNLIMITED)
        luck = uniform(self._level_keys.ravel(), Purpose.QUOTA_ROUNDING, month)
        quota, self._carried = whole_quota(
            self._share * staff, self._budget.rounding, self._carried, luck.reshape(staff.shape)
        )
        return quota
