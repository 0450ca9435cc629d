"""How replications are simulated: by whom, with which program, and what is told meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeAlias

from orgsim.experiment.blocks import Outcome, Task
from orgsim.experiment.executors import Executor, Meanwhile, nothing, run_tasks
from orgsim.scenario.scenario import whole
from orgsim.units import sentence, shown

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of replications done and the number in all."""

ENGINES = ("block", "reference")
"""The programs that simulate: many replications at once in columns, or each event by event."""


@dataclass(frozen=True)
class Execution:
    """What never changes a result; as the parameters of `orgsim.run`.

    Attributes
    ----------
    workers, cluster, engine, block_size, progress

    Raises
    ------
    ValueError
        When a number is out of bounds, or there is no such engine.
    """

    workers: int | None = None
    cluster: str | None = None
    engine: str = "block"
    block_size: int | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        for name in ("workers", "block_size"):
            object.__setattr__(self, name, whole(name, getattr(self, name), 1))
        if self.engine not in ENGINES:
            raise ValueError(sentence("no such engine", shown(self.engine), ", ".join(ENGINES)))

    def after(self, before: int) -> Execution:
        """Report progress that goes on from earlier stages."""
        progress = self.progress
        if progress is None:
            return self
        return replace(self, progress=lambda done, total: progress(before + done, before + total))

    def carry_out(
        self,
        tasks: Iterable[Task],
        executor: Executor,
        keep: Callable[[Task, Sequence[Outcome]], None],
        meanwhile: Meanwhile = nothing,
    ) -> None:
        """Carry out tasks, and hand over what comes of each as soon as it is there.

        Parameters
        ----------
        tasks : iterable of Task
        executor : Executor
        keep : callable
            Called with a task and its outcomes.
        meanwhile : callable, optional
            Called once, as `orgsim.experiment.executors.run_tasks` does it.

        Raises
        ------
        KeyboardInterrupt, ClusterLost
            What was handed over by then is kept.
        """
        tasks = list(tasks)
        done, total = 0, sum(len(task.block) for task in tasks)
        if self.progress is not None:
            self.progress(0, total)
        with closing(run_tasks(tasks, executor, meanwhile)) as finished:
            for task, outcomes in finished:
                keep(task, outcomes)
                done += len(task.block)
                if self.progress is not None:
                    self.progress(done, total)
