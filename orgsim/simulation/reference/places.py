"""Places of entry points: how many each may still admit in a calendar year."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import calendar_years

if TYPE_CHECKING:
    from orgsim.simulation.reference.requisition import Requisition
    from orgsim.simulation.reference.workplace import Workplace


class Places:
    """The places of one organization's entry points, each in the year of the start.

    Parameters
    ----------
    workplace : Workplace
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._capped = any(
            point.cap is not None
            for rules in workplace.every_rule_set
            for point in rules.entry_points.values()
        )
        self._taken: Counter[tuple[int, float]] = Counter()

    def admitted(self, requisitions: Sequence[Requisition]) -> list[Requisition]:
        """Those for whom there is a place left, the first ones first."""
        if not self._capped:
            return list(requisitions)
        cap, taken = self._workplace.entry_points.cap, self._taken.copy()
        admitted = []
        for requisition in requisitions:
            place = self._place(requisition.entry_point, requisition.start)
            if requisition.start == math.inf:
                admitted.append(requisition)  # it will look for a place when it has an apprentice
            elif taken[place] < cap[requisition.entry_point]:
                taken[place] += 1
                admitted.append(requisition)
        return admitted

    def left(self, entry_point: int, start: float) -> bool:
        """Whether an entry point has a place left in the year of a start."""
        cap = self._workplace.entry_points.cap[entry_point]
        return not self._capped or self._taken[self._place(entry_point, start)] < int(cap)

    def take(self, entry_point: int, start: float) -> None:
        """Somebody will start there."""
        if self._capped:
            self._taken[self._place(entry_point, start)] += 1

    def give_back(self, entry_point: int, start: float) -> None:
        """Whoever was to start there does not come."""
        if self._capped:
            self._taken[self._place(entry_point, start)] -= 1

    def _place(self, entry_point: int, start: float) -> tuple[int, float]:
        """The entry point and the calendar year in which it is to admit somebody."""
        year = calendar_years(self._workplace.start, np.array([start]))
        return entry_point, float(year[0])
