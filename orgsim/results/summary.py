"""The table ``summary``: every measure over replications, however many these are.

What has to be known of all replications at once are the numbers of one measure at one snapshot:
quantiles need them sorted. So measures are computed for some replications at a time and put on
disk, and read again for all replications, some measures and snapshots at a time.
"""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from orgsim.results.measures import measure_arrays, over_replications
from orgsim.results.panel import MAY_BE_UNUSED, NUMBERS, PLACES, InUse, in_use, panels
from orgsim.results.tables import typed_frame
from orgsim.results.within_draws import standard_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.ladders import Organization
    from orgsim.results.panel import Panel
    from orgsim.results.table_source import TableSource

ROWS_AT_ONCE = 65_536
"""About as many rows of the table ``levels`` are in memory at a time."""

NUMBERS_AT_ONCE = 1 << 20
"""So many numbers are summarised at a time."""

_IN_MEMORY = 1 << 23  # bytes of measures that need no file


def summarise(
    tables: TableSource,
    organizations: tuple[Organization, ...],
    director_rank: int | None,
    per_draw: int = 1,
) -> pd.DataFrame:
    """Make the table ``summary``: every measure over replications.

    Replications in which a measure is undefined (a share of nobody) are left out of its mean and
    quantiles; the column ``replications`` says how many remain.

    Parameters
    ----------
    tables
        The tables of the result; ``levels`` is read.
    organizations
        The organizations of the result.
    director_rank
        Rank of a Director of Product, None where the reference ladder has none.
    per_draw
        So many replications in a row share their assumptions, which the standard errors respect.

    Returns
    -------
    pandas.DataFrame
        The table ``summary``, sorted by organization, time, measure, level.
    """
    with _Measured(per_draw) as measured:
        for chunk in panels_by_replications(tables, organizations):
            measured.add(chunk, director_rank)
        columns = measured.summary()
    return typed_frame("summary", columns, organizations)


def panels_by_replications(
    tables: TableSource, organizations: tuple[Organization, ...]
) -> Iterator[dict[str, Panel]]:
    """Cut the table ``levels`` into panels of some replications each.

    Parameters
    ----------
    tables, organizations
        As for `summarise`.

    Yields
    ------
    dict
        Organization id -> Panel, as `orgsim.results.panel.panels` makes it; at least one, which is
        empty where there is no replication.
    """
    used = used_columns(tables, organizations)
    some = False
    for levels in tables.chunks("levels", [*PLACES, *NUMBERS], replications_at_once(tables)):
        some = True
        yield panels(levels, organizations, used=used)
    if not some:
        yield panels(tables.table("levels"), organizations, used=used)


def used_columns(tables: TableSource, organizations: tuple[Organization, ...]) -> InUse:
    """Find what `orgsim.results.panel.Panel.used` says, over all replications."""
    return in_use(
        tables.batches("levels", ["replication", "organization", *MAY_BE_UNUSED]), organizations
    )


def replications_at_once(tables: TableSource) -> int:
    """How many replications of the table ``levels`` are to be in memory at a time."""
    first = next(tables.chunks("levels", ["replication"], 1), None)
    return 1 if first is None else max(1, ROWS_AT_ONCE // len(first))


class _Measured:
    """Measures of all replications: put in by replications, taken out by measures."""

    def __init__(self, per_draw: int) -> None:
        self._per_draw = per_draw
        self._of: dict[str, _OfOrganization] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._of.values():
            each.numbers.close()

    def add(self, chunk: dict[str, Panel], director_rank: int | None) -> None:
        for name, panel in chunk.items():
            if name not in self._of:
                self._of[name] = _OfOrganization(panel, self._per_draw)
            self._of[name].add(panel.replications, measure_arrays(panel, director_rank))

    def summary(self) -> dict[str, Any]:
        parts = [each.summary() for each in self._of.values()]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


class _OfOrganization:
    def __init__(self, panel: Panel, per_draw: int) -> None:
        self._panel = panel
        self._per_draw = per_draw
        self._keys: list[tuple[str, str | None]] = []
        self._draws: list[npt.NDArray[np.int32]] = []
        self.numbers = NumbersOfReplications()

    def add(
        self,
        replications: npt.NDArray[np.int32],
        found: dict[tuple[str, str | None], npt.NDArray[np.float64]],
    ) -> None:
        self._keys = list(found)
        self._draws.append(replications // self._per_draw)
        values = np.stack([found[key] for key in self._keys], axis=2)  # (R, S, M)
        self.numbers.add(values.reshape(len(values), values.shape[1] * values.shape[2]))

    def summary(self) -> dict[str, Any]:
        time, count = self._panel.time, len(self._keys)
        rows = len(time) * count
        at_once = max(2, NUMBERS_AT_ONCE // max(self.numbers.replications, 1))
        found = [
            self._over_replications(self.numbers.columns(first, min(first + at_once, rows)))
            for first in range(0, rows, at_once)
        ] or [over_replications(np.empty((0, 0)))]
        return {
            "organization": np.full(rows, self._panel.organization, object),
            "time": np.repeat(time, count),
            "date": np.repeat(self._panel.date, count),
            "measure": np.tile(np.array([key[0] for key in self._keys], object), len(time)),
            "level": np.tile(np.array([key[1] for key in self._keys], object), len(time)),
            **{name: np.concatenate([each[name] for each in found]) for name in found[0]},
        }

    def _over_replications(self, values: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[Any]]:
        found = over_replications(values)
        if self._per_draw > 1:
            found["standard_error"] = standard_error(values, np.concatenate(self._draws))
        return found


class NumbersOfReplications:
    """A row of numbers from each replication, read column by column.

    A little is kept in memory; what is more goes to a temporary file, which is gone with the
    program, however that ends.

    Attributes
    ----------
    replications : int
        Rows so far.

    Examples
    --------
    >>> numbers = NumbersOfReplications()
    >>> numbers.add(np.array([[1.0, 10.0], [2.0, 20.0]]))
    >>> numbers.add(np.array([[3.0, 30.0]]))
    >>> numbers.columns(1, 2).ravel().tolist()
    [10.0, 20.0, 30.0]
    >>> numbers.close()
    """

    def __init__(self) -> None:
        self.replications = 0
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._rows: list[int] = []
        self._count = 0

    def add(self, values: npt.NDArray[np.float64]) -> None:
        """Add the numbers of some replications, shape (R, C)."""
        # By column, so that reading some columns is one read for each time of adding.
        self._file.write(np.ascontiguousarray(values.T).tobytes())
        self._rows.append(len(values))
        self._count = values.shape[1]
        self.replications += len(values)

    def columns(self, first: int, end: int) -> npt.NDArray[np.float64]:
        """Read columns `first` to `end` - 1 of all replications, shape (R, end - first)."""
        found = np.empty((self.replications, end - first))
        begin = 0
        for rows in self._rows:
            self._file.seek((begin * self._count + first * rows) * 8)
            read = np.frombuffer(self._file.read(rows * (end - first) * 8))
            found[begin : begin + rows] = read.reshape(end - first, rows).T
            begin += rows
        return found

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
