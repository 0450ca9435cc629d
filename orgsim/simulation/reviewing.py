"""Performance reviews: everybody's rating, and who has to leave for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import years
from orgsim.simulation.day import Item
from orgsim.simulation.record import PERFORMANCE

if TYPE_CHECKING:
    from orgsim.rules.reviews import Reviews
    from orgsim.simulation.workplace import Workplace


def hold_review(workplace: Workplace, reviews: Reviews, tick: int, month: int) -> None:
    """Everybody who has been there long enough is rated; some poor performers have to leave.

    Nobody makes a counter-offer to those.
    """
    roster, now = workplace.roster, years(tick)
    there = roster.level < len(workplace.ladder)
    rows = np.flatnonzero(there & reviews.reviewed(now - roster.hired))
    rating = reviews.ratings(
        workplace.people(rows), now, month, roster.replication[rows], roster.person[rows]
    )
    roster.rating[rows] = rating
    if reviews.performance_management is None:
        return
    poor = rating < reviews.performance_management.bar
    roster.poor_ratings[rows] = np.where(poor, roster.poor_ratings[rows] + 1, 0)
    has_to = reviews.performance_management.has_to_leave
    leaving = rows[has_to(roster.poor_ratings[rows], roster.key[rows], month)]
    roster.exit_at[leaving] = now
    workplace.flows.let_go += workplace.count(leaving)[:, :-1]
    workplace.leave(leaving, Item.REVIEW, np.full(len(leaving), PERFORMANCE))
