"""From many files to one: the final table, the same to the byte however its parts were cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from orgsim.results.files import as_arrow
from orgsim.results.schema import TABLES
from orgsim.results.table_writer import TableWriter
from orgsim.results.tables import as_dtype, categorical, known_categories, positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from orgsim.results.ladders import Organization
    from orgsim.results.table_source import TableSource

Categories = dict[str, list[str]]
"""Column -> the entries that it may have, in order."""


def compact(
    name: str, source: TableSource, organizations: tuple[Organization, ...], path: Path
) -> dict[str, Any]:
    """Write one table into one file, a little at a time.

    Parameters
    ----------
    name
        The table.
    source
        Where it is read from; its rows are taken in the order in which they come.
    organizations
        The organizations of the result.
    path
        The file to write.

    Returns
    -------
    dict
        The file as a manifest lists it.
    """
    columns = TABLES[name].column_names
    categories = _categories(name, source, organizations)
    schema = _schema(name, categories, organizations)
    with TableWriter(path, schema) as writer:
        for batch in source.batches(name, columns):
            arrays = [
                _recoded(batch.column(column), schema.field(column).type, categories[column])
                if column in categories
                else batch.column(column)
                for column in columns
            ]
            writer.write(pa.Table.from_arrays(arrays, schema=schema))
    return writer.described


def _categories(
    name: str, source: TableSource, organizations: tuple[Organization, ...]
) -> Categories:
    """Find the entries of each column of text: those of the ladders, or those that are there."""
    found: Categories = {}
    seen: dict[str, set[str]] = {}
    for column in TABLES[name].columns:
        if column.dtype == "category":
            known = known_categories(column, organizations)
            if known is None:
                seen[column.name] = set()
            found[column.name] = known or []
    if seen:
        for batch in source.batches(name, ["replication", *seen]):
            for name_of, entries in seen.items():
                entries.update(_entries(batch.column(name_of)))
    return found | {column: sorted(entries) for column, entries in seen.items()}


def _entries(values: pa.Array) -> list[str]:
    """List what the rows name: a dictionary may hold more."""
    return [entry for entry in values.unique().to_pylist() if entry is not None]


def _schema(
    name: str, categories: Mapping[str, Sequence[str]], organizations: tuple[Organization, ...]
) -> pa.Schema:
    """Types of the columns, those that the same table in memory is written with."""
    none = np.empty(0, dtype=np.int64)
    empty = {
        column.name: categorical(none, categories[column.name])
        if column.name in categories
        else as_dtype(column, [], organizations)
        for column in TABLES[name].columns
    }
    schema: pa.Schema = as_arrow(pd.DataFrame(empty)).schema
    return schema


def _recoded(values: pa.Array, wanted: pa.DictionaryType, categories: Sequence[str]) -> pa.Array:
    """Give a column of text the dictionary of the whole table."""
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    place = np.append(positions(categories, coded.dictionary.to_pylist()), -1)
    codes = place[coded.indices.fill_null(-1).to_numpy()]
    indices = pa.array(codes, type=wanted.index_type, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(categories, type=wanted.value_type))
