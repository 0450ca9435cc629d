"""Tables and manifests on disk: the same table gives the same bytes, and damage is noticed.

A folder holds ``NAME.parquet`` for each table and ``manifest.json``, which lists each file with
its number of rows and its SHA-256. The manifest is written last, so that a folder with a manifest
is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

MANIFEST = "manifest.json"
_ROWS_IN_A_GROUP = 131_072  # fixed: groups must not follow the blocks of a run


class ResultsError(Exception):
    """A folder that cannot be read as a result; the message says what is wrong with it."""


class ResultsExist(ResultsError):  # noqa: N818 - reads as what happened: the results exist
    """A folder that already holds something else, which is not overwritten unasked.

    Attributes
    ----------
    overwriting : str
        What writing there would do if it were asked for, as in "replaces them"; "" where it is
        refused even then.
    """

    def __init__(self, message: str, overwriting: str = "") -> None:
        super().__init__(message)
        self.overwriting = overwriting


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
    # Without the pandas metadata: it holds the versions of the machine's packages.
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(
        table.combine_chunks(), path, row_group_size=_ROWS_IN_A_GROUP, compression="zstd"
    )
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return {"rows": len(frame), "sha256": _digest(path)}


def read_table(path: Path, described: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table's plain columns, having checked that the file is the one described.

    Raises
    ------
    ResultsError
        When the file is missing, truncated or changed.
    """
    if not path.is_file():
        raise ResultsError(f"{path}: the table is missing; the manifest lists it")
    if _digest(path) != described.get("sha256"):
        raise ResultsError(
            f"{path}: the file is not the one that was saved: it is truncated or was changed"
        )
    table = pq.read_table(path)
    return {name: _plain(table.column(name)) for name in table.column_names}


def _plain(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_integer(column.type) and column.null_count:
        column = column.cast(pa.float64())
    return column.to_pandas().to_numpy()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(manifest: Mapping[str, Any], path: Path) -> None:
    """Write a manifest as JSON.

    Raises
    ------
    TypeError, ValueError
        When it holds something that JSON cannot.
    """
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with path.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


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
