"""Apprentices: a process for each of them, from beginning to finishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orgsim.simulation.day import Item

if TYPE_CHECKING:
    from orgsim.simulation.reference.calendar import Calendar, Process


class Pipeline:
    """The apprentices of one entry point.

    Attributes
    ----------
    in_training : int
    finished : list of float
        When those began, in years, who have finished and wait to be hired, who finished first comes
        first.
    """

    def __init__(self) -> None:
        self.in_training = 0
        self.finished: list[float] = []

    def apprenticeship(
        self,
        calendar: Calendar,
        entered: float,
        finished: float,
        go_elsewhere: Callable[[], None] | None,
    ) -> Process:
        """One apprentice's way, which may have begun before now, and may lead elsewhere."""
        if entered > calendar.now:
            yield calendar.at(entered, Item.PEOPLE)
        self.in_training += 1
        yield calendar.at(finished, Item.PEOPLE)
        self.in_training -= 1
        if go_elsewhere is not None:
            go_elsewhere()
        else:
            self.finished.append(entered)
