"""Conditions on results, as they are written, by which a plan can be guarded in a pipeline.

A condition is a measure, a sign and a number::

    [NAME.]... MEASURE[LEVEL] (> | >= | < | <=) NUMBER [%] [at DATE]

as in ``director_share > 25%``; DATE may be a time since the start, ``at 5 years``. Names before
the measure say which organization and which of the compared results is meant, any where none is
named; ``difference`` means the difference from the baseline. A name with other signs than letters,
digits, `_`, `-` and `/` stands in double quotes.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.cli.exits import Unusable

if TYPE_CHECKING:
    from orgsim.scenario import Scenario

DIFFERENCE = "difference"

_SAME = 1e-6  # months

_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(
    r'(?P<term>(?:"[^"]*"|[^"<>=!])+?)\s*(?P<sign>[<>=!]+)\s*(?P<bound>[^\s%]+)\s*(?P<percent>%?)'
    r"(?:\s+at\s+(?P<day>\S.*))?"
)
_PART = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[\w/-]+)(?:\[(?P<level>\w*)\])?')
_WRITTEN = "a condition is written as director_share > 25% or plan_b.difference.headcount < 0"


@dataclass(frozen=True)
class Known:
    """What a condition may speak of.

    Attributes
    ----------
    results
        Names of what is compared, the baseline first; none for a single run.
    organizations, levels
        Ids.
    days
        Days of the snapshots, the last of which is meant where no day is stated.
    """

    results: tuple[str, ...]
    organizations: tuple[str, ...]
    levels: tuple[str, ...]
    days: tuple[dt.date, ...]


@dataclass(frozen=True)
class Condition:
    """A condition as it was read.

    Attributes
    ----------
    text
        As it was written.
    measure, level
        What is measured; level None for the whole organization, or for every level of a measure
        that is taken by level only.
    holds
        From a value to whether the condition holds.
    result, organization
        The one that is meant, None for any.
    difference
        Whether the difference from the baseline is meant.
    day
        The snapshot.
    """

    text: str
    measure: str
    level: str | None
    holds: Callable[[float], bool]
    result: str | None
    organization: str | None
    difference: bool
    day: dt.date


def known_of(scenarios: Mapping[str, Scenario]) -> Known:
    """Say what conditions on scenarios may speak of; a single one has the name ""."""
    levels: dict[str, None] = {}
    organizations: dict[str, None] = {}
    for scenario in scenarios.values():
        for name, organization in scenario.organizations.items():
            organizations[name] = None
            levels |= dict.fromkeys(organization.levels)
    days = [
        {scenario.date_at(number * scenario.snapshots) for number in range(scenario.snapshot_count)}
        for scenario in scenarios.values()
    ]
    shared = tuple(sorted(set.intersection(*days)))
    return Known(tuple(filter(None, scenarios)), tuple(organizations), tuple(levels), shared)


def read_conditions(texts: Collection[str], known: Known) -> list[Condition]:
    """Read conditions.

    Raises
    ------
    Unusable
        When one is not written as conditions are, or speaks of something that is not there.
    """
    try:
        return [_read(text, known) for text in texts]
    except ValueError as error:
        raise Unusable(f"--fail-if: {error}; nothing was run") from None


def _read(text: str, known: Known) -> Condition:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.chosen import check_measure
    from orgsim.units import sentence, shown

    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        raise ValueError(sentence(_WRITTEN, shown(text)))
    if match["sign"] not in _SIGNS:
        raise ValueError(sentence("unknown sign", shown(match["sign"]), ", ".join(_SIGNS)))
    try:
        bound = float(match["bound"]) / (100 if match["percent"] else 1)
    except ValueError:
        bound = math.nan
    if not math.isfinite(bound):
        problem = f"a number belongs behind {match['sign']}"
        raise ValueError(sentence(problem, shown(match["bound"])))
    *names, (measure, level) = _parts(match["term"], text)
    check_measure(measure, level, known.levels, of_people=True)
    _check_bound(measure, bound, match["bound"])
    result, organization, difference = _places([name for name, _ in names], known)
    compare = _SIGNS[match["sign"]]
    return Condition(
        text.strip(),
        measure,
        level,
        lambda value: compare(value, bound),
        result,
        organization,
        difference,
        _day(match["day"], known),
    )


def _parts(term: str, text: str) -> list[tuple[str, str | None]]:
    """Split a term at its dots: names, and the level of each that has one."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import sentence, shown

    parts = []
    place = 0
    while True:
        match = _PART.match(term, place)
        if match is None:
            raise ValueError(sentence(_WRITTEN, shown(text)))
        parts.append((match["plain"] or match["quoted"], match["level"]))
        place = match.end()
        if place == len(term):
            break
        if term[place] != "." or match["level"] is not None:
            raise ValueError(sentence(_WRITTEN, shown(text)))
        place += 1
    return parts


def _check_bound(measure: str, bound: float, written: str) -> None:
    """Refuse what no share can ever reach: a condition that never holds guards nothing."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import MEASURES, OF_PEOPLE

    if {**MEASURES, **OF_PEOPLE}[measure].unit == "share" and abs(bound) > 1:
        raise ValueError(f"{measure} is a share, 1 at most, got {written}; write {written}%")


def _places(names: list[str], known: Known) -> tuple[str | None, str | None, bool]:
    """Return which result and which organization is meant, and whether the difference is."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import choices, closest, sentence, shown

    result = organization = None
    difference = False
    for name in names:
        if name == DIFFERENCE and not difference:
            difference = True
        elif name in known.results and result is None:
            result = name
        elif name in known.organizations and organization is None:
            organization = name
        else:
            allowed = [*known.results, *known.organizations, DIFFERENCE]
            near = closest(name, allowed)
            raise ValueError(sentence("unknown name", shown(name), choices(allowed), near))
    if difference and not known.results:
        raise ValueError("only `orgsim compare` knows a difference; a run has none")
    if difference and result == known.results[0]:
        raise ValueError(f"{result} is the baseline and does not differ from itself")
    return result, organization, difference


def _day(text: str | None, known: Known) -> dt.date:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import read_duration, shown

    if text is None:
        return known.days[-1]
    try:
        day = dt.date.fromisoformat(text) if "-" in text else None
        months = 0.0 if day else 12 * read_duration(text)
    except ValueError:
        raise ValueError(
            f"a day is written as 2031-01-01, or as a time since the start such as 5 years, got "
            f"{shown(text)}"
        ) from None
    if day is None:
        first = known.days[0]
        years, month = divmod(first.month - 1 + round(months), 12)
        day = first.replace(year=first.year + years, month=month + 1)
        if abs(months - round(months)) > _SAME:
            raise ValueError(f"there is no snapshot after {text}; the nearest is on {day}")
    if day not in known.days:
        near = min(known.days, key=lambda each: abs(each - day))
        raise ValueError(f"there is no snapshot on {day}; the nearest is on {near}")
    return day
