"""Time to promotion as a number that replications can be compared by: who is promoted in time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.incidence import OPEN, aalen_johansen, level_spells
from orgsim.results.measures import PROMOTED_WITHIN_YEARS

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.panel import MeasureKey
    from orgsim.results.results import Results

MEASURE = "promoted_within_3_years"
_EPSILON = 1e-9  # years


def promoted_within(
    results: Results, times: npt.NDArray[np.float64]
) -> dict[str, dict[MeasureKey, npt.NDArray[np.float64]]]:
    """Estimate the share promoted within three years in every replication.

    Parameters
    ----------
    results
        A run that recorded some of its replications.
    times
        Dates at which it is told, years from the start: what happens later is not looked at.

    Returns
    -------
    dict
        Organization id -> (measure, level id or None for all levels together but the highest) ->
        array of shape (R, T), a row for each replication of its panel. NaN where it was not
        recorded, where nobody came to the level, and at dates in the first three years.
    """
    spells = level_spells(results)
    found: dict[str, dict[MeasureKey, npt.NDArray[np.float64]]] = {}
    for organization in results.organizations:
        levels = [level.id for level in organization.levels]
        own = spells[spells["organization"] == organization.id]
        replications = results.panels[organization.id].replications
        place = np.searchsorted(replications, own["replication"].to_numpy())
        rank = np.array([levels.index(str(level)) for level in own["level"]], dtype=np.intp)
        shares = np.full((len(levels) + 1, len(replications), len(times)), np.nan)
        for column, time in enumerate(times):
            if time > PROMOTED_WITHIN_YEARS - _EPSILON:
                _fill(shares[:, :, column], own, place, rank, float(time))
        found[organization.id] = {
            (MEASURE, level): shares[position] for position, level in enumerate([*levels, None])
        }
    return found


def _fill(
    shares: npt.NDArray[np.float64],
    spells: pd.DataFrame,
    place: npt.NDArray[np.intp],
    rank: npt.NDArray[np.intp],
    time: float,
) -> None:
    """Put in what is known at a date, of each level and, at the end, of all but the highest."""
    began = spells["began"].to_numpy()
    seen = np.flatnonzero(began < time)
    order = seen[np.argsort(place[seen], kind="stable")]
    place, rank = place[order], rank[order]
    watched = time - began[order]
    entered, ended = spells["entered"].to_numpy()[order], spells["ended"].to_numpy()[order]
    outcome = np.where(ended > watched, OPEN, spells["outcome"].to_numpy()[order])
    ended = np.minimum(ended, watched)
    highest = len(shares) - 2
    cuts = np.flatnonzero(np.diff(place, prepend=-1, append=-1))
    for first, last in itertools.pairwise(cuts):
        here = slice(first, last)
        parts = [(level, rank[here] == level) for level in range(highest + 1)]
        for level, chosen in [*parts, (highest + 1, rank[here] < highest)]:
            shares[level, place[first]] = _share(
                entered[here][chosen], ended[here][chosen], outcome[here][chosen]
            )


def _share(
    entered: npt.NDArray[np.float64],
    ended: npt.NDArray[np.float64],
    outcome: npt.NDArray[np.int_],
) -> float:
    if not (entered == 0).any():
        return np.nan
    incidence = aalen_johansen(entered, ended, outcome)
    steps = np.searchsorted(incidence.years, PROMOTED_WITHIN_YEARS + _EPSILON, side="right")
    return float(incidence.promoted[steps - 1]) if steps else 0.0
