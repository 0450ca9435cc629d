"""What a scenario asks for and what came about: rules interact, and a plan may be missed.

A plan that asks for 6 % growth can deliver a decline, a quota can find nobody eligible. Each row
puts a number of the scenario beside the same number measured over the whole run, and says whether
more than chance lies between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orgsim.experiment.asked.entry import entry
from orgsim.experiment.asked.headcount import headcount
from orgsim.experiment.asked.layoffs import layoffs
from orgsim.experiment.asked.leaving import leaving
from orgsim.experiment.asked.promotions import promotions
from orgsim.experiment.asked.row import described
from orgsim.experiment.asked.staffing import staffing
from orgsim.experiment.asked.stages import stages
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.results.tables import typed_frame
from orgsim.rules.interventions.acquisition import acquired
from orgsim.rules.rule_sets import RuleSets

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results
    from orgsim.scenario import Scenario

_COLUMNS = (
    "organization",
    "quantity",
    "level",
    "asked",
    "realised",
    "q05",
    "q95",
    "unit",
    "missed",
    "note",
)


def asked_and_realised(scenario: Scenario, results: Results) -> pd.DataFrame:
    """Make the table `asked`.

    Parameters
    ----------
    scenario : Scenario
    results : Results
        Of that scenario; its levels and hires are read.

    Returns
    -------
    pandas.DataFrame
        The table `asked` of `orgsim.results.TABLES`. A quantity counts as missed where what was
        asked lies outside the 5th to 95th percentile of what was realised, and further from its
        mean than chance would have it, given how many replications and observations there are. The
        note of a miss is its likely reason, computed from what happened. Where nothing of the kind
        happened, the realised number is missing and the note says what did not happen. Of an
        organization whose rules change the rows are its stages, which every replication is asked to
        enter, and its layoffs.
    """
    parts: list[dict[str, Any]] = []
    # Where no replication was completed, nothing was realised.
    for name, organization in scenario.organizations.items() if results.completed else ():
        if name in acquired(scenario.organizations):
            continue  # what it asks for is for as long as it lasts
        if RuleSets(organization, scenario.reference_ladder).change:
            # What is asked changes with the rules; over the whole run it is no one number.
            found = stages(scenario, name, organization, results)
            parts += [{"organization": name, **row} for row in found]
            rows = list(layoffs(organization, Evidence(scenario, name, results)))
            parts += [{"organization": name, **described(row)} for row in rows if row.counts]
            continue
        evidence = Evidence(scenario, name, results)
        rows = [
            *headcount(scenario, organization, evidence),
            *leaving(organization, evidence),
            *promotions(scenario, organization, evidence),
            *staffing(organization, evidence),
            *entry(organization, evidence),
            *layoffs(organization, evidence),
        ]
        parts += [{"organization": name, **described(row)} for row in rows if row.counts]
    columns = list(parts[0]) if parts else list(_COLUMNS)
    table = {column: [part[column] for part in parts] for column in columns}
    return typed_frame("asked", table, results.organizations)
