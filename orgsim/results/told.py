"""Which differences are told: measures, levels and dates. Their intervals hold all at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import dates
from orgsim.results.compared import LEVEL_SHARE, TOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from orgsim.results.panel import MeasureKey

_KEY = re.compile(r"(\w+)(?:\[(\w+)\])?")


@dataclass(frozen=True)
class Choice:
    """What is told of a comparison.

    Attributes
    ----------
    measures
        Names as in ``director_share`` or, of one level, ``headcount[director]``; none for what
        comparisons tell: the level mix and `orgsim.results.compared.TOLD`. A measure without a
        level is that of the whole organization, or of every level where it is taken by level only.
    at
        Days, each with a snapshot; none for the last snapshot that all results have.
    """

    measures: tuple[str, ...] = ()
    at: tuple[dt.date, ...] = ()

    def measures_told(self, keys: Sequence[MeasureKey]) -> npt.NDArray[np.bool_]:
        """Say of each measure whether it is told."""
        if not self.measures:
            told = [
                measure == LEVEL_SHARE or (measure in TOLD and level is None)
                for measure, level in keys
            ]
            return np.array(told, dtype=bool)
        known = set(keys)
        wanted = [read_measure(each) for each in self.measures]
        told = [
            (measure, level) in wanted
            or ((measure, None) in wanted and (measure, None) not in known)
            for measure, level in keys
        ]
        return np.array(told, dtype=bool)

    def times(self, shared: npt.NDArray[np.float64], start: str) -> npt.NDArray[np.float64]:
        """Return the snapshots at which differences are told, years from the start.

        Parameters
        ----------
        shared
            Those that all results have.
        start
            First day of the scenarios, as year-month-day.

        Raises
        ------
        ValueError
            When there is no snapshot on a day.
        """
        if not self.at:
            return shared[-1:]
        days = dates(dt.date.fromisoformat(start), shared).astype("datetime64[D]")
        found = set()
        for day in self.at:
            place = np.flatnonzero(days == np.datetime64(day))
            if not len(place):
                nearest = np.argsort(np.abs(days - np.datetime64(day)), kind="stable")[:2]
                near = " and ".join(str(days[each]) for each in sorted(nearest))
                raise ValueError(
                    f"there is no snapshot on {day} that all have; the nearest are on {near}"
                )
            found.add(float(shared[place[0]]))
        return np.array(sorted(found))


def read_measure(text: str) -> MeasureKey:
    """Read a measure, perhaps of one level.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> read_measure("director_share"), read_measure("headcount[director]")
    (('director_share', None), ('headcount', 'director'))
    """
    match = _KEY.fullmatch(text)
    if match is None:
        raise ValueError(f"a measure is written as headcount or headcount[director], got {text!r}")
    return match[1], match[2]
