"""Counter-offers: a title for those who are about to leave."""

from __future__ import annotations

from orgsim.rules.section import ByLevel, Section
from orgsim.units import Share


class Retention(Section):
    """The title of the next level keeps some of those who are about to leave.

    A counter-offer falls at the very moment at which somebody leaves of their own accord, and has a
    next level. The person stays with its title, the patience with the level starts anew, and how
    long the stay lasts is drawn again. The work remains the old one, and so does the seat: a
    counter-offer takes no seat, no quota and no money.
    """

    probability: ByLevel[Share]
    """The chance that a counter-offer is made and taken, by the level that the person would leave.
    An assumption."""
