"""Pieces of HTML: everything that comes from a user passes through `text` here."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def text(value: object) -> str:
    """Escape anything for HTML, attributes included.

    Examples
    --------
    >>> text("<script>")
    '&lt;script&gt;'
    """
    return html.escape(str(value), quote=True)


def prose(value: str) -> str:
    """Escape a sentence and keep its percent signs with their numbers.

    Examples
    --------
    >>> prose("8.4 % of R&D")
    '8.4&nbsp;% of R&amp;D'
    """
    return text(value).replace(" %", "&nbsp;%")


def paragraphs(sentences: Iterable[str]) -> str:
    """Put plain sentences into a paragraph each."""
    return "\n".join(f"<p>{prose(sentence)}</p>" for sentence in sentences)


class Heading(NamedTuple):
    """Heading of one or more columns, plain text; columns of words are set flush left."""

    label: str
    words: bool = False
    columns: int = 1


def table(head: Sequence[Heading], rows: Iterable[tuple[str, Sequence[str]]], caption: str) -> str:
    """Make a table that scrolls sideways on its own when it is too wide.

    Parameters
    ----------
    head
        Headings of the columns.
    rows
        Class of the row ("" for none) and its cells, already HTML ``<td>`` or ``<th>``.
    caption
        What the table holds, for those who hear it; plain text.
    """
    cells = "".join(
        f'<th scope="{"col" if each.columns == 1 else "colgroup"}" colspan="{each.columns}"'
        f"{_class('text' if each.words else '')}>{text(each.label)}</th>"
        for each in head
    )
    body = "\n".join(f"<tr{_class(kind)}>{''.join(columns)}</tr>" for kind, columns in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}">'
        f"<table><thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def row_heading(value: str) -> str:
    """Make the heading cell of a row from plain text."""
    return f'<th scope="row" class="text">{text(value)}</th>'


def path_heading(path: Iterable[str | int]) -> str:
    """Make the heading cell of a row about a key of the scenario; a long one breaks at its dots."""
    return f'<th scope="row" class="text">{".<wbr>".join(map(text, path))}</th>'


def words_cell(value: str) -> str:
    """Make a cell of words."""
    return f'<td class="text">{text(value)}</td>'


def number_cell(value: str, spread: str = "", kind: str = "") -> str:
    """Make a cell of a number, with its range in grey."""
    shown = text(value) + (f' <span class="range">{text(spread)}</span>' if spread else "")
    return f"<td{_class(f'number {kind}'.strip())}>{shown}</td>"


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Make a list of terms (plain text) and what they are (HTML)."""
    return "<dl>" + "\n".join(f"<dt>{text(t)}</dt><dd>{d}</dd>" for t, d in pairs) + "</dl>"


def folded(summary: str, content: str) -> str:
    """Fold away what few read: a summary (plain text) that opens on what it holds (HTML)."""
    return f"<details><summary>{text(summary)}</summary>\n{content}\n</details>"


def section(identity: str, heading: str, content: str) -> str:
    """Make a section that can be linked to."""
    return (
        f'<section id="{identity}" aria-labelledby="{identity}-heading">\n'
        f'<h2 id="{identity}-heading">{text(heading)}</h2>\n{content}\n</section>'
    )
