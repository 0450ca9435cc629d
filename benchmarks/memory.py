"""How much memory a process needs, and a command with all the processes that it starts.

`ru_maxrss` will not do: on Linux a process inherits it from the one that started it.
"""

from __future__ import annotations

import resource
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

SECONDS_BETWEEN_LOOKS = 0.1


def peak_of_this_process() -> float:
    """Megabytes that this process has needed at most so far."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return largest / (1024**2 if sys.platform == "darwin" else 1024)
    return _kilobytes(status, "VmHWM") / 1024


class MemoryWatch:
    """Looks at a process and its descendants ten times a second while a `with` block runs.

    Parameters
    ----------
    process : int
        The process's id.

    Attributes
    ----------
    peak : float
        Megabytes of all of them together, memory that they share counted once. 0 where the
        system does not tell (other than Linux).
    """

    def __init__(self, process: int) -> None:
        self.peak = 0.0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(SECONDS_BETWEEN_LOOKS):
            family = _with_descendants(self._process)
            self.peak = max(self.peak, sum(_proportional(member) for member in family))


def _with_descendants(process: int) -> list[int]:
    family = [process]
    for member in family:  # grows while it is walked through
        for listed in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                family += [int(child) for child in listed.read_text(encoding="ascii").split()]
            except OSError:
                continue  # over before we looked
    return family


def _proportional(process: int) -> float:
    """Megabytes of a process, its part of shared memory included."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return _kilobytes(rollup, "Pss") / 1024


def _kilobytes(text: str, name: str) -> float:
    for line in text.splitlines():
        if line.startswith(f"{name}:"):
            return float(line.split()[1])
    return 0.0
