"""The folder of a sweep while its points are simulated: what is finished of them is kept at once.

Parts are those of a run (`orgsim.results.parts`). As there, a block is a range of numbers; here the
number of a replication at a point is ``point * 1,000,000 + replication``, and the scenario as it is
stated, where assumptions are varied, is one more point after the last. The rows of a part are those
of the table ``replications``.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.results.files import (
    MANIFEST,
    ResultsError,
    ResultsExist,
    check_file,
    read_manifest,
)
from orgsim.results.folder import move_into
from orgsim.results.occupied import refuse_occupied
from orgsim.results.parts import BLOCKS, Block, read_blocks, read_run, write_block
from orgsim.results.sweep_schema import SWEEP_TABLES
from orgsim.results.table_writer import TableWriter
from orgsim.results.under_way import UnderWay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from orgsim.results.sweep import Sweep
    from orgsim.results.tables import RawColumns

MOST_REPLICATIONS = 1_000_000
"""Of a point; what keeps the numbers of different points apart."""

TABLE = "replications"

_FINAL = ".final"

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


class SweepStore(UnderWay):
    """A folder that a sweep is simulated into; a context manager, as `Store` is.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    manifest
        Of the sweep: identity, engine, name, design, replications of each point.
    replications
        How many are asked for, over all points.
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

    def __init__(
        self,
        directory: Path,
        manifest: Mapping[str, Any],
        replications: int,
        *,
        resume: bool = False,
        overwrite: bool = False,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._finals: dict[str, Any] | None = None
        self._blocks: list[Block] = []
        self._tell = tell
        super().__init__(
            directory,
            lambda: refuse_occupied(
                directory, manifest, overwrite=overwrite, resume=resume, tables=tuple(SWEEP_TABLES)
            ),
            tell,
        )
        try:
            replaces = overwrite
            if resume:
                replaces = bool((read_run(directory) or {}).get("replaces", False))
                self._take_over(manifest)
            else:
                self._empty()
            self._write_run({**manifest, "replications": replications, "replaces": replaces})
            (self._parts / TABLE).mkdir(exist_ok=True)
        except BaseException:
            self._leave()
            raise

    @property
    def is_useful(self) -> bool:
        """Whether a replication of a point is finished."""
        return any(block.tables for block in self._blocks)

    def _take_over(self, manifest: Mapping[str, Any]) -> None:
        """Keep what is sound of the parts and of the finished sweep that are there."""
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
                self._blocks.append(block)
        self._refuse_fewer(manifest)
        kept = {block.name for block in self._blocks}
        for folder in (BLOCKS, TABLE):
            for path in (self._parts / folder).glob("*"):
                if path.stem not in kept:
                    path.unlink()

    def _sound(self, manifest: dict[str, Any]) -> dict[str, Any] | None:
        """Return the manifest of the finished sweep when more can be added to that."""
        try:
            check_file(self.directory / f"{TABLE}.parquet", manifest["tables"][TABLE])
        except ResultsError as error:
            self._tell(f"{error}; all replications will be simulated again")
            return None
        return manifest

    def _refuse_fewer(self, manifest: Mapping[str, Any]) -> None:
        """Raise when more is there of a point than is asked for."""
        each, points = int(manifest["replications"]), int(manifest["sweep"]["points"])
        there = 0 if self._finals is None else int(self._finals["replications"])
        for block in self._blocks:
            if block.first < points * MOST_REPLICATIONS:
                there = max(there, block.last % MOST_REPLICATIONS + 1)
        if there > each:
            raise ResultsExist(
                f"{self.directory}: the folder holds {there} replications of a point already, more "
                f"than the {each} asked for",
                "throws them away",
            )

    def is_all_there(self, each: int, stated: int) -> bool:
        """Whether the folder holds the finished sweep, with so many replications of each point."""
        finals = self._finals
        return (
            finals is not None
            and not self._blocks
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
        for block in self._blocks:
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
        block = Block(first, last, 0, {})
        path = block.path(self._parts, TABLE)
        hidden = path.with_name(f".{path.name}")
        try:
            with TableWriter(hidden, table.schema) as writer:
                writer.write(table)
            hidden.replace(path)
        finally:
            hidden.unlink(missing_ok=True)
        block = Block(first, last, 0, {TABLE: writer.described})
        write_block(self._parts, block)
        self._blocks.append(block)

    def finish(self, sweep: Sweep) -> None:
        """Write the tables of the finished sweep in place of the parts.

        Raises
        ------
        OSError
            When they cannot be written; the parts are still there.
        """
        final = self._parts / _FINAL
        with suppress(FileNotFoundError):
            shutil.rmtree(final)
        final.mkdir()
        try:
            sweep.write_into(final)
        except BaseException:
            shutil.rmtree(final, ignore_errors=True)
            raise
        move_into(final, self.directory)
        self.leave()

    def leave(self) -> None:
        """Take the parts away: the finished sweep is in its place."""
        self._blocks = []
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
