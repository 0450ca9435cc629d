"""What is told of a comparison: which measures, in which order, unit and words, of which levels.

The table in the terminal, the findings and the page all read this list, so that they tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orgsim.results.wording import within_rounding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from orgsim.results.comparison import Comparison
    from orgsim.results.ladders import LadderLevel


@dataclass(frozen=True)
class Told:
    """How the difference of a measure of whole organizations is told.

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
    """

    words: str
    scale: float
    unit: str
    decimals: int
    always: bool = True

    def excludes_zero(self, row: Any) -> bool:
        """Whether the interval of a difference leaves out zero and is not as good as zero."""
        low, high = self.scale * row.low, self.scale * row.high
        return bool(low > 0 or high < 0) and not within_rounding(low, high, self.decimals)


_RATE = "per 100 people and year"

TOLD: Mapping[str, Told] = MappingProxyType(
    {
        "director_share": Told("Director and above", 100, "points", 1),
        "title_inflation": Told("title inflation", 1, "rungs", 2),
        "promotion_rate": Told("promotions", 100, _RATE, 1),
        "title_grant_rate": Told("titles alone", 100, _RATE, 1, always=False),
        "attrition": Told("leaving", 100, _RATE, 1),
        "layoff_rate": Told("laid off", 100, _RATE, 1, always=False),
        "relevel_rate": Told("titles taken away", 100, _RATE, 1, always=False),
        "let_go_rate": Told("let go for ratings", 100, _RATE, 1, always=False),
        "headcount": Told("headcount", 1, "people", 1),
        "skill": Told("skill", 1, "rungs", 2),
        "internal_fill_rate": Told("filled from inside", 100, "points", 1),
        "managers": Told("managers", 1, "people", 1),
        "span_of_control": Told("span of control", 1, "people", 1),
        "chain_length": Told("vacancy chain", 1, "positions", 2, always=False),
        "inflated_share": Told("inflated titles", 100, "points", 1, always=False),
        "stretch": Told("responsibility ahead of skill", 1, "rungs", 2, always=False),
        "rating": Told("rating", 1, "of 1 to 5", 2, always=False),
        "cancelled_requisitions": Told("requisitions given up", 1, "people", 1, always=False),
    }
)
"""The measures that comparisons tell, the most important first."""


def told_differences(comparison: Comparison, organization: str) -> pd.DataFrame:
    """Pick the differences of one organization that are worth telling.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    organization
        Id of the organization.

    Returns
    -------
    pandas.DataFrame
        Rows of the table of differences at the last shared snapshot, of whole organizations: what
        is always told, and what differs beyond its interval in one variant at least; by measure,
        the most important first, and by variant. Measures that are unknown everywhere are left out,
        as are managers where no ladder has a track for them.
    """
    table = comparison.differences
    whole = table[
        (table["time"] == comparison.last)
        & (table["organization"] == organization)
        & table["level"].isna()
    ]
    manages = any(level.track == "manager" for level in compared_levels(comparison, organization))
    kept = []
    for measure, told in TOLD.items():
        rows = whole[whole["measure"] == measure]
        if rows["difference"].isna().all() or (measure == "managers" and not manages):
            continue
        if told.always or any(told.excludes_zero(row) for row in rows.itertuples()):
            kept += rows.index.tolist()
    return whole.loc[kept]


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
