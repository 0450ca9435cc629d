"""Text that goes to stdout, or to a file where the user names one."""

from __future__ import annotations

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
