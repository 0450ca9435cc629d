"""What a run says about performance: how many carry their work badly, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.contrast import contrast
from orgsim.results.panel import over_time
from orgsim.results.performance import effectiveness
from orgsim.results.spread import Spread, share, spread
from orgsim.results.wording import percent

if TYPE_CHECKING:
    from orgsim.results.results import Results

HARDLY = 0.0005
"""A share that is written as zero."""


def poorly_done(results: Results) -> str:
    """Say how many are poor performers and what one costs, "" without ratings or any of them."""
    shares, costs = {}, {}
    for organization in results.organizations:
        panel = results.panels[organization.id]
        measured = effectiveness(panel)
        found = spread(over_time(measured["poor_share", None]))
        if "rated" in panel.used and found.replications:
            shares[organization.label] = found
            lost = spread(over_time(measured["lost_per_poor_performer", None]))
            costs[organization.label] = lost
    if all(value.mean < HARDLY for value in shares.values()):
        return ""

    def costing(label: str) -> str:
        lost = costs[label]
        if not lost.replications or shares[label].mean < HARDLY:
            return ""
        return f", each of whom costs {percent(lost.mean)} of its effectiveness"

    def in_full(label: str, value: Spread) -> str:
        return f"Poor performers are {share(value)} of the people at {label}{costing(label)}"

    def shortly(label: str, value: Spread) -> str:
        return f"{share(value)} at {label}{costing(label)}" if label else share(value)

    return f"{contrast(shares, in_full, shortly)}."
