"""How often people move up and leave over the years, in every replication.

Rates from one snapshot to the next swing with the promotion cycles; a statement about a policy
needs all the time since the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.measures import PER_PERSON_YEAR, person_years
from orgsim.results.panel import FLOWS, MeasureKey, Panel, divided
from orgsim.results.performance import reviews
from orgsim.results.structure import filling

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
        People who left per person-year, layoffs apart.
    filled_from_below
        Share of the positions that came open into which somebody moved up.
    chain_length
        How many people a vacancy moved, the hire at the end of its chain counted.
    """

    promotion: npt.NDArray[np.float64]
    title_only: npt.NDArray[np.float64]
    time_to_promotion: npt.NDArray[np.float64]
    leaving: npt.NDArray[np.float64]
    filled_from_below: npt.NDArray[np.float64]
    chain_length: npt.NDArray[np.float64]


def whole_horizon(panel: Panel) -> Rates:
    """Compute the rates of one organization over all its snapshots."""
    columns = panel.columns
    lived = np.nansum(person_years(panel), axis=1)
    grants = columns["title_grants_out"].sum(axis=(1, 2))
    by_level = columns["promotions_out"] + columns["title_grants_out"]
    moved = by_level.sum(axis=(1, 2))
    vacancies = columns["vacancies"].sum(axis=(1, 2))
    filled = columns["filled_from_below"].sum(axis=(1, 2))
    waited = np.where(by_level > 0, by_level * np.nan_to_num(columns["time_to_promotion"]), 0.0)
    return Rates(
        promotion=divided(moved, lived),
        title_only=divided(grants, moved),
        time_to_promotion=divided(waited.sum(axis=(1, 2)), moved),
        leaving=divided(columns["exits"].sum(axis=(1, 2)), lived),
        filled_from_below=divided(filled, vacancies),
        chain_length=divided(vacancies, vacancies - filled),
    )


def rates_since_start(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute the rates of one organization from the start up to each snapshot.

    Returns
    -------
    dict
        (each of PER_PERSON_YEAR, None) -> what happened since the start per person-year lived since
        the start, NaN at the start; what came of reviews and how positions have been filled since
        then, as `orgsim.results.performance.reviews` and
        `orgsim.results.structure.filling`. Each of shape (R, S).
    """
    flows = {name: panel.columns[name].cumsum(axis=1) for name in FLOWS}
    lived = np.nancumsum(person_years(panel), axis=1)
    rates: dict[MeasureKey, npt.NDArray[np.float64]] = {
        (measure, None): divided(flows[flow].sum(axis=2), lived)
        for measure, flow in PER_PERSON_YEAR.items()
    }
    return {
        **rates,
        **reviews(panel, flows, lived),
        **filling(panel, flows),
    }
