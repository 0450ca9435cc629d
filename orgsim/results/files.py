"""Tables and manifests on disk: the same table gives the same bytes, and damage is noticed.

A folder holds ``NAME.parquet`` for each table and ``manifest.json``, which lists each file with
its number of rows and its SHA-256. The manifest is written last, so that a folder with a manifest
is complete.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.results.table_writer import TableWriter, digest, naming

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

MANIFEST = "manifest.json"


class ResultsError(Exception):
    """A folder that cannot be read as a result; the message says what is wrong with it."""


class ResultsExist(ResultsError):  # noqa: N818 - reads as what happened: the results exist
    """A folder that already holds something else, which is not overwritten unasked.

    Attributes
    ----------
    overwriting : str
        What writing there would do if it were asked for, as in "replaces them"; "" where it is
        refused even then.
    resuming : str
        What resuming would do, as in "goes on with it"; "" where nothing can be resumed.
    """

    def __init__(self, message: str, overwriting: str = "", resuming: str = "") -> None:
        super().__init__(message)
        self.overwriting = overwriting
        self.resuming = resuming


def write_table(frame: pd.DataFrame, path: Path) -> dict[str, Any]:
    """Write one table as Parquet and describe the file for the manifest.

    Parameters
    ----------
    frame
        A typed table. Its index is not kept; missing numbers become nulls.
    path
        The file to write.

    Returns
    -------
    dict
        ``{"rows": number of rows, "sha256": digest of the file}``
    """
    table = as_arrow(frame)
    with TableWriter(path, table.schema) as writer:
        writer.write(table)
    return writer.described


def as_arrow(frame: pd.DataFrame) -> pa.Table:
    """Turn a typed table into an Arrow table; missing numbers become nulls."""
    # Without the pandas metadata: it holds the versions of the machine's packages.
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def read_table(path: Path, described: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table's plain columns, having checked that the file is the one described.

    Raises
    ------
    ResultsError
        When the file is missing, truncated or changed.
    """
    check_file(path, described)
    table = pq.read_table(path)
    return {name: _plain(table.column(name)) for name in table.column_names}


def check_file(path: Path, described: Mapping[str, Any]) -> None:
    """Check that a table's file is there and the one that a manifest describes.

    Raises
    ------
    ResultsError
    """
    if not path.is_file():
        raise ResultsError(f"{path}: the table is missing; the manifest lists it")
    if digest(path) != described.get("sha256"):
        raise ResultsError(
            f"{path}: the file is not the one that was saved: it is truncated or was changed"
        )


def _plain(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_integer(column.type) and column.null_count:
        column = column.cast(pa.float64())
    return column.to_pandas().to_numpy()


def write_manifest(manifest: Mapping[str, Any], path: Path) -> None:
    """Write a manifest as JSON.

    Raises
    ------
    TypeError, ValueError
        When it holds something that JSON cannot.
    OSError
        When it cannot be written, naming the file.
    """
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise naming(error, path) from error


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read the manifest of a folder.

    Raises
    ------
    ResultsError
        When the folder is missing, is none, has no manifest, or the manifest is damaged.
    """
    if not directory.exists():
        raise ResultsError(f"{directory}: there is no such folder")
    if not directory.is_dir():
        raise ResultsError(f"{directory}: this is a file; a result is a folder")
    path = directory / MANIFEST
    if not path.is_file():
        raise ResultsError(f"{directory}: this is not a result folder: it has no {MANIFEST}")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: the manifest is damaged: {error}") from error
    if not isinstance(manifest, dict):
        raise ResultsError(f"{path}: the manifest is damaged: it is no JSON object")
    return manifest
