"""Textbook models of stages: when an organization enters one, and what it becomes then."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity


def stages() -> Case:
    """A plan whose rate changes at a size and on a date, and arrivals that do at a size."""
    gate, rates = 13 / 12, ((0.0, 0.5), (13 / 12, 0.2), (3.0, 0.1))
    planned = (
        Quantity(
            f"headcount of a plan at year {time}",
            answers.planned_headcount(time - 1 / 12, 100, rates),
            source,
            readings.headcount(time, organization="planned"),
        )
        for time, source in (
            (1, "100 x 1.5^(11/12)"),
            (3, "P(13/12) x 1.2^(22/12)"),
            (5, "P(3) x 1.1^(23/12)"),
        )
    )
    arrivals, later, enough, end = 12.0, 48.0, 30, 5
    mean, variance = answers.months_to_reach(enough, arrivals, end)
    entered = readings.entered("arriving", "known", otherwise=end)
    poisson = "sums of P(N(m/12) <= 29)"
    return Case(
        "stages",
        "compound growth in pieces, Poisson process stopped at a size",
        (
            Quantity(
                "years until a plan has come to 150",
                gate,
                "first month after 100 x 1.5^t >= 149.5",
                readings.entered("planned", "grown", otherwise=end),
            ),
            *planned,
            Quantity("mean years until 30 have come", mean, poisson, entered),
            Quantity(
                "variance of years until 30 have come", variance, poisson, entered, "variance"
            ),
            Quantity(
                f"mean headcount of arrivals at year {end}",
                arrivals * mean + later * (end - mean),
                "12 E[min(G, 5)] + 48 (5 - E[min(G, 5)])",
                readings.headcount(end, organization="arriving"),
            ),
        ),
    )
