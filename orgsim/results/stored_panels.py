"""Panels of tables on disk, whose columns are read when they are asked for.

A column of ten thousand replications is tens of megabytes, and there are some thirty; what looks at
them takes one after the other, so only the last few are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.panel import NUMBERS, Panel
from orgsim.results.summary import panels_by_replications

if TYPE_CHECKING:
    import numpy.typing as npt

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
    """
    chunks = list(panels_by_replications(tables, organizations, columns=()))
    kept = _Kept(tables)
    found = {}
    for name, first in chunks[0].items():
        replications = np.concatenate([chunk[name].replications for chunk in chunks])
        shape = (len(replications), len(first.time), len(first.levels))
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
            of = batch.column("organization")
            rows = of.indices.to_numpy() == of.dictionary.to_pylist().index(organization)
            values = batch.column(name).to_numpy(zero_copy_only=False)[rows]
            if not begin:
                column = np.empty(shape[0] * shape[1] * shape[2], dtype=values.dtype)
            column[begin : begin + len(values)] = values
            begin += len(values)
        # Two programs may not see different numbers: what is handed out twice is not to be changed.
        column.flags.writeable = False
        return column.reshape(shape)
