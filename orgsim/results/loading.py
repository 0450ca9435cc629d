"""Loading a result from its folder: a finished one, or what a run has finished so far."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.results.files import MANIFEST, ResultsError, check_file, read_manifest
from orgsim.results.ladders import read_organizations
from orgsim.results.parts import PARTS, RUN, Range, ranges_of, read_blocks, read_ranges, read_run
from orgsim.results.results import Results
from orgsim.results.schema import RAW_TABLES, TABLES
from orgsim.results.stored_tables import Piece, StoredTables, stamp
from orgsim.results.summary import summarise
from orgsim.results.tables import typed_frame
from orgsim.results.within_draws import replications_per_draw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from orgsim.results.ladders import Organization
    from orgsim.results.parts import Block
    from orgsim.results.table_source import TableSource

OF_RECORDED = ("events", "people")
"""Tables that only recorded replications have."""


def load_results(directory: str | Path) -> Results:
    """Load a result that was saved, or what an unfinished run has finished.

    Tables are read when they are asked for. If the folder is written to before that, asking for
    them fails; load the result again then.

    Parameters
    ----------
    directory
        The folder.

    Returns
    -------
    Results
        With the tables and the manifest that were saved. Of a run that is under way or was
        interrupted, it holds the replications finished by now; ``unfinished`` in its manifest is
        true, ``completed`` says which they are, and ``asked`` is empty.

    Raises
    ------
    ResultsError
        When the folder is no result, is damaged or incomplete, or another version of orgsim with
        other tables wrote it.

    Examples
    --------
    >>> load_results("nowhere")
    Traceback (most recent call last):
    orgsim.results.files.ResultsError: nowhere: there is no such folder
    """
    directory = Path(directory)
    run = read_run(directory)
    if run is not None and "differences" in run:
        raise ResultsError(
            f"{directory}: this is a comparison that is not finished; load one of the results in "
            f"it: {', '.join(run['results'])}"
        )
    if run is not None and "sweep" in run and not (directory / MANIFEST).is_file():
        raise ResultsError(f"{directory}: this is a sweep that is not finished")
    if run is not None and (run.get("extends") or not (directory / MANIFEST).is_file()):
        return load_unfinished(directory, run)
    manifest = read_manifest(directory)
    if "differences" in manifest:
        raise ResultsError(
            f"{directory}: this is a comparison; load it with orgsim.load_comparison, or one of "
            f"the results in it: {', '.join(manifest['results'])}"
        )
    if "sweep" in manifest:
        raise ResultsError(f"{directory}: this is a sweep; load it with orgsim.load_sweep")
    return _finished(directory, manifest, check=True)


def load_unchecked(directory: Path) -> Results:
    """Load a result that has just been written; its files are not read to check them."""
    return _finished(directory, read_manifest(directory), check=False)


def _finished(directory: Path, manifest: dict[str, Any], *, check: bool) -> Results:
    try:
        files = manifest.pop("tables")
        organizations = read_organizations(manifest)
        version = manifest["orgsim"]
        manifest["failures"], manifest["director_rank"], manifest["name"]
        described = {name: files[name] for name in TABLES if name in files}
        completed = sum(last - first + 1 for first, last in read_ranges(manifest["completed"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            f"{directory / MANIFEST}: the manifest is damaged: {error!r} is missing or wrong"
        ) from error
    pieces = {}
    for name, table in TABLES.items():
        if name not in described:
            raise ResultsError(OTHER_VERSION.format(directory, name, version))
        path = directory / f"{name}.parquet"
        if check:
            check_file(path, described[name])
        refuse_other_columns(path, name, table.column_names, directory, version)
        pieces[name] = [Piece(path, None, None, stamp(path))]
    return Results(StoredTables(pieces, organizations, completed), manifest)


def refuse_other_columns(
    path: Path, name: str, columns: Sequence[str], directory: Path, version: str
) -> None:
    """Raise unless a file has the columns that this version of orgsim gives its table."""
    try:
        found = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        raise ResultsError(f"{path}: the file cannot be read: {error}") from error
    if list(found) != list(columns):
        raise ResultsError(OTHER_VERSION.format(directory, name, version))


OTHER_VERSION = (
    "{}: the table {} is not as this version of orgsim has it; version {} wrote it. "
    "Run it again, or install that version"
)


def load_unfinished(directory: Path, run: dict[str, Any]) -> Results:
    """Load what a run has finished so far, whether it is still at work or not.

    Parameters
    ----------
    directory
        The folder.
    run
        The record of the run.

    Raises
    ------
    ResultsError
        When a part is damaged, or another version with other tables wrote it.
    """
    blocks = read_blocks(directory)
    parts = directory / PARTS
    for block in blocks:
        damaged = block.damage(parts)
        if damaged is not None:
            raise ResultsError(
                f"{damaged}: the part is not the one that was written: it is missing, cut short or "
                "was changed; running the scenario again with --resume makes it anew"
            )
        for name in block.tables:
            columns = TABLES[name].column_names if name in TABLES else ()
            refuse_other_columns(block.path(parts, name), name, columns, directory, run["orgsim"])
    finals = read_manifest(directory) if run.get("extends") and _is_finished(directory) else None
    return results_so_far(directory, run, finals, blocks)


def replications_kept(directory: Path) -> tuple[int, int]:
    """How many replications an unfinished run in a folder has, and how many it was asked for.

    0 and 0 where there is no unfinished run.
    """
    run = read_run(directory)
    if run is None:
        return 0, 0
    if "differences" in run:
        found = [_kept_of_result(directory / folder) for folder in run["results"]]
        return sum(found), int(run["replications"]) * len(found)
    finals = read_manifest(directory) if run.get("extends") and _is_finished(directory) else None
    _, ranges = pieces_of(directory, finals, read_blocks(directory), 0)
    return sum(last - first + 1 for first, last in ranges), int(run["replications"])


def _kept_of_result(directory: Path) -> int:
    """How many replications of one result of a comparison are there, finished or not."""
    done, _ = replications_kept(directory)
    if done or not _is_finished(directory):
        return done
    return sum(b - a + 1 for a, b in read_ranges(read_manifest(directory)["completed"]))


def _is_finished(directory: Path) -> bool:
    return (directory / MANIFEST).is_file()


def results_so_far(
    directory: Path,
    run: Mapping[str, Any],
    finals: Mapping[str, Any] | None,
    blocks: Sequence[Block],
) -> Results:
    """Put together what is finished, by an earlier run and by the parts of this one."""
    try:
        organizations = read_organizations(run)
        recorded, rank = int(run["recorded"]), run["director_rank"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            f"{directory / PARTS / RUN}: the record of the run is damaged: {error!r} is missing or "
            "wrong"
        ) from error
    pieces, kept = pieces_of(directory, finals, blocks, recorded)
    completed = [number for first, last in kept for number in range(first, last + 1)]
    manifest = {
        **run,
        "completed": [f"{a}-{b}" if a < b else str(a) for a, b in ranges_of(completed)],
        "failures": failures_in(blocks),
        "unfinished": True,
    }
    for key in ("tables", "extends", "replaces", "recorded"):
        manifest.pop(key, None)
    computed: dict[str, Callable[[TableSource], pd.DataFrame]] = {
        "summary": lambda source: summarise(
            source, organizations, rank, replications_per_draw(run)
        ),
        "asked": lambda _: _empty_asked(organizations),
    }
    tables = StoredTables(pieces, organizations, len(completed), computed)
    return Results(tables, manifest)


def failures_in(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """List the replications that failed, as a manifest has them."""
    return [dict(failure) for block in blocks for failure in block.failures]


def _empty_asked(organizations: tuple[Organization, ...]) -> pd.DataFrame:
    return typed_frame(
        "asked", {column: [] for column in TABLES["asked"].column_names}, organizations
    )


def pieces_of(
    directory: Path,
    finals: Mapping[str, Any] | None,
    blocks: Sequence[Block],
    recorded: int,
) -> tuple[dict[str, list[Piece]], list[Range]]:
    """Find the files that hold the raw tables, and the replications in them.

    Parameters
    ----------
    directory
        The folder.
    finals
        The manifest of a finished run that counts too, with its tables.
    blocks
        Finished blocks.
    recorded
        Events and people count of replications below this number.

    Returns
    -------
    dict
        Table -> pieces, by increasing replications.
    list
        Ranges of completed replications, increasing.
    """
    parts = directory / PARTS
    before = read_ranges(finals["completed"]) if finals is not None else []
    found: list[tuple[Range, Block | None]] = [(each, None) for each in before]
    found += [
        ((block.first, block.last), block)
        for block in blocks
        if block.tables and not any(low <= block.first <= high for low, high in before)
    ]
    found.sort(key=lambda each: each[0])
    pieces: dict[str, list[Piece]] = {name: [] for name in RAW_TABLES}
    for (first, last), block in found:
        for name in RAW_TABLES:
            end = min(last, recorded - 1) if name in OF_RECORDED else last
            if first > end or (block is not None and name not in block.tables):
                continue
            path = directory / f"{name}.parquet" if block is None else block.path(parts, name)
            pieces[name].append(Piece(path, first, end, stamp(path)))
    return pieces, [each for each, _ in found]
