"""Whether the two programs agree: means over replications within their joint confidence interval.

If they do agree, replications of either come from the same distribution, so Student's interval
with a common variance applies; it also serves where one program saw something rare and the other,
with fewer replications, never did. Many means are compared; the intervals are widened (Bonferroni)
so that two programs that agree pass all of them together with the stated confidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from benchmarks.outcomes import Outcomes

Floats = NDArray[np.float64]

QUANTITIES: dict[str, Callable[[Outcomes], Floats]] = {
    "headcount at the end": lambda outcomes: outcomes.at_end("headcount"),
    "mean scope at the end": lambda outcomes: outcomes.at_end("scope"),
    "mean skill at the end": lambda outcomes: outcomes.at_end("skill"),
    "moves up in all years": lambda outcomes: outcomes.over_all("moves_up"),
    "exits in all years": lambda outcomes: outcomes.over_all("exits"),
}
"""What is compared: names, and values by replication and level."""


@dataclass(frozen=True)
class Difference:
    """One mean by both programs.

    Attributes
    ----------
    quantity, level : str
    engine, plain : float
        Means over replications.
    margin : float
        Half the width of the difference's confidence interval.
    """

    quantity: str
    level: str
    engine: float
    plain: float
    margin: float

    @property
    def agrees(self) -> bool:
        """Whether chance explains the difference."""
        return abs(self.engine - self.plain) <= self.margin


def compare(
    engine: Outcomes, plain: Outcomes, levels: tuple[str, ...], confidence: float = 0.999
) -> list[Difference]:
    """Headcount, scope, skill, moves up and exits of every level by both programs.

    Parameters
    ----------
    engine, plain : Outcomes
        At least two replications each.
    levels : tuple of str
        Level ids, lowest first.
    confidence : float
        That all of them agree if the programs do.

    Returns
    -------
    list of Difference
        Without those of which a program has fewer than two replications (a level that is empty).
    """
    pairs = []
    for quantity, values in QUANTITIES.items():
        first, second = values(engine), values(plain)
        for position, level in enumerate(levels):
            a, b = first[:, position], second[:, position]
            a, b = a[~np.isnan(a)], b[~np.isnan(b)]
            if min(len(a), len(b)) >= 2:
                pairs.append((quantity, level, a, b))
    each = (1.0 - confidence) / max(len(pairs), 1)
    return [
        Difference(quantity, level, float(a.mean()), float(b.mean()), _margin(a, b, each))
        for quantity, level, a, b in pairs
    ]


def _margin(a: Floats, b: Floats, significance: float) -> float:
    """Half the width of Student's interval for the difference of two means."""
    freedom = len(a) + len(b) - 2
    squares = float(((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum())
    error = math.sqrt(squares / freedom * (1 / len(a) + 1 / len(b)))
    rounding = 1e-9 * max(abs(float(a.mean())), 1.0)
    return max(float(student.isf(significance / 2, freedom)) * error, rounding)
