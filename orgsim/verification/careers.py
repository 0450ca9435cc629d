"""Textbook models of careers: how far people get, and how long it takes them."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity

_CAREER = (1.0, 1.5, 2.0, 3.0)
"""Mean years at each level below the top."""


def career() -> Case:
    """Exponential times at each level, one after the other."""
    survival = "sum exp(-r_i t) prod r_j / (r_j - r_i)"
    later = (
        Quantity(
            f"share not at the top after {time} years",
            answers.career_survival(time, _CAREER),
            survival,
            readings.share_arriving_later(time, "top"),
        )
        for time in (5, 10)
    )
    return Case(
        "career",
        "hypoexponential distribution",
        (
            *later,
            Quantity(
                "mean years to the top",
                answers.years_to_the_top(_CAREER, hazard=0),
                "1 + 1.5 + 2 + 3",
                readings.mean_arrival("top"),
            ),
        ),
    )


def career_with_leaving() -> Case:
    """The same, and people leave."""
    hazard = 0.12
    return Case(
        "career_with_leaving",
        "competing exponential hazards",
        (
            Quantity(
                "share that reaches the top",
                answers.chance_of_the_top(_CAREER, hazard),
                "prod 1 / (1 + .12 m)",
                readings.share_arriving("top"),
            ),
            Quantity(
                "mean years of those who reach it",
                answers.years_to_the_top(_CAREER, hazard),
                "sum m / (1 + .12 m)",
                readings.mean_arrival("top"),
            ),
        ),
    )


def two_levels() -> Case:
    """Promotion competes with leaving at the first of two levels."""
    promotion, leaving_first, leaving_second = 0.25, 0.25, 0.2
    second = (
        Quantity(
            f"share at the second at year {time}",
            answers.second_level_share(time, promotion, leaving_first, leaving_second),
            "(5/6) (exp(-.2 t) - exp(-.5 t))",
            readings.share_of_cohort(time, "second"),
        )
        for time in (1, 3, 10)
    )
    stayed = 1 - answers.second_level_share(3, promotion + leaving_first, 0, 0)
    return Case(
        "two_levels",
        "competing exponential hazards",
        (
            *second,
            Quantity(
                "share at the first at year 3",
                stayed,
                "exp(-.5 t)",
                readings.share_of_cohort(3, "first"),
            ),
            Quantity(
                "share promoted within 10 years",
                answers.second_level_share(10, promotion, leaving_first, 0),
                "(1/2) (1 - exp(-.5 t))",
                readings.flow_per_head("promotions_in", 10, "second"),
            ),
        ),
    )


def up_or_out() -> Case:
    """Whoever is passed over leaves."""
    chances = (0.8, 0.7, 0.5)
    zone = ("second", "third", "top")
    reaching = (
        Quantity(
            f"share that reaches the {level} level",
            answers.chance_of_passing(chances[: position + 1]),
            " x ".join(f"{chance:g}"[1:] for chance in chances[: position + 1]),
            readings.flow_per_head("promotions_in", 4, level),
        )
        for position, level in enumerate(zone)
    )
    return Case(
        "up_or_out",
        "opportunities one after the other",
        (
            *reaching,
            Quantity(
                "share that is there at year 4",
                answers.chance_of_passing(chances),
                ".8 x .7 x .5, all at the top",
                readings.share_of_cohort(4),
            ),
        ),
    )
