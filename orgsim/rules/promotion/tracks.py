"""Which level a promotion leads to, where a ladder has parallel tracks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import ByLevel, column
from orgsim.units import Share

Integers = NDArray[np.int64]


class Tracks:
    """The ways up a ladder as a function of columns.

    Parameters
    ----------
    track_change : ByLevel of share, optional
        The chance that the next move leads to the other track, where both tracks lead on.
    ladder : Ladder
        L levels.
    """

    def __init__(self, track_change: ByLevel[Share] | None, ladder: Ladder) -> None:
        self._straight, self._across = ladder.ways
        self._chance = np.zeros(len(ladder) + 1)
        if track_change is not None:
            self._chance = column(track_change, ladder.ids)
            self._chance[self._straight == self._across] = 0.0
        self._some_change = bool(self._chance.any())

    def next_level(self, level: Integers, key: Keys, moves: Integers) -> Integers:
        """The level that each person's next move up leads to, shape (N,).

        Decided once, as somebody takes up a level, so that everybody knows what to be ready for.

        Parameters
        ----------
        level : array of int, shape (N,)
            Positions on the ladder.
        key : array of uint64, shape (N,)
        moves : array of int, shape (N,)
            How many times each person has moved up: the occasion of the draw.

        Returns
        -------
        array of int, shape (N,)
            L where no level is higher.
        """
        straight: Integers = self._straight.take(level)
        if not self._some_change:
            return straight
        changes = uniform(key, Purpose.TRACK, moves) < self._chance.take(level)
        return np.where(changes, self._across.take(level), straight)

    def path(self, next_level: Integers, steps: int) -> Integers:
        """The next level and those after it without another change of track.

        Parameters
        ----------
        next_level : array of int, shape (N,)
        steps : int
            How many levels to name, at least 1.

        Returns
        -------
        array of int, shape (N, steps)
            L where the path has ended.
        """
        if steps == 1:
            return next_level[:, None]
        path = [next_level]
        while len(path) < steps:
            path.append(self._straight.take(path[-1]))
        return np.stack(path, axis=1)
