"""Up or out: whoever is not promoted has to leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.rules.ladder import UNLIMITED, Ladder, Level, top_of
from orgsim.rules.section import Contradiction, Identifier, Section, Whole, unknown
from orgsim.units import Duration


class UpOrOut(Section):
    """Whoever is passed over too often, or stays at a level for too long, has to leave.

    Law and accounting firms, universities with tenure and the armed forces work so (Charles
    Kahn and Gur Huberman, 1988, "Two-sided uncertainty and 'up-or-out' contracts", Journal of
    Labor Economics 6:423).
    """

    passed_over: Annotated[Whole, Field(ge=1)] | None = None
    """How many times somebody may be eligible at a decision and not be promoted: with the last of
    them, at the same level, the person leaves that very day. This, `after` or both."""
    after: Annotated[Duration, Field(gt=0)] | None = None
    """Time in level after which somebody leaves who has not moved up, at that very time.
    This, `passed_over` or both."""
    levels: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """The levels where this holds; by default all from which there is a way up."""

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        if self.passed_over is None and self.after is None:
            raise ValueError(
                "give passed_over (a number of times), after (a time in level) or both"
            )
        return self

    def contradictions_with(self, levels: Mapping[str, Level]) -> Iterator[Contradiction]:
        """Levels that do not exist, or from which there is no way up."""
        ids = tuple(levels)
        below_top = ids[: top_of([level.rank for level in levels.values()])]
        for position, level in enumerate(self.levels or ()):
            if level not in levels:
                yield ("levels", position), unknown("level", level, below_top)
            elif level not in below_top:
                yield ("levels", position), f"no level is higher than {level!r}: there is no way up"
        if self.levels is None and not below_top:
            yield (), "there is no level with another above it, and so no way up"


class UpOrOutRule:
    """The section as columns of shape (L + 1,), for a ladder of L levels.

    Attributes
    ----------
    passed_over : array of int
        How many times somebody at a level may be passed over; `UNLIMITED` where it does not matter.
    after : array of float
        The longest time in level, in years; infinite where there is none.
    limits_passes, limits_time : bool
        Whether there is a limit of the one or the other kind anywhere.
    """

    def __init__(self, section: UpOrOut | None, ladder: Ladder) -> None:
        self.passed_over = np.full(len(ladder) + 1, UNLIMITED)
        self.after = np.full(len(ladder) + 1, np.inf)
        self.limits_passes = self.limits_time = False
        if section is None:
            return
        here = np.flatnonzero(self._holds(section, ladder))
        if section.passed_over is not None:
            self.passed_over[here] = section.passed_over
            self.limits_passes = True
        if section.after is not None:
            self.after[here] = section.after
            self.limits_time = True

    @staticmethod
    def _holds(section: UpOrOut, ladder: Ladder) -> NDArray[np.bool_]:
        if section.levels is None:
            return np.arange(len(ladder)) < ladder.top
        return np.isin(ladder.ids, section.levels)
