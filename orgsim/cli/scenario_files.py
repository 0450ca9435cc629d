"""Scenario files as arguments: loading them, and naming things after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.scenario import Resolved

policy_option = click.option(
    "--policy",
    metavar="NAME",
    help="Of a file that states policies, this one; by default the baseline.",
)


def resolved(file: Path, overrides: Sequence[str]) -> Resolved:
    """Read a scenario file; a mistake in it ends the command with all problems listed.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario import ScenarioError, resolve

    try:
        return resolve(file, overrides)
    except ScenarioError as error:
        counts = counted(len(error.problems), "problem")
        raise Unusable(f"{error}\n{counts}, nothing was run") from error


def of_policy(read: Resolved, file: Path, policy: str | None) -> Resolved:
    """Pick one policy of a file that states some, the baseline unless another is named.

    Raises
    ------
    Unusable
        When there is no such policy.
    """
    if policy is None:
        return read
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import choices, closest, sentence, shown

    if not read.policies:
        raise Unusable(f"--policy: {file} states no policies")
    if policy not in read.policies:
        near = closest(policy, read.policies)
        allowed = choices(read.policies)
        problem = sentence("there is no such policy", shown(policy), allowed, near)
        raise Unusable(f"--policy: {problem}")
    return read.policies[policy]


def one_of(
    file: Path, overrides: Sequence[str], policy: str | None, told: str, *, quiet: bool
) -> Resolved:
    """Read the scenario that is meant, and say which it is where the file states policies.

    Parameters
    ----------
    file, overrides
        As for `resolved`.
    policy
        As for `of_policy`.
    told
        What is said of it, with places for `{file}`, `{baseline}` and `{others}`.
    quiet
        Say nothing.

    Raises
    ------
    Unusable
    """
    read = resolved(file, overrides)
    found = of_policy(read, file, policy)
    if read.policies and policy is None and not quiet:
        baseline, *others = read.policies
        click.echo(told.format(file=file, baseline=baseline, others=", ".join(others)), err=True)
    return found


def folder_name(file: Path) -> str:
    """Name a result folder after a scenario file: letters, digits, dots, dashes, underscores.

    Examples
    --------
    >>> folder_name(Path("scenarios/startup_vs_big_company.yaml"))
    'startup_vs_big_company'
    >>> folder_name(Path("..")), folder_name(Path("our plan (2).yaml"))
    ('scenario', 'our_plan_2')
    """
    return re.sub(r"[^\w.-]+", "_", file.stem).strip("._-") or "scenario"
