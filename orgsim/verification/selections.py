"""Textbook models of selection: how good those are who are chosen."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity


def selection(case: str, model: str, reliability: float, source: str) -> Case:
    """The best of a group, as they are judged."""
    return Case(
        case,
        model,
        (
            Quantity("people chosen", 5, "10 % of 50", readings.headcount(0.25, "few")),
            Quantity(
                "mean skill of those chosen",
                answers.mean_of_the_best(5, 50, reliability),
                source,
                readings.mean_skill(0.25, "few"),
            ),
        ),
    )
