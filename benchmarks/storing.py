"""What it costs to have results safe: the same run in this process, and supervised and stored.

Measured is the processor time of all processes, and all of them share one core: two busy cores
slow each other down (caches, memory, hyperthreads), and that would count as a cost of storing,
although it is one of working at the same time, which `benchmarks/workers.py` sees. Where a system
cannot tie processes to a core they use what there is.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orgsim
from orgsim.scenario import Scenario, load_scenario

SCENARIO = Path(__file__).parent / "big_company.yaml"
REPLICATIONS = 600
TARGET = 1.1
"""How many times as much processor time a run may take that is supervised and stored."""


@dataclass(frozen=True)
class Storing:
    """Processor times of all processes, in seconds, one per turn.

    Attributes
    ----------
    in_process : list of float
        Simulated in this process and kept in memory; the tables are saved in the end.
    stored : list of float
        Simulated by two workers, whose start counts, and stored block by block as they finish.
    """

    in_process: list[float]
    stored: list[float]

    @property
    def ratio(self) -> float:
        """How many times as much the stored run takes: the median over the turns."""
        pairs = zip(self.stored, self.in_process, strict=True)
        return statistics.median(stored / memory for stored, memory in pairs)


def storing(turns: int, replications: int = REPLICATIONS) -> Storing:
    """Run both by turns, so that a busy machine is as unfair to the one as to the other.

    What is compared ends with the same files in a folder. The page is left out of both.
    """
    scenario = load_scenario(SCENARIO)
    orgsim.run(scenario, replications=1, workers=1)  # what is imported once counts for neither
    found = Storing([], [])
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder, _one_core():
            places = Path(folder) / "saved", Path(folder) / "stored"
            found.in_process.append(_seconds(_saved, scenario, replications, places[0]))
            found.stored.append(_seconds(_stored, scenario, replications, places[1]))
    return found


@contextlib.contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process, and those that it starts, to one core."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _saved(scenario: Scenario, replications: int, folder: Path) -> None:
    orgsim.run(scenario, replications=replications, workers=1).save(folder)


def _stored(scenario: Scenario, replications: int, folder: Path) -> None:
    orgsim.run(scenario, replications=replications, workers=2, directory=folder)


def _seconds(
    run: Callable[[Scenario, int, Path], None], scenario: Scenario, replications: int, folder: Path
) -> float:
    """Processor time of this process and of those that it started and that have ended."""
    before = sum(os.times()[:4])
    run(scenario, replications, folder)
    return sum(os.times()[:4]) - before
