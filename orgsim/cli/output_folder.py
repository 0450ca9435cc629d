"""Where results go: found usable before anything is simulated, or the command does not start."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orgsim.cli.exits import Unusable


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
    nearest = directory.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        raise Unusable(f"-o {directory}: {nearest} is a file, not a folder; nothing was run")
    try:
        # Trying is the only test that also knows read-only disks and access lists.
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise Unusable(
            f"-o {directory}: {nearest} cannot be written ({error.strerror}); nothing was run"
        ) from error


def check_free(directory: Path, manifest: Mapping[str, Any]) -> None:
    """Make sure that a folder holds nothing else that writing there would replace.

    Parameters
    ----------
    directory : Path
    manifest : mapping
        With the `scenario_hash` and the `orgsim` version of what is to be written.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import ResultsExist
    from orgsim.results.results import refuse_others

    try:
        refuse_others(directory, manifest)
    except ResultsExist as error:
        raise Unusable(
            f"-o {error}; nothing was run (--overwrite replaces it, -o names another folder)"
        ) from error
