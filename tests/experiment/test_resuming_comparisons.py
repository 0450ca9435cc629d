"""Comparisons into a folder: each scenario keeps what it has finished."""

from __future__ import annotations

import pytest
from building import scenario

import orgsim
from orgsim.experiment import Interrupted, runs
from orgsim.results import TABLES, ResultsError, ResultsExist, load_comparison

BASE = scenario({}, {"plan": {"rate": "20%/year"}}, replications=6, seed=5)
OTHER = scenario({}, {"plan": {"rate": "30%/year"}}, replications=6, seed=5)
BOTH = {"base": BASE, "other": OTHER}


def files(folder):
    names = [f"{part}/{name}.parquet" for part in BOTH for name in TABLES]
    return {name: (folder / name).read_bytes() for name in [*names, "differences.parquet"]}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The files of a comparison in memory that was saved."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    orgsim.compare(BOTH, workers=1).save(folder)
    return files(folder)


@pytest.fixture
def interrupted(tmp_path, monkeypatch):
    """A folder with four of twelve replications in it."""
    simulate_block = runs.simulate_block

    def pressed(given, replications):
        if 4 in replications:
            raise KeyboardInterrupt
        return simulate_block(given, replications)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", pressed)
        with pytest.raises(Interrupted):
            orgsim.compare(BOTH, workers=1, block_size=2, directory=tmp_path / "out")
    return tmp_path / "out"


def test_an_interrupted_comparison_goes_on_and_leaves_no_trace(interrupted, whole):
    assert orgsim.load_results(interrupted / "base").completed == 4
    assert orgsim.load_results(interrupted / "other").completed == 4
    with pytest.raises(ResultsError, match=r"is not finished; .* its results: base, other$"):
        load_comparison(interrupted)
    with pytest.raises(ResultsExist, match=r"the folder holds an unfinished run of 'base, other'$"):
        orgsim.compare(BOTH, workers=1, directory=interrupted)
    comparison = orgsim.compare(BOTH, workers=1, directory=interrupted, resume=True)
    assert files(interrupted) == whole
    assert {path.name for path in interrupted.iterdir()} == {
        *("base", "other", "differences.parquet", "manifest.json")
    }
    assert {name: each.completed for name, each in comparison.results.items()} == {
        "base": 6,
        "other": 6,
    }
    assert load_comparison(interrupted).manifest == comparison.manifest


def test_replications_are_added_to_a_finished_comparison(tmp_path, whole):
    orgsim.compare(BOTH, 3, workers=1, directory=tmp_path / "out")
    assert orgsim.load_results(tmp_path / "out" / "base").completed == 3
    orgsim.compare(BOTH, 6, workers=1, directory=tmp_path / "out", resume=True)
    assert files(tmp_path / "out") == whole


def test_another_comparison_takes_the_place_of_the_first_when_asked(tmp_path):
    folder = tmp_path / "out"
    orgsim.compare(BOTH, 2, workers=1, directory=folder)
    renamed = {"base": BASE, "third": OTHER}
    with pytest.raises(ResultsExist):
        orgsim.compare(renamed, 2, workers=1, directory=folder)
    orgsim.compare(renamed, 2, workers=1, directory=folder, overwrite=True)
    assert {path.name for path in folder.iterdir()} == {
        *("base", "third", "differences.parquet", "manifest.json")
    }
    assert list(load_comparison(folder).results) == ["base", "third"]
