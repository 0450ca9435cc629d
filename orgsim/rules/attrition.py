"""Leaving: of people's own accord, by a hazard that is exact in continuous time, and by rules.

Whoever stays long at one level, or has outgrown it, is likelier to go. The factors that say so are
constant between two refreshes (each month start, a person's own start and each move), and the time
of the exit follows exactly from one unit exponential per person: the exit falls where the
accumulated hazard crosses it. What is taken at yearly steps instead is drawn on each anniversary
of the scenario's start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from orgsim.clock import MINUTE, reached
from orgsim.rules.destinations import Destinations, DestinationShares
from orgsim.rules.ladder import GUARD, Ladder
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import ByLevel, Contradiction, MappingByLevel, Section, column
from orgsim.rules.stays import StayDistribution, Stays
from orgsim.units import Duration, Number, Rate, Share

Floats = NDArray[np.float64]

LONGEST_IMPATIENCE = 3.0
"""Years beyond the patience after which impatience grows no further."""


LARGEST_EXPONENT = 600.0
"""Of impatience, readiness and pay together; whoever gets here is gone at once anyway."""

CERTAIN = 1e6
"""A cumulative hazard that nobody survives; that of a yearly chance of 100%."""


class TenureStep(Section):
    """From this tenure on the hazard is multiplied by `factor`."""

    after: Duration
    """Tenure from which the factor holds."""
    factor: Annotated[Number, Field(ge=0)]
    """What the hazard of leaving is multiplied by; 1 leaves it as it is."""


def _in_order(steps: tuple[TenureStep, ...]) -> tuple[TenureStep, ...]:
    for a, b in pairwise(steps):
        if b.after <= a.after:
            raise ValueError("steps must stand in order of tenure, each after the one before")
    return steps


class Attrition(Section):
    """Why and when people leave: of their own accord, below a floor, or beyond an age.

    How many leave of their own accord is said in one of three ways, by `base`, `stay` or
    `yearly_chance`. The hazard that follows is multiplied by

    tenure factor
    x exp(patience_effect x min(years beyond `patience` in level, 3)), not at the top level
    x exp(readiness_effect x max(0, readiness))
    x exp(pay_effect x ln(market pay / pay))
    x the factor of a disruption, for a while after an intervention
    """

    exclusive: ClassVar = ((("base",), ("stay",), ("yearly_chance",)),)

    base: ByLevel[Rate] | None = None
    """How many leave before anything else counts: `13%/year` is a chance within a year, `0.13/year`
    a hazard. Software companies lost 13.2 % of their people in 2017 (LinkedIn, "See the industries
    with the highest turnover"). Either this, `stay` or `yearly_chance`."""
    stay: MappingByLevel[StayDistribution] | None = None
    """How long people stay, from the hire to the exit, before anything else counts. The level held
    decides from which distribution the hazard at one's tenure is taken; initial staff stay as those
    do who have stayed as long already. Either this, `base` or `yearly_chance`."""
    yearly_chance: ByLevel[Share] | None = None
    """The chance of leaving on each anniversary of the scenario's start, before anything else
    counts, for whoever started before that day; nobody leaves of their own accord in between.
    Either this, `base` or `stay`."""
    tenure_factor: Annotated[tuple[TenureStep, ...], AfterValidator(_in_order)] = ()
    """How the hazard changes with tenure: steps in order, 1 before the first. An assumption."""
    patience: Annotated[Duration, Plausible("1 year", "5 years")] = 3.0
    """Time in level after which people grow impatient. An assumption."""
    patience_effect: Annotated[Number, Field(ge=-100, le=100), Plausible("0", "0.3")] = 0.0
    """Log hazard per year of impatience, at most three years of it. An assumption."""
    readiness_effect: Annotated[Number, Field(ge=-100, le=100), Plausible("0", "0.6")] = 0.0
    """Log hazard per rung of readiness above 0, that is beyond the next level's scope. An
    assumption."""
    pay_effect: Annotated[Number, Plausible("0", "3")] = 0.0
    """Log hazard per unit of the pay gap, the logarithm of market pay by one's own: with 2 whoever
    is paid 10 % below the market leaves 1.23 times as often. An assumption."""
    skill_floor: ByLevel[Number] | None = None
    """Whoever has less skill than this, in rungs, on an anniversary of the scenario's start leaves;
    without it nobody does."""
    age_limit: Duration | None = None
    """Whoever reaches this age retires; without it nobody does. Entry points and initial staff must
    then say how old people are."""
    retirement: Literal["birthday", "yearly_step"] = "birthday"
    """When people retire: on the very day on which they reach the `age_limit`, or on the next
    anniversary of the scenario's start."""
    destinations: MappingByLevel[DestinationShares] | None = None
    """Where leavers go, as shares: to the `market`, to be a `founder`, to `general_management`
    (general manager, COO, CEO), into `retirement` or to the `left_field`. Without it nothing is
    said; whoever reaches the age limit goes into retirement in any case."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = {"base": self.base, "stay": self.stay, "yearly_chance": self.yearly_chance}
        given = [f"'{name}'" for name, way in ways.items() if way is not None]
        if len(given) != 1:
            got = f", got {' and '.join(given)}" if given else ""
            raise ValueError(
                "give one of base (a rate), stay (a distribution of whole stays) and yearly_chance "
                f"(a chance at yearly steps){got}"
            )
        return self

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.retirement == "yearly_step" and self.age_limit is None:
            raise ValueError("retirement at a yearly step needs an age_limit")
        return self

    def sends_to(self, destination: str) -> bool:
        """Whether anybody ever leaves for a destination, from whatever level."""
        by_level = self.destinations.root.values() if self.destinations is not None else ()
        return any(shares.get(destination, 0.0) > 0 for shares in by_level)

    def contradictions_with(self, levels: Sequence[str]) -> Iterator[Contradiction]:
        """Levels that do not exist, and levels left without a value."""
        for name in ("base", "stay", "yearly_chance", "skill_floor", "destinations"):
            values: ByLevel[object] | None = getattr(self, name)
            for path, message in values.contradictions(levels) if values is not None else ():
                yield (name, *path), message


class Leaving:
    """The attrition section as functions of columns.

    Parameters
    ----------
    section : Attrition
    ladder : Ladder
        L levels.

    Attributes
    ----------
    stays : Stays or None
        Where stays have a distribution; `hazard` is then what multiplies its hazard.
    age_limit : float
        Years; infinite without one.
    birthday_limit : float
        The same where people retire on that very day, else infinite.
    destinations : Destinations
    needs_skill, needs_pay : bool
        Whether readiness counts, and whether the pay gap does.
    at_yearly_steps : bool
        Whether anybody may leave at a yearly step.
    at_any_time : bool
        Whether anybody may leave between yearly steps, birthdays apart.
    """

    def __init__(self, section: Attrition, ladder: Ladder) -> None:
        self.stays = None if section.stay is None else Stays(section.stay, ladder)
        on_birthdays = section.retirement == "birthday"
        self.age_limit = np.inf if section.age_limit is None else section.age_limit
        self.birthday_limit = self.age_limit if on_birthdays else np.inf
        self._limit_at_steps = np.inf if on_birthdays else self.age_limit
        self.destinations = Destinations(section.destinations, ladder)
        steps = (section.yearly_chance, section.skill_floor)
        self.at_yearly_steps = steps != (None, None) or not on_birthdays
        self._base, self._yearly = np.zeros((2, len(ladder) + 1))
        if section.base is not None:
            self._base = column(section.base, ladder.ids, "hazard")
        elif section.yearly_chance is not None:
            chance = column(section.yearly_chance, ladder.ids)
            with np.errstate(divide="ignore"):
                self._yearly = np.minimum(-np.log1p(-chance), CERTAIN)
        else:
            self._base[: len(ladder)] = 1.0
        self.at_any_time = bool(self._base.any())
        self._floor = np.full(len(ladder) + 1, -np.inf)
        if section.skill_floor is not None:
            self._floor = column(section.skill_floor, ladder.ids)
        self._after = np.array([step.after - MINUTE for step in section.tenure_factor])
        self._factor = np.array([1.0] + [step.factor for step in section.tenure_factor])
        self._patience = section.patience
        self._impatience = np.full(len(ladder) + 1, section.patience_effect)
        self._impatience[ladder.top :] = 0.0
        self._impatient = section.patience_effect != 0.0
        self._readiness_effect = section.readiness_effect
        self.needs_skill = section.readiness_effect != 0.0
        self._pay_effect = section.pay_effect
        self.needs_pay = section.pay_effect != 0.0

    def hazard(
        self,
        level: NDArray[np.int64],
        tenure: Floats,
        time_in_level: Floats,
        readiness: Floats | None,
        pay_gap: Floats | None = None,
        disruption: Floats | None = None,
    ) -> Floats:
        """The hazard of leaving, per year, of each person; 0 for people who have left.

        With a stay distribution, what its hazard is multiplied by.

        Parameters
        ----------
        level : array of int, shape (N,)
            Positions on the ladder, L for people who have left.
        tenure, time_in_level : array of float, shape (N,)
            Years.
        readiness : array of float, shape (N,)
            Rungs; read only where the section has a `readiness_effect` (`needs_skill`).
        pay_gap : array of float, shape (N,), optional
            Read only where the section has a `pay_effect` (`needs_pay`).
        disruption : array of float, shape (N,), optional
            What multiplies the hazard for a while after an intervention; by default nothing.
        """
        return self._scaled(
            self._base, level, tenure, time_in_level, readiness, pay_gap, disruption
        )

    def yearly_chance(
        self,
        level: NDArray[np.int64],
        tenure: Floats,
        time_in_level: Floats,
        readiness: Floats | None,
        pay_gap: Floats | None = None,
        disruption: Floats | None = None,
    ) -> Floats:
        """The chance of leaving at a yearly step; parameters as of `hazard`.

        The factors multiply the hazard that stands for the chance, -log(1 - chance).
        """
        hazard = self._scaled(
            self._yearly, level, tenure, time_in_level, readiness, pay_gap, disruption
        )
        result: Floats = -np.expm1(-hazard)
        return result

    def below_floor(self, level: NDArray[np.int64], skill: Floats) -> NDArray[np.bool_]:
        """Whose skill is below the floor of their level, shape (N,)."""
        result: NDArray[np.bool_] = skill < self._floor.take(level) - GUARD
        return result

    def of_age(self, age: Floats) -> NDArray[np.bool_]:
        """Who retires at a yearly step at this age in years, shape (N,)."""
        result: NDArray[np.bool_] = reached(age, self._limit_at_steps)
        return result

    def _scaled(
        self,
        base: Floats,
        level: NDArray[np.int64],
        tenure: Floats,
        time_in_level: Floats,
        readiness: Floats | None,
        pay_gap: Floats | None,
        disruption: Floats | None,
    ) -> Floats:
        """The base of each level times everybody's own factors."""
        result: Floats = base.take(level)
        if len(self._after):
            result *= self._factor.take(np.searchsorted(self._after, tenure, side="right"))
        if disruption is not None:
            result *= disruption
        exponent: Floats | None = None
        if self._impatient:
            beyond = np.clip(time_in_level - self._patience, 0.0, LONGEST_IMPATIENCE)
            exponent = beyond * self._impatience.take(level)
        if self.needs_skill and readiness is not None:
            outgrown = np.maximum(readiness, 0.0) * self._readiness_effect
            exponent = outgrown if exponent is None else exponent + outgrown
        if self.needs_pay and pay_gap is not None:
            underpaid = pay_gap * self._pay_effect
            exponent = underpaid if exponent is None else exponent + underpaid
        if exponent is not None:
            result *= np.exp(np.minimum(exponent, LARGEST_EXPONENT))
        return result
