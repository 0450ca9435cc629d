"""What came of the points of a sweep: a number for each point, replication and measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.clock import dates
from orgsim.experiment.blocks import Failure, Outcome, RawTables
from orgsim.experiment.chosen import Key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results.sweep_tables import Outcomes
    from orgsim.scenario import Scenario


class NothingMeasured(ValueError):  # noqa: N818 - reads as what happened
    """A point without a single replication, or measures of which nothing is known."""


class NothingKnown(NothingMeasured):
    """Measures that no point has: simulating it again would not help."""


class Gathered:
    """What came of the points of a sweep so far, and of the scenario as it is stated.

    Parameters
    ----------
    points : int
        The scenario as it is stated counts as one more, after the last.
    replications : int
        Of each point.
    stated : int
        Of the scenario as it is stated; 0 where it is not simulated.
    """

    def __init__(self, points: int, replications: int, stated: int) -> None:
        self._points = points
        self.varied = Numbers(points, replications)
        self.stated = Numbers(1, stated)

    def _at(self, point: int) -> tuple[Numbers, int]:
        return (self.varied, point) if point < self._points else (self.stated, 0)

    def take(self, point: int, outcomes: Sequence[Outcome]) -> None:
        """Take what came of a block."""
        numbers, point = self._at(point)
        for outcome in outcomes:
            if outcome.failure is not None:
                numbers.fail(point, outcome.failure)
            if outcome.tables is not None:
                numbers.put(point, outcome.tables)

    def put(self, point: int, raw: RawTables) -> None:
        """Take what was measured of some replications, see `orgsim.experiment.measured`."""
        numbers, point = self._at(point)
        numbers.put(point, raw)

    def missing(self, point: int) -> list[int]:
        """List the replications of a point that are still to be simulated."""
        numbers, point = self._at(point)
        return numbers.missing(point)

    def refuse_unknown_points(self, asked: Sequence[str]) -> None:
        """Complain about a point of which nothing is known.

        Parameters
        ----------
        asked
            Names of the measures asked for.

        Raises
        ------
        NothingMeasured
        """
        for numbers in (self.varied, self.stated):
            numbers.refuse_unknown_points(asked)


class Numbers:
    """A number for each point, replication and measure.

    Parameters
    ----------
    points, replications : int
    """

    def __init__(self, points: int, replications: int) -> None:
        self._shape = points, replications
        self._columns: dict[Key, NDArray[np.float64]] = {}
        self._first_seen: dict[Key, tuple[int, int]] = {}
        self._done = np.zeros(self._shape, dtype=bool)
        self.failures: list[dict[str, Any]] = []

    def fail(self, point: int, failure: Failure) -> None:
        """Take the news that a replication failed."""
        number, cause = failure.replication, failure.cause
        self.failures.append({"point": point, "replication": number, "cause": cause})

    def put(self, point: int, raw: RawTables) -> None:
        """Take what was measured of some replications of a point."""
        numbers = raw["measured"]["replication"]
        self._done[point, numbers] = True
        columns = (raw["keys"][name].tolist() for name in Key._fields)
        keys = map(Key._make, zip(*columns, strict=True))
        for place, (key, values) in enumerate(zip(keys, raw["measured"]["values"].T, strict=True)):
            if key not in self._columns:
                self._columns[key] = np.full(self._shape, np.nan)
            self._columns[key][point, numbers] = values
            self._first_seen[key] = min(self._first_seen.get(key, (point, place)), (point, place))

    def missing(self, point: int) -> list[int]:
        """List the replications of a point that are still to be simulated."""
        return [int(number) for number in np.flatnonzero(~self._done[point])]

    @property
    def completed(self) -> int:
        """Replications over all points."""
        return int(self._done.sum())

    @property
    def measures(self) -> list[str]:
        """Names of what was measured."""
        keys = sorted(self._columns, key=self._first_seen.__getitem__)
        return list(dict.fromkeys(key.measure for key in keys))

    def refuse_unknown_points(self, asked: Sequence[str]) -> None:
        """Complain about a point of which nothing is known; see `Gathered`."""
        if not self._shape[1]:
            return
        unknown = np.flatnonzero(~self._done.any(axis=1))
        if len(unknown):
            first = int(unknown[0])
            why = next(each["cause"] for each in self.failures if each["point"] == first)
            raise NothingMeasured(f"point {first}: no replication was completed ({why})")
        if not self._columns:
            raise NothingKnown(f"nothing is known at any point of {', '.join(asked)}")

    def outcomes(self, scenario: Scenario) -> Outcomes:
        """Return everything by replication, point and outcome."""
        # Imported here so that workers are at work before this process takes its time over pandas.
        from orgsim.results.sweep_tables import Outcomes  # noqa: PLC0415

        self.failures.sort(key=lambda each: (each["point"], each["replication"]))
        place = {name: number for number, name in enumerate(scenario.organizations)}
        # Blocks come in any order; what they measured is always in the same.
        keys = sorted(
            self._columns,
            key=lambda key: (place[key.organization], key.time, self._first_seen[key]),
        )
        times = np.array([key.time for key in keys])
        return Outcomes(
            values=np.stack([self._columns[key].T for key in keys], axis=2),
            replications=np.arange(self._shape[1]),
            organization=[key.organization for key in keys],
            measure=[key.measure for key in keys],
            level=[key.level for key in keys],
            time=times,
            date=dates(scenario.start, times),
        )
