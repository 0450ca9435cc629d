"""Sweeps into a folder: finished points are there at once, and interruptions leave no trace."""

from __future__ import annotations

import functools
import json

import pandas as pd
import pytest
from building import scenario

import orgsim
from orgsim.cli.main import main
from orgsim.experiment import Interrupted, sweeps
from orgsim.experiment.gathered import NothingMeasured
from orgsim.results import (
    SWEEP_TABLES,
    ResultsError,
    ResultsExist,
    load_sweep,
    replications_kept,
    sweep_tables,
)

RATE = "organizations.a.attrition.base"
VARY = {RATE: "0.1/year..0.4/year"}
SMALL = scenario({}, horizon="1 year", snapshots="6 months", replications=5, seed=5)
OPTIONS = {"levels": 4, "replications": 3, "workers": 1, "measures": ["headcount", "level_share"]}


def swept(folder=None, vary=VARY, **options):
    return orgsim.sweep(SMALL, vary, directory=folder, **{**OPTIONS, **options})


def tables(folder):
    return {name: (folder / f"{name}.parquet").read_bytes() for name in SWEEP_TABLES}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """The tables of four points, simulated in memory and saved."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    swept().save(folder)
    return tables(folder)


@pytest.fixture
def stop(monkeypatch):
    """Let a sweep finish so many blocks, and press Ctrl-C then."""
    measured = sweeps.measured

    def stop_after(blocks, error=KeyboardInterrupt):
        seen = []

        def pressed(*given):
            if len(seen) == blocks:
                raise error
            seen.append(given)
            return measured(*given)

        monkeypatch.setattr(sweeps, "measured", pressed)
        return seen

    return stop_after


def interrupted(folder, stop, after=2, **options):
    stop(after)
    with pytest.raises(Interrupted) as caught:
        swept(folder, **options)
    assert caught.value.finished is None
    return stop(-1)


def test_a_sweep_into_a_folder_gives_the_bytes_of_one_in_memory(tmp_path, uninterrupted):
    folder = tmp_path / "deep" / "out"
    found = swept(folder)
    assert tables(folder) == uninterrupted
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", *(f"{name}.parquet" for name in SWEEP_TABLES)
    }  # fmt: skip
    again = load_sweep(folder)
    for name in SWEEP_TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(again, name))
    manifest = swept().manifest
    assert manifest["scenario_hash"] == again.manifest["scenario_hash"]
    assert found.manifest.keys() == manifest.keys()
    for key in manifest.keys() - {"created", "wall_seconds"}:
        assert again.manifest[key] == manifest[key]


def test_an_interrupted_sweep_goes_on_and_leaves_no_trace(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    seen = interrupted(folder, stop)
    assert replications_kept(folder) == (6, 12)
    with pytest.raises(ResultsError, match=r"out: this is a sweep that is not finished$"):
        orgsim.load_results(folder)
    kept = pd.read_parquet(folder / "parts" / "replications")
    assert kept["point"].unique().tolist() == [0, 1]
    told = []
    progress = []
    swept(folder, resume=True, tell=told.append, progress=lambda *now: progress.append(now))
    assert tables(folder) == uninterrupted
    assert (len(seen), told) == (2, [])
    assert (progress[0], progress[-1]) == ((0, 6), (6, 6))
    assert not (folder / "parts").exists()


def test_finished_points_of_an_unfinished_sweep_are_as_in_the_whole(tmp_path, stop):
    whole, folder = swept(), tmp_path / "out"
    interrupted(folder, stop)
    part = load_sweep(folder)
    pd.testing.assert_frame_equal(part.points, whole.points)
    for name in ("values", "replications"):
        wanted = getattr(whole, name)
        wanted = wanted[wanted["point"] < 2]
        pd.testing.assert_frame_equal(getattr(part, name), wanted)
    assert part.effects.empty
    assert part.indices.empty
    assert part.wide("headcount")["point"].tolist() == [0, 1]
    assert repr(part) == f"<Sweep of {SMALL.name!r}: grid, 2 of 4 points>"
    added = {"unfinished", "points_completed"}
    assert part.manifest.keys() - whole.manifest.keys() == added
    assert (part.manifest["unfinished"], part.manifest["points_completed"]) == (True, 2)
    assert (part.manifest["replications"], part.manifest["completed"]) == (3, 6)


def test_a_point_with_some_of_its_replications_is_not_finished(tmp_path, stop):
    whole, folder = swept(replications=5), tmp_path / "out"
    interrupted(folder, stop)
    interrupted(folder, stop, after=1, replications=5, resume=True)
    wanted = whole.values[whole.values["point"] == 0]
    pd.testing.assert_frame_equal(load_sweep(folder).values, wanted)


def test_finished_points_that_follow_unfinished_ones_keep_their_numbers(tmp_path, stop):
    whole, folder = swept(), tmp_path / "out"
    interrupted(folder, stop, after=3)
    for part in folder.glob("parts/blocks/*.json"):
        if json.loads(part.read_text())["first"] // 1_000_000 == 1:
            part.unlink()
    wanted = whole.values[whole.values["point"].isin([0, 2])].reset_index(drop=True)
    pd.testing.assert_frame_equal(load_sweep(folder).values, wanted)


@pytest.fixture
def orgsim_command(capsys):
    """The command line: exit code, what it wrote, and what it complained about."""

    def call(*words):
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        return left.value.code or 0, *capsys.readouterr()

    return call


def test_an_unfinished_sweep_is_exported_in_part_and_has_no_page_yet(
    tmp_path, stop, orgsim_command
):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    code, out, told = orgsim_command("export", folder)
    assert (code, out) == (0, f"{folder}_csv\n")
    assert told == (
        f"{folder}: this sweep is not finished, 2 of 4 points are; the same sweep with --resume "
        "goes on with it\n"
    )
    written = tmp_path / "out_csv"
    assert {path.stem for path in written.iterdir()} == {"points", "values", "replications"}
    assert pd.read_csv(written / "values.csv")["point"].unique().tolist() == [0, 1]
    code, _, told = orgsim_command("report", folder)
    assert code == 2
    assert told.splitlines()[-1] == (
        f"{folder}: this sweep is not finished, 2 of 4 points are; what matters is told of "
        "all of them together: the same sweep with --resume goes on with it, and `orgsim export` "
        "writes the tables of those that are finished"
    )
    assert not (folder / "report.html").exists()


def test_a_sweep_of_which_no_point_is_finished_says_so(tmp_path, stop, orgsim_command):
    folder = tmp_path / "out"
    interrupted(folder, stop, after=1)
    for part in folder.glob("parts/blocks/*.json"):
        part.unlink()
    with pytest.raises(ResultsError) as none:
        load_sweep(folder)
    assert str(none.value) == (
        f"{folder}: this sweep is not finished, and none of its 4 points is yet; the same sweep "
        "with --resume goes on with it"
    )
    assert (orgsim_command("export", folder)[0], (tmp_path / "out_csv").exists()) == (2, False)


def test_a_damaged_part_is_made_anew_and_others_are_kept(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    seen = interrupted(folder, stop)
    parts = sorted((folder / "parts" / "replications").glob("*.parquet"))
    parts[1].write_bytes(parts[1].read_bytes()[:-9])
    told = []
    swept(folder, resume=True, tell=told.append)
    assert told == [
        f"{parts[1]}: the part is cut short or was changed; point 1 will be simulated again"
    ]
    assert len(seen) == 3
    assert tables(folder) == uninterrupted


def test_the_scenario_as_it_is_stated_is_kept_too(tmp_path, stop, monkeypatch):
    # Intervals of twenty parameters take most of the time, and nothing here is about them.
    few = functools.partial(sweep_tables.sensitivity, resamples=2)
    monkeypatch.setattr(sweep_tables, "sensitivity", few)
    options = {"uncertain": True, "points": 3, "levels": None, "replications": 2, "vary": {}}
    whole = swept(**options)
    seen = interrupted(tmp_path / "out", stop, after=3, **options)
    found = swept(tmp_path / "out", resume=True, **options)
    assert len(seen) == 1
    for name in SWEEP_TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(whole, name), check_exact=True)
    assert found.manifest["stated_replications"] == 2


def test_replications_are_added_to_a_finished_sweep(tmp_path, uninterrupted, stop):
    folder = tmp_path / "out"
    swept(folder, replications=2)
    seen = stop(-1)
    swept(folder, resume=True)
    assert [given[-1] for given in seen] == [(2,)] * 4
    assert tables(folder) == uninterrupted
    swept(folder, resume=True)
    assert len(seen) == 4, "nothing is missing"
    with pytest.raises(ResultsExist) as error:
        swept(folder, resume=True, replications=2)
    assert str(error.value) == (
        f"{folder}: the folder holds 3 replications of a point already, more than the 2 asked for"
    )
    assert tables(folder) == uninterrupted
    assert not (folder / "parts").exists()


def test_what_failed_is_tried_again(tmp_path, uninterrupted, monkeypatch):
    measured = sweeps.measured

    def unlucky(pickled, chosen, engine, replications):
        if 1 in replications:
            raise RuntimeError("out of luck")
        return measured(pickled, chosen, engine, replications)

    monkeypatch.setattr(sweeps, "measured", unlucky)
    found = swept(tmp_path / "out")
    assert [each["replication"] for each in found.failures] == [1] * 4
    monkeypatch.setattr(sweeps, "measured", measured)
    assert swept(tmp_path / "out", resume=True).failures == ()
    assert tables(tmp_path / "out") == uninterrupted


def test_a_sweep_of_which_nothing_is_known_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeps, "measured", lambda *_: 1 / 0)
    with pytest.raises(NothingMeasured):
        swept(tmp_path / "deep" / "out")
    assert not (tmp_path / "deep").exists()


def test_another_sweep_does_not_go_on_with_it(tmp_path, stop):
    folder = tmp_path / "out"
    interrupted(folder, stop)
    with pytest.raises(ResultsExist) as error:
        swept(folder)
    assert str(error.value) == (
        f"{folder}: the folder holds an unfinished run of 'Test' (6 of 12 replications)"
    )
    other = {RATE: "0.1/year..0.5/year"}
    with pytest.raises(ResultsExist) as error:
        swept(folder, vary=other, resume=True)
    assert str(error.value) == (
        f"{folder}: the unfinished run in the folder is that of another scenario ('Test')"
    )
    with pytest.raises(ResultsExist, match=r"is that of the other engine \(block, now reference\)"):
        swept(folder, resume=True, engine="reference")
    with pytest.raises(ResultsExist, match=r"is that of a sweep \('Test'\)$"):
        orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert json.loads((folder / "parts" / "run.json").read_text())["replications"] == 12
    swept(folder, vary=other, overwrite=True)
    assert load_sweep(folder).manifest["sweep"]["parameters"][0]["values"].endswith("0.5/year")
    with pytest.raises(ValueError, match="resume goes on with what is in the folder and overwrite"):
        swept(folder, resume=True, overwrite=True)
