"""What a run says about pay: how far it lies from the market's, and what people cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.contrast import at, contrast
from orgsim.results.panel import over_time
from orgsim.results.pay import pay
from orgsim.results.spread import Spread, horizon, share, spread, with_range
from orgsim.results.wording import duration, money

if TYPE_CHECKING:
    from orgsim.results.results import Results


def paid(results: Results) -> str:
    """Say how far pay lies from the market's and what it has cost, "" where nobody is paid.

    Bands are recalibrated on certain days, and the last may be one of them: what counts is the mean
    over the run.
    """
    behind, costs = {}, {}
    for organization in results.organizations:
        measured = pay(results.panels[organization.id])
        if measured:
            gap = over_time(measured["pay_gap", None])
            behind[organization.label] = spread(1.0 - np.exp(-gap))
            costs[organization.label] = spread(measured["cumulated_cost", None][:, -1])
    behind = {label: value for label, value in behind.items() if value.replications}
    if not behind:
        return ""
    gaps = contrast(
        behind,
        lambda label, value: f"pay{at(label)} is {_beside(value)} what the market pays on average",
        lambda label, value: f"{_beside(value)}{at(label)}" if label else _beside(value),
    )
    spent = contrast(
        {label: costs[label] for label in behind},
        lambda label, value: f"pay and hires cost {_amount(value)}{at(label) * (len(behind) > 1)}",
        lambda label, value: f"{_amount(value)}{at(label)}",
    )
    return f"Over {duration(horizon(results))} {gaps}, and {spent}."


def _beside(gap: Spread) -> str:
    """Write a share of what the market pays, below it or above."""
    if gap.mean >= 0:
        return f"{share(gap)} below"
    return f"{share(Spread(-gap.mean, -gap.high, -gap.low, gap.replications))} above"


def _amount(value: Spread) -> str:
    """Write an amount of money with its range, in one unit."""
    low, high = money(value.low, like=value.mean), money(value.high, like=value.mean)
    unit = f" {low.split(' ')[1]}" if " " in low else ""
    return with_range(f"{money(value.mean)}", f"{low.removesuffix(unit)} to {high}", value)
