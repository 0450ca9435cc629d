"""Raw columns become typed, sorted tables, whatever the order and form they come in."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from synthetic import ladder, plausible, tiny

from orgsim.results import TABLES, TableError, make_table, read_organizations
from orgsim.results.schema import RAW_TABLES

START = dt.date(2026, 1, 1)
ORGANIZATIONS = read_organizations(
    {
        "organizations": {
            "zeta": {"label": "Zeta", "levels": ladder(2, 5)},
            "alpha": {"label": "Alpha", "levels": ladder(1, 2, 8)},
        }
    }
)
CYCLES = {
    "replication": np.array([1, 0, 0, 0]),
    "organization": np.array([0, 1, 0, 0]),
    "time": np.array([0.25, 0.25, 0.5, 0.25]),
    "level": np.array([1, 2, 0, 1]),
    "headcount": np.array([4, 5, 6, 7]),
    "eligible": np.array([1, 1, 1, 1]),
    "promoted": np.array([0, 0, 0, 0]),
    "quota": np.array([np.nan, 0.5, 1.0, 1.5]),
}


def test_rows_are_sorted_by_scenario_order_and_own_ladder():
    table = make_table("cycles", [CYCLES], ORGANIZATIONS, START)
    assert table["organization"].tolist() == ["zeta", "zeta", "alpha", "zeta"]
    assert table["replication"].tolist() == [0, 0, 0, 1]
    assert table["level"].tolist() == ["director", "pm", "cpo", "director"]
    assert table["headcount"].tolist() == [7, 6, 5, 4]


def test_ids_and_positions_are_the_same_table():
    named = {
        **CYCLES,
        "organization": np.array(["zeta", "alpha", "zeta", "zeta"]),
        "level": np.array(["director", "cpo", "pm", "director"], dtype=object),
    }
    pd.testing.assert_frame_equal(
        make_table("cycles", [CYCLES], ORGANIZATIONS, START),
        make_table("cycles", [named], ORGANIZATIONS, START),
    )


def test_blocks_in_any_order_and_of_any_size_give_the_same_table():
    (block,), manifest = plausible(replications=6, snapshots=5)
    organizations = read_organizations(manifest)
    for name in ("levels", "hires"):
        raw = block[name]
        pieces = [
            {column: values[np.isin(raw["replication"], part)] for column, values in raw.items()}
            for part in ([4, 5], [0], [1, 2, 3], [])
        ]
        pd.testing.assert_frame_equal(
            make_table(name, [raw], organizations, START),
            make_table(name, pieces, organizations, START),
        )


@pytest.mark.parametrize("name", RAW_TABLES)
@pytest.mark.parametrize("blocks", ["none", "empty"])
def test_an_empty_table_has_every_column_with_its_type(name, blocks):
    raw = {column.name: np.empty(0) for column in TABLES[name].columns if not column.derived}
    table = make_table(name, [raw] if blocks == "empty" else [], ORGANIZATIONS, START)
    assert len(table) == 0
    assert {c.name: c.dtype for c in TABLES[name].columns} == table.dtypes.astype(str).to_dict()


def test_types_dates_titles_and_ranks():
    (block,), manifest = tiny()
    table = make_table("levels", [block["levels"]], read_organizations(manifest), START)
    assert tuple(table.columns) == TABLES["levels"].column_names
    assert {c.name: c.dtype for c in TABLES["levels"].columns} == table.dtypes.astype(str).to_dict()
    assert table["rank"].tolist() == [2, 5] * 4
    assert table["title"].tolist() == ["Product Manager", "Director of Product"] * 4
    assert table["date"].astype(str).unique().tolist() == ["2026-01-01", "2027-01-01"]


def test_events_keep_the_order_of_the_day_and_their_missing_values():
    raw = {
        "replication": np.array([0, 0, 0]),
        "organization": np.array([1, 1, 1]),
        "time": np.array([0.5, 0.5, 0.25]),
        "item": np.array([1, 1, 6]),
        "person": np.array(["b", "a", "c"]),
        "kind": np.array(["exit", "hire", "hire"]),
        "level_from": np.array([2, -1, -1]),
        "level_to": np.array([-1, 0, 1]),
        "rank_from": np.array([8, -1, 5]),
        "rank_to": np.array([np.nan, 1.0, 2.0]),
        "scope_from": np.array([7.5, np.nan, np.nan]),
        "scope_to": np.array([np.nan, 1.0, 2.0]),
        "entry_point": np.array(["near_pm", "experienced", "experienced"]),
        "destination": np.array(["market", "", ""]),
        "reason": np.array([None, None, None], dtype=object),
    }
    table = make_table("events", [raw], ORGANIZATIONS, START)
    assert table["person"].tolist() == ["c", "b", "a"]
    assert table["level_from"].tolist()[1] == "cpo"
    assert table["level_from"].isna().tolist() == [True, False, True]
    assert table["rank_from"].tolist()[:2] == [5, 8]
    assert table["rank_from"].isna().tolist() == [False, False, True]
    assert table["rank_to"].isna().tolist() == [False, True, False]
    assert table["destination"].isna().tolist() == [True, False, True]
    assert table["reason"].isna().all()
    assert str(table["rank_from"].dtype) == "Int16"
    later = {**raw, "item": np.array([5, 1, 1])}
    assert make_table("events", [later], ORGANIZATIONS, START)["person"].tolist() == ["c", "a", "b"]


def test_optional_columns_may_be_left_out():
    (block,), manifest = tiny()
    person = {
        "replication": np.array([0]), "person": np.array(["x"]), "spell": np.array([1]),
        "organization": np.array([0]), "entry_point": np.array(["near_pm"]),
        "pipeline_entered": np.array([-1.0]), "hired": np.array([-0.5]),
        "left": np.array([np.nan]), "first_level": np.array([0]),
        "last_level": np.array([1]), "highest_rank": np.array([5]), "scope": np.array([2.0]),
        "skill": np.array([2.0]),
    }  # fmt: skip
    organizations = read_organizations(manifest)
    table = make_table("people", [block["people"], person], organizations, START)
    assert table["destination"].isna().all()
    assert table["left_date"].isna().all()
    assert str(table["hired_date"].iloc[0].date()) == "2025-07-01"
    assert str(table["pipeline_entered_date"].iloc[0].date()) == "2025-01-01"
    gone = {**person, "replication": np.array([1]), "destination": np.array(["market"])}
    both = make_table("people", [gone, person], organizations, START)
    assert both["destination"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quota": None}, "lacks quota"),
        ({"mood": np.zeros(4)}, "unexpected mood"),
        ({"quota": np.zeros(3)}, "different lengths"),
        ({"organization": np.array([0, 2, 0, 0])}, "no organization 2"),
        ({"organization": np.array(["zeta", "beta", "zeta", "zeta"])}, "no organization beta"),
        ({"level": np.array([1, 2, 2, 1])}, "zeta has no level 2"),
        ({"level": np.array([1, 2, -1, 1])}, "zeta has no level -1"),
        ({"headcount": np.array([1.5, 2, 3, 4])}, "whole numbers"),
        ({"headcount": np.array([1, 2, 3, 2**40])}, "does not fit int32"),
    ],
)
def test_wrong_columns_are_named(change, said):
    raw = {key: value for key, value in {**CYCLES, **change}.items() if value is not None}
    with pytest.raises(TableError, match=said):
        make_table("cycles", [raw], ORGANIZATIONS, START)


def test_every_column_says_what_it_means():
    for table in TABLES.values():
        assert len(set(table.column_names)) == len(table.columns)
        assert set(table.sorted_by) <= set(table.column_names)
        assert all(column.meaning for column in table.columns)
