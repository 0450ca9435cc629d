"""Run the textbook models and compare what comes out with what is known.

How often a correct program would be called wrong is decided for all quantities of all cases
together (Bonferroni), so that a case has the same intervals and the same verdict whether it is
run alone or with the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.experiment.execution import Execution, Progress
from orgsim.experiment.runs import run_together
from orgsim.results import Results
from orgsim.scenario import load_scenario
from orgsim.scenario.scenario import MOST_REPLICATIONS, whole
from orgsim.verification.case import Case, Quantity
from orgsim.verification.cases import CASES
from orgsim.verification.intervals import Interval, interval

FALSE_ALARM_RATE = 0.001
"""Chance, over the choice of seeds, that a correct program misses any of all the quantities."""

FEWEST = 100
"""Replications; with fewer the intervals would not keep what they promise."""


@dataclass(frozen=True)
class Check:
    """A quantity, what was expected and what was obtained.

    Attributes
    ----------
    case : Case
    quantity : Quantity
    obtained : Interval
        NaN when a replication failed, and then nothing holds.
    replications : int
        How many were completed.
    failures : tuple of str
        Why replications of the case failed; empty when none did.
    """

    case: Case
    quantity: Quantity
    obtained: Interval
    replications: int
    failures: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the expected value lies in the interval."""
        return self.obtained.holds(self.quantity.expected)


def verify(
    cases: Sequence[Case] = CASES,
    replications: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Check, ...]:
    """Simulate textbook models and check every quantity whose exact value is known.

    Seeds are those of the scenario files, so that the verdict is always the same.

    Parameters
    ----------
    cases : sequence of Case
        By default all.
    replications : int, optional
        Of each case, at least `FEWEST`; by default what its file says. Fewer are faster and see
        less.
    workers : int, optional
        Processes to use; by default the cores available.
    progress : callable, optional
        Called with the number of replications done and in all, whenever some are done.

    Returns
    -------
    tuple of Check
        In the order of the cases and their quantities.

    Raises
    ------
    ValueError
        With too few replications, or more than a scenario may have.

    Examples
    --------
    >>> all(check.holds for check in verify(CASES[-1:], replications=100, workers=1))
    True
    """
    replications = enough(replications)
    scenarios = {case.id: load_scenario(case.file) for case in cases}
    results = run_together(scenarios, replications, execution=Execution(workers, progress=progress))
    return tuple(check for case in cases for check in _checks(case, results[case.id]))


def enough(replications: int | None) -> int | None:
    """Refuse a number of replications with which `verify` cannot work.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> enough(5)
    Traceback (most recent call last):
    ValueError: replications must be at least 100, got 5
    """
    return whole("replications", replications, FEWEST, MOST_REPLICATIONS)


def _checks(case: Case, results: Results) -> Iterator[Check]:
    failures = tuple(dict.fromkeys(failure["cause"] for failure in results.failures))
    for quantity in case.quantities:
        # Whatever replications fail do so for a reason; the others are no fair sample.
        sample = np.empty(0) if failures else quantity.reading(results)
        obtained = interval(sample, quantity.statistic, _FALSE_ALARM_RATE_OF_ONE)
        yield Check(case, quantity, obtained, results.completed, failures)


_FALSE_ALARM_RATE_OF_ONE = FALSE_ALARM_RATE / sum(len(case.quantities) for case in CASES)
