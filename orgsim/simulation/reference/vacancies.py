"""Vacancies: each is filled from below or from outside, and whoever moves up leaves another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.randomness import Keys, Purpose
from orgsim.simulation.reference.luck import uniform

if TYPE_CHECKING:
    from orgsim.simulation.reference.promoting import Promoting
    from orgsim.simulation.reference.recruiting import Recruiting
    from orgsim.simulation.reference.workplace import Workplace


@dataclass
class Vacancy:
    """A position that is open, and with it all those that open when somebody moves into it.

    Attributes
    ----------
    key : array of uint64, shape (1,)
        Of the requisition that its chain ends with.
    level : int
        Where it is open now; -1 for nowhere.
    link : int
        How many people have moved up in its chain.
    """

    key: Keys
    level: int
    link: int = 0

    def luck(self) -> float:
        """Below the level's chance somebody from below is asked first."""
        return uniform(self.key, Purpose.PROMOTE_FIRST, self.link)


class Vacancies:
    """How the vacancies of one organization are filled.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    recruiting : Recruiting
    """

    def __init__(self, workplace: Workplace, promoting: Promoting, recruiting: Recruiting) -> None:
        self._workplace, self._promoting, self._recruiting = workplace, promoting, recruiting

    def fill(self, keys: Keys, levels: Sequence[int], tick: int) -> list[int]:
        """Fill vacancies from the top. Returns the levels of those left for want of people below.

        Parameters
        ----------
        keys : array of uint64, shape (N,)
        levels : sequence of int, length N
        tick : int
        """
        rules, workplace = self._workplace.vacancy_levels, self._workplace
        vacancies = [Vacancy(keys[i : i + 1], level) for i, level in enumerate(levels)]
        for level in reversed(range(len(workplace.ladder))):
            here = [vacancy for vacancy in vacancies if vacancy.level == level]
            room = workplace.free_seats(level) if rules.fillable[level] else 0
            for place, vacancy in enumerate(here):
                if place >= room:
                    vacancy.level = int(workplace.ladder.below[level])
            asked = [
                vacancy
                for vacancy in here
                if vacancy.level == level and vacancy.luck() < rules.promote_first[level]
            ]
            left_behind = self._promoting.fill_from_below(level, len(asked), tick)
            workplace.flows.filled_from_below[level] += len(left_behind)
            for vacancy, old_level in zip(asked, sorted(left_behind, reverse=True), strict=False):
                vacancy.level = old_level
                vacancy.link += 1
        still_open = [vacancy for vacancy in vacancies if vacancy.level >= 0]
        hiring = [vacancy for vacancy in still_open if rules.fed[vacancy.level]]
        if hiring:
            keys = np.concatenate([vacancy.key for vacancy in hiring])
            wanted = np.array([vacancy.level for vacancy in hiring])
            self._recruiting.search(keys, tick, wanted)
        return [vacancy.level for vacancy in still_open if not rules.fed[vacancy.level]]
