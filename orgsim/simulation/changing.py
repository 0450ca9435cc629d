"""Rules change: replications go from one rule set to another.

What is counted about them stays (`orgsim.simulation.company`); people, and whoever and whatever is
on the way, go along as they are. What the old rules have done up to this day is settled by them;
everything else follows the new ones from this very day on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import years
from orgsim.rules.headcount_plan import ArrivalsPlan, GrowingPlan
from orgsim.rules.insight import PERSPECTIVES
from orgsim.simulation.leaving import live_on
from orgsim.simulation.market import send_elsewhere
from orgsim.simulation.paying import start_paying, stop_paying

if TYPE_CHECKING:
    from orgsim.simulation.regime import Regime

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def change_rules(before: Regime, after: Regime, moving: Mask, tick: int) -> None:
    """Some replications follow other rules from now on.

    Parameters
    ----------
    before, after : Regime
        The rules that they have followed until now, and from now on.
    moving : array of bool, shape (R,)
        Which replications.
    tick : int
        Now, the first of a month.
    """
    _plan_on(before, after, moving, tick)
    old, new = before.workplace, after.workplace
    rows = np.flatnonzero(moving[old.roster.replication] & (old.roster.level < len(old.ladder)))
    _settle(before, after, rows, tick)
    rows = old.hand_over(rows, new)
    old.openings.pending.hand_over(new.openings.pending, moving)
    old.openings.offers.hand_over(new.openings.offers, moving)
    old.apprentices.hand_over(new.apprentices, moving)
    old.founders.pool.hand_over(new.founders.pool, moving)
    old.vacated.hand_over(new.vacated, moving)
    old.active[moving], new.active[moving] = False, True
    _begin(before, after, rows, tick)
    # What comes by itself is settled from one staffing review to the next.
    until = after.next_staffing_review(tick)
    send_elsewhere(new, new.apprentices.begin(moving, tick, until))
    if isinstance(after.rules.plan, ArrivalsPlan):
        after.recruiting.announce_arrivals(after.rules.plan, tick, until)


def _plan_on(before: Regime, after: Regime, moving: Mask, tick: int) -> None:
    """A new plan of growth goes on from what was planned until now, or from the people there."""
    company, now, old, new = before.workplace.company, years(tick), before.rules, after.rules
    if new.plan == old.plan or isinstance(new.plan, ArrivalsPlan):
        return
    people = company.staff.sum(axis=1).astype(np.float64)
    if not isinstance(old.plan, ArrivalsPlan):
        since, base = np.array(company.courses)[company.course].T
        paced = isinstance(old.plan, GrowingPlan) and old.plan.feedback is not None
        times = company.plan_clock.at(tick) if paced else now - since
        for i in np.flatnonzero(moving):
            people[i] = old.plan.planned(float(times[i]), float(base[i]), company.start)
    company.plan_clock.restart(tick, moving)
    for headcount in np.unique(people[moving]).tolist():
        company.course[moving & (people == headcount)] = len(company.courses)
        company.courses.append(new.plan.course(now, headcount, new.initial.headcount))


def _settle(before: Regime, after: Regime, rows: Integers, tick: int) -> None:
    """What has come about under the old rules, where the new ones would see it otherwise."""
    old, new, workplace = before.rules, after.rules, before.workplace
    roster, now = workplace.roster, np.array([years(tick)])
    if (old.attrition, old.titles, old.levels) != (new.attrition, new.titles, new.levels):
        live_on(workplace, rows, now)
    if (old.customer, old.levels) != (new.customer, new.levels):
        for name, values in workplace.insight.settled(roster, rows, now).items():
            getattr(roster, name)[rows] = values
    if new.pay is None:
        stop_paying(workplace, rows, now)
        roster.pay[rows] = np.nan


def _begin(before: Regime, after: Regime, rows: Integers, tick: int) -> None:
    """What begins for people with the new rules, and what ends."""
    workplace, roster = after.workplace, after.workplace.roster
    level, key = roster.level[rows], roster.key[rows]
    now = np.full(len(rows), years(tick))
    roster.next_level[rows] = workplace.tracks.next_level(level, key, roster.moves[rows])
    rank = workplace.ladder.rank[level]
    roster.highest_rank[rows] = np.maximum(roster.highest_rank[rows], rank)
    if workplace.insight.counts and not before.workplace.insight.counts:
        # Nobody has looked at what people know of customers: it counts from now on.
        for name in PERSPECTIVES:
            getattr(roster, f"insight_{name}")[rows] = 0.0
        roster.insight_since[rows] = now
    if workplace.pay is not None and before.workplace.pay is None:
        roster.pay[rows] = workplace.pay.starting_pay(
            key, roster.entry_point[rows], level, roster.replication[rows], now
        )
        start_paying(workplace, rows, now)
    if not after.promoting.continuous:
        roster.consider_at[rows] = np.inf
        roster.waiting[rows] = False
    else:
        # A clock that would run at the same rate runs on.
        anew = before.promoting.rate[level] != after.promoting.rate[level]
        after.promoting.set_clock(rows[anew], now[anew])
