"""`orgsim validate`: is a scenario file right, and if not, where is it wrong."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from orgsim.cli.exits import UNUSABLE
from orgsim.cli.options import allow_plugins
from orgsim.cli.warned import each_once
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.scenario import Problem, Resolved

Warned: TypeAlias = "tuple[list[str], Problem]"
"""A warning, and the policies that it is about; none where a file states none, or about all."""


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

    Of a file that states policies each of them is checked. Of a scenario that can be run it warns
    where the rules contradict each other: growth against seats, promotions against eligibility.
    Warnings do not change how the command ends.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario import ScenarioError, resolve

    problems: list[Problem] = []
    warned: list[Warned] = []
    for file in files:
        try:
            resolved = resolve(file, overrides)
        except ScenarioError as error:
            problems += error.problems
            if not as_json:
                click.echo(str(error))
        else:
            found = _warnings(resolved)
            warned += found
            if not as_json:
                click.echo(valid_text(file, found, len(resolved.policies)))
    if as_json:
        rows = [dataclasses.asdict(problem) for problem in problems]
        rows += [
            {**dataclasses.asdict(problem), **({"policies": names} if names else {})}
            for names, problem in warned
        ]
        click.echo(json.dumps(rows, indent=2, default=str, allow_nan=False))
    if problems:
        click.echo(f"{counted(len(problems), 'problem')}, nothing was run", err=True)
    return UNUSABLE if problems else 0


def _warnings(resolved: Resolved) -> list[Warned]:
    """What rules contradict each other, and in which policies where the file states some."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.expected.warnings import warnings

    if not resolved.policies:
        return [([], each) for each in resolved.warnings(warnings(resolved.scenario))]
    of_each = {
        name: each.warnings(warnings(each.scenario)) for name, each in resolved.policies.items()
    }
    return [*(([], each) for each in resolved.identical), *each_once(of_each)]


def valid_text(file: Path, warned: Sequence[Warned], policies: int = 0) -> str:
    """Say that a file is right, after what it warns of."""
    lines = [f"{', '.join(names)}: {each}" if names else str(each) for names, each in warned]
    of = f", {counted(policies, 'policy')}" if policies else ""
    end = f", {counted(len(warned), 'warning')}" if warned else ""
    return "\n".join([*lines, f"{file}: valid{of}{end}"])
