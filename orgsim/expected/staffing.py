"""Staffing reviews on expected numbers: which positions come open, and who fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.staffing import ByStructure, Staffing, VacancyLevels, from_the_top

if TYPE_CHECKING:
    from orgsim.expected.cohorts import Cohorts
    from orgsim.expected.openings import Openings
    from orgsim.expected.promotions import Promotions
    from orgsim.rules.entry_points import EntryPoints
    from orgsim.rules.ladder import Ladder

Floats = NDArray[np.float64]


class Reviews:
    """The staffing reviews of one organization.

    Parameters
    ----------
    section : Staffing
    ladder : Ladder
        L levels.
    entry_points : EntryPoints
        E of them.
    by_level : array of float, shape (E, L)
        Levels that those who come through an entry point are meant for, as shares.
    """

    def __init__(
        self, section: Staffing, ladder: Ladder, entry_points: EntryPoints, by_level: Floats
    ) -> None:
        self._ladder, self._entry_points, self._by_level = ladder, entry_points, by_level
        self._levels = VacancyLevels(section, ladder, entry_points)
        self._structure = isinstance(section.level, ByStructure)
        self._mix = None
        if self._structure and section.shares is not None:
            self._mix = np.array([section.shares.get(level, 0.0) for level in ladder.ids])
        self._vacated = np.zeros(len(ladder))

    def vacated(self, positions: Floats) -> None:
        """People left positions, or these were given up; shape (L,)."""
        if self._levels.replaces_leavers:
            self._vacated += positions

    def hold(
        self,
        need: float,
        seats: Floats,
        cohorts: Cohorts,
        openings: Openings,
        promotions: Promotions,
        month: int,
    ) -> dict[str, Any]:
        """Fill the positions that are missing.

        Parameters
        ----------
        need : float
            How many.
        seats : array of float, shape (L,)
            Infinite without a limit.
        cohorts, openings
            Changed in place.
        promotions : Promotions
        month : int

        Returns
        -------
        dict
            `withheld`, `unfed`, `turned_away`, `beyond_caps`, `pulled_up` and `pulled_up_into` of
            `ExpectedFlows`.
        """
        if self._levels.left_to_entrants:
            return self._by_entrants(
                need, seats - cohorts.headcount - openings.open, openings, month
            )
        return self._by_level_first(need, seats, cohorts, openings, promotions, month)

    def _by_entrants(
        self, need: float, free: Floats, openings: Openings, month: int
    ) -> dict[str, Any]:
        """Entry points decide on levels; a full one hands its requisitions down."""
        shares = self._entry_points.shares
        found = openings.admitted(np.array([need]), shares[None, :], month)
        opened, withheld = found.through[0][:, None] * self._by_level, 0.0
        for level in range(len(free) - 1, -1, -1):
            asked = opened[:, level].sum()
            beyond = np.clip(1.0 - free[level] / asked, 0.0, 1.0) if asked > 0 else 0.0
            full = opened[:, level] * beyond
            opened[:, level] -= full
            if self._ladder.below[level] >= 0:
                opened[:, self._ladder.below[level]] += full
            else:
                withheld += float(full.sum())
        openings.put_out(opened, month)
        return {
            "withheld": withheld,
            "turned_away": found.turned_away,
            "beyond_caps": found.beyond_caps.sum(),
        }

    def _by_level_first(
        self,
        need: float,
        seats: Floats,
        cohorts: Cohorts,
        openings: Openings,
        promotions: Promotions,
        month: int,
    ) -> dict[str, Any]:
        """Positions have levels; each is filled from below or put out, from the top level down."""
        levels, count = self._levels, len(seats)
        taken = openings.open
        at, withheld = self._opening(need, cohorts.headcount + taken, seats)
        to_put_out, unfed, pulled_up, pulled_up_into = np.zeros((4, count))
        for level in range(count - 1, -1, -1):
            free = max(seats[level] - cohorts.headcount[level] - taken[level], 0.0)
            here = min(at[level], free) if levels.fillable[level] else 0.0
            beyond = at[level] - here
            if self._ladder.below[level] >= 0:
                at[self._ladder.below[level]] += beyond
            elif levels.fillable[level]:
                withheld += beyond
            else:
                unfed[level] += beyond
            asking = here * levels.promote_first[level]
            if asking > 0:
                moved = promotions.fill_from_below(cohorts, level, asking, month)
                at += moved
                here -= moved.sum()
                pulled_up += moved
                pulled_up_into[level] = moved.sum()
            (to_put_out if levels.fed[level] else unfed)[level] += here
        self._vacated = np.where(levels.replaces_leavers, unfed, 0.0)
        feeding = self._entry_points.feeding(np.arange(count))
        found = openings.admitted(to_put_out, feeding, month)
        openings.put_out(found.through.T, month)
        return {
            "withheld": withheld,
            "unfed": unfed,
            "turned_away": found.turned_away,
            "beyond_caps": found.beyond_caps.sum(),
            "pulled_up": pulled_up,
            "pulled_up_into": pulled_up_into,
        }

    def _opening(self, need: float, people: Floats, seats: Floats) -> tuple[Floats, float]:
        """At which levels so many positions come open, shape (L,), and how many have no place."""
        known = np.zeros(len(people))
        if self._levels.replaces_leavers:
            # Of those left since the last review the first ones; here a part of each.
            known = self._vacated * min(1.0, need / max(self._vacated.sum(), 1e-9))
        elif self._mix is not None:
            known = _levelled(self._mix * (people.sum() + need) - people, need)
        elif self._structure:
            room = np.where(np.isfinite(seats) & self._levels.fillable, seats - people, 0.0)
            known = from_the_top(room[None, :], np.array([need]))[0]
        rest = max(need - known.sum(), 0.0)
        shares = self._levels.shares
        if not shares.any():
            return known, rest
        return known + rest * shares / shares.sum(), 0.0


def _levelled(gap: Floats, need: float) -> Floats:
    """Fill the largest gaps, all down to one size.

    Examples
    --------
    >>> _levelled(np.array([5.0, 3.0, -1.0]), 4.0)
    array([3., 1., 0.])
    """
    descending = np.sort(gap)[::-1]
    # With the first n filled, all of their gaps are as large as this.
    size = (np.cumsum(descending) - need) / np.arange(1, len(gap) + 1)
    many = int(np.flatnonzero(descending >= size - 1e-12)[-1])
    result: Floats = np.maximum(gap - size[many], 0.0)
    return result
