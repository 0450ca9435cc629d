"""Replications of two results side by side: the same world under two sets of rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.measures import MEASURES, OF_PEOPLE, measure_arrays
from orgsim.results.promoted import promoted_within
from orgsim.results.rates import rates_since_start
from orgsim.results.simultaneous import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from orgsim.results.panel import MeasureKey
    from orgsim.results.results import Results

Aligned = dict["MeasureKey", "npt.NDArray[np.float64]"]

COMPARED = (*MEASURES, *OF_PEOPLE)
"""Every measure of a comparison, in its order."""


@dataclass(frozen=True)
class Pairs:
    """One organization under a variant and under the baseline.

    Attributes
    ----------
    variant, organization
    replications
        Numbers of those that both have, shape (R,).
    date
        Of the snapshots that all results have, shape (S,).
    keys
        What is measured, K of them.
    after, before
        The measures under the variant and under the baseline, shape (R, S, K).
    """

    variant: str
    organization: str
    replications: npt.NDArray[np.int32]
    date: npt.NDArray[np.datetime64]
    keys: list[MeasureKey]
    after: npt.NDArray[np.float64]
    before: npt.NDArray[np.float64]

    @cached_property
    def difference(self) -> npt.NDArray[np.float64]:
        """After minus before, shape (R, S, K); what rounding leaves of no difference is none."""
        difference = self.after - self.before
        size = np.abs(self.after) + np.abs(self.before)
        return np.where(np.abs(difference) <= ROUNDING * size, 0.0, difference)


def all_pairs(
    results: Mapping[str, Results],
    time: npt.NDArray[np.float64],
    told: npt.NDArray[np.float64],
) -> Iterator[Pairs]:
    """Pair every variant with the first result, organization by organization.

    Parameters
    ----------
    results
        Name -> Results; the first is the baseline.
    time
        The snapshots that all have, years from the start.
    told
        Those of them at which measures of people are told.

    Raises
    ------
    ValueError
        When a variant shares no organization or no replication with the baseline.
    """
    (baseline_name, baseline), *variants = results.items()
    careers = promoted_within(baseline, told)
    for name, variant in variants:
        shared = [each for each in baseline.panels if each in variant.panels]
        if not shared:
            raise ValueError(f"{name} and {baseline_name} have no organization in common")
        own = promoted_within(variant, told)
        for organization in shared:
            ours, theirs = variant.panels[organization], baseline.panels[organization]
            replications = np.intersect1d(ours.replications, theirs.replications)
            if not len(replications):
                raise ValueError(f"{name} and {baseline_name} have no replication in common")
            after = _aligned(variant, organization, replications, time, told, own)
            before = _aligned(baseline, organization, replications, time, told, careers)
            keys = _shared_keys(before, after)
            yield Pairs(
                name,
                organization,
                replications,
                theirs.date[np.isin(theirs.time, time)],
                keys,
                np.stack([_or_zero(after, key, before) for key in keys], axis=2),
                np.stack([_or_zero(before, key, after) for key in keys], axis=2),
            )


def _aligned(
    results: Results,
    organization: str,
    replications: npt.NDArray[np.int32],
    time: npt.NDArray[np.float64],
    told: npt.NDArray[np.float64],
    careers: Mapping[str, Aligned],
) -> Aligned:
    panel = results.panels[organization]
    rows = np.isin(panel.replications, replications)
    columns = np.isin(panel.time, time)
    # A share of Directors exists only where both reference ladders know the title.
    found = measure_arrays(panel, results.director_rank) | rates_since_start(panel)
    aligned = {key: values[rows][:, columns] for key, values in found.items()}
    at = np.searchsorted(time, told)
    for key, values in careers[organization].items():
        aligned[key] = np.full((int(rows.sum()), len(time)), np.nan)
        aligned[key][:, at] = values[rows]
    return aligned


def _shared_keys(before: Aligned, after: Aligned) -> list[MeasureKey]:
    keys = list(before) + [key for key in after if key not in before]
    return sorted(
        (key for key in keys if key[1] is not None or (key in before and key in after)),
        key=lambda key: (COMPARED.index(key[0]), key[1] is not None),
    )


_UNDEFINED_WITHOUT_LEVEL = ("internal_fill_rate", *OF_PEOPLE)
"""A level that is not there is filled from nowhere, and nobody waits on it."""


def _or_zero(values: Aligned, key: MeasureKey, other: Aligned) -> npt.NDArray[np.float64]:
    """Return a measure, or no people on a level that this ladder does not have."""
    if key in values:
        return values[key]
    if key[0] in _UNDEFINED_WITHOUT_LEVEL:
        return np.full_like(other[key], np.nan)
    # Nobody has a share in nobody.
    nobody = values["headcount", None] == 0 if key[0] == "level_share" else np.False_
    return np.where(nobody, np.nan, np.zeros_like(other[key]))
