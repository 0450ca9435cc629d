"""What a labor market costs: organizations that exchange people, and the same ones run alone.

The organizations are those of `scenarios/talent_market.yaml`, without its second startup. A market
adds its pool of candidates, and keeps organizations of different sizes in one block; a run alone
has blocks of its own size.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from orgsim.scenario import Scenario, load_scenario
from orgsim.simulation import block_size, simulate_block

SCENARIO = Path(__file__).parent.parent / "scenarios" / "talent_market.yaml"
NAMES = ("first_startup", "big_company")
WITHOUT_THE_SECOND = (
    "organizations.second_startup=null",
    "markets.pm_market.organizations.second_startup=null",
    "markets.pm_market.founders.second_startup=null",
    "markets.pm_market.founders.first_startup=60%",
)
ALONE = (
    "markets=null",
    "organizations.big_company.entry_points.near_pm.apprenticeship.elsewhere=null",
)


@dataclass(frozen=True)
class Cost:
    """Processor times of the block engine, in seconds per replication, one per turn."""

    alone: list[float]
    together: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long both in a market take as each alone: the median over turns."""
        pairs = zip(self.together, self.alone, strict=True)
        return statistics.median(together / alone for together, alone in pairs)


def cost_of_a_market(turns: int) -> Cost:
    """Run both ways by turns, a block of each, so that a busy machine is as unfair to both."""
    together = load_scenario(SCENARIO, WITHOUT_THE_SECOND)
    first, second = NAMES
    alone = [
        load_scenario(SCENARIO, (*WITHOUT_THE_SECOND, *ALONE, f"organizations.{other}=null"))
        for other in (second, first)
    ]
    pairs = [
        (sum(_seconds(each, turn) for each in alone), _seconds(together, turn))
        for turn in range(turns)
    ]
    return Cost(*(list(times) for times in zip(*pairs, strict=True)))


def _seconds(scenario: Scenario, turn: int) -> float:
    size = block_size(scenario)
    began = time.process_time()
    simulate_block(scenario, range(turn * size, (turn + 1) * size))
    return (time.process_time() - began) / size
