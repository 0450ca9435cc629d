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
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait

import loky
from loky.process_executor import BrokenProcessPool

from orgsim.experiment.blocks import Failure, Outcome, Simulate, attempt

Block = tuple[int, ...]

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


def available_cores() -> int:
    """Return the number of cores that this process may use (not: that the machine has)."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_blocks(
    simulate: Simulate, blocks: Sequence[Block], workers: int
) -> Iterator[list[Outcome]]:
    """Simulate blocks with as many workers as given, or here when one is enough.

    Parameters
    ----------
    simulate : Simulate
        Called with the replications of a block; whatever it raises becomes a failure.
    blocks : sequence of tuple of int
    workers : int
        1 means in this process, without starting any other.

    Yields
    ------
    list of Outcome
        For each block, in the order in which they are finished.
    """
    if min(workers, len(blocks)) <= 1:
        return in_process(simulate, blocks)
    return local_workers(simulate, blocks, workers)


def in_process(simulate: Simulate, blocks: Sequence[Block]) -> Iterator[list[Outcome]]:
    """Simulate one block after the other in this process."""
    for block in blocks:
        yield attempt(simulate, block)


def local_workers(
    simulate: Simulate, blocks: Sequence[Block], workers: int
) -> Iterator[list[Outcome]]:
    """Simulate blocks by worker processes; name the replications that kill their worker.

    When a worker dies, nobody knows whose fault it was: the blocks that were not finished are
    tried again one by one, each with a worker of its own, and halved while they kill it.
    """
    unfinished = set(blocks)
    with _pool(min(workers, len(blocks))) as pool:
        try:
            for block, outcomes in _submit_all(pool, simulate, blocks):
                unfinished.discard(block)
                yield outcomes
        except BrokenProcessPool:
            pass
        else:
            return
    for block in sorted(unfinished):
        yield from _in_quarantine(simulate, block)


def _submit_all(
    pool: loky.ProcessPoolExecutor, simulate: Simulate, blocks: Sequence[Block]
) -> Iterator[tuple[Block, list[Outcome]]]:
    with _interrupts_held():
        waiting: dict[Future[list[Outcome]], Block] = {
            pool.submit(attempt, simulate, block): block for block in blocks
        }
    while waiting:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        # What is finished is handed on before a broken pool is reported.
        for future in sorted(finished, key=lambda done: done.exception() is not None):
            yield waiting.pop(future), future.result()


def _in_quarantine(simulate: Simulate, block: Block) -> Iterator[list[Outcome]]:
    with _pool(1) as pool:
        try:
            for _, outcomes in _submit_all(pool, simulate, [block]):
                yield outcomes
        except BrokenProcessPool:
            pass
        else:
            return
    if len(block) == 1:
        yield [Outcome(block, failure=Failure(block[0], WORKER_DIED))]
        return
    half = len(block) // 2
    yield from _in_quarantine(simulate, block[:half])
    yield from _in_quarantine(simulate, block[half:])


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[loky.ProcessPoolExecutor]:
    pool = loky.ProcessPoolExecutor(
        max_workers=workers, env=WORKER_ENVIRONMENT, initializer=_prepare_worker
    )
    try:
        yield pool
    finally:
        # At the end the workers are idle; after Ctrl-C or a crash what they do is no longer wanted.
        pool.shutdown(wait=True, kill_workers=True)


def _prepare_worker() -> None:
    """Make a worker leave Ctrl-C to its parent and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


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
