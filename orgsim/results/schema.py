"""The schema of a result's tables: their columns, types, units and meanings, in one place.

Here stand the tables that are computed from what the simulation delivers
(`orgsim.results.raw_schema`). The documentation of the tables is generated from ``TABLES``;
`orgsim.results.tables` makes the DataFrames.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from orgsim.results.columns import DATE, ORGANIZATION, QUANTILES, TIME, Column, Table
from orgsim.results.raw_schema import DELIVERED

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUMMARY = Table(
    "summary",
    "organization x snapshot x measure (x level)",
    (
        ORGANIZATION,
        TIME,
        DATE,
        Column("measure", "category", "", "what is measured, see orgsim.results.MEASURES"),
        Column("level", "category", "", "level measured; missing for the whole organization"),
        Column("mean", "float64", "as the measure", "mean over replications"),
        Column(
            "standard_error",
            "float64",
            "as the measure",
            "standard error of that mean; missing for fewer than two replications",
        ),
        *QUANTILES,
        Column("replications", "int32", "", "replications in which the measure is defined"),
    ),
    ("organization", "time", "measure", "level"),
)

_ASKED = Table(
    "asked",
    "quantity that the scenario asks for",
    (
        ORGANIZATION,
        Column("quantity", "category", "", "what was asked for"),
        Column("level", "category", "", "level concerned; missing for the whole organization"),
        Column("asked", "float64", "as in unit", "what the scenario asks for"),
        Column(
            "realised",
            "float64",
            "as in unit",
            "what came about, mean over replications; missing where nothing of the kind happened",
        ),
        Column("q05", "float64", "as in unit", "5th percentile over replications"),
        Column("q95", "float64", "as in unit", "95th percentile over replications"),
        Column("unit", "category", "", "unit of this row's numbers"),
        Column("missed", "bool", "", "whether more than chance lies between the two"),
        Column("note", "category", "", "why the two differ, or what did not happen"),
    ),
    ("organization",),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (*DELIVERED, _SUMMARY, _ASKED)}
)
"""Every table of a result by name; the source of the documentation of columns."""

RAW_TABLES = tuple(table.name for table in DELIVERED)
"""The tables that the simulation delivers; the others are computed from these."""
