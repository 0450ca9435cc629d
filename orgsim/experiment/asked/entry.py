"""Hires beside the entry mix, and how long they took."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.asked.row import Row, of_share
from orgsim.experiment.reasons.entry import (
    of_hires,
    of_longer_time_to_fill,
    of_shorter_time_to_fill,
)
from orgsim.experiment.reasons.evidence import DAYS_PER_YEAR, Evidence
from orgsim.results.panel import divided
from orgsim.rules.headcount_plan import ArrivalsPlan

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization

POINTS_OF_A_MEAN = 2000
"""Points at which a distribution's quantile function is averaged to get its mean."""


def entry(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """The share of the hires, and the time they took, of each entry point."""
    if isinstance(organization.plan, ArrivalsPlan):
        return  # people arrive at levels, nothing is filled through entry points
    count, waited = (
        {point: sums[name] for point, sums in evidence.hires.items()}
        for name in ("hires", "waited")
    )
    all_hires = sum(count.values(), start=np.zeros(1))
    weights = {point: section.weight for point, section in organization.entry_points.items()}
    for point, section in organization.entry_points.items():
        if point not in count or weights[point] == 0:
            continue
        share = weights[point] / sum(weights.values())
        realised = float(divided(count[point].sum(), all_hires.sum()))
        why = partial(of_hires, evidence, point, share, realised)
        yield Row(
            f"hires through {point}",
            None,
            share,
            divided(count[point], all_hires),
            "share",
            chance=of_share(share, all_hires.sum()),
            below=why,
            above=why,
            nothing="nobody was hired",
        )
        # Evenly spaced in probability, the quantiles have the distribution's mean and spread.
        u = (np.arange(POINTS_OF_A_MEAN) + 0.5) / POINTS_OF_A_MEAN
        days = section.time_to_fill.quantile(u) * DAYS_PER_YEAR
        # A geometric number of searches, of which the last one ends in an offer that is accepted.
        accepted = section.acceptance or 1.0
        variance = days.var() / accepted + days.mean() ** 2 * (1 - accepted) / accepted**2
        yield Row(
            f"time to fill of {point}",
            None,
            float(days.mean() / accepted),
            divided(waited[point], count[point]) * DAYS_PER_YEAR,
            "days",
            chance=float(np.sqrt(variance / max(count[point].sum(), 1))),
            below=partial(of_shorter_time_to_fill, evidence, point),
            above=partial(of_longer_time_to_fill, evidence, point),
        )
