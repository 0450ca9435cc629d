"""The result store: a folder into which a run puts what it has finished, as it finishes it.

A run that is killed loses the blocks that were under way and nothing else, another process can
read what is finished, and more replications can be added to what is there. In the end the parts
(`orgsim.results.parts`) are put together to the tables of a finished result, which are the same,
to the byte, whether the run was interrupted or not.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from orgsim.results.blocks_under_way import FINAL, BlocksUnderWay
from orgsim.results.compaction import compact
from orgsim.results.conservation import check_conservation
from orgsim.results.files import (
    MANIFEST,
    ResultsExist,
    as_arrow,
    read_manifest,
    write_manifest,
    write_table,
)
from orgsim.results.folder import move_into
from orgsim.results.ladders import read_organizations
from orgsim.results.loading import failures_in, load_unchecked, pieces_of, results_so_far
from orgsim.results.occupied import refuse_occupied
from orgsim.results.parts import (
    RUN,
    Block,
    ranges_of,
    read_blocks,
    read_ranges,
    read_run,
    write_block,
)
from orgsim.results.results import Results
from orgsim.results.schema import RAW_TABLES, TABLES
from orgsim.results.stored_tables import Piece, StoredTables, stamp
from orgsim.results.summary import summarise
from orgsim.results.tables import known_categories, make_table
from orgsim.results.within_draws import replications_per_draw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from orgsim.results.tables import RawColumns

ALL = 1_000_000
"""What `recorded` is when all replications are."""


class Store(BlocksUnderWay):
    """A folder that a run writes into; a context manager, during which nobody else may write.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    manifest
        Of the run: identity, engine, replications asked for, organizations.
    recorded
        Replications below this number are recorded with events and people.
    replications
        How many are asked for.
    resume
        Go on with what an interrupted run of the same scenario left, or add to a finished one.
    overwrite
        Replace results, or an unfinished run, of something else.
    tell
        Called with a sentence when something in the folder had to be thrown away.

    Attributes
    ----------
    blocks : list of Block
        Finished blocks that lie in parts.

    Raises
    ------
    ResultsExist
        When the folder is occupied, by another run that is under way too, or when more is to be
        kept of what it holds than is asked for.
    OSError
        When it cannot be written.
    """

    tables = tuple(RAW_TABLES)

    def __init__(
        self,
        directory: Path,
        manifest: Mapping[str, Any],
        recorded: int,
        replications: int,
        *,
        resume: bool = False,
        overwrite: bool = False,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._asked, self._recorded = replications, recorded
        self._organizations = read_organizations(manifest)
        self._start = dt.date.fromisoformat(manifest["start"])
        super().__init__(
            directory,
            lambda: refuse_occupied(directory, manifest, overwrite=overwrite, resume=resume),
            manifest,
            resume=resume,
            overwrite=overwrite,
            tell=tell,
        )

    @property
    def is_useful(self) -> bool:
        """Whether a replication is finished, or the tables are on their way into place."""
        return any(block.tables for block in self.blocks) or self._is_being_moved

    def _take_over(self) -> None:
        if self._is_being_moved:
            # The run ended while its tables were being moved into place; they are complete.
            move_into(self._parts / FINAL, self.directory)
            moved = {**(read_run(self.directory) or {}), "extends": True}
            write_manifest(moved, self._parts / RUN)
        run = read_run(self.directory)
        if (run is None or run.get("extends")) and (self.directory / MANIFEST).is_file():
            self._finals = self._sound(read_manifest(self.directory))
        before = read_ranges(self._finals["completed"]) if self._finals else []
        for block in read_blocks(self.directory):
            numbers = range(block.first, block.last + 1)
            damaged = block.damage(self._parts)
            if damaged is not None:
                self._tell(
                    f"{damaged}: the part is cut short or was changed; "
                    f"{_told(numbers)} will be simulated again"
                )
            # What failed is tried again: a worker may have been killed by somebody else's doing.
            elif block.tables and not (
                _lacks_records(numbers, block.recorded, self._recorded)
                or any(low <= block.first <= high for low, high in before)
            ):
                self.blocks.append(block)
        there = self.completed
        if there and max(self._completed()) >= self._asked:
            raise ResultsExist(
                f"{self.directory}: the folder holds {there} replications already, more than the "
                f"{self._asked} asked for",
                "throws them away",
            )
        self._throw_others_away()

    @property
    def _is_being_moved(self) -> bool:
        """Whether complete tables are, or some are still, on their way into place."""
        return (self._parts / FINAL / MANIFEST).is_file()

    def _sound(self, manifest: dict[str, Any]) -> dict[str, Any] | None:
        completed = read_ranges(manifest["completed"])
        recorded = recorded_in(manifest)
        if any(_lacks_records(range(a, b + 1), recorded, self._recorded) for a, b in completed):
            self._tell(
                f"{self.directory}: more replications are to be recorded than were; all of them "
                "will be simulated again"
            )
            return None
        return super()._sound(manifest)

    def _write_run(self, record: Mapping[str, Any]) -> None:
        own: dict[str, Any] = {name: {} for name in TABLES}
        more = {"recorded": self._recorded, "extends": self._finals is not None, "tables": own}
        super()._write_run({**record, **more})

    def amend(self, told: Mapping[str, Any]) -> None:
        """Write down what was not known of the run when it began."""
        self._write_run({**(read_run(self.directory) or {}), **told})

    def missing(self, replications: int) -> list[int]:
        """List the replications below a number that are not finished."""
        completed = self._completed()
        return [number for number in range(replications) if number not in completed]

    def _completed(self) -> set[int]:
        ranges = [(block.first, block.last) for block in self.blocks if block.tables]
        ranges += read_ranges(self._finals["completed"]) if self._finals else []
        return {number for first, last in ranges for number in range(first, last + 1)}

    @property
    def completed(self) -> int:
        """Number of replications that are finished."""
        return len(self._completed())

    def put(self, first: int, last: int, raw: Sequence[Mapping[str, RawColumns]]) -> None:
        """Keep the tables of some replications; when this returns they are on disk.

        Parameters
        ----------
        first, last
            The first and the last of them; those between are among them.
        raw
            Raw tables of one block or more (form: see `orgsim.results.tables`).

        Raises
        ------
        TableError
            When a raw table has not the form that it should have.
        ConservationError
            When people appear from nowhere or vanish.
        OSError
            When they cannot be written; what was kept before is still there.
        """
        name = f"{first:06d}-{last:06d}"
        described = {}
        for table in RAW_TABLES:
            blocks = [block[table] for block in raw]
            frame = make_table(table, blocks, self._organizations, self._start)
            if table == "levels":
                check_conservation(frame, self._organizations)
            if len(frame):
                rows = self._with_plain_text(as_arrow(frame), table)
                described[table] = self._write_part(table, name, rows, passing=True)
        self._add(Block(first, last, self._recorded, described))

    def _with_plain_text(self, arrow: pa.Table, table: str) -> pa.Table:
        """Write text as text where parts may have different entries: they are read as one table."""
        for position, column in enumerate(TABLES[table].columns):
            if column.dtype == "category" and known_categories(column, self._organizations) is None:
                coded = arrow.column(position)
                nothing = pa.types.is_null(coded.type.value_type)
                text = pa.nulls(len(coded), pa.string()) if nothing else coded.cast(pa.string())
                arrow = arrow.set_column(position, column.name, text)
        return arrow

    def fail(self, replication: int, cause: str) -> None:
        """Keep the news that a replication failed."""
        failure = {"replication": replication, "cause": cause}
        self._add(Block(replication, replication, self._recorded, {}, [failure]))

    def _add(self, block: Block) -> None:
        write_block(self._parts, block)
        self.blocks.append(block)
        self.blocks.sort(key=lambda each: each.first)

    def so_far(self) -> Results:
        """Return what is finished."""
        run = read_run(self.directory) or {}
        return results_so_far(self.directory, run, self._finals, self.blocks)

    def finish(
        self,
        manifest: Mapping[str, Any],
        asked: Callable[[Results], pd.DataFrame],
    ) -> Results:
        """Put the parts together to the tables of a finished result, and take the parts away.

        Parameters
        ----------
        manifest
            Of the result; which replications were completed and failed is filled in here.
        asked
            Makes the table ``asked`` of the result without it.

        Returns
        -------
        Results
            Its tables are read from the folder when they are asked for.

        Raises
        ------
        OSError
            When it cannot be written; the parts are still there.
        """
        if self._finals is not None and self._is_all_there(self._finals):
            self._remove()
            return load_unchecked(self.directory)
        pieces, _ = pieces_of(self.directory, self._finals, self.blocks, self._recorded)
        completed = sorted(self._completed())
        with self._put_in_place() as final:
            source = StoredTables(pieces, self._organizations, len(completed))
            files = {
                name: compact(name, source, self._organizations, final / f"{name}.parquet")
                for name in RAW_TABLES
            }
            told = {
                **manifest,
                "completed": [f"{a}-{b}" if a < b else str(a) for a, b in ranges_of(completed)],
                "failures": failures_in(self.blocks),
            }
            written = {
                name: [Piece(path := final / f"{name}.parquet", None, None, stamp(path))]
                for name in RAW_TABLES
            }
            tables = StoredTables(written, self._organizations, len(completed))
            per_draw = replications_per_draw(told)
            summary = summarise(tables, self._organizations, told["director_rank"], per_draw)
            tables = StoredTables(
                written, self._organizations, len(completed), {"summary": lambda _: summary}
            )
            files["summary"] = write_table(summary, final / "summary.parquet")
            files["asked"] = write_table(asked(Results(tables, told)), final / "asked.parquet")
            write_manifest({**told, "tables": files}, final / MANIFEST)
        self._remove()
        return load_unchecked(self.directory)

    def _is_all_there(self, finals: Mapping[str, Any]) -> bool:
        """Whether the finished result needs nothing, neither replications nor records."""
        least = min(self.completed, self._recorded, recorded_in(finals))
        most = min(self.completed, max(self._recorded, recorded_in(finals)))
        return not self.blocks and least == most


def recorded_in(manifest: Mapping[str, Any]) -> int:
    """How many replications the run of a manifest recorded."""
    return recorded(manifest["scenario"]["record"])


def recorded(record: int | str) -> int:
    """How many replications are recorded, as a scenario says it."""
    if isinstance(record, str):
        return ALL if record == "all" else 0
    return record


def _lacks_records(numbers: range, then: int, now: int) -> bool:
    """Whether any of some replications is to be recorded now and was not then."""
    return max(numbers.start, then) < min(numbers.stop, now)


def _told(numbers: range) -> str:
    if len(numbers) == 1:
        return f"replication {numbers[0]}"
    return f"replications {numbers[0]} to {numbers[-1]}"
