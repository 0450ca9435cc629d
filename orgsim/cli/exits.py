"""How a command ends: the exit codes, and the errors that carry them."""

from __future__ import annotations

from typing import IO, Any

import click

FAILED = 1
"""Replications failed, the others are kept; or a known answer was missed; or the output could not
be written."""

UNUSABLE = 2
"""Wrong usage, an invalid scenario, or an output folder that cannot be used."""

INTERRUPTED = 130
"""Ctrl-C; what was finished is kept."""


class Unusable(click.ClickException):
    """What was asked cannot be done; says why, without a traceback or click's usage lines."""

    exit_code = UNUSABLE

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone on stderr."""
        click.echo(self.message, file=file, err=file is None)
