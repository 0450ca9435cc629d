"""Stages of an organization after a run: how many replications entered each, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from orgsim.results import Results
    from orgsim.rules.organization import Organization
    from orgsim.rules.stages import Stage
    from orgsim.scenario import Scenario

HARDLY = 0.05
"""A stage that a smaller share of replications enters is warned of as never reached."""


def stages(
    scenario: Scenario, name: str, organization: Organization, results: Results
) -> Iterator[dict[str, Any]]:
    """Rows of the table `asked`, one for each stage: every replication is asked to enter it.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The id of the organization.
    organization : Organization
    results : Results
        Of the scenario; its `stages` and `levels` are read.
    """
    replications = results.panels[name].replications
    entered = results.stages[results.stages["organization"] == name]
    for stage, section in organization.stages.items():
        mine = entered[entered["stage"] == stage]
        came = np.isin(replications, mine["replication"]).astype(np.float64)
        share = float(came.mean())
        if share:
            middle = scenario.date_at(float(np.median(mine["time"])))
            note = f"entered in {middle:%B %Y} in the median"
        else:
            note = _why_never(scenario, name, section, results)
        yield {
            "quantity": f"stage {stage}",
            "level": None,
            "asked": 1.0,
            "realised": share,
            "q05": float(np.quantile(came, 0.05)),
            "q95": float(np.quantile(came, 0.95)),
            "unit": "share",
            "missed": share < HARDLY,
            "note": note,
        }


def _why_never(scenario: Scenario, name: str, stage: Stage, results: Results) -> str:
    """Say why no replication entered a stage."""
    last = scenario.date_at(scenario.horizon)
    if stage.date is not None and stage.date > last:
        return f"never entered: {stage.date} lies beyond the horizon, which ends on {last}"
    if stage.headcount is not None:
        most = int(results.panels[name].headcount.sum(axis=2).max())
        if most < stage.headcount:
            return f"never entered: there were at most {most:,} people at a snapshot"
    return "never entered: a later stage came first"
