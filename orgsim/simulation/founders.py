"""Former employees who left to found a company, and are ready to come back some day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.competence import skill_after
from orgsim.simulation.hiring import known_age
from orgsim.simulation.market import NO_ORIGIN
from orgsim.simulation.pool import Pool, paired

if TYPE_CHECKING:
    from orgsim.rules.entry_points import Entrants, EntryPoints
    from orgsim.simulation.roster import Roster

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Founders:
    """Who will come back through the entry point that takes former employees, if there is one.

    Parameters
    ----------
    entry_points : EntryPoints
    age_limit : float
        The age, in years, from which on nobody comes back.

    Attributes
    ----------
    position : int
        The entry point; -1 where there is none.
    pool : Pool
        A row for each of them: `rank` of the title held last, `ready` in years, and what the
        roster knew.
    """

    _KEPT = ("replication", "person", "key", "spell", "skill_then", "skill_since",
             "potential", "learning_rate", "born")  # fmt: skip

    def __init__(self, entry_points: EntryPoints, age_limit: float) -> None:
        self._age_limit = age_limit
        returning = [section.returning for section in entry_points.sections]
        self.position = next((i for i, each in enumerate(returning) if each is not None), -1)
        self._returning = returning[self.position]
        self._placed = entry_points.placed
        self.pool = Pool()

    def leave(
        self,
        roster: Roster,
        rows: Integers,
        rank: Integers,
        time: Floats,
        group: Integers,
        origin: int = NO_ORIGIN,
    ) -> None:
        """People have left to found a company, and may come back here.

        Parameters
        ----------
        roster : Roster
            That of the organization that they left.
        rows, rank : array of int, shape (N,)
            Where they stand there, and the rank of their title.
        time : array of float, shape (N,)
            When they left, in years.
        group : array of int, shape (N,)
            Position of their group here.
        origin : int
            Position of the organization that they left, if it was another one.
        """
        if self._returning is None:
            return
        ready = self._returning.ready(time, roster.key[rows])
        back = np.isfinite(ready)
        columns = {name: getattr(roster, name)[rows[back]] for name in self._KEPT}
        self.pool.add(
            rank=rank[back],
            ready=ready[back],
            group=group[back],
            origin=np.full(len(columns["born"]), origin),
            **columns,
        )

    def meeting(
        self, replication: Integers, entry_point: Integers, now: float
    ) -> tuple[Integers, Integers]:
        """Which new requisitions meet which founders, who has been ready the longest first.

        Parameters
        ----------
        replication, entry_point : array of int, shape (N,)
            Of the requisitions, in the order of their opening.
        now : float
            Years.

        Returns
        -------
        tuple of array of int, shape (K,)
            Positions of requisitions, and rows of the pool.
        """
        if len(self.pool) == 0:
            nobody = np.zeros(0, dtype=np.int64)
            return nobody, nobody
        ready, retires = self.pool["ready"], self.pool["born"] + self._age_limit
        rows = np.flatnonzero((ready <= now) & (retires > now))
        rows = rows[np.lexsort((self.pool["person"][rows], ready[rows]))]
        open_to_them = np.flatnonzero(entry_point == self.position)
        one, other = paired(replication[open_to_them], self.pool["replication"][rows])
        return open_to_them[one], rows[other]

    def bring_along(
        self, rows: Integers, start: Floats, entrants: Entrants, which: Integers, *, placed: bool
    ) -> None:
        """Put what these founders are and can do in the place of what others would bring.

        Parameters
        ----------
        rows : array of int, shape (K,)
            Of the pool.
        start : array of float, shape (K,)
            Their first day, in years.
        entrants : Entrants
        which : array of int, shape (K,)
            Their positions among the entrants.
        placed : bool
            Whether their skill decides on the level.
        """
        back = self.pool.at(rows)
        skill = skill_after(
            back["skill_then"],
            back["potential"],
            back["learning_rate"],
            start - back["skill_since"],
        )
        entrants.skill[which], entrants.beside_scope[which] = skill, 0.0
        entrants.potential[which] = back["potential"]
        entrants.learning_rate[which] = back["learning_rate"]
        entrants.age[which] = known_age(back["born"], start, entrants.age[which])
        entrants.rank[which] = back["rank"]
        if placed:
            entrants.level[which] = self._placed(self.position, skill)
