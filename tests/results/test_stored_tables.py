"""Tables on disk that are read in pieces: what is asked for, whole, and nothing else."""

import numpy as np
import pytest
from building import scenario
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal
from synthetic import plausible

import orgsim
from orgsim.results import Results, load_results, stored_tables, summary
from orgsim.results.pairs import all_pairs
from orgsim.results.panel import NUMBERS
from orgsim.results.promoted import MEASURE, promoted_within
from orgsim.results.stored_tables import Piece, StoredTables, stamp


@pytest.fixture(scope="module")
def in_memory():
    return Results.from_blocks(*plausible(7, 9))


@pytest.fixture(scope="module")
def folder(in_memory, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "out"
    in_memory.save(folder)
    return folder


@pytest.fixture(params=[50, 1_000_000])
def _read_so_many_rows_at_once(request, monkeypatch):
    """Many batches, whose ends fall into replications, and a single one."""
    monkeypatch.setattr(stored_tables, "_ROWS_AT_ONCE", request.param)


@pytest.mark.usefixtures("_read_so_many_rows_at_once")
def test_some_replications_of_a_file_are_read_without_the_others(in_memory, folder):
    path = folder / "levels.parquet"
    piece = Piece(path, 2, 4, stamp(path))
    read = StoredTables({"levels": [piece]}, in_memory.organizations, 3).table("levels")
    expected = in_memory.levels[in_memory.levels["replication"].between(2, 4)]
    assert len(expected)
    assert_frame_equal(read, expected.reset_index(drop=True))


@pytest.mark.usefixtures("_read_so_many_rows_at_once")
def test_panels_on_disk_are_those_in_memory(in_memory, folder):
    stored = load_results(folder).panels
    assert list(stored) == list(in_memory.panels)
    for name, panel in in_memory.panels.items():
        assert_array_equal(stored[name].replications, panel.replications)
        for column in NUMBERS:
            assert_array_equal(stored[name].columns[column], panel.columns[column])


def test_careers_are_those_of_their_own_replication_when_a_few_are_measured_at_a_time(monkeypatch):
    """Each of six replications is measured by itself, and all of them promote differently."""
    results = orgsim.run(scenario({}), replications=6, seed=3, workers=1)
    end = results.panels["a"].time[-1:]
    expected = promoted_within(results, end)["a"]
    monkeypatch.setattr(summary, "ROWS_AT_ONCE", 1)
    (pairs,) = all_pairs({"one": results, "same": results}, end, end)
    apart = 0
    for position, (measure, level) in enumerate(pairs.keys):
        if measure == MEASURE:
            assert_array_equal(pairs.after[:, :, position], expected[measure, level])
            assert_array_equal(pairs.before[:, :, position], expected[measure, level])
            apart = max(apart, len(np.unique(expected[measure, level])))
    assert apart > 1
