"""Where blocks are simulated: in this process, by workers on this machine, or on a Dask cluster.

All yield what came of the blocks in any order; whoever assembles the tables sorts them, and the
numbers do not know who made them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from orgsim.experiment.executors.cluster import dask_cluster
from orgsim.experiment.executors.executor import (
    WORKER_DIED,
    ClusterError,
    ClusterLost,
    Executor,
    Finished,
    Meanwhile,
    nothing,
    run_tasks,
)
from orgsim.experiment.executors.here import in_process
from orgsim.experiment.executors.local import available_cores, local_workers

__all__ = [
    "WORKER_DIED",
    "ClusterError",
    "ClusterLost",
    "Executor",
    "Finished",
    "Meanwhile",
    "available_cores",
    "chosen",
    "dask_cluster",
    "in_process",
    "local_workers",
    "nothing",
    "run_tasks",
]


@contextlib.contextmanager
def chosen(workers: int | None = None, cluster: str | None = None) -> Iterator[Executor]:
    """Open the executor that a user asked for; by default a worker for each core.

    Parameters
    ----------
    workers : int, optional
        Processes on this machine; 1 means this process.
    cluster : str, optional
        Address of a Dask scheduler instead.

    Raises
    ------
    ValueError
        When both are given.
    ClusterError
        When there is no cluster at the address that could be used.
    """
    if cluster is None:
        yield local_workers(available_cores() if workers is None else workers)
        return
    if workers is not None:
        raise ValueError("workers and cluster exclude each other: a cluster has its own workers")
    with dask_cluster(cluster) as executor:
        yield executor
