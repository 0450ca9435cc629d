"""Disruption: what an intervention does to those who stay, for a while."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.clock import reached
from orgsim.rules.section import Section
from orgsim.units import Duration, Number

Floats = NDArray[np.float64]


class Disruption(Section):
    """People leave more often for a while.

    Laying off one in a hundred raised voluntary leaving by 31 % within the following year (Trevor
    and Nyberg, 2008, "Keeping your headcount when all about you are losing theirs", Academy of
    Management Journal 51(2)).

    Examples
    --------
    >>> Disruption(factor=1.5, lasts="6 months").lasts
    0.5
    """

    factor: Annotated[Number, Field(ge=1)]
    """What the hazard of leaving is multiplied by, 1 or more."""
    lasts: Annotated[Duration, Field(gt=0)]
    """How long. The hazard follows on the first of the month at the latest."""

    def after(self, factor: Floats, until: Floats, now: float) -> tuple[Floats, Floats]:
        """Factors of people whom this disruption hits, and until when they hold, shape (N,).

        Of several the largest holds, until its own end; of equal ones the one that ends last.

        Parameters
        ----------
        factor, until : array of float, shape (N,)
            What holds for them so far, and until when, in years.
        now : float
            Years.

        Examples
        --------
        >>> weak = Disruption(factor=1.5, lasts="1 year")
        >>> factor, until = weak.after(np.array([2.0, 2.0]), np.array([0.5, 3.0]), now=1.0)
        >>> factor.tolist(), until.tolist()
        ([1.5, 2.0], [2.0, 3.0])
        """
        holding, end = factor_at(factor, until, now), now + self.lasts
        stronger, equal = self.factor > holding, self.factor == holding
        later = np.where(equal, np.maximum(until, end), until)
        return np.where(stronger, self.factor, holding), np.where(stronger, end, later)


def factor_at(factor: Floats, until: Floats, now: float | Floats) -> Floats:
    """What multiplies the hazard of leaving at a time, shape (N,); 1 when a disruption is over.

    Parameters
    ----------
    factor, until : array of float, shape (N,)
    now : float or array of float, shape (N,)
        Years.
    """
    return np.where(reached(now, until), 1.0, factor)
