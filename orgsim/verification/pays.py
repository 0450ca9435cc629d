"""Textbook models of pay: what raises cost, and what a market does that drifts away."""

from __future__ import annotations

from orgsim.verification import pay_answers, readings
from orgsim.verification.case import Case, Quantity


def pay_gap() -> Case:
    """Pay that follows the market every other year, and the leaving that follows the gap."""
    hazard, effect, drift, every = 0.1, 3.0, 0.10, 2
    there = (
        Quantity(
            f"share that is there at year {time}",
            pay_answers.stayed_underpaid(time, hazard, effect, drift, every),
            source,
            readings.share_of_cohort(time),
        )
        for time, source in ((2, "S(24)"), (4, "S(24)^2"), (5, "S(24)^2 S(12)"))
    )
    return Case(
        "pay_gap",
        "closed form, month by month",
        (
            Quantity(
                "mean pay gap between two recalibrations",
                pay_answers.mean_pay_gap(drift, every),
                "ln(1.1) (2 - 1/12) / 2",
                readings.mean_over_time("pay_gap", 2, 4, "pm"),
            ),
            Quantity(
                "pay gap at year 4", 0, "0", readings.mean_over_time("pay_gap", 4, 4.01, "pm")
            ),
            *there,
        ),
    )


def payroll() -> Case:
    """Raises by promotion, and raises by rating within a budget."""
    people, pay, chance, raised, budget = 100, 100_000.0, 0.3, 0.174, 0.02
    before, after = readings.payroll(0.25), readings.payroll(0.5)
    promoted = people * pay * (1 + chance * raised)
    by_promotion = "100 x 100,000 (1 + .3 x .174)"
    return Case(
        "payroll",
        "binomial promotions, raises within a budget",
        (
            Quantity("mean payroll after promotions", promoted, by_promotion, before),
            Quantity(
                "variance of payroll after promotions",
                people * chance * (1 - chance) * (raised * pay) ** 2,
                "100 x .3 x .7 x 17,400^2",
                before,
                "variance",
            ),
            Quantity(
                "payroll after the review by that before",
                1 + budget,
                "1 + the budget",
                readings.ratio(after, before),
            ),
            Quantity(
                "mean cost of the year",
                people * pay / 4 + promoted * (1 / 4 + (1 + budget) / 2),
                "1/4 year before, 1/4 after promotions, 1/2 after raises",
                readings.flow("cost", 1),
            ),
        ),
    )
