"""The workers of a Dask cluster, on any number of machines.

A task crosses the network with its scenario and comes back as tables. The scenario is sent within
every task, not scattered once: what Dask scatters is lost with the worker that has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.metadata
import logging
import math
import platform
import queue
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cloudpickle

import orgsim
from orgsim.experiment.blocks import Block, Failure, Outcome, Simulate, Task, attempt, describe
from orgsim.experiment.executors.executor import (
    WORKER_DIED,
    ClusterError,
    ClusterLost,
    Executor,
    Finished,
    Meanwhile,
    nothing,
)

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_TO_ANSWER = 5.0
SECONDS_WITHOUT_WORKERS = 30.0
"""A worker that died is started again within a few seconds, where anything starts it again."""

REPLICATIONS_PER_TASK = 10
"""Sending a task, keeping its books and sending its tables back takes some milliseconds."""

PACKAGES = ("numpy", "scipy", "distributed")
"""Besides orgsim and Python, what must be the same everywhere: numbers are made with the first two,
and the last one understands no other version of itself for certain."""

_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Simulate blocks by the workers of a Dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler: `tcp://host:port`, or `tls://host:port` where Dask is configured for it.

    Yields
    ------
    Executor

    Raises
    ------
    ClusterError
        When it is no such address, the package `distributed` is not installed, no scheduler
        answers, or it has no workers.
    """
    if not re.fullmatch(r"(tcp|tls)://[^/\s]+:\d{1,5}", address):
        raise ClusterError(
            f"must be the address of a Dask scheduler, as in tcp://host:8786, got {address!r}"
        )
    try:
        distributed = importlib.import_module("distributed")
    except ModuleNotFoundError as error:
        raise ClusterError(
            "a cluster needs the package distributed: pip install 'orgsim[cluster]'"
        ) from error
    with _silence(), contextlib.ExitStack() as stack:
        try:
            _knock(address)
            with warnings.catch_warnings():
                # Of other versions somewhere in the cluster; what matters is checked below.
                warnings.simplefilter("ignore", distributed.versions.VersionMismatchWarning)
                client = distributed.Client(
                    address, timeout=SECONDS_TO_ANSWER, set_as_default=False
                )
        except Exception as error:  # many kinds, where something else answers
            raise ClusterError(
                f"no Dask scheduler answered at {address} within {SECONDS_TO_ANSWER:g} seconds"
            ) from error
        stack.callback(_close, client)
        workers = _workers(client)
        if not workers:
            raise ClusterError(
                f"the Dask scheduler at {address} has no workers; "
                f"start some: dask worker {address} --nworkers -1 --nthreads 1"
            )
        yield _DaskCluster(address, client, workers)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from telling on stderr, in many lines, what one sentence says."""
    logger = logging.getLogger("distributed")
    silenced = [logger, *(logging.getLogger(f"distributed.{name}") for name in ("client", "core"))]
    before = [each.level for each in silenced]
    for each in silenced:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in zip(silenced, before, strict=True):
            each.setLevel(level)


def _knock(address: str) -> None:
    """See whether a scheduler answers: a client to whom something else answers never ends well."""
    from distributed import Security  # noqa: PLC0415 - an extra
    from distributed.comm import connect  # noqa: PLC0415

    async def knock() -> None:
        told = Security().get_connection_args("client")
        await (await connect(address, timeout=SECONDS_TO_ANSWER, **told)).close()

    # In a thread of its own: a notebook has an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(knock())).result()


def _close(client: Client) -> None:
    with contextlib.suppress(Exception):  # of a connection that is lost already
        client.close(timeout=1)


def _workers(client: Client) -> int:
    """How many worker processes a cluster has; it may need a moment to say so."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        count = len(client.scheduler_info()["workers"])
        if count or time.monotonic() > deadline:
            return count
        time.sleep(0.1)


@dataclass(frozen=True, eq=False)
class _DaskCluster:
    address: str
    client: Client
    workers: int
    replications_per_task: int = REPLICATIONS_PER_TASK

    def run(self, tasks: Sequence[Task], meanwhile: Meanwhile = nothing) -> Finished:
        """A block that killed several workers is tried again in parts, one at a time.

        Dask gives a task up when several workers in a row have died with it; but it may only have
        been there when another one killed them.
        """
        payloads = self._payloads(tasks)
        self._refuse_strangers(set(payloads.values()))
        suspects: list[Task] = []
        for task, outcomes in self._submit(tasks, payloads, meanwhile):
            if outcomes is None:
                suspects.append(task)
            else:
                yield task, outcomes
        for task in suspects:
            yield task, self._in_quarantine(task, payloads)

    def _payloads(self, tasks: Sequence[Task]) -> dict[Simulate, bytes]:
        payloads: dict[Simulate, bytes] = {}
        for task in tasks:
            if task.simulate in payloads:
                continue
            try:
                payloads[task.simulate] = cloudpickle.dumps(task.simulate)
            except Exception as error:
                raise ClusterError(
                    f"the scenario cannot be sent to a cluster: {describe(error)}; policies in "
                    "Python are sent with all that they hold"
                ) from error
        return payloads

    def _refuse_strangers(self, payloads: set[bytes]) -> None:
        """Ask every worker for its versions, and whether it can read the scenarios."""
        mine = versions()
        try:
            found = self.client.run(_examiner(mine, payloads), on_error="return")
        except Exception as error:
            raise ClusterError(f"the workers of {self.address} do not answer: {error}") from error
        for worker, complaint in sorted(found.items()):
            if complaint:
                text = complaint if isinstance(complaint, str) else describe(complaint)
                raise ClusterError(f"the worker {worker} cannot be used: {text}")

    def _submit(
        self,
        tasks: Sequence[Task],
        payloads: Mapping[Simulate, bytes],
        meanwhile: Meanwhile = nothing,
    ) -> Iterator[tuple[Task, list[Outcome] | None]]:
        """Tasks with what came of them, None where they may have killed their workers."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra; it is there by now

        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        mine = versions()
        running: dict[Future, Task] = {}
        for task in tasks:
            future = self.client.submit(
                simulate_there, payloads[task.simulate], task.block, mine, pure=False
            )
            running[future] = task
            future.add_done_callback(done.put)
        meanwhile()
        while running:
            future = self._next(done)
            try:
                outcomes = future.result()
            except KilledWorker:
                outcomes = None
            except Exception as error:
                raise self._lost(error) from error
            yield running.pop(future), outcomes

    def _next(self, done: queue.SimpleQueue[Future]) -> Future:
        """Wait for a task to be finished, as long as somebody is there who could."""
        somebody = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                return done.get(timeout=1.0)
            if self.client.scheduler_info().get("workers"):
                somebody = time.monotonic()
            elif time.monotonic() - somebody > SECONDS_WITHOUT_WORKERS:
                raise ClusterLost(
                    f"the Dask scheduler at {self.address} has had no worker for "
                    f"{SECONDS_WITHOUT_WORKERS:g} seconds"
                )

    def _lost(self, error: Exception) -> ClusterLost:
        if isinstance(error, OSError) or "scheduler-connection-lost" in str(error):
            return ClusterLost(f"the Dask scheduler at {self.address} was lost")
        return ClusterLost(f"the Dask cluster at {self.address} failed: {describe(error)}")

    def _in_quarantine(self, task: Task, payloads: Mapping[Simulate, bytes]) -> list[Outcome]:
        ((_, outcomes),) = self._submit([task], payloads)
        if outcomes is not None:
            return outcomes
        if len(task.block) == 1:
            return [Outcome(task.block, failure=Failure(task.block[0], WORKER_DIED))]
        # Every trial costs several workers, so in two steps, not in as many as halving takes.
        size = math.ceil(math.sqrt(len(task.block))) if len(task.block) > 3 else 1
        starts = range(0, len(task.block), size)
        parts = [replace(task, block=task.block[start : start + size]) for start in starts]
        return [outcome for part in parts for outcome in self._in_quarantine(part, payloads)]


def versions() -> dict[str, str]:
    """Versions on which it depends whether machines come to the same numbers."""
    python = ".".join(platform.python_version_tuple()[:2])
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"orgsim": orgsim.__version__, "Python": python, **packages}


def simulate_there(payload: bytes, block: Block, expected: Mapping[str, str]) -> list[Outcome]:
    """Simulate a block in a worker of the cluster.

    Raises
    ------
    RuntimeError
        When the versions here are not those expected: this worker came after all were asked.
    """
    if versions() != expected:
        raise RuntimeError(f"a worker has other versions: {versions()} instead of {expected}")
    simulate = cloudpickle.loads(payload)
    # A worker may have several threads; the interpreter runs one at a time anyway.
    with _ONE_AT_A_TIME:
        return attempt(simulate, block)


def _examiner(expected: Mapping[str, str], payloads: set[bytes]) -> Callable[[], str]:
    """Make what asks a worker whether it can be used.

    It travels by value, and so works where orgsim is missing or another one.
    """

    def examine() -> str:
        import importlib  # noqa: PLC0415 - for the worker
        import importlib.metadata  # noqa: PLC0415
        import platform  # noqa: PLC0415
        import sys  # noqa: PLC0415

        found: dict[str, Any] = {"Python": ".".join(platform.python_version_tuple()[:2])}
        for name in expected.keys() - found.keys():
            try:
                found[name] = (
                    importlib.import_module(name).__version__
                    if name == "orgsim"
                    else importlib.metadata.version(name)
                )
            except ImportError:
                return f"{name} is not installed there ({sys.executable})"
        others = [
            f"{name} {found[name]} (here: {version})"
            for name, version in expected.items()
            if found[name] != version
        ]
        if others:
            return f"it has {', '.join(others)}, and would not come to the same numbers"
        for payload in payloads:
            try:
                importlib.import_module("cloudpickle").loads(payload)
            except ModuleNotFoundError as error:
                return (
                    f"it does not find the module {error.name}, which holds a promotion policy; "
                    "install it there, or bring it with --allow-plugins "
                    "(in Python: cloudpickle.register_pickle_by_value)"
                )
        return ""

    return examine
