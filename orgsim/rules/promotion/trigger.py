"""When promotions are decided: on the calendar, person by person, by a vacancy, or never."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.clock import (
    MINUTE,
    TICKS_PER_MONTH,
    TICKS_PER_WEEK,
    TICKS_PER_YEAR,
    calendar_month,
    months_between,
    ticks,
)
from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.section import ByLevel, Contradiction, Months, Section
from orgsim.units import Duration, FirstOfMonth, Rate, write_duration

MOST_CONSIDERATIONS = 400.0
"""Per person and year."""

WEEKS_PER_YEAR = TICKS_PER_YEAR // TICKS_PER_WEEK


def _whole_weeks(duration: float) -> float:
    weeks = round(duration * WEEKS_PER_YEAR)
    if abs(weeks / WEEKS_PER_YEAR - duration) > MINUTE:
        raise ValueError("must be whole weeks")
    return duration


class Cycle(Section):
    """Promotion cycles on the first day of given calendar months, everybody together.

    Google decides on promotions twice a year (dice.com, "Google's new performance review
    system", 2022).
    """

    kind: Literal["cycle"]
    months: Months
    """The calendar months on whose first day a cycle takes place."""
    first_cycle: FirstOfMonth | None = None
    """From the start until this day there is no cycle, not even a late one of the warm-up; in the
    warm-up there are all the same."""
    jitter: Annotated[Duration, AfterValidator(_whole_weeks)] = 0.0
    """The most by which a cycle may be late, in whole weeks: each cycle is postponed by 0 weeks to
    so many, all equally likely. Big companies hardly vary, startups do."""

    @property
    def latest(self) -> int:
        """The most weeks by which a cycle may be late."""
        return ticks(self.jitter) // TICKS_PER_WEEK

    def weeks_late(self, keys: Keys, month: int) -> NDArray[np.int64]:
        """By how many weeks the cycle of a month is late in each replication, shape (R,).

        Parameters
        ----------
        keys : array of uint64, shape (R,)
            Those of the organization in each replication.
        month : int
            Months from the start.
        """
        late = np.floor(uniform(keys, Purpose.JITTER, month) * (self.latest + 1))
        weeks: NDArray[np.int64] = late.astype(np.int64)
        return weeks

    def contradictions(self) -> Iterator[Contradiction]:
        """A cycle so late that the next one would come first."""
        gap = min(
            (later - month - 1) % 12 + 1
            for month, later in zip(self.months, (*self.months[1:], self.months[0]), strict=True)
        )
        if self.latest * TICKS_PER_WEEK >= gap * TICKS_PER_MONTH:
            most = (gap * TICKS_PER_MONTH - 1) // TICKS_PER_WEEK
            yield (
                ("jitter",),
                (
                    "a cycle may come so late that it meets the next one, "
                    f"{write_duration(gap / 12)} later; allowed: up to "
                    f"{write_duration(most / WEEKS_PER_YEAR)}"
                ),
            )

    def takes_place(self, month: int, start: dt.date) -> bool:
        """Whether there is a cycle on the first day of a month.

        Parameters
        ----------
        month : int
            Months from the start, negative in the warm-up.
        start : datetime.date
            The scenario's first day.

        Examples
        --------
        >>> cycle = Cycle(kind="cycle", months=["March"], first_cycle="2028-01-01")
        >>> [month for month in range(-24, 48) if cycle.takes_place(month, dt.date(2026, 1, 1))]
        [-22, -10, 26, 38]
        """
        there = calendar_month(start, month) in self.months
        return there and not self.too_early(month * TICKS_PER_MONTH, start)

    def too_early(self, tick: int, start: dt.date) -> bool:
        """Whether a time is in the span without cycles, from the start until `first_cycle`.

        A cycle of the warm-up that comes so late that it would fall into it is not held.
        """
        first = self.first_cycle
        if first is None:
            return False
        return 0 <= tick < months_between(start, first) * TICKS_PER_MONTH


def _bearable(rate: Rate) -> Rate:
    if rate.hazard > MOST_CONSIDERATIONS:
        raise ValueError(f"must be at most {MOST_CONSIDERATIONS:.0f}/year")
    return rate


class Continuous(Section):
    """Each person is considered at times of their own, exponentially spaced."""

    kind: Literal["continuous"]
    rate: ByLevel[Annotated[Rate, AfterValidator(_bearable)]]
    """How often a person at a level is considered; `0/year` is never."""


class Vacancy(Section):
    """Free seats pull people up, at each staffing review and at no other time.

    Only levels with a limited number of seats are filled so. Everybody who could move up to one is
    considered, the highest level first; a seat vacated by that is free in the same review.
    """

    kind: Literal["vacancy"]


class OnlyRetention(Section):
    """Nobody is promoted but by a counter-offer."""

    kind: Literal["retention"]


Trigger = Annotated[Cycle | Continuous | Vacancy | OnlyRetention, Field(discriminator="kind")]
