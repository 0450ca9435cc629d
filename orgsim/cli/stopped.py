"""Runs that stop before their end: Ctrl-C, and clusters that cannot be used or are lost."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from orgsim.cli.exits import FAILED, INTERRUPTED, Failed, Unusable

if TYPE_CHECKING:
    from orgsim.experiment import ClusterLost, Interrupted


def refuse_both(workers: int | None, cluster: str | None) -> None:
    """Make sure that not both of -w and --cluster are given.

    Raises
    ------
    Unusable
    """
    if workers is not None and cluster is not None:
        raise Unusable("--workers: a cluster (--cluster) has its own workers; nothing was run")


@contextlib.contextmanager
def unusable_clusters() -> Iterator[None]:
    """Say in one sentence why a cluster cannot be used.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment import ClusterError

    try:
        yield
    except ClusterError as error:
        raise Unusable(f"--cluster: {error}; nothing was run") from error


def finished_before(stop: Interrupted | ClusterLost) -> Any:
    """Return what was finished before a run was stopped; without anything, end the command.

    Raises
    ------
    Interrupted, Failed
    """
    if stop.finished is not None and getattr(stop.finished, "completed", True):
        return stop.finished
    if isinstance(stop, KeyboardInterrupt):
        raise stop
    raise Failed(f"{stop}; nothing was written") from stop


def exit_code(stop: Interrupted | ClusterLost) -> int:
    """Return the exit code of a run that was stopped."""
    return INTERRUPTED if isinstance(stop, KeyboardInterrupt) else FAILED
