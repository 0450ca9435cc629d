"""The level mix at the start, in the middle and at the end, as a short table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.spread import summarised

if TYPE_CHECKING:
    import numpy.typing as npt

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
    summary = results.summary
    dates = dict(zip(summary["time"], summary["date"].to_numpy(), strict=True))
    rows: list[dict[str, Any]] = []
    for organization in results.organizations:
        common = {"organization": organization.id, "label": organization.label}
        for level in (*reversed(organization.levels), None):
            for time in _start_middle_end(results.snapshots):
                here: dict[str, Any] = common | {"date": dates[time]}
                level_id = None if level is None else level.id
                heads = summarised(results, organization.id, "headcount", level_id, time)
                if level is None:
                    here |= {"level": None, "title": None, "headcount": heads.mean}
                    here |= {"share": np.nan, "low": heads.low, "high": heads.high}
                else:
                    share = summarised(results, organization.id, "level_share", level.id, time)
                    here |= {"level": level.id, "title": level.title, "headcount": heads.mean}
                    here |= {"share": share.mean, "low": share.low, "high": share.high}
                rows.append(here)
    return pd.DataFrame(rows).astype({"level": object, "title": object})


def _start_middle_end(snapshots: npt.NDArray[np.float64]) -> list[float]:
    """The first, the middlemost and the last snapshot, each once."""
    middle = (snapshots[0] + snapshots[-1]) / 2
    nearest = float(snapshots[np.abs(snapshots - middle).argmin()])
    return sorted({float(snapshots[0]), nearest, float(snapshots[-1])})
