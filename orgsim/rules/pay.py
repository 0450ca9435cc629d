"""Pay: bands by level, a market that drifts away from them, and raises within band and budget.

The market pays the work of a level what the middle of its band is at the start, times a
drift in closed form. An organization recalibrates its bands to the market on given anniversaries;
in between a gap opens, which drives people out (`pay_effect` of `orgsim.rules.attrition`). All
money is in one currency, per year.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from orgsim.clock import MINUTE, TICKS_PER_YEAR, ticks
from orgsim.randomness import Keys, Purpose, normal, uniform
from orgsim.rules.distributions import Constant, NumberDistribution
from orgsim.rules.ladder import GUARD, Ladder, Level
from orgsim.rules.plausible import Plausible
from orgsim.rules.reviews import RATINGS
from orgsim.rules.section import Contradiction, Identifier, MappingByLevel, Section, unknown
from orgsim.units import Duration, Growth, Number, Share, write_duration

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Money = Annotated[Number, Field(gt=0, le=1e12)]
"""Pay per year; the currency is that of the whole scenario."""

LARGEST_DRIFT = (0.5, 2.0)
"""What a year may multiply market pay by, at least and at most."""


class Band(Section):
    """What people at a level may be paid."""

    min: Money
    """The least pay per year."""
    mid: Money
    """The middle of the band: what the market pays at the start."""
    max: Money
    """The largest pay per year that hires and raises lead to."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.min <= self.mid <= self.max:
            raise ValueError(
                f"a band needs min <= mid <= max, got {self.min:g}, {self.mid:g} and {self.max:g}"
            )
        return self


def _one_of_each(raises: tuple[float, ...]) -> tuple[float, ...]:
    if len(raises) != len(RATINGS):
        raise ValueError(f"give the raises of the ratings 1, 2, 3, 4 and 5, not {len(raises)}")
    return raises


class Merit(Section):
    """Raises by rating, at every performance review."""

    raises: Annotated[tuple[Share, ...], AfterValidator(_one_of_each)]
    """By how much pay rises with the ratings 1, 2, 3, 4 and 5; nobody's beyond the band."""
    budget: Share = 0.03
    """The most that all raises of a review may come to, as a share of the payroll; beyond it all
    shrink alike. Just under 3 % a year (Mercer US survey, 2018/19, hrdailyadvisor.blr.com)."""


def _near_one(ratio: NumberDistribution) -> NumberDistribution:
    median = float(ratio.quantile(np.array([0.5]))[0])
    if not 0.1 <= median <= 10.0:
        raise ValueError(
            "a compa-ratio is pay by the middle of the band, about 1; the median here is "
            f"{median:g}"
        )
    return ratio


CompaRatio = Annotated[NumberDistribution, AfterValidator(_near_one)]
"""A distribution of pay by the middle of the band; what falls out of the band is moved to its
bound."""


def _bearable(drift: Growth) -> Growth:
    least, most = LARGEST_DRIFT
    if not least <= drift.factor <= most:
        raise ValueError(f"must be from {least - 1:.0%} to {most - 1:.0%} a year, got {drift}")
    return drift


def _whole_months(duration: float) -> float:
    if duration < MINUTE or abs(duration * 12 - round(duration * 12)) > 12 * MINUTE:
        raise ValueError(f"must be one or more whole months, got {write_duration(duration)}")
    return duration


class Pay(Section):
    """How an organization pays, and how the market goes on without it."""

    bands: MappingByLevel[Band]
    """What people are paid at the start, by level; in a warm-up as much less as the market paid."""
    compa_ratio: CompaRatio = Constant[Number](value=1.0)
    """Starting pay of hires and initial staff, by the middle of the band of that day."""
    entry_compa_ratio: dict[Identifier, CompaRatio] = Field(default_factory=dict)
    """The same of those who came in through an entry point that pays otherwise, by its id."""
    merit: Merit | None = None
    """Raises by rating; without it only promotions, and recalibrated bands, bring any."""
    promotion_raise: Share = 0.174
    """By how much pay rises with a promotion, at least to the new band's min and at most to its
    max; a title grant brings none. 17.4 % on average (ADP, more than 13 million US workers, 2019,
    plantservices.com)."""
    market_drift: Annotated[Growth, AfterValidator(_bearable), Plausible("1%/year", "5%/year")] = (
        Growth.read("3%/year")
    )
    """How fast market pay grows. An assumption."""
    volatility: Annotated[Number, Field(ge=0, le=1), Plausible("0", "0.05")] = 0.0
    """Standard deviation of what a year adds to the logarithm of market pay; the years are
    independent, and all organizations of a replication see one market. An assumption."""
    recalibrate_every: Annotated[Duration, AfterValidator(_whole_months)] | None = 1.0
    """Time between two recalibrations of the bands to the market, in whole months, counted from the
    start; whoever is then below the new min is lifted to it. With null the bands stay as they are
    from the start on. Every year is an assumption."""
    hiring_cost: Annotated[Share, Plausible("0%", "50%")] = 0.0
    """What a hire costs, as a share of the starting pay per year. An assumption."""

    def contradictions_with(
        self, levels: Mapping[str, Level], entry_points: Sequence[str]
    ) -> Iterator[Contradiction]:
        """Levels and entry points that do not exist, and bands that fall with the rank."""
        unfit = list(self.bands.contradictions(tuple(levels)))
        for path, message in unfit:
            yield ("bands", *path), message
        for name in self.entry_compa_ratio:
            if name not in entry_points:
                yield ("entry_compa_ratio", name), unknown("entry point", name, entry_points)
        told: set[str] = set()
        for lower, upper in combinations(levels if not unfit else (), 2):
            stated = upper if upper in self.bands.root else "default"
            if stated in told or levels[upper].rank <= levels[lower].rank:
                continue
            below, above = self.bands.of(lower), self.bands.of(upper)
            falls = [
                f"{part} is {getattr(above, part):g}, there {getattr(below, part):g}"
                for part in ("min", "mid", "max")
                if getattr(above, part) < getattr(below, part)
            ]
            if falls:
                told.add(stated)  # more levels below it would say the same of this band again
                message = f"{upper!r} ranks above {lower!r} and must not be paid less"
                yield ("bands", stated), f"{message}: {'; '.join(falls)}"


class PayRules:
    """The pay section as functions of columns.

    Parameters
    ----------
    section : Pay
    ladder : Ladder
        L levels.
    entry_points : sequence of str
        Ids of the entry points.
    market : array of uint64, shape (R,)
        Keys of the replications, each of which has one market.
    years : int
        How many the market moves for.
    """

    def __init__(
        self, section: Pay, ladder: Ladder, entry_points: Sequence[str], market: Keys, years: int
    ) -> None:
        self._section = section
        bands = [section.bands.of(level) for level in ladder.ids]
        self._low, self._mid, self._high = (
            np.array([*(getattr(band, part) for band in bands), 1.0])
            for part in ("min", "mid", "max")
        )
        self._log_mid = np.log(self._mid)
        self._ratios = [
            section.entry_compa_ratio.get(name, section.compa_ratio) for name in entry_points
        ]
        merit = section.merit
        self._raise = np.array([0.0, *(merit.raises if merit else (0.0,) * len(RATINGS))])
        self._merit_budget = merit.budget if merit else 0.0
        self._every = None
        if section.recalibrate_every is not None:
            self._every = ticks(section.recalibrate_every)
        self._log_drift = math.log(section.market_drift.factor)
        self._walk: Floats | None = None
        if section.volatility > 0:
            keys, occasion = np.repeat(market, years), np.tile(np.arange(years), len(market))
            shocks = section.volatility * normal(keys, Purpose.MARKET, occasion)
            steps = shocks.reshape(len(market), years)
            self._walk = np.concatenate([np.zeros((len(market), 1)), steps.cumsum(axis=1)], axis=1)

    # -- market and bands ----------------------------------------------------------------

    def log_market(self, replication: Integers, time: Floats) -> Floats:
        """Logarithm of market pay by that of the start; it was less before, in the warm-up.

        It moves evenly within a year. Shape (N,), or (1,) where the market is the same for all.

        Parameters
        ----------
        replication : array of int, shape (N,)
        time : array of float, shape (N,) or (1,)
            Years.
        """
        moved: Floats = self._log_drift * time
        if self._walk is not None:
            since = np.maximum(time, 0.0)
            year = np.minimum(since.astype(np.int64), self._walk.shape[1] - 2)
            # At one time for all it is settled once for each replication.
            one = len(time) == 1
            market = slice(None) if one else replication
            before, after = self._walk[market, year], self._walk[market, year + 1]
            moved = moved + before + (since - year) * (after - before)
            return moved.take(replication) if one else moved
        return moved

    def recalibrates(self, tick: int) -> bool:
        """Whether bands follow the market on this day."""
        return self._every is not None and tick % self._every == 0

    def _bands_at(self, replication: Integers, time: Floats) -> Floats:
        """What the bands of the start are multiplied by at some time."""
        if self._every is None:
            last = np.minimum(time, 0.0)  # until the start they have followed the market
        else:
            intervals = np.floor(time * TICKS_PER_YEAR / self._every + GUARD)
            last = intervals * self._every / TICKS_PER_YEAR
        result: Floats = np.exp(self.log_market(replication, last))
        return result

    def gap(self, level: Integers, pay: Floats, replication: Integers, time: Floats) -> Floats:
        """The pay gap: the logarithm of market pay by one's own, shape (N,).

        The market pays for the level held. Parameters as of `starting_pay`.
        """
        result: Floats = self._log_mid.take(level) + self.log_market(replication, time)
        result -= np.log(pay)
        return result

    # -- pay -----------------------------------------------------------------------------

    def starting_pay(
        self,
        keys: Keys,
        entry_point: Integers,
        level: Integers,
        replication: Integers,
        time: Floats,
    ) -> Floats:
        """Pay per year on the first day, within the band of that day, shape (N,).

        Parameters
        ----------
        keys : array of uint64, shape (N,)
        entry_point, level, replication : array of int, shape (N,)
        time : array of float, shape (N,)
            Years.
        """
        luck, ratio = uniform(keys, Purpose.COMPA_RATIO), np.empty(len(keys))
        for position in np.unique(entry_point):
            mine = np.flatnonzero(entry_point == position)
            ratio[mine] = self._ratios[position].quantile(luck[mine])
        wanted = np.clip(
            ratio * self._mid.take(level), self._low.take(level), self._high.take(level)
        )
        result: Floats = wanted * self._bands_at(replication, time)
        return result

    def hiring_cost(self, pay: Floats) -> Floats:
        """What hires cost, beside their pay, shape (N,)."""
        return self._section.hiring_cost * pay

    def after_promotion(
        self, pay: Floats, to: Integers, replication: Integers, time: Floats
    ) -> Floats:
        """Pay after a promotion, shape (N,): within the new band unless it was above it already.

        Parameters
        ----------
        pay : array of float, shape (N,)
        to, replication : array of int, shape (N,)
        time : array of float, shape (N,) or (1,)
        """
        bands = self._bands_at(replication, time)
        raised = np.maximum(pay * (1.0 + self._section.promotion_raise), self._low.take(to) * bands)
        result: Floats = np.maximum(pay, np.minimum(raised, self._high.take(to) * bands))
        return result

    def after_recalibration(
        self, pay: Floats, level: Integers, replication: Integers, time: Floats
    ) -> Floats:
        """Pay of which nobody's is below the band any more, shape (N,)."""
        low: Floats = self._low.take(level) * self._bands_at(replication, time)
        return np.maximum(pay, low)

    def after_review(
        self,
        pay: Floats,
        rating: Integers,
        level: Integers,
        replication: Integers,
        payroll: Floats,
        time: Floats,
    ) -> Floats:
        """Pay after the merit raises of a review, shape (N,).

        Parameters
        ----------
        pay : array of float, shape (N,)
            Of those reviewed.
        rating, level, replication : array of int, shape (N,)
        payroll : array of float, shape (R,)
            Of everybody.
        time : array of float, shape (1,)
        """
        most = self._high.take(level) * self._bands_at(replication, time)
        wanted = np.minimum(pay * self._raise.take(rating), np.maximum(most - pay, 0.0))
        asked = np.bincount(replication, wanted, minlength=len(payroll))
        budget = self._merit_budget * payroll
        share = budget / np.maximum(np.maximum(asked, budget), np.finfo(float).tiny)
        result: Floats = pay + wanted * share[replication]
        return result
