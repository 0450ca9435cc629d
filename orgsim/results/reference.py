"""The reference page of tables: every column and every measure, made from the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsim.results.columns import Table
from orgsim.results.comparison_schema import DIFFERENCES
from orgsim.results.measures import MEASURES, OF_PEOPLE, Measure
from orgsim.results.schema import TABLES
from orgsim.results.sweep_schema import SWEEP_TABLES

_OPENING = """\
<!-- Made by `orgsim schema --tables -o docs/tables_reference.md`; do not edit. -->

# Tables, column by column

What stands in the tables of a result, of a comparison and of a sweep. They are tidy: a row is one
observation. `results.levels` in Python, `DIR/levels.parquet` in a folder and what `orgsim export`
writes have the same columns. [results.md](results.md) says what else lies in a folder, and
[how_to/read_the_tables.md](how_to/read_the_tables.md) how to read it.

The type is that of pandas. A `category` is a word in other programs; where numbers may be missing,
`int16` is written `Int16`. Times are in years since the start of the scenario.

"""

_RESULT = """\
## Tables of a result

Of `orgsim run`, and of each policy of `orgsim compare`.

"""

_COMPARISON = """\
## The table of a comparison

"""

_SWEEP = """\
## Tables of a sweep

"""

_MEASURES = """\
## Measures

What `summary`, `differences` and the tables of a sweep hold in their column `measure`, and what
`--measure`, `--precision` and `--fail-if` name. Those by level are also asked for one level:
`level_share[director]`. Where one direction is better for the organization the table says which.

| measure | unit | by level | better | meaning |
|---|---|---|---|---|
"""


def tables_page() -> str:
    """Return the reference of tables and measures as Markdown.

    Examples
    --------
    >>> "| `headcount` | `int32` | people | people on the level at the snapshot |" in tables_page()
    True
    """
    return "".join(
        [
            _OPENING,
            _RESULT,
            *_sections(TABLES.values()),
            _COMPARISON,
            *_sections([DIFFERENCES]),
            _SWEEP,
            *_sections(SWEEP_TABLES.values()),
            _MEASURES,
            *(_measure(each) for each in (*MEASURES.values(), *OF_PEOPLE.values())),
        ]
    )


def _sections(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        order = ", ".join(f"`{name}`" for name in table.sorted_by)
        yield f"### `{table.name}`\n\nA row for each {table.row}. Sorted by {order}.\n\n"
        yield "| column | type | unit | meaning |\n|---|---|---|---|\n"
        for column in table.columns:
            meaning = column.meaning.replace("orgsim.results.MEASURES", "[measures](#measures)")
            yield f"| `{column.name}` | `{column.dtype}` | {column.unit} | {meaning} |\n"
        yield "\n"


def _measure(measure: Measure) -> str:
    by_level = "yes" if measure.by_level else ""
    return (
        f"| `{measure.name}` | {measure.unit} | {by_level} | {measure.better} "
        f"| {measure.meaning} |\n"
    )
