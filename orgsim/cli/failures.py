"""Replications that failed, told with their cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orgsim.cli.wording import counted, listed

if TYPE_CHECKING:
    from orgsim.results import Results


def tell_failures(results: Results, name: str = "") -> None:
    """Say on stderr which replications failed and why, those of one cause together."""
    numbers_of: dict[str, list[int]] = {}
    for failure in results.failures:
        numbers_of.setdefault(failure["cause"], []).append(failure["replication"])
    for cause, numbers in numbers_of.items():
        counts = f"{len(numbers)} of {counted(results.manifest['replications'], 'replication')}"
        where = f"{name}: " if name else ""
        click.echo(f"{where}{counts} failed ({listed(numbers)}): {cause}", err=True)
