"""Results: everything that one run found out, in memory and on disk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.conservation import check_conservation
from orgsim.results.files import (
    MANIFEST,
    ResultsError,
    read_manifest,
    read_table,
    write_manifest,
    write_table,
)
from orgsim.results.folder import refuse_occupied, replacing
from orgsim.results.ladders import Organization, read_organizations
from orgsim.results.measures import measures, summarise
from orgsim.results.panel import Panel, panels
from orgsim.results.schema import RAW_TABLES, TABLES
from orgsim.results.tables import TableError, make_table, typed_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What one run of a scenario found out.

    Attributes
    ----------
    levels, events, people, cycles, hires, stages, summary, asked : pandas.DataFrame
        The tables; their columns stand in ``orgsim.results.TABLES``.
    manifest : dict
        Where the numbers come from: scenario, its hash, seed, versions, what completed.

    Examples
    --------
    >>> results = run(load_scenario("scenarios/startup.yaml"))   # doctest: +SKIP
    >>> results.levels.groupby(["organization", "date", "level"]).headcount.mean()  # doctest: +SKIP
    >>> results.save("results/startup")                           # doctest: +SKIP
    """

    levels: pd.DataFrame
    events: pd.DataFrame
    people: pd.DataFrame
    cycles: pd.DataFrame
    hires: pd.DataFrame
    stages: pd.DataFrame
    summary: pd.DataFrame
    asked: pd.DataFrame
    manifest: dict[str, Any]

    @classmethod
    def from_blocks(
        cls,
        blocks: Sequence[Mapping[str, Mapping[str, npt.NDArray[Any]]]],
        manifest: dict[str, Any],
        asked: Mapping[str, Any] | None = None,
    ) -> Results:
        """Assemble the results of a run from what the simulation returned.

        Parameters
        ----------
        blocks
            Raw tables of each block of replications, in any order
            (form: see `orgsim.results.tables`).
        manifest
            The manifest; ``organizations``, ``start`` and ``director_rank`` are read here.
        asked
            Columns of the table ``asked`` by name, text as text; None for an empty one.

        Returns
        -------
        Results

        Raises
        ------
        TableError
            When a raw table has not the form that it should have.
        ConservationError
            When people appear from nowhere or vanish.
        """
        organizations = read_organizations(manifest)
        start = dt.date.fromisoformat(manifest["start"])
        tables = {
            name: make_table(name, [block[name] for block in blocks], organizations, start)
            for name in RAW_TABLES
        }
        check_conservation(tables["levels"], organizations)
        summary = summarise(tables["levels"], organizations, manifest["director_rank"])
        if asked is None:
            asked = {column: [] for column in TABLES["asked"].column_names}
        return cls(
            **tables,
            summary=summary,
            asked=typed_frame("asked", dict(asked), organizations),
            manifest=manifest,
        )

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.manifest["name"])

    @property
    def failures(self) -> tuple[dict[str, Any], ...]:
        """Replications that failed, each as ``{"replication": number, "cause": text}``."""
        return tuple(self.manifest["failures"])

    @cached_property
    def organizations(self) -> tuple[Organization, ...]:
        """The organizations with their labels and ladders, in the order of the scenario."""
        return read_organizations(self.manifest)

    @property
    def director_rank(self) -> int | None:
        """Rank of a Director of Product, None where the reference ladder has none."""
        rank = self.manifest["director_rank"]
        return None if rank is None else int(rank)

    @cached_property
    def completed(self) -> int:
        """Number of replications whose numbers are in the tables."""
        return int(self.levels["replication"].nunique())

    @cached_property
    def snapshots(self) -> npt.NDArray[np.float64]:
        """Times of the snapshots in years from the start, increasing."""
        return np.unique(self.levels["time"].to_numpy())

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """The table ``levels`` as arrays, one panel per organization."""
        return panels(self.levels, self.organizations)

    def measures(self) -> pd.DataFrame:
        """Every measure in every replication, see `orgsim.results.measures.measures`."""
        return measures(self.levels, self.organizations, self.director_rank)

    def save(self, directory: str | Path, *, overwrite: bool = False) -> Path:
        """Write the tables and the manifest into a folder, all or nothing.

        A folder that holds a result of the same scenario (by its hash) and the same version of
        orgsim is renewed, and its page, which would tell of other numbers, is removed. No other
        results are replaced unless asked. Files that are not orgsim's stay in any case.

        Parameters
        ----------
        directory
            The folder; it and its parents are made when missing.
        overwrite
            Replace whatever result is there, and write beside files of other kinds.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        ResultsExist
            When the folder holds another result or other files, and, even if asked to overwrite,
            when a file that is not orgsim's has a name that is needed.
        OSError
            When it cannot be written.
        """
        directory = Path(directory)
        refuse_occupied(directory, self.manifest, overwrite=overwrite)
        with replacing(directory) as temporary:
            self.write_into(temporary)
        return directory

    def write_into(self, directory: Path) -> None:
        """Write the files of a result into an existing folder, the manifest last."""
        files = {
            name: write_table(getattr(self, name), directory / f"{name}.parquet") for name in TABLES
        }
        write_manifest({**self.manifest, "tables": files}, directory / MANIFEST)

    def __repr__(self) -> str:
        """Say which scenario and how much of it."""
        count = f"{self.completed} replications" if self.completed != 1 else "1 replication"
        return f"<Results of {self.name!r}: {count}, {len(self.organizations)} organizations>"


def load_results(directory: str | Path) -> Results:
    """Load a result that was saved.

    Parameters
    ----------
    directory
        The folder.

    Returns
    -------
    Results
        With the tables and the manifest that were saved.

    Raises
    ------
    ResultsError
        When the folder is no result, is damaged or incomplete, or another version of orgsim with
        other tables wrote it.

    Examples
    --------
    >>> load_results("nowhere")
    Traceback (most recent call last):
    orgsim.results.files.ResultsError: nowhere: there is no such folder
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    if "differences" in manifest:
        raise ResultsError(
            f"{directory}: this is a comparison; load it with orgsim.load_comparison, or one of "
            f"the results in it: {', '.join(manifest['results'])}"
        )
    try:
        files = manifest.pop("tables")
        organizations = read_organizations(manifest)
        version = manifest["orgsim"]
        manifest["failures"], manifest["director_rank"], manifest["name"]
        described = {name: files[name] for name in TABLES if name in files}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            f"{directory / MANIFEST}: the manifest is damaged: {error!r} is missing or wrong"
        ) from error
    tables = {}
    for name in TABLES:
        if name not in described:
            raise ResultsError(_OTHER_VERSION.format(directory, name, version))
        columns = read_table(directory / f"{name}.parquet", described[name])
        try:
            tables[name] = typed_frame(name, columns, organizations)
        except TableError as error:
            raise ResultsError(_OTHER_VERSION.format(directory, name, version)) from error
    return Results(**tables, manifest=manifest)


_OTHER_VERSION = (
    "{}: the table {} is not as this version of orgsim has it; version {} wrote it. "
    "Run the scenario again, or install that version"
)
