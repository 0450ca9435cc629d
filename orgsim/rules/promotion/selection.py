"""Who goes first among the eligible: a score, and the best of each level by it."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.randomness import Purpose
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.competition import best_first, first_of_each
from orgsim.rules.section import ByLevel, Section, column
from orgsim.units import Number, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Merit(Section):
    """The readiest first, as a committee sees them."""

    kind: Literal["merit"]
    committee_noise: Annotated[Number, Field(ge=0)] = 0.0
    """Standard deviation of the committee's error, in rungs. An assumption."""


class Seniority(Section):
    """The longest-serving first."""

    kind: Literal["seniority"]
    by: Literal["tenure", "time_in_level"] = "tenure"
    """What counts: time in the organization or time in level."""


class AtRandom(Section):
    """Anybody first."""

    kind: Literal["random"]


class Worst(Section):
    """The least ready first: what Pluchino et al. (2010) try against the Peter principle."""

    kind: Literal["worst"]


class Chance(Section):
    """Each eligible person independently, with a probability by level."""

    kind: Literal["chance"]
    probability: ByLevel[Share]
    """Chance of each eligible person, whenever promotions are decided."""


Selection = Annotated[Merit | Seniority | AtRandom | Worst | Chance, Field(discriminator="kind")]


class SelectionRule:
    """The selection section as a function of columns."""

    def __init__(self, section: Selection, ladder: Ladder) -> None:
        self._section = section
        self._probability = (
            column(section.probability, ladder.ids) if isinstance(section, Chance) else None
        )

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Higher goes first; minus infinity is not promoted. Shape (N,)."""
        section = self._section
        if isinstance(section, Merit):
            readiness = people.readiness(now)
            if section.committee_noise == 0:
                return readiness
            return readiness + section.committee_noise * draw.normal()
        if isinstance(section, Seniority):
            by_tenure = section.by == "tenure"
            return people.tenure(now) if by_tenure else people.time_in_level(now)
        if isinstance(section, Worst):
            return -people.readiness(now)
        luck = draw.for_purpose(Purpose.CHANCE).uniform()
        if self._probability is None:
            return luck
        return np.where(luck < self._probability.take(people.level), luck, -np.inf)


def best(
    group: Integers,
    score: Floats,
    tie: Integers | NDArray[np.uint64],
    person: Integers,
    most: Integers,
) -> Integers:
    """The best of each group, all groups in one pass.

    Parameters
    ----------
    group : array of int, shape (N,)
        Which group a candidate competes in, 0 to G - 1.
    score : array of float, shape (N,)
        Higher is better; candidates with minus infinity or NaN are never chosen.
    tie : array, shape (N,)
        Breaks ties in score: lower first.
    person : array of int, shape (N,)
        Breaks ties in `tie`: lower first.
    most : array of int, shape (G,)
        How many each group may choose.

    Returns
    -------
    array of int
        Positions of the chosen, in increasing order.

    Examples
    --------
    >>> best(np.array([0, 0, 1]), np.array([1.0, 2.0, 0.0]), np.zeros(3), np.arange(3),
    ...      np.array([1, 5]))
    array([1, 2])
    """
    order = best_first(score, tie, person)
    return np.sort(order[first_of_each(group[order], most)])
