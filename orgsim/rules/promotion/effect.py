"""What a promotion changes: title, skill, and as much of the responsibility as follows."""

from __future__ import annotations

from orgsim.rules.competence import Carry, SkillTransfer
from orgsim.rules.section import Section
from orgsim.units import Share


class Effect(Section):
    """The consequences of moving up."""

    scope_follows: Share = 1.0
    """How much of the way to the new level's scope comes with the title: 100% at a big company. At
    0% the move is a title grant, counted apart from promotions. An assumption below 100%."""
    skill: SkillTransfer = Carry()
    """What becomes of the skill; carried over by default."""

    @property
    def kind_of_event(self) -> str:
        """What the event log calls such a move."""
        return "promotion" if self.scope_follows > 0 else "title_grant"
