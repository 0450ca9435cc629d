"""The mean of one measure on one day, as comparisons tell it: rates are those since the start."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.results.measures import OF_PEOPLE, measure_arrays
from orgsim.results.promoted import promoted_within
from orgsim.results.rates import rates_since_start

if TYPE_CHECKING:
    import datetime as dt

    from orgsim.results.results import Results


def means_on(results: Results, measure: str, day: dt.date) -> pd.DataFrame:
    """Compute the mean of a measure over replications.

    Parameters
    ----------
    results
        A run.
    measure
        One of `orgsim.results.MEASURES` or `orgsim.results.OF_PEOPLE`.
    day
        The day of a snapshot.

    Returns
    -------
    pandas.DataFrame
        Columns organization, level (None for the whole organization) and mean, NaN where the
        measure is undefined in every replication.
    """
    rows = []
    for organization, panel in results.panels.items():
        at = np.flatnonzero(panel.date.astype("datetime64[D]") == np.datetime64(day))
        if measure in OF_PEOPLE:
            found = promoted_within(results, panel.time[at])[organization]
        else:
            arrays = measure_arrays(panel, results.director_rank) | rates_since_start(panel)
            found = {key: values[:, at] for key, values in arrays.items()}
        for (name, level), values in found.items():
            if name == measure and values.size:
                known = values[~np.isnan(values)]
                mean = float(known.mean()) if len(known) else math.nan
                rows.append((organization, level, mean))
    return pd.DataFrame(rows, columns=["organization", "level", "mean"]).astype({"level": object})
