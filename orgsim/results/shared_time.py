"""The time that results share: only what stands at the same date can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from orgsim.results.wording import duration, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

_Start = TypeVar("_Start")


def shared_snapshots(times: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Return the snapshots that all have.

    Parameters
    ----------
    times
        Name -> times of its snapshots, years from the start, increasing.

    Returns
    -------
    numpy array
        Years from the start, increasing.

    Raises
    ------
    ValueError
        When they share none after the start.

    Examples
    --------
    >>> shared_snapshots({"a": np.array([0.0, 0.5, 1.0]), "b": np.array([0.0, 1.0, 2.0])}).tolist()
    [0.0, 1.0]
    """
    first, *others = times.values()
    shared = np.unique(first)
    for other in others:
        shared = np.intersect1d(shared, other)
    if not (shared > 0).any():
        told = listed([f"{name} {_snapshots(each)}" for name, each in times.items()])
        raise ValueError(f"no snapshot after the start is shared by all: {told}")
    return shared


def _snapshots(times: npt.NDArray[np.float64]) -> str:
    if len(times) < 2:
        return "has none"
    return f"has one every {duration(times[1] - times[0])} up to {duration(times[-1])}"


def refuse_different_starts(starts: Mapping[str, _Start]) -> None:
    """Refuse to compare what starts on different days.

    The same time after the start is then another date and another season of the cycles.

    Parameters
    ----------
    starts
        Name -> first day, the baseline first.

    Raises
    ------
    ValueError
    """
    (baseline, start), *variants = starts.items()
    for name, other in variants:
        if other != start:
            raise ValueError(
                f"{name} starts on {other} and {baseline} on {start}; what is compared needs the "
                "same start, because cycles follow the calendar"
            )
