"""Does memory grow with the number of replications? A run into a folder, with few and with many."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.commands import Command, take

FEW, MANY = 500, 10_000
TARGET = 1.5
"""How much more memory all processes may need for many replications than for few. Few are simulated
in smaller blocks, and a worker with a block of full size needs half as much again."""


@dataclass(frozen=True)
class Growth:
    """Megabytes of all processes together, at most, for few replications and for many."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How much more memory many replications need."""
        return self.many / self.few


def growth(orgsim: str) -> Growth:
    """Run the shipped startup with few replications and with many, one after the other."""
    few, many = (take(orgsim, _command(count)).megabytes for count in (FEW, MANY))
    return Growth(few, many)


def _command(count: int) -> Command:
    return Command(
        f"orgsim run scenarios/startup.yaml, {count:,} replications",
        ["run", "scenarios/startup.yaml", "-n", str(count), "--quiet", "--output", "{output}"],
        budget=float("inf"),
    )
