"""Who goes first among the eligible: a score, and the best of each level by it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.randomness import Purpose
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.places_in_line import first_of_each
from orgsim.rules.plausible import Plausible
from orgsim.rules.promotion.competition import best_first
from orgsim.rules.promotion.registered import Registered
from orgsim.rules.section import ByLevel, Section, column
from orgsim.units import Duration, Number, Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Merit(Section):
    """The readiest first, as a committee sees them."""

    kind: Literal["merit"]
    committee_noise: Annotated[Number, Field(ge=0), Plausible("0", "0.8")] = 0.0
    """Standard deviation of the committee's error, in rungs. An assumption."""
    known_after: Annotated[Duration, Field(gt=0)] | None = None
    """Tenure with every such stretch of which the committee's error about somebody halves: those
    who have been there for long are known. Without it the error never shrinks. An assumption."""

    @model_validator(mode="after")
    def _some_error(self) -> Self:
        if self.known_after is not None and self.committee_noise == 0:
            raise ValueError("'known_after' needs a committee_noise above 0, which it lets shrink")
        return self


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


class Weights(Section):
    """How much each component counts. Weights below 0 count against somebody."""

    merit: Number = 0.0
    """Per rung of readiness."""
    tenure: Number = 0.0
    """Per year in the organization."""
    time_in_level: Number = 0.0
    """Per year in level."""
    random: Number = 0.0
    """Per standard deviation of a normal draw, anew at each decision."""

    @model_validator(mode="after")
    def _some_weight(self) -> Self:
        if not any(weight for _, weight in self):
            raise ValueError("at least one weight must differ from 0")
        return self


class Blend(Section):
    """The highest sum of weighted components first."""

    kind: Literal["blend"]
    weights: Weights
    """What a component adds to the score per unit."""


OfFile = Merit | Seniority | AtRandom | Worst | Chance | Blend
"""What a file says itself, without naming a registered policy."""

Selection = Annotated[OfFile | Registered, Field(discriminator="kind")]


class SelectionRule:
    """The selection section as a function of columns."""

    def __init__(self, section: OfFile, ladder: Ladder) -> None:
        self._section = section
        self._probability = (
            column(section.probability, ladder.ids) if isinstance(section, Chance) else None
        )

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Higher goes first; minus infinity is not promoted. Shape (N,)."""
        section = self._section
        if isinstance(section, Merit):
            return self._merit(section, people, now, draw)
        if isinstance(section, Seniority):
            by_tenure = section.by == "tenure"
            return people.tenure(now) if by_tenure else people.time_in_level(now)
        if isinstance(section, Worst):
            return -people.readiness(now)
        if isinstance(section, Blend):
            return self._blended(section.weights, people, now, draw)
        return self._lucky(people, draw)

    def _merit(self, section: Merit, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Readiness as a committee sees it."""
        readiness = people.readiness(now)
        if section.committee_noise == 0:
            return readiness
        error: float | Floats = section.committee_noise
        if section.known_after is not None:
            error = error * np.exp(-np.log(2.0) / section.known_after * people.tenure(now))
        return readiness + error * draw.normal()

    def _lucky(self, people: People, draw: Draw) -> Floats:
        """A uniform draw; minus infinity for those whom a chance does not hit."""
        luck = draw.for_purpose(Purpose.CHANCE).uniform()
        if self._probability is None:
            return luck
        return np.where(luck < self._probability.take(people.level), luck, -np.inf)

    @staticmethod
    def _blended(weights: Weights, people: People, now: float | Floats, draw: Draw) -> Floats:
        """The sum of the components that count."""
        score = np.zeros(len(people))
        if weights.merit:
            score += weights.merit * people.readiness(now)
        if weights.tenure:
            score += weights.tenure * people.tenure(now)
        if weights.time_in_level:
            score += weights.time_in_level * people.time_in_level(now)
        if weights.random:
            score += weights.random * draw.normal()
        return score


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
