"""Results: everything that one run found out, in memory and on disk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.conservation import check_conservation
from orgsim.results.files import MANIFEST, write_manifest, write_table
from orgsim.results.folder import replacing
from orgsim.results.ladders import Organization, read_organizations
from orgsim.results.measures import measures
from orgsim.results.occupied import refuse_occupied
from orgsim.results.panel import Panel, panels
from orgsim.results.schema import RAW_TABLES, TABLES
from orgsim.results.stored_panels import stored_panels
from orgsim.results.summary import summarise
from orgsim.results.tables import make_table, typed_frame
from orgsim.results.tables_in_memory import TablesInMemory
from orgsim.results.within_draws import replications_per_draw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from orgsim.results.table_source import TableSource


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What one run of a scenario found out.

    Attributes
    ----------
    tables
        Where the tables are read from: memory, or files, which are read when they are asked for.
    manifest : dict
        Where the numbers come from: scenario, its hash, seed, versions, what completed.

    The tables themselves are attributes too: ``levels``, ``events``, ``people``, ``cycles``,
    ``hires``, ``stages``, ``summary``, ``asked``. They are pandas DataFrames; their columns stand
    in ``orgsim.results.TABLES``.

    Examples
    --------
    >>> results = run(load_scenario("scenarios/startup.yaml"))   # doctest: +SKIP
    >>> results.levels.groupby(["organization", "date", "level"]).headcount.mean()  # doctest: +SKIP
    >>> results.save("results/startup")                           # doctest: +SKIP
    """

    tables: TableSource
    manifest: dict[str, Any]

    @property
    def levels(self) -> pd.DataFrame:
        """Every level at every snapshot, in every replication."""
        return self.tables.table("levels")

    @property
    def events(self) -> pd.DataFrame:
        """Everything that happened, in the recorded replications."""
        return self.tables.table("events")

    @property
    def people(self) -> pd.DataFrame:
        """Every spell of employment, in the recorded replications."""
        return self.tables.table("people")

    @property
    def cycles(self) -> pd.DataFrame:
        """Every promotion cycle at every level, in every replication."""
        return self.tables.table("cycles")

    @property
    def hires(self) -> pd.DataFrame:
        """Every entry point at every snapshot, in every replication."""
        return self.tables.table("hires")

    @property
    def stages(self) -> pd.DataFrame:
        """Every stage that an organization has entered, in every replication."""
        return self.tables.table("stages")

    @property
    def summary(self) -> pd.DataFrame:
        """Every measure over replications."""
        return self.tables.table("summary")

    @property
    def asked(self) -> pd.DataFrame:
        """What the scenario asks for, and what came about."""
        return self.tables.table("asked")

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
        summary = summarise(
            TablesInMemory(tables),
            organizations,
            manifest["director_rank"],
            replications_per_draw(manifest),
        )
        if asked is None:
            asked = {column: [] for column in TABLES["asked"].column_names}
        tables |= {
            "summary": summary,
            "asked": typed_frame("asked", dict(asked), organizations),
        }
        return cls(TablesInMemory(tables), manifest)

    def with_tables(self, **tables: pd.DataFrame) -> Results:
        """Return the same with other tables in place of some, given by name."""
        kept = {name: self.tables.table(name) for name in TABLES if name not in tables}
        return Results(TablesInMemory(kept | tables), self.manifest)

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
        return self.tables.completed

    @cached_property
    def snapshots(self) -> npt.NDArray[np.float64]:
        """Times of the snapshots in years from the start, increasing."""
        return np.unique(self.summary["time"].to_numpy())

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """The table ``levels`` as arrays, one panel per organization."""
        if isinstance(self.tables, TablesInMemory):
            return panels(self.levels, self.organizations)
        return stored_panels(self.tables, self.organizations)

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
        if self.manifest.get("unfinished"):
            count = f"{self.completed} of {self.manifest['replications']} replications so far"
        organizations = len(self.organizations)
        among = f"{organizations} organizations" if organizations != 1 else "1 organization"
        return f"<Results of {self.name!r}: {count}, {among}>"
