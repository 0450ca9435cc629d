"""What a run says about interventions: who was laid off, and whose title was taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.contrast import at, contrast
from orgsim.results.spread import Spread, spread, with_range
from orgsim.results.wording import people, span

if TYPE_CHECKING:
    from orgsim.results.results import Results


def laid_off(results: Results) -> str:
    """Say how many were laid off in all, "" where nobody was."""
    return _counted(results, "laid_off", "Layoffs hit")


def relevelled(results: Results) -> str:
    """Say how many titles were taken away in all, "" where none was."""
    return _counted(results, "relevels_out", "Title resets take down")


def _counted(results: Results, flow: str, verb: str) -> str:
    counts = {}
    for organization in results.organizations:
        total = results.panels[organization.id].columns[flow].sum(axis=(1, 2))
        if total.any():
            counts[organization.label] = spread(total.astype(np.float64))
    if not counts:
        return ""

    def heads(value: Spread) -> str:
        return with_range(people(value.mean), span(value.low, value.high, 0), value)

    text = contrast(
        counts,
        lambda label, value: f"{verb} {heads(value)} people{at(label)}",
        lambda label, value: f"{heads(value)}{at(label)}",
    )
    return f"{text}."
