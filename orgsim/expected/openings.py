"""Open requisitions in expected numbers: when they are filled, what they wait for, who is full."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.expected.cohorts import NOBODY
from orgsim.expected.newcomers import LONGEST_SEARCH
from orgsim.expected.pipelines import Pipeline
from orgsim.rules.ladder import UNLIMITED

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoints

Floats = NDArray[np.float64]


class Admitted(NamedTuple):
    """Requisitions that looked for an entry point.

    Attributes
    ----------
    through : array of float, shape (K, E)
        Those that found one.
    turned_away : array of float, shape (E,)
        Those that found it full.
    beyond_caps : array of float, shape (K,)
        Those that found every one full.
    """

    through: Floats
    turned_away: Floats
    beyond_caps: Floats


class Openings:
    """The requisitions of one organization that are open, and the apprentices who wait for one.

    Parameters
    ----------
    entry_points : EntryPoints
        E of them.
    levels : int
        L.
    to_fill : array of float, shape (12, E, D)
        Of `Newcomers`.
    start : datetime.date
        The scenario's first day.
    first : int
        The month in which everything begins.
    patience : int or None
        Months after which a review gives up a requisition that nobody has accepted.
    """

    def __init__(
        self,
        entry_points: EntryPoints,
        levels: int,
        to_fill: Floats,
        start: dt.date,
        first: int,
        patience: int | None,
    ) -> None:
        self._entry_points, self._to_fill = entry_points, to_fill
        self._start, self._first = start, first
        self._pipelines = {
            position: Pipeline(section.apprenticeship)
            for position, section in enumerate(entry_points.sections)
            if section.apprenticeship is not None
        }
        shape = (len(entry_points), levels)
        self._starting = np.zeros((LONGEST_SEARCH + 1, *shape))
        # By months ahead: what nobody will have accepted when patience ends.
        self._patience = patience
        self._in_vain = np.zeros(((patience or 0) + 1, levels))
        # By months of waiting for an apprentice, told apart where patience ends.
        self._waiting = np.zeros(((patience or 0) + 1, *shape))
        self._ready = np.zeros(len(entry_points))
        self._taken_in: dict[int, Floats] = defaultdict(lambda: np.zeros(len(entry_points)))

    @property
    def open(self) -> Floats:
        """Open requisitions by level, shape (L,)."""
        waiting = self._waiting.sum(axis=(0, 1))
        result: Floats = self._starting.sum(axis=(0, 1)) + self._in_vain.sum(axis=0) + waiting
        return result

    @property
    def waiting(self) -> Floats:
        """Requisitions that wait for apprentices, by entry point, shape (E,)."""
        result: Floats = self._waiting.sum(axis=(0, 2))
        return result

    def live_a_month(self, month: int) -> Floats:
        """Apprentices finish, and people start work; by entry point and level, shape (E, L)."""
        self._starting = np.roll(self._starting, -1, axis=0)
        arrived: Floats = self._starting[0].copy()
        self._starting[0] = 0.0
        if self._patience is not None:
            self._in_vain[1] += self._in_vain[0]
            self._in_vain = np.roll(self._in_vain, -1, axis=0)
            self._in_vain[-1] = 0.0
            self._waiting[-2] += self._waiting[-1]
            self._waiting = np.roll(self._waiting, 1, axis=0)
            self._waiting[0] = 0.0
        for position, pipeline in self._pipelines.items():
            self._ready[position] += pipeline.finishing(month - self._first)
            self._hire_apprentices(position, month)
        return arrived

    def _hire_apprentices(self, position: int, month: int) -> None:
        """As many as requisitions wait for them, those first that have waited for longest."""
        for age in range(len(self._waiting) - 1, -1, -1):
            wanted = self._waiting[age, position].sum()
            hired = min(self._ready[position], wanted)
            if hired > 0:
                through = self._waiting[age, position] * (hired / wanted)
                self._waiting[age, position] -= through
                self._ready[position] -= hired
                self._search(position, through, month)

    def give_up(self) -> Floats:
        """Cancel what nobody has filled for too long; by level, shape (L,)."""
        if self._patience is None:
            return np.zeros(self._in_vain.shape[1])
        cancelled: Floats = self._in_vain[0] + self._waiting[-1].sum(axis=0)
        self._in_vain[0], self._waiting[-1] = 0.0, 0.0
        return cancelled

    def put_out(self, opened: Floats, month: int) -> None:
        """Open requisitions, shape (E, L)."""
        self._taken_in[self._year(month)] += opened.sum(axis=1)
        for position, through in enumerate(opened):
            if position in self._pipelines:
                self._waiting[0, position] += through
            else:
                self._search(position, through, month)

    def _search(self, position: int, through: Floats, month: int) -> None:
        to_fill = self._to_fill[month % 12, position]
        self._starting[:, position] += to_fill[:, None] * through
        self._in_vain[-1] += (1.0 - to_fill.sum()) * through

    def announce(self, level: int, arriving: Floats) -> None:
        """People who arrive at a level within the month, whatever the headcount, shape (E,)."""
        self._starting[1, :, level] += arriving

    def admitted(self, asked: Floats, weights: Floats, month: int) -> Admitted:
        """Find entry points: a full one hands requisitions on to the others.

        Caps count those who start in a calendar year; here all who are sought in it count.

        Parameters
        ----------
        asked : array of float, shape (K,)
            Requisitions of K kinds.
        weights : array of float, shape (K, E)
            How they choose among entry points.
        month : int
        """
        cap = self._entry_points.cap
        room = np.where(cap == UNLIMITED, np.inf, cap - self._taken_in[self._year(month)])
        through, turned_away = np.zeros(weights.shape), np.zeros(len(cap))
        left, weights = asked.copy(), weights.copy()
        while (left * weights.any(axis=1)).sum() > NOBODY:
            choosing = weights.sum(axis=1, keepdims=True)
            looking = left[:, None] * weights / np.where(choosing > 0, choosing, 1.0)
            wanted = looking.sum(axis=0)
            taken = np.clip(room - through.sum(axis=0), 0.0, wanted)
            finding = looking * np.divide(taken, wanted, out=np.zeros(len(cap)), where=wanted > 0)
            through += finding
            turned_away += wanted - taken
            weights[:, wanted > taken] = 0.0
            left = left - finding.sum(axis=1)
        return Admitted(through, turned_away, left)

    def _year(self, month: int) -> int:
        return (self._start.month - 1 + month) // 12
