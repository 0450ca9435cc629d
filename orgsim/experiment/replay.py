"""One replication of a finished run again, with its full event log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import orgsim
from orgsim.experiment.draws import REPLICATIONS_PER_DRAW, Draws
from orgsim.experiment.manifest import identity, ranges
from orgsim.results import Results, ResultsError
from orgsim.scenario import Scenario
from orgsim.simulation import simulate_block


def replay(results: Results, replication: int) -> Results:
    """Run one replication again, alone, and record everything.

    A replication is a function of scenario, seed and its number, so this is the very future that
    the tables of all replications contain.

    Parameters
    ----------
    results : Results
    replication : int
        One that was asked for, from 0.

    Returns
    -------
    Results
        Tables of this replication, events and people included.

    Raises
    ------
    ResultsError
        When there is no such replication, when another version of orgsim made the results, or when
        a Python policy took part that the folder does not hold, or whose code has changed.
    """
    manifest = results.manifest
    if not 0 <= replication < manifest["replications"]:
        last = manifest["replications"] - 1
        raise ResultsError(f"there is no replication {replication}; allowed: 0 to {last}")
    if manifest["orgsim"] != orgsim.__version__:
        raise ResultsError(
            f"orgsim {manifest['orgsim']} made these results, this is {orgsim.__version__}: "
            "the replication would come out differently; run the scenario again"
        )
    try:
        scenario = Scenario.model_validate(manifest["scenario"])
    except ValidationError as error:
        # It was right when it was run: a policy that it names is not registered here.
        (detail, *_) = error.errors(include_url=False)
        message = str(detail["msg"]).removeprefix("Value error, ")
        raise ResultsError(f"the scenario cannot be read again: {message}") from error
    now = identity(scenario)
    if "uncertain" in manifest:
        draws = Draws.again(scenario, manifest["uncertain"])
        now |= draws.told
        scenario = draws.scenario(replication // REPLICATIONS_PER_DRAW)
    if now["scenario_hash"] != manifest["scenario_hash"]:
        raise ResultsError(_why_not(manifest.get("policies", {}), now["policies"]))
    block = simulate_block(scenario.model_copy(update={"record": "all"}), [replication])
    again: dict[str, Any] = {**manifest, "completed": ranges([replication]), "failures": []}
    return Results.from_blocks([block], again)


def _why_not(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say why a scenario is not the one that was run, by the hashes of its policies in Python."""
    changed = ", ".join(name for name in before if before[name] != now.get(name))
    if changed and before.keys() == now.keys():
        return (
            f"the code of the promotion policy of {changed} is another one than in this run: "
            "the replication would come out differently; run the scenario again"
        )
    return (
        "a promotion policy in Python took part in this run, and result folders hold no code; "
        "run it again from Python with record=all"
    )


def is_recorded(results: Results, replication: int) -> bool:
    """Whether the result holds the events of a replication."""
    return bool((results.events["replication"] == replication).any())
