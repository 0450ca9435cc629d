"""What a scenario asks for and what came about: rules interact, and a plan may be missed.

A plan that asks for 6 % growth can deliver a decline, a quota can find nobody eligible. Each row
puts a number of the scenario beside the same number measured over the whole run, and says whether
more than chance lies between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.experiment.reasons.entry import (
    of_hires,
    of_longer_time_to_fill,
    of_shorter_time_to_fill,
)
from orgsim.experiment.reasons.evidence import DAYS_PER_YEAR, UNKNOWN, Evidence
from orgsim.experiment.reasons.headcount import of_fewer_people, of_more_people
from orgsim.experiment.reasons.leaving import of_leaving
from orgsim.experiment.reasons.promotions import (
    of_fewer_considered,
    of_fewer_in_cycles,
    of_more_in_cycles,
)
from orgsim.experiment.reasons.staffing import of_fewer_from_below, of_mix, of_more_from_below
from orgsim.results.measures import over_replications
from orgsim.results.panel import divided
from orgsim.results.tables import typed_frame
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.promotion.budget import Quota
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous, Cycle
from orgsim.rules.staffing import ByStructure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results import Results
    from orgsim.rules.organization import Organization
    from orgsim.rules.section import ByLevel
    from orgsim.scenario import Scenario

POINTS_OF_A_MEAN = 2000
"""Points at which a distribution's quantile function is averaged to get its mean."""

Reason = Callable[[], str]

BEYOND_CHANCE = 3.0
"""Standard errors by which a realised number must differ from the one asked to count as missed: of
twenty numbers that come as asked, one in twenty scenarios has one that seems missed."""

ROUNDING = 1e-9
"""What a mean may differ from the number asked, of that number, where nothing is left to chance."""


@dataclass(frozen=True)
class Row:
    """One quantity: what was asked, and what each replication delivered.

    Attributes
    ----------
    quantity : str
    level : str or None
    asked : float
    realised : array of float, shape (R,)
    unit : str
    chance : float
        Standard error of the mean of what is realised that comes of counting so many events or
        people and no more, if all is as asked. It holds for a single replication too.
    below, above : callable
        What finds the likely reason why less, or more, of it came about than asked; by default
        nothing is known.
    """

    quantity: str
    level: str | None
    asked: float
    realised: NDArray[np.float64]
    unit: str
    chance: float
    below: Reason = str
    above: Reason = str


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
        note of a miss is its likely reason, computed from what happened.
    """
    parts: list[dict[str, Any]] = []
    # Where no replication was completed, nothing was realised.
    for name, organization in scenario.organizations.items() if results.completed else ():
        evidence = Evidence(scenario, name, results)
        rows = [
            *_headcount(scenario, organization, evidence),
            *_leaving(organization, evidence),
            *_promotions(scenario, organization, evidence),
            *_staffing(organization, evidence),
            *_entry(organization, evidence),
        ]
        parts += [
            {"organization": name, **_described(row)}
            for row in rows
            if not np.isnan(row.realised).all() and (row.asked or np.nanmax(row.realised))
        ]
    columns = list(parts[0]) if parts else list(_COLUMNS)
    table = {column: [part[column] for part in parts] for column in columns}
    return typed_frame("asked", table, results.organizations)


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


def _described(row: Row) -> dict[str, Any]:
    found = {name: float(value) for name, value in over_replications(row.realised).items()}
    gap = found["mean"] - row.asked
    # Both are estimates of one error; fmax passes over the one that a single replication lacks.
    error = float(np.fmax(row.chance, found["standard_error"]))
    outside = not found["q05"] <= row.asked <= found["q95"]
    missed = outside and abs(gap) > max(BEYOND_CHANCE * error, ROUNDING * abs(row.asked))
    return {
        "quantity": row.quantity,
        "level": row.level,
        "asked": row.asked,
        "realised": found["mean"],
        "q05": found["q05"],
        "q95": found["q95"],
        "unit": row.unit,
        "missed": missed,
        "note": ((row.below if gap < 0 else row.above)() or UNKNOWN) if missed else "",
    }


def _of_rate(asked: float, lived: float) -> float:
    """Standard error of a rate: events come as a Poisson process, over so much time in all."""
    return math.sqrt(asked / lived) if lived > 0 else math.inf


def _headcount(scenario: Scenario, organization: Organization, evidence: Evidence) -> Iterator[Row]:
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
        chance = _of_rate(per_year, years * len(arrived))
        yield Row("arrivals", level, per_year, arrived, "people per year", chance)


def _leaving(organization: Organization, evidence: Evidence) -> Iterator[Row]:
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
        chance=_of_rate(asked, lived.sum()),
        below=why,
        above=why,
    )


def _promotions(
    scenario: Scenario, organization: Organization, evidence: Evidence
) -> Iterator[Row]:
    promotion = organization.promotion
    if isinstance(promotion.trigger, Continuous):
        yield from _considered(promotion.trigger, evidence)
    elif not isinstance(promotion.trigger, Cycle):
        return  # vacancies and counter-offers ask for no number of promotions
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
            _of_rate(asked, lived[:, position].sum()),
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
    own = evidence.own("cycles")
    own = own[own["time"] > 0]
    for position, level in enumerate(evidence.panel.levels[: evidence.ladder.top]):
        cycles = own[own["level"] == level]
        place = np.searchsorted(evidence.panel.replications, cycles["replication"])
        promoted, before = np.zeros((2, len(evidence.panel.replications)))
        np.add.at(promoted, place, cycles["promoted"].to_numpy(dtype=np.float64))
        np.add.at(before, place, cycles["headcount"].to_numpy(dtype=np.float64))
        asked = share.of(level) * per_year
        yield Row(
            "promotion",
            level,
            asked,
            per_year * divided(promoted, before) if per_year else before,
            "per person-year",
            _of_rate(asked, before.sum() / per_year if per_year else 0.0),
            below=partial(of_fewer_in_cycles, evidence, position, share.of(level), cycles),
            above=partial(of_more_in_cycles, evidence, share.of(level), cycles),
        )


def _cycles_per_year(scenario: Scenario, trigger: Cycle) -> float:
    """Promotion cycles per year of the run, without one on the first day."""
    months = range(1, scenario.horizon_months + 1)
    return sum(trigger.takes_place(month, scenario.start) for month in months) / len(months) * 12


def _staffing(organization: Organization, evidence: Evidence) -> Iterator[Row]:
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
                chance=math.sqrt(share * (1 - share) / max(vacancies[:, position].sum(), 1)),
                below=partial(of_fewer_from_below, evidence, position, share),
                above=partial(of_more_from_below, evidence, position, share),
            )
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
                chance=math.sqrt(share * (1 - share) / max(total.sum(), 1)),
                below=partial(of_mix, evidence, position, -1),
                above=partial(of_mix, evidence, position, 1),
            )


def _entry(organization: Organization, evidence: Evidence) -> Iterator[Row]:
    if isinstance(organization.plan, ArrivalsPlan):
        return  # people arrive at levels, nothing is filled through entry points
    count, waited = _hires(evidence.own("hires"))
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
            chance=math.sqrt(share * (1 - share) / max(all_hires.sum(), 1)),
            below=why,
            above=why,
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


def _hires(
    hires: pd.DataFrame,
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Hires by entry point, and the years their requisitions were open in all, each shape (R,)."""
    count, waited = {}, {}
    for point, rows in hires.groupby("entry_point", observed=True):
        _, replication = np.unique(rows["replication"], return_inverse=True)
        each = rows["hires"].to_numpy(dtype=np.float64)
        open_for = np.nan_to_num(rows["time_to_fill"].to_numpy()) * each
        count[str(point)] = np.bincount(replication, weights=each).astype(np.float64)
        waited[str(point)] = np.bincount(replication, weights=open_for).astype(np.float64)
    return count, waited
