"""Who may be promoted at all, by the scenario file: one person in plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.clock import reached

if TYPE_CHECKING:
    from orgsim.rules.ladder import Ladder
    from orgsim.rules.promotion.eligibility import Eligibility as Section
    from orgsim.simulation.reference.employee import Employee


class Eligibility:
    """The eligibility section of a scenario as a function of one person.

    Parameters
    ----------
    section : orgsim.rules.promotion.eligibility.Eligibility
    ladder : Ladder
    """

    def __init__(self, section: Section, ladder: Ladder) -> None:
        self._least_time = [
            max(level.min_time_in_level, section.min_time_in_level) for level in ladder.levels
        ]
        self._least_rating = section.min_rating or 0
        self._bar: list[float] | None = None
        if section.readiness_bar is not None:
            self._bar = [section.readiness_bar.of(level) for level in ladder.ids]

    def met(self, person: Employee, now: float) -> bool:
        """Whether somebody below the top has waited, been rated and grown enough for a move up."""
        if not reached(now - person.level_since, self._least_time[person.level]):
            return False
        return person.rating >= self._least_rating and (
            self._bar is None or person.seen_readiness(now) >= self._bar[person.level]
        )
