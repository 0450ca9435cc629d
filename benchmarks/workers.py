"""How much sooner two workers are done than one, with a long run into a folder."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from benchmarks.commands import Command, take

REPLICATIONS = 600
TARGET = 1.7
"""How many times as fast as one worker two are to be."""


@dataclass(frozen=True)
class Workers:
    """Wall times of whole commands, in seconds, one per turn."""

    one: list[float]
    two: list[float]

    @property
    def ratio(self) -> float:
        """How many times as fast two are: the median over the turns."""
        return statistics.median(one / two for one, two in zip(self.one, self.two, strict=True))


def workers(orgsim: str, turns: int, replications: int = REPLICATIONS) -> Workers:
    """Run with one and with two workers by turns; the page, which is drawn once, is left out.

    Only a machine with two idle cores can tell.
    """
    pairs = [
        [take(orgsim, _command(count, replications)).seconds for count in (1, 2)]
        for _ in range(turns)
    ]
    return Workers(*(list(times) for times in zip(*pairs, strict=True)))


def _command(count: int, replications: int) -> Command:
    return Command(
        f"orgsim run benchmarks/big_company.yaml, {replications} replications, {count} workers",
        [
            "run",
            "benchmarks/big_company.yaml",
            *("--replications", str(replications)),
            *("--workers", str(count)),
            "--quiet",
            "--no-report",
            *("--output", "{output}"),
        ],
        budget=float("inf"),
    )
