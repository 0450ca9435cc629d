"""Panels of tables on disk, whose columns are read when they are asked for.

A column of ten thousand replications is tens of megabytes, and there are some thirty; what looks at
them takes one after the other, so only the last few are kept.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.panel import INCOMPLETE, NUMBERS, PLACES, Panel, panels
from orgsim.results.summary import used_columns

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from orgsim.results.ladders import Organization
    from orgsim.results.table_source import TableSource

BYTES_KEPT = 1 << 25
"""So many bytes of columns are kept in memory; one column is always kept."""


def stored_panels(tables: TableSource, organizations: tuple[Organization, ...]) -> dict[str, Panel]:
    """Make one panel per organization whose columns stay on disk.

    Parameters
    ----------
    tables
        The tables of the result.
    organizations
        The organizations of the result.

    Returns
    -------
    dict
        Organization id -> Panel, as `orgsim.results.panel.panels` makes it.

    Raises
    ------
    ValueError
        When rows are missing or doubled. Their order is that of the file, which was checked when
        it was written.
    """
    used = used_columns(tables, organizations)
    one = next(tables.chunks("levels", PLACES, 1), None)
    firsts = panels(tables.table("levels") if one is None else one, organizations, (), used)
    numbers, rows = _replications(tables, organizations)
    kept = _Kept(tables)
    found = {}
    for name, first in firsts.items():
        replications = numbers[name]
        shape = (len(replications), len(first.time), len(first.levels))
        if shape[0] * shape[1] * shape[2] != rows[name]:
            raise ValueError(INCOMPLETE.format(name))
        found[name] = Panel(
            organization=name,
            levels=first.levels,
            rank=first.rank,
            manages=first.manages,
            replications=replications,
            time=first.time,
            date=first.date,
            columns=_Columns(name, shape, kept),
            used=first.used,
        )
    return found


def _replications(
    tables: TableSource, organizations: tuple[Organization, ...]
) -> tuple[dict[str, npt.NDArray[np.int32]], Counter[str]]:
    """Find each organization's replications, and how many rows of ``levels`` it has."""
    ids = [organization.id for organization in organizations]
    numbers: dict[str, list[npt.NDArray[np.int32]]] = {name: [] for name in ids}
    rows: Counter[str] = Counter()
    for batch in tables.batches("levels", ["replication", "organization"]):
        replication = batch.column("replication").to_numpy()
        for name in ids:
            own = replication[_rows_of(name, batch)]
            numbers[name].append(np.unique(own))
            rows[name] += len(own)
    none = np.empty(0, dtype=np.int32)
    return {name: np.unique(np.concatenate([none, *numbers[name]])) for name in ids}, rows


def _rows_of(organization: str, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    of = batch.column("organization")
    return np.asarray(of.indices.to_numpy() == of.dictionary.to_pylist().index(organization))


class _Columns(Mapping[str, "npt.NDArray[Any]"]):
    """The columns of one organization by name."""

    def __init__(self, organization: str, shape: tuple[int, int, int], kept: _Kept) -> None:
        self._organization, self._shape, self._kept = organization, shape, kept

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in NUMBERS:
            raise KeyError(name)
        return self._kept.column(self._organization, name, self._shape)

    def __iter__(self) -> Iterator[str]:
        return iter(NUMBERS)

    def __len__(self) -> int:
        return len(NUMBERS)


class _Kept:
    """The columns that were asked for last, as many as there is room for."""

    def __init__(self, tables: TableSource) -> None:
        self._tables = tables
        self._columns: OrderedDict[tuple[str, str], npt.NDArray[Any]] = OrderedDict()

    def column(self, organization: str, name: str, shape: tuple[int, int, int]) -> npt.NDArray[Any]:
        key = organization, name
        if key not in self._columns:
            self._columns[key] = self._read(organization, name, shape)
            while len(self._columns) > 1 and self._bytes() > BYTES_KEPT:
                self._columns.popitem(last=False)
        self._columns.move_to_end(key)
        return self._columns[key]

    def _bytes(self) -> int:
        return sum(values.nbytes for values in self._columns.values())

    def _read(self, organization: str, name: str, shape: tuple[int, int, int]) -> npt.NDArray[Any]:
        """Read a column; its rows are those of the panel, whose shape was checked."""
        column: npt.NDArray[Any] = np.empty(0)
        begin = 0
        for batch in self._tables.batches("levels", ["replication", "organization", name]):
            values = batch.column(name).to_numpy(zero_copy_only=False)
            values = values[_rows_of(organization, batch)]
            if not begin:
                column = np.empty(shape[0] * shape[1] * shape[2], dtype=values.dtype)
            column[begin : begin + len(values)] = values
            begin += len(values)
        # Two programs may not see different numbers: what is handed out twice is not to be changed.
        column.flags.writeable = False
        return column.reshape(shape)
