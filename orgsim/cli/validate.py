"""`orgsim validate`: is a scenario file right, and if not, where is it wrong."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.exits import UNUSABLE
from orgsim.cli.options import allow_plugins
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.scenario import Problem


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Change a value, as `run` does."
)
@allow_plugins
@click.option("--json", "as_json", is_flag=True, help="Print problems and warnings as JSON.")
def validate(files: tuple[Path, ...], overrides: tuple[str, ...], as_json: bool) -> int:
    """Check scenario files and list all problems with file, line and column.

    Of a scenario that can be run it warns where the rules contradict each other: growth against
    seats, promotions against eligibility. Warnings do not change how the command ends.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.expected.warnings import warnings
    from orgsim.scenario import ScenarioError, resolve

    problems: list[Problem] = []
    warned: list[Problem] = []
    for file in files:
        try:
            resolved = resolve(file, overrides)
        except ScenarioError as error:
            problems += error.problems
            if not as_json:
                click.echo(str(error))
        else:
            found = resolved.warnings(warnings(resolved.scenario))
            warned += found
            if not as_json:
                click.echo(valid_text(file, found))
    if as_json:
        rows = [dataclasses.asdict(problem) for problem in (*problems, *warned)]
        click.echo(json.dumps(rows, indent=2, default=str, allow_nan=False))
    if problems:
        click.echo(f"{counted(len(problems), 'problem')}, nothing was run", err=True)
    return UNUSABLE if problems else 0


def valid_text(file: Path, warned: Sequence[Problem]) -> str:
    """Say that a file is right, after what it warns of."""
    end = f", {counted(len(warned), 'warning')}" if warned else ""
    return "\n".join([*map(str, warned), f"{file}: valid{end}"])
