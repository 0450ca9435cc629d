"""Columns of text that line up."""

from __future__ import annotations

from collections.abc import Sequence


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
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first = row[0].ljust(widths[0])
        others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append((" " * gap).join([first, *others]).rstrip())
    return lines
