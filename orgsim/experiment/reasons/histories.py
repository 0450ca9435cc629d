"""What people lived through, level by level, in the replications that were recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results.panel import Panel

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """Stretches of time at one level, after the start; columns of shape (N,).

    Attributes
    ----------
    level : array of int
        Position on the ladder.
    begin, end : array of float
        Years from the start.
    hired, since : array of float
        When the person was hired and when they came to the level, in years. Of the staff of the
        first day the latter is not known: it is taken to be as long ago as it is on average for
        those at their level, but no longer ago than the hire.
    """

    level: NDArray[np.int64]
    begin: Floats
    end: Floats
    hired: Floats
    since: Floats

    @property
    def lived(self) -> Floats:
        """Years, shape (N,)."""
        return self.end - self.begin


def histories(people: pd.DataFrame, events: pd.DataFrame, panel: Panel) -> Histories:
    """Put the tables `people` and `events` of one organization together."""
    starts = people[["replication", "person", "hired", "left", "last_level"]].assign(
        time=people["hired"], level=people["first_level"].astype(object), move=False
    )
    moves = events[events["level_from"].notna() & events["level_to"].notna()]
    moves = moves[["replication", "person", "time"]].assign(
        level=moves["level_to"].astype(object),
        before=moves["level_from"].astype(object),
        move=True,
    )
    rows = pd.concat([starts, moves], ignore_index=True)
    rows["person"] = rows["person"].astype(str)
    # Whoever moves on the day of coming has come before.
    rows = rows.sort_values(["replication", "person", "time", "move"], ignore_index=True)
    same = rows[["replication", "person"]].eq(rows[["replication", "person"]].shift(-1)).all(axis=1)
    # Moves before the start are not recorded: the level of the first day is the one left next, or
    # the last one.
    early = ~rows["move"] & (rows["time"] < 0)
    next_left = rows["before"].shift(-1).where(same)
    level = rows["level"].mask(early, next_left.fillna(rows["last_level"].astype(object)))
    hired = rows["hired"].ffill()
    # Whoever has not left stays to the end; a move does not say when somebody leaves.
    left = rows["left"].fillna(panel.time[-1]).mask(rows["move"]).ffill()
    next_time = rows["time"].shift(-1).where(same, panel.time[-1])
    position = pd.Index(panel.levels).get_indexer(pd.Index(level))
    number = np.searchsorted(panel.replications, rows["replication"].to_numpy(np.int64))
    average = panel.columns["time_in_level"][number, 0, position]
    since = rows["time"].where(~early, np.maximum(hired, -np.nan_to_num(average)))
    return Histories(
        level=position,
        begin=np.maximum(rows["time"].to_numpy(np.float64), 0.0),
        end=np.minimum(next_time.to_numpy(np.float64), left.to_numpy(np.float64)),
        hired=hired.to_numpy(np.float64),
        since=since.to_numpy(np.float64),
    )
