"""What a comparison found, in words; intervals are 95 % for the mean difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.compared import TOLD, told_differences
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
_MOST = 8  # differences in a sentence, for the same reason


def comparison_findings(comparison: Comparison) -> list[str]:
    """State what each variant changes, in a sentence per organization.

    Returns
    -------
    list of str
        Of each variant what differs from the baseline beyond its interval, the most important
        first, and in what no difference is to be seen; and what the common luck was worth.
    """
    baseline = comparison.results[comparison.baseline]
    when = moment(comparison.last)
    sentences = []
    for variant in comparison.variants:
        for organization in baseline.organizations:
            if organization.id in comparison.results[variant].panels:
                parts = _differences(comparison, variant, organization.id)
                where = f" at {organization.label}" if len(baseline.organizations) > 1 else ""
                names = (
                    f"{comparison.label(variant)} against {comparison.label(comparison.baseline)}"
                )
                about = f"{names}{where} {when}"
                sentences.append(f"{about}: {'; '.join(parts) or 'nobody is there'}.")
    if len(sentences) > _MANY:
        left = len(sentences) - _MANY
        sentences = [*sentences[:_MANY], f"{left} more comparisons stand in the table."]
    return [*sentences, *_cut_to_shared_time(comparison), *_worth_of_pairing(comparison)]


def _differences(comparison: Comparison, variant: str, organization: str) -> list[str]:
    rows = told_differences(comparison, organization)
    parts: list[str] = []
    same: list[str] = []
    unseen: list[str] = []
    for row in rows[rows["variant"] == variant].itertuples():
        measure: Any = row
        told = TOLD[measure.measure]
        if np.isnan(measure.difference):
            continue
        mean, low, high = (
            told.scale * each for each in (measure.difference, measure.low, measure.high)
        )
        if np.isnan(low) or told.excludes_zero(measure):
            stated = change(mean, low, high, told.decimals, f" {told.unit}", named=not parts)
            parts.append(f"{told.words} {stated}")
        else:
            (same if low == high == 0 else unseen).append(told.words)
    if len(parts) > _MOST:
        left = len(parts) - _MOST
        parts = [
            *parts[:_MOST],
            f"{left} more {'differ' if left > 1 else 'differs'} (see the table)",
        ]
    if unseen:
        parts.append(f"no difference to be seen in {listed(unseen)}")
    if same:
        parts.append(f"exactly the same in {listed(same)}")
    return parts


def _cut_to_shared_time(comparison: Comparison) -> list[str]:
    """Say up to when is compared, where some results go on."""
    last = comparison.last
    longer = [
        f"{comparison.label(name)} goes on to {duration(each.snapshots[-1])}"
        for name, each in comparison.results.items()
        if each.snapshots[-1] > last
    ]
    if not longer:
        return []
    return [f"What is compared ends {moment(last)}, where the shared time ends: {listed(longer)}."]


def change(
    difference: float,
    low: float,
    high: float,
    decimals: int,
    unit: str = "",
    *,
    named: bool = True,
) -> str:
    """State a difference with its interval, or that there is none to be seen.

    Parameters
    ----------
    difference, low, high
        The difference and the ends of its interval.
    decimals, unit
        How they are written.
    named
        Whether to say that it is a 95 % interval; a list says it once.

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
        return f"{signed} (one pair only, so no interval)" if named else signed
    interval = f"{'95 % interval ' if named else ''}{span(low, high, decimals)}"
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
