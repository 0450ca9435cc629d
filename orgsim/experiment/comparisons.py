"""Scenarios under the same luck, each compared with the first.

Draws belong to people and occasions, not to the order of the program, so replication 17 of one
scenario and replication 17 of another are the same world under different rules.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.experiment.chosen import (
    known_measure,
    levels_of,
    read_time,
    refuse_one_name,
    refuse_unpaid,
    snapshots,
)
from orgsim.experiment.draws import Draws
from orgsim.experiment.execution import Execution, Progress
from orgsim.experiment.executors import ClusterLost
from orgsim.experiment.given import OneOrFile, ToCompare
from orgsim.experiment.manifest import identity
from orgsim.experiment.points import Base
from orgsim.experiment.precision import read_goal
from orgsim.experiment.runs import Interrupted, run_together
from orgsim.results import (
    Choice,
    Comparison,
    NothingCompleted,
    compare_results,
    comparison_identity,
    result_folders,
)
from orgsim.results.comparison_store import ComparisonStore
from orgsim.results.parts import asked_for
from orgsim.results.shared_time import refuse_different_starts, shared_snapshots
from orgsim.scenario import Scenario

if TYPE_CHECKING:
    from orgsim.results import Results


def compare(
    scenarios: OneOrFile | Mapping[str, OneOrFile],
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
    engine: str = "block",
    cluster: str | None = None,
    measures: Sequence[str] = (),
    at: Sequence[str | dt.date] = (),
    directory: str | Path | None = None,
    resume: bool = False,
    overwrite: bool = False,
    about: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    command: str = "",
    tell: Callable[[str], None] = warnings.warn,
    precision: Sequence[str] = (),
    max_replications: int | None = None,
    meanwhile: Callable[[], Mapping[str, Mapping[str, Any]]] | None = None,
    uncertain: bool | Mapping[str, Base] = False,
) -> Comparison:
    """Run scenarios with the same draws and compare each with the first.

    Organizations are matched by id, levels by id, snapshots by time; what lies beyond the time
    that all share is not compared.

    Parameters
    ----------
    scenarios : Scenario or path, or mapping of str to Scenario or path
        A scenario whose file states `policies`, or that file; or two or more scenarios or files, by
        a name for each, of which the first is the baseline.
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
    measures : sequence of str, optional
        What is told, by the names in `orgsim.results.MEASURES`, as in ``director_share`` or, of
        one level, ``headcount[director]``; by default the level mix and what matters most. The
        intervals `low` and `high` hold for everything that is told at once.
    at : sequence of str or date, optional
        Days at which it is told, as in ``2031-01-01``, or times since the start such as
        ``5 years``, each with a snapshot; by default the last.
    directory, resume, overwrite, tell : optional
        As for `run`; each scenario has a folder of its own in the folder of the comparison.
    about : mapping of str to mapping, optional
        By the name of a scenario, what else the manifest of its results is to say.
    command : str, optional
        The command that made the comparison, for the record.
    precision, max_replications : optional
        Add replications until the differences in these measures at the last snapshot are known so
        precisely, each by itself; otherwise as for `run`.
    meanwhile : callable, optional
        As for `run`; it returns mappings as `about` is one.
    uncertain : bool or mapping of str to Base, optional
        Draw what is marked as an assumption from its plausible range, anew for every four
        replications and alike for all scenarios, so that intervals and probabilities hold for all
        that the assumptions may be (`orgsim.results.luck_and_assumptions`). What one of them states
        is drawn in the others only; what one of them does not let vary is drawn in none. What
        counts as an assumption is as for `run`.

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
        shared by all, or when there is no such engine, measure or snapshot to be told.
    ScenarioError
        When a file is none of a scenario.
    Interrupted
        On Ctrl-C, a KeyboardInterrupt that carries the comparison of what was finished; with a
        folder nothing, because it is all there.
    ClusterError, ClusterLost
        As for `run`.

    Examples
    --------
    >>> import orgsim
    >>> scenario = orgsim.load_scenario("scenarios/big_company.yaml")      # doctest: +SKIP
    >>> yearly = orgsim.load_scenario("scenarios/annual_cycle.yaml")       # doctest: +SKIP
    >>> compare({"twice a year": scenario, "yearly": yearly}).differences  # doctest: +SKIP
    >>> compare("scenarios/promotion_policies.yaml", uncertain=True)       # doctest: +SKIP
    """
    to_compare = ToCompare.read(scenarios)
    scenarios = to_compare.scenarios
    choice = _choice(scenarios, measures, at)
    baseline, first = next(iter(scenarios.items()))
    same_seed = first.seed if seed is None else seed
    folder = None if directory is None else Path(directory)
    goal = read_goal(first, precision, max_replications)
    count = first.replications if replications is None else replications
    if resume and folder is not None and replications is None:
        count = _as_before(folder, scenarios, count)
    count = count if goal is None else goal.first_stage(count)
    numbered = {name: each.with_numbers(count, same_seed) for name, each in scenarios.items()}
    draws = None
    if uncertain:
        stated = to_compare.bases if isinstance(uncertain, bool) else uncertain
        found = Draws.of_all(
            {name: stated.get(name) or Base.of(each) for name, each in scenarios.items()}
        )
        draws = {name: each.with_scenario(numbered[name]) for name, each in found.items()}
        about = {name: {**about.get(name, {}), **each.told} for name, each in draws.items()}

    def compared(results: Mapping[str, Results]) -> Comparison:
        return compare_results(results, command, labels=to_compare.labels, choice=choice)

    identities = {
        name: {**identity(each), "engine": engine, **(draws[name].told if draws else {})}
        for name, each in numbered.items()
    }
    asked = numbered[baseline].replications
    with _opened(identities, asked, folder, resume=resume, overwrite=overwrite) as store:
        try:
            results = run_together(
                scenarios,
                count,
                same_seed,
                Execution(workers, cluster, engine, block_size, progress),
                directories=None if store is None else store.directories,
                resume=resume,
                # Whatever is in these folders is this comparison's to replace.
                overwrite=store is not None and not resume,
                about={
                    name: {**about.get(name, {}), **(goal.told() if goal else {})}
                    for name in scenarios
                },
                tell=tell,
                goal=goal,
                precision_from=lambda found: compared(found).differences,
                meanwhile=meanwhile,
                draws=draws,
            )
            comparison = compared(results)
            if store is not None:
                store.finish(comparison)
        except (ClusterLost, Interrupted) as stop:
            finished = stop.finished
            usable = store is None and baseline in finished and len(finished) >= 2
            stop.finished = compared(finished) if usable else None
            raise
        except NothingCompleted:
            if store is not None:
                store.discard()
            raise
        return comparison


def _as_before(folder: Path, scenarios: Mapping[str, Scenario], otherwise: int) -> int:
    """How many replications the comparison in a folder was under way to, by what was added."""
    count = asked_for(folder, otherwise)
    return max(asked_for(folder / part, count) for part in result_folders(scenarios).values())


def _choice(
    scenarios: Mapping[str, Scenario], measures: Sequence[str], at: Sequence[str | dt.date]
) -> Choice:
    """Read what is to be told, and raise unless the scenarios can be compared.

    All this is known before anything is simulated, so it is said before.
    """
    baseline, *variants = scenarios
    first = scenarios[baseline]
    refuse_different_starts({name: scenario.start for name, scenario in scenarios.items()})
    shared = shared_snapshots(
        {name: np.array(snapshots(scenario)) for name, scenario in scenarios.items()}
    )
    refuse_one_name(measures)
    levels = levels_of(*scenarios.values())
    for each in measures:
        known_measure(each, levels, of_people=True)
    refuse_unpaid(measures, *scenarios.values())
    choice = Choice(tuple(measures), tuple(_day(first, each) for each in at))
    choice.times(shared, first.start.isoformat())
    for name in variants:
        if not set(scenarios[name].organizations) & set(first.organizations):
            raise ValueError(
                f"{name} and {baseline} have no organization in common: "
                f"{', '.join(scenarios[name].organizations)} "
                f"against {', '.join(first.organizations)}"
            )
    return choice


def _opened(
    identities: Mapping[str, Mapping[str, Any]],
    replications: int,
    directory: Path | None,
    *,
    resume: bool,
    overwrite: bool,
) -> AbstractContextManager[ComparisonStore | None]:
    """Open the folder that a comparison is run into, if there is to be one."""
    if directory is None:
        return nullcontext()
    told = {"name": ", ".join(identities), "replications": replications}
    manifest = comparison_identity(identities) | told
    return ComparisonStore(directory, manifest, identities, resume=resume, overwrite=overwrite)


def _day(first: Scenario, when: str | dt.date) -> dt.date:
    """Return the day that is meant, by a date or by a time since the start."""
    return when if isinstance(when, dt.date) else first.date_at(read_time(first, when))
