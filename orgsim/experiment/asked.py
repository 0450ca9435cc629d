"""What a scenario asks for and what came about: rules interact, and a plan may be missed.

A plan that asks for 6 % growth can deliver a decline, a quota can find nobody eligible. Each row
puts a number of the scenario beside the same number measured over the whole run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.clock import calendar_month
from orgsim.results.measures import over_replications
from orgsim.results.panel import divided
from orgsim.results.tables import typed_frame
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.promotion.budget import Quota
from orgsim.rules.promotion.selection import Chance
from orgsim.rules.promotion.trigger import Continuous, Cycle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results import Results
    from orgsim.results.panel import Panel
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario

DAYS_PER_YEAR = 365.25
POINTS_OF_A_MEAN = 2000
"""Points at which a distribution's quantile function is averaged to get its mean."""


@dataclass(frozen=True)
class Row:
    """One quantity: what was asked, and what each replication delivered, shape (R,)."""

    quantity: str
    level: str | None
    asked: float
    realised: NDArray[np.float64]
    unit: str
    note: str = ""


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
        The table `asked` of `orgsim.results.TABLES`. A note explains a difference where the rules
        themselves do; it is given only where what was asked lies outside the 5th to 95th
        percentile of what was realised.
    """
    parts: list[dict[str, Any]] = []
    # Where no replication was completed, nothing was realised.
    for name, organization in scenario.organizations.items() if results.completed else ():
        panel = results.panels[name]
        rows = [
            *_headcount(scenario, organization, panel),
            *_leaving(organization, panel),
            *_promotions(scenario, organization, panel),
            *_entry(organization, name, results),
        ]
        parts += [
            {"organization": name, **_described(row)}
            for row in rows
            if not np.isnan(row.realised).all()
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
    "note",
)


def _described(row: Row) -> dict[str, Any]:
    found = {name: float(value) for name, value in over_replications(row.realised).items()}
    as_asked = found["q05"] <= row.asked <= found["q95"]
    return {
        "quantity": row.quantity,
        "level": row.level,
        "asked": row.asked,
        "realised": found["mean"],
        "q05": found["q05"],
        "q95": found["q95"],
        "unit": row.unit,
        "note": "" if as_asked else row.note,
    }


def _headcount(scenario: Scenario, organization: Organization, panel: Panel) -> Iterator[Row]:
    total = panel.headcount.sum(axis=2).astype(np.float64)
    if not isinstance(organization.plan, ArrivalsPlan):
        initial = organization.initial.headcount
        yield Row(
            "headcount at the end",
            None,
            organization.plan.target(float(panel.time[-1]), initial, scenario.start),
            total[:, -1],
            "people",
            "leavers are replaced only after the time to fill",
        )
        return
    years = panel.time[-1] - panel.time[0]
    hires = panel.columns["hires"].sum(axis=1)
    for level, per_year in organization.plan.levels.items():
        arrived = hires[:, panel.levels.index(level)] / years
        yield Row("arrivals", level, per_year, arrived, "people per year")


def _person_years(panel: Panel) -> NDArray[np.float64]:
    """Person-years lived at each level over the whole run, shape (R, L)."""
    headcount = panel.headcount
    between = (headcount[:, 1:] + headcount[:, :-1]) / 2.0
    lived: NDArray[np.float64] = (between * np.diff(panel.time)[None, :, None]).sum(axis=1)
    return lived


def _leaving(organization: Organization, panel: Panel) -> Iterator[Row]:
    lived = _person_years(panel)
    base = np.array([organization.attrition.base.of(level).hazard for level in panel.levels])
    # The base differs by level: what is asked of the whole weighs it by where people really were.
    asked = divided((lived * base).sum(), lived.sum())
    exits = panel.columns["exits"].sum(axis=(1, 2))
    section = organization.attrition
    moved = section.tenure_factor or section.patience_effect or section.readiness_effect
    yield Row(
        "leaving",
        None,
        float(asked),
        divided(exits, lived.sum(axis=1)),
        "per person-year",
        "the base rate; tenure, impatience and readiness change it" if moved else "",
    )


def _promotions(scenario: Scenario, organization: Organization, panel: Panel) -> Iterator[Row]:
    promotion = organization.promotion
    columns = panel.columns
    moved_up = (columns["promotions_out"] + columns["title_grants_out"]).sum(axis=1)
    realised = divided(moved_up, _person_years(panel))
    for position, level in enumerate(panel.levels[:-1]):
        asked, note = None, ""
        if isinstance(promotion.trigger, Continuous):
            asked = promotion.trigger.rate.of(level).hazard
            note = "how often people are considered; only the eligible move up"
        elif isinstance(promotion.budget, Quota):
            asked = promotion.budget.share.of(level) * _cycles_per_year(scenario, promotion.trigger)
            note = "the quota is a ceiling: too few are eligible, or the seats above are taken"
        elif isinstance(promotion.selection, Chance):
            chance = promotion.selection.probability.of(level)
            asked = chance * _cycles_per_year(scenario, promotion.trigger)
            note = "a chance for the eligible; the others stay"
        if asked is not None:
            yield Row("promotion", level, asked, realised[:, position], "per person-year", note)


def _cycles_per_year(scenario: Scenario, trigger: Cycle) -> float:
    """Promotion cycles per year of the run, those before the first one left out.

    A cycle on the first day belongs to the state that the run starts from.
    """
    start = scenario.start
    months = range(1, scenario.horizon_months + 1)
    cycles = 0
    for month in months:
        calendar = calendar_month(start, month)
        year = start.year + (start.month - 1 + month) // 12
        begun = trigger.first_cycle is None or trigger.first_cycle.replace(day=1) <= (
            start.replace(year=year, month=calendar)
        )
        cycles += calendar in trigger.months and begun
    return cycles / len(months) * 12


def _entry(organization: Organization, name: str, results: Results) -> Iterator[Row]:
    if isinstance(organization.plan, ArrivalsPlan):
        return  # people arrive at levels, nothing is filled through entry points
    count, waited = _hires(results, name)
    all_hires = sum(count.values(), start=np.zeros(1))
    weights = {point: section.weight for point, section in organization.entry_points.items()}
    for point, section in organization.entry_points.items():
        if point not in count or weights[point] == 0:
            continue
        share = weights[point] / sum(weights.values())
        yield Row(f"hires through {point}", None, share, divided(count[point], all_hires), "share")
        # Evenly spaced in probability, the mean of the quantiles is the mean.
        u = (np.arange(POINTS_OF_A_MEAN) + 0.5) / POINTS_OF_A_MEAN
        yield Row(
            f"time to fill of {point}",
            None,
            float(section.time_to_fill.quantile(u).mean()) * DAYS_PER_YEAR,
            divided(waited[point], count[point]) * DAYS_PER_YEAR,
            "days",
        )


def _hires(
    results: Results, name: str
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Hires by entry point, and the years their requisitions were open in all, each shape (R,)."""
    own = results.hires[results.hires["organization"] == name]
    count, waited = {}, {}
    for point, rows in own.groupby("entry_point", observed=True):
        _, replication = np.unique(rows["replication"], return_inverse=True)
        hires = rows["hires"].to_numpy(dtype=np.float64)
        open_for = np.nan_to_num(rows["time_to_fill"].to_numpy()) * hires
        count[str(point)] = np.bincount(replication, weights=hires).astype(np.float64)
        waited[str(point)] = np.bincount(replication, weights=open_for).astype(np.float64)
    return count, waited
