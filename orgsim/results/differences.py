"""What a change of rules changes: differences between runs that see the same luck.

Two runs with common random numbers see the same people and the same luck, so a replication of
one is compared with the same replication of the other. The interval is for the *mean* difference
(what is known), not for what may happen in one company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from orgsim.results.ladders import level_order
from orgsim.results.measures import MEASURES, measure_arrays, over_replications
from orgsim.results.panel import MeasureKey
from orgsim.results.rates import rates_since_start
from orgsim.results.schema import DIFFERENCES
from orgsim.results.shared_time import refuse_different_starts, shared_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from orgsim.results.panel import Panel
    from orgsim.results.results import Results

CONFIDENCE = 0.95


class NothingCompleted(ValueError):  # noqa: N818 - reads as what happened
    """A result without a single replication, with which nothing can be compared."""


def paired_differences(results: Mapping[str, Results]) -> pd.DataFrame:
    """Compare every variant with the first, replication by replication.

    Organizations are matched by id, levels by id and snapshots by time; snapshots that not all
    results have are left out. Rates, and requisitions given up, are those since the start, up to
    the snapshot: from one snapshot to the next they swing with the promotion cycles. A level that
    only one of the two ladders has counts as empty in the other. Replications that failed in one
    are left out of both.

    Parameters
    ----------
    results
        Name -> Results; the first is the baseline.

    Returns
    -------
    pandas.DataFrame
        The table ``orgsim.results.DIFFERENCES``. With one pair, the difference is known and its
        interval and errors are NaN.

    Raises
    ------
    ValueError
        With fewer than two results, when they start on different days, or when they share no
        organization, no replication or no snapshot after the start; as NothingCompleted when one
        of them has no replication at all.
    """
    if len(results) < 2:
        raise ValueError("a comparison needs at least two results")
    for name, each in results.items():
        if not each.completed:
            why = f" ({each.failures[0]['cause']})" if each.failures else ""
            raise NothingCompleted(f"{name}: no replication was completed{why}")
    refuse_different_starts({name: each.manifest["start"] for name, each in results.items()})
    time = shared_snapshots({name: each.snapshots for name, each in results.items()})
    (baseline_name, baseline), *variants = results.items()
    parts = [
        part
        for name, variant in variants
        for part in _of_variant(name, variant, baseline_name, baseline, time)
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
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
        "measure": list(MEASURES),
        "level": list(
            level_order(tuple(o for result in results.values() for o in result.organizations))
        ),
    }
    for column, categories in known.items():
        frame[column] = pd.Categorical(frame[column], categories=categories)
    return frame.astype(
        {column.name: column.dtype for column in DIFFERENCES.columns if column.dtype != "category"}
    )


def _of_variant(
    name: str,
    variant: Results,
    baseline_name: str,
    baseline: Results,
    time: npt.NDArray[np.float64],
) -> list[dict[str, npt.NDArray[Any]]]:
    shared = [each for each in baseline.panels if each in variant.panels]
    if not shared:
        raise ValueError(f"{name} and {baseline_name} have no organization in common")
    parts = []
    for organization in shared:
        ours, theirs = variant.panels[organization], baseline.panels[organization]
        replications = np.intersect1d(ours.replications, theirs.replications)
        if not len(replications):
            raise ValueError(f"{name} and {baseline_name} have no replication in common")
        # A share of Directors exists only where both reference ladders know the title.
        after = _aligned(ours, variant.director_rank, replications, time)
        before = _aligned(theirs, baseline.director_rank, replications, time)
        keys = _shared_keys(before, after)
        date = theirs.date[np.isin(theirs.time, time)]
        count = len(keys)
        paired = _paired(
            np.stack([_or_zero(after, key, before) for key in keys], axis=2),
            np.stack([_or_zero(before, key, after) for key in keys], axis=2),
        )
        rows = len(time) * count
        parts.append(
            {
                "variant": np.full(rows, name, object),
                "baseline": np.full(rows, baseline_name, object),
                "organization": np.full(rows, organization, object),
                "time": np.repeat(time, count),
                "date": np.repeat(date, count),
                "measure": np.tile(np.array([key[0] for key in keys], object), len(time)),
                "level": np.tile(np.array([key[1] for key in keys], object), len(time)),
                **{column: values.ravel() for column, values in paired.items()},
            }
        )
    return parts


Aligned = dict[MeasureKey, "npt.NDArray[np.float64]"]


def _aligned(
    panel: Panel,
    director_rank: int | None,
    replications: npt.NDArray[Any],
    time: npt.NDArray[np.float64],
) -> Aligned:
    rows = np.isin(panel.replications, replications)
    columns = np.isin(panel.time, time)
    found = measure_arrays(panel, director_rank) | rates_since_start(panel)
    return {key: values[rows][:, columns] for key, values in found.items()}


def _shared_keys(before: Aligned, after: Aligned) -> list[MeasureKey]:
    keys = list(before) + [key for key in after if key not in before]
    return sorted(
        (key for key in keys if key[1] is not None or (key in before and key in after)),
        key=lambda key: (list(MEASURES).index(key[0]), key[1] is not None),
    )


def _or_zero(values: Aligned, key: MeasureKey, other: Aligned) -> npt.NDArray[np.float64]:
    """Return a measure, or no people on a level that this ladder does not have."""
    if key in values:
        return values[key]
    # Nobody has a share in nobody, and a level that is not there is filled from nowhere.
    undefined = {"level_share": values["headcount", None] == 0, "internal_fill_rate": np.True_}
    return np.where(undefined.get(key[0], np.False_), np.nan, np.zeros_like(other[key]))


def _paired(
    after: npt.NDArray[np.float64], before: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[Any]]:
    difference = over_replications(after - before)
    half = _half_width(difference)
    alone = [over_replications(each)["standard_error"] for each in (after, before)]
    return {
        "difference": difference["mean"],
        "low": difference["mean"] - half,
        "high": difference["mean"] + half,
        "standard_error": difference["standard_error"],
        "unpaired_standard_error": np.hypot(*alone),
        "replications": difference["replications"],
    }


def _half_width(found: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
    quantile = stdtrit(np.maximum(found["replications"] - 1, 1), (1 + CONFIDENCE) / 2)
    return np.asarray(quantile * found["standard_error"])
