"""What a comparison found, in words; intervals are 95 % for the mean difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.compared import (
    LEVEL_SHARE,
    compared_levels,
    compared_organizations,
    told_as,
    told_differences,
)
from orgsim.results.not_known import differences_not_known
from orgsim.results.simultaneous import FEWEST_FOR_BOOTSTRAP, most_unseen
from orgsim.results.told import read_measure
from orgsim.results.within_draws import per_draw
from orgsim.results.wording import (
    duration,
    listed,
    moment,
    number,
    percent,
    signed_number,
    span,
    telling_decimals,
    within_rounding,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.results.comparison import Comparison

_MANY = 8  # sentences before a reader is better served by the table
_MOST = 8  # differences in a sentence, for the same reason


def comparison_findings(comparison: Comparison) -> list[str]:
    """State what each variant changes, in a sentence per organization.

    Returns
    -------
    list of str
        Of each variant what differs from the baseline beyond its interval, the most important
        first, and in what no difference is to be seen; what the common luck was worth; and, where
        assumptions were drawn, how much of the differences' spread is luck.
    """
    baseline = comparison.results[comparison.baseline]
    when = moment(comparison.told_times[-1])
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
    apart = differences_not_known(comparison)
    return [
        *sentences,
        *_cut_to_shared_time(comparison),
        *_worth_of_no_spread(comparison),
        *_worth_of_pairing(comparison),
        *([apart] if apart else []),
    ]


def _differences(comparison: Comparison, variant: str, organization: str) -> list[str]:
    """State what differs, what is not seen to, what does not, and what is better."""
    rows = told_differences(comparison, organization)
    if not comparison.measures:  # the level mix is a table, not a sentence
        rows = rows[rows["level"].isna()]
    titles = {level.id: level.title for level in compared_levels(comparison, organization)}
    parts: list[str] = []
    same: list[str] = []
    unseen: list[str] = []
    chances: list[str] = []
    for each in rows[(rows["variant"] == variant) & rows["difference"].notna()].itertuples():
        row: Any = each
        words = words_of(row, titles)
        stated = _stated(row, named=not parts)
        always = bool(comparison.measures) or told_as(row.measure).always
        if stated:
            parts.append(f"{words} {stated}")
        elif always:
            (same if row.low == row.high == 0 else unseen).append(words)
        if always and isinstance(row.better, str) and not np.isnan(row.probability_better):
            if _is_nothing(row):  # which of two equal numbers is better, is no question
                continue
            chances.append(f"{words} {chance(row.probability_better)}")
    if len(parts) > _MOST:
        left = len(parts) - _MOST
        parts = [
            *parts[:_MOST],
            f"{left} more {'differ' if left > 1 else 'differs'} (see the table)",
        ]
    ends = (
        ("no difference to be seen in", listed, unseen),
        ("exactly the same in", listed, same),
        ("nothing is known of", listed, _unknown(comparison, rows, variant)),
        ("probability of being better, each by itself:", ", ".join, chances),
    )
    return [*parts, *(f"{lead} {joined(items)}" for lead, joined, items in ends if items)]


def _is_nothing(row: Any) -> bool:
    """Say whether a difference, whatever it is, is too small to be told."""
    told = told_as(row.measure)
    _, low, high = told.scaled(row)
    return within_rounding(low, high, told.decimals)


def _unknown(comparison: Comparison, rows: pd.DataFrame, variant: str) -> list[str]:
    """List the measures asked for that are not known in both, such as pay where nobody is paid."""
    known = set(rows["measure"][(rows["variant"] == variant) & rows["difference"].notna()])
    asked = dict.fromkeys(read_measure(each)[0] for each in comparison.measures)
    return [told_as(each).words for each in asked if each not in known]


def words_of(row: Any, titles: Mapping[str, str]) -> str:
    """Say what a row of the differences measures, and of which level."""
    words = told_as(row.measure).words
    if not isinstance(row.level, str):
        return words
    return titles[row.level] if row.measure == LEVEL_SHARE else f"{titles[row.level]}: {words}"


def _stated(row: Any, *, named: bool) -> str:
    """State a difference with its interval, "" where none is to be seen."""
    told = told_as(row.measure)
    mean, low, high = told.scaled(row)
    if not np.isnan(low) and not told.excludes_zero(row):
        return ""
    unit = f" {told.unit}".rstrip()
    return change(mean, low, high, told.decimals, unit, pairs=row.replications, named=named)


def chance(probability: float) -> str:
    """Write a probability in percent, without claiming to be certain.

    Examples
    --------
    >>> chance(0.934), chance(0.99987), chance(0.00002)
    ('93 %', 'over 99 %', 'under 1 %')
    """
    if probability >= 0.995:
        return "over 99 %"
    return "under 1 %" if probability < 0.005 else percent(probability, 0)


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
    pairs: int = 1,
    named: bool = True,
) -> str:
    """State a difference with its interval, or that there is none to be seen.

    Parameters
    ----------
    difference, low, high
        The difference and the ends of its interval.
    decimals, unit
        How they are written.
    pairs
        On how many it rests; several without an interval share one draw of the assumptions.
    named
        Whether to say that it is a 95 % interval; a list says it once.

    Examples
    --------
    >>> change(1.23, 0.8, 1.6, 1, " points"), change(0.1, -0.2, 0.4, 1)
    ('+1.2 points (95 % interval 0.8 to 1.6)',
     'no difference to be seen (+0.1, 95 % interval -0.2 to 0.4)')
    >>> change(3.0, 3.0, 3.0, 0, " people")
    '+3 people in every replication (deterministic)'
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
    if low == high or np.isnan(low):
        why = (
            "in every replication (deterministic)"
            if low == high
            else f"(one {'pair' if pairs == 1 else 'draw'} only, so no interval)"
        )
        return f"{signed} {why}" if named or low == high else signed
    interval = f"{'95 % interval ' if named else ''}{span(low, high, decimals)}"
    if low <= 0 <= high:
        return f"no difference to be seen ({signed}, {interval})"
    return f"{signed} ({interval})"


def _worth_of_no_spread(comparison: Comparison) -> list[str]:
    """Say how sure it is that what no pair shows does not happen, where any spread is missing."""
    ids = [organization.id for organization in compared_organizations(comparison)]
    rows = pd.concat([told_differences(comparison, each) for each in ids])
    pairs = rows["replications"][rows["deterministic"]]
    if pairs.empty:
        return []
    fewest = int(pairs.min())
    of_all = f"all {fewest} pairs" if fewest == pairs.max() else f"all pairs, at least {fewest}"
    each = per_draw(comparison.results)
    most = number(100 * most_unseen(-(-fewest // each)), 1)
    what = "replications" if each == 1 else "draws of the assumptions"
    told = f"was so in {of_all}; with 95 % confidence at most {most} % of {what} differ"
    return [f"What is exactly the same, or deterministic, {told}."]


def _worth_of_pairing(comparison: Comparison) -> list[str]:
    table = comparison.differences
    ratios = table["variance_ratio"][
        (table["time"] == comparison.told_times[-1]) & table["told"]
    ].dropna()
    if ratios.empty:
        return []
    narrower = number(float(np.sqrt(ratios.median())), 1)
    each = per_draw(comparison.results)
    few = -(-comparison.differences["replications"].max() // each) < FEWEST_FOR_BOOTSTRAP
    what = "replications" if each == 1 else "draws of the assumptions"
    told = (
        f"All intervals hold at once with 95 % (Bonferroni: too few {what} to resample)."
        if few
        else "All intervals hold at once with 95 % (bootstrap of the largest t)."
    )
    return [f"Pairing made the intervals {narrower} times narrower (median). {told}"]
