"""Pay over time: what a payroll costs, recalibrated bands, and merit raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import years

if TYPE_CHECKING:
    from orgsim.rules.pay import PayRules
    from orgsim.simulation.leaving import Rows
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def start_paying(workplace: Workplace, rows: Integers, time: Floats) -> None:
    """From these times on people cost their pay at their level; nothing where nobody is paid."""
    if workplace.pay is not None:
        pay = workplace.roster.pay[rows]
        workplace.company.flows.cost -= workplace.count(rows, time * pay)[:, :-1]


def stop_paying(workplace: Workplace, rows: Integers, time: Floats) -> None:
    """Up to these times people have cost their pay at their level."""
    if workplace.pay is not None:
        pay = workplace.roster.pay[rows]
        workplace.company.flows.cost += workplace.count(rows, time * pay)[:, :-1]


def payroll(workplace: Workplace) -> Floats:
    """Pay per year of everybody, by replication and level, shape (R, L); 0 where nobody is paid."""
    if workplace.pay is None:
        return np.zeros(workplace.company.staff.shape)
    result: Floats = workplace.count(slice(None), workplace.roster.pay)[:, :-1]
    return result


def cost(workplace: Workplace, time: float) -> Floats:
    """What pay and hires have cost since the last snapshot, by replication and level, (R, L).

    NaN where nobody is paid, 0 where other rules hold. Coming, going and raises are counted at
    their exact times.
    """
    if workplace.pay is None:
        found = np.full(workplace.company.staff.shape, np.nan)
    else:
        found = np.maximum(workplace.company.flows.cost + time * payroll(workplace), 0.0)
    found[~workplace.active] = 0.0
    return found


def pay_gap(workplace: Workplace, rows: Rows, now: Floats) -> Floats:
    """The logarithm of market pay by one's own, shape (N,); NaN where nobody is paid."""
    roster = workplace.roster
    if workplace.pay is None:
        return roster.pay[rows]
    return workplace.pay.gap(roster.level[rows], roster.pay[rows], roster.replication[rows], now)


def raise_by_promotion(workplace: Workplace, rows: Integers, to: Integers, now: Floats) -> Floats:
    """By how much pay rises with promotions to these levels, shape (N,); 0 where nobody is paid."""
    if workplace.pay is None:
        return np.zeros(len(rows))
    pay, replication = workplace.roster.pay[rows], workplace.roster.replication[rows]
    return workplace.pay.after_promotion(pay, to, replication, now) - pay


def recalibrate(workplace: Workplace, pay: PayRules, tick: int) -> None:
    """Bands follow the market: whoever is below the new one is lifted to it."""
    roster = workplace.roster
    rows = np.flatnonzero(roster.level < len(workplace.ladder))
    lifted = pay.after_recalibration(
        roster.pay[rows], roster.level[rows], roster.replication[rows], np.array([years(tick)])
    )
    _change(workplace, rows, lifted, tick)


def raise_by_merit(workplace: Workplace, pay: PayRules, rows: Integers, tick: int) -> None:
    """Raises for people who have just been rated."""
    roster = workplace.roster
    raised = pay.after_review(
        roster.pay[rows],
        roster.rating[rows],
        roster.level[rows],
        roster.replication[rows],
        payroll(workplace).sum(axis=1),
        np.array([years(tick)]),
    )
    _change(workplace, rows, raised, tick)


def _change(workplace: Workplace, rows: Integers, pay: Floats, tick: int) -> None:
    now = np.array([years(tick)])
    stop_paying(workplace, rows, now)
    workplace.roster.pay[rows] = pay
    start_paying(workplace, rows, now)
