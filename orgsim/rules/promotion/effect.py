"""What a promotion changes: title, skill, and as much of the responsibility as follows."""

from __future__ import annotations

from orgsim.rules.competence import Carry, SkillTransfer
from orgsim.rules.section import Section
from orgsim.units import Share


class Effect(Section):
    """The consequences of moving up.

    Attributes
    ----------
    scope_follows : share
        How much of the way to the new level's scope comes with the title: 100% at a big company.
        At 0% the move is a title grant, counted apart from promotions. An assumption below 100%.
    skill : what becomes of the skill
        Carried over by default.
    """

    scope_follows: Share = 1.0
    skill: SkillTransfer = Carry()

    @property
    def kind_of_event(self) -> str:
        """What the event log calls such a move."""
        return "promotion" if self.scope_follows > 0 else "title_grant"
