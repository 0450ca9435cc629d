"""Things as columns that come and go: open requisitions, offers to be made, apprentices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.places_in_line import Lines


class Pool:
    """Rows of one kind in the order in which they came; some are added, some taken out.

    Examples
    --------
    >>> pool = Pool()
    >>> pool.add(name=np.array(["a", "b", "c"]), time=np.array([1.0, 3.0, 2.0]))
    >>> pool.due("time", now=2.5)["name"].tolist(), pool["name"].tolist()
    (['a', 'c'], ['b'])
    """

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), ()))

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def add(self, **columns: NDArray[Any]) -> None:
        """Add rows at the end; always the same columns."""
        if len(self) == 0:
            self._columns = columns
            return
        self._columns = {
            name: np.concatenate([values, columns[name]]) for name, values in self._columns.items()
        }

    def at(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """The columns of rows at these positions."""
        return {name: values.take(rows) for name, values in self._columns.items()}

    def remove(self, rows: NDArray[Any]) -> None:
        """Remove rows, by position or mask; all others keep their order."""
        kept = np.ones(len(self), dtype=bool)
        kept[rows] = False
        self._columns = self.at(np.flatnonzero(kept))

    def hand_over(self, other: Pool, replications: NDArray[np.bool_]) -> None:
        """Move the rows of some replications, a mask of shape (R,), to the end of another pool."""
        if len(self) == 0:
            return
        moving = replications[self["replication"]]
        if moving.any():
            other.add(**self.at(np.flatnonzero(moving)))
            self.remove(moving)

    def due(self, column: str, now: float) -> dict[str, NDArray[Any]] | None:
        """Take those whose time has come, up to and including now; nothing if there are none."""
        if len(self) == 0:
            return None
        due = self[column] <= now
        if not due.any():
            return None
        taken = self.at(np.flatnonzero(due))
        self._columns = self.at(np.flatnonzero(~due))
        return taken


def paired(
    queue: NDArray[np.int64], supply: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of a queue gets the first of a supply, and so on, in each replication.

    Parameters
    ----------
    queue, supply : array of int, shape (N,) and (M,)
        Replications of what waits and of what there is, each in its order.

    Returns
    -------
    tuple of array of int, shape (K,)
        Positions in the queue and in the supply; both in their order within a replication.

    Examples
    --------
    >>> paired(np.array([0, 1, 0, 0]), np.array([1, 0, 0, 1]))
    (array([0, 2, 1]), array([1, 2, 0]))
    """
    size = max(queue.max(initial=-1), supply.max(initial=-1)) + 1
    asking, there = Lines(queue, size), Lines(supply, size)
    return asking.first(there.length), there.first(asking.length)
