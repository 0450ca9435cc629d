"""What a table and a column are, and the columns that several tables have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its pandas type, its unit ("" where none applies) and what it means.

    The simulation does not deliver derived columns, and may leave out optional ones where the
    rules know nothing of the kind; those are missing throughout.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    derived: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, and the columns it is sorted by."""

    name: str
    row: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)


ORGANIZATION = Column("organization", "category", "", "id of the organization")
TIME = Column("time", "float64", "years", "time since the start of the scenario")
DATE = Column("date", "datetime64[s]", "", "the same instant on the calendar", derived=True)

QUANTILES = tuple(
    Column(name, "float64", "as the measure", f"{word} over replications")
    for name, word in (
        ("q05", "5th percentile"),
        ("q25", "25th percentile"),
        ("q50", "median"),
        ("q75", "75th percentile"),
        ("q95", "95th percentile"),
    )
)
