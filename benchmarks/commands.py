"""Wall time and memory of whole commands, start-up included."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import MemoryWatch

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Command:
    """A command of orgsim and what it may take.

    Attributes
    ----------
    what : str
    arguments : sequence of str
        `{output}` stands for a folder that is thrown away.
    budget : float
        Seconds.
    times : int
        How often it is run; the fastest counts.
    """

    what: str
    arguments: Sequence[str]
    budget: float
    times: int = 1


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds of wall time, and megabytes of all its processes together."""

    seconds: float
    megabytes: float


HELP = Command("orgsim --help", ["--help"], budget=0.2, times=5)
DEMO = Command(
    "orgsim run scenarios/startup_vs_big_company.yaml",
    ["run", "scenarios/startup_vs_big_company.yaml", "--quiet", "--output", "{output}"],
    budget=5.0,
)
BIG_COMPANY = Command(
    "orgsim run benchmarks/big_company.yaml, 200 replications",
    ["run", "benchmarks/big_company.yaml", "-n", "200", "--quiet", "--output", "{output}"],
    budget=15.0,
)
COMPARE = Command(
    "orgsim compare scenarios/promotion_policies.yaml, 7 policies, 200 replications",
    ["compare", "scenarios/promotion_policies.yaml", "--quiet", "--output", "{output}"],
    budget=30.0,
)


def installed() -> str | None:
    """The `orgsim` command that belongs to this Python, if it is installed."""
    return shutil.which("orgsim", path=str(Path(sys.executable).parent))


def take(orgsim: str, command: Command) -> Taken:
    """Run a command and see what it takes.

    Raises
    ------
    RuntimeError
        When the command fails, with what it said.
    """
    runs = [_run(orgsim, command) for _ in range(command.times)]
    return min(runs, key=lambda taken: taken.seconds)


def _run(orgsim: str, command: Command) -> Taken:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        output = str(Path(folder) / "results")
        arguments = [argument.format(output=output) for argument in command.arguments]
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [orgsim, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said
        )
        with MemoryWatch(process.pid) as memory:
            process.wait()
            seconds = time.perf_counter() - began
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{command.what} failed:\n{said.read()}")
    return Taken(seconds, memory.peak)
