"""Which measures are taken of replications, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from orgsim.clock import MINUTE, months_between, ticks, years
from orgsim.units import closest, read_date, read_duration, sentence, shown, write_duration

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
        names = measures or DEFAULT_MEASURES
        found = tuple(dict.fromkeys(known_measure(scenario, name) for name in names))
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


def known_measure(scenario: Scenario, text: str) -> tuple[str, str | None]:
    """Read the name of a measure, and of the level where one is named.

    Raises
    ------
    ValueError
        When there is no such measure or level.
    """
    # Imported here so that workers do not wait for pandas before they are needed.
    from orgsim.results.measures import MEASURES  # noqa: PLC0415
    from orgsim.results.told import read_measure  # noqa: PLC0415

    name, level = read_measure(text)
    if name not in MEASURES:
        allowed = ", ".join(MEASURES)
        raise ValueError(sentence("no such measure", shown(name), allowed, closest(name, MEASURES)))
    if level is None:
        return name, None
    levels = list(dict.fromkeys(each for o in scenario.organizations.values() for each in o.levels))
    if not MEASURES[name].by_level:
        raise ValueError(f"{name} is not measured level by level, got {shown(text)}")
    if level not in levels:
        allowed = ", ".join(levels)
        raise ValueError(sentence("no such level", shown(level), allowed, closest(level, levels)))
    return name, level


def _time(scenario: Scenario, text: str) -> float:
    try:
        time = _since_start(scenario, text)
    except ValueError:
        raise ValueError(
            f"must be a date such as {scenario.date_at(scenario.horizon)} or a time since the "
            f"start such as 5 years, got {shown(text)}"
        ) from None
    times = snapshots(scenario)
    nearest = min(times, key=lambda each: abs(each - time))
    if abs(nearest - time) > MINUTE:
        every, end = write_duration(scenario.snapshots), scenario.date_at(scenario.horizon)
        raise ValueError(
            f"there is no snapshot at {text}; they are {every} apart up to {end}; "
            f"did you mean {scenario.date_at(nearest)}?"
        )
    return nearest


def _since_start(scenario: Scenario, text: str) -> float:
    if "-" not in text:
        return read_duration(text)
    day = read_date(text)
    return months_between(scenario.start, day) / 12 + (day.day - 1) / 366
