"""Processor time and memory of the programs on the same scenario."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from benchmarks.memory import peak_of_this_process
from benchmarks.outcomes import Outcomes, by_engine, by_plain_simpy, by_reference
from orgsim.scenario import Scenario, load_scenario
from orgsim.simulation import block_size

Program: TypeAlias = Callable[[Scenario, Sequence[int]], Outcomes]


@dataclass(frozen=True)
class Race:
    """What came of running the programs by turns.

    Attributes
    ----------
    engine_seconds, plain_seconds, reference_seconds : list of float
        Processor time per replication, one value for each turn.
    engine, plain : Outcomes
        Of all turns. What the reference engine says is no news: its event log is the block engine's
        (`tests/simulation/test_reference.py`).
    block : int
        Replications in a block.
    """

    engine_seconds: list[float]
    plain_seconds: list[float]
    reference_seconds: list[float]
    engine: Outcomes
    plain: Outcomes
    block: int

    @property
    def ratios(self) -> list[float]:
        """How many times faster the engine was, by turn."""
        pairs = zip(self.plain_seconds, self.engine_seconds, strict=True)
        return [plain / engine for plain, engine in pairs]

    @property
    def ratio(self) -> float:
        """How many times faster the engine is: the median over the turns."""
        return statistics.median(self.ratios)

    @property
    def reference_ratios(self) -> list[float]:
        """How many times as long as the plain program the reference engine took, by turn."""
        pairs = zip(self.reference_seconds, self.plain_seconds, strict=True)
        return [reference / plain for reference, plain in pairs]

    @property
    def reference_ratio(self) -> float:
        """How many times as long it takes: the median over the turns."""
        return statistics.median(self.reference_ratios)


def race(scenario: Scenario, turns: int, plain_replications: int) -> Race:
    """Run the programs by turns, so that a busy machine is as unfair to the one as to the other.

    Parameters
    ----------
    scenario : Scenario
    turns : int
        Each is a block of the engine and `plain_replications` of the plain program and of the
        reference engine, with replications of its own.
    plain_replications : int
    """
    block = block_size(scenario)
    engine: list[tuple[float, Outcomes]] = []
    plain: list[tuple[float, Outcomes]] = []
    reference: list[tuple[float, Outcomes]] = []
    for turn in range(turns):
        for program, size, found in (
            (by_engine, block, engine),
            (by_plain_simpy, plain_replications, plain),
            (by_reference, plain_replications, reference),
        ):
            replications = range(turn * size, (turn + 1) * size)
            began = time.process_time()
            outcomes = program(scenario, replications)
            found.append(((time.process_time() - began) / size, outcomes))
    return Race(
        engine_seconds=[seconds for seconds, _ in engine],
        plain_seconds=[seconds for seconds, _ in plain],
        reference_seconds=[seconds for seconds, _ in reference],
        engine=Outcomes.together(outcomes for _, outcomes in engine),
        plain=Outcomes.together(outcomes for _, outcomes in plain),
        block=block,
    )


def peak_memory(program: Program, path: Path, replications: Sequence[int]) -> float:
    """Megabytes that a process of its own needs at most, Python and libraries included."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as pool:
        return pool.submit(_peak_here, program, path, replications).result()


def _peak_here(program: Program, path: Path, replications: Sequence[int]) -> float:
    program(load_scenario(path), replications)
    return peak_of_this_process()
