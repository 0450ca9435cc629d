"""A sweep that is not finished: the points that are, as tables.

What a parameter brings about is not told of them. Points of a grid are simulated in its order, so
that those finished first share values of the first parameters: they would credit one parameter with
what another does.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.clock import dates
from orgsim.results.files import MANIFEST, ResultsError, read_table
from orgsim.results.measures import over_replications
from orgsim.results.parts import PARTS, RUN, read_blocks, read_run
from orgsim.results.sweep_schema import MOST_REPLICATIONS, SWEEP_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orgsim.results.parts import Block

POINTS = "points.parquet"
"""Among the parts: which value every parameter has at every point, as the table ``points``."""

_KEYS = ("organization", "time", "measure", "level")


def unfinished_sweep(directory: Path) -> dict[str, Any] | None:
    """Return the record of a sweep that is under way or was interrupted; None where there is none.

    A finished sweep to which replications are being added counts as finished.
    """
    run = read_run(directory)
    if run is None or "sweep" not in run or (directory / MANIFEST).is_file():
        return None
    return run


def points_kept(directory: Path, run: Mapping[str, Any]) -> tuple[int, int]:
    """How many points of an unfinished sweep have all their replications, and how many there are.

    Raises
    ------
    ResultsError
        When the record of the sweep is damaged.
    """
    return len(_blocks_of_finished(directory, run)), _numbers(directory, run)[0]


def tables_so_far(
    directory: Path, run: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Put together what an unfinished sweep has of its finished points.

    Parameters
    ----------
    directory
        The folder.
    run
        The record of the sweep.

    Returns
    -------
    tables : dict
        Table -> columns. ``points`` has all points of the design; ``values`` and ``replications``
        have those that are finished; the others are empty.
    manifest : dict
        As that of a finished sweep, with ``unfinished`` and ``points_completed``.

    Raises
    ------
    ResultsError
        When no point is finished, or a part or the record is damaged.
    """
    of_points = _blocks_of_finished(directory, run)
    points, each = _numbers(directory, run)
    if not of_points:
        raise ResultsError(
            f"{directory}: this sweep is not finished, and none of its {points:,} points is yet; "
            "the same sweep with --resume goes on with it"
        )
    rows = {point: _rows(directory, blocks) for point, blocks in of_points.items()}
    order = list(run["organizations"])
    keys = list(dict.fromkeys(key for found in rows.values() for key in found))
    keys.sort(key=lambda key: (order.index(key[0]), key[1]))  # as they were measured beyond that
    values = np.full((each, len(rows), len(keys)), np.nan)
    for number, found in enumerate(rows.values()):
        for place, key in enumerate(keys):
            if key in found:
                values[:, number, place] = found[key]
    numbers = np.array(list(rows))
    columns = {name: np.array([key[at] for key in keys], object) for at, name in enumerate(_KEYS)}
    columns["time"] = columns["time"].astype(float)
    columns["date"] = dates(dt.date.fromisoformat(run["start"]), columns["time"])
    which = np.tile(np.arange(len(keys)), len(numbers))
    tables: dict[str, dict[str, Any]] = {
        name: {column: [] for column in table.column_names} for name, table in SWEEP_TABLES.items()
    }
    tables["points"] = _settings(directory)
    tables["values"] = {
        "point": np.repeat(numbers, len(keys)),
        **{name: column[which] for name, column in columns.items()},
        **{name: found.ravel() for name, found in over_replications(values).items()},
    }
    tables["replications"] = {
        "point": np.repeat(numbers, len(keys) * each),
        **{name: column[np.repeat(which, each)] for name, column in columns.items()},
        "replication": np.tile(np.arange(each), len(which)),
        "value": values.transpose(1, 2, 0).ravel(),
    }
    measures = list(dict.fromkeys(key[2] for found in rows.values() for key in found))
    manifest = {
        **run,
        "sweep": {**run["sweep"], "measures": measures},
        "replications": each,
        "completed": each * len(rows),
        "failures": [],
        "unfinished": True,
        "points_completed": len(rows),
    }
    manifest.pop("replaces", None)
    return tables, manifest


def _numbers(directory: Path, run: Mapping[str, Any]) -> tuple[int, int]:
    """Points of the design, and replications of each."""
    try:
        points = int(run["sweep"]["points"])
        return points, (int(run["replications"]) - int(run["stated_replications"])) // points
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise ResultsError(
            f"{directory / PARTS / RUN}: the record of the sweep is damaged: {error!r} is missing "
            "or wrong"
        ) from error


def _blocks_of_finished(directory: Path, run: Mapping[str, Any]) -> dict[int, list[Block]]:
    """Point -> its blocks, in order, of those points of which all replications are there."""
    points, each = _numbers(directory, run)
    found: dict[int, list[Block]] = {}
    for block in read_blocks(directory):
        if block.tables:
            found.setdefault(block.first // MOST_REPLICATIONS, []).append(block)
    return {
        point: blocks
        for point, blocks in found.items()
        if point < points and sum(block.last - block.first + 1 for block in blocks) == each
    }


def _rows(directory: Path, blocks: Sequence[Block]) -> dict[tuple[Any, ...], np.ndarray]:
    """Key -> values of a point by replication, keys in the order in which they were measured."""
    each = sum(block.last - block.first + 1 for block in blocks)
    found: dict[tuple[Any, ...], np.ndarray] = {}
    for block in blocks:
        described = block.tables["replications"]
        columns = read_table(block.path(directory / PARTS, "replications"), described)
        count = block.last - block.first + 1
        values = np.asarray(columns["value"], float).reshape(-1, count)
        first = block.first % MOST_REPLICATIONS
        for place, row in enumerate(values):
            key = tuple(columns[name][place * count] for name in _KEYS)
            found.setdefault(key, np.full(each, np.nan))[first : first + count] = row
    return found


def _settings(directory: Path) -> dict[str, Any]:
    path = directory / PARTS / POINTS
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise ResultsError(f"{path}: the file cannot be read: {error}") from error
    return {name: table.column(name).to_pandas().to_numpy() for name in table.column_names}
