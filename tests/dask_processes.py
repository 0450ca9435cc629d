"""A real Dask cluster on loopback, of processes that a test can kill."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass

import distributed


@dataclass
class DaskProcesses:
    """A scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen]


@contextlib.contextmanager
def dask_processes(folder, *workers, **environment):
    """Start a scheduler and workers; end what is left of them.

    Parameters
    ----------
    folder : pathlib.Path
        For what they write.
    *workers : str
        Options of each worker; without a nanny it is one process, and nobody starts it again.
    **environment : str
        Variables of their environment, in which Dask can be configured.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    started = []

    def start(*options):
        with (folder / f"{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *options, "--host", "127.0.0.1", "--no-dashboard"],
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    try:
        scheduler = start("scheduler", "--port", str(port))
        own = (address, "--nthreads", "1", "--local-directory", str(folder))
        processes = [start("worker", *own, *options.split()) for options in workers]
        with distributed.Client(address, set_as_default=False, timeout=60) as client:
            client.wait_for_workers(len(workers), timeout=60)
        yield DaskProcesses(address, scheduler, processes)
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
