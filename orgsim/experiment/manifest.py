"""The manifest of a run: where its numbers come from, and all that later readers need to know."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import orgsim
from orgsim.experiment.blocks import Failure
from orgsim.rules.interventions.intervention import marks
from orgsim.rules.ladder import DIRECTOR_TITLE
from orgsim.scenario import policy_hashes, scenario_hash

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


def describe_run(
    scenario: Scenario,
    completed: Sequence[int],
    failures: Sequence[Failure],
    seconds: float,
    engine: str,
) -> dict[str, Any]:
    """Make the manifest of a run.

    Parameters
    ----------
    scenario : Scenario
        As it was run, with the seed and the number of replications asked for.
    completed : sequence of int
        Replications whose numbers are in the tables, in order.
    failures : sequence of Failure
    seconds : float
        Wall-clock time.
    engine : str
        The program that simulated.

    Returns
    -------
    dict
        Nothing but what JSON knows.
    """
    return {
        **identity(scenario),
        "engine": engine,
        "name": scenario.name,
        "scenario": scenario.model_dump(mode="json"),
        "replications": scenario.replications,
        "completed": ranges(completed),
        "failures": [
            {"replication": failure.replication, "cause": failure.cause} for failure in failures
        ],
        "start": scenario.start.isoformat(),
        "director_rank": scenario.reference_ladder.get(DIRECTOR_TITLE),
        "organizations": describe_organizations(scenario),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "platform": platform.platform(),
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(seconds, 3),
        "command": "",
    }


def identity(scenario: Scenario) -> dict[str, Any]:
    """Say which results these are: same version and hash, same numbers.

    `hash_without_seed` is that of the scenario with seed 0: it tells another seed from another
    scenario, as `policies`, the hashes of the policies in Python by organization, tell other code.
    """
    return {
        "orgsim": orgsim.__version__,
        "scenario_hash": scenario_hash(scenario),
        "seed": scenario.seed,
        "hash_without_seed": scenario_hash(scenario.model_copy(update={"seed": 0})),
        "policies": policy_hashes(scenario),
    }


def describe_organizations(scenario: Scenario) -> dict[str, Any]:
    """Describe the organizations and their ladders, lowest level first, by organization id."""
    return {
        name: {
            "label": organization.name or label(name),
            "levels": [
                {
                    "id": level_id,
                    "title": level.title,
                    "rank": level.rank,
                    "track": level.track,
                }
                for level_id, level in organization.levels.items()
            ],
            "marks": marks(organization.interventions),
        }
        for name, organization in scenario.organizations.items()
    }


def label(organization_id: str) -> str:
    """Turn an id into words.

    Examples
    --------
    >>> label("big_company")
    'Big company'
    """
    words = organization_id.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def ranges(numbers: Sequence[int]) -> list[str]:
    """Write increasing numbers as ranges.

    Examples
    --------
    >>> ranges([0, 1, 2, 3, 5, 8, 9])
    ['0-3', '5', '8-9']
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(low) if low == high else f"{low}-{high}" for low, high in found]
