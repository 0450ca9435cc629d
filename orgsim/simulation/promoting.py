"""Promotions: who is considered when, and who moves up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, bits, code, derive, exponential, uniform
from orgsim.rules.ladder import GUARD, UNLIMITED
from orgsim.rules.people import Draw
from orgsim.rules.places_in_line import Lines, place_within
from orgsim.rules.promotion.budget import Money, NoBudget, Quota, whole_quota
from orgsim.rules.promotion.competition import STAYS, best_first, levels_won
from orgsim.rules.promotion.eligibility import EligibilityRule
from orgsim.rules.promotion.file_policy import FilePolicy
from orgsim.rules.promotion.policy import PromotionPolicy, checked_answers
from orgsim.rules.promotion.trigger import Continuous, Vacancy
from orgsim.rules.section import column
from orgsim.simulation.day import Item
from orgsim.simulation.moving_up import keep, move_up
from orgsim.simulation.paying import payroll, raise_by_promotion
from orgsim.simulation.record import UP_OR_OUT, VACANCY

if TYPE_CHECKING:
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Decision(NamedTuple):
    """What came of a decision about promotions.

    Attributes
    ----------
    moved : array of int, shape (M,)
        The rows of those who moved up.
    eligible, promoted : array of int, shape (R, L)
        How many, by the level where they were before.
    """

    moved: Integers
    eligible: Integers
    promoted: Integers


class Queues(NamedTuple):
    """Who can move up into vacancies.

    Attributes
    ----------
    rows : array of int, shape (N,)
        The best first.
    lines : Lines
        Of these, by replication and next level.
    levels : int
        L.
    """

    rows: Integers
    lines: Lines
    levels: int

    def best(self, level: int, most: Integers) -> Integers:
        """Rows of the best for a level, in increasing order; so many in each replication, (R,)."""
        lines = np.arange(len(most)) * self.levels + level
        return np.sort(self.rows[self.lines.first(most, lines)])


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
        self._eligibility = EligibilityRule(rules.eligibility, ladder)
        self._budget, self._trigger = rules.budget, rules.trigger
        levels = len(ladder)

        self.rate = np.zeros(levels + 1)
        if isinstance(rules.trigger, Continuous):
            self.rate = column(rules.trigger.rate, ladder.ids, "hazard")
            self.rate[ladder.top :] = 0.0
        self.continuous = bool(self.rate.any())
        # Whom a continuous policy considers for a level with limited seats waits for the staffing
        # review; whatever concerns one person alone happens at its exact time.
        self._needs_seat = np.zeros(levels + 1, dtype=bool)
        if not isinstance(rules.budget, NoBudget):
            self._needs_seat[:levels] = ladder.limited

        self._share = np.zeros(levels)
        if isinstance(rules.budget, Quota):
            self._share = column(rules.budget.share, ladder.ids)[:-1]
        self._kept = None
        if rules.retention is not None:
            self._kept = column(rules.retention.probability, ladder.ids)
            self._kept[ladder.top :] = 0.0
        self._level_keys = derive(
            workplace.company.keys[:, None], np.array([code(level) for level in ladder.ids])
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
        roster.consider_at[rows] = time + wait / self.rate[roster.level[rows]]

    def consider(self, rows: Integers) -> None:
        """The clocks of these people have rung, each at its own time."""
        if len(rows) == 0:
            return
        roster = self._workplace.roster
        time = roster.consider_at[rows]
        seated = self._needs_seat[self._path(rows)].any(axis=1)
        roster.waiting[rows[seated]] = True
        promoted = np.zeros(len(rows), dtype=bool)
        alone = np.flatnonzero(~seated)
        if len(alone):
            # The occasion is the count with which this clock was drawn.
            occasion = roster.considerations[rows[alone]] - 1
            positions, score = self._judged(rows[alone], time[alone], occasion)
            promoted[alone[positions[score > -np.inf]]] = True
            passed = alone[positions[score == -np.inf]]
            self._pass_over(rows[passed], time[passed], Item.PEOPLE)
        moving = rows[promoted]
        if len(moving):
            reach = self._within_reach(moving, time[promoted])
            furthest = np.where(reach < len(self._workplace.ladder), reach, 0).max(axis=1)
            move_up(self._workplace, moving, furthest, time[promoted], Item.PEOPLE)
        # A clock renews from its own time, with the rate of the level now held.
        self.set_clock(rows, time)

    # -- at staffing reviews -------------------------------------------------------------

    def fill_seats(self, tick: int) -> None:
        """People compete for the free seats: whoever waits for one, or whom vacancies pull up."""
        roster = self._workplace.roster
        if isinstance(self._trigger, Vacancy):
            rows = np.flatnonzero(roster.level < self._workplace.ladder.top)
            self._decide(rows, tick, tick, Item.STAFFING, VACANCY)
            return
        rows = np.flatnonzero(roster.waiting)
        if len(rows) == 0:
            return
        roster.waiting[rows] = False
        # The occasion is that of the clock that rang; the one that runs since has the next number.
        found = self._decide(rows, tick, roster.considerations[rows] - 2, Item.STAFFING)
        self.set_clock(found.moved, np.full(len(found.moved), years(tick)))

    # -- vacancies -----------------------------------------------------------------------

    def line_up(self, wanted: NDArray[np.bool_], tick: int) -> Queues:
        """Everybody who can move up into a vacancy, the best first, by replication and next level.

        The calendar month is the occasion, as in cycles. Whoever has moved up on this very day
        does not move again.

        Parameters
        ----------
        wanted : array of bool, shape (R, L)
            The levels for which anybody may be wanted.
        tick : int
        """
        roster, now, month = self._workplace.roster, years(tick), month_number(tick)
        levels = wanted.shape[1]
        asked = np.append(wanted, np.zeros((len(wanted), 1), dtype=bool), axis=1).ravel()
        below = np.flatnonzero(asked.take(roster.replication * (levels + 1) + roster.next_level))
        rows = below[(roster.moves[below] == 0) | (roster.level_since[below] != now)]
        positions, score = self._judged(rows, now, month)
        candidates = rows[positions]
        ties = bits(roster.key[candidates], Purpose.TIE, month)
        best = candidates[best_first(score, ties, roster.person[candidates])]
        lines = Lines(roster.replication[best] * levels + roster.next_level[best], wanted.size)
        return Queues(best, lines, levels)

    def fill_from_below(self, rows: Integers, tick: int) -> None:
        """People move up to their next level, into vacancies."""
        roster, time = self._workplace.roster, np.full(len(rows), years(tick))
        move_up(self._workplace, rows, roster.next_level[rows], time, Item.STAFFING, VACANCY)
        if self.continuous:
            self.set_clock(rows, time)

    # -- cycles --------------------------------------------------------------------------

    def hold_cycle(self, tick: int, month: int, held: Integers) -> None:
        """Everybody below the top competes for quota and seats.

        Parameters
        ----------
        tick : int
            Now.
        month : int
            Whose cycle it is, which may be late.
        held : array of int
            The replications that hold it now.
        """
        workplace, roster = self._workplace, self._workplace.roster
        before = workplace.company.staff.copy()
        rows = np.flatnonzero(roster.level < workplace.ladder.top)
        if len(held) < workplace.company.replications:
            here = np.zeros(workplace.company.replications, dtype=bool)
            here[held] = True
            rows = rows[here.take(roster.replication[rows])]
        quota = self._quota(month, held)
        found = self._decide(rows, tick, month, Item.PROMOTION_CYCLE, quota=quota)
        if tick < 0:
            return
        levels = before.shape[1]
        workplace.company.cycles.add(
            len(held) * levels,
            time=years(tick),
            replication=np.repeat(held, levels),
            level=np.tile(np.arange(levels), len(held)),
            headcount=before[held].ravel(),
            eligible=found.eligible[held].ravel(),
            promoted=found.promoted[held].ravel(),
            quota=np.where(quota == UNLIMITED, np.nan, quota)[held].ravel(),
        )

    # -- counter-offers and up or out ----------------------------------------------------

    def let_go(
        self, rows: Integers, item: Item = Item.PEOPLE, reason: Integers | None = None
    ) -> None:
        """People leave at their `exit_at`, but for those whom a counter-offer keeps.

        Parameters are those of `Workplace.leave`.
        """
        workplace, roster = self._workplace, self._workplace.roster
        if self._kept is not None and len(rows) > 0:
            if reason is None:
                reason = workplace.reasons_at_exit(rows)
            luck = uniform(roster.key[rows], Purpose.COUNTER_OFFER, roster.counter_offers[rows])
            staying = (reason < 0) & (luck < self._kept.take(roster.level[rows]))
            kept = rows[staying]
            time = roster.exit_at[kept]
            # The title that they might have had a seat for is theirs without one.
            roster.waiting[kept] = False
            keep(workplace, kept, time, item)
            if self.continuous:
                self.set_clock(kept, time)
            rows, reason = rows[~staying], reason[~staying]
        workplace.leave(rows, item, reason)

    def _pass_over(self, rows: Integers, time: Floats, item: Item) -> None:
        """People were eligible and not promoted: up or out, some leave at once."""
        workplace, roster = self._workplace, self._workplace.roster
        if not workplace.up_or_out.limits_passes:
            return
        roster.passed_over[rows] += 1
        most = workplace.up_or_out.passed_over.take(roster.level[rows])
        enough = roster.passed_over[rows] >= most
        leaving = rows[enough]
        roster.exit_at[leaving] = time[enough]
        workplace.leave(leaving, item, np.full(len(leaving), UP_OR_OUT))

    # -- deciding ------------------------------------------------------------------------

    def _judged(self, rows: Integers, now: Any, occasion: Any) -> tuple[Integers, Floats]:
        """The policy's answers: positions of the eligible among the rows, and their scores."""
        people = self._workplace.people(rows)
        draw = Draw(people.key, occasion, Purpose.COMMITTEE)
        eligible, score = checked_answers(self.policy, people, now, draw)
        return np.flatnonzero(eligible), score

    def _path(self, rows: Integers) -> Integers:
        """The levels that people might move up to, shape (N, S); L where the path has ended."""
        tracks, roster = self._workplace.tracks, self._workplace.roster
        return tracks.path(roster.next_level[rows], self._eligibility.steps)

    def _within_reach(self, rows: Integers, now: Any) -> Integers:
        """Those of them that the eligible are ready for; L in place of the others."""
        return self._eligibility.within_reach(self._workplace.people(rows), now, self._path(rows))

    def _decide(
        self,
        rows: Integers,
        tick: int,
        occasion: int | Integers,
        item: Item,
        reason: int = -1,
        quota: Integers | None = None,
    ) -> Decision:
        """The best move up, within quota and seats; up or out, some of the others leave."""
        workplace, roster, now = self._workplace, self._workplace.roster, years(tick)
        positions, score = self._judged(rows, now, occasion)
        candidates = rows[positions]
        mine = occasion[positions] if isinstance(occasion, np.ndarray) else occasion
        eligible = workplace.count(candidates)[:, :-1]
        free, path = self._free_seats(), self._within_reach(candidates, now)
        ties = bits(roster.key[candidates], Purpose.TIE, mine)
        places = partial(
            levels_won,
            replication=roster.replication[candidates],
            level=roster.level[candidates],
            seat=roster.seat[candidates],
            path=path,
            quota=np.full(free.shape, UNLIMITED) if quota is None else quota,
            free=free,
        )
        order = best_first(score, ties, roster.person[candidates])
        if isinstance(self._budget, Money):
            order = self._affordable(order, candidates, places, now, self._budget.pool)
        to = places(order)
        moving = to != STAYS
        moved, staying = candidates[moving], ~moving
        promoted = workplace.count(moved)[:, :-1]
        move_up(workplace, moved, to[moving], np.full(len(moved), now), item, reason)
        if isinstance(self._trigger, Vacancy):
            # Where there was no seat to be had, nobody was passed over.
            had = np.append(free > 0, np.zeros((len(free), 1), dtype=bool), axis=1)
            had[roster.replication[moved], to[moving]] = True
            staying &= had[roster.replication[candidates, None], path].any(axis=1)
        self._pass_over(candidates[staying], np.full(int(staying.sum()), now), item)
        return Decision(moved, eligible, promoted)

    def _affordable(
        self,
        order: Integers,
        candidates: Integers,
        places: Callable[[Integers], Integers],
        now: float,
        pool: float,
    ) -> Integers:
        """As many of the best as the pool can pay the raises of, found by halving.

        The more stand, the more their promotions cost: nobody stands in the way of a better one,
        and whoever moves up may leave a seat to one.

        Parameters
        ----------
        order : array of int, shape (M,)
            Positions of those who run, the best first.
        candidates : array of int, shape (N,)
            Rows.
        places : function of such an order
            Gives the levels that the candidates would move to, shape (N,).
        now : float
        pool : float
            Share of the payroll.

        Returns
        -------
        array of int
            The beginning of the order in each replication.
        """
        workplace, replication = self._workplace, self._workplace.roster.replication[candidates]
        running = replication[order]
        place, most = place_within(running), pool * payroll(workplace).sum(axis=1)
        least, upto = np.zeros(len(most), np.int64), np.bincount(running, minlength=len(most))
        while (least < upto).any():
            middle = (least + upto + 1) // 2
            to = places(order[place < middle[running]])
            moving = to != STAYS
            raises = raise_by_promotion(workplace, candidates[moving], to[moving], np.array([now]))
            spent = np.bincount(replication[moving], raises, minlength=len(most))
            fits = spent <= most * (1.0 + GUARD)
            least, upto = np.where(fits, middle, least), np.where(fits, upto, middle - 1)
        return order[place < least[running]]

    def _free_seats(self) -> Integers:
        """How many may come to each level, shape (R, L)."""
        free = self._workplace.free_seats()
        if isinstance(self._budget, NoBudget):
            return np.full_like(free, UNLIMITED)
        if isinstance(self._trigger, Vacancy):
            # Nothing pulls anybody up to a level that always has room, not even who has just left.
            return np.where(self._workplace.ladder.limited, free, -UNLIMITED)
        return free

    def _quota(self, month: int, held: Integers) -> Integers:
        """How many each level may promote in this cycle, shape (R, L)."""
        staff = self._workplace.company.staff
        if not isinstance(self._budget, Quota):
            return np.full(staff.shape, UNLIMITED)
        luck = uniform(self._level_keys.ravel(), Purpose.QUOTA_ROUNDING, month)
        quota, carried = whole_quota(
            self._share * staff,
            self._budget.rounding,
            self._workplace.company.quota_left,
            luck.reshape(staff.shape),
        )
        self._workplace.company.quota_left[held] = carried[held]
        return quota
