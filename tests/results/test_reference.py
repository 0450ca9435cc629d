"""The reference page of tables."""

import re
from pathlib import Path

from orgsim.results import DIFFERENCES, MEASURES, OF_PEOPLE, SWEEP_TABLES, TABLES
from orgsim.results.reference import tables_page

PAGE = Path(__file__).parents[2] / "docs" / "tables_reference.md"


def test_the_committed_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == tables_page(), (
        f"run: orgsim schema --tables -o docs/{PAGE.name}"
    )


def test_every_table_has_its_section_with_every_column_in_order():
    sections = dict(re.findall(r"### `(\w+)`\n(.*?)(?=\n##|\Z)", tables_page(), re.DOTALL))
    tables = [*TABLES.values(), DIFFERENCES, *SWEEP_TABLES.values()]
    assert list(sections) == [table.name for table in tables]
    for table in tables:
        rows = re.findall(r"^\| `(\w+)` \|", sections[table.name], re.MULTILINE)
        assert tuple(rows) == table.column_names


def test_every_measure_stands_on_the_page():
    measures = tables_page().split("## Measures")[1]
    rows = re.findall(r"^\| `(\w+)` \|", measures, re.MULTILINE)
    assert rows == [*MEASURES, *OF_PEOPLE]


def test_no_cell_breaks_its_row():
    rows = [line for line in tables_page().splitlines() if line.startswith("| `")]
    for row in rows:
        assert row.count("|") in (5, 6), row
        assert "`" in row.split("|")[1]


def test_a_row_says_type_unit_and_meaning():
    assert (
        "| `low` | `float64` | as the measure | lower end of its simultaneous interval: with 95 % "
        "all rows told hold at once; missing for the others |"
    ) in tables_page()
    assert (
        "| `title_inflation` | rungs |  | lower | mean over people of rank minus scope |"
    ) in tables_page()
