"""What the plain program writes down: the levels at each snapshot."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.rules.ladder import GUARD

if TYPE_CHECKING:
    from benchmarks.plain_simpy.company import Company


@dataclass(frozen=True)
class LevelCount:
    """One level at one snapshot: the people there, and what happened since the last snapshot.

    Attributes
    ----------
    time : float
        Years.
    level : int
        Position on the ladder.
    headcount, inflated, hires, exits, moves_up : int
        `moves_up` counts promotions and title grants out of the level.
    scope, skill, time_in_level : float
        Means over the people there, NaN where there are none.
    """

    time: float
    level: int
    headcount: int
    scope: float
    skill: float
    time_in_level: float
    inflated: int
    hires: int
    exits: int
    moves_up: int


class Books:
    """Everything that was written down about a company, and the counts since the last snapshot.

    Parameters
    ----------
    levels : int
    """

    def __init__(self, levels: int) -> None:
        self.counts: list[LevelCount] = []
        self._levels = levels
        self.count_anew()

    def count_anew(self) -> None:
        """Hires, exits and moves up are counted from here."""
        self.hires = [0] * self._levels
        self.exits = [0] * self._levels
        self.moves_up = [0] * self._levels

    def take_snapshot(self, company: Company) -> None:
        """Write down the levels as they stand."""
        for level, people in enumerate(company.staff):
            for person in people:
                person.grow_into_job()  # who started in this month has had no month start yet
            rank = company.levels[level].rank
            self.counts.append(
                LevelCount(
                    time=company.env.now / 12,
                    level=level,
                    headcount=len(people),
                    scope=_mean(person.scope for person in people),
                    skill=_mean(person.skill() for person in people),
                    time_in_level=_mean(person.time_in_level() for person in people),
                    inflated=sum(rank - person.scope >= 1 - GUARD for person in people),
                    hires=self.hires[level],
                    exits=self.exits[level],
                    moves_up=self.moves_up[level],
                )
            )
        self.count_anew()


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else math.nan
