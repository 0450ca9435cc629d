"""What is told of a comparison: which measures, in which order, unit and words, of which levels.

The table in the terminal, the findings and the page all read this list, so that they tell the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orgsim.results.measures import MEASURES, OF_PEOPLE
from orgsim.results.wording import within_rounding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from orgsim.results.comparison import Comparison
    from orgsim.results.ladders import LadderLevel, Organization


@dataclass(frozen=True)
class Told:
    """How the difference of a measure is told.

    Attributes
    ----------
    words
        The measure in words.
    scale
        What differences are multiplied with.
    unit
        Unit after that.
    decimals
        Decimals shown, more where it takes them to see that an interval leaves out zero.
    always
        Whether it is told even where no difference is to be seen.
    relative
        Whether differences are told as a share of the baseline's mean.
    """

    words: str
    scale: float
    unit: str
    decimals: int
    always: bool = True
    relative: bool = False

    def scaled(self, row: Any) -> tuple[float, float, float]:
        """Return a difference and the ends of its interval in the unit in which it is told."""
        scale = self.scale
        if self.relative:
            scale = scale / row.baseline_mean if row.baseline_mean > 0 else math.nan
        return scale * row.difference, scale * row.low, scale * row.high

    def excludes_zero(self, row: Any) -> bool:
        """Whether the interval of a difference leaves out zero and is not as good as zero."""
        _, low, high = self.scaled(row)
        return bool(low > 0 or high < 0) and not within_rounding(low, high, self.decimals)


_RATE = "per 100 people and year"

TOLD: Mapping[str, Told] = MappingProxyType(
    {
        "director_share": Told("Director and above", 100, "points", 1),
        "title_inflation": Told("title inflation", 1, "rungs", 2),
        "promotion_rate": Told("promotions", 100, _RATE, 1),
        "promoted_within_3_years": Told("promoted in 3 years", 100, "points", 1),
        "title_grant_rate": Told("titles alone", 100, _RATE, 1, always=False),
        "attrition": Told("leaving", 100, _RATE, 1),
        "layoff_rate": Told("laid off", 100, _RATE, 1, always=False),
        "relevel_rate": Told("titles taken away", 100, _RATE, 1, always=False),
        "let_go_rate": Told("let go for ratings", 100, _RATE, 1, always=False),
        "internal_fill_rate": Told("filled from inside", 100, "points", 1),
        "payroll": Told("payroll", 100, "%", 1, relative=True),
        "effectiveness": Told("effectiveness", 100, "points", 1),
        "headcount": Told("headcount", 1, "people", 1),
        "skill": Told("skill", 1, "rungs", 2, always=False),
        "managers": Told("managers", 1, "people", 1, always=False),
        "span_of_control": Told("span of control", 1, "people", 1, always=False),
        "chain_length": Told("vacancy chain", 1, "positions", 2, always=False),
        "inflated_share": Told("inflated titles", 100, "points", 1, always=False),
        "stretch": Told("responsibility ahead of skill", 1, "rungs", 2, always=False),
        "rating": Told("rating", 1, "of 1 to 5", 2, always=False),
        "cancelled_requisitions": Told("requisitions given up", 1, "people", 1, always=False),
    }
)
"""The measures that comparisons tell unless told which, the most important first."""

LEVEL_SHARE = "level_share"


def told_as(measure: str) -> Told:
    """Say how a measure is told, also one that only a user asks for.

    Examples
    --------
    >>> told_as("poor_share").unit, told_as("relevel_rate").words
    ('points', 'titles taken away')
    """
    if measure in TOLD:
        return TOLD[measure]
    words, unit = measure.replace("_", " "), {**MEASURES, **OF_PEOPLE}[measure].unit
    if unit == "share":
        return Told(words, 100, "points", 1)
    if unit == "per person-year":
        return Told(words, 100, _RATE, 1)
    if unit.startswith("money"):
        return Told(words, 100, "%", 1, relative=True)
    return Told(words, 1, unit, 2)


def told_differences(
    comparison: Comparison, organization: str, time: float | None = None
) -> pd.DataFrame:
    """Pick the differences of one organization that are worth telling.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    organization
        Id of the organization.
    time
        A date at which differences are told, years from the start; by default the last.

    Returns
    -------
    pandas.DataFrame
        Rows of the table of differences. Levels come first, from the highest down; then whole
        organizations by measure, the most important first; each by variant. Where nobody chose the
        measures, those that are not always told are there if they differ beyond their interval
        under one variant at least. Measures that are unknown everywhere are left out, as are
        managers where no ladder has a track for them.
    """
    table = comparison.differences
    time = comparison.told_times[-1] if time is None else time
    own = table[(table["time"] == time) & (table["organization"] == organization) & table["told"]]
    levels = [each.id for each in compared_levels(comparison, organization)]
    manages = any(level.track == "manager" for level in compared_levels(comparison, organization))
    kept: list[Any] = []
    of_measure = dict(iter(own.groupby("measure", observed=True)))
    measures = dict.fromkeys([LEVEL_SHARE, *TOLD, *MEASURES, *OF_PEOPLE])
    for measure in [each for each in measures if each in of_measure]:
        rows = of_measure[measure]
        by_level = rows[rows["level"].notna()]
        for level in levels if len(by_level) else ():
            kept += by_level.index[by_level["level"] == level].tolist()
        whole = rows[rows["level"].isna()]
        chosen = bool(comparison.measures)
        if whole["difference"].isna().all() or (
            measure == "managers" and not manages and not chosen
        ):
            continue
        told = told_as(measure)
        if chosen or told.always or any(told.excludes_zero(row) for row in whole.itertuples()):
            kept += whole.index.tolist()
    return own.loc[kept]


def compared_organizations(comparison: Comparison) -> list[Organization]:
    """Return the organizations that have differences, as the baseline describes them."""
    compared = set(comparison.differences["organization"].unique())
    baseline = comparison.results[comparison.baseline]
    return [each for each in baseline.organizations if each.id in compared]


def compared_levels(comparison: Comparison, organization: str) -> list[LadderLevel]:
    """List every level of an organization in any of the results, the highest first.

    A level that several ladders have is described as in the first of them, and of levels of one
    rank that one is higher which stands later in a ladder.
    """
    found: dict[str, LadderLevel] = {}
    place: dict[str, int] = {}
    for result in comparison.results.values():
        for each in result.organizations:
            for position, level in enumerate(each.levels if each.id == organization else ()):
                found.setdefault(level.id, level)
                place[level.id] = max(place.get(level.id, 0), position)
    return sorted(found.values(), key=lambda level: (-level.rank, -place[level.id]))
