"""What a comparison found, in words; intervals are 95 % for the mean difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.wording import (
    duration,
    listed,
    moment,
    number,
    signed_number,
    span,
    telling_decimals,
    within_rounding,
)

if TYPE_CHECKING:
    from orgsim.results.comparison import Comparison

_MANY = 8  # sentences before a reader is better served by the table


def comparison_findings(comparison: Comparison) -> list[str]:
    """State what each variant changes, in a sentence per organization.

    Returns
    -------
    list of str
        Directors, title inflation and promotions of each variant against the baseline, and what
        the common luck was worth.
    """
    baseline = comparison.results[comparison.baseline]
    sentences = []
    for variant in comparison.variants:
        for organization in baseline.organizations:
            if organization.id in comparison.results[variant].panels:
                parts = _differences(comparison, variant, organization.id)
                where = f" at {organization.label}" if len(baseline.organizations) > 1 else ""
                sentences.append(
                    f"{variant} against {comparison.baseline}{where}: {'; '.join(parts)}."
                )
    if len(sentences) > _MANY:
        left = len(sentences) - _MANY
        sentences = [*sentences[:_MANY], f"{left} more comparisons stand in the table."]
    return [*sentences, *_cut_to_shared_time(comparison), *_worth_of_pairing(comparison)]


def _differences(comparison: Comparison, variant: str, organization: str) -> list[str]:
    last = comparison.last
    table: Any = comparison.differences
    rows = table[
        (table["time"] == last)
        & (table["variant"] == variant)
        & (table["organization"] == organization)
        & table["level"].isna()
    ].set_index("measure")
    parts = []
    for measure, scale, decimals, unit, what in (
        ("director_share", 100, 1, " points", f"Directors and above {moment(last)}"),
        ("title_inflation", 1, 2, " rungs", "title inflation"),
        ("promotion_rate", 100, 1, "", "promotions per 100 people and year"),
    ):
        if measure in rows.index:
            row = rows.loc[measure]
            mean, low, high = (float(row[name]) * scale for name in ("difference", "low", "high"))
            parts.append(f"{what} {change(mean, low, high, decimals, unit)}")
    return parts


def _cut_to_shared_time(comparison: Comparison) -> list[str]:
    """Say up to when is compared, where some results go on."""
    last = comparison.last
    longer = [
        f"{name} goes on to {duration(each.snapshots[-1])}"
        for name, each in comparison.results.items()
        if each.snapshots[-1] > last
    ]
    if not longer:
        return []
    return [f"What is compared ends {moment(last)}, where the shared time ends: {listed(longer)}."]


def change(difference: float, low: float, high: float, decimals: int, unit: str = "") -> str:
    """State a difference with its interval, or that there is none to be seen.

    Examples
    --------
    >>> change(1.23, 0.8, 1.6, 1, " points"), change(0.1, -0.2, 0.4, 1)
    ('+1.2 points (95 % interval 0.8 to 1.6)',
     'no difference to be seen (+0.1, 95 % interval -0.2 to 0.4)')
    >>> change(0.14, 0.04, 0.24, 1), change(0.02, 0.01, 0.03, 1)
    ('+0.14 (95 % interval 0.04 to 0.24)', 'the same to within 0.1')
    """
    if np.isnan(difference):
        return "unknown"
    if low == high == 0:
        return "exactly the same"
    if within_rounding(low, high, decimals):
        return f"the same to within {number(10.0**-decimals, decimals)}{unit}"
    decimals = telling_decimals(low, high, decimals)
    signed = f"{signed_number(difference, decimals)}{unit}"
    if np.isnan(low):
        return f"{signed} (one pair only, so no interval)"
    interval = f"95 % interval {span(low, high, decimals)}"
    if low <= 0 <= high:
        return f"no difference to be seen ({signed}, {interval})"
    return f"{signed} ({interval})"


def _worth_of_pairing(comparison: Comparison) -> list[str]:
    rows = comparison.differences[
        (comparison.differences["time"] == comparison.last)
        & (comparison.differences["measure"] == "title_inflation")
        & (comparison.differences["standard_error"] > 0)
    ]
    ratio = float((rows["unpaired_standard_error"] / rows["standard_error"]).median())
    if not ratio >= 1.05:
        return []
    return [f"The same luck for all made the intervals {number(ratio, 1)} times narrower."]
