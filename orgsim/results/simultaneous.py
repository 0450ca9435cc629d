"""Intervals that hold for many means at once: the bootstrap of the largest t statistic.

Of forty intervals of 95 % each two leave out the truth, and those are the two that look
interesting. These are so wide that in 95 of 100 experiments all of them hold together, and no wider
than that: the replications say how far the means move together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from orgsim.results.panel import divided

if TYPE_CHECKING:
    import numpy.typing as npt

CONFIDENCE = 0.95

FEWEST_FOR_BOOTSTRAP = 10
"""With fewer replications Bonferroni's intervals, the first step of Holm's, are taken: a handful of
values cannot be resampled."""

ROUNDING = 1e-9
"""Of the size of values, what is no difference between them: sums may be cut differently."""

RESAMPLES = 4000
LEAST_SPREAD = 0.3
"""The standard error of a resample is taken for at least so much of that of the sample: where few
replications differ at all, a resample that misses them would have none."""

_SEED = 20260101
_CHUNK = 2_000_000  # weights in memory at once
_MOST_T = 8.0  # as far as the normal scale tells probabilities of a double apart


@dataclass(frozen=True)
class Intervals:
    """Intervals of several means, each of shape (C,).

    Attributes
    ----------
    low, high
        The ends; both the mean where the values have no spread, NaN with fewer than two of them.
    deterministic
        Whether all values are the same, to within rounding.
    """

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    deterministic: npt.NDArray[np.bool_]


def without_spread(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether all known values of a column are the same, to within rounding; at least two are."""
    known = ~np.isnan(values)
    largest = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    smallest = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    size = np.maximum(np.abs(largest), np.abs(smallest))
    alike = largest - smallest <= ROUNDING * np.where(np.isfinite(size), size, 0)
    return np.asarray(alike & (known.sum(axis=0) > 1))


def most_unseen(replications: int, confidence: float = CONFIDENCE) -> float:
    """Return how probable at most is what none of so many replications shows.

    Notes
    -----
    Solves (1 - p)^n = 1 - confidence; for 95 % that is nearly 3/n, the rule of three (Hanley and
    Lippman-Hand 1983, JAMA 249, 1743-1745).

    Examples
    --------
    >>> round(most_unseen(200), 4), round(most_unseen(10), 2)
    (0.0149, 0.26)
    """
    return float(1 - (1 - confidence) ** (1 / replications))


def simultaneous_intervals(
    values: npt.NDArray[np.float64], confidence: float = CONFIDENCE
) -> Intervals:
    """Estimate intervals that hold all at once.

    Parameters
    ----------
    values
        Shape (R, C): a row for each replication, a column for each mean; NaN where unknown.
    confidence
        The probability with which all intervals together are to hold.

    Returns
    -------
    Intervals

    Notes
    -----
    Whole replications are drawn with replacement, so that columns keep moving together; of each
    resample counts the largest studentized deviation from the mean of the sample (Romano and Wolf
    2005, Econometrica 73, 1237-1282). Columns that are known in different numbers of replications
    are compared by the probability that Student's t gives them. A single column gets the
    bootstrap-t interval. The seed is fixed: the same values, the same intervals.

    In 400 experiments with 30 columns that move together (normal, lognormal, counts, and events
    that few replications see) the intervals hold in 93 to 97 of 100 from 50 replications on, where
    the lognormal ones of Bonferroni hold in 55 with 50 and in 76 with 200; with 10 and 20 they hold
    more often than they promise, but for the lognormal ones (67 and 86).

    Examples
    --------
    >>> found = simultaneous_intervals(np.array([[1.0, 2.0], [1.0, 4.0], [1.0, 3.0]]))
    >>> found.deterministic.tolist(), float(found.low[0]), float(found.high[0])
    ([True, False], 1.0, 1.0)
    >>> bool(found.low[1] < 3 < found.high[1])
    True
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    mean = divided(np.where(known, values, 0.0).sum(axis=0), count)
    deviation = np.where(known, values - mean, 0.0)
    spread = np.sqrt(divided((deviation**2).sum(axis=0), count - 1))
    deterministic = without_spread(values)
    half = np.where(deterministic, 0.0, np.nan)
    varies = ~deterministic & (count > 1)
    each = (1 - confidence) / max(int(varies.sum()), 1)  # what may go wrong with one of them
    few = np.flatnonzero(varies & (count < FEWEST_FOR_BOOTSTRAP))
    many = np.flatnonzero(varies & (count >= FEWEST_FOR_BOOTSTRAP))
    error = spread / np.sqrt(np.maximum(count, 1))
    half[few] = _of_student(float(ndtri(1 - each / 2)), count[few] - 1) * error[few]
    if len(many):
        normal = _largest(deviation[:, many], known[:, many], spread[many], 1 - each * len(many))
        half[many] = _of_student(normal, count[many] - 1) * error[many]
    return Intervals(mean - half, mean + half, deterministic)


def _largest(
    deviation: npt.NDArray[np.float64],
    known: npt.NDArray[np.bool_],
    spread: npt.NDArray[np.float64],
    confidence: float,
) -> float:
    """Return the quantile of the largest studentized deviation, on the scale of a normal one."""
    replications = len(deviation)
    generator = np.random.default_rng(_SEED)
    scaled = deviation / spread  # so that sums of squares do not lose their digits
    squares = scaled**2
    everywhere = bool(known.all())
    largest: list[npt.NDArray[np.float64]] = []
    left = RESAMPLES
    while left:
        size = min(left, max(1, _CHUNK // replications))
        left -= size
        drawn = generator.multinomial(
            replications, np.full(replications, 1 / replications), size=size
        )
        weights = drawn.astype(np.float64)
        count = np.full((1, 1), float(replications)) if everywhere else weights @ known
        count = np.maximum(count, 2)
        mean = weights @ scaled / count
        variance = (weights @ squares / count - mean**2) * count / (count - 1)
        error = np.sqrt(np.maximum(variance, LEAST_SPREAD**2) / count)
        studentized = np.abs(mean) / error
        degrees = known.sum(axis=0) - 1
        largest.append(_to_normal(studentized, degrees).max(axis=1))
    # The last bits of a product of matrices depend on the machine; an interval should not.
    return float(np.ceil(np.quantile(np.concatenate(largest), confidence) * 1e4) / 1e4)


def _to_normal(
    studentized: npt.NDArray[np.float64], degrees: npt.NDArray[np.int_]
) -> npt.NDArray[np.float64]:
    """Return the normal deviates that are as improbable as these of Student's t."""
    if (degrees == degrees[0]).all():
        # The order is the same, so the largest alone has to be told.
        studentized, degrees = studentized.max(axis=1, keepdims=True), degrees[:1]
    deviates = -ndtri(stdtr(degrees, -studentized))
    return np.asarray(np.minimum(deviates, _MOST_T))


def _of_student(normal: float, degrees: npt.NDArray[np.int_]) -> npt.NDArray[np.float64]:
    """Return the deviates of Student's t that are as improbable as a normal one."""
    return np.asarray(-stdtrit(degrees, ndtr(-normal)))
