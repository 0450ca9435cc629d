"""Replications of two results side by side: the same world under two sets of rules."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.measures import MEASURES, OF_PEOPLE, measure_arrays
from orgsim.results.promoted import promoted_within
from orgsim.results.rates import rates_since_start
from orgsim.results.simultaneous import ROUNDING
from orgsim.results.summary import NUMBERS_AT_ONCE, NumbersOfReplications, panels_by_replications

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
    time, date
        Some of the snapshots that all results have, shape (S,).
    keys
        What is measured, K of them.
    after, before
        The measures under the variant and under the baseline, shape (R, S, K).
    """

    variant: str
    organization: str
    replications: npt.NDArray[np.int32]
    time: npt.NDArray[np.float64]
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

    Snapshots come a few at a time, in their order, so that memory holds no more of many
    replications than of few.

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
    with ExitStack() as stack:
        before = _measured(baseline, time, told, stack)
        for name, variant in variants:
            shared = [each for each in before if each in variant.panels]
            if not shared:
                raise ValueError(f"{name} and {baseline_name} have no organization in common")
            with ExitStack() as of_variant:
                after = _measured(variant, time, told, of_variant)
                for organization in shared:
                    ours, theirs = after[organization], before[organization]
                    if not len(np.intersect1d(ours.replications, theirs.replications)):
                        raise ValueError(
                            f"{name} and {baseline_name} have no replication in common"
                        )
                    yield from _paired(name, organization, ours, theirs, time)


def _paired(
    variant: str,
    organization: str,
    ours: _Measured,
    theirs: _Measured,
    time: npt.NDArray[np.float64],
) -> Iterator[Pairs]:
    replications = np.intersect1d(ours.replications, theirs.replications)
    of_snapshot = len(replications) * max(len(ours.keys), len(theirs.keys))
    at_once = max(1, NUMBERS_AT_ONCE // max(of_snapshot, 1))
    for first in range(0, len(time), at_once):
        some = slice(first, min(first + at_once, len(time)))
        after, before = ours.at(some, replications), theirs.at(some, replications)
        keys = _shared_keys(before, after)
        yield Pairs(
            variant,
            organization,
            replications,
            time[some],
            theirs.date[some],
            keys,
            np.stack([_or_zero(after, key, before) for key in keys], axis=2),
            np.stack([_or_zero(before, key, after) for key in keys], axis=2),
        )


class _Measured:
    """Every measure of one organization in every replication, most of it on disk.

    Attributes
    ----------
    keys
        What is measured, K of them.
    replications
        Shape (R,).
    date
        Of the snapshots, shape (S,).
    """

    def __init__(
        self, replications: npt.NDArray[np.int32], date: npt.NDArray[np.datetime64]
    ) -> None:
        self.replications, self.date = replications, date
        self.keys: list[MeasureKey] = []
        self.numbers = NumbersOfReplications()

    def add(self, found: Aligned) -> None:
        """Add the measures of some replications, each of shape (some, S)."""
        self.keys = list(found)
        values = np.stack([found[key] for key in self.keys], axis=2)
        self.numbers.add(values.reshape(len(values), values.shape[1] * values.shape[2]))

    def at(self, snapshots: slice, replications: npt.NDArray[np.int32]) -> Aligned:
        """Return the measures at some snapshots of some replications, each of shape (R, S)."""
        count = len(self.keys)
        values = self.numbers.columns(snapshots.start * count, snapshots.stop * count)
        if len(replications) < len(self.replications):
            values = values[np.isin(self.replications, replications)]
        values = values.reshape(len(values), snapshots.stop - snapshots.start, count)
        return {key: values[:, :, position] for position, key in enumerate(self.keys)}


def _measured(
    results: Results,
    time: npt.NDArray[np.float64],
    told: npt.NDArray[np.float64],
    stack: ExitStack,
) -> dict[str, _Measured]:
    """Measure every organization at the snapshots; `stack` gives the files back."""
    careers = promoted_within(results, told)
    at = np.searchsorted(time, told)
    found: dict[str, _Measured] = {}
    for name, panel in results.panels.items():
        found[name] = _Measured(panel.replications, panel.date[np.isin(panel.time, time)])
        stack.callback(found[name].numbers.close)
    for chunk in panels_by_replications(results.tables, results.organizations):
        for name, panel in chunk.items():
            columns = np.isin(panel.time, time)
            # A share of Directors exists only where both reference ladders know the title.
            measures = measure_arrays(panel, results.director_rank) | rates_since_start(panel)
            aligned = {key: values[:, columns] for key, values in measures.items()}
            rows = np.searchsorted(found[name].replications, panel.replications)
            for key, values in careers[name].items():
                aligned[key] = np.full((len(rows), len(time)), np.nan)
                aligned[key][:, at] = values[rows]
            found[name].add(aligned)
    return found


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
