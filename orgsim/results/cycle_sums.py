"""What each promotion cycle does to an organization, all levels together, in every replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.summary import replications_at_once

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.results import Results

_COUNTS = ("headcount", "eligible", "promoted")


@dataclass(frozen=True)
class CycleSums:
    """The cycles of one organization: R replications, at most C cycles in each.

    Attributes
    ----------
    date
        The day of each cycle, shape (R, C); missing (NaT) where a replication has no such cycle.
    headcount, eligible, promoted
        People of all levels, shape (R, C); NaN where a replication has no such cycle.
    """

    date: npt.NDArray[np.datetime64]
    headcount: npt.NDArray[np.float64]
    eligible: npt.NDArray[np.float64]
    promoted: npt.NDArray[np.float64]


def cycle_sums(results: Results) -> dict[str, CycleSums]:
    """Sum the table ``cycles`` over levels, reading some replications at a time.

    Returns
    -------
    dict
        Organization id -> its cycles, in the order of the scenario; none that has no cycles.
    """
    columns = ["replication", "organization", "time", "date", *_COUNTS]
    found: dict[str, list[CycleSums]] = {each.id: [] for each in results.organizations}
    for chunk in results.tables.chunks("cycles", columns, replications_at_once(results.tables)):
        for name, parts in found.items():
            own = chunk[chunk["organization"] == name]
            if len(own):
                parts.append(_summed(own))
    return {name: _joined(parts) for name, parts in found.items() if parts}


def _summed(own: pd.DataFrame) -> CycleSums:
    """Sum the rows of one organization, which are sorted by replication and time."""
    replication, time = own["replication"].to_numpy(), own["time"].to_numpy()
    first = np.flatnonzero(
        np.concatenate([[True], (np.diff(replication) != 0) | (np.diff(time) != 0)])
    )
    numbers, begin, row = np.unique(replication[first], return_index=True, return_inverse=True)
    cycle = np.arange(len(first)) - begin[row]
    shape = len(numbers), int(cycle.max()) + 1
    date = np.full(shape, np.datetime64("NaT"), dtype="datetime64[s]")
    date[row, cycle] = own["date"].to_numpy()[first]
    counts = []
    for name in _COUNTS:
        counts.append(np.full(shape, np.nan))
        counts[-1][row, cycle] = np.add.reduceat(own[name].to_numpy(np.float64), first)
    return CycleSums(date, *counts)


def _joined(parts: list[CycleSums]) -> CycleSums:
    cycles = max(part.date.shape[1] for part in parts)

    def joined(name: str) -> npt.NDArray[Any]:
        arrays = [getattr(part, name) for part in parts]
        nothing = np.datetime64("NaT") if name == "date" else np.nan
        return np.concatenate(
            [
                np.pad(each, ((0, 0), (0, cycles - each.shape[1])), constant_values=nothing)
                for each in arrays
            ]
        )

    return CycleSums(*(joined(name) for name in ("date", *_COUNTS)))
