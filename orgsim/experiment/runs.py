"""Many replications of a scenario, on all cores, as one result."""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orgsim.experiment.blocks import Outcome, Task, plan_blocks
from orgsim.experiment.draws import Draws
from orgsim.experiment.execution import Execution, Progress
from orgsim.experiment.executors import (
    ClusterLost,
    Executor,
    Meanwhile,
    chosen,
    nothing,
)
from orgsim.experiment.keeping import (
    InFolder,
    InMemory,
    Keeper,
    refuse_resume_and_overwrite,
)
from orgsim.experiment.points import Base
from orgsim.experiment.precision import Goal, read_goal
from orgsim.scenario.scenario import Scenario
from orgsim.simulation import block_size as preferred_block_size
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results


AS_USUAL = Execution()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run; carries what was finished.

    Parameters
    ----------
    finished : Results, Comparison or None
        What the interrupted call would have returned, with the replications that were finished;
        None when there were none. Where a folder was given, they are in that folder.
    """

    def __init__(self, finished: Any = None) -> None:
        super().__init__("interrupted")
        self.finished = finished


def run(
    scenario: Scenario | str | os.PathLike[str],
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
    policies: Mapping[str, Any] | None = None,
    engine: str = "block",
    cluster: str | None = None,
    directory: str | Path | None = None,
    resume: bool = False,
    overwrite: bool = False,
    about: Mapping[str, Any] = MappingProxyType({}),
    tell: Callable[[str], None] = warnings.warn,
    precision: Sequence[str] = (),
    max_replications: int | None = None,
    uncertain: bool | Base = False,
    meanwhile: Callable[[], Mapping[str, Any]] | None = None,
) -> Results:
    """Simulate a scenario many times.

    Tables depend on the scenario and the seed only, never on workers, cluster, blocks or
    interruptions.

    Parameters
    ----------
    scenario : Scenario or path
        A scenario, or the file of one.
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
    directory : str or Path, optional
        A folder into which every block of replications is written as soon as it is finished, and
        the tables in the end. What is finished there survives whatever happens to this process, and
        memory does not grow with the replications. Without it everything stays in memory.
    resume : bool, optional
        Go on with what an interrupted run of the same scenario, seed and version left in the
        folder, or add replications to a finished one. Then `replications` is by default what the
        interrupted run was asked for. Replications that failed are tried again.
    overwrite : bool, optional
        Replace results of another scenario, or an unfinished run, in the folder.
    about : mapping, optional
        What else the manifest is to say.
    tell : callable, optional
        Called with a sentence about whatever in the folder was damaged and is simulated again; by
        default that is a warning.
    precision : sequence of str, optional
        Add replications until the mean of each of these measures at the last snapshot is known to
        within so much (half of the width of its 95 % interval), as in ``director_share=0.005``,
        ``startup.title_inflation=0.1`` or ``level_share[director]=0.5%``. It begins with the
        `replications` asked for, but at least 30.
    max_replications : int, optional
        No more than so many are made for that; 10,000 by default.
    uncertain : bool or Base, optional
        Draw what is marked as an assumption from its plausible range, anew for every four
        replications, so that the spread shows what is not known beside what is luck
        (`orgsim.results.not_known`). Of a file, what a preset says is drawn as well as defaults,
        and nothing that a file of your own states; of a scenario only what is the default. A `Base`
        says what was written.
    meanwhile : callable, optional
        Called once, while workers simulate the first replications, for what need not be known
        before; what it returns the manifest is to say, as with `about`.

    Returns
    -------
    Results
        Replications that failed are in `failures`, with their cause; the tables hold the others.
        With a folder, its tables are read from there when they are asked for.

    Raises
    ------
    ScenarioError
        When the file is wrong.
    ValueError
        When a number is out of bounds, a policy is given for an organization that is not there,
        there is no such engine, both workers and a cluster are given, or there is no assumption to
        be drawn.
    ResultsExist
        When the folder holds something else, or an unfinished run that is not to be resumed, or
        when another run is writing there.
    OSError
        When the folder cannot be written; what was finished before is kept there.
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
    >>> run(scenario, replications=10_000, directory="results/startup")  # doctest: +SKIP
    """
    base = uncertain if isinstance(uncertain, Base) else None
    if not isinstance(scenario, Scenario):
        base = base or Base.of(scenario)
        scenario = base.scenario
    goal = read_goal(scenario, precision, max_replications)
    draws = None
    if uncertain:
        base = base or Base.of(scenario)
        draws = Draws.of(base).with_scenario(_prepared(scenario, replications, seed, policies))
        about = {**about, **draws.told}
    try:
        return run_together(
            {"": scenario},
            replications,
            seed,
            Execution(workers, cluster, engine, block_size, progress),
            policies,
            None if directory is None else {"": Path(directory)},
            resume=resume,
            overwrite=overwrite,
            about={"": {**about, **(goal.told() if goal else {})}},
            tell=tell,
            goal=goal,
            draws=None if draws is None else {"": draws},
            meanwhile=None if meanwhile is None else lambda: {"": meanwhile()},
        )[""]
    except (ClusterLost, Interrupted) as stop:
        stop.finished = stop.finished.get("")
        raise


def _summary(results: Mapping[str, Results]) -> pd.DataFrame:
    (only,) = results.values()
    return only.summary


def run_together(
    scenarios: Mapping[str, Scenario],
    replications: int | None = None,
    seed: int | None = None,
    execution: Execution = AS_USUAL,
    policies: Mapping[str, Any] | None = None,
    directories: Mapping[str, Path] | None = None,
    *,
    resume: bool = False,
    overwrite: bool = False,
    about: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    tell: Callable[[str], None] = warnings.warn,
    goal: Goal | None = None,
    precision_from: Callable[[Mapping[str, Results]], pd.DataFrame] = _summary,
    draws: Mapping[str, Draws] | None = None,
    meanwhile: Callable[[], Mapping[str, Mapping[str, Any]]] | None = None,
) -> dict[str, Results]:
    """Run several scenarios by the same workers; parameters as for `run`, results by name.

    Blocks of the scenarios alternate, so that after Ctrl-C about as many replications of each
    are there to be compared. `directories` has a folder for each scenario, `about` what else its
    manifest is to say, as has what `meanwhile` returns. With a `goal` replications are added to all
    of them, until what `precision_from` makes of their results is precise enough.
    `draws` has the draws of each.
    """
    refuse_resume_and_overwrite(resume=resume, overwrite=overwrite)
    with ExitStack() as stack:
        keepers: dict[str, Keeper] = {}
        for name, scenario in scenarios.items():
            prepared = _prepared(scenario, replications, seed, policies)
            if goal is not None:
                prepared = prepared.with_numbers(goal.first_stage(prepared.replications), None)
            told = about.get(name, {})
            if directories is None:
                keepers[name] = stack.enter_context(InMemory(prepared, execution.engine, told))
                continue
            keepers[name] = stack.enter_context(
                InFolder(
                    _as_before(prepared, directories[name])
                    if resume and replications is None
                    else prepared,
                    execution.engine,
                    told,
                    directories[name],
                    resume=resume,
                    overwrite=overwrite,
                    tell=tell,
                )
            )
        try:
            learn = nothing if meanwhile is None else functools.partial(_learn, keepers, meanwhile)
            with chosen(execution.workers, execution.cluster) as executor:
                simulate_missing(keepers, executor, execution, draws, learn)
                if goal is not None:
                    _add_until(goal, precision_from, keepers, executor, execution, draws)
            return {name: keeper.finish() for name, keeper in keepers.items()}
        except KeyboardInterrupt:
            raise Interrupted(_so_far(keepers)) from None
        except ClusterLost as lost:
            lost.finished = _so_far(keepers)
            raise


def _learn(
    keepers: Mapping[str, Keeper], told: Callable[[], Mapping[str, Mapping[str, Any]]]
) -> None:
    for name, about in told().items():
        keepers[name].learn(about)


def _add_until(
    goal: Goal,
    precision_from: Callable[[Mapping[str, Results]], pd.DataFrame],
    keepers: Mapping[str, Keeper],
    executor: Executor,
    execution: Execution,
    draws: Mapping[str, Draws] | None,
) -> None:
    """Add replications to all scenarios until they are enough."""
    count = max(keeper.scenario.replications for keeper in keepers.values())
    while True:
        found = _so_far(keepers)
        more = goal.more(found, count, precision_from) if len(found) == len(keepers) else None
        if more is None:
            return
        for keeper in keepers.values():
            keeper.ask(more)
        simulate_missing(keepers, executor, execution.after(count * len(keepers)), draws)
        count = more


def _so_far(keepers: Mapping[str, Keeper]) -> dict[str, Results]:
    found = {name: keeper.so_far() for name, keeper in keepers.items()}
    return {name: results for name, results in found.items() if results is not None}


def simulate_missing(
    keepers: Mapping[str, Keeper],
    executor: Executor,
    execution: Execution = AS_USUAL,
    draws: Mapping[str, Draws] | None = None,
    meanwhile: Meanwhile = nothing,
) -> None:
    """Simulate whatever replications are missing, and hand them to what keeps them.

    Parameters
    ----------
    keepers : mapping of str to Keeper
        By the name of the scenario; its scenario says how many replications there are to be.
    executor : Executor
    execution : Execution, optional
        Progress is that of the replications that are missing now.
    draws : mapping of str to Draws, optional
        By the name of the scenario, says which assumptions hold in which replication.
    meanwhile : callable, optional
        Called once, as `orgsim.experiment.executors.run_tasks` does it.

    Raises
    ------
    KeyboardInterrupt, ClusterLost
        What was handed over by then is kept.
    """

    def keep(task: Task, outcomes: Sequence[Outcome]) -> None:
        keepers[task.name].put(outcomes)

    tasks = _tasks(keepers, executor, execution, draws)
    execution.carry_out(tasks, executor, keep, meanwhile)


def _as_before(scenario: Scenario, directory: Path) -> Scenario:
    """Ask for as many replications as the run that is to be resumed was, where there is one."""
    from orgsim.results.parts import asked_for  # noqa: PLC0415 - pandas, for those who need it

    return scenario.with_numbers(asked_for(directory, scenario.replications), None)


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
    keepers: Mapping[str, Keeper],
    executor: Executor,
    execution: Execution,
    draws: Mapping[str, Draws] | None,
) -> list[Task]:
    share = -(-executor.workers // len(keepers))
    in_blocks, block_size = execution.engine == "block", execution.block_size
    tasks = []
    for name, keeper in keepers.items():
        if draws is not None:
            found = draws[name].blocks(keeper.missing(), block_size, execution.engine)
            tasks += [Task(name, simulated, block) for simulated, block in found]
            continue
        scenario = keeper.scenario
        simulate = functools.partial(simulate_block if in_blocks else simulate_one_by_one, scenario)
        blocks = plan_blocks(
            keeper.missing(),
            preferred_block_size(scenario) if in_blocks else 1,
            share,
            block_size,
            executor.replications_per_task,
        )
        tasks += [Task(name, simulate, block) for block in blocks]
    return sorted(tasks, key=lambda task: task.block[0])
