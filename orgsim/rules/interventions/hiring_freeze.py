"""Hiring freezes: for some time nobody is looked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import MINUTE, months_between
from orgsim.rules.section import Contradiction, Identifier, Section, unknown_or_twice
from orgsim.units import FirstOfMonth

Mask = NDArray[np.bool_]


class HiringFreeze(Section):
    """From a day on no requisition opens, until the thaw.

    While hiring is frozen at all entry points no position comes open by the plan: nothing is put
    out, nothing is filled by `promote_first`, and what leavers leave waits for the thaw. Promotions
    go on. While some entry points are frozen, requisitions turn to the others, as from those that
    are full. Nobody arrives through a frozen entry point under a plan of `arrivals`, either.
    """

    kind: Literal["hiring_freeze"]
    date: FirstOfMonth
    """The first day of the freeze."""
    until: FirstOfMonth | None = None
    """The day of the thaw, from which on hiring is as before; without it the freeze lasts to the
    end."""
    open_requisitions: Literal["keep", "cancel"] = "keep"
    """What becomes of requisitions that are open on the first day: they are kept, or those are
    cancelled that nobody has accepted yet."""
    entry_points: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """Which entry points are frozen; by default all of them."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until <= self.date:
            raise ValueError(f"'until' is the day of the thaw, after the date {self.date}")
        return self

    def contradictions_with(
        self, levels: Sequence[str], entry_points: Sequence[str], *, rated: bool
    ) -> Iterator[Contradiction]:
        """Entry points that do not exist or are there twice."""
        given = self.entry_points or ()
        for position, message in unknown_or_twice("entry point", given, entry_points):
            yield ("entry_points", position), message

    def closes(self, entry_point: str) -> bool:
        """Whether an entry point is frozen while the freeze lasts."""
        return self.entry_points is None or entry_point in self.entry_points

    def in_force(self, day: dt.date) -> bool:
        """Whether all hiring is frozen on a day."""
        begun = self.date <= day and (self.until is None or day < self.until)
        return begun and self.entry_points is None

    def overlaps(self, other: HiringFreeze) -> bool:
        """Whether some entry point would be frozen twice on one day."""
        begins = max(self.date, other.date)
        together = all(each.until is None or begins < each.until for each in (self, other))
        mine, theirs = self.entry_points, other.entry_points
        return together and (mine is None or theirs is None or not set(mine).isdisjoint(theirs))


def overlapping(interventions: Sequence[object]) -> Iterator[tuple[int, str]]:
    """Freezes that overlap an earlier one: position in the list, and a sentence."""
    freezes = [(i, each) for i, each in enumerate(interventions) if isinstance(each, HiringFreeze)]
    found = set()
    for (_, one), (position, other) in combinations(freezes, 2):
        if one.overlaps(other) and position not in found:
            found.add(position)
            until = "the end" if one.until is None else str(one.until)
            yield position, f"hiring is frozen from {one.date} until {until} already"


class Freezes:
    """The hiring freezes of an organization as a function of the day.

    Parameters
    ----------
    freezes : sequence of HiringFreeze
    entry_points : sequence of str
        E ids.
    start : datetime.date
        The scenario's first day.
    """

    def __init__(
        self, freezes: Sequence[HiringFreeze], entry_points: Sequence[str], start: dt.date
    ) -> None:
        self._periods = [
            (
                months_between(start, freeze.date) / 12,
                np.inf if freeze.until is None else months_between(start, freeze.until) / 12,
                np.array([freeze.closes(each) for each in entry_points]),
            )
            for freeze in freezes
        ]
        self._nothing = np.zeros(len(entry_points), dtype=bool)

    def frozen(self, time: float) -> Mask:
        """Which entry points are frozen at a time in years, shape (E,)."""
        result = self._nothing
        for begins, ends, which in self._periods:
            if begins - MINUTE <= time < ends - MINUTE:
                result = result | which
        return result

    def let_in(self, entry_point: NDArray[np.int64], time: NDArray[np.float64]) -> Mask:
        """Who may come through these entry points at these times in years, shape (N,)."""
        result = np.ones(len(time), dtype=bool)
        for begins, ends, which in self._periods:
            during = (time >= begins - MINUTE) & (time < ends - MINUTE)
            result &= ~(during & which[entry_point])
        return result
