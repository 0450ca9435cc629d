"""Scenarios under the same luck, each compared with the first.

Draws belong to people and occasions, not to the order of the program, so replication 17 of one
scenario and replication 17 of another are the same world under different rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import ticks, years
from orgsim.experiment.executors import ClusterLost
from orgsim.experiment.runs import Interrupted, Progress, run_together
from orgsim.results import Comparison, compare_results
from orgsim.results.shared_time import refuse_different_starts, shared_snapshots
from orgsim.scenario import Scenario, StatedPolicies

if TYPE_CHECKING:
    import numpy.typing as npt


def compare(
    scenarios: Scenario | Mapping[str, Scenario],
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
    engine: str = "block",
    cluster: str | None = None,
) -> Comparison:
    """Run scenarios with the same draws and compare each with the first.

    Organizations are matched by id, levels by id, snapshots by time; what lies beyond the time
    that all share is not compared.

    Parameters
    ----------
    scenarios : Scenario or mapping of str to Scenario
        A scenario whose file states `policies`; or two or more scenarios, by a name for each, of
        which the first is the baseline.
    replications, seed : int, optional
        For all of them; by default those of the first.
    workers, block_size : int, optional
        As for `run`.
    progress : callable, optional
        Called with the number of replications done and in all, over all scenarios.
    engine : {"block", "reference"}, optional
        The program that simulates, as for `run`.
    cluster : str, optional
        Address of a Dask scheduler, as for `run`.

    Returns
    -------
    Comparison
        Its `differences` is a table with a row per variant, organization, snapshot, measure and
        level; its `results` are the results of each scenario by name.

    Raises
    ------
    ValueError
        When there are fewer than two scenarios, or one that states no policies, when one starts on
        another day or shares no organization with the first, when no snapshot after the start is
        shared by all, or when there is no such engine.
    Interrupted
        On Ctrl-C, a KeyboardInterrupt that carries the comparison of what was finished.
    ClusterError, ClusterLost
        As for `run`.

    Examples
    --------
    >>> import orgsim
    >>> scenario = orgsim.load_scenario("scenarios/big_company.yaml")      # doctest: +SKIP
    >>> yearly = orgsim.load_scenario("scenarios/annual_cycle.yaml")       # doctest: +SKIP
    >>> compare({"twice a year": scenario, "yearly": yearly}).differences  # doctest: +SKIP
    >>> policies = orgsim.load_scenario("scenarios/promotion_policies.yaml")  # doctest: +SKIP
    >>> compare(policies).differences                                      # doctest: +SKIP
    """
    if isinstance(scenarios, Scenario):
        scenarios = scenarios.stated_policies
        if not scenarios:
            raise ValueError(
                "this scenario states no policies, so there is nothing to compare it with; give "
                "two or more scenarios by name"
            )
    labels = scenarios.labels if isinstance(scenarios, StatedPolicies) else None
    if len(scenarios) < 2:
        raise ValueError(f"a comparison needs at least two scenarios, got {len(scenarios)}")
    baseline, *variants = scenarios
    first = scenarios[baseline]
    # All this is known before anything is simulated, so it is said before.
    refuse_different_starts({name: scenario.start for name, scenario in scenarios.items()})
    shared_snapshots({name: _snapshots(scenario) for name, scenario in scenarios.items()})
    for name in variants:
        if not set(scenarios[name].organizations) & set(first.organizations):
            raise ValueError(
                f"{name} and {baseline} have no organization in common: "
                f"{', '.join(scenarios[name].organizations)} "
                f"against {', '.join(first.organizations)}"
            )
    count = first.replications if replications is None else replications
    same_seed = first.seed if seed is None else seed
    try:
        return compare_results(
            run_together(
                scenarios,
                count,
                same_seed,
                workers,
                block_size,
                progress,
                engine=engine,
                cluster=cluster,
            ),
            labels=labels,
        )
    except (ClusterLost, Interrupted) as stop:
        finished = stop.finished
        usable = baseline in finished and len(finished) >= 2
        stop.finished = compare_results(finished, labels=labels) if usable else None
        raise


def _snapshots(scenario: Scenario) -> npt.NDArray[np.float64]:
    interval = ticks(scenario.snapshots)
    return np.array([years(number * interval) for number in range(scenario.snapshot_count)])
