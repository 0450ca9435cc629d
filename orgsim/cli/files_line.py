"""Where the page and the tables are, told at the end."""

from __future__ import annotations

import textwrap
from pathlib import Path


def files_line(directory: Path, tables: str) -> str:
    """Say where the page and the tables are."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen

    page = "report.html · " if report_in(directory) else ""
    line = f"{directory}/   {page}{tables}"
    width = screen().width
    if width is None or len(line) <= width:
        return line
    return textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False)


def report_in(directory: Path) -> str | None:
    """Path of the page in a folder, None where there is none."""
    page = directory / "report.html"
    return str(page) if page.is_file() else None
