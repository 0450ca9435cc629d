"""How a command ends: the exit codes, and the errors that carry them."""

from __future__ import annotations

from typing import IO, Any

import click

FAILED = 1
"""Replications failed, the others are kept; or a known answer was missed; or the output could not
be written; or a cluster was lost."""

UNUSABLE = 2
"""Wrong usage, an invalid scenario, or an output folder that cannot be used."""

CONDITION_HELD = 3
"""A condition of `--fail-if` holds."""

INTERRUPTED = 130
"""Ctrl-C; what was finished is kept."""


class Failed(click.ClickException):
    """What was begun could not be finished; says why, and what is kept, in one sentence."""

    exit_code = FAILED

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone on stderr."""
        click.echo(self.message, file=file, err=file is None)


class Stopped(Failed):
    """What was begun was stopped by Ctrl-C; says what is kept in one sentence."""

    exit_code = INTERRUPTED


class Unusable(click.ClickException):
    """What was asked cannot be done; says why, without a traceback or click's usage lines."""

    exit_code = UNUSABLE

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message alone on stderr."""
        click.echo(self.message, file=file, err=file is None)
