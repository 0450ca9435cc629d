"""The tables of a result, a comparison or a sweep for other programs: CSV files, or a workbook.

Tables go from file to file in pieces, so memory does not grow with them.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from orgsim.results.files import MANIFEST, ResultsError, ResultsExist, check_file, read_manifest
from orgsim.results.loading import replications_kept
from orgsim.results.parts import read_run
from orgsim.results.sweep import load_sweep
from orgsim.results.sweep_under_way import unfinished_sweep
from orgsim.results.table_writer import naming
from orgsim.results.text_cells import defused, plain_type
from orgsim.results.workbook import MOST_ROWS, Sheet, sheet_names, write_workbook

FORMATS = ("csv", "xlsx")

_ROWS_AT_A_TIME = 16_384


@dataclass(frozen=True)
class _Table:
    """A table to be exported.

    Attributes
    ----------
    name : str
        Of the table, as in ``levels``.
    folder : str
        Of the result in a comparison that it belongs to, "" where there is none.
    rows : int
    path : pathlib.Path
    """

    name: str
    folder: str
    rows: int
    path: Path

    def batches(self) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.path) as file:
            # Group by group: pyarrow keeps in memory what it has read of all that it was asked for.
            for group in range(file.num_row_groups):
                yield from file.iter_batches(_ROWS_AT_A_TIME, row_groups=[group])

    @property
    def schema(self) -> pa.Schema:
        return pq.read_schema(self.path)


def export(
    directory: str | Path,
    format: str = "csv",  # noqa: A002 - the option's name
    output: str | Path | None = None,
    tables: Collection[str] = (),
    *,
    overwrite: bool = False,
) -> Path:
    """Write the tables of a folder for other programs.

    Parameters
    ----------
    directory
        Of a result, a comparison or a sweep; of a sweep that is not finished, the tables of its
        finished points are written.
    format
        ``csv`` for a file per table (UTF-8, RFC 4180, dates as 2026-01-31), or ``xlsx`` for a
        workbook with a sheet per table.
    output
        Folder of the CSV files, or the workbook; by default beside the folder, with ``_csv`` or
        ``.xlsx`` after its name.
    tables
        Names of tables; by default all of them. In a comparison, those of every result.
    overwrite
        Whether files that are there already may be replaced.

    Returns
    -------
    pathlib.Path
        The folder or the workbook. All of it appears when all of it was written, or nothing.

    Raises
    ------
    ResultsError
        When the folder is no result or is damaged, it has no such table, or a table has more rows
        than a sheet of Excel takes.
    ResultsExist
        When there is something already where it is to be written.
    ValueError
        When there is no such format.
    ModuleNotFoundError
        When a workbook is asked for and openpyxl is not installed.

    Examples
    --------
    >>> export("results/startup", tables=["levels"])  # doctest: +SKIP
    PosixPath('results/startup_csv')
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format!r}; allowed: {', '.join(FORMATS)}")
    directory = Path(directory)
    with contextlib.ExitStack() as stack:
        run = unfinished_sweep(directory)
        listed = _tables(directory) if run is None else stack.enter_context(_so_far(directory))
        found = _chosen(directory, listed, tables)
        return _write(found, directory, format, output, overwrite=overwrite)


@contextlib.contextmanager
def _so_far(directory: Path) -> Iterator[list[_Table]]:
    """Give the tables of the finished points of a sweep that is not finished."""
    with tempfile.TemporaryDirectory() as temporary:
        load_sweep(directory).write_into(Path(temporary))
        yield [table for table in _tables(Path(temporary)) if table.rows]


def _write(
    found: Sequence[_Table],
    directory: Path,
    format_: str,
    output: str | Path | None,
    *,
    overwrite: bool,
) -> Path:
    if format_ == "csv":
        target = directory.with_name(f"{directory.absolute().name}_csv")
        target = target if output is None else Path(output)
        with _in_place_of(target, overwrite=overwrite, folder=True) as temporary:
            temporary.mkdir()
            _write_csv(found, temporary)
        return target
    target = directory.with_name(f"{directory.absolute().name}.xlsx")
    target = target if output is None else Path(output)
    for table in found:
        if table.rows > MOST_ROWS:
            raise ResultsError(
                f"{table.path}: the table has {table.rows:,} rows, and a sheet of Excel takes "
                f"{MOST_ROWS:,}; export it as csv, or choose other tables"
            )
    with _in_place_of(target, overwrite=overwrite, folder=False) as temporary:
        names = sheet_names((table.folder, table.name) for table in found)
        write_workbook(
            (
                Sheet(name, table.schema.names, table.batches())
                for name, table in zip(names, found, strict=True)
            ),
            temporary,
        )
    return target


def _tables(directory: Path) -> list[_Table]:
    """Every table that the manifest of a folder lists, those of a comparison's results last."""
    if not (directory / MANIFEST).is_file() and read_run(directory) is not None:
        done, asked = replications_kept(directory)
        raise ResultsError(
            f"{directory}: this is not finished, {done:,} of {asked:,} replications are there; its "
            "tables can be exported when the same command with --resume has finished it"
        )
    manifest = read_manifest(directory)
    try:
        listed = dict(manifest.get("tables") or {})
        if "differences" in manifest:
            listed["differences"] = manifest["differences"]
        found = [
            _Table(name, "", int(described["rows"]), directory / f"{name}.parquet")
            for name, described in listed.items()
        ]
        folders = [str(folder) for folder in (manifest.get("results") or {}).values()]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(f"{directory}: the manifest is damaged: {error!r}") from error
    for name in (*listed, *folders):
        if Path(name).name != name or name in {"", ".", ".."}:
            raise ResultsError(
                f"{directory}: the manifest is damaged: {name!r} leads out of the folder"
            )
    for table in found:
        check_file(table.path, listed[table.name])
    for folder in folders:
        found += [
            _Table(table.name, folder, table.rows, table.path)
            for table in _tables(directory / folder)
        ]
    if not found:
        raise ResultsError(f"{directory}: the manifest lists no tables")
    return found


def _chosen(directory: Path, found: Sequence[_Table], names: Collection[str]) -> list[_Table]:
    known = list(dict.fromkeys(table.name for table in found))
    for name in names:
        if name not in known:
            near = "".join(difflib.get_close_matches(name, known, n=1))
            hint = f"; did you mean {near}?" if near else ""
            raise ResultsError(
                f"{directory}: no such table, got {name!r}; allowed: {', '.join(known)}{hint}"
            )
    return [table for table in found if not names or table.name in names]


@contextlib.contextmanager
def _in_place_of(target: Path, *, overwrite: bool, folder: bool) -> Iterator[Path]:
    """Give a path beside the target that takes its place when all went well."""
    if os.path.lexists(target):
        if target.is_dir() != folder:
            kind = "a file, not a folder" if folder else "a folder, not a file"
            raise ResultsExist(f"{target}: this is {kind}")
        if not overwrite and (not folder or any(target.iterdir())):
            raise ResultsExist(f"{target}: there is something already", "replaces it")
    absolute = target.absolute()
    absolute.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{absolute.name}.", dir=absolute.parent))
    try:
        temporary = beside / absolute.name
        yield temporary
        if folder and absolute.is_dir():
            _move_into(temporary, absolute)
        else:
            temporary.replace(absolute)
    except OSError as error:
        # Arrow tells the number of the error in words alone, and neither it nor openpyxl the file.
        if error.filename is None:
            raise naming(error, target) from error
        raise
    finally:
        shutil.rmtree(beside)


def _move_into(temporary: Path, target: Path) -> None:
    """Put files in place of those of the same names; others in the folder stay."""
    for path in sorted(temporary.rglob("*.csv")):
        place = target / path.relative_to(temporary)
        place.parent.mkdir(exist_ok=True)
        path.replace(place)


def _write_csv(tables: Sequence[_Table], folder: Path) -> None:
    for table in tables:
        place = folder / table.folder
        place.mkdir(exist_ok=True)
        schema = pa.schema([(field.name, plain_type(field.type)) for field in table.schema])
        with pacsv.CSVWriter(place / f"{table.name}.csv", schema) as writer:
            for batch in table.batches():
                columns = [defused(column) for column in batch.columns]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
