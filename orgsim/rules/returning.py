"""Founders who come back: people who left to found a company, and look for a job again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.distributions import DurationDistribution
from orgsim.rules.section import Section
from orgsim.units import Share

Floats = NDArray[np.float64]


class Returning(Section):
    """How many of those who left to found a company come back, and when.

    About half of young firms live for five years (BLS, Business Employment Dynamics); which
    founders return to their last employer is published nowhere we know of.
    """

    chance: Share
    """Chance that somebody who left for the destination `founder` is once ready to come back."""
    after: DurationDistribution
    """From leaving until then."""

    def ready(self, left: Floats, keys: Keys) -> Floats:
        """When leavers are ready to come back, in years, shape (N,); infinite for never.

        Parameters
        ----------
        left : array of float, shape (N,)
            Years.
        keys : array of uint64, shape (N,)
            Of the spell of employment that ends.
        """
        after = np.maximum(self.after.quantile(uniform(keys, Purpose.RETURNING_AFTER)), 0.0)
        return np.where(uniform(keys, Purpose.RETURNING) < self.chance, left + after, np.inf)
