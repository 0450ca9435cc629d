"""Who goes first among the eligible: a score, and the best of each level by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    Field,
    SerializeAsAny,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from orgsim.randomness import Purpose
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.competition import best_first, first_of_each
from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.rules.promotion.registry import entries
from orgsim.rules.section import ByLevel, Section, Text, column
from orgsim.units import Duration, Number, Share, closest, sentence, shown

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Merit(Section):
    """The readiest first, as a committee sees them."""

    kind: Literal["merit"]
    committee_noise: Annotated[Number, Field(ge=0)] = 0.0
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


_SETTINGS = {
    "title": "settings of the policy",
    "type": "object",
    "examples": [{"at_least": "2 years"}],
}


class Registered(Section):
    """A policy that is registered under a name.

    With orgsim come `longest_waiting` (`at_least`: least time in level), `lottery_of_the_ready`
    (`bar`: least readiness, in rungs) and `proven_readiness` (`for_at_least`: how long somebody
    must have been ready; `bar`). Modules of your own add others: see `orgsim run --allow-plugins`.
    """

    kind: Literal["policy"]
    name: Text
    """Which one. What it says about eligibility holds beside the section `eligibility`."""
    settings: Annotated[SerializeAsAny[Section] | None, WithJsonSchema(_SETTINGS)] = Field(
        default=None, validate_default=True
    )
    """What the policy asks to be told; each policy has settings of its own."""

    @field_validator("name")
    @classmethod
    def _is_registered(cls, name: str) -> str:
        if name not in entries():
            problem = "there is no promotion policy of this name"
            names = sorted(entries())
            raise ValueError(sentence(problem, shown(name), ", ".join(names), closest(name, names)))
        return name

    @field_validator("settings", mode="plain")
    @classmethod
    def _are_its_own(cls, settings: Any, info: ValidationInfo) -> Section:
        if "name" not in info.data:
            return Section()  # nobody knows what may stand here
        settings = {} if settings is None else settings
        model = entries()[info.data["name"]].settings
        fields = model.model_fields
        if isinstance(settings, Mapping):
            for key in settings:
                if key not in fields:
                    problem = f"the policy {info.data['name']} has no setting {key!r}"
                    allowed = ", ".join(fields) or "none"
                    raise ValueError(sentence(problem, "", allowed, closest(str(key), fields)))
            missing = [name for name, each in fields.items() if each.is_required()]
            missing = [name for name in missing if name not in settings]
            if missing:
                several = "s" if len(missing) > 1 else ""
                raise ValueError(f"missing setting{several} {', '.join(map(repr, missing))}")
        # What it finds wrong has its own place inside the settings.
        return model.model_validate(settings)

    def policy(self) -> PromotionPolicy:
        """Return the policy with its settings."""
        return entries()[self.name].kind(**dict(self.settings or ()))


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
