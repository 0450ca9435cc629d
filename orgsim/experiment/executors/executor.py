"""What an executor is, and how one fails as a whole."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeAlias

from orgsim.experiment.blocks import Outcome, Task

Finished: TypeAlias = Generator[tuple[Task, list[Outcome]], None, None]
"""Tasks with what came of them, in the order in which they are finished."""

Meanwhile: TypeAlias = Callable[[], None]
"""What this process does while others simulate."""

WORKER_DIED = "the worker process died (killed by the system, out of memory, or a crash)"


def nothing() -> None:
    """Do nothing meanwhile."""


class ClusterError(RuntimeError):
    """A cluster that cannot be used; nothing was simulated."""


class ClusterLost(RuntimeError):  # noqa: N818 - reads as what happened: the cluster was lost
    """A cluster that was lost during a run; carries what was finished.

    Attributes
    ----------
    finished : Results, Comparison or None
        What the call would have returned, with the replications that were finished; None when
        there were none.
    """

    def __init__(self, message: str, finished: Any = None) -> None:
        super().__init__(message)
        self.finished = finished


class Executor(Protocol):
    """Whoever simulates blocks.

    Attributes
    ----------
    workers : int
        How many blocks are simulated at the same time.
    replications_per_task : int
        A block should not have fewer, as long as there are enough of them.
    """

    @property
    def workers(self) -> int: ...  # noqa: D102 - the class says it

    @property
    def replications_per_task(self) -> int: ...  # noqa: D102 - the class says it

    def run(self, tasks: Sequence[Task], meanwhile: Meanwhile = nothing) -> Finished:
        """Simulate blocks; whatever simulating one raises is a failure of its replications.

        `meanwhile` is called once, without tasks too: as soon as others are at work, if there are.
        """
        ...


def run_tasks(
    tasks: Sequence[Task], executor: Executor, meanwhile: Meanwhile = nothing
) -> Finished:
    """Simulate blocks where an executor does it.

    Parameters
    ----------
    tasks : sequence of Task
        Whatever simulating one raises becomes a failure of the replications concerned.
    executor : Executor
    meanwhile : callable, optional
        What this process can do while others simulate; called once, in any case.

    Yields
    ------
    tuple of Task and list of Outcome
        In the order in which blocks are finished.

    Raises
    ------
    ClusterError, ClusterLost
        When a cluster cannot be used, or can no longer be.
    """
    return executor.run(tasks, meanwhile)
