"""Runs that stop before their end, by Ctrl-C, a full disk or a lost cluster: what is kept."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from orgsim.cli.exits import Failed, Stopped, Unusable
from orgsim.cli.output_folder import occupied
from orgsim.cli.wording import counted


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


@contextlib.contextmanager
def kept_in(directory: Path) -> Iterator[None]:
    """Say, when a run into a folder stops before its end, what is kept there and how to go on.

    Raises
    ------
    Failed, Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment import ClusterLost, Interrupted
    from orgsim.results import ResultsExist

    try:
        yield
    except ResultsExist as error:
        raise occupied(error) from error
    except (ClusterLost, Interrupted) as stop:
        kept = what_is_kept(directory)
        if not kept:
            if isinstance(stop, KeyboardInterrupt):
                raise  # which says that nothing was written
            raise Failed(f"{stop}; nothing was written") from stop
        ended = Stopped if isinstance(stop, KeyboardInterrupt) else Failed
        raise ended(f"{stop}: {kept}") from stop
    except OSError as error:
        kept = what_is_kept(directory)
        if not kept:
            raise
        raise Failed(f"{could_not_finish(error)}; {kept}") from error


def what_is_kept(directory: Path) -> str:
    """Say how much an unfinished run has left in a folder, and how to go on; "" for nothing."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import replications_kept

    done, asked = replications_kept(directory)
    if not done:
        return ""
    again = [word for word in sys.argv[1:] if word not in ("--resume", "--overwrite")]
    return (
        f"{done} of {counted(asked, 'replication')} are kept in {directory}; go on with: "
        f"{shlex.join(['orgsim', *again, '--resume'])}"
    )


def command_line() -> str:
    """Return the command as it was typed."""
    return shlex.join(["orgsim", *sys.argv[1:]])


def could_not_finish(error: OSError) -> str:
    """Say why something could not be written: a full disk, a folder that was taken away."""
    where = f"{error.filename}: " if error.filename else ""
    return f"could not finish: {where}{error.strerror or error}"
