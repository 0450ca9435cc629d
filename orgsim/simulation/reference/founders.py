"""Former employees who left to found a company, and are ready to come back some day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoints
    from orgsim.simulation.reference.employee import Employee


class Founders:
    """Who will come back through the entry point that takes former employees, if there is one.

    Parameters
    ----------
    entry_points : EntryPoints
    age_limit : float
        The age, in years, from which on nobody comes back.

    Attributes
    ----------
    entry_point : int or None
        Position.
    rank : dict of Employee to int
        Of the title held last.
    """

    def __init__(self, entry_points: EntryPoints, age_limit: float) -> None:
        self._ready: list[tuple[float, Employee]] = []
        self.rank: dict[Employee, int] = {}
        self.follow(entry_points, age_limit)

    def follow(self, entry_points: EntryPoints, age_limit: float) -> None:
        """These entry points and this age limit hold from now on."""
        self._age_limit = age_limit
        self._returning, self.entry_point = None, None
        for position, section in enumerate(entry_points.sections):
            if section.returning is not None:
                self._returning, self.entry_point = section.returning, position

    def leave(self, person: Employee, time: float) -> None:
        """Somebody leaves to found a company."""
        if self._returning is not None:
            ready = float(self._returning.ready(np.array([time]), person.key)[0])
            if ready < math.inf:
                self._ready.append((ready, person))
                self.rank[person] = person.workplace.rank[person.level]

    def waiting(self, now: float) -> list[Employee]:
        """Those who are ready to come back and not too old, who has been so the longest first."""
        ready = [
            (since, person.identity, person)
            for since, person in self._ready
            if since <= now < person.born + self._age_limit
        ]
        return [person for _, _, person in sorted(ready, key=lambda entry: entry[:2])]

    def forget(self) -> None:
        """Nobody will be asked to come back."""
        self._ready.clear()

    def come_back(self, person: Employee) -> None:
        """Somebody has been found, and is not to be found again."""
        self._ready = [entry for entry in self._ready if entry[1] is not person]
