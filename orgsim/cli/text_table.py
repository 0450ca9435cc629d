"""Columns of text that line up."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.cells import cell_len


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian characters two, colours none.

    Examples
    --------
    >>> width_of("VP"), width_of("部長")
    (2, 4)
    """
    return cell_len(click.unstyle(text))


def text_table(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Lay out rows: the first column to the left, the others to the right.

    Parameters
    ----------
    rows : sequence of sequence of str
        All of the same length.
    gap : int
        Spaces between columns.

    Returns
    -------
    list of str
        A line for each row, without spaces at its end.

    Examples
    --------
    >>> text_table([["VP", "3", "11 %"], ["Director", "12", "4 %"]])
    ['VP         3  11 %', 'Director  12   4 %']
    """
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        missing = [" " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)]
        others = [space + cell for cell, space in zip(row[1:], missing[1:], strict=True)]
        lines.append((" " * gap).join([row[0] + missing[0], *others]).rstrip())
    return lines
