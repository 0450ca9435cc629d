"""Sweep: what many scenarios of one design came to, and which parameter brought it about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.files import (
    MANIFEST,
    ResultsError,
    read_manifest,
    read_table,
    write_manifest,
    write_table,
)
from orgsim.results.folder import replacing
from orgsim.results.loading import OTHER_VERSION, refuse_other_columns
from orgsim.results.occupied import refuse_occupied
from orgsim.results.sweep_schema import SWEEP_TABLES
from orgsim.results.sweep_under_way import tables_so_far, unfinished_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What the points of a sweep came to.

    Attributes
    ----------
    points, values, replications, effects, indices, bands : pandas.DataFrame
        The tables; their columns stand in ``orgsim.results.SWEEP_TABLES``.
    manifest : dict
        Where the numbers come from: base scenario, its hash, design, seed, version, what failed.

    Examples
    --------
    >>> found = orgsim.sweep(                                        # doctest: +SKIP
    ...     "scenarios/startup.yaml",
    ...     {"organizations.startup.attrition.patience": "1 year..4 years"},
    ... )
    >>> found.indices[found.indices["index"] == "first_order"]      # doctest: +SKIP
    >>> found.wide("director_share")                                # doctest: +SKIP
    """

    points: pd.DataFrame
    values: pd.DataFrame
    replications: pd.DataFrame
    effects: pd.DataFrame
    indices: pd.DataFrame
    bands: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the base scenario."""
        return str(self.manifest["name"])

    @property
    def design(self) -> str:
        """``grid``, ``lhs`` or ``sobol``."""
        return str(self.manifest["sweep"]["design"])

    @property
    def parameters(self) -> tuple[str, ...]:
        """Paths of the keys that are varied."""
        return tuple(each["path"] for each in self.manifest["sweep"]["parameters"])

    @property
    def failures(self) -> tuple[dict[str, Any], ...]:
        """Replications that failed, each as ``{"point": .., "replication": .., "cause": ..}``."""
        return tuple(self.manifest["failures"])

    def wide(self, measure: str, organization: str | None = None) -> pd.DataFrame:
        """Lay out the points with a column for each parameter and the mean of a measure.

        Parameters
        ----------
        measure
            One that was measured.
        organization
            Id; may be left out where there is one.

        Returns
        -------
        pandas.DataFrame
            Columns point, the paths of the parameters (numbers where they are, words elsewhere),
            date, level, mean, standard_error; the index is fresh.

        Raises
        ------
        ValueError
            When nothing of the kind was measured, or of several organizations none is named.
        """
        rows = self.values[self.values["measure"] == measure]
        if organization is None and len(rows["organization"].unique()) > 1:
            raise ValueError("several organizations were simulated; name one of them")
        if organization is not None:
            rows = rows[rows["organization"] == organization]
        if rows.empty:
            raise ValueError(f"{measure} was not measured")
        words = self.points.assign(value=self.points["value"].astype(object))
        words["value"] = words["number"].astype(object).where(words["number"].notna(), words.value)
        settings = words.pivot_table(
            index="point", columns="parameter", values="value", aggfunc="first", observed=True
        )
        settings = settings[list(self.parameters)].infer_objects().rename_axis(columns=None)
        wanted = ["point", "date", "level", "mean", "standard_error"]
        return settings.reset_index().merge(rows[wanted], on="point")

    def save(self, directory: str | Path, *, overwrite: bool = False) -> Path:
        """Write the tables and the manifest into a folder, all or nothing.

        Parameters
        ----------
        directory, overwrite
            As for `Results.save`.

        Raises
        ------
        ResultsExist
            When the folder holds something else.
        OSError
            When it cannot be written.
        """
        directory = Path(directory)
        refuse_occupied(directory, self.manifest, overwrite=overwrite, tables=tuple(SWEEP_TABLES))
        with replacing(directory) as temporary:
            self.write_into(temporary)
        return directory

    def write_into(self, directory: Path) -> None:
        """Write the files of a sweep into an existing folder, the manifest last."""
        files = {
            name: write_table(getattr(self, name), directory / f"{name}.parquet")
            for name in SWEEP_TABLES
        }
        write_manifest({**self.manifest, "tables": files}, directory / MANIFEST)

    def __repr__(self) -> str:
        """Say what was varied and how."""
        points = str(self.points["point"].nunique())
        if self.manifest.get("unfinished"):
            points = f"{self.manifest['points_completed']} of {points}"
        return f"<Sweep of {self.name!r}: {self.design}, {points} points>"


def load_sweep(directory: str | Path) -> Sweep:
    """Load a sweep that was saved, or the finished points of one that is under way.

    Returns
    -------
    Sweep
        Of a sweep that is not finished, `points` has the whole design, `values` and `replications`
        the points of which all replications are there, and the other tables are empty;
        ``unfinished`` in its manifest is true, ``points_completed`` says how many they are.

    Raises
    ------
    ResultsError
        When the folder is no sweep, or one of which no point is finished, is damaged, or another
        version of orgsim with other tables wrote it.
    """
    directory = Path(directory)
    run = unfinished_sweep(directory)
    if run is not None:
        so_far, described = tables_so_far(directory, run)
        typed = {name: typed_table(name, made, described) for name, made in so_far.items()}
        return Sweep(**typed, manifest=described)
    manifest = read_manifest(directory)
    if "sweep" not in manifest:
        raise ResultsError(f"{directory}: this is not the result of a sweep")
    try:
        files, version = dict(manifest.pop("tables")), str(manifest["orgsim"])
        tables = {}
        for name, table in SWEEP_TABLES.items():
            if name not in files:
                raise ResultsError(OTHER_VERSION.format(directory, name, version))
            path = directory / f"{name}.parquet"
            columns = read_table(path, files[name])
            refuse_other_columns(path, name, table.column_names, directory, version)
            tables[name] = typed_table(name, columns, manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(
            f"{directory / MANIFEST}: the manifest is damaged: {error!r} is missing or wrong"
        ) from error
    return Sweep(**tables, manifest=manifest)


def typed_table(name: str, columns: Mapping[str, Any], manifest: Mapping[str, Any]) -> pd.DataFrame:
    """Give the columns of a table of a sweep their types; the manifest gives categories an order.

    Raises
    ------
    KeyError
        When a column is missing.
    """
    order = {
        "parameter": [each["path"] for each in manifest["sweep"]["parameters"]],
        "organization": list(manifest["organizations"]),
        "measure": list(manifest["sweep"]["measures"]),
        "index": ["effect", "first_order", "total", "luck", "noise"],
        "level": _levels(manifest),
        "varies": ["luck", "luck and assumptions"],
    }
    made = {}
    for column in SWEEP_TABLES[name].columns:
        values = columns[column.name]
        if column.dtype == "category":
            words = pd.Series(np.asarray(values, dtype=object), dtype=object)
            known = order.get(column.name) or list(words.dropna().unique())
            made[column.name] = pd.Series(pd.Categorical(words, categories=known))
        else:
            made[column.name] = pd.Series(np.asarray(values).astype(column.dtype))
    return pd.DataFrame(made)


def _levels(manifest: Mapping[str, Any]) -> list[str]:
    described = manifest["organizations"].values()
    return list(dict.fromkeys(level["id"] for each in described for level in each["levels"]))
