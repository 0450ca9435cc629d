"""An organization: all its rules together, and what must fit across them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from orgsim.clock import MINUTE
from orgsim.rules.attrition import Attrition
from orgsim.rules.effectiveness import Effectiveness
from orgsim.rules.entry_points import MOST_ENTRY_POINTS, EntryPoint, EntryPoints
from orgsim.rules.groups import GroupSections, unknown_groups
from orgsim.rules.headcount_plan import ArrivalsPlan, Plan
from orgsim.rules.initial_staff import InitialStaff
from orgsim.rules.insight import Customer
from orgsim.rules.interventions.change import Change
from orgsim.rules.interventions.intervention import (
    Interventions,
    outside,
    unfit,
)
from orgsim.rules.ladder import Ladder, Levels
from orgsim.rules.pay import Pay
from orgsim.rules.promotion.budget import Money
from orgsim.rules.promotion.promotion import Promotion
from orgsim.rules.reviews import Reviews
from orgsim.rules.section import Contradiction, Identifier, Section, Text, unknown
from orgsim.rules.staffing import Staffing
from orgsim.rules.stages import Stage, Stages, before_the_start, out_of_order
from orgsim.rules.titles import Titles
from orgsim.units import Duration, write_duration

LONGEST_WARM_UP = 200.0
"""Years."""


def _whole_months(duration: float) -> float:
    if abs(duration * 12 - round(duration * 12)) > 12 * MINUTE:
        raise ValueError("must be whole months")
    if duration > LONGEST_WARM_UP:
        raise ValueError(f"must be at most {write_duration(LONGEST_WARM_UP)}")
    return duration


def _some_weight(entry_points: dict[str, EntryPoint]) -> dict[str, EntryPoint]:
    if sum(section.weight for section in entry_points.values()) <= 0:
        raise ValueError("at least one entry point must have a weight above 0")
    return entry_points


def _not_too_many(entry_points: dict[str, EntryPoint]) -> dict[str, EntryPoint]:
    if len(entry_points) > MOST_ENTRY_POINTS:
        raise ValueError(
            f"must be at most {MOST_ENTRY_POINTS} entry points, got {len(entry_points)}"
        )
    return entry_points


_OF_SEARCHES = ("acceptance", "cohort", "cap", "apprenticeship", "returning")

EntryPointSections = Annotated[
    dict[Identifier, EntryPoint],
    Field(min_length=1),
    AfterValidator(_some_weight),
    AfterValidator(_not_too_many),
]


class Organization(Section):
    """The rules of one organization."""

    name: Text | None = None
    """What tables and figures call it; by default its id."""
    levels: Levels
    """The ladder: levels by id, lowest first."""
    initial: InitialStaff
    """The staff on the first day."""
    warm_up: Annotated[Duration, AfterValidator(_whole_months)] = 0.0
    """Time, in whole months, that is run before the start at constant headcount and discarded, so
    that tenure and level mix have settled by then."""
    plan: Plan
    """How many people there should be."""
    staffing: Staffing = Staffing()
    """When headcount is compared with the plan, and how what is missing is filled."""
    entry_points: EntryPointSections
    """The ways into the organization, by id."""
    promotion: Promotion
    """How the organization promotes."""
    titles: Titles = Titles()
    """How titles and responsibility hang together."""
    customer: Customer = Customer()
    """How near people come to the customer, and how much that counts."""
    groups: GroupSections = Field(default_factory=dict)
    """Labels of people for questions of equity, by id; none by default."""
    reviews: Reviews | None = None
    """When people's performance is reviewed, and what follows; without it there are no ratings."""
    pay: Pay | None = None
    """What people are paid; without it money is not modelled."""
    effectiveness: Effectiveness = Effectiveness()
    """How it is measured how well people carry their responsibility."""
    attrition: Attrition
    """Why and when people leave."""
    stages: Stages = Field(default_factory=dict)
    """Stages of growing up, in order, by id: what is different from the day on which one is
    entered; none by default."""
    interventions: Interventions = ()
    """What happens on given days; nothing by default."""

    def contradictions_with(
        self, reference_ladder: Mapping[str, int], *, founders_come: bool = False
    ) -> Iterator[Contradiction]:
        """Parts that do not fit together, as (path within the organization, sentence).

        Parameters
        ----------
        reference_ladder : mapping of str to int
        founders_come : bool
            Whether a market sends founders here who have left other organizations.
        """
        levels = tuple(self.levels)
        found: list[tuple[str, Iterator[Contradiction]]] = [
            ("initial", self.initial.contradictions_with(levels, tuple(self.entry_points))),
            ("initial", unknown_groups(self.initial.groups, self.groups)),
            ("promotion", self.promotion.contradictions_with(self.levels)),
            ("attrition", self.attrition.contradictions_with(levels)),
            ("staffing", self.staffing.contradictions_with(self.levels)),
        ]
        if self.pay is not None:
            unfit = self.pay.contradictions_with(self.levels, tuple(self.entry_points))
            found.append(("pay", unfit))
        if isinstance(self.plan, ArrivalsPlan):
            found.append(("staffing", self.staffing.contradictions_with_arrivals()))
        for section, contradictions in found:
            for path, message in contradictions:
                yield (section, *path), message
        wrong = list(self._entry_points_with(reference_ladder))
        yield from wrong
        if isinstance(self.plan, ArrivalsPlan):
            yield from self._arrivals(self.plan)
        if not wrong:
            yield from self._out_of_reach(reference_ladder)
        if self.attrition.age_limit is not None:
            yield from self._ages()
        yield from self._founders(founders_come=founders_come)
        yield from self._without_sections()
        for path, message in out_of_order(self.stages):
            yield ("stages", *path), message
        yield from self._interventions()

    def _entry_points_with(self, reference_ladder: Mapping[str, int]) -> Iterator[Contradiction]:
        for name, entry_point in self.entry_points.items():
            for path, message in (
                *entry_point.contradictions_with(tuple(self.levels), reference_ladder),
                *unknown_groups(entry_point.groups, self.groups),
            ):
                yield ("entry_points", name, *path), message

    def _out_of_reach(self, reference_ladder: Mapping[str, int]) -> Iterator[Contradiction]:
        """Levels at which people are wanted and that nobody can come to."""
        arriving = self.plan.levels if isinstance(self.plan, ArrivalsPlan) else {}
        if not arriving and not self.staffing.shares:
            return
        ladder = Ladder(self.levels)
        # Only cohorts depend on the start, and they lead to no other level.
        entry_points = EntryPoints(self.entry_points, ladder, reference_ladder, dt.date.min)
        for level in arriving:
            if level in self.levels and not entry_points.fed[ladder.ids.index(level)]:
                yield ("plan", "levels", level), f"no entry point feeds the level {level!r}"
        for path, message in self.staffing.out_of_reach(ladder, entry_points):
            yield ("staffing", *path), message

    def _founders(self, *, founders_come: bool) -> Iterator[Contradiction]:
        """Founders who come back by several ways, or of whom there are none."""
        ways = [name for name, point in self.entry_points.items() if point.returning is not None]
        for name in ways[1:]:
            message = f"former employees come back through one entry point, here {ways[0]!r}"
            yield ("entry_points", name, "returning"), message
        if ways and not founders_come and not self.attrition.sends_to("founder"):
            message = "nobody leaves to found a company: attrition.destinations has no founder"
            yield ("entry_points", ways[0], "returning"), message

    def _without_sections(self) -> Iterator[Contradiction]:
        """What counts on reviews or on pay, where there are none."""
        if self.reviews is None:
            message = "without 'reviews' nobody is ever rated"
            if self.promotion.eligibility.min_rating is not None:
                yield ("promotion", "eligibility", "min_rating"), message
            if self.pay is not None and self.pay.merit is not None:
                yield ("pay", "merit"), message
        if self.pay is None:
            if self.attrition.pay_effect != 0:
                yield ("attrition", "pay_effect"), "without 'pay' there is no pay gap"
            if isinstance(self.promotion.budget, Money):
                message = "without 'pay' promotions bring no raise that a pool could limit"
                yield ("promotion", "budget", "kind"), message

    def _interventions(self) -> Iterator[Contradiction]:
        """Interventions that name what there is not."""
        overlays = [
            each.rules
            for each in (*self.stages.values(), *self.interventions)
            if isinstance(each, Stage | Change)
        ]
        rated = self.reviews is not None or any("reviews" in (rules or {}) for rules in overlays)
        for path, message in unfit(
            self.interventions, tuple(self.levels), tuple(self.entry_points), rated=rated
        ):
            yield ("interventions", *path), message
        for name, stage in self.stages.items():
            if stage.title_reset is not None:
                for path, message in stage.title_reset.contradictions_with(
                    tuple(self.levels), tuple(self.entry_points), rated=rated
                ):
                    yield ("stages", name, "title_reset", *path), message

    def _ages(self) -> Iterator[Contradiction]:
        """People without an age, where an age decides when they leave."""
        message = "missing key 'age', which attrition.age_limit asks for"
        if self.initial.age is None and self.initial.headcount > 0:
            yield ("initial",), message
        for name, entry_point in self.entry_points.items():
            if entry_point.age is None and entry_point.weight > 0:
                yield ("entry_points", name), message

    def contradictions_over(self, horizon: float, start: dt.date) -> Iterator[Contradiction]:
        """What cannot be over the horizon in years: plans, and days that lie outside it."""
        if not isinstance(self.plan, ArrivalsPlan):
            found = self.plan.contradictions_over(horizon, self.initial.headcount, start)
            for path, message in found:
                yield ("plan", *path), message
        for path, message in before_the_start(self.stages, start):
            yield ("stages", *path), message
        for path, message in outside(self.interventions, start, horizon):
            yield ("interventions", *path), message

    def _arrivals(self, plan: ArrivalsPlan) -> Iterator[Contradiction]:
        for level in plan.levels:
            if level not in self.levels:
                yield ("plan", "levels", level), unknown("level", level, tuple(self.levels))
        for name, point in self.entry_points.items():
            for key in _OF_SEARCHES:
                if getattr(point, key) is not None:
                    message = f"{key} is for searches, and arrivals (plan.kind) come without one"
                    yield ("entry_points", name, key), message
