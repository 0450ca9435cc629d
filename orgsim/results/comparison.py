"""Comparison: several results that see the same luck, and the differences from the first."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orgsim.results.differences import paired_differences, typed_differences
from orgsim.results.files import (
    MANIFEST,
    ResultsError,
    read_manifest,
    read_table,
    write_manifest,
    write_table,
)
from orgsim.results.folder import replacing
from orgsim.results.loading import load_results
from orgsim.results.occupied import refuse_occupied
from orgsim.results.parts import read_run
from orgsim.results.results import Results
from orgsim.results.twins import twins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from orgsim.results.told import Choice


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Results of several scenarios under the same luck; the first is the baseline.

    Attributes
    ----------
    results : mapping
        Name -> Results, the baseline first.
    differences : pandas.DataFrame
        Paired differences from the baseline with 95 % intervals for the mean, at the snapshots
        that all have; its columns stand in ``orgsim.results.DIFFERENCES``.
    command : str
        The command that made it, "" where there was none.
    labels : mapping of str to str
        What tables and figures call each result; its name where nothing is said.
    measures : tuple of str
        The measures that were asked for; none for those that comparisons tell.
    """

    results: Mapping[str, Results]
    differences: pd.DataFrame
    command: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[str, ...] = ()

    def label(self, name: str) -> str:
        """Return what tables and figures call a result."""
        return self.labels.get(name, name)

    @property
    def baseline(self) -> str:
        """Name of the result that the others are compared with."""
        return next(iter(self.results))

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the other results, in order."""
        return tuple(self.results)[1:]

    @property
    def last(self) -> float:
        """Time of the last snapshot that all results have, years from the start."""
        return float(self.differences["time"].max())

    @property
    def told_times(self) -> tuple[float, ...]:
        """Times of the snapshots at which differences are told, increasing.

        The last one where nothing is: the measures asked for may be known of none, as pay is where
        nobody is paid.
        """
        table = self.differences
        told = table["time"][table["told"]].unique()
        return tuple(map(float, sorted(told))) or (self.last,)

    @property
    def name(self) -> str:
        """The names of all results, as in "a against b"."""
        variants = ", ".join(map(self.label, self.variants))
        return f"{variants} against {self.label(self.baseline)}"

    @property
    def manifest(self) -> dict[str, Any]:
        """Which scenarios were compared, by their hashes, and by which version."""
        manifests = {name: each.manifest for name, each in self.results.items()}
        return {**comparison_identity(manifests), "name": self.name, "command": self.command}

    def save(self, directory: str | Path, *, overwrite: bool = False) -> Path:
        """Write every result into a folder of its own and the differences beside them.

        Parameters
        ----------
        directory, overwrite
            As for `Results.save`.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        ResultsExist
            When the folder, or one that a result needs in it, holds something else.
        OSError
            When it cannot be written.
        """
        directory = Path(directory)
        folders = result_folders(self.results)
        parts = {folders[name]: each.manifest for name, each in self.results.items()}
        refuse_occupied(directory, self.manifest, parts, overwrite=overwrite)
        with replacing(directory) as temporary:
            for name, result in self.results.items():
                (temporary / folders[name]).mkdir()
                result.write_into(temporary / folders[name])
            described = write_table(self.differences, temporary / "differences.parquet")
            write_manifest(self.manifest_with(described), temporary / MANIFEST)
        return directory

    def manifest_with(self, described: Mapping[str, Any]) -> dict[str, Any]:
        """Return the manifest as it lies beside the differences, whose file is described."""
        return self.manifest | {
            "results": result_folders(self.results),
            "labels": dict(self.labels),
            "measures": list(self.measures),
            "differences": dict(described),
        }

    def twins(self, variant: str | None = None) -> pd.DataFrame:
        """Say who is better off under a variant than under the baseline, see `twins`.

        Parameters
        ----------
        variant
            Name; may be left out where there is one.

        Raises
        ------
        ValueError
            As `orgsim.results.twins`, and when of several variants none is named.
        """
        if variant is None and len(self.variants) > 1:
            raise ValueError(f"name one of the variants: {', '.join(self.variants)}")
        return twins(self, variant or self.variants[0])

    def __repr__(self) -> str:
        """Say what is compared."""
        return f"<Comparison of {self.name}>"


def comparison_identity(identities: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Say which comparison these scenarios make: same identity, same numbers.

    Parameters
    ----------
    identities
        Name -> a mapping with the version ``orgsim``, ``scenario_hash``, ``seed``,
        ``hash_without_seed`` and ``policies``, and ``uncertain`` where assumptions are drawn, the
        baseline first. Manifests will do.

    Returns
    -------
    dict
        The same keys, as a manifest has them; and where assumptions were drawn ``uncertain``, what
        was drawn by the names of the results.
    """
    baseline = next(iter(identities.values()))
    drawn = {name: each["uncertain"] for name, each in identities.items() if "uncertain" in each}
    return {
        "orgsim": str(baseline["orgsim"]),
        "scenario_hash": _hash_of_all(identities, "scenario_hash"),
        "seed": baseline.get("seed"),
        "hash_without_seed": _hash_of_all(identities, "hash_without_seed"),
        "policies": {
            f"{name}: {organization}": code
            for name, each in identities.items()
            for organization, code in (each.get("policies") or {}).items()
        },
        **({"uncertain": drawn} if drawn else {}),
    }


def _hash_of_all(identities: Mapping[str, Mapping[str, Any]], key: str) -> str:
    hashes = [[name, each.get(key)] for name, each in identities.items()]
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()


def compare_results(
    results: Mapping[str, Results],
    command: str = "",
    labels: Mapping[str, str] | None = None,
    choice: Choice | None = None,
) -> Comparison:
    """Compare results that were made with the same seed.

    Parameters
    ----------
    results
        Name -> Results; the first is the baseline.
    command
        The command that made them, for the record.
    labels
        What tables and figures call each; by default its name.
    choice
        Which measures are told, at which dates; by default those that matter most, at the end.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        When there is nothing to compare, see `paired_differences`.
    """
    return Comparison(
        MappingProxyType(dict(results)),
        paired_differences(results, choice),
        command,
        MappingProxyType(dict(labels or {})),
        choice.measures if choice else (),
    )


def load_comparison(directory: str | Path) -> Comparison:
    """Load a comparison that was saved.

    Raises
    ------
    ResultsError
        When the folder is no comparison, or it or a result in it is damaged.
    """
    directory = Path(directory)
    run = read_run(directory)
    if run is not None and "differences" in run:
        raise ResultsError(
            f"{directory}: this comparison is not finished; run it again with --resume, or load "
            f"what is finished of its results: {', '.join(run['results'])}"
        )
    manifest = read_manifest(directory)
    if "differences" not in manifest:
        raise ResultsError(f"{directory}: this is the result of a single run, not a comparison")
    try:
        folders = dict(manifest["results"])
        described, command = dict(manifest["differences"]), str(manifest["command"])
        labels = {str(name): str(label) for name, label in manifest["labels"].items()}
        measures = tuple(map(str, manifest["measures"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(
            f"{directory / MANIFEST}: the manifest is damaged: {error!r} is missing or wrong"
        ) from error
    results = {name: load_results(directory / folder) for name, folder in folders.items()}
    columns = read_table(directory / "differences.parquet", described)
    differences = typed_differences(columns, results)
    return Comparison(
        MappingProxyType(results), differences, command, MappingProxyType(labels), measures
    )


def result_folders(names: Iterable[str]) -> dict[str, str]:
    """Give each result of a comparison a folder name that any file system takes.

    Examples
    --------
    >>> result_folders(["plans/a.yaml", "b", "B"])
    {'plans/a.yaml': 'plans_a_yaml', 'b': 'b', 'B': 'B_2'}
    """
    folders: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^\w-]+", "_", name).strip("_") or "result"
        folder, number = plain, 2
        while folder.lower() in {taken.lower() for taken in folders.values()}:
            folder, number = f"{plain}_{number}", number + 1
        folders[name] = folder
    return folders
