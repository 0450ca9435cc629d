"""Pay: one market, one person's band and raises in plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orgsim.clock import ticks
from orgsim.randomness import Keys, Purpose, normal, uniform
from orgsim.rules.ladder import GUARD
from orgsim.rules.pay import Pay

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee


class Paying:
    """The pay section of a scenario as functions of one person.

    Parameters
    ----------
    section : Pay
    levels : sequence of str
        Ids, lowest first.
    market : array of uint64, shape (1,)
        The replication's key: all its organizations see one market.
    last_year : int
        The last in which the market moves by luck.
    """

    def __init__(self, section: Pay, levels: Sequence[str], market: Keys, last_year: int) -> None:
        self._section = section
        self._bands = [section.bands.of(level) for level in levels]
        years = range(last_year + 1 if section.volatility > 0 else 0)
        self._shocks = [float(normal(market, Purpose.MARKET, year)[0]) for year in years]

    def log_market(self, time: float) -> float:
        """Logarithm of market pay by that of the start."""
        since = max(time, 0.0)
        total = time * math.log(self._section.market_drift.factor)
        for year, shock in enumerate(self._shocks[: math.ceil(since)]):
            total += self._section.volatility * shock * min(since - year, 1.0)
        return total

    def recalibrates(self, tick: int) -> bool:
        """Whether bands follow the market on this day."""
        every = self._section.recalibrate_every
        return every is not None and tick % ticks(every) == 0

    def band(self, level: int, time: float) -> tuple[float, float, float]:
        """Least, middle and largest pay at a level, as of the last recalibration."""
        band, every = self._bands[level], self._section.recalibrate_every
        last = min(time, 0.0)
        if every is not None:
            months = round(every * 12)
            last = math.floor(time * 12 / months + GUARD) * months / 12
        factor = math.exp(self.log_market(last))
        return band.min * factor, band.mid * factor, band.max * factor

    def gap(self, level: int, pay: float, time: float) -> float:
        """The logarithm of market pay, for the work of a level, by one's own."""
        return math.log(self._bands[level].mid) + self.log_market(time) - math.log(pay)

    def starting_pay(self, key: Keys, entry_point: str, level: int, time: float) -> float:
        """Pay per year on the first day."""
        low, mid, high = self.band(level, time)
        ratio = self._section.entry_compa_ratio.get(entry_point, self._section.compa_ratio)
        return min(
            max(mid * float(ratio.quantile(uniform(key, Purpose.COMPA_RATIO))[0]), low), high
        )

    def hiring_cost(self, pay: float) -> float:
        """What a hire costs, beside the pay."""
        return self._section.hiring_cost * pay

    def after_promotion(self, pay: float, to: int, time: float) -> float:
        """Pay after a promotion."""
        low, _, high = self.band(to, time)
        raised = max(pay * (1 + self._section.promotion_raise), low)
        return max(pay, min(raised, high))

    def lift(self, everybody: Iterable[Employee], now: float) -> None:
        """Bands have been recalibrated: nobody is paid less than the new min."""
        for person in everybody:
            person.pay_from(now, max(person.pay, self.band(person.level, now)[0]))

    def raise_by_merit(self, reviewed: Iterable[Employee], payroll: float, now: float) -> None:
        """Raises by rating, within the bands; all shrink alike where they exceed the budget."""
        merit = self._section.merit
        if merit is None:
            return
        wanted = {}
        for person in reviewed:
            room = self.band(person.level, now)[2] - person.pay
            wanted[person] = min(person.pay * merit.raises[person.rating - 1], max(room, 0.0))
        asked, budget = sum(wanted.values()), merit.budget * payroll
        share = budget / asked if asked > budget else 1.0
        for person, more in wanted.items():
            person.pay_from(now, person.pay + more * share)
