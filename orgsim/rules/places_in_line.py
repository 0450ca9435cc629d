"""First come, first served: which place each row has among those of its group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def place_within(group: Integers) -> Integers:
    """The place of each row among the rows of its group, 0, 1, ... in row order.

    Examples
    --------
    >>> place_within(np.array([7, 3, 7, 7, 3]))
    array([0, 0, 1, 2, 1])
    """
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - np.searchsorted(ordered, ordered, side="left")
    return place


def first_of_each(group: Integers, most: Integers) -> Integers:
    """Positions of the first few rows of each group.

    Parameters
    ----------
    group : array of int, shape (N,)
        0 to G - 1.
    most : array of int, shape (G,)
        How many of each group; none where it is 0 or less.

    Examples
    --------
    >>> first_of_each(np.array([1, 0, 1, 1]), np.array([5, 2]))
    array([0, 1, 2])
    """
    return np.flatnonzero(place_within(group) < most[group])
