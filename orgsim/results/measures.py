"""Measures: what is read off an organization at each snapshot, in every replication.

How many people hold which level, how far titles run ahead of responsibility, how many move up
and leave, and how positions are filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.panel import MeasureKey, Panel, divided, panels
from orgsim.results.pay import pay
from orgsim.results.performance import effectiveness, reviews
from orgsim.results.relevels import relevelling
from orgsim.results.structure import by_level, filling, management

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from orgsim.results.ladders import Organization


@dataclass(frozen=True)
class Measure:
    """One measure: its unit, what it means, and whether it is taken level by level too."""

    name: str
    unit: str
    meaning: str
    by_level: bool = False
    better: str = ""
    """``higher`` or ``lower`` where one is better for the organization, "" where neither is."""


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure("headcount", "people", "people, by level and in the whole", by_level=True),
            Measure("level_share", "share", "share of the headcount on the level", by_level=True),
            Measure(
                "director_share",
                "share",
                "share of the headcount with the title of Director of Product or a higher one",
            ),
            Measure(
                "title_inflation", "rungs", "mean over people of rank minus scope", better="lower"
            ),
            Measure(
                "inflated_share",
                "share",
                "share of the headcount whose rank is a rung or more above scope",
                better="lower",
            ),
            Measure("skill", "rungs", "mean over people of skill", better="higher"),
            Measure("stretch", "rungs", "mean over people of scope minus skill"),
            Measure(
                "effectiveness",
                "share",
                "sum of scope x performance / sum of scope: responsibility that is carried well",
                better="higher",
            ),
            Measure(
                "poor_share",
                "share",
                "share of the headcount whose skill is too far below scope",
                better="lower",
            ),
            Measure(
                "lost_per_poor_performer",
                "share",
                "what effectiveness would gain if one poor performer were as able as the work asks",
            ),
            Measure(
                "promotion_rate",
                "per person-year",
                "promotions since the previous snapshot per person-year; titles alone are apart",
            ),
            Measure(
                "title_grant_rate",
                "per person-year",
                "titles granted without responsibility since the previous snapshot per "
                "person-year, as by counter-offers",
            ),
            Measure(
                "attrition",
                "per person-year",
                "people who left since the previous snapshot per person-year; layoffs are apart",
                better="lower",
            ),
            Measure(
                "layoff_rate",
                "per person-year",
                "people laid off since the previous snapshot per person-year",
                better="lower",
            ),
            Measure(
                "relevel_rate",
                "per person-year",
                "people whom a title reset took down since the previous snapshot per person-year",
            ),
            Measure(
                "relevel",
                "rungs",
                "mean over those hired since the previous snapshot who held a title before of the "
                "rank given minus the rank held",
            ),
            Measure(
                "hires_from_market",
                "share",
                "hires since the previous snapshot who come from other organizations of the "
                "scenario",
            ),
            Measure(
                "rating",
                "1 to 5",
                "mean of the last ratings of those who have one",
                better="higher",
            ),
            Measure(
                "let_go_rate",
                "per person-year",
                "people who had to leave for poor ratings since the previous snapshot per "
                "person-year",
            ),
            Measure(
                "payroll", "money per year", "pay per year of everybody together", better="lower"
            ),
            Measure("pay_gap", "", "mean over people of ln(market pay / pay)"),
            Measure(
                "cost",
                "money",
                "pay and the cost of hires since the previous snapshot",
                better="lower",
            ),
            Measure(
                "cumulated_cost",
                "money",
                "pay and the cost of hires since the start",
                better="lower",
            ),
            Measure(
                "internal_fill_rate",
                "share",
                "promotions into a level, of these and hires since the previous snapshot; a title "
                "alone fills no position",
                by_level=True,
            ),
            Measure(
                "chain_length",
                "positions",
                "positions that came open since the previous snapshot per requisition: how many "
                "people a vacancy moves, the hire at the end of its chain counted",
            ),
            Measure(
                "managers",
                "people",
                "people with the title of a level of the manager track, by a counter-offer too",
            ),
            Measure("span_of_control", "people", "people to a manager: (headcount - 1) / managers"),
            Measure("open_requisitions", "people", "requisitions that are open", by_level=True),
            Measure(
                "cancelled_requisitions",
                "people",
                "requisitions given up since the previous snapshot",
                by_level=True,
                better="lower",
            ),
        )
    }
)
"""Every measure of the table ``summary`` by name, in its order."""

PROMOTED_WITHIN_YEARS = 3

OF_PEOPLE: Mapping[str, Measure] = MappingProxyType(
    {
        "promoted_within_3_years": Measure(
            "promoted_within_3_years",
            "share",
            "of those who come to a level, the share that is promoted from it within three years, "
            "with leaving as a competing risk (Aalen and Johansen); of the recorded replications, "
            "from the start up to the date",
            by_level=True,
        )
    }
)
"""Measures of careers, which only the recorded replications tell of; comparisons have them."""

PER_PERSON_YEAR: Mapping[str, str] = MappingProxyType(
    {
        "promotion_rate": "promotions_out",
        "title_grant_rate": "title_grants_out",
        "attrition": "exits",
        "layoff_rate": "laid_off",
        "relevel_rate": "relevels_out",
    }
)
"""Rates that divide a flow of the table ``levels`` by person-years, and that flow."""

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}


def measure_arrays(
    panel: Panel, director_rank: int | None
) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute every measure of one organization.

    Rates divide by the person-years lived since the previous snapshot; at the first one, which has
    nothing before it, they are NaN.

    Parameters
    ----------
    panel
        The organization.
    director_rank
        Rank of a Director of Product on the reference ladder, None where the ladder has none;
        ``director_share`` is left out then.

    Returns
    -------
    dict
        (measure, level id or None for the whole organization) -> array of shape (R, S). NaN
        where a measure is undefined, as all shares of an empty organization are.
    """
    headcount = panel.headcount
    total = headcount.sum(axis=2)
    share = divided(headcount, total[:, :, None])
    found = by_level("headcount", panel, headcount)
    for position, level in enumerate(panel.levels):
        found["level_share", level] = share[:, :, position]
    if director_rank is not None:
        directors = headcount[:, :, panel.rank >= director_rank].sum(axis=2)
        found["director_share", None] = divided(directors, total)
    columns = panel.columns
    found["title_inflation", None] = panel.people_weighted(panel.rank - columns["scope"])
    found["inflated_share", None] = divided(columns["inflated"].sum(axis=2), total)
    found["skill", None] = panel.people_weighted(columns["skill"])
    found["stretch", None] = panel.people_weighted(columns["scope"] - columns["skill"])
    found |= effectiveness(panel)
    for measure, flow in PER_PERSON_YEAR.items():
        found[measure, None] = divided(columns[flow].sum(axis=2), person_years(panel))
    found |= reviews(panel, columns, person_years(panel)) | pay(panel)
    found |= relevelling(panel)
    found |= filling(panel, columns) | management(panel)
    return found | by_level("open_requisitions", panel, columns["open_requisitions"])


def person_years(panel: Panel) -> npt.NDArray[np.float64]:
    """Person-years lived since the previous snapshot, shape (R, S); NaN at the first."""
    lived: npt.NDArray[np.float64] = panel.columns["person_years"].sum(axis=2)
    lived[:, :1] = np.nan
    return lived


def measures(
    levels: pd.DataFrame, organizations: tuple[Organization, ...], director_rank: int | None
) -> pd.DataFrame:
    """Compute every measure in every replication, as a long table.

    Parameters
    ----------
    levels
        The table ``levels``.
    organizations
        The organizations of the result.
    director_rank
        Rank of a Director of Product, None where the reference ladder has none.

    Returns
    -------
    pandas.DataFrame
        Columns replication, organization, time, date, measure, level (missing for the whole
        organization), value; sorted by organization, measure, level, replication, time.
    """
    parts = []
    for panel in panels(levels, organizations).values():
        found = measure_arrays(panel, director_rank)
        replications, snapshots = len(panel.replications), len(panel.time)
        size = replications * snapshots
        parts.append(
            pd.DataFrame(
                {
                    "replication": np.tile(np.repeat(panel.replications, snapshots), len(found)),
                    "organization": panel.organization,
                    "time": np.tile(panel.time, replications * len(found)),
                    "date": np.tile(panel.date, replications * len(found)),
                    "measure": np.repeat([measure for measure, _ in found], size),
                    "level": np.repeat(np.array([level for _, level in found], object), size),
                    "value": np.concatenate([values.ravel() for values in found.values()]),
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    return table.astype({"organization": "category", "measure": "category", "level": "category"})


def over_replications(values: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[Any]]:
    """Mean, standard error, quantiles and count over the first axis, leaving out NaN.

    Quantiles interpolate linearly between order statistics (numpy's default). One sort serves
    them all; numpy's nanquantile takes ten times as long.

    Parameters
    ----------
    values
        Replications along the first axis.

    Returns
    -------
    dict
        mean, standard_error, q05, q25, q50, q75, q95 (NaN where undefined) and replications,
        each of the shape of the other axes.

    Examples
    --------
    >>> found = over_replications(np.array([1.0, 2.0, np.nan, 6.0]))
    >>> float(found["mean"]), float(found["q50"]), int(found["replications"])
    (3.0, 2.0, 3)
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = divided(filled.sum(axis=0), count)
    deviation = np.where(known, values - mean, 0.0)
    variance = divided((deviation**2).sum(axis=0), count - 1)
    found: dict[str, npt.NDArray[Any]] = {
        "mean": mean,
        "standard_error": np.sqrt(divided(variance, count)),
    }
    ordered = np.sort(values, axis=0)  # NaN at the end
    for name, level in QUANTILES.items():
        found[name] = _quantile(ordered, count, level)
    found["replications"] = count
    return found


def _quantile(
    ordered: npt.NDArray[np.float64], count: npt.NDArray[Any], level: float
) -> npt.NDArray[np.float64]:
    if not len(ordered):
        return np.full(count.shape, np.nan)
    place = np.maximum(count - 1, 0) * level
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low = np.take_along_axis(ordered, below[None], axis=0)[0]
    high = np.take_along_axis(ordered, above[None], axis=0)[0]
    return np.asarray(low + (high - low) * (place - below))
