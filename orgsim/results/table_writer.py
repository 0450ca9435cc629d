"""A Parquet file whose bytes depend on the rows of its table alone, however these arrive."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

ROWS_IN_A_GROUP = 131_072  # fixed: groups must not follow the blocks of a run


class TableWriter:
    """Writes a table in row groups of one size; to be used as a context manager.

    Parameters
    ----------
    path
        The file to write; replaced when it exists.
    schema
        Types of the columns.
    passing
        Whether the file is soon read again and thrown away: it is written in half the time and
        takes a third more room.

    Attributes
    ----------
    rows : int
        Rows written.
    sha256 : str
        Digest of the file, known when it is closed.
    """

    def __init__(self, path: Path, schema: pa.Schema, *, passing: bool = False) -> None:
        self.rows = 0
        self.sha256 = ""
        self._path = path
        self._schema = schema
        self._options = _passing(schema) if passing else _lasting(schema)
        self._waiting: list[pa.Table] = []
        self._rows_waiting = 0

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        try:
            self._writer = pq.ParquetWriter(self._file, self._schema, **self._options)
        except OSError as error:
            with suppress(OSError):
                self._file.close()
            raise naming(error, self._path) from error
        return self

    def write(self, table: pa.Table) -> None:
        """Add rows.

        Raises
        ------
        OSError
            When they cannot be written, naming the file.
        """
        self._waiting.append(table)
        self._rows_waiting += len(table)
        self.rows += len(table)
        if self._rows_waiting >= ROWS_IN_A_GROUP:
            waiting = pa.concat_tables(self._waiting)
            whole = self._rows_waiting - self._rows_waiting % ROWS_IN_A_GROUP
            for first in range(0, whole, ROWS_IN_A_GROUP):
                self._put(waiting.slice(first, ROWS_IN_A_GROUP))
            self._waiting = [waiting.slice(whole)]
            self._rows_waiting -= whole

    def _put(self, group: pa.Table) -> None:
        try:
            self._writer.write_table(group.combine_chunks(), row_group_size=ROWS_IN_A_GROUP)
        except OSError as error:
            raise naming(error, self._path) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            # What is written so far is no use to anybody, and finishing it may fail again.
            self._writer.is_open = False
            with suppress(OSError):
                self._file.close()
            return
        try:
            if self._rows_waiting:
                self._put(pa.concat_tables(self._waiting))
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as failed:
            self._writer.is_open = False
            with suppress(OSError):
                self._file.close()
            raise naming(failed, self._path) from failed
        self.sha256 = digest(self._path)

    @property
    def described(self) -> dict[str, Any]:
        """The file as a manifest lists it."""
        return {"rows": self.rows, "sha256": self.sha256}


def _lasting(schema: pa.Schema) -> dict[str, Any]:
    """Make the file small.

    Numbers of which hardly two are equal gain nothing from a dictionary, which costs most of the
    time of writing.
    """
    repeated = [
        field.name
        for field in schema
        if field.name == "time" or not pa.types.is_floating(field.type)
    ]
    return {"compression": "zstd", "use_dictionary": repeated}


def _passing(schema: pa.Schema) -> dict[str, Any]:
    """Make the file fast."""
    text = [
        field.name
        for field in schema
        if pa.types.is_dictionary(field.type) or pa.types.is_string(field.type)
    ]
    # By its statistics the rows of a replication are found.
    return {"compression": "lz4", "use_dictionary": text, "write_statistics": ["replication"]}


def digest(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def naming(error: OSError, path: Path) -> OSError:
    """The error with the file in it that could not be written: the system does not say."""
    return OSError(error.errno, os.strerror(error.errno) if error.errno else str(error), str(path))
