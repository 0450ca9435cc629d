"""Numbers of replications of which some in a row share their assumptions (`--uncertain`).

Such replications differ by luck alone; the next ones differ from them by luck and by what was
drawn. The law of total variance adds the two: the mean variance within a draw is luck, the variance
between draws is what is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import fdtri

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from orgsim.results.results import Results

CONFIDENCE = 0.95


class Split(NamedTuple):
    """The spread of some numbers, told apart; each of shape (K,), NaN where it cannot be told.

    Attributes
    ----------
    share
        Of luck in the variance.
    low, high
        Ends of its 95 % interval, exact where luck and draws are normally distributed.
    of_luck
        Every replication as it might have been by luck alone: its distance from the mean of its
        draw, widened for that mean resting on few, around the mean of all; shape (R, K).
    """

    share: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    of_luck: npt.NDArray[np.float64]


def split(values: npt.NDArray[np.float64], draws: npt.NDArray[np.integer[Any]]) -> Split:
    """Tell luck from what is not known (one-way analysis of variance, draws as a random effect).

    Parameters
    ----------
    values
        By replication, shape (R, K); NaN where undefined.
    draws
        The number of each replication's draw, shape (R,).

    Examples
    --------
    >>> lucky = np.array([[1.0], [3.0], [1.0], [3.0]])
    >>> split(lucky, np.array([0, 0, 1, 1])).share.tolist()
    [1.0]
    >>> split(lucky, np.array([0, 1, 0, 1])).share.tolist()
    [0.0]
    """
    known = ~np.isnan(values)
    place = np.unique(draws, return_inverse=True)[1]
    shape = (int(place.max(initial=-1)) + 1, values.shape[1])
    filled = np.where(known, values, 0.0)
    count, total = np.zeros(shape), np.zeros(shape)
    np.add.at(count, place, known)
    np.add.at(total, place, filled)
    with np.errstate(divide="ignore", invalid="ignore"):
        means, mean = total / count, total.sum(axis=0) / count.sum(axis=0)
        apart = np.where(known, values - means[place], 0.0)
        number, used = count.sum(axis=0), (count > 0).sum(axis=0)
        free = number - used
        within = (apart**2).sum(axis=0) / free
        between = np.nansum(count * (means - mean) ** 2, axis=0) / (used - 1)
        each = (number - (count**2).sum(axis=0) / number) / (used - 1)
        ratio = between / within
        unknown = np.maximum(between - within, 0.0) / each
        share = within / (within + unknown)
        tail = (1 - CONFIDENCE) / 2
        smallest = ratio / fdtri(used - 1.0, free, 1 - tail)
        largest = ratio * fdtri(free, used - 1.0, 1 - tail)
        widened = np.sqrt(count / (count - 1))[place]
        of_luck = np.where(known & (count[place] > 1), mean + apart * widened, np.nan)
        # No further than anything went: a plan may have a limit.
        of_luck = np.clip(of_luck, np.fmin.reduce(values), np.fmax.reduce(values))
        ends = [np.clip(each / (at + each - 1), 0.0, 1.0) for at in (largest, smallest)]
    # Rounding errors are no variance.
    varies = (used > 1) & (free > 0) & (within + unknown > 1e-24 * (np.abs(mean) ** 2 + 1e-300))
    share, low, high = (np.where(varies, found, np.nan) for found in (share, *ends))
    return Split(share, low, high, of_luck)


def standard_error(
    values: npt.NDArray[np.float64], draws: npt.NDArray[np.integer[Any]]
) -> npt.NDArray[np.float64]:
    """Standard error of a mean over replications of which some share their assumptions.

    Parameters
    ----------
    values, draws
        As for `split`.

    Returns
    -------
    array, shape (K,)
        From the sums of whole draws, which are independent of each other; NaN below two draws.
        (Draws of a Sobol sequence are more even than independent ones, so this is not too small.)
    """
    known = ~np.isnan(values)
    place = np.unique(draws, return_inverse=True)[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        number = known.sum(axis=0)
        mean = np.where(known, values, 0.0).sum(axis=0) / number
        sums = np.zeros((int(place.max(initial=-1)) + 1, values.shape[1]))
        np.add.at(sums, place, np.where(known, values - mean, 0.0))
        used = np.zeros(sums.shape)
        np.add.at(used, place, known)
        draws_known = (used > 0).sum(axis=0)
        factor = np.where(draws_known > 1, draws_known / (draws_known - 1.0), np.nan)
        found: npt.NDArray[np.float64] = np.sqrt((sums**2).sum(axis=0) * factor) / number
    return found


def by_draw(
    values: npt.NDArray[np.float64], draws: npt.NDArray[np.integer[Any]]
) -> npt.NDArray[np.float64]:
    """What each draw adds to a mean over replications: numbers that are independent of each other.

    Parameters
    ----------
    values
        By replication, shape (R, ...); NaN where undefined.
    draws
        The number of each replication's draw, shape (R,).

    Returns
    -------
    array, shape (G, ...)
        A row for each draw, NaN where nothing of it is known. Their mean is that of the values, and
        what they say of its error is what `standard_error` says: where draws are equally large they
        are their means, else the terms of the linearized ratio estimator (Cochran 1977, "Sampling
        Techniques", 6.3).

    Examples
    --------
    >>> by_draw(np.array([1.0, 3.0, 5.0, 7.0]), np.array([0, 0, 1, 1])).tolist()
    [2.0, 6.0]
    >>> by_draw(np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1])).tolist()
    [1.666..., 4.333...]
    """
    place = np.unique(draws, return_inverse=True)[1]
    shape = (int(place.max(initial=-1)) + 1, *values.shape[1:])
    known = ~np.isnan(values)
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, place, np.where(known, values, 0.0))
    np.add.at(count, place, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        # An equal share of all that is known, so that no draw counts for less than another.
        equal = count.sum(axis=0) / (count > 0).sum(axis=0)
        mean = total.sum(axis=0) / count.sum(axis=0)
        found: npt.NDArray[np.float64] = mean + (total - mean * count) / equal
        return np.where(count > 0, found, np.nan)


def replications_per_draw(manifest: Mapping[str, Any]) -> int:
    """How many replications in a row share their assumptions; 1 where none were drawn."""
    return int(manifest.get("uncertain", {}).get("replications_per_draw", 1))


def per_draw(results: Mapping[str, Results]) -> int:
    """How many replications in a row share their assumptions, of results that are compared."""
    return max((replications_per_draw(each.manifest) for each in results.values()), default=1)
