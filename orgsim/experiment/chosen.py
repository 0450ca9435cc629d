"""Which measures are taken of replications, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from orgsim.clock import MINUTE, months_between, ticks, years
from orgsim.units import (
    choices,
    closest,
    read_date,
    read_duration,
    sentence,
    shown,
    write_duration,
)

if TYPE_CHECKING:
    from orgsim.results.panel import MeasureKey
    from orgsim.scenario import Scenario

DEFAULT_MEASURES = (
    "headcount",
    "level_share",
    "director_share",
    "title_inflation",
    "promotion_rate",
    "attrition",
    "internal_fill_rate",
    "payroll",
    "effectiveness",
)
"""What is measured unless told otherwise."""


class Key(NamedTuple):
    """One number of a replication: which measure, of what, and when."""

    organization: str
    time: float
    measure: str
    level: str | None


@dataclass(frozen=True)
class Chosen:
    """What is measured of every replication.

    Attributes
    ----------
    measures : tuple of (str, str or None)
        Names of `orgsim.results.MEASURES` and the level meant, None where no level was named: the
        whole organization, or every level where the measure is only taken of levels. Rates are
        those since the start.
    times : tuple of float
        Snapshots in years from the start.
    """

    measures: tuple[tuple[str, str | None], ...]
    times: tuple[float, ...]

    @classmethod
    def read(cls, scenario: Scenario, measures: Sequence[str], at: Sequence[str]) -> Chosen:
        """Read measures and dates as somebody writes them.

        Parameters
        ----------
        scenario
            Says which levels and which snapshots there are.
        measures
            Names, of a level as in ``level_share[director]``; those of `DEFAULT_MEASURES` where
            there are none.
        at
            Dates of snapshots, or times since the start such as ``5 years``; the end where there
            are none.

        Raises
        ------
        ValueError
            When there is no such measure, level or snapshot.
        """
        refuse_one_name(measures)
        names = measures or DEFAULT_MEASURES
        levels = levels_of(scenario)
        found = tuple(dict.fromkeys(known_measure(name, levels) for name in names))
        refuse_unpaid(measures, scenario)
        times = {_time(scenario, text) for text in at} or {snapshots(scenario)[-1]}
        return cls(found, tuple(sorted(times)))

    def of(self, found: Sequence[MeasureKey]) -> list[MeasureKey]:
        """Choose what is asked for among the measures that an organization has."""
        chosen: dict[MeasureKey, None] = {}
        for name, level in self.measures:
            of_levels = level is None and (name, None) not in found
            for key in found:
                if key == (name, level) or (of_levels and key[0] == name):
                    chosen[key] = None
        return list(chosen)


def snapshots(scenario: Scenario) -> list[float]:
    """Times of the snapshots in years from the start."""
    interval = ticks(scenario.snapshots)
    return [years(number * interval) for number in range(scenario.snapshot_count)]


def levels_of(*scenarios: Scenario) -> list[str]:
    """The levels of all organizations of some scenarios, each once."""
    return list(
        dict.fromkeys(
            level
            for scenario in scenarios
            for organization in scenario.organizations.values()
            for level in organization.levels
        )
    )


def known_measure(
    text: str, levels: Collection[str], *, of_people: bool = False
) -> tuple[str, str | None]:
    """Read the name of a measure, and of the level where one is named.

    Parameters
    ----------
    text, levels
        As for `check_measure`.
    of_people
        Likewise.

    Raises
    ------
    ValueError
        When there is no such measure or level.
    """
    # Imported here so that workers do not wait for pandas before they are needed.
    from orgsim.results.told import read_measure  # noqa: PLC0415

    name, level = read_measure(text)
    check_measure(name, level, levels, of_people=of_people)
    return name, level


def check_measure(
    name: str, level: str | None, levels: Collection[str], *, of_people: bool
) -> None:
    """Make sure that there is such a measure, and of such a level.

    Parameters
    ----------
    name
    level
        None where none is named.
    levels
        Those that there are.
    of_people
        Whether measures that follow people from hire on will do (`orgsim.results.OF_PEOPLE`).

    Raises
    ------
    ValueError
    """
    from orgsim.results.measures import MEASURES, OF_PEOPLE  # noqa: PLC0415 - as above

    known = {**MEASURES, **OF_PEOPLE} if of_people else MEASURES
    if name not in known:
        near = closest(name, known)
        raise ValueError(sentence("no such measure", shown(name), ", ".join(known), near))
    if level is not None and not known[name].by_level:
        raise ValueError(f"{name} is a measure of whole organizations, not of levels")
    if level is not None and level not in levels:
        near = closest(level, levels)
        raise ValueError(sentence("no such level", shown(level), choices(levels), near))


_OF_PAY = ("payroll", "pay_gap", "cost", "cumulated_cost")


def refuse_unpaid(measures: Sequence[str], *scenarios: Scenario) -> None:
    """Complain about a measure of pay where nobody is ever paid: that is known beforehand.

    Raises
    ------
    ValueError
    """
    asked = [each for each in measures if each in _OF_PAY]
    if asked and not any(_pays(scenario.model_dump(mode="json")) for scenario in scenarios):
        raise ValueError(
            f"{asked[0]} is not known where nobody is paid, as here; state organizations.ID.pay"
        )


def _pays(part: object) -> bool:
    """Whether there is a `pay` in a part of a scenario, a later stage's too."""
    if isinstance(part, Mapping):
        return bool(part.get("pay")) or any(map(_pays, part.values()))
    return isinstance(part, list | tuple) and any(map(_pays, part))


def refuse_one_name(measures: Sequence[str]) -> None:
    """Complain about one name where a list of names is meant.

    Raises
    ------
    TypeError
    """
    if isinstance(measures, str):
        raise TypeError("measures is a list of names, not one name")


def read_time(scenario: Scenario, text: str) -> float:
    """Read a date, or a time since the start, as years since the start.

    Raises
    ------
    ValueError
    """
    try:
        if "-" not in text:
            return read_duration(text)
        day = read_date(text)
    except ValueError:
        raise ValueError(
            f"must be a date such as {scenario.date_at(scenario.horizon)} or a time since the "
            f"start such as 5 years, got {shown(text)}"
        ) from None
    return months_between(scenario.start, day) / 12 + (day.day - 1) / 366


def _time(scenario: Scenario, text: str) -> float:
    time = read_time(scenario, text)
    times = snapshots(scenario)
    nearest = min(times, key=lambda each: abs(each - time))
    if abs(nearest - time) > MINUTE:
        every, end = write_duration(scenario.snapshots), scenario.date_at(scenario.horizon)
        raise ValueError(
            f"there is no snapshot at {text}; they are {every} apart up to {end}; "
            f"did you mean {scenario.date_at(nearest)}?"
        )
    return nearest
