"""Tables that lie on disk, in one file each or in many, and are read when they are asked for.

A table may be larger than memory has room for, so it can be read in pieces: the replications in
steps of a fixed number, and only the columns that are wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orgsim.results.files import ResultsError
from orgsim.results.schema import TABLES
from orgsim.results.tables import TableError, as_dtype, categorical, known_categories, positions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from orgsim.results.columns import Column
    from orgsim.results.ladders import Organization
    from orgsim.results.table_source import TableSource

_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True)
class Piece:
    """Some replications of a table: a file, and which of its rows count.

    Attributes
    ----------
    path
        The file.
    first, last
        Numbers of the first and the last replication whose rows count; None where all do, as in
        tables that have no replications.
    stamp
        The file as it was when it was found, see `stamp`.
    """

    path: Path
    first: int | None
    last: int | None
    stamp: tuple[int, int]


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of a file, by which it is known again."""
    known = path.stat()
    return known.st_size, known.st_mtime_ns


class StoredTables:
    """The tables of a result on disk.

    Parameters
    ----------
    pieces
        For each table the files that hold it, by increasing replications.
    organizations
        The organizations of the result.
    completed
        Number of replications in the tables.
    computed
        What makes the tables that are in no files.
    """

    def __init__(
        self,
        pieces: Mapping[str, Sequence[Piece]],
        organizations: tuple[Organization, ...],
        completed: int,
        computed: Mapping[str, Callable[[TableSource], pd.DataFrame]] = MappingProxyType({}),
    ) -> None:
        self.completed = completed
        self._computed = computed
        self._pieces = pieces
        self._organizations = organizations
        self._read: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table; it is read once and kept.

        Raises
        ------
        ResultsError
            When its files were changed in the meantime, or are of another version of orgsim.
        """
        if name not in self._read:
            if name in self._computed:
                self._read[name] = self._computed[name](self)
            else:
                batches = list(self.batches(name, TABLES[name].column_names))
                self._read[name] = typed(name, batches, self._organizations)
        return self._read[name]

    def chunks(self, name: str, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
        """Read some columns of a table, `size` replications at a time.

        The steps are those of the numbers of the replications, 0 to `size` - 1 and so on, whatever
        files the rows lie in.
        """
        waiting: list[pa.RecordBatch] = []
        step = -1
        for batch in self.batches(name, columns):
            step_of = batch.column("replication").to_numpy() // size
            ends = np.flatnonzero(np.diff(step_of)) + 1
            for begin, end in zip([0, *ends], [*ends, len(batch)], strict=True):
                if begin == end:
                    continue
                if waiting and step_of[begin] != step:
                    yield typed(name, waiting, self._organizations)
                    waiting = []
                step = step_of[begin]
                waiting.append(batch.slice(begin, end - begin))
        if waiting:
            yield typed(name, waiting, self._organizations)

    def batches(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Read some columns of a table as they come from the files, a little at a time."""
        for piece in self._pieces.get(name, ()):
            yield from _batches(piece, columns)


def _batches(piece: Piece, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    try:
        if stamp(piece.path) != piece.stamp:
            raise ResultsError(_CHANGED.format(piece.path))
        file = pq.ParquetFile(piece.path, pre_buffer=False)
    except FileNotFoundError:
        raise ResultsError(_CHANGED.format(piece.path)) from None
    with file:
        groups = [
            group
            for group in range(file.metadata.num_row_groups)
            if _concerned(file.metadata.row_group(group), piece)
        ]
        if not groups:
            return
        for batch in file.iter_batches(_ROWS_AT_ONCE, groups, list(columns)):
            if piece.first is None:
                yield batch
                continue
            number = batch.column("replication")
            counted = pc.and_(
                pc.greater_equal(number, piece.first), pc.less_equal(number, piece.last)
            )
            # Mostly all do, and filtering copies them.
            yield batch if pc.all(counted).as_py() else batch.filter(counted)


def _concerned(group: pq.RowGroupMetaData, piece: Piece) -> bool:
    """Whether a row group can hold rows of the piece, as far as the file says."""
    if piece.first is None:
        return True
    known = next(
        column.statistics
        for column in map(group.column, range(group.num_columns))
        if column.path_in_schema == "replication"
    )
    if known is None or not known.has_min_max:
        return True
    return bool(known.max >= piece.first and known.min <= piece.last)


_CHANGED = (
    "{}: the file was replaced or removed since the result was loaded, as by another run; load the "
    "result again"
)


def typed(
    name: str, batches: Sequence[pa.RecordBatch], organizations: tuple[Organization, ...]
) -> pd.DataFrame:
    """Make a typed table, or some columns of one, of what was read from files.

    Raises
    ------
    TableError
        When an entry is not one that its column may have.
    """
    described = {column.name: column for column in TABLES[name].columns}
    if not batches:
        empty: dict[str, Any] = {column: [] for column in described}
        return pd.DataFrame(
            {
                column: as_dtype(described[column], values, organizations)
                for column, values in empty.items()
            }
        )
    return pd.DataFrame(
        {
            column: _typed(
                described[column], [each.column(column) for each in batches], organizations
            )
            for column in batches[0].schema.names
        },
        copy=False,
    )


def _typed(
    column: Column, arrays: Sequence[pa.Array], organizations: tuple[Organization, ...]
) -> Any:
    if column.dtype == "category":
        return _categorical(column, arrays, organizations)
    values = pa.chunked_array(arrays)
    if column.dtype == "Int16":
        return as_dtype(column, values.cast(pa.float64()).to_numpy(), organizations)
    return np.asarray(values.to_numpy()).astype(column.dtype, copy=False)


def _categorical(
    column: Column, arrays: Sequence[pa.Array], organizations: tuple[Organization, ...]
) -> Any:
    """Categories from dictionaries, which may differ from batch to batch, or from plain text."""
    known = known_categories(column, organizations)
    place: dict[str, int] = {}
    codes = []
    for array in arrays:
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        entries = coded.dictionary.to_pylist()
        number = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
        if known is None:
            # Of a dictionary only what the rows name: rows may have been left out.
            named = np.unique(number[number >= 0])
            where = np.full(len(entries) + 1, -1, dtype=np.int64)
            where[named] = [place.setdefault(entries[each], len(place)) for each in named]
        else:
            where = np.append(positions(known, entries), -1)
            if (where[number[number >= 0]] < 0).any():
                unknown = entries[number[(number >= 0) & (where[number] < 0)][0]]
                raise TableError(f"column {column.name} has the unknown entry {unknown!s}")
        codes.append(where[number])
    joined = np.concatenate(codes)
    if known is not None:
        return categorical(joined, known)
    # Alphabetical, so that the order does not depend on which rows happen to come first.
    categories = sorted(place)
    order = positions(categories, list(place))
    return categorical(np.append(order, -1)[joined], categories)
