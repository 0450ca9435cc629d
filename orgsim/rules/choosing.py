"""Choosing one of several with given shares, by one uniform draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def choose(shares: Sequence[float] | Floats, u: Floats) -> Integers:
    """Positions drawn with the given shares, which sum to 1, from uniform draws, shape (N,)."""
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    positions = np.searchsorted(edges, u, side="right")
    # The last edge may miss 1 by a rounding; nobody may fall off the end, or land on a share of 0.
    last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
    return np.minimum(positions, last)


def choose_by_row(weights: Floats, u: Floats) -> Integers:
    """The same with weights of its own for each draw, shape (N, K); -1 where all are 0.

    Examples
    --------
    >>> choose_by_row(np.array([[1.0, 3.0], [5.0, 0.0], [0.0, 0.0]]), np.array([0.2, 0.9, 0.5]))
    array([ 0,  0, -1])
    """
    edges = np.cumsum(weights, axis=1)
    # As above: nobody may fall off the end. Position + 1 of what is possible, 0 of what is not.
    last = ((weights > 0) * np.arange(1, weights.shape[1] + 1)).max(axis=1) - 1
    passed: Integers = (u[:, None] * edges[:, -1:] >= edges).sum(axis=1)
    chosen: Integers = np.minimum(passed, last)
    return chosen
