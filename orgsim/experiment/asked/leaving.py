"""Leavers beside the base rate, and those whom counter-offers keep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.asked.row import Row, of_rate, of_share
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.experiment.reasons.leaving import of_fewer_kept, of_leaving
from orgsim.results.panel import divided

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization


def leaving(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """Leavers a year, and how many of those who are about to leave a counter-offer keeps."""
    yield from _leavers(organization, evidence)
    yield from _kept(organization, evidence)


def _leavers(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    panel, section = evidence.panel, organization.attrition
    if section.base is None:
        return  # how many leave in a year depends on how long they have been there
    lived = panel.columns["person_years"].sum(axis=1)
    base = np.array([section.base.of(level).hazard for level in panel.levels])
    # The base differs by level: what is asked of the whole weighs it by where people really were.
    asked = float(divided((lived * base).sum(), lived.sum()))
    exits = panel.columns["exits"].sum(axis=(1, 2))
    realised = float(divided(exits.sum(), lived.sum()))
    why = partial(of_leaving, evidence, asked, realised)
    yield Row(
        "leaving",
        None,
        asked,
        divided(exits, lived.sum(axis=1)),
        "per person-year",
        chance=of_rate(asked, lived.sum()),
        below=why,
        above=why,
    )


def _kept(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """Counter-offers fall when somebody leaves of their own accord and has a next level."""
    retention, columns = organization.promotion.retention, evidence.panel.columns
    if retention is None:
        return
    kept, gone, let_go = (
        columns[name].sum(axis=1) for name in ("title_grants_out", "exits", "let_go")
    )
    about_to = kept + gone - let_go
    for position, level in enumerate(evidence.panel.levels[: evidence.ladder.top]):
        if evidence.ladder.ways[0, position] == len(evidence.ladder):
            continue
        share = retention.probability.of(level)
        yield Row(
            "leavers kept by a counter-offer",
            level,
            share,
            divided(kept[:, position], about_to[:, position]),
            "share",
            chance=of_share(share, about_to[:, position].sum()),
            below=partial(of_fewer_kept, evidence, level),
            nothing="nobody was about to leave",
        )
