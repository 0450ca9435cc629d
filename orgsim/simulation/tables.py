"""From a block's state to raw columns: positions become names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.destinations import PLACES
from orgsim.simulation.person_numbers import identity
from orgsim.simulation.record import REASONS

if TYPE_CHECKING:
    from orgsim.simulation.company import Company

Integers = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]


def tables(companies: Sequence[Company], numbers: Integers) -> dict[str, Columns]:
    """Raw columns of `levels`, `events`, `people`, `cycles`, `hires` and `stages`.

    Parameters
    ----------
    companies : sequence of Company
        In the order of the scenario.
    numbers : array of int, shape (R,)
        Of the replications in the block.
    """
    parts: dict[str, list[Columns]] = {
        name: [] for name in ("levels", "events", "people", "cycles", "hires", "stages")
    }
    for position, company in enumerate(companies):
        found = {
            "levels": company.snapshots.level_columns(),
            "events": company.log.sorted_columns(),
            "people": company.spells.columns(
                ("replication", "person", "spell", "entry_point", "group", "pipeline_entered",
                 "hired", "left", "destination", "first_level", "last_level", "highest_rank",
                 "scope", "skill", "pay")
            ),
            "cycles": company.cycles.columns(
                ("replication", "time", "level", "headcount", "eligible", "promoted", "quota")
            ),
            "hires": company.snapshots.hire_columns(),
            "stages": company.entered_stages.columns(("replication", "time", "stage")),
        }  # fmt: skip
        for name, columns in found.items():
            count = len(columns["replication"])
            columns["replication"] = numbers[columns["replication"].astype(np.int64)]
            columns["organization"] = np.full(count, position)
            for column, names in (
                ("entry_point", company.entry_points),
                ("stage", company.stages),
                ("destination", PLACES),
                ("reason", REASONS),
                ("group", company.groups),
                ("origin", [each.name for each in companies]),
            ):
                if column in columns:
                    columns[column] = _named(columns[column], names)
            if "person" in columns:
                columns["person"] = _names(companies, columns["person"].astype(np.int64))
            parts[name].append(columns)
    whole = {}
    for name, found_parts in parts.items():
        # An empty part has no types of its own to contribute.
        filled = [part for part in found_parts if len(part["replication"])] or found_parts[:1]
        whole[name] = {
            column: np.concatenate([part[column] for part in filled]) for column in filled[0]
        }
    return whole


def _named(positions: NDArray[Any], names: Sequence[str]) -> NDArray[Any]:
    """Names for positions, nothing for -1."""
    return np.array([*names, ""], dtype=object)[positions.astype(np.int64)]


def _names(companies: Sequence[Company], person: Integers) -> NDArray[Any]:
    """Persons' names: home, entry point, month in which the requisition opened, ordinal."""
    unique, position = np.unique(person, return_inverse=True)
    names = []
    for home, month, entry_point, ordinal, apprentice in zip(
        *(x.tolist() for x in identity(unique)), strict=True
    ):
        if home < 0:  # nobody
            names.append("")
            continue
        company = companies[home]
        if entry_point == 0:
            names.append(f"{company.name}/initial/{ordinal + 1}")
            continue
        year, number = divmod(company.start.year * 12 + company.start.month - 1 + month, 12)
        way = company.entry_points[entry_point - 1]
        n = f"{'a' * apprentice}{ordinal + 1}"
        names.append(f"{company.name}/{way}/{year}-{number + 1:02d}/{n}")
    return np.array(names, dtype=object)[position]
