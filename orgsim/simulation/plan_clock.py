"""How far the headcount plan has come in each replication, where effectiveness sets its pace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import TICKS_PER_YEAR

Floats = NDArray[np.float64]


class PlanClock:
    """The plan's own time, which goes on faster or slower than the calendar's.

    Parameters
    ----------
    replications : int
    """

    def __init__(self, replications: int) -> None:
        # In ticks, which are whole where the pace is 1: no bit is lost then by adding them up.
        self._ticks, self._pace, self._reviewed = np.zeros((3, replications))

    def at(self, tick: int, pace: Floats) -> Floats:
        """The plan's time at a staffing review, in years, shape (R,); 0 during the warm-up.

        Parameters
        ----------
        tick : int
        pace : array of float, shape (R,)
            How many times as fast as the calendar's it goes on until the next review.
        """
        self._ticks += self._pace * (max(tick, 0) - self._reviewed)
        self._pace = pace
        self._reviewed[:] = max(tick, 0)
        return self._ticks / TICKS_PER_YEAR
