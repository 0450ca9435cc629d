"""Stages: an organization grows up, and its rules with it.

An organization starts with the rules that it states. Each stage states what is different from then
on, as an overlay on the rules of the stage before (also where that one is passed over). Stages
stand in order and are entered once, on the first of a month, by headcount or by date; whoever is in
a stage never goes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    model_validator,
)
from pydantic_core import CoreSchema, to_jsonable_python

from orgsim.clock import months_between
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.rules.section import Contradiction, Identifier, Section, Whole
from orgsim.units import FirstOfMonth, sentence

Integers = NDArray[np.int64]

MOST_STAGES = 20

OVERLAY = "overlay"
"""What marks the schema of an overlay, beside what it is an overlay on."""

RULES = "rules"
"""The key of an overlay on an organization's rules."""


def _as_written(rules: object) -> object:
    """Sections and dates, in a scenario made in Python, as a file has them."""
    return to_jsonable_python(rules) if isinstance(rules, Mapping) else rules


class Rules(RootModel[dict[str, Any]]):
    """An overlay on the rules of an organization, as written; `RuleSets` knows what it comes to.

    Examples
    --------
    >>> Rules({"staffing": {"every": "3 months"}}).root
    {'staffing': {'every': '3 months'}}
    """

    model_config = ConfigDict(frozen=True)
    root: Annotated[dict[str, Any], BeforeValidator(_as_written), Field(min_length=1)]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """What stands for it in JSON Schema until it is replaced by all that may change."""
        del core_schema, handler
        return {OVERLAY: RULES, "type": "object"}


class Stage(Section):
    """What is different from the day on which an organization enters a stage of its life.

    On the first of every month after the start an organization enters the last of its stages whose
    condition holds, and never goes back to an earlier one. A stage that is reached no sooner than a
    later one is passed over.
    """

    exclusive: ClassVar = ((("headcount",), ("date",)),)

    headcount: Annotated[Whole, Field(ge=1)] | None = None
    """The stage is entered when this many people are there, or more. One of `headcount` and
    `date`."""
    date: FirstOfMonth | None = None
    """The stage is entered on this day, the first day of a month after the start. One of
    `headcount` and `date`."""
    rules: Rules | None = None
    """What is different from then on: what an organization has, and of it only what changes, as
    below `extends`. The rules of the stage before hold for the rest. Everything about a level or an
    entry point may change, but for a level's track; none comes new or goes, and `name`, `initial`
    and `warm_up` are of the beginning."""
    title_reset: TitleReset | None = None
    """Whether titles go back to what people are responsible for as the stage is entered, under its
    rules; by default they stay."""

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.headcount is None) == (self.date is None):
            raise ValueError("give either headcount or date: what the stage is entered by")
        return self

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.rules is None and self.title_reset is None:
            raise ValueError("a stage without rules and title_reset changes nothing")
        return self


def _not_too_many(stages: dict[str, Stage]) -> dict[str, Stage]:
    if len(stages) > MOST_STAGES:
        raise ValueError(f"must be at most {MOST_STAGES} stages, got {len(stages)}")
    return stages


Stages = Annotated[dict[Identifier, Stage], AfterValidator(_not_too_many)]
"""The stages of an organization in order, by id."""


class Gate:
    """The stage gate of an organization, which it passes on the first of each month.

    Parameters
    ----------
    stages : mapping of str to Stage
        S stages in order.
    start : datetime.date
        The scenario's first day.

    Examples
    --------
    >>> grown_up = Stage(headcount=40, rules={"warm_up": "1 year"})
    >>> gate = Gate({"grown_up": grown_up}, dt.date(2026, 1, 1))
    >>> gate.passed(np.array([0, 0, 1]), np.array([39, 40, 12]), month=6)
    array([0, 1, 1])
    """

    def __init__(self, stages: Mapping[str, Stage], start: dt.date) -> None:
        self._stages = tuple(stages.values())
        self._months = [
            None if each.date is None else months_between(start, each.date) for each in self._stages
        ]

    def passed(self, stage: Integers, headcount: Integers, month: int) -> Integers:
        """Return the stages after the gate.

        Parameters
        ----------
        stage : array of int, shape (R,)
            The number of each replication's stage: 0 as founded, 1 in the first stage, ...
        headcount : array of int, shape (R,)
        month : int
            Months from the start.

        Returns
        -------
        array of int, shape (R,)
        """
        after = stage
        for number, (each, due) in enumerate(zip(self._stages, self._months, strict=True), 1):
            holds = np.full(len(stage), due is not None and month >= due)
            if each.headcount is not None:
                holds = headcount >= each.headcount
            after = np.where(holds, np.maximum(after, number), after)
        return after


def out_of_order(stages: Mapping[str, Stage]) -> Iterator[Contradiction]:
    """Stages that would be entered no later than one that stands before them."""
    by_headcount: tuple[str, int] | None = None
    by_date: tuple[str, dt.date] | None = None
    for name, stage in stages.items():
        if stage.headcount is not None:
            if by_headcount is not None and stage.headcount <= by_headcount[1]:
                message = (
                    f"stages stand in order: {name!r} is entered by {stage.headcount} people, "
                    f"{by_headcount[0]!r} before it by {by_headcount[1]}"
                )
                yield (name, "headcount"), message
            by_headcount = name, stage.headcount
        if stage.date is not None:
            if by_date is not None and stage.date <= by_date[1]:
                message = (
                    f"stages stand in order: {name!r} is entered on {stage.date}, "
                    f"{by_date[0]!r} before it on {by_date[1]}"
                )
                yield (name, "date"), message
            by_date = name, stage.date


def before_the_start(stages: Mapping[str, Stage], start: dt.date) -> Iterator[Contradiction]:
    """Stages that would be entered on the first day or before it."""
    for name, stage in stages.items():
        if stage.date is not None and stage.date <= start:
            problem = "a stage is entered after the start, whose rules are the organization's own"
            yield (name, "date"), sentence(problem, str(stage.date), f"after {start}")
