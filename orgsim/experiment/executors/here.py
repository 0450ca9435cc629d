"""One block after the other, in this process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orgsim.experiment.blocks import Task, attempt
from orgsim.experiment.executors.executor import Executor, Finished, Meanwhile, nothing


@dataclass(frozen=True)
class _Here:
    workers: int = 1
    replications_per_task: int = 1

    def run(self, tasks: Sequence[Task], meanwhile: Meanwhile = nothing) -> Finished:
        meanwhile()
        for task in tasks:
            yield task, attempt(task.simulate, task.block)


def in_process() -> Executor:
    """Simulate one block after the other in this process."""
    return _Here()
