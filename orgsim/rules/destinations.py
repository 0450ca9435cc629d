"""Where people go when they leave."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, WithJsonSchema

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import ByLevel, sums_to_one, unknown
from orgsim.units import Share

Integers = NDArray[np.int64]

DESTINATIONS = ("market", "founder", "general_management", "retirement", "left_field")
"""`market` is product management elsewhere, `founder` a company of one's own, `general_management`
a post as general manager, COO or CEO, `left_field` everything else."""

PLACES = (*DESTINATIONS, "acquirer")
"""Where people may be said to have gone; `acquirer` is no destination of anybody's choice."""

ACQUIRER = PLACES.index("acquirer")
MARKET, FOUNDER, RETIREMENT = (
    DESTINATIONS.index(name) for name in ("market", "founder", "retirement")
)


def _known(shares: dict[str, float]) -> dict[str, float]:
    for name in shares:
        if name not in DESTINATIONS:
            raise ValueError(unknown("destination", name, DESTINATIONS))
    return shares


DestinationShares = Annotated[
    dict[Annotated[str, WithJsonSchema({"enum": list(DESTINATIONS)})], Share],
    Field(min_length=1),
    AfterValidator(_known),
    AfterValidator(sums_to_one),
]
"""A mapping from destinations to shares that sum to 100%."""


class Destinations:
    """The shares of destinations by level as a function of columns.

    Parameters
    ----------
    section : ByLevel of DestinationShares, optional
    ladder : Ladder
    """

    def __init__(self, section: ByLevel[dict[str, float]] | None, ladder: Ladder) -> None:
        self._edges: NDArray[np.float64] | None = None
        if section is not None:
            by_level = [section.of(level) for level in ladder.ids]
            shares = np.array([[of.get(name, 0.0) for name in DESTINATIONS] for of in by_level])
            edges = np.cumsum(shares, axis=1)
            # The last edge may miss 1 by a rounding; nobody may fall off the end.
            for row, mine in zip(edges, shares, strict=True):
                row[np.flatnonzero(mine)[-1] :] = np.inf
            self._edges = edges

    def of(self, level: Integers, keys: Keys) -> Integers:
        """Where leavers of these levels go: positions in `DESTINATIONS`, -1 where nothing is said.

        A draw of its own, so that whether destinations are asked for changes nothing else.

        Parameters
        ----------
        level : array of int, shape (N,)
        keys : array of uint64, shape (N,)
        """
        if self._edges is None:
            return np.full(len(level), -1)
        luck = uniform(keys, Purpose.DESTINATION)
        result: Integers = (luck[:, None] >= self._edges[level]).sum(axis=1)
        return result
