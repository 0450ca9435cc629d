"""What it costs to have results safe: the same run in this process, and supervised and stored.

Measured is the processor time of all processes, on the cores that a user's run would have. Tied to
one core two workers would push each other out of its caches at every turn: a fifth more time, which
no run on as many cores as workers ever spends. How well they work at the same time is seen by
`benchmarks/workers.py`.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
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
        with tempfile.TemporaryDirectory() as folder:
            places = Path(folder) / "saved", Path(folder) / "stored"
            found.in_process.append(_seconds(_saved, scenario, replications, places[0]))
            found.stored.append(_seconds(_stored, scenario, replications, places[1]))
    return found


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
