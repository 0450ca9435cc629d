"""When promotions are decided: in cycles on the calendar, or continuously, person by person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from orgsim.rules.section import ByLevel, Section
from orgsim.units import FirstOfMonth, Month, Rate


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
    """No cycle before this day; by default cycles run from the start, and in the warm-up."""


class Continuous(Section):
    """Each person is considered at times of their own, exponentially spaced."""

    kind: Literal["continuous"]
    rate: ByLevel[Rate]
    """How often a person at a level is considered; `0/year` is never."""


Trigger = Annotated[Cycle | Continuous, Field(discriminator="kind")]
