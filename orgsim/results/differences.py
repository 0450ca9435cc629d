"""What a change of rules changes: differences between runs that see the same luck.

Two runs with common random numbers see the same people and the same luck, so a replication of
one is compared with the same replication of the other. The interval is for the *mean* difference
(what is known), not for what may happen in one company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from orgsim.results.comparison_schema import DIFFERENCES
from orgsim.results.ladders import level_order
from orgsim.results.measures import MEASURES
from orgsim.results.pairs import COMPARED, Pairs, all_pairs
from orgsim.results.panel import divided
from orgsim.results.shared_time import refuse_different_starts, shared_snapshots
from orgsim.results.simultaneous import CONFIDENCE, simultaneous_intervals, without_spread
from orgsim.results.told import Choice
from orgsim.results.within_draws import by_draw, per_draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from orgsim.results.results import Results

Columns = dict[str, "npt.NDArray[Any]"]


class NothingCompleted(ValueError):  # noqa: N818 - reads as what happened
    """A result without a single replication, with which nothing can be compared."""


def paired_differences(
    results: Mapping[str, Results], choice: Choice | None = None
) -> pd.DataFrame:
    """Compare every variant with the first, replication by replication.

    Organizations are matched by id, levels by id and snapshots by time; snapshots that not all
    results have are left out. Rates, and requisitions given up, are those since the start, up to
    the snapshot: from one snapshot to the next they swing with the promotion cycles. A level that
    only one of the two ladders has counts as empty in the other. Replications that failed in one
    are left out of both. Replications that share a draw of the assumptions are no news of how these
    change what is compared, so errors and intervals rest on whole draws.

    Parameters
    ----------
    results
        Name -> Results; the first is the baseline.
    choice
        Which measures are told, at which dates: intervals hold for all of these at once.

    Returns
    -------
    pandas.DataFrame
        The table ``orgsim.results.DIFFERENCES``. With one pair, or one draw of the assumptions,
        the difference is known and its intervals and errors are NaN.

    Raises
    ------
    ValueError
        With fewer than two results, when they start on different days, or when they share no
        organization, no replication or no snapshot after the start, or not one that is chosen; as
        NothingCompleted when one of them has no replication at all.
    """
    if len(results) < 2:
        raise ValueError("a comparison needs at least two results")
    for name, each in results.items():
        if not each.completed:
            why = f" ({each.failures[0]['cause']})" if each.failures else ""
            raise NothingCompleted(f"{name}: no replication was completed{why}")
    refuse_different_starts({name: each.manifest["start"] for name, each in results.items()})
    time = shared_snapshots({name: each.snapshots for name, each in results.items()})
    choice = choice or Choice()
    start = next(iter(results.values())).manifest["start"]
    told_at = choice.times(time, start)
    baseline = next(iter(results))
    there = [panel.replications for each in results.values() for panel in each.panels.values()]
    numbers = np.unique(np.concatenate(there))
    share_a_draw = per_draw(results)
    parts: list[Columns] = []
    chosen: list[npt.NDArray[np.float64]] = []
    for pairs in all_pairs(results, time, told_at):
        told = np.isin(pairs.time, told_at)[:, None] & choice.measures_told(pairs.keys)
        parts.append(
            {**_described(pairs, baseline), "told": told.ravel(), **_paired(pairs, share_a_draw)}
        )
        values = np.full((len(numbers), int(told.sum())), np.nan)
        values[np.searchsorted(numbers, pairs.replications)] = pairs.difference[:, told]
        chosen.append(values)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    together = np.concatenate(chosen, axis=1)
    if share_a_draw > 1:
        together = by_draw(together, numbers // share_a_draw)
    columns |= _together(columns["told"], together)
    return typed_differences(columns, results)


def typed_differences(
    columns: Mapping[str, npt.NDArray[Any]], results: Mapping[str, Results]
) -> pd.DataFrame:
    """Give the columns of a table of differences their types.

    Parameters
    ----------
    columns
        The columns of ``orgsim.results.DIFFERENCES``, text as text.
    results
        The results compared, the baseline first; they give the order of categories.
    """
    frame = pd.DataFrame(dict(columns), columns=list(DIFFERENCES.column_names))
    baseline, *variants = results
    known = {
        "variant": variants,
        "baseline": [baseline],
        "organization": [each.id for each in results[baseline].organizations],
        "measure": list(COMPARED),
        "level": list(
            level_order(tuple(o for result in results.values() for o in result.organizations))
        ),
        "better": ["higher", "lower"],
    }
    for column, categories in known.items():
        frame[column] = pd.Categorical(frame[column], categories=categories)
    return frame.astype(
        {column.name: column.dtype for column in DIFFERENCES.columns if column.dtype != "category"}
    )


def _described(pairs: Pairs, baseline: str) -> Columns:
    time, count, snapshots = pairs.time, len(pairs.keys), len(pairs.time)
    rows = count * snapshots
    better = [MEASURES[key[0]].better if key[0] in MEASURES else "" for key in pairs.keys]
    return {
        "variant": np.full(rows, pairs.variant, object),
        "baseline": np.full(rows, baseline, object),
        "organization": np.full(rows, pairs.organization, object),
        "time": np.repeat(time, count),
        "date": np.repeat(pairs.date, count),
        "measure": np.tile(np.array([key[0] for key in pairs.keys], object), snapshots),
        "level": np.tile(np.array([key[1] for key in pairs.keys], object), snapshots),
        "better": np.tile(np.array([each or None for each in better], object), snapshots),
    }


def _paired(pairs: Pairs, share_a_draw: int) -> Columns:
    """Describe each difference by itself."""
    difference = pairs.difference
    both = ~np.isnan(difference)
    after, before = (np.where(both, each, np.nan) for each in (pairs.after, pairs.before))
    count = both.sum(axis=0)
    means = {
        "baseline_mean": _mean(before, count),
        "variant_mean": _mean(after, count),
        "difference": _mean(difference, count),
    }
    number = count
    independent, ours, theirs = difference, after, before
    if share_a_draw > 1:
        draws = pairs.replications // share_a_draw
        independent, ours, theirs = (by_draw(each, draws) for each in (difference, after, before))
        number = (~np.isnan(independent)).sum(axis=0)
    error = _standard_error(independent, means["difference"], number)
    alike = without_spread(difference)
    error = np.where(alike, 0.0, error)
    half = np.where(number > 1, stdtrit(np.maximum(number - 1, 1), (1 + CONFIDENCE) / 2), np.nan)
    half = half * error
    alone = np.hypot(
        _standard_error(ours, means["variant_mean"], number),
        _standard_error(theirs, means["baseline_mean"], number),
    )
    lower = np.array(
        [key[0] in MEASURES and MEASURES[key[0]].better == "lower" for key in pairs.keys]
    )
    favourable = np.where(lower, -1.0, 1.0)
    studentized = divided(favourable * means["difference"], error)
    certain = np.where(
        means["difference"] == 0, np.nan, (favourable * means["difference"] > 0) * 1.0
    )
    found = {
        **means,
        "low_alone": means["difference"] - half,
        "high_alone": means["difference"] + half,
        "standard_error": error,
        "unpaired_standard_error": alone,
        "variance_ratio": divided(alone**2, error**2),
        "deterministic": alike,
        "probability_better": np.where(
            alike, certain, stdtr(np.maximum(number - 1, 1), studentized)
        ),
        "share_better": _mean((np.sign(favourable * difference) + 1) / 2, count),
        "replications": count,
    }
    return {name: values.ravel() for name, values in found.items()}


def _mean(values: npt.NDArray[np.float64], count: npt.NDArray[np.int_]) -> npt.NDArray[np.float64]:
    return divided(np.nansum(values, axis=0), count)


def _standard_error(
    values: npt.NDArray[np.float64],
    mean: npt.NDArray[np.float64],
    count: npt.NDArray[np.int_],
) -> npt.NDArray[np.float64]:
    """Return the standard error of a mean over replications, NaN with fewer than two."""
    squares = np.nansum((values - mean) ** 2, axis=0)
    return np.sqrt(divided(divided(squares, count - 1), count))


def _together(told: npt.NDArray[np.bool_], values: npt.NDArray[np.float64]) -> Columns:
    """Return the intervals that hold for everything that is told at once, NaN for the rest."""
    intervals = simultaneous_intervals(values)
    found = {}
    for name in ("low", "high"):
        found[name] = np.full(len(told), np.nan)
        found[name][told] = getattr(intervals, name)
    return found
