"""What the tables of a result are read from, whether they are in memory or on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    import pyarrow as pa


class TableSource(Protocol):
    """Where tables are read from: `TablesInMemory` or `StoredTables`."""

    @property
    def completed(self) -> int:
        """Number of replications in the tables."""

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table."""

    def chunks(self, name: str, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
        """Read some columns of a table, `size` replications at a time."""

    def batches(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Read some columns of a table a little at a time."""
