"""What goes to stdout, or to files where the user names some."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from orgsim.cli.exits import Unusable


def print_or_write(text: str, file: Path | None) -> None:
    """Print a text, or write it to a file and say so on stderr.

    Raises
    ------
    Unusable
    """
    if file is None:
        click.echo(text, nl=False)
        return
    write(text, file)
    click.echo(f"wrote {file}", err=True)


def write(text: str, file: Path) -> None:
    """Write a text file.

    Raises
    ------
    Unusable
        When it cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{file}: cannot be written ({error.strerror})") from error


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files, all or none, and say so on stderr.

    Folders that are missing are made. Each file is written beside its place first, and moved only
    when all of them could be.

    Raises
    ------
    Unusable
        When one cannot be written; what was there before is still there.
    """
    beside = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in contents}
    made: list[Path] = []
    try:
        for file, content in contents.items():
            made += _make_folder(file.parent)
            if file.is_dir():
                raise IsADirectoryError(0, "a folder has this name", str(file))
            beside[file].write_bytes(content)
        for file, temporary in beside.items():
            temporary.replace(file)
        made = []
    except OSError as error:
        raise Unusable(
            f"{error.filename or ''}: cannot be written ({error.strerror}); nothing was written"
        ) from error
    finally:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
    for file in contents:
        click.echo(f"wrote {file}", err=True)


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; return those that were missing, the outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]
