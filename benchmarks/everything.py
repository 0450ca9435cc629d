"""What it costs to switch everything on: one organization with few rules, and with all."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcomes import by_engine
from orgsim.scenario import Scenario, load_scenario
from orgsim.simulation import block_size

HERE = Path(__file__).parent
TARGET = 3.0
"""How many times as long as everything off everything on is to take at most."""


@dataclass(frozen=True)
class Cost:
    """Processor times of the block engine, in seconds per 1,000 person-years, one per turn."""

    off: list[float]
    on: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long everything on takes: the median over the turns."""
        return statistics.median(on / off for on, off in zip(self.on, self.off, strict=True))


def cost_of_everything(turns: int) -> Cost:
    """Run both by turns, a block of each, so that a busy machine is as unfair to both."""
    off, on = (load_scenario(HERE / f"{name}.yaml") for name in ("big_company", "everything_on"))
    pairs = [(_seconds(off, turn), _seconds(on, turn)) for turn in range(turns)]
    return Cost(*(list(times) for times in zip(*pairs, strict=True)))


def _seconds(scenario: Scenario, turn: int) -> float:
    (rules,), size = scenario.organizations.values(), block_size(scenario)
    began = time.process_time()
    outcomes = by_engine(scenario, range(turn * size, (turn + 1) * size))
    taken = time.process_time() - began
    return 1000 * taken / (size * outcomes.person_years(rules.warm_up))
