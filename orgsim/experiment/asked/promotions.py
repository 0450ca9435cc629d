"""Promotions beside quotas, chances and rates, and seats that vacancies fill."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.asked.row import Row, of_rate
from orgsim.experiment.reasons.evidence import Evidence
from orgsim.experiment.reasons.promotions import (
    of_fewer_considered,
    of_fewer_in_cycles,
    of_fewer_into_seats,
    of_more_in_cycles,
)
from orgsim.results.panel import divided
from orgsim.rules.promotion.budget import Quota
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous, Cycle, Vacancy

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.rules.section import ByLevel
    from orgsim.scenario import Scenario


def promotions(scenario: Scenario, organization: Organization, evidence: Evidence) -> Iterator[Row]:
    """Promotions a year as quota, chance or rate ask for them, or seats that they fill."""
    promotion = organization.promotion
    if isinstance(promotion.trigger, Continuous):
        yield from _considered(promotion.trigger, evidence)
    elif isinstance(promotion.trigger, Vacancy):
        yield from _into_seats(evidence)
    elif not isinstance(promotion.trigger, Cycle):
        return  # only counter-offers promote
    elif isinstance(promotion.budget, Quota):
        yield from _in_cycles(scenario, promotion.trigger, promotion.budget.share, evidence)
    elif isinstance(promotion.selection, Chance):
        yield from _in_cycles(
            scenario, promotion.trigger, promotion.selection.probability, evidence
        )


def _considered(trigger: Continuous, evidence: Evidence) -> Iterator[Row]:
    """Promotions of people who are considered at times of their own.

    Titles that counter-offers give and moves into vacancies come about without being considered.
    """
    columns = evidence.panel.columns
    moved_up = columns["promotions_out"].sum(axis=1) * (1.0 - evidence.into_vacancies)
    lived = columns["person_years"].sum(axis=1)
    for position, level in enumerate(evidence.panel.levels[: evidence.ladder.top]):
        asked = trigger.rate.of(level).hazard
        considered = asked * lived[:, position].sum()
        used = float(divided(moved_up[:, position].sum(), considered))
        yield Row(
            "promotion",
            level,
            asked,
            divided(moved_up[:, position], lived[:, position]),
            "per person-year",
            of_rate(asked, lived[:, position].sum()),
            below=partial(of_fewer_considered, evidence, position, used),
        )


def _in_cycles(
    scenario: Scenario, trigger: Cycle, share: ByLevel[float], evidence: Evidence
) -> Iterator[Row]:
    """Promotions of a share of each level in every cycle.

    A share of the people before a cycle is measured by the people before the cycles: over a year
    there are fewer at a level that promotes many, and of a mean headcount the same promotions would
    be more. A cycle on the first day belongs to the state that the run starts from.
    """
    per_year = _cycles_per_year(scenario, trigger)
    for position, level in enumerate(evidence.panel.levels[: evidence.ladder.top]):
        cycles = evidence.cycles[level]
        promoted, before = cycles.promoted, cycles.headcount
        asked = share.of(level) * per_year
        yield Row(
            "promotion",
            level,
            asked,
            per_year * divided(promoted, before) if per_year else before,
            "per person-year",
            of_rate(asked, before.sum() / per_year if per_year else 0.0),
            below=partial(of_fewer_in_cycles, evidence, position, share.of(level), cycles),
            above=partial(of_more_in_cycles, evidence, share.of(level), cycles),
        )


def _cycles_per_year(scenario: Scenario, trigger: Cycle) -> float:
    """Promotion cycles per year of the run, without one on the first day."""
    months = range(1, scenario.horizon_months + 1)
    return sum(trigger.takes_place(month, scenario.start) for month in months) / len(months) * 12


def _into_seats(evidence: Evidence) -> Iterator[Row]:
    """Free seats pull people up before anybody is hired: of those who come to such a level."""
    columns = evidence.panel.columns
    for position in np.flatnonzero(evidence.ladder.limited).tolist():
        if position not in evidence.ladder.ways:
            continue
        moved, hired = (columns[name][:, 1:, position].sum(axis=1) for name in COMING)
        yield Row(
            "seats filled from below",
            evidence.panel.levels[position],
            1.0,
            divided(moved, moved + hired),
            "share",
            chance=0.0,
            below=partial(of_fewer_into_seats, evidence, position),
            nothing="no seat came free",
        )


COMING = ("promotions_in", "hires")
"""Flows that fill seats."""
