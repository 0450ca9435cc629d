"""Runs into a folder: what is finished is there at once, and interruptions leave no trace."""

from __future__ import annotations

import json
from contextlib import suppress

import pandas as pd
import pytest
from building import scenario

import orgsim
from orgsim.experiment import Interrupted, runs
from orgsim.results import TABLES, ResultsError, ResultsExist, blocks_under_way
from orgsim.results.table_writer import digest

SMALL = scenario({}, {"plan": {"rate": "20%/year"}}, replications=9, seed=5, record=4)


def tables(folder):
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


def names(folder):
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """The tables of nine replications, run in memory and saved."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    orgsim.run(SMALL, workers=1).save(folder)
    return tables(folder)


@pytest.fixture
def stop(monkeypatch):
    """Let a run go on up to a replication, and press Ctrl-C there."""
    simulate_block = runs.simulate_block

    def stop_at(number, error=KeyboardInterrupt):
        def pressed(given, replications):
            if number in replications:
                raise error
            return simulate_block(given, replications)

        monkeypatch.setattr(runs, "simulate_block", pressed)

    yield stop_at
    monkeypatch.setattr(runs, "simulate_block", simulate_block)


def interrupted(folder, stop, at=6, **options):
    """Run into a folder in blocks of two, interrupted in the block of a replication."""
    with pytest.MonkeyPatch.context():
        stop(at)
        with pytest.raises(Interrupted) as caught:
            orgsim.run(SMALL, workers=1, block_size=2, directory=folder, **options)
        stop(-1)
    return caught.value.finished


@pytest.mark.parametrize(("workers", "block_size"), [(1, None), (1, 4), (2, 1)])
def test_a_run_into_a_folder_gives_the_bytes_of_one_in_memory(
    tmp_path, uninterrupted, workers, block_size
):
    folder = tmp_path / "deep" / "out"
    results = orgsim.run(SMALL, workers=workers, block_size=block_size, directory=folder)
    assert tables(folder) == uninterrupted
    assert names(folder) == {"manifest.json", *(f"{name}.parquet" for name in TABLES)}
    assert repr(results) == "<Results of 'Test': 9 replications, 2 organizations>"
    in_memory = orgsim.run(SMALL, workers=1)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(results, name), getattr(in_memory, name))
    manifest = in_memory.manifest
    changing = {"created", "wall_seconds"}
    assert results.manifest.keys() == manifest.keys()
    for key in manifest.keys() - changing:
        assert results.manifest[key] == manifest[key]


@pytest.mark.parametrize(("workers", "block_size"), [(1, None), (1, 3), (2, 1)])
def test_an_interrupted_run_goes_on_and_leaves_no_trace(
    tmp_path, uninterrupted, stop, workers, block_size
):
    finished = interrupted(tmp_path / "out", stop)
    assert finished.completed == 6
    assert finished.manifest["completed"] == ["0-5"]
    results = orgsim.run(
        SMALL, workers=workers, block_size=block_size, directory=tmp_path / "out", resume=True
    )
    assert tables(tmp_path / "out") == uninterrupted
    assert results.manifest["completed"] == ["0-8"]
    assert "unfinished" not in results.manifest


def test_only_what_is_missing_is_simulated(tmp_path, stop, monkeypatch):
    interrupted(tmp_path / "out", stop)
    simulated = []
    simulate_block = runs.simulate_block

    def watched(given, replications):
        simulated.extend(replications)
        return simulate_block(given, replications)

    monkeypatch.setattr(runs, "simulate_block", watched)
    seen = []
    orgsim.run(
        SMALL,
        workers=1,
        directory=tmp_path / "out",
        resume=True,
        progress=lambda *now: seen.append(now),
    )
    assert simulated == [6, 7, 8]
    assert seen[0] == (0, 3)
    assert seen[-1] == (3, 3)
    orgsim.run(SMALL, 12, workers=1, directory=tmp_path / "out", resume=True)
    assert simulated == [6, 7, 8, 9, 10, 11]
    orgsim.run(SMALL, 12, workers=1, directory=tmp_path / "out", resume=True)
    assert simulated == [6, 7, 8, 9, 10, 11], "nothing is missing"


def test_replications_are_added_to_a_finished_run(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    for count in (2, 3):
        orgsim.run(SMALL, count, workers=1, directory=folder, resume=True)
        assert orgsim.load_results(folder).completed == count
    interrupted(folder, stop, at=8, resume=True, replications=9)
    # Until more are there the finished ones are not gone, and both are read as one.
    assert names(folder) == {"parts", "manifest.json", *(f"{name}.parquet" for name in TABLES)}
    assert json.loads((folder / "manifest.json").read_text())["completed"] == ["0-2"]
    assert orgsim.load_results(folder).completed == 7
    orgsim.run(SMALL, 8, workers=1, directory=folder, resume=True)
    orgsim.run(SMALL, workers=1, directory=folder, resume=True, replications=9)
    assert tables(folder) == uninterrupted


def test_without_a_number_a_run_goes_on_to_what_it_was_asked_for(tmp_path, stop):
    interrupted(tmp_path / "out", stop, replications=12)
    assert orgsim.run(SMALL, workers=1, directory=tmp_path / "out", resume=True).completed == 12
    # A finished run has what it was asked for; there the scenario says, unless it says less.
    orgsim.run(SMALL, 4, workers=1, directory=tmp_path / "four")
    assert orgsim.run(SMALL, workers=1, directory=tmp_path / "four", resume=True).completed == 9
    assert orgsim.run(SMALL, workers=1, directory=tmp_path / "out", resume=True).completed == 12


def test_what_is_finished_can_be_read_while_a_run_goes_on(tmp_path, stop):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    results = orgsim.load_results(folder)
    assert results.completed == 6
    assert results.manifest["unfinished"] is True
    assert results.manifest["completed"] == ["0-5"]
    assert repr(results) == "<Results of 'Test': 6 of 9 replications so far, 2 organizations>"
    six = orgsim.run(SMALL, 6, workers=1)
    for name in TABLES:
        if name != "asked":
            pd.testing.assert_frame_equal(getattr(results, name), getattr(six, name))
    assert results.asked.empty
    (folder / "parts" / "levels" / ".000006-000007.parquet").write_bytes(b"PAR1 half of it")
    levels = pd.read_parquet(folder / "parts" / "levels")
    pd.testing.assert_frame_equal(levels.astype(six.levels.dtypes), six.levels)
    events = pd.read_parquet(folder / "parts" / "events")
    assert events["person"].tolist() == six.events["person"].tolist()


def test_an_unfinished_run_is_in_the_way_unless_it_is_resumed_or_overwritten(tmp_path, stop):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    with pytest.raises(ResultsExist) as caught:
        orgsim.run(SMALL, workers=1, directory=folder)
    assert str(caught.value) == (
        f"{folder}: the folder holds an unfinished run of 'Test' (6 of 9 replications)"
    )
    assert (caught.value.resuming, caught.value.overwriting) == (
        "goes on with it",
        "throws it away",
    )
    with pytest.raises(ResultsExist):
        orgsim.run(SMALL, workers=1).save(folder)
    with pytest.raises(ResultsExist) as caught:
        orgsim.run(SMALL, seed=6, workers=1, directory=folder, resume=True)
    assert str(caught.value) == (
        f"{folder}: the unfinished run in the folder is that of another seed (5, now 6)"
    )
    with pytest.raises(ResultsExist, match=r"is that of the other engine \(block, now reference\)"):
        orgsim.run(SMALL, workers=1, directory=folder, resume=True, engine="reference")
    with pytest.raises(ResultsExist, match=r"6 replications already, more than the 5 asked for"):
        orgsim.run(SMALL, 5, workers=1, directory=folder, resume=True)
    with pytest.raises(
        ValueError, match=r"resume goes on .* overwrite throws it away: one of them"
    ):
        orgsim.run(SMALL, workers=1, directory=folder, resume=True, overwrite=True)
    assert orgsim.load_results(folder).completed == 6, "all that changed nothing"
    orgsim.run(SMALL, 2, seed=6, workers=1, directory=folder, overwrite=True)
    assert orgsim.load_results(folder).manifest["seed"] == 6


def test_parts_of_another_version_are_not_mixed_with_new_ones(tmp_path, stop):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    path = folder / "parts" / "run.json"
    path.write_text(
        path.read_text().replace(f'"orgsim": "{orgsim.__version__}"', '"orgsim": "0.0.9"')
    )
    with pytest.raises(ResultsExist) as caught:
        orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert str(caught.value) == (
        f"{folder}: the unfinished run in the folder is that of another version of orgsim "
        f"(0.0.9, now {orgsim.__version__})"
    )
    narrow = pd.read_parquet(folder / "parts" / "levels" / "000000-000001.parquet").iloc[:, :9]
    narrow.to_parquet(folder / "parts" / "levels" / "000000-000001.parquet")
    record = folder / "parts" / "blocks" / "000000-000001.json"
    described = json.loads(record.read_text())
    described["tables"]["levels"]["sha256"] = digest(
        folder / "parts" / "levels" / "000000-000001.parquet"
    )
    record.write_text(json.dumps(described))
    with pytest.raises(ResultsError) as error:
        orgsim.load_results(folder)
    assert str(error.value) == (
        f"{folder}: the table levels is not as this version of orgsim has it; version 0.0.9 wrote "
        "it. Run it again, or install that version"
    )


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "record"])
def test_a_damaged_part_is_made_again_and_said(tmp_path, uninterrupted, stop, damage):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    path = folder / "parts" / "levels" / "000002-000003.parquet"
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[:-30])
    elif damage == "changed":
        path.write_bytes(content.replace(content[100:101], b"x", 1) + b"x")
    elif damage == "gone":
        path.unlink()
    else:
        path = folder / "parts" / "blocks" / "000002-000003.json"
        path.write_text('{"first": 2')
    if damage != "record":
        with pytest.raises(ResultsError, match=f"{path}: the part is not the one that was written"):
            orgsim.load_results(folder)
    told = []
    orgsim.run(SMALL, workers=1, directory=folder, resume=True, tell=told.append)
    assert tables(folder) == uninterrupted
    if damage != "record":
        (once,) = told
        assert once == (
            f"{path}: the part is cut short or was changed; "
            "replications 2 to 3 will be simulated again"
        )


def test_damage_is_a_warning_where_nobody_else_is_told(tmp_path, stop):
    interrupted(tmp_path / "out", stop)
    (tmp_path / "out" / "parts" / "levels" / "000002-000003.parquet").unlink()
    with pytest.warns(UserWarning, match="replications 2 to 3 will be simulated again"):
        orgsim.run(SMALL, workers=1, directory=tmp_path / "out", resume=True)


def test_a_finished_table_that_is_damaged_is_made_again_when_more_is_added(tmp_path, uninterrupted):
    folder = tmp_path / "out"
    orgsim.run(SMALL, 4, workers=1, directory=folder)
    path = folder / "hires.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    told = []
    orgsim.run(SMALL, 9, workers=1, directory=folder, resume=True, tell=told.append)
    (once,) = told
    assert once == (
        f"{path}: the file is not the one that was saved: it is truncated or was changed; "
        "all replications will be simulated again"
    )
    assert tables(folder) == uninterrupted


@pytest.mark.parametrize(("before", "finished"), [(2, True), (6, True), ("all", False), (2, False)])
def test_as_many_replications_are_recorded_as_are_asked_for_now(
    tmp_path, uninterrupted, stop, before, finished
):
    folder = tmp_path / "out"
    earlier = SMALL.model_copy(update={"record": before})
    stop(-1 if finished else 5)
    with suppress(Interrupted):
        orgsim.run(earlier, 5 if finished else 9, workers=1, block_size=1, directory=folder)
    stop(-1)
    orgsim.run(SMALL, 9, workers=1, directory=folder, resume=True, tell=lambda _: None)
    assert tables(folder) == uninterrupted


def test_failed_replications_are_tried_again_and_the_others_kept(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    stop(4, RuntimeError("out of luck"))
    results = orgsim.run(SMALL, workers=1, directory=folder)
    assert [failure["replication"] for failure in results.failures] == [4]
    assert results.manifest["completed"] == ["0-3", "5-8"]
    assert results.failures[0]["cause"].startswith("RuntimeError: out of luck")
    kept = orgsim.run(SMALL, workers=1)
    assert kept.failures == results.failures
    pd.testing.assert_frame_equal(results.levels, kept.levels)
    stop(-1)
    results = orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert results.failures == ()
    assert tables(folder) == uninterrupted


def test_when_all_fail_nothing_is_left(tmp_path, monkeypatch):
    def hopeless(*_):
        raise RuntimeError("never")

    monkeypatch.setattr(runs, "simulate_block", hopeless)
    results = orgsim.run(SMALL, workers=1, directory=tmp_path / "deep" / "out")
    assert len(results.failures) == 9
    assert results.completed == 0
    assert names(tmp_path) == set()


def test_a_finished_run_is_renewed_and_stays_readable_until_then(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    orgsim.run(SMALL, workers=1, directory=folder)
    interrupted(folder, stop)
    assert orgsim.load_results(folder).completed == 9
    orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert tables(folder) == uninterrupted


def test_tables_that_were_replaced_are_not_taken_for_those_that_were_loaded(tmp_path):
    folder = tmp_path / "out"
    orgsim.run(SMALL, 2, workers=1, directory=folder)
    before = orgsim.load_results(folder)
    assert before.completed == 2
    orgsim.run(SMALL, 3, workers=1, directory=folder, resume=True)
    with pytest.raises(ResultsError, match=r"levels.parquet: the file was replaced or removed"):
        assert before.levels is None
    assert orgsim.load_results(folder).completed == 3


def test_a_run_that_ended_while_its_tables_were_moved_is_completed(
    tmp_path, uninterrupted, monkeypatch
):
    """Killed between two moves: some tables are in place, some are not, and no manifest."""
    folder = tmp_path / "out"
    orgsim.run(SMALL, 5, workers=1, directory=folder)

    def killed(temporary, directory):
        (directory / "manifest.json").unlink()
        for name in ("levels", "asked"):
            (temporary / f"{name}.parquet").replace(directory / f"{name}.parquet")
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(blocks_under_way, "move_into", killed)
        with pytest.raises(SystemExit):
            orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert not (folder / "manifest.json").exists()
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert tables(folder) == uninterrupted
    assert names(folder) == {"manifest.json", *(f"{name}.parquet" for name in TABLES)}


def test_what_is_found_out_meanwhile_is_told_by_the_record_of_the_run_and_by_the_manifest(
    tmp_path, stop
):
    found = interrupted(tmp_path / "out", stop, meanwhile=lambda: {"warnings": ["first"]})
    assert found.manifest["warnings"] == ["first"]
    run = json.loads((tmp_path / "out" / "parts" / "run.json").read_text())
    assert run["warnings"] == ["first"]
    again = {"directory": tmp_path / "out", "resume": True, "workers": 1}
    assert orgsim.run(SMALL, **again, meanwhile=lambda: {"warnings": ["then"]}).manifest[
        "warnings"
    ] == ["then"]
    in_memory = orgsim.run(SMALL, 1, workers=1, meanwhile=lambda: {"warnings": ["here"]})
    assert in_memory.manifest["warnings"] == ["here"]
