"""Who gets which place: candidates of all levels, a quota of each, and free seats above."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.places_in_line import first_of_each, in_order

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STAYS = -1
"""Where a candidate goes who gets no place."""


def best_first(score: Floats, tie: Integers | NDArray[np.uint64], person: Integers) -> Integers:
    """Positions of the candidates, the best first; those with a score of minus infinity do not run.

    Parameters
    ----------
    score : array of float, shape (N,)
        Higher is better.
    tie : array, shape (N,)
        Breaks ties in score: lower first.
    person : array of int, shape (N,)
        Breaks ties in `tie`: lower first.
    """
    running = np.flatnonzero(score > -np.inf)
    return running[in_order(-score[running], tie[running], person[running])]


def levels_won(
    order: Integers,
    replication: Integers,
    level: Integers,
    seat: Integers,
    path: Integers,
    quota: Integers,
    free: Integers,
) -> Integers:
    """Which level each candidate moves to.

    Levels are filled from the top, so that a seat vacated above is free below in the same pass.
    For each, the best of every level it can be reached from stand, as many as that level's quota
    has left, and the best of them get the free seats. Whoever gets none stands again for the next
    level down that is on the own path. Nobody moves twice.

    Parameters
    ----------
    order : array of int, shape (M,)
        Positions of those among N who run, the best first.
    replication, level, seat : array of int, shape (N,)
        Where everybody is: replication, level held, and the level whose seat is vacated by a move.
    path : array of int, shape (N, S)
        The levels that each may move up to; L or more is none.
    quota : array of int, shape (R, L)
        How many may leave each level upwards, `UNLIMITED` without a quota.
    free : array of int, shape (R, L)
        Free seats at each level before the pass, `UNLIMITED` without a limit, negative where it is
        over-full.

    Returns
    -------
    array of int, shape (N,)
        Positions on the ladder, `STAYS` for those who get no place.

    Examples
    --------
    One Director leaves for the single free VP seat, which frees a seat for the better of two PMs:

    >>> levels_won(
    ...     order=np.array([1, 0, 2]), replication=np.zeros(3, int), level=np.array([0, 0, 1]),
    ...     seat=np.array([0, 0, 1]), path=np.array([[1], [1], [2]]),
    ...     quota=np.full((1, 3), 9), free=np.array([[9, 0, 1]]),
    ... )
    array([-1,  1,  2])
    """
    shape = quota.shape
    # As many as there are people is as good as no limit, and can be counted down from.
    quota, free = np.minimum(quota, len(level)), np.minimum(free, len(level))
    origin, vacated = replication * shape[1] + level, replication * shape[1] + seat
    result = np.full(len(level), STAYS)
    goals = path[order]
    wanted = np.flatnonzero(np.bincount(goals.ravel(), minlength=shape[1])[: shape[1]])
    for position in wanted[::-1].tolist():
        running = order[(goals == position).any(axis=1)]
        running = running[result[running] == STAYS]
        if len(running) == 0:
            continue
        standing = running[first_of_each(origin[running], quota.ravel())]
        chosen = standing[first_of_each(replication[standing], free[:, position])]
        result[chosen] = position
        quota -= np.bincount(origin[chosen], minlength=quota.size).reshape(shape)
        free += np.bincount(vacated[chosen], minlength=quota.size).reshape(shape)
        free[:, position] -= np.bincount(replication[chosen], minlength=shape[0])
    return result
