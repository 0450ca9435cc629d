"""Where results go: found usable before anything is simulated, or the command does not start."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.cli.exits import Unusable

if TYPE_CHECKING:
    from orgsim.results import ResultsExist

NOTHING = "nothing was run"
LONGEST_SHOWN = 100
LONGEST_FILE_NAME = "differences.parquet.12345678"
"""As long as the name of any file that is written, and of a temporary one."""


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def check_writable(directory: Path) -> None:
    """Make sure that a folder can be written, without leaving anything behind.

    Parameters
    ----------
    directory : Path
        It need not exist: then the nearest folder above it that does is tried.

    Raises
    ------
    Unusable
    """
    nearest = absolute = directory.absolute()
    try:
        while not nearest.exists():
            nearest = nearest.parent
        if not nearest.is_dir():
            raise Unusable(f"-o {_short(directory)}: {nearest} is a file, not a folder; {NOTHING}")
        # Trying is the only test that also knows read-only disks and access lists. Results are
        # written into a folder of a longer name first, and every new folder must have a name.
        new = absolute.relative_to(nearest).parts
        for name in {absolute.name, *new}:
            Path(tempfile.mkdtemp(prefix=f".{name}.", dir=nearest)).rmdir()
        # A long path is refused only where the system is asked about it.
        (absolute.parent / f".{absolute.name}." / LONGEST_FILE_NAME).exists()
    except OSError as error:
        raise Unusable(
            f"-o {_short(directory)}: {_short(nearest)} cannot be written ({error.strerror}); "
            f"{NOTHING}"
        ) from error


def check_free(
    directory: Path,
    identity: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    overwrite: bool,
    resume: bool = False,
    tables: Sequence[str] | None = None,
) -> None:
    """Make sure that results and a page may be written to a folder, before anything is simulated.

    Parameters
    ----------
    directory : Path
    identity, parts, overwrite, resume
        As for `orgsim.results.refuse_occupied`.
    tables
        Names of the tables where they are not those of a run.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import TABLES, ResultsExist, refuse_occupied

    try:
        refuse_occupied(
            directory,
            identity,
            parts,
            overwrite=overwrite,
            resume=resume,
            with_page=True,
            tables=tuple(TABLES) if tables is None else tables,
        )
    except ResultsExist as error:
        raise occupied(error) from error


def occupied(error: ResultsExist) -> Unusable:
    """Say what is in a folder that cannot be used, and what can be done about it."""
    ways = [f"--resume {error.resuming}"] if error.resuming else []
    ways += [f"--overwrite {error.overwriting}"] if error.overwriting else []
    ways.append("-o names another folder")
    return Unusable(f"-o {error}; {NOTHING} ({'; '.join(ways)})")
