"""Title resets: titles go back to what people are responsible for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.rules.interventions.disruption import Disruption
from orgsim.rules.ladder import GUARD, Ladder
from orgsim.rules.section import Contradiction, Identifier, Section, unknown_or_twice
from orgsim.units import FirstOfMonth

Integers = NDArray[np.int64]


class TitleReset(Section):
    """Whoever holds less responsibility than belongs to the level goes down to one that fits.

    That is the highest level whose scope the person's scope reaches, of two side by side the one on
    the own track, and the lowest level of all for those who reach none. Nobody goes up. Scope and
    pay stay, and so does the luck; the time in level begins anew. A reset asks for no seats: a
    level may have more people than seats after it and then admits nobody.
    """

    levels: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """Whose titles are looked at, by the level held; by default everybody's."""
    disruption: Disruption | None = None
    """How much more often those leave who have gone down; without it as often as before."""

    def contradictions_with(
        self, levels: Sequence[str], entry_points: Sequence[str], *, rated: bool
    ) -> Iterator[Contradiction]:
        """Levels that do not exist or are there twice."""
        for position, message in unknown_or_twice("level", self.levels or (), levels):
            yield ("levels", position), message

    def new_level(self, ladder: Ladder, level: Integers, scope: NDArray[np.float64]) -> Integers:
        """The level of people after the reset, shape (N,).

        Parameters
        ----------
        ladder : Ladder
        level : array of int, shape (N,)
            Before.
        scope : array of float, shape (N,)
            Rungs.
        """
        track = np.array([each.track for each in ladder.levels])[level]
        fits = fitting_level(ladder, track, scope)
        down = ladder.rank[fits] < ladder.rank[level]
        if self.levels is not None:
            down &= np.isin(level, [ladder.ids.index(each) for each in self.levels])
        return np.where(down, fits, level)


class TitleResetOnADay(TitleReset):
    """A title reset on a day."""

    kind: Literal["title_reset"]
    date: FirstOfMonth
    """When."""


def fitting_level(ladder: Ladder, track: NDArray[np.str_], scope: NDArray[np.float64]) -> Integers:
    """The highest level whose scope is reached, shape (N,); the lowest of all where none is.

    Parameters
    ----------
    ladder : Ladder
    track : array of str, shape (N,)
        Of two levels side by side the one on this track is taken.
    scope : array of float, shape (N,)
        Rungs.
    """
    rank = ladder.rank[:-1]
    own = np.array([each.track for each in ladder.levels]) == track[:, None]
    reached = ladder.scope[:-1] <= scope[:, None] + GUARD
    reached |= rank == rank[0]
    worth = np.where(reached, 2 * rank + own, np.iinfo(np.int64).min)
    result: Integers = np.argmax(worth, axis=1)
    return result
