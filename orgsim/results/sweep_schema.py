"""The schema of a sweep's tables, as `orgsim.results.schema` has that of a result's."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from orgsim.results.columns import QUANTILES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

_POINT = Column("point", "int32", "", "number of the point in the design, from 0")
_PARAMETER = Column("parameter", "category", "", "path of the key that is varied")
_OUTCOME = (
    Column("organization", "category", "", "id of the organization"),
    Column("time", "float64", "years", "time since the start of the scenario"),
    Column("date", "datetime64[s]", "", "the same instant on the calendar"),
    Column(
        "measure",
        "category",
        "",
        "what is measured, see orgsim.results.MEASURES; rates are those since the start",
    ),
    Column("level", "category", "", "level measured; missing for the whole organization"),
)

_STATISTICS = (
    Column("mean", "float64", "as the measure", "mean over replications"),
    Column("standard_error", "float64", "as the measure", "standard error of that mean"),
    *QUANTILES,
    Column("replications", "int32", "", "replications in which the measure is defined"),
)

_POINTS = Table(
    "points",
    "point x parameter",
    (
        _POINT,
        _PARAMETER,
        Column("value", "category", "", "value of the parameter, as a scenario file has it"),
        Column("number", "float64", "as in unit", "its number; missing for words"),
        Column("unit", "category", "", "unit of the number, empty where it has none"),
    ),
    ("point", "parameter"),
)

_VALUES = Table(
    "values",
    "point x organization x date x measure (x level)",
    (
        _POINT,
        *_OUTCOME,
        *_STATISTICS,
    ),
    ("point", "organization", "time", "measure", "level"),
)

_REPLICATIONS = Table(
    "replications",
    "point x organization x date x measure (x level) x replication; empty where it would be large",
    (
        _POINT,
        *_OUTCOME,
        Column("replication", "int32", "", "number of the replication, from 0"),
        Column("value", "float64", "as the measure", "what came out; missing where undefined"),
    ),
    ("point", "organization", "time", "measure", "level", "replication"),
)

_EFFECTS = Table(
    "effects",
    "organization x date x measure (x level) x parameter x value",
    (
        *_OUTCOME,
        _PARAMETER,
        Column(
            "value",
            "category",
            "",
            "value of the parameter; of a range that is no grid a part of it, low..high",
        ),
        Column("number", "float64", "as in unit", "its number, the mean in a part of a range"),
        Column("mean", "float64", "as the measure", "mean over all points that have the value"),
        Column(
            "low",
            "float64",
            "as the measure",
            "lower end of the 95 % interval of that mean by itself (Student), by luck and, where "
            "points are drawn by chance, by their choice; missing with a single replication",
        ),
        Column("high", "float64", "as the measure", "upper end of it"),
        Column("points", "int32", "", "how many these are"),
    ),
    ("organization", "time", "measure", "level", "parameter", "number"),
)

_INDICES = Table(
    "indices",
    "organization x date x measure (x level) x parameter x index",
    (
        *_OUTCOME,
        Column(
            "parameter",
            "category",
            "",
            "path of the key that is varied; missing where the index is of luck",
        ),
        Column(
            "index",
            "category",
            "",
            "effect: by how much the measure changes from the parameter's lowest to its highest "
            "value, for words between the smallest and the largest mean; first_order: share of the "
            "variance over points that it brings about alone; total: alone and together with "
            "others; luck: share of luck in the variance of a single outcome; noise: share of luck "
            "in the variance over points, which more replications make smaller",
        ),
        Column("value", "float64", "as the measure, or a share", "estimate"),
        Column("low", "float64", "likewise", "lower end of its 95 % bootstrap interval"),
        Column("high", "float64", "likewise", "upper end of it"),
    ),
    ("organization", "time", "measure", "level", "parameter", "index"),
)

_BANDS = Table(
    "bands",
    "organization x date x measure (x level) x what varies; empty unless assumptions are varied",
    (
        *_OUTCOME,
        Column(
            "varies",
            "category",
            "",
            "luck: the scenario as it is stated; luck and assumptions: every point of the design",
        ),
        *_STATISTICS,
    ),
    ("organization", "time", "measure", "level", "varies"),
)

SWEEP_TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (_POINTS, _VALUES, _REPLICATIONS, _EFFECTS, _INDICES, _BANDS)}
)
"""Every table of a sweep by name."""

MOST_REPLICATIONS = 1_000_000
"""Of a point; what keeps the numbers of different points apart in the parts of a sweep."""
