"""The level mix at the start, in the middle and at the end, as a short table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.measures import measure_arrays
from orgsim.results.spread import spread

if TYPE_CHECKING:
    from orgsim.results.panel import Panel
    from orgsim.results.results import Results


def level_mix_table(results: Results) -> pd.DataFrame:
    """Put the level mix of every organization at three dates into a table.

    Parameters
    ----------
    results
        A run with at least one replication.

    Returns
    -------
    pandas.DataFrame
        Columns organization, label, date, level, title, headcount (mean), share (mean), low and
        high (5th and 95th percentile over replications, of the share); by organization, from
        the highest level down, and by date. After the levels a row for the whole organization
        (level and title missing), whose low and high are of the headcount.
    """
    rows: list[dict[str, Any]] = []
    for organization in results.organizations:
        panel = results.panels[organization.id]
        measured = measure_arrays(panel, results.director_rank)
        common = {"organization": organization.id, "label": organization.label}
        for level in (*reversed(organization.levels), None):
            for snapshot in _start_middle_end(panel):
                here = common | {"date": panel.date[snapshot]}
                level_id = None if level is None else level.id
                heads = spread(measured["headcount", level_id][:, snapshot])
                if level is None:
                    here |= {"level": None, "title": None, "headcount": heads.mean}
                    here |= {"share": np.nan, "low": heads.low, "high": heads.high}
                else:
                    share = spread(measured["level_share", level.id][:, snapshot])
                    here |= {"level": level.id, "title": level.title, "headcount": heads.mean}
                    here |= {"share": share.mean, "low": share.low, "high": share.high}
                rows.append(here)
    return pd.DataFrame(rows).astype({"level": object, "title": object})


def _start_middle_end(panel: Panel) -> list[int]:
    """Positions of the first, the middlemost and the last snapshot, each once."""
    middle = (panel.time[0] + panel.time[-1]) / 2
    nearest = int(np.abs(panel.time - middle).argmin())
    return sorted({0, nearest, len(panel.time) - 1})
