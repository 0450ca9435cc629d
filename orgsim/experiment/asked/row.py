"""One quantity: what a scenario asks for, and what each replication delivered."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.experiment.reasons.evidence import UNKNOWN
from orgsim.results.measures import over_replications

if TYPE_CHECKING:
    from numpy.typing import NDArray

Reason = Callable[[], str]

BEYOND_CHANCE = 3.0
"""Standard errors by which a realised number must differ from the one asked to count as missed: of
twenty numbers that come as asked, one in twenty scenarios has one that seems missed."""

ROUNDING = 1e-9
"""What a mean may differ from the number asked, of that number, where nothing is left to chance."""


@dataclass(frozen=True)
class Row:
    """One quantity: what was asked, and what each replication delivered.

    Attributes
    ----------
    quantity : str
    level : str or None
    asked : float
    realised : array of float, shape (R,)
    unit : str
    chance : float
        Standard error of the mean of what is realised that comes of counting so many events or
        people and no more, if all is as asked. It holds for a single replication too.
    below, above : callable
        What finds the likely reason why less, or more, of it came about than asked; by default
        nothing is known.
    nothing : str
        What to say where nothing could be measured, as nothing of the kind happened; by default
        there is no row then.
    """

    quantity: str
    level: str | None
    asked: float
    realised: NDArray[np.float64]
    unit: str
    chance: float
    below: Reason = str
    above: Reason = str
    nothing: str = ""

    @property
    def counts(self) -> bool:
        """Whether there is anything to say: something was measured, or that nothing could be."""
        if np.isnan(self.realised).all():
            return bool(self.nothing and self.asked)
        return bool(self.asked or np.nanmax(self.realised))


def described(row: Row) -> dict[str, Any]:
    """The row as columns of the table `asked`, but for the organization."""
    found = {name: float(value) for name, value in over_replications(row.realised).items()}
    gap = found["mean"] - row.asked
    # Both are estimates of one error; fmax passes over the one that a single replication lacks.
    error = float(np.fmax(row.chance, found["standard_error"]))
    outside = not found["q05"] <= row.asked <= found["q95"]
    missed = outside and abs(gap) > max(BEYOND_CHANCE * error, ROUNDING * abs(row.asked))
    note = row.nothing if math.isnan(gap) else ""
    if missed:
        note = (row.below if gap < 0 else row.above)() or UNKNOWN
    return {
        "quantity": row.quantity,
        "level": row.level,
        "asked": row.asked,
        "realised": found["mean"],
        "q05": found["q05"],
        "q95": found["q95"],
        "unit": row.unit,
        "missed": missed,
        "note": note,
    }


def of_rate(asked: float, lived: float) -> float:
    """Standard error of a rate: events come as a Poisson process, over so much time in all."""
    return math.sqrt(asked / lived) if lived > 0 else math.inf


def of_share(asked: float, count: float) -> float:
    """Standard error of a share, of so many in all."""
    return math.sqrt(asked * (1 - asked) / max(count, 1))
