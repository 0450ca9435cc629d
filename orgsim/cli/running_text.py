"""Running text, in lines that fit the terminal."""

from __future__ import annotations

import textwrap

WIDEST = 96
"""Characters of a line of running text; longer lines are hard to read."""


def paragraph(text: str) -> str:
    """Break a text into lines that fit the terminal."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen

    return textwrap.fill(text, min(WIDEST, screen().width or WIDEST))
