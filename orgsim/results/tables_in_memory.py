"""Tables that are in memory, read in the same ways as those on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from orgsim.results.files import as_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd


class TablesInMemory:
    """The tables of a result as they are in memory.

    Parameters
    ----------
    frames
        Every table by name.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = frames

    @property
    def completed(self) -> int:
        """Number of replications in the tables."""
        return int(self._frames["levels"]["replication"].nunique())

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table."""
        return self._frames[name]

    def chunks(self, name: str, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
        """Give some columns of a table, `size` replications at a time; as `StoredTables.chunks`."""
        frame = self._frames[name]
        step = frame["replication"].to_numpy() // size
        ends = np.flatnonzero(np.diff(step)) + 1
        for begin, end in zip([0, *ends], [*ends, len(frame)], strict=True):
            if begin < end:
                yield frame[list(columns)].iloc[begin:end]

    def batches(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Give some columns of a table as Arrow data."""
        yield from as_arrow(self._frames[name][list(columns)]).to_batches()
