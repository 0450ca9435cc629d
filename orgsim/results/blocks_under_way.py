"""A folder that blocks are put into as they are finished, until they are put together.

What a run (`Store`) and a sweep (`SweepStore`) share: how they take over what an earlier one left,
how a part gets onto the disk, and how the finished tables get into their place.
"""

from __future__ import annotations

import shutil
from abc import abstractmethod
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

from orgsim.results.files import ResultsError, check_file
from orgsim.results.folder import move_into
from orgsim.results.parts import BLOCKS, Block, read_run
from orgsim.results.table_writer import TableWriter
from orgsim.results.under_way import UnderWay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

FINAL = ".final"
"""Among the parts, where the tables of the finished result are written before they are moved."""


class BlocksUnderWay(UnderWay):
    """A folder with blocks in parts; a context manager, as `UnderWay` is.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    refuse
        As for `UnderWay`.
    record
        What is under way, for `orgsim.results.parts.RUN`.
    resume
        Go on with what an interrupted run of the same left, or add to a finished one.
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
        When somebody else is writing into the folder, or more is kept in it than is asked for.
    OSError
        When it cannot be written.
    """

    tables: ClassVar[tuple[str, ...]]
    """Names of the tables that a block has parts of."""

    def __init__(
        self,
        directory: Path,
        refuse: Callable[[], None],
        record: Mapping[str, Any],
        *,
        resume: bool,
        overwrite: bool,
        tell: Callable[[str], None],
    ) -> None:
        self.blocks: list[Block] = []
        self._finals: dict[str, Any] | None = None
        self._tell = tell
        super().__init__(directory, refuse, tell)
        try:
            replaces = overwrite
            if resume:
                replaces = bool((read_run(directory) or {}).get("replaces", False))
                self._take_over()
            else:
                self._empty()
            self._write_run({**record, "replaces": replaces})
        except BaseException:
            self._leave()
            raise

    @abstractmethod
    def _take_over(self) -> None:
        """Keep what is sound of the parts and of the finished result that are there."""

    def _sound(self, manifest: dict[str, Any]) -> dict[str, Any] | None:
        """Return the manifest of the finished result when more can be added to that."""
        try:
            for name in self.tables:
                check_file(self.directory / f"{name}.parquet", manifest["tables"][name])
        except ResultsError as error:
            self._tell(f"{error}; all replications will be simulated again")
            return None
        return manifest

    def _throw_others_away(self) -> None:
        """Take away the parts of blocks that are not kept."""
        kept = {block.name for block in self.blocks}
        for folder in (BLOCKS, *self.tables):
            for path in (self._parts / folder).glob("*"):
                if path.stem not in kept:
                    path.unlink()

    def _write_run(self, record: Mapping[str, Any]) -> None:
        super()._write_run(record)
        for table in self.tables:
            (self._parts / table).mkdir(exist_ok=True)

    def _write_part(
        self, table: str, name: str, rows: pa.Table, *, passing: bool = False
    ) -> dict[str, Any]:
        """Write what a block has of a table; all of it is there, or nothing.

        Parameters
        ----------
        table
        name
            Of the block.
        rows
        passing
            As for `TableWriter`.

        Returns
        -------
        dict
            What the block is to say of the file.
        """
        hidden = self._parts / table / f".{name}.parquet"
        try:
            with TableWriter(hidden, rows.schema, passing=passing) as writer:
                writer.write(rows)
            hidden.replace(hidden.with_name(f"{name}.parquet"))
        finally:
            hidden.unlink(missing_ok=True)
        return writer.described

    @contextmanager
    def _put_in_place(self) -> Iterator[Path]:
        """Move into the folder what is written into another one meanwhile, all of it or nothing.

        Yields
        ------
        Path
            The folder to be written into, which is empty.
        """
        final = self._parts / FINAL
        with suppress(FileNotFoundError):
            shutil.rmtree(final)
        final.mkdir()
        try:
            yield final
        except BaseException:
            shutil.rmtree(final, ignore_errors=True)
            raise
        move_into(final, self.directory)
