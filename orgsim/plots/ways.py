"""Ways on which people take their titles from one place to another, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.plots.side_by_side import SideBySide
from orgsim.results.wording import number, percent, sentence_case

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results

ELSEWHERE = "elsewhere"
"""Where people come from who are not of the scenario."""

_FEWEST = 5  # people of whom a mean says something
_HARDLY = 0.05  # rungs, written as zero


@dataclass(frozen=True)
class Way:
    """A way from one place to another, under one policy.

    Attributes
    ----------
    origin, destination
        What the places are called; the same where an organization resets its titles.
    policy
        Under which, "" of a run.
    rows
        Of `orgsim.plots.relevelling_map.relevelling_map_data`, none where nobody goes this way.
    """

    origin: str
    destination: str
    policy: str
    rows: pd.DataFrame

    @property
    def heading(self) -> str:
        """What stands above its panel."""
        under = f" under {self.policy}" if self.policy else ""
        if self.origin == self.destination:
            return f"{self.destination}: titles reset{under}"
        return f"{sentence_case(self.origin)} \u2192 {self.destination}{under}"

    @property
    def people(self) -> int:
        """How many go."""
        return int(self.rows["people"].sum())

    @property
    def gained(self) -> float:
        """By how many rungs their new titles are above the old ones, mean over people."""
        rungs = self.rows["rank_to"] - self.rows["rank_from"]
        return float((self.rows["people"] * rungs).sum() / self.rows["people"].sum())

    @property
    def lower(self) -> float:
        """Share of those who come out lower than before."""
        down = self.rows["rank_to"] < self.rows["rank_from"]
        return float(self.rows.loc[down, "people"].sum() / self.rows["people"].sum())


def ways_of(results: Results, data: pd.DataFrame) -> list[list[Way]]:
    """List the ways that anybody goes, each under every policy, the baseline first.

    Parameters
    ----------
    results
        What is drawn; of a run each way is there once.
    data
        Of `orgsim.plots.relevelling_map.relevelling_map_data`.

    Returns
    -------
    list of list of Way
        Those within the scenario first, those that most people go before others.
    """
    places = {each.id: each.label for each in results.organizations}
    if not isinstance(results, SideBySide):
        return [
            [Way(places.get(origin, ELSEWHERE), places[here], "", rows)]
            for (origin, here), rows in _taken_apart(data)
        ]
    comparison = results.comparison
    described = comparison.results[comparison.baseline].organizations
    names = {each.id: each.label for each in described}
    found: dict[tuple[str, str], dict[str, pd.DataFrame]] = {}
    for (origin, here), rows in _taken_apart(data):
        part = results.parts[here]
        known = results.parts.get(origin)
        way = (names[known.organization] if known else ELSEWHERE, names[part.organization])
        found.setdefault(way, {})[part.result] = rows
    ways = [
        [
            Way(*way, comparison.label(name), of.get(name, data.iloc[:0]))
            for name in comparison.results
        ]
        for way, of in found.items()
    ]
    return sorted(ways, key=lambda way: (way[0].origin == ELSEWHERE, -_people(way)))


def _taken_apart(data: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """Rows by origin and organization, in the order of the rows; "" stands for elsewhere."""
    origin = data["origin"].astype(object)
    keys = [origin.where(origin.notna(), ""), data["organization"]]
    return [((str(a), str(b)), rows) for (a, b), rows in data.groupby(keys, sort=False)]


def _people(way: list[Way]) -> int:
    return sum(each.people for each in way)


def told_of(ways: list[list[Way]]) -> str:
    """Tell of the way on which titles lose most, or on which policies lie furthest apart.

    Ways within the scenario come before others, and those of a few people last.
    """
    flat = [each for way in ways for each in way if each.people]
    many = [each for each in flat if each.people >= _FEWEST]
    inside = [each for each in many if each.origin != ELSEWHERE]
    told = inside or many or flat
    if not told[0].policy:
        return _told_alone(min(told, key=lambda each: each.gained))
    shared = [[each for each in way if each in told] for way in ways]
    shared = [sorted(way, key=lambda each: each.gained) for way in shared if len(way) > 1]
    if not shared:
        return _told_alone(min(told, key=lambda each: each.gained))
    widest = max(shared, key=lambda way: way[-1].gained - way[0].gained)
    return _told_apart(widest)


def _told_alone(way: Way) -> str:
    if way.people == 1:
        whom = f"The only one {_whom(way, one=True)}{_under(way)}"
        return f"{whom} {_change(way.gained, one=True)}."
    return (
        f"The {way.people:,} {_whom(way)}{_under(way)} {_change(way.gained)} on average; "
        f"{_part(way.lower)} of them come out lower than before."
    )


def _told_apart(ways: list[Way]) -> str:
    """Tell of one way under the policies that treat titles worst and best."""
    worst, best = ways[0], ways[-1]
    whom = f"Those {_whom(worst)}"
    changes = [_change(each.gained) for each in (worst, best)]
    if changes[0] == changes[1]:
        under = "either policy" if len(ways) == 2 else f"each of the {len(ways)} policies"
        return f"{whom} {changes[0]} on average under {under}."
    told = [
        f"{change}{average} under {each.policy}, where {_part(each.lower)} {come_out}"
        for change, average, each, come_out in zip(
            changes, (" on average", ""), (worst, best), ("come out lower", "do"), strict=True
        )
    ]
    return f"{whom} {told[0]}, and {told[1]}."


def _part(share: float) -> str:
    """Write a share of people; where it is all or nothing, in words."""
    return {0.0: "none", 1.0: "all"}.get(share, percent(share))


def _under(way: Way) -> str:
    return f" under {way.policy}" if way.policy else ""


def _whom(way: Way, *, one: bool = False) -> str:
    """Say of whom, as in "who go from A to B"."""
    if way.origin == way.destination:
        return f"whom a title reset at {way.destination} reaches"
    if way.origin == ELSEWHERE:
        come = "comes" if one else "come"
        return f"who {come} to {way.destination} with a title from elsewhere"
    return f"who {'goes' if one else 'go'} from {way.origin} to {way.destination}"


def _change(gained: float, *, one: bool = False) -> str:
    """Say what becomes of titles on average, as in "lose 1.2 rungs"."""
    if abs(gained) < _HARDLY:
        return "keeps the old rank" if one else "keep their rank"
    verb = f"{'lose' if gained < 0 else 'gain'}{'s' if one else ''}"
    return f"{verb} {number(abs(gained), 1)} rungs"
