"""Does memory grow with the number of replications? With few and with many, page included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.commands import Command, take

FEW, MANY = 1_000, 10_000
TARGET = 1.5
"""How much more memory all processes may need for ten times as many replications."""

_SMALL = ("--set", "horizon=5 years", "--quiet", "--output", "{output}")
RUN = ("run", "scenarios/startup.yaml", *_SMALL)
COMPARE = ("compare", "scenarios/startup.yaml", "benchmarks/restless_startup.yaml", *_SMALL)


@dataclass(frozen=True)
class Growth:
    """Megabytes of all processes together, at most, for few replications and for many."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How much more memory many replications need."""
        return self.many / self.few


def growth(orgsim: str, arguments: Sequence[str]) -> Growth:
    """Give a command few replications and then many.

    Parameters
    ----------
    orgsim
        The command, see `benchmarks.commands.installed`.
    arguments
        Of the command, as `RUN` and `COMPARE`.
    """
    few, many = (take(orgsim, _command(arguments, count)).megabytes for count in (FEW, MANY))
    return Growth(few, many)


def _command(arguments: Sequence[str], count: int) -> Command:
    return Command(
        f"orgsim {arguments[0]}, {count:,} replications",
        [*arguments, "--replications", str(count)],
        budget=float("inf"),
    )
