"""How often people move up and leave over the years, in every replication.

Rates from one snapshot to the next swing with the promotion cycles; a statement about a policy
needs all the time since the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.measures import MeasureKey, person_years
from orgsim.results.panel import Panel, divided

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True)
class Rates:
    """Whole-horizon rates of one organization, each of shape (R,); NaN where undefined.

    Attributes
    ----------
    promotion
        Moves up, by promotion or title grant, per person-year.
    title_only
        Share of the moves up that were title grants.
    time_to_promotion
        Mean time in level of those who moved up, years.
    leaving
        People who left per person-year.
    """

    promotion: npt.NDArray[np.float64]
    title_only: npt.NDArray[np.float64]
    time_to_promotion: npt.NDArray[np.float64]
    leaving: npt.NDArray[np.float64]


def whole_horizon(panel: Panel) -> Rates:
    """Compute the rates of one organization over all its snapshots."""
    columns = panel.columns
    lived = np.nansum(person_years(panel), axis=1)
    grants = columns["title_grants_out"].sum(axis=(1, 2))
    by_level = columns["promotions_out"] + columns["title_grants_out"]
    moved = by_level.sum(axis=(1, 2))
    waited = np.where(by_level > 0, by_level * np.nan_to_num(columns["time_to_promotion"]), 0.0)
    return Rates(
        promotion=divided(moved, lived),
        title_only=divided(grants, moved),
        time_to_promotion=divided(waited.sum(axis=(1, 2)), moved),
        leaving=divided(columns["exits"].sum(axis=(1, 2)), lived),
    )


def rates_since_start(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute the rates of one organization from the start up to each snapshot.

    Returns
    -------
    dict
        (promotion_rate or attrition, None) -> what happened since the start per person-year
        lived since the start, shape (R, S); NaN at the start.
    """
    columns = panel.columns
    lived = np.nancumsum(person_years(panel), axis=1)
    moved = (columns["promotions_out"] + columns["title_grants_out"]).sum(axis=2)
    left = columns["exits"].sum(axis=2)
    return {
        ("promotion_rate", None): divided(moved.cumsum(axis=1), lived),
        ("attrition", None): divided(left.cumsum(axis=1), lived),
    }
