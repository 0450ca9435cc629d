"""A comparison as if it were one run: its organizations under each policy, side by side.

Most figures have a panel, a line or a colour for each organization of a run. Of a comparison they
draw the same of each organization under each policy, so that no figure has to know of comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from orgsim.plots.theme import BASELINE, series_colour
from orgsim.results import Comparison, Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from orgsim.results import Organization
    from orgsim.results.panel import Panel


@dataclass(frozen=True)
class Part:
    """One organization under one policy.

    Attributes
    ----------
    organization
        Its id in the comparison.
    result
        Name of the result of the comparison.
    """

    organization: str
    result: str


@dataclass(frozen=True, eq=False, repr=False)
class SideBySide(Results):
    """A comparison whose organizations under each policy are read as organizations of one run.

    Attributes
    ----------
    parts
        Id here -> which organization that is, under which policy; by organization, the baseline
        first.
    comparison
        What is read.
    """

    parts: Mapping[str, Part]
    comparison: Comparison

    @property
    def compared_with(self) -> str:
        """What figures call the baseline."""
        return self.comparison.label(self.comparison.baseline)

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """The panels of all results, under the ids that they have here."""
        return {
            name: replace(
                self.comparison.results[part.result].panels[part.organization], organization=name
            )
            for name, part in self.parts.items()
        }


class _Tables:
    """The tables of all results, one below the other, read when they are asked for."""

    def __init__(self, comparison: Comparison, parts: Mapping[str, Part]) -> None:
        self._comparison, self._parts = comparison, parts
        self._read: dict[str, pd.DataFrame] = {}

    @property
    def completed(self) -> int:
        """Number of replications of the result that has fewest."""
        return min(each.completed for each in self._comparison.results.values())

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of all results."""
        if name not in self._read:
            self._read[name] = self._joined(name)
        return self._read[name]

    def _joined(self, name: str) -> pd.DataFrame:
        found = []
        for result, each in self._comparison.results.items():
            own = each.tables.table(name)
            if name == "summary":  # up to the last day that all have
                own = own[own["time"] <= self._comparison.last]
            found.append(self._renamed(own, result))
        return pd.concat(found, ignore_index=True)

    def _renamed(self, own: pd.DataFrame, result: str) -> pd.DataFrame:
        """Return the rows that are compared, under the ids that organizations have here.

        An origin that is not compared is missing, as one outside the scenario.
        """
        known = {
            part.organization: here for here, part in self._parts.items() if part.result == result
        }
        places = [each for each in ("organization", "origin") if each in own]
        named = own.assign(**{each: own[each].astype(object).map(known) for each in places})
        return named[named["organization"].notna()]

    def chunks(self, name: str, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
        """Read some columns of a table, `size` replications of a result at a time."""
        for result, each in self._comparison.results.items():
            for chunk in each.tables.chunks(name, columns, size):
                yield self._renamed(chunk, result) if "organization" in columns else chunk

    def batches(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Read some columns of a table a little at a time."""
        for result, each in self._comparison.results.items():
            for batch in each.tables.batches(name, columns):
                if "organization" in columns:
                    import pyarrow as pa  # noqa: PLC0415 - few figures read so

                    own = self._renamed(batch.to_pandas(), result)
                    yield pa.RecordBatch.from_pandas(own, preserve_index=False)
                else:
                    yield batch


_KEPT = "_side_by_side"


def as_one(results: Results | Comparison) -> Results:
    """Return a run as it is, and a comparison side by side.

    Parameters
    ----------
    results
        A run or a comparison.

    Returns
    -------
    Results
        Of a comparison those organizations that its results have in common, each as often as there
        are results, as in "Big company under annual".
    """
    if not isinstance(results, Comparison):
        return results
    # Kept with the comparison itself, for all its figures, so that it goes when that goes.
    if _KEPT not in vars(results):
        vars(results)[_KEPT] = _side_by_side(results)
    one: SideBySide = vars(results)[_KEPT]
    return one


def _side_by_side(comparison: Comparison) -> SideBySide:
    compared = set(comparison.differences["organization"].unique())
    baseline = comparison.results[comparison.baseline]
    parts: dict[str, Part] = {}
    described: dict[str, Any] = {}
    for organization in baseline.organizations:
        for name, results in comparison.results.items():
            if organization.id not in compared:
                continue
            about: dict[str, Any] = results.manifest["organizations"][organization.id]
            here = f"{organization.id} {len(parts)}"
            parts[here] = Part(organization.id, name)
            label = f"{organization.label} under {comparison.label(name)}"
            described[here] = {**about, "label": label}
    manifest = {**baseline.manifest, "organizations": described, "name": comparison.name}
    return SideBySide(_Tables(comparison, parts), manifest, parts, comparison)


def baseline_of(results: Results, organization: Organization) -> str | None:
    """Return the id of the same organization under the baseline, None where it is that itself."""
    if not isinstance(results, SideBySide):
        return None
    wanted = Part(results.parts[organization.id].organization, results.comparison.baseline)
    here = next(name for name, part in results.parts.items() if part == wanted)
    return None if here == organization.id else here


def organization_colour(results: Results, organization: Organization) -> str:
    """Return the colour of an organization's lines: of a policy's, that which the policy has.

    The baseline of a comparison is grey, and the others have the colours of its other figures.
    """
    if not isinstance(results, SideBySide):
        return series_colour(results.organizations.index(organization))
    name, comparison = results.parts[organization.id].result, results.comparison
    if name == comparison.baseline:
        return BASELINE
    return series_colour(comparison.variants.index(name))
