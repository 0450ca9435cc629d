"""Many scenarios of one design, all under the same luck, and which of their numbers matter."""

from __future__ import annotations

import functools
import os
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orgsim.experiment.blocks import Outcome, Task, plan_blocks
from orgsim.experiment.execution import Execution, Progress
from orgsim.experiment.executors import chosen
from orgsim.experiment.gathered import Gathered
from orgsim.experiment.keeping import refuse_resume_and_overwrite
from orgsim.experiment.manifest import describe_run
from orgsim.experiment.measured import measured
from orgsim.experiment.parameters import parameters_of
from orgsim.experiment.points import Base, as_texts
from orgsim.experiment.runs import Interrupted
from orgsim.experiment.sweep_plan import SweepPlan, plan_sweep
from orgsim.simulation import block_size as preferred_block_size

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep
    from orgsim.results.sweep_store import SweepStore
    from orgsim.scenario import Scenario


def sweep(
    scenario: Scenario | str | os.PathLike[str],
    vary: Mapping[str, str | Sequence[Any]] | None = None,
    design: str | None = None,
    points: int | None = None,
    levels: int | None = None,
    measures: Sequence[str] = (),
    at: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: str = "block",
    cluster: str | None = None,
    directory: str | os.PathLike[str] | None = None,
    resume: bool = False,
    overwrite: bool = False,
    tell: Callable[[str], None] = warnings.warn,
    *,
    uncertain: bool = False,
) -> Sweep:
    """Simulate a scenario with many values of some of its keys.

    Parameters
    ----------
    scenario : Scenario or path
        A scenario, or the file of one.
    vary : mapping of str to str or sequence, optional
        By the path of a key, as in ``organizations.startup.plan.rate``, with ``*`` for all
        organizations: a range ``"5%..20%"``, or values to choose from, ``"5%,10%"`` or a list.
    design : {"grid", "lhs", "sobol"}, optional
        Every combination; a Latin hypercube; or a Sobol sequence arranged for first-order and total
        indices. By default a grid, where assumptions are varied a Latin hypercube.
    points : int, optional
        Of a Latin hypercube, or N of a Sobol sequence, which takes the next power of two and
        simulates N x (parameters + 2); 64 by default, 128 where assumptions are varied.
    levels : int, optional
        Values of each range in a grid; 5 by default.
    measures : sequence of str, optional
        Names of `orgsim.results.MEASURES`, of one level as in ``level_share[director]``.
    at : sequence of str, optional
        Dates of snapshots, or times since the start such as ``5 years``; by default the end.
    replications : int, optional
        At each point; by default what the scenario says, but 20 at most.
    seed, workers, progress, engine, cluster : optional
        As for `run`; the seed decides the design as well.
    directory : path, optional
        A folder into which every point is written as soon as it is finished, and the tables in the
        end. What is finished there survives whatever happens to this process. Without it everything
        stays in memory.
    resume : bool, optional
        Go on with what an interrupted sweep left in the folder, or add replications to all points
        of a finished one. Replications that failed are tried again.
    overwrite, tell : optional
        As for `run`.
    uncertain : bool, optional
        Vary whatever is marked as an assumption over its plausible range: defaults, and what a
        preset says. What a file of your own states stays.

    Returns
    -------
    Sweep
        Failed replications are in `failures`, with their cause; the tables hold the others.

    Raises
    ------
    ScenarioError
        When the file is wrong.
    ValueError
        When something that is asked for does not exist, values are impossible or combinations
        contradict each other (as ImpossiblePoints), before anything is simulated; or when no
        replication of a point was completed (as NothingMeasured).
    ResultsExist
        When the folder holds something else, or an unfinished sweep that is not to be resumed, or
        when another run is writing there.
    Interrupted, ClusterLost
        On Ctrl-C, or when the cluster is lost; what was finished is in the folder, if there is one.
    ClusterError
        When the cluster cannot be used; nothing was simulated.

    Examples
    --------
    >>> import orgsim
    >>> found = sweep(                                               # doctest: +SKIP
    ...     "scenarios/startup.yaml",
    ...     {"organizations.startup.attrition.patience": "1 year..4 years"},
    ...     levels=4,
    ... )
    >>> found.wide("director_share")                                 # doctest: +SKIP
    """
    plan = plan_sweep(
        Base.of(scenario),
        as_texts(vary or {}),
        design,
        points,
        levels,
        measures,
        at,
        replications,
        seed,
        assumed=uncertain,
    )
    return simulate_sweep(
        plan,
        workers,
        progress,
        engine,
        cluster,
        None if directory is None else Path(directory),
        resume=resume,
        overwrite=overwrite,
        tell=tell,
    )


def simulate_sweep(
    plan: SweepPlan,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: str = "block",
    cluster: str | None = None,
    directory: Path | None = None,
    *,
    resume: bool = False,
    overwrite: bool = False,
    about: Mapping[str, Any] = MappingProxyType({}),
    tell: Callable[[str], None] = warnings.warn,
) -> Sweep:
    """Simulate every point of a plan; parameters, results and errors as for `sweep`.

    `about` is what else the manifest is to say, as the command and where values stand.

    The blocks of all points are one list of tasks, so that no worker waits for the others at the
    end of a point, and a block is reduced to its measures by the worker that simulated it.
    """
    execution = Execution(workers, cluster, engine, progress=progress)
    refuse_resume_and_overwrite(resume=resume, overwrite=overwrite)
    began = time.perf_counter()
    with _opened(plan, engine, directory, resume=resume, overwrite=overwrite, tell=tell) as store:
        each, stated = plan.base.replications, plan.stated_replications
        if store is not None and store.is_all_there(each, stated):
            from orgsim.results.sweep import load_sweep  # noqa: PLC0415 - see below

            store.leave()
            return load_sweep(store.directory)
        gathered = Gathered(len(plan.points), each, stated)
        for point, raw in store.kept() if store is not None else ():
            gathered.put(point, raw)
        try:
            _simulate_missing(plan, gathered, store, execution)
        except KeyboardInterrupt:
            raise Interrupted from None
        gathered.refuse_unknown_points(plan.description["chosen"])
        manifest = {
            **_described(plan, engine, time.perf_counter() - began),
            "completed": gathered.varied.completed,
            "failures": gathered.varied.failures,
            "command": "",
            **about,
        }
        manifest["sweep"]["measures"] = gathered.varied.measures
        # Imported here so that workers are at work before this process takes its time over pandas.
        from orgsim.results.sweep_tables import make_sweep  # noqa: PLC0415

        found = make_sweep(
            plan.design.kind,
            plan.design.base,
            parameters_of(plan.design),
            gathered.varied.outcomes(plan.base),
            manifest,
            None if plan.stated is None else gathered.stated.outcomes(plan.base).values[:, 0],
        )
        if store is not None:
            store.finish(found)
        return found


def _described(plan: SweepPlan, engine: str, seconds: float) -> dict[str, Any]:
    return {
        **describe_run(plan.base, [], [], seconds, engine),
        **plan.identity,
        "stated_replications": plan.stated_replications,
    }


def _opened(
    plan: SweepPlan,
    engine: str,
    directory: Path | None,
    *,
    resume: bool,
    overwrite: bool,
    tell: Callable[[str], None],
) -> AbstractContextManager[SweepStore | None]:
    """Open the folder that a sweep is simulated into, if there is to be one."""
    if directory is None:
        return nullcontext()
    # Imported here because they import pandas, for who needs it.
    from orgsim.results.sweep_store import SweepStore  # noqa: PLC0415
    from orgsim.results.sweep_tables import settings  # noqa: PLC0415

    return SweepStore(
        directory,
        _described(plan, engine, 0.0),
        plan.replications,
        settings(parameters_of(plan.design)),
        resume=resume,
        overwrite=overwrite,
        tell=tell,
    )


def _simulate_missing(
    plan: SweepPlan,
    gathered: Gathered,
    store: SweepStore | None,
    execution: Execution,
) -> None:
    """Simulate what is missing, gather it, and keep it where there is a folder."""

    def keep(task: Task, outcomes: Sequence[Outcome]) -> None:
        point = int(task.name)
        if store is not None:
            for outcome in outcomes:
                if outcome.tables is not None:
                    store.put(point, outcome.tables)
        gathered.take(point, outcomes)

    with chosen(execution.workers, execution.cluster) as executor:
        tasks = _tasks(plan, gathered, execution.engine, executor.replications_per_task)
        execution.carry_out(tasks, executor, keep)


def _tasks(plan: SweepPlan, gathered: Gathered, engine: str, least: int) -> list[Task]:
    """Cut every point into blocks; there are points enough to keep all workers busy."""
    preferred = preferred_block_size(plan.base) if engine == "block" else 1
    scenarios = plan.points if plan.stated is None else (*plan.points, plan.stated)
    return [
        Task(str(number), functools.partial(measured, point, plan.chosen, engine), block)
        for number, point in enumerate(scenarios)
        for block in plan_blocks(gathered.missing(number), preferred, 1, None, least)
    ]
