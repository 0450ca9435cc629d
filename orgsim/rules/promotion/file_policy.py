"""Eligibility and selection as a scenario file states them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.eligibility import EligibilityRule
from orgsim.rules.promotion.policy import PromotionPolicy, checked_mask, checked_score
from orgsim.rules.promotion.promotion import Promotion
from orgsim.rules.promotion.registered import Registered
from orgsim.rules.promotion.selection import SelectionRule

Floats = NDArray[np.float64]


class FilePolicy(PromotionPolicy):
    """The policy of a scenario file, which may name a registered one.

    Parameters
    ----------
    section : Promotion
    ladder : Ladder
    """

    def __init__(self, section: Promotion, ladder: Ladder) -> None:
        self._eligibility = EligibilityRule(section.eligibility, ladder)
        self._named: PromotionPolicy | None = None
        if isinstance(section.selection, Registered):
            self._named = section.selection.policy()
        else:
            self._selection = SelectionRule(section.selection, ladder)

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who has waited long enough, is ready, and may be promoted by the named policy."""
        eligible = self._eligibility.eligible(people, now)
        if self._named is not None:
            eligible &= checked_mask(self._named, people, now)
        return eligible

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """The score of the selection rule, or of the named policy."""
        if self._named is not None:
            return checked_score(self._named, people, now, draw)
        return self._selection.score(people, now, draw)
