"""Running text, in lines that fit the terminal."""

from __future__ import annotations

import textwrap

WIDEST = 96
"""Characters of a line of running text; longer lines are hard to read."""

_UNBROKEN = "\u00a0"


def paragraph(text: str) -> str:
    """Break a text into lines that fit the terminal."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen

    # A number stays with its sign: only spaces of ASCII are places to break.
    text = text.replace(" %", f"{_UNBROKEN}%")
    return textwrap.fill(text, min(WIDEST, screen().width or WIDEST)).replace(_UNBROKEN, " ")
