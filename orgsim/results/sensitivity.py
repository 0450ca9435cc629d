"""What moves an outcome: effects of parameters, and shares of its variance.

Every point of a design has been simulated under the same luck: replication 17 of one point and
replication 17 of another are the same world under other numbers. The mean over replications is a
point's outcome; what a parameter does to it is its main effect, and the share of its variance over
the design that a parameter brings about is its sensitivity index (Sobol 1993): the first-order
index what it does alone, the total index what it does alone and together with others.

What is left of luck in the mean of a finite number of replications is part of the variance over
points. Luck that moves all points alike is not, because all share it. Both are told apart by a
two-way analysis of variance over points and replications.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

RESAMPLES = 200
"""Bootstrap samples behind an interval."""

CONFIDENCE = 0.95

BINS = 8
"""Equal parts of a range for means and first-order indices where a design has no levels."""

FIRST_ORDER, TOTAL, EFFECT = "first_order", "total", "effect"

Floats: TypeAlias = "npt.NDArray[np.float64]"


@dataclass(frozen=True)
class Layout:
    """A design as the analysis knows it.

    Attributes
    ----------
    kind : str
        ``grid``, ``lhs`` or ``sobol``.
    codes : array of int, shape (P, D)
        Which value of a parameter a point has: its number among the values that are tried or, of
        a range in no grid, its part of the range; from the lowest up where there is an order.
    positions : array of float, shape (P, D)
        Where a point stands between the lowest (0) and the highest value (1) of a parameter that
        is a number; NaN for words.
    base : int
        N of a Sobol design, whose points are A, B and, for each parameter, A with it from B.
    """

    kind: str
    codes: npt.NDArray[np.int64]
    positions: Floats
    base: int

    @property
    def parameters(self) -> int:
        """How many parameters are varied."""
        return int(self.codes.shape[1])

    @property
    def drawn(self) -> slice:
        """The points that are a sample of the whole space: of a Sobol design, A and B."""
        return slice(0, 2 * self.base if self.kind == "sobol" else None)


@dataclass(frozen=True)
class Estimates:
    """Estimates by parameter and outcome, shape (D, K) each; NaN where there is none."""

    effect: Floats
    first_order: Floats
    total: Floats

    def stacked(self) -> Floats:
        """All of them, shape (3, D, K)."""
        return np.stack([self.effect, self.first_order, self.total])


@dataclass(frozen=True)
class Sensitivity:
    """Estimates with the ends of their 95 % intervals."""

    estimates: Estimates
    low: Estimates
    high: Estimates


def estimate(layout: Layout, outcomes: Floats) -> Estimates:
    """Estimate effects and indices of outcomes without luck.

    Parameters
    ----------
    layout : Layout
    outcomes : array, shape (P, K)
        Of every point.

    Returns
    -------
    Estimates
        The effect of a number is by how much the outcome changes from its lowest to its highest
        value, of words the difference between the largest and the smallest mean. NaN for outcomes
        that are unknown at a point, and indices of outcomes that do not vary.
    """
    shape = (layout.parameters, outcomes.shape[1])
    found = Estimates(*(np.full(shape, np.nan) for _ in range(3)))
    known = np.isfinite(outcomes).all(axis=0)
    if not known.any():
        return found
    values = outcomes[:, known]
    indices = {"grid": _of_grid, "lhs": _of_sample, "sobol": _of_sobol}[layout.kind]
    first, total = indices(layout, values)
    # Rounding errors are no variance.
    varies = values.std(axis=0) > 1e-12 * (np.abs(values).max(axis=0) + 1e-300)
    found.first_order[:, known] = np.where(varies, first, np.nan)
    found.total[:, known] = np.where(varies, total, np.nan)
    found.effect[:, known] = _effects(layout, values)
    return found


def sensitivity(
    layout: Layout, values: Floats, seed: int, resamples: int = RESAMPLES
) -> Sensitivity:
    """Estimate effects and indices, with bootstrap intervals.

    Replications are drawn with replacement, the same ones for all points, as they share their
    luck; of a Latin hypercube its points as well and of a Sobol design its N rows. A grid is all
    there is to it, so that only luck is drawn; of one replication it has no intervals.

    Parameters
    ----------
    layout : Layout
    values : array, shape (R, P, K)
        By replication, point and outcome; NaN where undefined.
    seed : int
    resamples : int
        Bootstrap samples.
    """
    found = estimate(layout, mean_over(values))
    replications = len(values)
    if layout.kind == "grid" and replications < 2:
        unknown = Estimates(*np.full_like(found.stacked(), np.nan))
        return Sensitivity(found, unknown, unknown)
    rng = np.random.default_rng([seed, RESAMPLES])
    drawn = []
    for _ in range(resamples):
        chosen = rng.integers(replications, size=replications)
        means = mean_over(values[chosen]) if replications > 1 else values[0]
        if layout.kind == "grid":
            drawn.append(estimate(layout, means).stacked())
            continue
        rows = rng.integers(layout.base, size=layout.base)
        blocks = layout.parameters + 2 if layout.kind == "sobol" else 1
        points = (rows + layout.base * np.arange(blocks)[:, None]).ravel()
        part = Layout(layout.kind, layout.codes[points], layout.positions[points], layout.base)
        drawn.append(estimate(part, means[points]).stacked())
    tail = (1 - CONFIDENCE) / 2
    low, middle, high = (_quantile(np.array(drawn), level) for level in (tail, 0.5, 1 - tail))
    # Points drawn twice seem to explain more than they do: only the spread is taken from them.
    shift = found.stacked() - middle
    return Sensitivity(found, Estimates(*(low + shift)), Estimates(*(high + shift)))


def mean_over(values: Floats) -> Floats:
    """Mean over the first axis, leaving out NaN; NaN where nothing is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean: Floats = np.nanmean(values, axis=0)
    return mean


def _quantile(values: Floats, level: float) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = np.nanquantile(values, level, axis=0)
    return found


def luck(values: Floats) -> tuple[Floats, Floats]:
    """Say how much of the variance is luck.

    Parameters
    ----------
    values : array, shape (R, P, K)
        By replication, point and outcome. Replications in which an outcome is undefined at some
        point are left out of it.

    Returns
    -------
    of_one, of_means : array, shape (K,)
        The share of luck in the variance of a single outcome, of one replication at one point
        drawn from the design (law of total variance); and in the variance of the points' means,
        which is what the indices divide. NaN with fewer than two replications, and where nothing
        varies.
    """
    count = values.shape[2]
    of_one, of_means = np.full(count, np.nan), np.full(count, np.nan)
    for each in range(count):
        table = values[:, :, each]
        table = table[np.isfinite(table).all(axis=1)]
        replications, points = table.shape
        if replications < 2 or points < 2:
            continue
        within = table.var(axis=0, ddof=1).mean()
        means = table.mean(axis=0)
        residual = table - means - table.mean(axis=1, keepdims=True) + table.mean()
        interaction = (residual**2).sum() / ((replications - 1) * (points - 1))
        between = means.var(ddof=1)
        of_points = max(between - interaction / replications, 0.0)
        floor = 1e-24 * (np.abs(table).max() ** 2 + 1e-300)
        if within + of_points > floor:
            of_one[each] = within / (within + of_points)
        if between > floor:
            of_means[each] = min(interaction / replications / between, 1.0)
    return of_one, of_means


def _of_grid(layout: Layout, values: Floats) -> tuple[Floats, Floats]:
    """Exact variance shares over a full grid, every combination counting once."""
    shape = [len(np.unique(layout.codes[:, each])) for each in range(layout.parameters)]
    table = values.reshape(*shape, values.shape[1])
    variance = values.var(axis=0)
    axes = range(layout.parameters)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = [
            table.mean(axis=tuple(other for other in axes if other != each)).var(axis=0) / variance
            for each in axes
        ]
        total = [table.var(axis=each).mean(axis=tuple(axes)[:-1]) / variance for each in axes]
    return np.array(first), np.array(total)


def _of_sample(layout: Layout, values: Floats) -> tuple[Floats, Floats]:
    """First-order indices of independent points: the correlation ratio over parts of each range.

    Corrected for the parts' number (epsilon squared, Kelley 1935): a parameter that does nothing
    has 0 on average. Of total indices such points say nothing.
    """
    points = len(values)
    whole = ((values - values.mean(axis=0)) ** 2).sum(axis=0)
    first = []
    for each in range(layout.parameters):
        _, codes, counts = np.unique(layout.codes[:, each], return_inverse=True, return_counts=True)
        means = _sums(codes, values) / counts[:, None]
        inside = ((values - means[codes]) ** 2).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            free = points - len(counts)
            first.append(1 - inside / whole * (points - 1) / free if free else whole * np.nan)
    return np.array(first), np.full((layout.parameters, values.shape[1]), np.nan)


def _of_sobol(layout: Layout, values: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices by the estimators of Saltelli et al. (2010)."""
    # Imported here: it takes as long as everything else together.
    from scipy.stats import sobol_indices  # noqa: PLC0415

    size, count = layout.base, values.shape[1]
    # One outcome of one parameter would be a plain number, on which scipy 1.17 fails.
    values = np.column_stack([values, values[:, :1]])
    a, b, *mixed = (values[first : first + size].T for first in range(0, len(values), size))
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": np.array(mixed)}, n=size)
    shape = (count + 1, layout.parameters)
    first, total = found.first_order.reshape(shape), found.total_order.reshape(shape)
    return first[:count].T, total[:count].T


def _effects(layout: Layout, values: Floats) -> Floats:
    found = np.empty((layout.parameters, values.shape[1]))
    drawn, codes = values[layout.drawn], layout.codes[layout.drawn]
    slopes = None if layout.kind == "grid" else _slopes(layout, drawn)
    for each in range(layout.parameters):
        numeric = np.isfinite(layout.positions[:, each]).all()
        if numeric and slopes is not None:
            found[each] = slopes[each]
            continue
        _, inverse, counts = np.unique(codes[:, each], return_inverse=True, return_counts=True)
        means = _sums(inverse, drawn) / counts[:, None]
        found[each] = means[-1] - means[0] if numeric else means.max(axis=0) - means.min(axis=0)
    return found


def _slopes(layout: Layout, values: Floats) -> Floats:
    """Least squares on all parameters at once: exact where the outcome is linear in them."""
    positions = layout.positions[layout.drawn]
    columns = [np.ones(len(values))]
    places = np.full(layout.parameters, -1)
    for each in range(layout.parameters):
        if np.isfinite(positions[:, each]).all():
            places[each] = len(columns)
            columns.append(positions[:, each])
        else:
            codes = layout.codes[layout.drawn][:, each]
            columns += [(codes == code).astype(np.float64) for code in np.unique(codes)[1:]]
    fitted = np.linalg.lstsq(np.column_stack(columns), values, rcond=None)[0]
    return np.where(places[:, None] >= 0, fitted[places], np.nan)


def _sums(codes: npt.NDArray[np.int64], values: Floats) -> Floats:
    found = np.zeros((int(codes.max()) + 1, values.shape[1]))
    np.add.at(found, codes, values)
    return found
