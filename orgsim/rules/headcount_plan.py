"""The headcount plan: how many people there should be.

Growth by a rate or along a dated path sets a target, and staffing reviews (`orgsim.rules.staffing`)
fill what is missing. Or there is no target: people arrive, whatever the headcount.
"""

from __future__ import annotations

import datetime as dt
import math
from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.clock import TICKS_PER_YEAR, months_between, years
from orgsim.randomness import Keys, code, derive
from orgsim.rules.feedback import Feedback
from orgsim.rules.ladder import GUARD
from orgsim.rules.poisson import ArrivalRate, numbered, poisson_arrivals
from orgsim.rules.section import Contradiction, Identifier, Section
from orgsim.units import Count, FirstOfMonth, Growth, Number

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_PEOPLE = 1_000_000
"""People that a plan may come to."""


class Course(NamedTuple):
    """Since when a plan has held, in years from the start, and from how many people it goes on."""

    since: float
    people: float


class TargetPlan(Section):
    """A plan that says how many people there should be."""

    @abstractmethod
    def planned(self, time: float, initial: float, start: dt.date) -> float:
        """The planned headcount before people come whole; infinite where no number holds it.

        Parameters
        ----------
        time : float
            Years from the start.
        initial : float
            The headcount at the start.
        start : datetime.date
        """

    def target(self, time: float, initial: float, start: dt.date) -> int:
        """The planned headcount at a time in years from the start."""
        planned = min(self.planned(time, initial, start), MOST_PEOPLE)
        return math.floor(planned + 0.5 + GUARD)

    def course(self, now: float, before: float, initial: int) -> Course:
        """The course of this plan if it comes into force now.

        Growth goes on from what was planned until now. Other plans are of the calendar: they say
        how many people there should be, whatever was before.

        Parameters
        ----------
        now : float
            Years from the start.
        before : float
            How many people there should be now by what was planned until now.
        initial : int
            The headcount at the start.
        """
        grows = isinstance(self, GrowingPlan)
        return Course(now, min(before, MOST_PEOPLE)) if grows else Course(0.0, initial)

    def contradictions_over(
        self, horizon: float, initial: int, start: dt.date
    ) -> Iterator[Contradiction]:
        """A plan for more people than can be simulated, and growth of nobody."""
        largest = max(self.planned(time, initial, start) for time in (0.0, horizon))
        if largest > MOST_PEOPLE:
            comes_to = f"{largest:,.0f}" if largest < 1e15 else "more than a thousand billion"
            yield (), f"the plan comes to {comes_to} people; allowed: up to {MOST_PEOPLE:,}"


def _compounded(number: float, growth: Growth, time: float) -> float:
    try:
        return float(number * growth.factor**time)
    except OverflowError:
        return math.inf


class GrowingPlan(TargetPlan):
    """A plan that the initial headcount grows by."""

    kind: Literal["growth", "s_curve"]
    rate: Growth
    """Compound growth."""
    limit: Count | None = None
    """The most people there are to be."""
    feedback: Feedback | None = None
    """How effectiveness makes growth faster or slower; without it growth is as planned."""

    def contradictions_over(
        self, horizon: float, initial: int, start: dt.date
    ) -> Iterator[Contradiction]:
        """Growth of nobody, and feedback on what does not grow or knows no bounds."""
        yield from super().contradictions_over(horizon, initial, start)
        if initial == 0:
            message = (
                "growth of nobody is nobody: initial.headcount is 0; start with people, or with "
                "a plan of kind path, engineers or arrivals"
            )
            yield (), message
        if self.feedback is not None:
            if self.rate.factor < 1.0:
                message = "feedback is for growth, and the rate is negative: take one of them away"
                yield ("feedback",), message
            if self.limit is None or self.limit > MOST_PEOPLE:
                message = (
                    "how far growth goes with feedback is not known before a run: state a limit "
                    f"up to {MOST_PEOPLE:,} beside it"
                )
                yield ("feedback",), message


class GrowthPlan(GrowingPlan):
    """Compound growth of the initial headcount, up to a limit.

    Examples
    --------
    >>> plan = GrowthPlan(kind="growth", rate="35%/year", limit=60)
    >>> plan.target(2.0, initial=6, start=dt.date(2026, 1, 1))
    11
    """

    kind: Literal["growth"]
    rate: Growth
    """Compound growth, such as 35 % a year; may be negative."""
    limit: Count | None = None
    """People beyond which the plan does not grow; without it there is no limit."""

    def planned(self, time: float, initial: float, start: dt.date) -> float:
        """Compound growth from the start on, as far as the limit."""
        planned = _compounded(initial, self.rate, max(time, 0.0))
        return planned if self.limit is None else min(planned, self.limit)


class SCurvePlan(GrowingPlan):
    """Growth that starts at a rate and levels off at a limit: the logistic curve.

    Examples
    --------
    >>> plan = SCurvePlan(kind="s_curve", rate="100%/year", limit=80)
    >>> [plan.target(t, initial=8, start=dt.date(2026, 1, 1)) for t in (0.0, 1.0, 5.0, 20.0)]
    [8, 15, 62, 80]
    """

    kind: Literal["s_curve"]
    rate: Growth
    """Compound growth of a headcount far below the limit."""
    limit: Annotated[Count, Field(ge=1, le=MOST_PEOPLE)]
    """People at which growth levels off."""

    def planned(self, time: float, initial: float, start: dt.date) -> float:
        """The logistic curve through the initial headcount."""
        if initial in (0, self.limit):
            return initial
        ahead = (self.limit / initial - 1.0) * _compounded(1.0, self.rate, -max(time, 0.0))
        # Shrinking from beyond the limit the curve runs away from it, and ends.
        return self.limit / (1.0 + ahead) if ahead > -1.0 else math.inf


class EngineersPlan(TargetPlan):
    """A number of engineers, growing, and how many of them there are to one product manager.

    One product manager to 5-10 engineers is common (Sachin Rekhi, "Product management career
    ladders at 8 top technology firms"; sharebird.com), 10-20 at large firms (tcgen.com).

    Examples
    --------
    >>> plan = EngineersPlan(kind="engineers", engineers=100, rate="20%/year", per_pm=8)
    >>> [plan.target(t, initial=9, start=dt.date(2026, 1, 1)) for t in (-1.0, 0.0, 1.0)]
    [9, 13, 15]
    """

    kind: Literal["engineers"]
    engineers: Count
    """Engineers on the first day."""
    rate: Growth
    """Compound growth of the number of engineers; may be negative."""
    per_pm: Annotated[Number, Field(gt=0)] = 8.0
    """Engineers to one product manager."""
    limit: Count | None = None
    """Product managers beyond which the plan does not grow; without it there is no limit."""

    def planned(self, time: float, initial: float, start: dt.date) -> float:
        """Engineers by how many there are to one product manager; `initial` before the start."""
        if time < 0:
            return initial
        planned = _compounded(self.engineers, self.rate, time) / self.per_pm
        return planned if self.limit is None else min(planned, self.limit)


class PathPlan(TargetPlan):
    """A headcount at given dates, linear between them and constant beyond the last.

    From the start to the first date the plan is linear from the initial headcount.
    """

    kind: Literal["path"]
    points: Annotated[
        dict[FirstOfMonth, Annotated[Count, Field(le=MOST_PEOPLE)]], Field(min_length=1)
    ]
    """Headcounts by date, the first days of months in order."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = list(self.points)
        if given != sorted(given):
            raise ValueError("points must stand in order of their dates")
        return self

    def planned(self, time: float, initial: float, start: dt.date) -> float:
        """Linear between the points."""
        at = [months_between(start, day) / 12 for day in self.points]
        counts = [float(count) for count in self.points.values()]
        if at[0] > 0:
            at, counts = [0.0, *at], [float(initial), *counts]
        return float(np.interp(max(time, 0.0), at, counts))


class ArrivalsPlan(Section):
    """No target: people arrive at levels at a rate, whatever the headcount."""

    kind: Literal["arrivals"]
    process: Literal["poisson", "fixed"] = "poisson"
    """`poisson` arrivals come at random, independently of each other, at exact times; `fixed`
    arrivals start on the days of the staffing reviews, as many as make up the number per year."""
    levels: Annotated[dict[Identifier, ArrivalRate], Field(min_length=1)]
    """How many people arrive at each level."""

    def arriving(
        self, level: str, tick: int, interval: int, reviews: Keys
    ) -> tuple[Integers, Integers, Floats]:
        """Arrivals at one level between this staffing review and the next.

        Parameters
        ----------
        level : str
        tick, interval : int
            The review's tick and the ticks to the next one.
        reviews : array of uint64, shape (R,)
            A key for this review in each replication.

        Returns
        -------
        replication : array of int, shape (N,)
            Positions of replications, in increasing order.
        ordinal : array of int, shape (N,)
            0, 1, ... within a replication.
        time : array of float, shape (N,)
            When they start, in years.
        """
        rate = self.levels[level]
        mine = derive(reviews, code(level))
        if self.process == "poisson":
            return poisson_arrivals(rate, tick, interval, mine)
        # Counted from the start, so that 10 a year are 10 in every year, however split.
        before, after = (
            math.floor(rate * t / TICKS_PER_YEAR + GUARD) for t in (tick, tick + interval)
        )
        replication, ordinal = numbered(np.full(len(reviews), after - before))
        return replication, ordinal, np.full(len(replication), years(tick))


Plan = Annotated[
    GrowthPlan | SCurvePlan | EngineersPlan | PathPlan | ArrivalsPlan,
    Field(discriminator="kind"),
]
