"""Many scenarios of one design, all under the same luck, and which of their numbers matter."""

from __future__ import annotations

import functools
import itertools
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.clock import dates
from orgsim.experiment.blocks import Outcome, Task, plan_blocks
from orgsim.experiment.chosen import Key
from orgsim.experiment.designs import Design
from orgsim.experiment.executors import chosen, run_tasks
from orgsim.experiment.manifest import describe_run
from orgsim.experiment.measured import measured
from orgsim.experiment.points import Base, as_texts
from orgsim.experiment.runs import ENGINES, Progress
from orgsim.experiment.sweep_plan import SweepPlan, plan_sweep
from orgsim.scenario.scenario import whole
from orgsim.scenario.variation import Choice, Quantity, Variation
from orgsim.simulation import block_size as preferred_block_size
from orgsim.units import sentence, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results.sweep import Sweep
    from orgsim.results.sweep_tables import Outcomes, Parameter
    from orgsim.scenario import Scenario


STATED = "stated"
"""Name of the task that simulates the scenario as it is stated."""


class NothingMeasured(ValueError):  # noqa: N818 - reads as what happened
    """A point without a single replication, about which nothing is known."""


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
    KeyboardInterrupt, ClusterLost
        On Ctrl-C, or when the cluster is lost; nothing is kept.
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
    return simulate_sweep(plan, workers, progress, engine, cluster)


def simulate_sweep(
    plan: SweepPlan,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: str = "block",
    cluster: str | None = None,
) -> Sweep:
    """Simulate every point of a plan; parameters, results and errors as for `sweep`.

    The blocks of all points are one list of tasks, so that no worker waits for the others at the
    end of a point, and a block is reduced to its measures by the worker that simulated it.
    """
    workers = whole("workers", workers, 1)
    if engine not in ENGINES:
        raise ValueError(sentence("no such engine", shown(engine), ", ".join(ENGINES)))
    began = time.perf_counter()
    gathered = _Gathered(len(plan.points), plan.base.replications)
    stated = _Gathered(1, plan.stated_replications)
    done = 0
    if progress is not None:
        progress(0, plan.replications)
    with chosen(workers, cluster) as executor:
        tasks = _tasks(plan, engine, executor.replications_per_task)
        with closing(run_tasks(tasks, executor)) as finished:
            for task, outcomes in finished:
                if task.name == STATED:
                    stated.take(0, outcomes)
                else:
                    gathered.take(int(task.name), outcomes)
                done += len(task.block)
                if progress is not None:
                    progress(done, plan.replications)
    # Imported here so that workers are at work before this process takes its time over pandas.
    from orgsim.results.sweep_tables import make_sweep  # noqa: PLC0415

    gathered.refuse_unknown_points()
    if plan.stated is not None:
        stated.refuse_unknown_points()
    manifest = {
        **describe_run(plan.base, [], [], time.perf_counter() - began, engine),
        **plan.identity,
        "completed": gathered.completed,
        "failures": gathered.failures,
    }
    manifest["sweep"]["measures"] = gathered.measures
    return make_sweep(
        plan.design.kind,
        plan.design.base,
        _parameters(plan.design),
        gathered.outcomes(plan.base),
        manifest,
        None if plan.stated is None else stated.outcomes(plan.base).values[:, 0],
    )


def _tasks(plan: SweepPlan, engine: str, least: int) -> list[Task]:
    """Cut every point into blocks; there are points enough to keep all workers busy."""
    preferred = preferred_block_size(plan.base) if engine == "block" else 1
    scenarios = {
        str(number): (point, plan.base.replications) for number, point in enumerate(plan.points)
    }
    if plan.stated is not None:
        scenarios[STATED] = plan.stated, plan.stated_replications
    return [
        Task(number, functools.partial(measured, point, plan.chosen, engine), block)
        for number, (point, count) in scenarios.items()
        for block in plan_blocks(count, preferred, 1, None, least)
    ]


def _parameters(design: Design) -> list[Parameter]:
    from orgsim.results.sweep_tables import Parameter  # noqa: PLC0415 - see above

    found = []
    for which, variation in enumerate(design.parameters):
        values = tuple(point[which] for point in design.values)
        numbers, unit = _numbers(values)
        codes, words = _codes(design, variation, values, numbers)
        found.append(Parameter(variation.path, unit, values, numbers, codes, words))
    return found


def _numbers(values: Sequence[str]) -> tuple[NDArray[np.float64], str]:
    """Read the values as numbers with one unit, NaN where they are words or have several."""
    read = {value: Quantity.read(value) for value in dict.fromkeys(values)}
    units = {each.unit if each else None for each in read.values()}
    if None in units or len(units) > 1:
        return np.full(len(values), np.nan), ""
    numbers = np.array([getattr(read[value], "number", np.nan) for value in values])
    return numbers, str(units.pop())


def _codes(
    design: Design,
    variation: Variation,
    values: Sequence[str],
    numbers: NDArray[np.float64],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Number the values from the lowest up; of a range in no grid its equal parts."""
    from orgsim.results.sensitivity import BINS  # noqa: PLC0415 - see above

    if isinstance(variation, Choice) or design.kind == "grid":
        words = variation.values if isinstance(variation, Choice) else dict.fromkeys(values)
        number_of = dict(zip(values, numbers, strict=True))
        ordered = sorted(words, key=lambda word: np.nan_to_num(number_of.get(word, 0.0)))
        return np.array([ordered.index(value) for value in values]), tuple(ordered)
    low, high = variation.low.number, variation.high.number
    edges = np.linspace(low, high, BINS + 1)
    codes = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, BINS - 1)
    words = tuple(f"{a:.4g}..{b:.4g}" for a, b in itertools.pairwise(edges))
    return codes.astype(np.int64), words


class _Gathered:
    """What came of the points so far: a number for each point, replication and measure.

    Parameters
    ----------
    points, replications : int
    """

    def __init__(self, points: int, replications: int) -> None:
        self._shape = points, replications
        self._columns: dict[Key, NDArray[np.float64]] = {}
        self._done = np.zeros(self._shape, dtype=bool)
        self.failures: list[dict[str, Any]] = []

    def take(self, point: int, outcomes: Sequence[Outcome]) -> None:
        """Take what came of a block."""
        for outcome in outcomes:
            if outcome.failure is not None:
                number, cause = outcome.failure.replication, outcome.failure.cause
                self.failures.append({"point": point, "replication": number, "cause": cause})
            if outcome.tables is None:
                continue
            numbers = outcome.tables["measured"]["replication"]
            self._done[point, numbers] = True
            columns = (outcome.tables["keys"][name].tolist() for name in Key._fields)
            keys = map(Key._make, zip(*columns, strict=True))
            for key, values in zip(keys, outcome.tables["measured"]["values"].T, strict=True):
                if key not in self._columns:
                    self._columns[key] = np.full(self._shape, np.nan)
                self._columns[key][point, numbers] = values

    @property
    def completed(self) -> int:
        """Replications over all points."""
        return int(self._done.sum())

    @property
    def measures(self) -> list[str]:
        """Names of what was measured."""
        return list(dict.fromkeys(key.measure for key in self._columns))

    def refuse_unknown_points(self) -> None:
        """Complain about a point of which nothing is known.

        Raises
        ------
        NothingMeasured
        """
        unknown = np.flatnonzero(~self._done.any(axis=1))
        if len(unknown):
            first = int(unknown[0])
            why = next(each["cause"] for each in self.failures if each["point"] == first)
            raise NothingMeasured(f"point {first}: no replication was completed ({why})")

    def outcomes(self, scenario: Scenario) -> Outcomes:
        """Return everything by replication, point and outcome."""
        from orgsim.results.sweep_tables import Outcomes  # noqa: PLC0415 - see above

        self.failures.sort(key=lambda each: (each["point"], each["replication"]))
        place = {name: number for number, name in enumerate(scenario.organizations)}
        # Blocks come in any order; what they measured is always in the same.
        keys = sorted(self._columns, key=lambda key: (place[key.organization], key.time))
        times = np.array([key.time for key in keys])
        return Outcomes(
            values=np.stack([self._columns[key].T for key in keys], axis=2),
            replications=np.arange(self._shape[1]),
            organization=[key.organization for key in keys],
            measure=[key.measure for key in keys],
            level=[key.level for key in keys],
            time=times,
            date=dates(scenario.start, times),
        )
