"""What a scenario asks for and what came about: rules interact, and a plan may be missed.

A plan that asks for 6 % growth can deliver a decline, a quota can find nobody eligible. Each row
puts a number of the scenario beside the same number measured over the whole run, and says whether
more than chance lies between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

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
    from orgsim.results.panel import Panel
    from orgsim.rules.entry_points import EntryPoint
    from orgsim.rules.organization import Organization
    from orgsim.rules.section import ByLevel
    from orgsim.scenario import Scenario

DAYS_PER_YEAR = 365.25
POINTS_OF_A_MEAN = 2000
"""Points at which a distribution's quantile function is averaged to get its mean."""

BEYOND_CHANCE = 3.0
"""Standard errors by which a realised number must differ from the one asked to count as missed: of
twenty numbers that come as asked, one in twenty scenarios has one that seems missed."""

ROUNDING = 1e-9
"""What is asked and realised may differ by this much of it for no other reason than rounding."""


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
    below, above : str
        What makes less, or more, of it than asked, where the rules themselves do.
    """

    quantity: str
    level: str | None
    asked: float
    realised: NDArray[np.float64]
    unit: str
    chance: float
    below: str = ""
    above: str = ""


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
        mean than chance would have it, given how many replications and observations there are. A
        note explains a miss where the rules themselves do.
    """
    parts: list[dict[str, Any]] = []
    # Where no replication was completed, nothing was realised.
    for name, organization in scenario.organizations.items() if results.completed else ():
        panel = results.panels[name]
        rows = [
            *_headcount(scenario, organization, panel),
            *_leaving(organization, panel),
            *_promotions(scenario, organization, panel, results.cycles),
            *_staffing(organization, panel),
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
    "missed",
    "note",
)


def _described(row: Row) -> dict[str, Any]:
    found = {name: float(value) for name, value in over_replications(row.realised).items()}
    gap = found["mean"] - row.asked
    # Both are estimates of one error; fmax passes over the one that a single replication lacks.
    error = float(np.fmax(row.chance, found["standard_error"]))
    # A constant is realised to the last bit or not.
    beyond = max(BEYOND_CHANCE * error, ROUNDING * abs(row.asked))
    missed = not found["q05"] <= row.asked <= found["q95"] and abs(gap) > beyond
    return {
        "quantity": row.quantity,
        "level": row.level,
        "asked": row.asked,
        "realised": found["mean"],
        "q05": found["q05"],
        "q95": found["q95"],
        "unit": row.unit,
        "missed": missed,
        "note": (row.below if gap < 0 else row.above) if missed else "",
    }


def _of_rate(asked: float, lived: float) -> float:
    """Standard error of a rate: events come as a Poisson process, over so much time in all."""
    return math.sqrt(asked / lived) if lived > 0 else math.inf


def _headcount(scenario: Scenario, organization: Organization, panel: Panel) -> Iterator[Row]:
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
            below="leavers are replaced only after the time to fill",
            above="a plan that shrinks evicts nobody",
        )
        return
    years = panel.time[-1] - panel.time[0]
    hires = panel.columns["hires"].sum(axis=1)
    for level, per_year in organization.plan.levels.items():
        arrived = hires[:, panel.levels.index(level)] / years
        chance = _of_rate(per_year, years * len(arrived))
        yield Row("arrivals", level, per_year, arrived, "people per year", chance)


def _leaving(organization: Organization, panel: Panel) -> Iterator[Row]:
    section = organization.attrition
    if section.base is None:
        return  # how many leave in a year depends on how long they have been there
    lived = panel.columns["person_years"].sum(axis=1)
    base = np.array([section.base.of(level).hazard for level in panel.levels])
    # The base differs by level: what is asked of the whole weighs it by where people really were.
    asked = float(divided((lived * base).sum(), lived.sum()))
    exits = panel.columns["exits"].sum(axis=(1, 2))
    moved = section.tenure_factor or section.patience_effect or section.readiness_effect
    why = "the base rate; tenure, impatience and readiness change it" if moved else ""
    ruled = section.skill_floor is not None or section.age_limit is not None
    more = why or ("the base rate; skill floor and age limit come on top" if ruled else "")
    yield Row(
        "leaving",
        None,
        asked,
        divided(exits, lived.sum(axis=1)),
        "per person-year",
        chance=_of_rate(asked, lived.sum()),
        below=why,
        above=more,
    )


def _promotions(
    scenario: Scenario, organization: Organization, panel: Panel, cycles: pd.DataFrame
) -> Iterator[Row]:
    promotion = organization.promotion
    if isinstance(promotion.trigger, Continuous):
        columns = panel.columns
        moved_up = (columns["promotions_out"] + columns["title_grants_out"]).sum(axis=1)
        lived = columns["person_years"].sum(axis=1)
        realised = divided(moved_up, lived)
        asked = [promotion.trigger.rate.of(level).hazard for level in panel.levels]
        below = "how often people are considered; only the eligible move up"
        above = ""
    elif isinstance(promotion.trigger, Cycle):
        of_level: ByLevel[float]
        if isinstance(promotion.budget, Quota):
            of_level = promotion.budget.share
            below = "the quota is a ceiling: too few are eligible, or the seats above are taken"
            above = "the quota is rounded up" if promotion.budget.rounding == "up" else ""
        elif isinstance(promotion.selection, Chance):
            of_level = promotion.selection.probability
            below, above = "a chance for the eligible; the others stay", ""
        else:
            return
        per_year = _cycles_per_year(scenario, promotion.trigger)
        asked = [of_level.of(level) * per_year for level in panel.levels]
        # A share of the people before a cycle is measured by the people before the cycles: over
        # a year there are fewer at a level that promotes many, and of a mean headcount the same
        # promotions would be more.
        promoted, before = _in_cycles(panel, cycles)
        realised = per_year * divided(promoted, before) if per_year else np.zeros(before.shape)
        lived = before / per_year if per_year else np.zeros(before.shape)
    else:
        return
    for position, level in enumerate(panel.levels[:-1]):
        yield Row(
            "promotion",
            level,
            asked[position],
            realised[:, position],
            "per person-year",
            _of_rate(asked[position], lived[:, position].sum()),
            below,
            above,
        )


def _in_cycles(
    panel: Panel, cycles: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """People promoted in the cycles after the first day, and people before them, (R, L) each.

    A cycle on the first day belongs to the state that the run starts from.
    """
    own = cycles[(cycles["organization"] == panel.organization) & (cycles["time"] > 0)]
    places = (
        np.searchsorted(panel.replications, own["replication"]),
        pd.Index(panel.levels).get_indexer(pd.Index(own["level"])),
    )
    found = np.zeros((2, len(panel.replications), len(panel.levels)))
    for sums, column in zip(found, ("promoted", "headcount"), strict=True):
        np.add.at(sums, places, own[column].to_numpy(dtype=np.float64))
    return found[0], found[1]


def _cycles_per_year(scenario: Scenario, trigger: Cycle) -> float:
    """Promotion cycles per year of the run, without one on the first day."""
    months = range(1, scenario.horizon_months + 1)
    return sum(trigger.takes_place(month, scenario.start) for month in months) / len(months) * 12


def _staffing(organization: Organization, panel: Panel) -> Iterator[Row]:
    """Positions that were to be filled from below, and the level mix that was aimed at."""
    staffing = organization.staffing
    filled = panel.columns["filled_from_below"].sum(axis=1)
    vacancies = panel.columns["vacancies"].sum(axis=1)
    for position, level in enumerate(panel.levels[1:], start=1):
        share = staffing.promote_first.of(level)
        if share > 0:
            yield Row(
                "filled from below",
                level,
                share,
                divided(filled[:, position], vacancies[:, position]),
                "share",
                chance=math.sqrt(share * (1 - share) / max(vacancies[:, position].sum(), 1)),
                below="too few at the level below are eligible",
                above="where no entry point feeds the level, positions wait for somebody below",
            )
    if isinstance(staffing.level, ByStructure) and staffing.level.shares is not None:
        total = panel.headcount[:, -1].sum(axis=1)
        for position, level in enumerate(panel.levels):
            share = staffing.level.shares.get(level, 0.0)
            why = "requisitions fill gaps, but nobody moves down, and promotions go their own way"
            yield Row(
                "share of people at the end",
                level,
                share,
                divided(panel.headcount[:, -1, position], total),
                "share",
                chance=math.sqrt(share * (1 - share) / max(total.sum(), 1)),
                below=why,
                above=why,
            )


def _entry(organization: Organization, name: str, results: Results) -> Iterator[Row]:
    if isinstance(organization.plan, ArrivalsPlan):
        return  # people arrive at levels, nothing is filled through entry points
    count, waited, turned_away = _hires(results, name)
    full = {point for point, number in turned_away.items() if number > 0}
    all_hires = sum(count.values(), start=np.zeros(1))
    staffing = organization.staffing
    gives_up = staffing.give_up_after is not None
    decided = staffing.level.kind != "entry_point" or max(staffing.promote_first.root.values()) > 0
    by_level = (
        "a position has a level first; entry points that feed it are asked" if decided else ""
    )
    weights = {point: section.weight for point, section in organization.entry_points.items()}
    for point, section in organization.entry_points.items():
        if point not in count or weights[point] == 0:
            continue
        share = weights[point] / sum(weights.values())
        yield Row(
            f"hires through {point}",
            None,
            share,
            divided(count[point], all_hires),
            "share",
            chance=math.sqrt(share * (1 - share) / max(all_hires.sum(), 1)),
            below="; ".join(
                filter(
                    None, (by_level, _why_fewer(section, turned_away[point], count[point].sum()))
                )
            ),
            above=by_level or ("it takes those that a cap turned away" if full - {point} else ""),
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
            below="requisitions that are open for too long are given up"
            if gives_up
            else "searches under way at the end are not counted, and those are the longer ones",
            above=_why_longer(section),
        )


def _why_fewer(section: EntryPoint, turned_away: float, hired: float) -> str:
    """What keeps people from coming through an entry point."""
    reasons = []
    if turned_away > 0:
        reasons.append(f"its cap turned away {turned_away / (turned_away + hired):.0%}")
    if section.apprenticeship is not None:
        reasons.append("requisitions wait for apprentices")
    if section.cohort is not None:
        reasons.append("requisitions wait for the cohort")
    return "; ".join(reasons)


def _why_longer(section: EntryPoint) -> str:
    """What a requisition waits for beside the time to fill."""
    waits = {"the next cohort": section.cohort, "an apprentice": section.apprenticeship}
    reasons = [what for what, asked in waits.items() if asked is not None]
    return f"it waits for {' and '.join(reasons)}" if reasons else ""


def _hires(
    results: Results, name: str
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]], dict[str, float]]:
    """Hires by entry point and the years their requisitions were open in all, each shape (R,).

    And how many requisitions found it full, over all replications.
    """
    own = results.hires[results.hires["organization"] == name]
    count, waited, turned_away = {}, {}, {}
    for point, rows in own.groupby("entry_point", observed=True):
        _, replication = np.unique(rows["replication"], return_inverse=True)
        hires = rows["hires"].to_numpy(dtype=np.float64)
        open_for = np.nan_to_num(rows["time_to_fill"].to_numpy()) * hires
        count[str(point)] = np.bincount(replication, weights=hires).astype(np.float64)
        waited[str(point)] = np.bincount(replication, weights=open_for).astype(np.float64)
        turned_away[str(point)] = float(rows["turned_away"].sum())
    return count, waited, turned_away
