"""Twins: the same person under two policies, and which of the two suits whom.

Draws belong to people, so the person that an organization hires on a requisition has the same name,
talents and luck under every policy, as long as that requisition is opened in the same month. Two
rows of the table ``people`` with one name, of one replication and organization, are *twins*: one
life under two sets of rules.

Twins begin alike but do not live alone. Their colleagues, the seats above them and the size of the
company differ between the policies as well, so that what one twin gains the policy as a whole has
brought about. People who exist under one policy only have no twin. Who they are is itself an effect
of the policy, and what is said of twins is not said of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv, stdtrit

from orgsim.results.within_draws import per_draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from orgsim.results.comparison import Comparison
    from orgsim.results.results import Results

CONFIDENCE = 0.95

WHO = ["replication", "organization", "person"]


@dataclass(frozen=True)
class Outcome:
    """What may be better for one twin than for the other.

    Attributes
    ----------
    column
        Of the pairs, before ``_baseline`` and ``_variant``.
    unit
        Of the mean difference.
    more_is_better
        Whether the twin with more of it is better off.
    """

    column: str
    unit: str
    more_is_better: bool = True


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "rank": Outcome("rank", "rungs"),
        "first_promotion": Outcome("promoted_after", "years", more_is_better=False),
        "stay": Outcome("stay", "years"),
        "employed": Outcome("employed", "share"),
        "pay": Outcome("pay", "money per year"),
    }
)
"""What twins are compared by: the rank of the last title, how soon the first promotion came (later
than any other where it never came), for how long they stayed, up to the end, whether they are still
there, and the last pay."""

BY = ("entry_point", "group", "first_level")
"""What twins are told apart by: always as under the baseline."""


def twin_pairs(comparison: Comparison, variant: str) -> pd.DataFrame:
    """Find the twins under the baseline and a variant.

    Parameters
    ----------
    comparison
        Of results that have recorded people.
    variant
        Name of one of its variants.

    Returns
    -------
    pandas.DataFrame
        A row for each person of a recorded replication and organization under either policy, by
        their first spell there: replication, organization, person; ``policies`` (both, baseline or
        variant); entry_point, group and first_level (as under the baseline, of those who are not
        there as under the variant); then with ``_baseline`` and ``_variant`` each: ``rank``,
        ``promoted_after`` (years from the first day, NaN without a promotion), ``stay`` (years),
        ``employed`` (at the end, 1 or 0) and ``pay``.

    Raises
    ------
    ValueError
        When there is no such variant, when nobody was recorded under both, or when the two have
        different horizons.
    """
    if variant not in comparison.variants:
        allowed = ", ".join(comparison.variants)
        raise ValueError(f"there is no variant {variant!r}; allowed: {allowed}")
    before, after = comparison.results[comparison.baseline], comparison.results[variant]
    if before.snapshots[-1] != after.snapshots[-1]:
        raise ValueError(
            f"{variant} and {comparison.baseline} have different horizons; twins are compared at "
            "the end, or when they leave"
        )
    lives = [_lives(each) for each in (before, after)]
    recorded = set(lives[0]["replication"]) & set(lives[1]["replication"])
    if not recorded:
        raise ValueError(
            f"no replication is recorded under both {variant} and {comparison.baseline}: twins are "
            "found in the tables of people (record)"
        )
    shared = set(lives[0]["organization"]) & set(lives[1]["organization"])
    kept = [
        each[each["replication"].isin(recorded) & each["organization"].isin(shared)]
        for each in lives
    ]
    pairs = kept[0].merge(
        kept[1], on=WHO, how="outer", suffixes=("_baseline", "_variant"), indicator="policies"
    )
    names = {"both": "both", "left_only": "baseline", "right_only": "variant"}
    pairs["policies"] = pairs["policies"].astype(str).map(names)
    for column in BY:
        known, other = pairs.pop(f"{column}_baseline"), pairs.pop(f"{column}_variant")
        pairs[column] = known.where(known.notna(), other)
    pairs = pairs.sort_values(WHO, ignore_index=True)
    first = [*WHO, "policies", *BY]
    return pairs[first + [column for column in pairs.columns if column not in first]]


def twins(comparison: Comparison, variant: str) -> pd.DataFrame:
    """Say how many are better off under a variant than under the baseline, and who.

    Parameters
    ----------
    comparison, variant
        As for `twin_pairs`.

    Returns
    -------
    pandas.DataFrame
        A row for each organization, outcome (`OUTCOMES`) and part of its people: organization,
        outcome, by (all, entry_point, group or first_level), which (the part; "" for all), twins
        (pairs of whom the outcome is known), better, worse and same (shares of them), better_low to
        worse_high (95 % intervals), difference (mean over twins of variant minus baseline; of the
        first promotion over twins promoted under both), difference_low and difference_high, unit,
        only_baseline and only_variant (people without a twin). Intervals are over replications,
        or over draws of the assumptions; NaN with fewer than two.

    Raises
    ------
    ValueError
        As `twin_pairs`.
    """
    pairs = twin_pairs(comparison, variant)
    baseline = comparison.results[comparison.baseline]
    levels = {each.id: [level.id for level in each.levels] for each in baseline.organizations}
    # Whoever shares the luck of a replication, or its assumptions, is no news of its own.
    pairs = pairs.assign(together=pairs["replication"] // per_draw(comparison.results))
    rows = []
    for organization in dict.fromkeys(pairs["organization"]):
        of_organization = pairs[pairs["organization"] == organization]
        for by, which, part in _parts(of_organization, levels[organization]):
            for outcome in OUTCOMES:
                found = _compared(part, outcome, pairs["together"].unique())
                if found is not None:
                    about = {"organization": organization, "outcome": outcome}
                    rows.append({**about, "by": by, "which": which, **found})
    return pd.DataFrame(rows)


def _lives(results: Results) -> pd.DataFrame:
    """Lay out the first spell of everybody in an organization, with its outcomes."""
    people = results.people.sort_values("hired", kind="stable").drop_duplicates(WHO)
    ranks = {
        (organization.id, level.id): level.rank
        for organization in results.organizations
        for level in organization.levels
    }
    found = people[WHO].astype({"organization": object, "person": object})
    for column in BY:
        found[column] = people[column].astype(object)
    places = zip(people["organization"], people["last_level"], strict=True)
    found["rank"] = np.array([ranks[place] for place in places], dtype=np.float64)
    found["promoted_after"] = _first_promotion(results, found) - people["hired"]
    found["stay"] = people["left"].fillna(results.snapshots[-1]) - people["hired"]
    found["employed"] = people["left"].isna().astype(np.float64)
    found["pay"] = people["pay"]
    in_a_later_spell = found["promoted_after"] > found["stay"]
    found.loc[in_a_later_spell, "promoted_after"] = np.nan
    return found


def _first_promotion(results: Results, people: pd.DataFrame) -> pd.Series[float]:
    events = results.events
    promotions = events[events["kind"] == "promotion"]
    first = promotions.groupby(WHO, observed=True)["time"].min().rename("promoted").reset_index()
    first = first.astype({"organization": object, "person": object})
    merged = people[WHO].merge(first, on=WHO, how="left")["promoted"]
    merged.index = people.index
    return merged


def _parts(pairs: pd.DataFrame, levels: Sequence[str]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield everybody, then people by what they are told apart by; levels from the lowest up."""
    yield "all", "", pairs
    for by in BY:
        known = sorted(map(str, pairs[by].dropna().unique()))
        if by == "first_level":
            known.sort(key=lambda each: levels.index(each) if each in levels else len(levels))
        for which in known:
            yield by, which, pairs[pairs[by] == which]


def _compared(part: pd.DataFrame, name: str, together: npt.NDArray[Any]) -> dict[str, Any] | None:
    """Compare the twins of some people by one outcome; None where it is never known."""
    outcome = OUTCOMES[name]
    both = part[part["policies"] == "both"]
    before, after = (
        both[f"{outcome.column}_{policy}"].to_numpy(dtype=np.float64)
        for policy in ("baseline", "variant")
    )
    difference = after - before
    if name == "first_promotion":
        # Never is later than any time.
        before, after = (np.where(np.isnan(each), np.inf, each) for each in (before, after))
    known = ~(np.isnan(before) | np.isnan(after))
    if not known.any():
        return None
    # Money and times are the same up to rounding.
    with np.errstate(invalid="ignore"):
        same = (before == after) | np.isclose(before, after, rtol=1e-9, atol=1e-9)
    more = known & (after > before) & ~same
    less = known & (after < before) & ~same
    better, worse = (more, less) if outcome.more_is_better else (less, more)
    of = np.searchsorted(together, both["together"].to_numpy())
    count = len(together)
    shares = {
        label: _share(of, which, known, count)
        for label, which in (("better", better), ("worse", worse))
    }
    measured = np.isfinite(difference)
    mean = _ratio(of, np.where(measured, difference, 0.0), measured, count)
    return {
        "twins": int(known.sum()),
        "better": shares["better"][0],
        "worse": shares["worse"][0],
        "same": 1.0 - shares["better"][0] - shares["worse"][0],
        **{
            f"{label}_{end}": value
            for label, found in shares.items()
            for end, value in zip(("low", "high"), found[1:], strict=True)
        },
        "difference": mean[0],
        "difference_low": mean[1],
        "difference_high": mean[2],
        "unit": outcome.unit,
        "only_baseline": int((part["policies"] == "baseline").sum()),
        "only_variant": int((part["policies"] == "variant").sum()),
    }


def _share(
    of: npt.NDArray[Any],
    counted: npt.NDArray[np.bool_],
    known: npt.NDArray[np.bool_],
    count: int,
) -> tuple[float, float, float]:
    """Share of those known, with a 95 % interval that stays between 0 and 1, also of few people.

    The exact interval of a binomial share (Clopper and Pearson) for as many independent people as
    the spread over replications is worth: Korn and Graubard 1998, "Confidence intervals for
    proportions with small expected number of positive counts", Survey Methodology 24, 193-201.
    Where nobody or everybody counts there is no spread to go by, and people count for themselves.
    """
    share, low, high = _ratio(of, counted.astype(np.float64), known, count)
    if np.isnan(low):
        return share, low, high
    people = float(known.sum())
    worth = people
    if 0 < share < 1 and high > low:
        t = stdtrit(np.array([max(people - 1, 1.0), count - 1.0]), (1 + CONFIDENCE) / 2)
        error = (high - low) / 2 / t[1]
        worth = min(people, share * (1 - share) / error**2 * (t[0] / t[1]) ** 2)
    positive, tail = share * worth, (1 - CONFIDENCE) / 2
    low = float(betaincinv(positive, worth - positive + 1, tail)) if share > 0 else 0.0
    high = float(betaincinv(positive + 1, worth - positive, 1 - tail)) if share < 1 else 1.0
    return share, low, high


def _ratio(
    of: npt.NDArray[Any],
    values: npt.NDArray[np.float64],
    counted: npt.NDArray[np.bool_],
    count: int,
) -> tuple[float, float, float]:
    """Mean over all who count, with a 95 % interval over replications.

    People of one replication share its luck, so that the replications (or draws of what is assumed)
    are what is independent: the ratio estimator of a cluster sample (Cochran 1977, "Sampling
    Techniques", 6.3).
    """
    sums = np.bincount(of, np.where(counted, values, 0.0), count)
    sizes = np.bincount(of, counted.astype(np.float64), count)
    total = sizes.sum()
    if not total:
        return np.nan, np.nan, np.nan
    mean = float(sums.sum() / total)
    if count < 2:
        return mean, np.nan, np.nan
    residual = sums - mean * sizes
    error = np.sqrt((residual**2).sum() * count / (count - 1)) / total
    half = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2) * error)
    return mean, mean - half, mean + half
