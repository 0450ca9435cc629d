"""Main effects: an outcome's mean at each value of a parameter, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import stdtrit

from orgsim.results.sensitivity import CONFIDENCE, Layout, mean_over

if TYPE_CHECKING:
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"


@dataclass(frozen=True)
class MainEffect:
    """Means of outcomes at the values of one parameter, or over the parts of its range.

    Attributes
    ----------
    codes : array of int, shape (V,)
        Of the values, see `orgsim.results.sensitivity.Layout`.
    mean : array, shape (V, K)
        Over all drawn points that have the value, and over replications.
    low, high : array, shape (V, K)
        Ends of the 95 % interval of that mean, each by itself; NaN where it rests on a single
        replication or, of points that are drawn by chance, on a single one.
    """

    codes: npt.NDArray[np.int64]
    mean: Floats
    low: Floats
    high: Floats


def main_effects(layout: Layout, values: Floats) -> list[MainEffect]:
    """Compute main effects by parameter.

    Intervals are Student's. In a grid all values of the other parameters are there, so that only
    luck is left: every replication has a mean over the points, and of these means there are as many
    as replications. Points that are drawn by chance are another sample beside that: their variance
    is added, and the smaller of the two samples gives the degrees of freedom, which errs on the
    wide side.

    Parameters
    ----------
    layout : Layout
    values : array, shape (R, P, K)
        By replication, point and outcome; NaN where undefined.

    Returns
    -------
    list of MainEffect
        Of each parameter, its values in order.
    """
    drawn, codes = values[:, layout.drawn], layout.codes[layout.drawn]
    chance = layout.kind != "grid"
    found = []
    for each in range(layout.parameters):
        known = np.unique(codes[:, each])
        parts = [_mean_and_half(drawn[:, codes[:, each] == value], chance) for value in known]
        mean, half = (np.stack(ends) for ends in zip(*parts, strict=True))
        found.append(MainEffect(known, mean, mean - half, mean + half))
    return found


def _mean_and_half(values: Floats, chance: bool) -> tuple[Floats, Floats]:
    """Mean over replications and points, shape (K,) each, and half the width of its interval."""
    points = mean_over(values)
    of_replications, replications = _squared_error(values.mean(axis=1))
    squared, samples = of_replications, replications
    if chance:
        of_points, count = _squared_error(points)
        squared, samples = squared + of_points, np.minimum(samples, count)
    width = stdtrit(np.maximum(samples - 1, 1), (1 + CONFIDENCE) / 2)
    return mean_over(points), np.asarray(width * np.sqrt(squared))


def _squared_error(values: Floats) -> tuple[Floats, npt.NDArray[np.int_]]:
    """Squared standard error of a mean over the first axis without NaN, and of how many."""
    count = np.isfinite(values).sum(axis=0)
    squares = np.nansum((values - mean_over(values)) ** 2, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 1, squares / (count - 1) / count, np.nan), count
