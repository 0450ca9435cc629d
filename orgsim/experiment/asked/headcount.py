"""Headcount and arrivals beside the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.asked.row import Row, of_rate
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.experiment.reasons.headcount import of_fewer_people, of_more_people
from orgsim.rules.headcount_plan import ArrivalsPlan

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario


def headcount(scenario: Scenario, organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """People at the end, or arrivals a year where there is no plan for people."""
    panel = evidence.panel
    total = panel.headcount.sum(axis=2).astype(np.float64)
    if not isinstance(organization.plan, ArrivalsPlan):
        initial = organization.initial.headcount
        asked = organization.plan.target(float(panel.time[-1]), initial, scenario.start)
        yield Row(
            "headcount at the end",
            None,
            asked,
            total[:, -1],
            "people",
            chance=math.sqrt(asked / len(total)),
            below=partial(of_fewer_people, evidence, asked),
            above=partial(of_more_people, evidence, asked),
        )
        return
    years = panel.time[-1] - panel.time[0]
    hires = panel.columns["hires"].sum(axis=1)
    for level, per_year in organization.plan.levels.items():
        arrived = hires[:, panel.levels.index(level)] / years
        chance = of_rate(per_year, years * len(arrived))
        yield Row("arrivals", level, per_year, arrived, "people per year", chance)
