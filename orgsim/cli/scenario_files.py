"""Scenario files as arguments: loading them, and naming things after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.cli.exits import Unusable
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.scenario import Resolved


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
