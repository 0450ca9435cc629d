"""Apprentices who finish, month by month, in expected numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from orgsim.rules.apprenticeship import Apprenticeship

Floats = NDArray[np.float64]

POINTS = 1000
"""At which the length of apprenticeships is looked up."""


class Pipeline:
    """The apprenticeships of one entry point.

    Parameters
    ----------
    section : Apprenticeship
    """

    def __init__(self, section: Apprenticeship) -> None:
        evenly, served = ((np.arange(count) + 0.5) / count for count in (POINTS, 60))
        waiting = 1.0 - section.elsewhere
        self._entering, self._initial = waiting * section.entering / 12, waiting * section.initial
        self._whole = np.maximum(section.time.quantile(evenly), 0.0) * 12
        # On the first day each is anywhere between beginning and end, whatever the length.
        self._left = np.outer(self._whole, served).ravel()

    def finishing(self, months: int) -> float:
        """How many finish in the month that ends so many months after the first day."""
        of_those_entering = float((self._whole <= months - 0.5).mean())
        by_now, before = ((self._left <= end).mean() for end in (months, months - 1))
        return self._entering * of_those_entering + self._initial * float(by_now - before)
