"""Positions to be filled from below, and the level mix that was aimed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.asked.row import Row, of_share
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.experiment.reasons.promotions import levels_below
from orgsim.experiment.reasons.staffing import (
    of_fewer_from_below,
    of_fewer_opened,
    of_mix,
    of_more_from_below,
    of_more_opened,
)
from orgsim.results.panel import divided
from orgsim.rules.staffing import ByMix, ByStructure

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization


def staffing(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """Positions that were to be filled from below, and the level mix that was aimed at."""
    staffing, panel = organization.staffing, evidence.panel
    filled = panel.columns["filled_from_below"].sum(axis=1)
    vacancies = panel.columns["vacancies"].sum(axis=1)
    for position, level in enumerate(panel.levels):
        share = staffing.promote_first.of(level)
        if share > 0 and position in evidence.ladder.ways:
            yield Row(
                "filled from below",
                level,
                share,
                divided(filled[:, position], vacancies[:, position]),
                "share",
                chance=of_share(share, vacancies[:, position].sum()),
                below=partial(of_fewer_from_below, evidence, position, share),
                above=partial(of_more_from_below, evidence, position, share),
                nothing="no position came open at the level",
            )
    if isinstance(staffing.level, ByMix):
        yield from _opened(staffing.level.shares, evidence)
    if isinstance(staffing.level, ByStructure) and staffing.level.shares is not None:
        total = panel.headcount[:, -1].sum(axis=1)
        for position, level in enumerate(panel.levels):
            share = staffing.level.shares.get(level, 0.0)
            yield Row(
                "share of people at the end",
                level,
                share,
                divided(panel.headcount[:, -1, position], total),
                "share",
                chance=of_share(share, total.sum()),
                below=partial(of_mix, evidence, position, -1),
                above=partial(of_mix, evidence, position, 1),
            )


def _opened(shares: Mapping[str, float], evidence: Evidence) -> Iterator[Row]:
    """Positions that came open by plan, not behind somebody who moved up into another one."""
    columns = evidence.panel.columns
    opened = columns["vacancies"].sum(axis=1)
    filled = columns["filled_from_below"].sum(axis=1)
    for position in np.flatnonzero(filled.any(axis=0)).tolist():
        below = levels_below(evidence, position)
        if len(below) > 1:
            return  # from which of them people moved up is not counted
        opened[:, below] -= filled[:, [position]]
    total = opened.sum(axis=1)
    for position, level in enumerate(evidence.panel.levels):
        share = shares.get(level, 0.0)
        yield Row(
            "share of the positions opened",
            level,
            share,
            divided(opened[:, position], total),
            "share",
            chance=of_share(share, total.sum()),
            below=partial(of_fewer_opened, evidence, position),
            above=partial(of_more_opened, evidence, position),
            nothing="no position came open",
        )
