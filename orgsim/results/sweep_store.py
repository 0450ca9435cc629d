"""The folder of a sweep while its points are simulated: what is finished of them is kept at once.

Parts are those of a run (`orgsim.results.parts`). As there, a block is a range of numbers; here the
number of a replication at a point is ``point * 1,000,000 + replication``, and the scenario as it is
stated, where assumptions are varied, is one more point after the last. The rows of a part are those
of the table ``replications``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.results.blocks_under_way import BlocksUnderWay
from orgsim.results.files import MANIFEST, ResultsExist, read_manifest
from orgsim.results.occupied import refuse_occupied
from orgsim.results.parts import Block, read_blocks, write_block
from orgsim.results.sweep_schema import MOST_REPLICATIONS, SWEEP_TABLES
from orgsim.results.sweep_under_way import POINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from orgsim.results.sweep import Sweep
    from orgsim.results.tables import RawColumns

TABLE = "replications"

_SCHEMA = pa.schema(
    [
        ("point", pa.int32()),
        ("organization", pa.string()),
        ("time", pa.float64()),
        ("measure", pa.string()),
        ("level", pa.string()),
        ("replication", pa.int32()),
        ("value", pa.float64()),
    ]
)

_KEYS = ("organization", "time", "measure", "level")


class SweepStore(BlocksUnderWay):
    """A folder that a sweep is simulated into; a context manager, as `Store` is.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    manifest
        Of the sweep: identity, engine, name, design, replications of each point.
    replications
        How many are asked for, over all points.
    settings
        The columns of the table ``points``: who loads the sweep before it is finished needs them.
    resume, overwrite, tell
        As for `Store`.

    Raises
    ------
    ResultsExist
        When the folder is occupied, by another run that is under way too, or holds more
        replications of a point than are asked for.
    OSError
        When it cannot be written.
    """

    tables = (TABLE,)

    def __init__(
        self,
        directory: Path,
        manifest: Mapping[str, Any],
        replications: int,
        settings: Mapping[str, Any],
        *,
        resume: bool = False,
        overwrite: bool = False,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._each, self._points = int(manifest["replications"]), int(manifest["sweep"]["points"])
        self._settings = pa.table(dict(settings))
        super().__init__(
            directory,
            lambda: refuse_occupied(
                directory, manifest, overwrite=overwrite, resume=resume, tables=tuple(SWEEP_TABLES)
            ),
            {**manifest, "replications": replications},
            resume=resume,
            overwrite=overwrite,
            tell=tell,
        )

    def _write_run(self, record: Mapping[str, Any]) -> None:
        super()._write_run(record)
        hidden = self._parts / f".{POINTS}"
        pq.write_table(self._settings, hidden)
        hidden.replace(self._parts / POINTS)

    @property
    def is_useful(self) -> bool:
        """Whether a replication of a point is finished."""
        return any(block.tables for block in self.blocks)

    def _take_over(self) -> None:
        if (self.directory / MANIFEST).is_file():
            self._finals = self._sound(read_manifest(self.directory))
        for block in read_blocks(self.directory):
            damaged = block.damage(self._parts)
            if damaged is not None:
                self._tell(
                    f"{damaged}: the part is cut short or was changed; point "
                    f"{block.first // MOST_REPLICATIONS} will be simulated again"
                )
            elif block.tables:  # what failed is tried again
                self.blocks.append(block)
        self._refuse_fewer()
        self._throw_others_away()

    def _refuse_fewer(self) -> None:
        """Raise when more is there of a point than is asked for."""
        there = 0 if self._finals is None else int(self._finals["replications"])
        for block in self.blocks:
            if block.first < self._points * MOST_REPLICATIONS:
                there = max(there, block.last % MOST_REPLICATIONS + 1)
        if there > self._each:
            raise ResultsExist(
                f"{self.directory}: the folder holds {there} replications of a point already, more "
                f"than the {self._each} asked for",
                "throws them away",
            )

    def is_all_there(self, each: int, stated: int) -> bool:
        """Whether the folder holds the finished sweep, with so many replications of each point."""
        finals = self._finals
        return (
            finals is not None
            and not self.blocks
            and not finals["failures"]
            and (finals["replications"], finals["stated_replications"]) == (each, stated)
        )

    def kept(self) -> Iterator[tuple[int, Mapping[str, RawColumns]]]:
        """Read what is there already.

        Yields
        ------
        point : int
        raw : mapping
            Of some of its replications, as for `put`.
        """
        if self._finals is not None:
            yield from _points_in(self.directory / f"{TABLE}.parquet", self._finals["failures"])
        for block in self.blocks:
            table = pq.read_table(block.path(self._parts, TABLE))
            replications = np.arange(block.first, block.last + 1) % MOST_REPLICATIONS
            yield block.first // MOST_REPLICATIONS, _raw(table, replications)

    def put(self, point: int, raw: Mapping[str, RawColumns]) -> None:
        """Keep what was measured of some replications of a point; then it is on disk.

        Parameters
        ----------
        point
        raw
            ``measured`` and ``keys`` as `orgsim.experiment.measured.measured` returns them, of
            consecutive replications.

        Raises
        ------
        OSError
            When it cannot be written; what was kept before is still there.
        """
        replications, values = raw["measured"]["replication"], raw["measured"]["values"]
        count, of_each = values.shape
        columns = {name: np.repeat(raw["keys"][name], count) for name in _KEYS}
        table = pa.table(
            {
                "point": np.full(count * of_each, point),
                **columns,
                "replication": np.tile(replications, of_each),
                "value": values.T.ravel(),
            },
            _SCHEMA,
        )
        first, last = (point * MOST_REPLICATIONS + int(replications[end]) for end in (0, -1))
        name = Block(first, last, 0, {}).name
        block = Block(first, last, 0, {TABLE: self._write_part(TABLE, name, table)})
        write_block(self._parts, block)
        self.blocks.append(block)

    def finish(self, sweep: Sweep) -> None:
        """Write the tables of the finished sweep in place of the parts.

        Raises
        ------
        OSError
            When they cannot be written; the parts are still there.
        """
        with self._put_in_place() as final:
            sweep.write_into(final)
        self.leave()

    def leave(self) -> None:
        """Take the parts away: the finished sweep is in its place."""
        self.blocks = []
        self._remove()


def _raw(table: pa.Table, replications: Sequence[int] | np.ndarray) -> dict[str, RawColumns]:
    """Turn the rows of some replications of a point back into what was measured."""
    count = len(replications)
    every = table.take(np.arange(0, len(table), count))  # the first replication of each key
    keys = {name: np.array(every.column(name).to_pylist(), object) for name in _KEYS}
    values = table.column("value").to_numpy().reshape(-1, count).T
    return {"measured": {"replication": np.asarray(replications), "values": values}, "keys": keys}


def _points_in(
    path: Path, failures: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, Mapping[str, RawColumns]]]:
    """Read the points of a finished sweep, without what failed."""
    table = pq.read_table(path)
    if not len(table):
        return  # there were too many single values to be kept
    points = table.column("point").to_numpy()
    rows = int(np.searchsorted(points, points[0], side="right"))
    replications = np.unique(table.column("replication").to_numpy()[:rows])
    for point in range(len(table) // rows):
        raw = _raw(table.slice(point * rows, rows), replications)
        failed = [each["replication"] for each in failures if each["point"] == point]
        good = ~np.isin(replications, failed)
        measured = {name: values[good] for name, values in raw["measured"].items()}
        yield point, {**raw, "measured": measured}
