"""Values of options that are checked when they are read."""

from __future__ import annotations

from typing import Any

import click

from orgsim.cli.exits import Unusable


class AtLeast(click.ParamType[int]):
    """A whole number that is not below a bound.

    Parameters
    ----------
    smallest : int
    """

    name = "number"

    def __init__(self, smallest: int) -> None:
        self.smallest = smallest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or say plainly what is wrong with it."""
        del ctx
        option = max(param.opts, key=len) if param else "number"
        try:
            number = int(value)
        except ValueError:
            raise Unusable(f"{option}: must be a whole number, got {value}") from None
        if number < self.smallest:
            raise Unusable(f"{option}: must be at least {self.smallest}, got {number}")
        return number


class OneOf(click.ParamType[str]):
    """One of a few words.

    Parameters
    ----------
    *words : str
    """

    name = "word"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the words in the help."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the word, or say what it might have been."""
        del ctx
        if value in self.words:
            return str(value)
        # Imported here to keep `orgsim --help` fast.
        from orgsim.units import closest, sentence, shown

        option = max(param.opts, key=len) if param else "word"
        near = closest(str(value), self.words)
        raise Unusable(
            f"{option}: {sentence('unknown', shown(value), ', '.join(self.words), near)}"
        )
