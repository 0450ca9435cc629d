"""Where blocks are simulated: in this process, or by workers on this machine's cores.

Both yield what came of the blocks in any order; whoever assembles the tables sorts them.

Workers are processes of their own, started anew for each run, so that a policy edited in a
notebook between two runs is never mixed up with its earlier form. They need no
``if __name__ == "__main__"`` guard, take policies defined in a script or a notebook along, ignore
Ctrl-C (the parent ends them), end with their parent even when it is killed, and keep numerical
libraries to one thread each.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import TypeAlias

import loky
from loky.process_executor import BrokenProcessPool

from orgsim.experiment.blocks import Failure, Outcome, Task, attempt

Finished: TypeAlias = Generator[tuple[Task, list[Outcome]], None, None]

WORKER_DIED = "the worker process died (killed by the system, out of memory, or a crash)"

WORKER_ENVIRONMENT = {
    # One worker per core: threads inside a worker would only get in each other's way.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # Where psutil is installed loky replaces workers that grew by 300 MB, with a warning. A block
    # of a large company needs that much for good reason.
    "LOKY_MAX_MEMORY_LEAK_SIZE": "1e15",
}

PR_SET_PDEATHSIG = 1

# glibc hands large arrays back to the system as soon as they are free and faults their pages in
# again for the next one; a worker keeps them instead.
MALLOC_OPTIONS = {-1: 1 << 28, -3: 1 << 28, -2: 1 << 24}  # M_TRIM_, M_MMAP_THRESHOLD, M_TOP_PAD


def available_cores() -> int:
    """Return the number of cores that this process may use (not: that the machine has)."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(tasks: Sequence[Task], workers: int) -> Finished:
    """Simulate blocks with as many workers as given, or here when one is enough.

    Parameters
    ----------
    tasks : sequence of Task
        Whatever simulating one raises becomes a failure of the replications concerned.
    workers : int
        1 means in this process, without starting any other.

    Yields
    ------
    tuple of Task and list of Outcome
        In the order in which blocks are finished.
    """
    if min(workers, len(tasks)) <= 1:
        return in_process(tasks)
    return local_workers(tasks, workers)


def in_process(tasks: Sequence[Task]) -> Finished:
    """Simulate one block after the other in this process."""
    for task in tasks:
        yield task, attempt(task.simulate, task.block)


def local_workers(tasks: Sequence[Task], workers: int) -> Finished:
    """Simulate blocks by worker processes; name the replications that kill their worker.

    When a worker dies, nobody knows whose fault it was: the blocks that were not finished are
    tried again one by one, each with a worker of its own, and halved while they kill it.
    """
    unfinished = list(tasks)
    with _pool(min(workers, len(tasks))) as pool:
        try:
            for task, outcomes in _submit(pool, tasks):
                unfinished.remove(task)
                yield task, outcomes
        except BrokenProcessPool:
            pass
        else:
            return
    for task in unfinished:
        yield task, _in_quarantine(task)


def _in_quarantine(task: Task) -> list[Outcome]:
    with _pool(1) as pool:
        try:
            return [outcome for _, outcomes in _submit(pool, [task]) for outcome in outcomes]
        except BrokenProcessPool:
            pass
    if len(task.block) == 1:
        return [Outcome(task.block, failure=Failure(task.block[0], WORKER_DIED))]
    half = len(task.block) // 2
    return [
        *_in_quarantine(replace(task, block=task.block[:half])),
        *_in_quarantine(replace(task, block=task.block[half:])),
    ]


def _submit(pool: loky.ProcessPoolExecutor, tasks: Sequence[Task]) -> Finished:
    with _interrupts_held():
        waiting: dict[Future[list[Outcome]], Task] = {
            pool.submit(attempt, task.simulate, task.block): task for task in tasks
        }
    while waiting:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        # What is finished is handed on before a broken pool is reported.
        for future in sorted(finished, key=lambda done: done.exception() is not None):
            yield waiting.pop(future), future.result()


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[loky.ProcessPoolExecutor]:
    pool = loky.ProcessPoolExecutor(
        max_workers=workers,
        env=WORKER_ENVIRONMENT,
        initializer=_prepare_worker,
        initargs=(os.getpid(),),
    )
    try:
        yield pool
    finally:
        # At the end the workers are idle; after Ctrl-C or a crash what they do is no longer wanted.
        pool.shutdown(wait=True, kill_workers=True)


def _prepare_worker(parent: int) -> None:
    """Make a worker leave Ctrl-C to its parent and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if hasattr(system, "mallopt"):  # glibc; not every Linux has it
            for option, size in MALLOC_OPTIONS.items():
                system.mallopt(option, size)
        if os.getppid() != parent:  # it was killed before it could be watched
            os._exit(1)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers are started; they inherit that until they are prepared."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
