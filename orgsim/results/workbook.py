"""Tables as the sheets of one Excel workbook, written row by row."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from orgsim.results.text_cells import is_like_a_formula, plain_type

MOST_ROWS = 1_048_575
"""Rows of a table that a sheet takes, beside its header."""

LONGEST_NAME = 31
"""Characters in the name of a sheet."""

_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """What becomes a sheet.

    Attributes
    ----------
    name : str
    columns : sequence of str
    batches : iterable of pyarrow.RecordBatch
    """

    name: str
    columns: Sequence[str]
    batches: Iterable[pa.RecordBatch]


def write_workbook(sheets: Iterable[Sheet], path: Path) -> None:
    """Write sheets with a header that stays in sight.

    Raises
    ------
    ModuleNotFoundError
        When openpyxl is not installed.
    """
    workbook = importlib.import_module("openpyxl").Workbook(write_only=True)  # an extra
    try:
        for each in sheets:
            _write_sheet(workbook.create_sheet(each.name), each)
        workbook.save(path)
    except BaseException:
        for sheet in workbook.worksheets:
            sheet.close()
        raise


def _write_sheet(sheet: Any, what: Sheet) -> None:
    sheet.freeze_panes = "A2"
    sheet.append(list(what.columns))
    cell = _cell_maker(sheet)
    for row in _rows(what.batches):
        sheet.append([cell(value) for value in row])


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        columns = [column.cast(plain_type(column.type)).to_pylist() for column in batch.columns]
        yield from zip(*columns, strict=True)


def _cell_maker(sheet: Any) -> Callable[[Any], Any]:
    make = importlib.import_module("openpyxl.cell").WriteOnlyCell

    def cell(value: Any) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            return None if math.isnan(value) else str(value)  # Excel knows no infinity
        if not isinstance(value, str):
            return value
        text = _NOT_IN_A_WORKBOOK.sub("\N{REPLACEMENT CHARACTER}", value)
        if not is_like_a_formula(text):
            return text
        made = make(sheet, text)
        made.data_type = "s"
        made.quotePrefix = True  # it stays text when somebody edits the cell
        return made

    return cell


def sheet_names(tables: Iterable[tuple[str, str]]) -> list[str]:
    """Name sheets so that Excel takes the names: not too long, no two alike.

    Parameters
    ----------
    tables
        The result that a table belongs to, "" where there is but one, and the table's name.

    Examples
    --------
    >>> sheet_names([("", "differences"), ("annual", "levels"), ("Annual", "levels")])
    ['differences', 'annual levels', 'Annual~2 levels']
    >>> sheet_names([("promoted_when_they_have_waited", "levels")])
    ['promoted_when_they_have_ levels']
    """
    names: list[str] = []
    for result, table in tables:
        name, number = _shortened(result, "", table), 2
        while name.casefold() in {taken.casefold() for taken in names}:
            name, number = _shortened(result, f"~{number}", table), number + 1
        names.append(name)
    return names


def _shortened(result: str, number: str, table: str) -> str:
    room = LONGEST_NAME - len(number) - 1 - len(table)
    return f"{result[:room]}{number} {table}".strip()
