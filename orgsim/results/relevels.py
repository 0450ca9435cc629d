"""Re-levelling: with which titles people come, which they get, and from which organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.panel import MeasureKey, Panel, divided

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.results import Results

_COLUMNS = ["replication", "time", "date", "person", "origin", "organization", "entry_point",
            "level", "rank_from", "rank_to", "relevel", "inflation"]  # fmt: skip


def relevels(results: Results) -> pd.DataFrame:
    """List everybody who came with a title, in the recorded replications.

    Parameters
    ----------
    results
        A run; `record` says how many replications tell of people.

    Returns
    -------
    pandas.DataFrame
        One row per hire who held a title before: replication, time, date, person, origin (the
        organization of the scenario that the person comes from through the market; missing for
        those from outside and for founders who come back), organization, entry_point, level,
        rank_from, rank_to, relevel (rank_to - rank_from, rungs) and inflation (rank_from less the
        scope held at the origin, rungs; missing for those from outside).

    Examples
    --------
    >>> found = relevels(run(scenario))                                      # doctest: +SKIP
    >>> found.groupby(["origin", "organization"])["relevel"].mean()          # doctest: +SKIP
    """
    events = results.events
    found = events[(events["kind"] == "hire") & events["rank_from"].notna()]
    before = found["rank_from"].astype("float64")
    found = found.assign(
        level=found["level_to"],
        relevel=found["rank_to"].astype("float64") - before,
        inflation=before - found["scope_from"],
    )
    return found[_COLUMNS].reset_index(drop=True)


def relevelling(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute how people who come are re-levelled; nothing where nobody brings a title.

    Parameters
    ----------
    panel
        The organization.

    Returns
    -------
    dict
        relevel, and where people come from other organizations of the scenario hires_from_market,
        each of shape (R, S); NaN where nobody came.
    """
    columns, found = panel.columns, dict[MeasureKey, "npt.NDArray[np.float64]"]()
    titled = columns["hires_with_title"]
    if "hires_with_title" in panel.used:
        rungs = np.where(titled > 0, titled * np.nan_to_num(columns["relevel"]), 0.0)
        found["relevel", None] = divided(rungs.sum(axis=2), titled.sum(axis=2))
    if "hires_from_market" in panel.used:
        came = columns["hires_from_market"].sum(axis=2)
        found["hires_from_market", None] = divided(came, columns["hires"].sum(axis=2))
    return found
