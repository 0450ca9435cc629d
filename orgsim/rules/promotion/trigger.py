"""When promotions are decided: in cycles on the calendar, or continuously, person by person."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from orgsim.clock import calendar_month
from orgsim.rules.section import ByLevel, Section
from orgsim.units import FirstOfMonth, Month, Rate

MOST_CONSIDERATIONS = 400.0
"""Per person and year."""


def _each_once(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(months)) != len(months):
        raise ValueError("each month only once")
    return tuple(sorted(months))


class Cycle(Section):
    """Promotion cycles on the first day of given calendar months, everybody together.

    Google decides on promotions twice a year (dice.com, "Google's new performance review
    system", 2022).
    """

    kind: Literal["cycle"]
    months: Annotated[tuple[Month, ...], Field(min_length=1), AfterValidator(_each_once)]
    """The calendar months on whose first day a cycle takes place."""
    first_cycle: FirstOfMonth | None = None
    """From the start until this day there is no cycle; in the warm-up there are all the same."""

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
        if calendar_month(start, month) not in self.months:
            return False
        if self.first_cycle is None or month < 0:
            return True
        first = self.first_cycle
        return month >= (first.year - start.year) * 12 + first.month - start.month


def _bearable(rate: Rate) -> Rate:
    if rate.hazard > MOST_CONSIDERATIONS:
        raise ValueError(f"must be at most {MOST_CONSIDERATIONS:.0f}/year")
    return rate


class Continuous(Section):
    """Each person is considered at times of their own, exponentially spaced."""

    kind: Literal["continuous"]
    rate: ByLevel[Annotated[Rate, AfterValidator(_bearable)]]
    """How often a person at a level is considered; `0/year` is never."""


Trigger = Annotated[Cycle | Continuous, Field(discriminator="kind")]
