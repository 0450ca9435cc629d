"""How far the headcount plan has come in each replication, where effectiveness sets its pace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import TICKS_PER_YEAR

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class PlanClock:
    """The plan's own time, which goes on faster or slower than the calendar's.

    Parameters
    ----------
    replications : int
    """

    def __init__(self, replications: int) -> None:
        # In ticks, which are whole where the pace is 1: no bit is lost then by adding them up.
        self._ticks, self._pace, self._since = np.zeros((3, replications))

    def at(self, tick: int) -> Floats:
        """The plan's time, in years, shape (R,); 0 during the warm-up."""
        passed = self._ticks + self._pace * (max(tick, 0) - self._since)
        result: Floats = passed / TICKS_PER_YEAR
        return result

    def set_pace(self, tick: int, pace: Floats, where: Mask) -> None:
        """How many times as fast as the calendar's it goes on from now, in some replications."""
        self._go_on(self._ticks + self._pace * (max(tick, 0) - self._since), pace, tick, where)

    def restart(self, tick: int, where: Mask) -> None:
        """The plan begins anew in some replications."""
        nothing = np.zeros_like(self._ticks)
        self._go_on(nothing, nothing + 1.0, tick, where)

    def _go_on(self, passed: Floats, pace: Floats, tick: int, where: Mask) -> None:
        np.copyto(self._ticks, passed, where=where)
        np.copyto(self._pace, pace, where=where)
        self._since[where] = max(tick, 0)
