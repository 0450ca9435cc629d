"""Parts: what a run that is under way has finished, a block of replications at a time.

In the folder of the result stands, while a run is under way or was interrupted::

    parts/
      run.json                          which run: scenario, seed, version, replications asked for
      lock                              held by the process that writes
      blocks/000000-000511.json         a finished block: digests of its files, what failed in it
      levels/000000-000511.parquet      its tables, each of them complete and sorted
      ...

A block counts when its record is there, which is written last. Every file is written under a name
with a dot in front and then renamed, so that whoever reads a folder of parts finds whole files
only.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.results.files import MANIFEST, ResultsError, write_manifest
from orgsim.results.table_writer import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

PARTS = "parts"
RUN = "run.json"
LOCK = "lock"
BLOCKS = "blocks"

Range = tuple[int, int]
"""First and last replication, both counted."""


@dataclass(frozen=True)
class Block:
    """Finished replications that lie in files of their own.

    Attributes
    ----------
    first, last
        Their numbers.
    recorded
        How many replications of the run were recorded with events and people: those below this.
    tables
        Table name -> number of rows and digest of its file; tables without rows have none.
    failures
        What failed, as in a manifest: there are no tables then.
    """

    first: int
    last: int
    recorded: int
    tables: Mapping[str, Mapping[str, Any]]
    failures: Sequence[Mapping[str, Any]] = ()

    @property
    def name(self) -> str:
        """Name of the block's files."""
        return f"{self.first:06d}-{self.last:06d}"

    def path(self, parts: Path, table: str) -> Path:
        """Where one of its tables lies."""
        return parts / table / f"{self.name}.parquet"

    def damage(self, parts: Path) -> Path | None:
        """Return a file of the block that is not as it was written, None where all are."""
        for table, described in self.tables.items():
            path = self.path(parts, table)
            if not path.is_file() or digest(path) != described.get("sha256"):
                return path
        return None


def read_run(directory: Path) -> dict[str, Any] | None:
    """Read the record of the run that is under way in a folder, or was interrupted; None if none.

    Raises
    ------
    ResultsError
        When it is damaged.
    """
    path = directory / PARTS / RUN
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: the record of the run is damaged: {error}") from error
    try:
        found = json.loads(text)
        found["orgsim"], found["scenario_hash"], found["replications"], found["name"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ResultsError(f"{path}: the record of the run is damaged: {error}") from error
    return dict(found)


def asked_for(directory: Path, otherwise: int) -> int:
    """How many replications are to be there when the run in a folder is resumed.

    Those that the unfinished run was asked for. When it is finished, or there is none, so many as
    are asked for otherwise, but no fewer than are there.
    """
    for path, least in ((directory / PARTS / RUN, 0), (directory / MANIFEST, otherwise)):
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = int(json.loads(path.read_text(encoding="utf-8"))["replications"])
            return max(found, least)
    return otherwise


def read_blocks(directory: Path) -> list[Block]:
    """Read the records of the finished blocks, by increasing replications.

    One that cannot be read is left out: its replications count as not finished.
    """
    found = []
    for path in sorted((directory / PARTS / BLOCKS).glob("[0-9]*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            block = Block(**record)
        except (OSError, ValueError, TypeError):
            continue
        if path.stem == block.name:
            found.append(block)
    return sorted(found, key=lambda block: block.first)


def write_block(parts: Path, block: Block) -> None:
    """Write the record of a block, whose files are there; from now on it counts."""
    record = {
        "first": block.first,
        "last": block.last,
        "recorded": block.recorded,
        "tables": dict(block.tables),
        "failures": list(block.failures),
    }
    folder = parts / BLOCKS
    folder.mkdir(exist_ok=True)
    hidden = folder / f".{block.name}.json"
    try:
        write_manifest(record, hidden)
        hidden.replace(folder / f"{block.name}.json")
    finally:
        hidden.unlink(missing_ok=True)


def ranges_of(numbers: Iterable[int]) -> list[Range]:
    """Join increasing numbers to ranges.

    Examples
    --------
    >>> ranges_of([0, 1, 2, 5, 7, 8])
    [(0, 2), (5, 5), (7, 8)]
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [(first, last) for first, last in found]


def read_ranges(written: Iterable[str | int]) -> list[Range]:
    """Read ranges as a manifest has them.

    Examples
    --------
    >>> read_ranges(["0-3", "5"])
    [(0, 3), (5, 5)]
    """
    pairs = (str(each).partition("-") for each in written)
    return [(int(first), int(last or first)) for first, _, last in pairs]
