"""Replications until a mean is known precisely enough.

The rule looks at the half-widths after a first stage of replications, works out from the variance
so far how many are needed, adds them and looks again, until every half-width is reached or the
most that are allowed are there. After such a rule the interval is approximate: where the variance
happens to come out small the rule stops early, and such intervals are too narrow. A first stage of
at least 30 keeps that small [1]_; `tests/experiment/test_precision.py` holds how often the interval
covers the mean.

.. [1] Y. S. Chow and H. Robbins, "On the asymptotic theory of fixed-width sequential confidence
   intervals for the mean", Annals of Mathematical Statistics 36 (1965), 457-462; A. M. Law,
   "Simulation Modeling and Analysis", section 9.4.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from orgsim.experiment.chosen import known_measure, levels_of
from orgsim.scenario.scenario import whole
from orgsim.units import closest, sentence, shown

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results
    from orgsim.results.precision import Target
    from orgsim.scenario import Scenario

FIRST_STAGE = 30
"""Replications before precision is looked at for the first time, at least."""

MOST = 10_000
"""Replications that are not exceeded, unless told otherwise."""


@dataclass(frozen=True)
class Goal:
    """A precision to be reached, and how many replications that may take.

    Attributes
    ----------
    targets : tuple of Target
    most : int
    """

    targets: tuple[Target, ...]
    most: int

    def first_stage(self, replications: int) -> int:
        """With how many replications to begin, by how many were asked for.

        Raises
        ------
        ValueError
            When that is more than are allowed.
        """
        if replications > self.most:
            raise ValueError(
                f"max_replications must be at least the {replications} replications that are "
                f"asked for, got {self.most}; ask for fewer replications"
            )
        return min(self.most, max(FIRST_STAGE, replications))

    def told(self) -> dict[str, Any]:
        """What a manifest says of it."""
        return {"precision": [asdict(target) for target in self.targets]}

    def more(
        self,
        results: Mapping[str, Results],
        replications: int,
        table: Callable[[Mapping[str, Results]], pd.DataFrame],
    ) -> int | None:
        """How many replications there should be of each scenario; None when it is enough.

        Parameters
        ----------
        results
            Of every scenario, so far.
        replications
            How many there are, those that failed among them.
        table
            Makes the table from which precision is read: ``summary``, or ``differences``.
        """
        # Imported here so that workers are at work before this process takes its time over scipy.
        from orgsim.results.precision import more_replications  # noqa: PLC0415
        from orgsim.results.within_draws import per_draw  # noqa: PLC0415

        if replications >= self.most:
            return None
        return more_replications(
            table(results), self.targets, replications, self.most, per_draw(results)
        )


def read_goal(
    scenario: Scenario, precision: Sequence[str], max_replications: int | None = None
) -> Goal | None:
    """Read the precision that is asked for; None where none is.

    Parameters
    ----------
    scenario
        Says which organizations and levels there are.
    precision
        Each as in ``director_share=0.005``, ``startup.title_inflation=0.1`` or
        ``level_share[director]=0.5%``: half of the width of the 95 % interval for the mean at the
        last snapshot, in the unit of the measure.
    max_replications
        By default 10,000.

    Raises
    ------
    ValueError
        When there is no such organization, measure or level, or a number is impossible.
    """
    if isinstance(precision, str):
        raise TypeError("precision is a list such as ['director_share=0.005'], not one text")
    if not precision:
        if max_replications is not None:
            raise ValueError("max_replications is of no use without precision")
        return None
    most = whole("max_replications", max_replications, 1, 1_000_000) or MOST
    return Goal(tuple(_target(scenario, text) for text in precision), most)


def _target(scenario: Scenario, text: str) -> Target:
    from orgsim.results.precision import Target  # noqa: PLC0415 - as above

    what, equals, width = text.partition("=")
    number = _number(width)
    if not equals or not what or not math.isfinite(number) or number <= 0:
        raise ValueError(
            "must be a measure and half of the width of its interval, a positive number, as in "
            f"director_share=0.005, got {shown(text)}"
        )
    organization, dot, name = what.strip().rpartition(".")
    if dot and organization not in scenario.organizations:
        known = scenario.organizations
        near = closest(organization, known)
        raise ValueError(
            sentence("no such organization", shown(organization), ", ".join(known), near)
        )
    measure, level = known_measure(name, levels_of(scenario))
    return Target(text, measure, number, organization or None, level)


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return math.nan
