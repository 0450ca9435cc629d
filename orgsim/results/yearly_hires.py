"""How many are hired through each entry point in each year, in every replication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.summary import replications_at_once

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.results import Results

YearlyHires = dict[str, "npt.NDArray[np.float64]"]
"""Entry point -> people hired, shape (R, Y): by replication and year of the run, from the first."""


def yearly_hires(results: Results) -> dict[str, YearlyHires]:
    """Sum the table ``hires`` over the snapshots of each year, reading some replications at a time.

    Returns
    -------
    dict
        Organization id -> its hires, in the order of the scenario; entry points by name. The last
        year may be cut short.
    """
    columns = ["replication", "organization", "time", "entry_point", "hires"]
    years = int(_year(results.snapshots[-1:])[0])
    parts: dict[str, list[YearlyHires]] = {each.id: [] for each in results.organizations}
    replications: dict[str, list[int]] = {name: [] for name in parts}
    for chunk in results.tables.chunks("hires", columns, replications_at_once(results.tables)):
        for name, found in parts.items():
            own = chunk[(chunk["organization"] == name) & (_year(chunk["time"]) <= years)]
            if len(own):
                found.append(_summed(own, years))
                replications[name].append(own["replication"].nunique())
    return {
        name: {
            point: np.concatenate(
                [
                    # An entry point that some do not have hired nobody there.
                    part.get(point, np.zeros((count, years)))
                    for part, count in zip(found, replications[name], strict=True)
                ]
            )
            for point in sorted({point for part in found for point in part})
        }
        for name, found in parts.items()
    }


def _summed(own: pd.DataFrame, years: int) -> YearlyHires:
    numbers, row = np.unique(own["replication"].to_numpy(), return_inverse=True)
    place = row * (years + 1) + _year(own["time"].to_numpy())
    hires, points = own["hires"].to_numpy(np.float64), own["entry_point"].to_numpy(object)
    size = len(numbers) * (years + 1)
    return {
        point: np.bincount(place[points == point], hires[points == point], size)
        .astype(np.float64)
        .reshape(len(numbers), years + 1)[:, 1:]
        for point in sorted(set(points))
    }


def _year(time: npt.ArrayLike) -> npt.NDArray[np.int_]:
    """The year of the run that ends a snapshot's interval: 1 is the first, 0 only the start."""
    return np.ceil(np.round(np.asarray(time), 9)).astype(int)
