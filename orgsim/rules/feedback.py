"""Feedback: an organization that carries its work well grows faster, one that does not slower.

A young company grows as fast as what it makes is wanted, and what it makes is the work of its
people. The simplest form of that is one number: the pace at which a plan's time goes on.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Section
from orgsim.units import Number

Floats = NDArray[np.float64]


class Feedback(Section):
    """How effectiveness changes planned growth. That it does, and in this form, is an assumption.

    Until the next staffing review time in the plan goes on (effectiveness / reference)^strength
    times as fast, with the effectiveness of the last one: compound growth of 30 % a year at a pace
    of one half is 1.3^0.5 - 1 = 14 %.

    Examples
    --------
    >>> Feedback(reference=0.8, strength=2).pace(np.array([0.8, 0.4, np.nan]))
    array([1.  , 0.25, 1.  ])
    """

    reference: Annotated[Number, Field(ge=0.01, le=100)]
    """The effectiveness with which the organization grows as planned."""
    strength: Annotated[Number, Field(ge=0, le=10), Plausible("0", "2")] = 1.0
    """How much effectiveness tells; with 0 not at all. In proportion is an assumption."""

    def pace(self, effectiveness: Floats) -> Floats:
        """How fast the plan's time goes on, shape (N,); 1 where there is nobody (NaN)."""
        ratio = np.maximum(effectiveness, 0.0) / self.reference
        return np.where(np.isnan(ratio), 1.0, ratio**self.strength)
