"""Textbook models of labor markets: which titles people get when they change organizations."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity


def relevelling() -> Case:
    """People with an inflated title come to companies that believe titles more or less."""
    rank, scope, noise, levels = 5, 3.4, 0.5, 6
    quantities = (
        Quantity(
            f"mean re-level with a title credit of {credit:g}",
            answers.mean_relevel(rank, scope, credit, noise, levels),
            source,
            readings.mean_relevel("startup", organization),
        )
        for credit, organization, source in (
            (0.0, "by_skill", "sum P(3.4 + error / 2 >= k) - 5"),
            (0.5, "by_both", "sum P(4.2 + error / 4 >= k) - 5"),
            (1.0, "by_title", "5 - 5"),
        )
    )
    return Case("relevelling", "(1 - c) x skill + c x rank, in whole levels", tuple(quantities))
