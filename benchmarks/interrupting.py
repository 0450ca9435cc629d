"""How long Ctrl-C takes: from the keys to the end of the process and of all its workers."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import ROOT

TARGET = 1.0
"""Seconds, on a machine that is not busy."""

TIMES = 5
REPLICATIONS = 100_000
"""More than are ever finished here."""

_BLOCKS = 4
_INTERRUPTED = 130


@dataclass(frozen=True)
class Interruption:
    """What is interrupted, and the seconds that it took to end, each time.

    Attributes
    ----------
    what : str
    seconds : tuple of float
    """

    what: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The one in the middle."""
        return statistics.median(self.seconds)


def interruptions(orgsim: str) -> list[Interruption]:
    """Interrupt a run in this process, one by workers, and a comparison."""
    commands = {
        "run by one process": ("run", "scenarios/startup.yaml", "-w", "1"),
        "run by two workers": ("run", "scenarios/startup.yaml", "-w", "2"),
        "compare by two workers": ("compare", "scenarios/title_policies.yaml", "-w", "2"),
    }
    return [
        Interruption(what, tuple(_interrupt(orgsim, *words) for _ in range(TIMES)))
        for what, words in commands.items()
    ]


def _interrupt(orgsim: str, *words: str) -> float:
    """Press Ctrl-C as a terminal does, to workers too, once a few blocks are kept.

    Raises
    ------
    RuntimeError
        When the command ends otherwise than by being interrupted.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "results"
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [orgsim, *words, "-n", str(REPLICATIONS), "--quiet", "--output", str(output)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while process.poll() is None and _kept(output) < _BLOCKS:
            time.sleep(0.01)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        pressed = time.perf_counter()
        said = process.communicate()[1]  # workers hold stderr too: nobody is left over
        seconds = time.perf_counter() - pressed
        if process.returncode != _INTERRUPTED:
            raise RuntimeError(f"orgsim {' '.join(words)} ended with {process.returncode}:\n{said}")
    return seconds


def _kept(output: Path) -> int:
    return len(list(output.glob("**/parts/blocks/[0-9]*.json")))
