"""Many replications of a scenario, on all cores, as one result."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from orgsim.experiment.blocks import Outcome, Task, plan_blocks
from orgsim.experiment.executors import ClusterLost, Executor, chosen, run_tasks
from orgsim.experiment.manifest import describe_run
from orgsim.scenario.scenario import whole
from orgsim.simulation import block_size as preferred_block_size
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one
from orgsim.units import sentence, shown

if TYPE_CHECKING:
    from orgsim.results import Results
    from orgsim.scenario import Scenario

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of replications done and the number in all."""

ENGINES = ("block", "reference")
"""The programs that simulate: many replications at once in columns, or each event by event."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run; carries what was finished.

    Parameters
    ----------
    finished : Results, Comparison or None
        What the interrupted call would have returned, with the replications that were finished;
        None when there were none.
    """

    def __init__(self, finished: Any = None) -> None:
        super().__init__("interrupted")
        self.finished = finished


def run(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
    policies: Mapping[str, Any] | None = None,
    engine: str = "block",
    cluster: str | None = None,
) -> Results:
    """Simulate a scenario many times.

    Tables depend on the scenario and the seed only, never on workers, cluster or blocks.

    Parameters
    ----------
    scenario : Scenario
    replications : int, optional
        1 to 1,000,000; by default what the scenario says.
    seed : int, optional
        0 to 2**64 - 1; by default what the scenario says.
    workers : int, optional
        Processes to use, at least 1; by default the cores available. 1 means this process, which
        is also used when there is too little to do to be worth starting others.
    block_size : int, optional
        Replications simulated together, at least 1; by default what suits the scenario.
    progress : callable, optional
        Called with the number of replications done and in all, whenever some are done.
    policies : mapping of str to promotion policy, optional
        Promotion policies as Python objects by organization id, in place of the scenario's.
    engine : {"block", "reference"}, optional
        The program that simulates. `reference` is the textbook SimPy program
        (`orgsim.simulation.reference`): the same events, many times slower.
    cluster : str, optional
        Address of a Dask scheduler, `tcp://host:port`, whose workers simulate instead of those
        of this machine.

    Returns
    -------
    Results
        Replications that failed are in `failures`, with their cause; the tables hold the others.

    Raises
    ------
    ValueError
        When a number is out of bounds, a policy is given for an organization that is not there,
        there is no such engine, or both workers and a cluster are given.
    Interrupted
        On Ctrl-C, a KeyboardInterrupt that carries what was finished.
    ClusterError
        When the cluster cannot be used; nothing was simulated.
    ClusterLost
        When the cluster is lost during the run; carries what was finished, as `Interrupted` does.

    Examples
    --------
    >>> import orgsim
    >>> scenario = orgsim.load_scenario("scenarios/startup.yaml")  # doctest: +SKIP
    >>> run(scenario, replications=100, seed=7).levels             # doctest: +SKIP
    """
    try:
        return run_together(
            {"": scenario},
            replications,
            seed,
            workers,
            block_size,
            progress,
            policies,
            engine,
            cluster,
        )[""]
    except (ClusterLost, Interrupted) as stop:
        stop.finished = stop.finished.get("")
        raise


def run_together(
    scenarios: Mapping[str, Scenario],
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
    policies: Mapping[str, Any] | None = None,
    engine: str = "block",
    cluster: str | None = None,
) -> dict[str, Results]:
    """Run several scenarios by the same workers; parameters as for `run`, results by name.

    Blocks of the scenarios alternate, so that after Ctrl-C about as many replications of each
    are there to be compared.
    """
    prepared = {
        name: _prepared(scenario, replications, seed, policies)
        for name, scenario in scenarios.items()
    }
    workers = whole("workers", workers, 1)
    block_size = whole("block_size", block_size, 1)
    if engine not in ENGINES:
        raise ValueError(sentence("no such engine", shown(engine), ", ".join(ENGINES)))
    began = time.perf_counter()
    total = sum(scenario.replications for scenario in prepared.values())
    outcomes: dict[str, list[Outcome]] = {name: [] for name in prepared}

    def gathered() -> dict[str, Results]:
        seconds = time.perf_counter() - began
        return {
            name: _results(scenario, outcomes[name], seconds, engine)
            for name, scenario in prepared.items()
            if outcomes[name]
        }

    done = 0
    if progress is not None:
        progress(0, total)
    try:
        with chosen(workers, cluster) as executor:
            tasks = _tasks(prepared, executor, block_size, engine)
            with closing(run_tasks(tasks, executor)) as finished:
                for task, found in finished:
                    outcomes[task.name] += found
                    done += len(task.block)
                    if progress is not None:
                        progress(done, total)
    except KeyboardInterrupt:
        raise Interrupted(gathered()) from None
    except ClusterLost as lost:
        lost.finished = gathered()
        raise
    return gathered()


def _prepared(
    scenario: Scenario,
    replications: int | None,
    seed: int | None,
    policies: Mapping[str, Any] | None,
) -> Scenario:
    scenario = scenario.with_numbers(replications, seed)
    for organization, policy in (policies or {}).items():
        scenario = scenario.with_policy(organization, policy)
    return scenario


def _tasks(
    scenarios: Mapping[str, Scenario], executor: Executor, block_size: int | None, engine: str
) -> list[Task]:
    share = -(-executor.workers // len(scenarios))
    in_blocks = engine == "block"
    tasks = []
    for name, scenario in scenarios.items():
        simulate = functools.partial(simulate_block if in_blocks else simulate_one_by_one, scenario)
        blocks = plan_blocks(
            scenario.replications,
            preferred_block_size(scenario) if in_blocks else 1,
            share,
            block_size,
            executor.replications_per_task,
        )
        tasks += [Task(name, simulate, block) for block in blocks]
    return sorted(tasks, key=lambda task: task.block[0])


def _results(scenario: Scenario, outcomes: list[Outcome], seconds: float, engine: str) -> Results:
    # Imported here so that workers are at work before this process takes its time over pandas.
    from orgsim.experiment.asked import asked_and_realised  # noqa: PLC0415
    from orgsim.results import Results  # noqa: PLC0415

    outcomes = sorted(outcomes, key=lambda outcome: outcome.replications)
    failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
    completed = [
        number for outcome in outcomes if outcome.failure is None for number in outcome.replications
    ]
    blocks = [outcome.tables for outcome in outcomes if outcome.tables is not None]
    manifest = describe_run(scenario, completed, failures, seconds, engine)
    results = Results.from_blocks(blocks, manifest)
    return replace(results, asked=asked_and_realised(scenario, results))
