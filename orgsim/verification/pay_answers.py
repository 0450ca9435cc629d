"""Exact answers about pay, as formulas.

As those of `orgsim.verification.answers` they know nothing of the simulation.
"""

from __future__ import annotations

import math


def mean_pay_gap(drift: float, every: float) -> float:
    """Mean pay gap on the first of the months from one recalibration to the next.

    Parameters
    ----------
    drift : float
        By how much market pay grows in a year, of which everybody is paid as much as there was on
        the day of the recalibration.
    every : float
        Years from one to the next.

    Examples
    --------
    >>> round(mean_pay_gap(0.10, every=2), 5)
    0.09134
    """
    return math.log1p(drift) * (every - 1 / 12) / 2


def stayed_underpaid(
    time: float, hazard: float, pay_effect: float, drift: float, every: float
) -> float:
    """Share of a cohort that is still there, when the pay gap multiplies the hazard of leaving.

    The factor exp(pay effect x gap) holds for a month and is 1 after each recalibration.

    Parameters
    ----------
    time : float
        Whole months, in years.
    hazard, pay_effect : float
    drift, every : float
        As of `mean_pay_gap`.

    Examples
    --------
    >>> round(stayed_underpaid(2, hazard=0.1, pay_effect=3, drift=0.10, every=2), 5)
    0.76595
    """
    monthly = (1 + drift) ** (pay_effect / 12)
    whole, rest = divmod(round(time * 12), round(every * 12))

    def spent(months: int) -> float:
        return hazard / 12 * float((monthly**months - 1) / (monthly - 1))

    return math.exp(-whole * spent(round(every * 12)) - spent(rest))
