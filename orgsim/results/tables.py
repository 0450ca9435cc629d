"""From the raw columns of the simulation's blocks to typed, sorted tables.

The columns, units and meanings of every table stand in `orgsim.results.schema`.

What the simulation has to deliver
----------------------------------
``simulate_block`` returns ``{table name: {column name: one-dimensional numpy array}}`` for the
tables in ``RAW_TABLES`` (levels, events, people, cycles, hires, stages). All arrays of a table
have the same length; an empty table has arrays of length 0. Every column of the schema is given,
**except those marked derived**: those that are dates (from their times and the start date) and
``title`` and ``rank`` of the table ``levels`` (from the ladder). Columns marked optional may be
left out.
Columns come as:

===========================  ====================================================================
schema type                  array accepted
===========================  ====================================================================
``organization``             integers, the organization's position in the scenario (0, 1, ...),
                             or its id as str/object
``level``, ``level_from``,   integers, the level's position in the ladder *of the organization in
``level_to``,                the same row* (0 is the lowest), -1 for none; or the level's id as
``first_level``,             str/object, with None or "" for none
``last_level``
other ``category``           str or object array, None or "" for none
``Int16`` (may be missing)   integers, with -1 or less for none; or floats, with NaN for none
``int8`` to ``int32``        any integer array (range is checked)
``float64``                  any float array, NaN for none
===========================  ====================================================================

Rows of ``levels``, ``cycles``, ``hires`` and ``stages`` may come in any order; rows of ``events``
and ``people`` that tie in the sort columns keep the order in which they are given, so the order of
a day is the simulation's. Blocks may be given in any order as long as each replication is in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from orgsim.clock import dates
from orgsim.results.columns import Column, Table
from orgsim.results.ladders import Organization, level_order
from orgsim.results.schema import TABLES

if TYPE_CHECKING:
    import datetime as dt

RawColumns = Mapping[str, npt.NDArray[Any]]


class TableError(ValueError):
    """Raw columns that do not make the table they are meant for."""


_LEVEL_COLUMNS = frozenset({"level", "level_from", "level_to", "first_level", "last_level"})
_DATE_OF = {
    "date": "time",
    "pipeline_entered_date": "pipeline_entered",
    "hired_date": "hired",
    "left_date": "left",
}


def make_table(
    name: str,
    blocks: Sequence[RawColumns],
    organizations: tuple[Organization, ...],
    start: dt.date,
) -> pd.DataFrame:
    """Make the typed, sorted table from the raw columns of one or more blocks.

    Parameters
    ----------
    name
        One of ``RAW_TABLES``.
    blocks
        Raw columns of each block, in the form stated at the top of this module. An empty
        sequence gives an empty table with all columns.
    organizations
        The organizations of the scenario in order, with their ladders.
    start
        First day of the scenario.

    Returns
    -------
    pandas.DataFrame
        The columns of ``TABLES[name]``, sorted by its ``sorted_by``, with a fresh index.

    Raises
    ------
    TableError
        When columns are missing, unexpected or of different lengths, or hold an organization,
        level or number that does not belong there.

    Examples
    --------
    >>> import datetime
    >>> from orgsim.results.ladders import LadderLevel
    >>> solo = Organization("solo", "Solo", (LadderLevel("pm", "Product Manager", 2, "ic"),))
    >>> raw = {"replication": np.array([0]), "organization": np.array([0]),
    ...        "time": np.array([0.5]), "level": np.array([0]), "headcount": np.array([4]),
    ...        "eligible": np.array([2]), "promoted": np.array([1]), "quota": np.array([1.0])}
    >>> make_table("cycles", [raw], (solo,), datetime.date(2026, 1, 1)).level.tolist()
    ['pm']
    """
    table = TABLES[name]
    raw = _joined(table, blocks)
    coded = dict(raw)
    if len(raw["replication"]):
        coded["organization"] = _organization_codes(table, raw["organization"], organizations)
        for column in _LEVEL_COLUMNS & raw.keys():
            coded[column] = _level_codes(
                table, column, raw[column], coded["organization"], organizations
            )
    order = _order(table, coded)
    coded = {column: values[order] for column, values in coded.items()}
    data: dict[str, Any] = {}
    for described in table.columns:
        data[described.name] = _typed(table, described, coded, organizations, start)
    return pd.DataFrame(data, copy=False)


def typed_frame(
    name: str, columns: Mapping[str, Any], organizations: tuple[Organization, ...]
) -> pd.DataFrame:
    """Give plain columns (strings as strings, dates as dates) the types of the schema.

    This is how a table read from a file, and the computed tables ``summary`` and ``asked``, get
    their types. Rows keep their order.

    Raises
    ------
    TableError
        When a column of the schema is missing or another one is there.
    """
    table = TABLES[name]
    _check_names(table, columns.keys(), [column.name for column in table.columns])
    return pd.DataFrame(
        {
            column.name: as_dtype(column, columns[column.name], organizations)
            for column in table.columns
        },
        copy=False,
    )


def _check_names(
    table: Table, given: Any, required: Sequence[str], optional: Sequence[str] = ()
) -> None:
    missing = sorted(set(required) - set(given))
    unexpected = sorted(set(given) - {*required, *optional})
    if missing or unexpected:
        said = [f"lacks {', '.join(missing)}"] if missing else []
        said += [f"has unexpected {', '.join(unexpected)}"] if unexpected else []
        raise TableError(f"table {table.name} {' and '.join(said)}")


def _joined(table: Table, blocks: Sequence[RawColumns]) -> dict[str, npt.NDArray[Any]]:
    delivered = [column for column in table.columns if not column.derived]
    required = [column.name for column in delivered if not column.optional]
    optional = [column.name for column in delivered if column.optional]
    for block in blocks:
        _check_names(table, block.keys(), required, optional)
        lengths = {column: len(values) for column, values in block.items()}
        if len(set(lengths.values())) > 1:
            raise TableError(f"table {table.name} has columns of different lengths: {lengths}")
    # A block without rows may have arrays of any type; it must not decide the type of the whole.
    filled = [block for block in blocks if len(block["replication"])]
    if not filled:
        return {column: np.empty(0) for column in (*required, *optional)}
    joined = {column: np.concatenate([block[column] for block in filled]) for column in required}
    for column in optional:
        given = [
            block.get(column, np.full(len(block["replication"]), None, object)) for block in filled
        ]
        joined[column] = np.concatenate(given)
    return joined


def _is_coded(values: npt.NDArray[Any]) -> bool:
    return values.dtype.kind in "iu"


def _organization_codes(
    table: Table, values: npt.NDArray[Any], organizations: tuple[Organization, ...]
) -> npt.NDArray[Any]:
    if _is_coded(values):
        codes = values
    else:
        codes = positions([organization.id for organization in organizations], values)
    wrong = (codes < 0) | (codes >= len(organizations))
    if wrong.any():
        raise TableError(f"table {table.name} has no organization {values[wrong][0]!s}")
    return codes.astype(np.int32)


def _level_codes(
    table: Table,
    column: str,
    values: npt.NDArray[Any],
    organization: npt.NDArray[Any],
    organizations: tuple[Organization, ...],
) -> npt.NDArray[Any]:
    """Position of each level in the ladder of its row's organization, -1 for none."""
    codes = np.full(len(values), -1, dtype=np.int32)
    may_miss = column not in {"level", "first_level", "last_level"}
    for number, described in enumerate(organizations):
        rows = organization == number
        here = values[rows]
        if _is_coded(values):
            found = here
            absent = here < 0
        else:
            found = positions([level.id for level in described.levels], here)
            absent = pd.isna(here) | (here == "")
        wrong = (found >= len(described.levels)) | ((found < 0) & ~(absent & may_miss))
        if wrong.any():
            raise TableError(
                f"table {table.name}, column {column}: "
                f"organization {described.id} has no level {here[wrong][0]!s}"
            )
        codes[rows] = found
    return codes


def _order(table: Table, coded: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.intp]:
    """Find the stable order of rows by the sort columns; ties keep the order given."""
    keys = [
        coded[column]
        if coded[column].dtype.kind in "iuf"
        else pd.factorize(coded[column], sort=True)[0]
        for column in table.sorted_by
    ]
    return np.lexsort(keys[::-1])


def _typed(
    table: Table,
    column: Column,
    coded: Mapping[str, npt.NDArray[Any]],
    organizations: tuple[Organization, ...],
    start: dt.date,
) -> Any:
    if column.name in _DATE_OF:
        return dates(start, coded[_DATE_OF[column.name]].astype(np.float64))
    if column.name == "organization":
        ids = [organization.id for organization in organizations]
        return categorical(coded["organization"].astype(np.int32), ids)
    if column.name in _LEVEL_COLUMNS or column.derived:
        source = "level" if column.derived else column.name
        return _from_ladder(column, coded[source], coded["organization"], organizations)
    values = coded[column.name]
    if column.dtype.startswith("int"):
        bounds = np.iinfo(column.dtype)
        if len(values) and not (_is_coded(values) or values.dtype.kind == "b"):
            raise TableError(
                f"table {table.name}, column {column.name}: whole numbers are due, "
                f"got {values.dtype}"
            )
        if len(values) and (values.min() < bounds.min or values.max() > bounds.max):
            raise TableError(
                f"table {table.name}, column {column.name}: a number does not fit {column.dtype}"
            )
    if column.dtype == "Int16":
        values = values.astype(np.float64)
        values = np.where(values < 0, np.nan, values)
    return as_dtype(column, values, organizations)


def _from_ladder(
    column: Column,
    level: npt.NDArray[Any],
    organization: npt.NDArray[Any],
    organizations: tuple[Organization, ...],
) -> Any:
    """Look up what the ladder says of each row's level: its id, its title or its rank."""
    widest = max((len(described.levels) for described in organizations), default=0)
    attribute = column.name if column.name in {"title", "rank"} else "id"
    entries = [
        getattr(described.levels[position], attribute) if position < len(described.levels) else None
        for described in organizations
        for position in range(widest)
    ]
    place = np.where(level < 0, -1, organization * widest + level).astype(np.int64)
    if attribute == "rank":
        ranks = np.array([0 if entry is None else entry for entry in entries], dtype=np.int16)
        return ranks[place]
    categories = known_categories(column, organizations) or []
    code_of = positions(categories, entries)
    codes = np.append(code_of, -1)[place]  # place -1 is the appended "none"
    return categorical(codes, categories)


def known_categories(column: Column, organizations: tuple[Organization, ...]) -> list[str] | None:
    """List the known categories of a column in natural order; None when they are open."""
    if column.name == "organization":
        return [organization.id for organization in organizations]
    if column.name in _LEVEL_COLUMNS:
        return list(level_order(organizations))
    if column.name == "title":
        levels = [level for described in organizations for level in described.levels]
        return list(dict.fromkeys(level.title for level in sorted(levels, key=lambda it: it.rank)))
    return None


def as_dtype(column: Column, values: Any, organizations: tuple[Organization, ...]) -> Any:
    """Give plain values (text as text) the type of their column."""
    if column.dtype == "Int16":
        return pd.array(np.asarray(values, dtype=np.float64)).astype("Int16")
    if column.dtype != "category":
        return np.asarray(values).astype(column.dtype)
    codes, seen = pd.factorize(np.asarray(values, dtype=object))
    none = np.array([entry is None or entry == "" for entry in seen], dtype=bool)
    categories = known_categories(column, organizations)
    if categories is None:
        # Alphabetical, so that the order does not depend on which rows happen to come first.
        categories = sorted({str(entry) for entry in seen[~none]})
    code_of = positions(categories, seen)
    code_of[none] = -1
    if (code_of[~none] < 0).any():
        unknown = seen[~none][code_of[~none] < 0][0]
        raise TableError(f"column {column.name} has the unknown entry {unknown!s}")
    return categorical(np.append(code_of, -1)[codes], categories)


def positions(entries: Sequence[str | None], wanted: Any) -> npt.NDArray[np.intp]:
    """Find each wanted string among the entries, -1 where it is not one of them."""
    place = {entry: position for position, entry in enumerate(entries)}
    return np.array([place.get(entry, -1) for entry in wanted], dtype=np.intp)


def categorical(codes: npt.NDArray[Any], categories: Sequence[str]) -> Any:
    """Make a column of text from positions in a list of what it may say, -1 for nothing."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(categories)))
