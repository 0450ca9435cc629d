"""What a page costs: that of a run beside its simulation, and that of a large comparison."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orgsim
from orgsim.report import report_page
from orgsim.results import load_comparison, load_results
from orgsim.scenario import load_scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TARGET = 0.5
"""How many times as much processor time the page of the demo may take as its simulation does."""

REPLICATIONS = 500
SECONDS = 10.0
"""Processor time that the page of a comparison of seven policies may take, of so many replications
each."""


@dataclass(frozen=True)
class Pages:
    """Processor times in seconds.

    Attributes
    ----------
    simulation, page
        Of the demo, one per turn.
    comparison
        Of the page of the comparison.
    """

    simulation: list[float]
    page: list[float]
    comparison: float

    @property
    def ratio(self) -> float:
        """How many times as much the page takes as the simulation: the median over the turns."""
        pairs = zip(self.page, self.simulation, strict=True)
        return statistics.median(page / simulation for page, simulation in pairs)


def pages(turns: int, replications: int = REPLICATIONS) -> Pages:
    """Simulate and draw the demo by turns, then draw a comparison once."""
    demo = load_scenario(SCENARIOS / "startup_vs_big_company.yaml")
    policies = load_scenario(SCENARIOS / "promotion_policies.yaml")
    orgsim.run(demo, replications=1, workers=1)  # what is imported once counts for nobody
    found: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        run, comparison = Path(folder) / "run", Path(folder) / "comparison"
        orgsim.run(demo, directory=run)
        for _ in range(turns):
            found[0].append(_seconds(lambda: orgsim.run(demo, workers=1)))
            # Loaded each time: what a figure remembers of a result would be found again.
            found[1].append(_seconds(lambda: report_page(load_results(run))))
        orgsim.compare(policies, replications, directory=comparison)
        return Pages(*found, _seconds(lambda: report_page(load_comparison(comparison))))


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
