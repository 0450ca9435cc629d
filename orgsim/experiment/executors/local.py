"""Worker processes on this machine's cores.

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
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker

import loky
from loky.backend.resource_tracker import ensure_running
from loky.process_executor import BrokenProcessPool

from orgsim.experiment.blocks import Failure, Outcome, Task, attempt
from orgsim.experiment.executors.executor import (
    WORKER_DIED,
    Executor,
    Finished,
    Meanwhile,
    nothing,
)
from orgsim.experiment.executors.here import in_process

BLOCKS_AHEAD = 2
"""Blocks given to the pool for each worker: none waits for its next one, and few are tried again
when a worker dies."""

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

QUIET_TRACKER = "ignore:resource_tracker:UserWarning"
"""What the warnings of the process that tracks semaphores begin with."""

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


def local_workers(workers: int) -> Executor:
    """Simulate blocks by worker processes; name the replications that kill their worker.

    Parameters
    ----------
    workers : int
        1 means this process, which also simulates what is a single block.
    """
    return _LocalWorkers(workers) if workers > 1 else in_process()


@dataclass(frozen=True)
class _LocalWorkers:
    workers: int
    replications_per_task: int = 1

    def run(self, tasks: Sequence[Task], meanwhile: Meanwhile = nothing) -> Finished:
        """When a worker dies, nobody knows whose fault it was.

        The blocks that were with a worker are tried again one by one, each with a worker of its
        own, and halved while they kill it; then the others go on.
        """
        if len(tasks) <= 1:
            yield from in_process().run(tasks, meanwhile)
            return
        waiting = deque(tasks)
        while waiting:
            with _pool(min(self.workers, len(waiting))) as pool:
                suspects = yield from _feed(pool, waiting, BLOCKS_AHEAD * self.workers, meanwhile)
            meanwhile = nothing
            for task in suspects:
                yield task, _in_quarantine(task)


def _in_quarantine(task: Task) -> list[Outcome]:
    with _pool(1) as pool:
        for _, outcomes in _feed(pool, deque([task]), 1):
            return outcomes
    if len(task.block) == 1:
        return [Outcome(task.block, failure=Failure(task.block[0], WORKER_DIED))]
    half = len(task.block) // 2
    return [
        *_in_quarantine(replace(task, block=task.block[:half])),
        *_in_quarantine(replace(task, block=task.block[half:])),
    ]


def _feed(
    pool: loky.ProcessPoolExecutor,
    waiting: deque[Task],
    most: int,
    meanwhile: Meanwhile = nothing,
) -> Generator[tuple[Task, list[Outcome]], None, list[Task]]:
    """Give a pool what waits, not more than so much at once; return what was lost with a worker."""
    running: dict[Future[list[Outcome]], Task] = {}
    while waiting or running:
        with _interrupts_held():
            while waiting and len(running) < most:
                try:
                    future = pool.submit(attempt, waiting[0].simulate, waiting[0].block)
                except BrokenProcessPool:
                    break
                running[future] = waiting.popleft()
        meanwhile()
        meanwhile = nothing
        if not running:  # a worker died that had nothing to do
            return []
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        if any(isinstance(future.exception(), BrokenProcessPool) for future in finished):
            finished, _ = wait(running)
            lost = {each for each in finished if isinstance(each.exception(), BrokenProcessPool)}
            for future in finished - lost:
                yield running[future], future.result()
            return [running[future] for future in running if future in lost]
        for future in finished:
            yield running.pop(future), future.result()
    return []


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[loky.ProcessPoolExecutor]:
    _start_tracker()
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


def _start_tracker() -> None:
    """Start the process that takes semaphores away when this one is killed, so that it is silent.

    It does so in any case, but calls them leaked on the terminal of whoever killed their owner. It
    has its warnings from the environment that it is started in.
    """
    before = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (before, QUIET_TRACKER)))
    try:
        ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = before


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
    # Started along with the first worker, this process of the standard library would take its
    # parent's mask away (Python before 3.14).
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
