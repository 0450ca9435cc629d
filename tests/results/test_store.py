"""Saving and loading: nothing lost, nothing overwritten, damage noticed."""

import dataclasses
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from synthetic import plausible, tiny

from orgsim.report import write_report
from orgsim.results import TABLES, Results, ResultsError, ResultsExist, load_results

EVENTS = {
    "replication": np.array([0, 0]),
    "organization": np.array([0, 0]),
    "time": np.array([0.25, 0.5]),
    "item": np.array([1, 1]),
    "person": np.array(["b", "a"]),
    "kind": np.array(["hire", "exit"]),
    "level_from": np.array([-1, 0]),
    "level_to": np.array([0, -1]),
    "rank_from": np.array([-1, 2]),
    "rank_to": np.array([2, -1]),
    "scope_from": np.array([np.nan, 2.0]),
    "scope_to": np.array([2.0, np.nan]),
    "entry_point": np.array(["near_pm", "near_pm"]),
    "destination": np.array(["", "market"]),
    "reason": np.array([None, None], dtype=object),
}
ASKED = {
    "organization": ["solo"],
    "quantity": ["headcount"],
    "level": [None],
    "asked": [4.0],
    "realised": [3.5],
    "q05": [3.0],
    "q95": [4.0],
    "unit": ["people"],
    "missed": [False],
    "note": [None],
}


def solo(**manifest):
    (block,), described = tiny()
    return Results.from_blocks([{**block, "events": EVENTS}], {**described, **manifest}, ASKED)


@pytest.fixture
def results():
    return solo(hash_without_seed="ab")


def assert_same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_what_is_saved_is_what_is_loaded(results, tmp_path):
    folder = results.save(tmp_path / "deep" / "result")
    assert names(folder) == sorted([f"{name}.parquet" for name in TABLES] + ["manifest.json"])
    assert names(folder.parent) == ["result"]
    loaded = load_results(folder)
    assert_same(loaded, results)
    assert loaded.manifest == results.manifest
    assert loaded.failures == ()


def test_larger_tables_survive_too(tmp_path):
    results = Results.from_blocks(*plausible(replications=12, snapshots=9))
    assert_same(load_results(results.save(tmp_path / "r")), results)


def test_the_same_tables_give_the_same_bytes(tmp_path):
    (block,), manifest = plausible(replications=9, snapshots=5)
    pieces = [
        {
            name: {
                column: values[np.isin(raw["replication"], part)] if len(values) else values
                for column, values in raw.items()
            }
            for name, raw in block.items()
        }
        for part in ([7, 8], [0, 1, 2, 3], [4, 5, 6])
    ]
    Results.from_blocks([block], manifest).save(tmp_path / "one")
    Results.from_blocks(pieces, manifest).save(tmp_path / "three")
    load_results(tmp_path / "one").save(tmp_path / "again")
    for name in TABLES:
        written = (tmp_path / "one" / f"{name}.parquet").read_bytes()
        assert written == (tmp_path / "three" / f"{name}.parquet").read_bytes()
        assert written == (tmp_path / "again" / f"{name}.parquet").read_bytes()


def test_plain_pandas_reads_the_files(results, tmp_path):
    results.save(tmp_path / "r")
    levels = pd.read_parquet(tmp_path / "r" / "levels.parquet")
    assert levels["headcount"].tolist() == results.levels["headcount"].tolist()
    assert levels["level"].tolist() == results.levels["level"].tolist()
    assert levels["date"].tolist() == results.levels["date"].tolist()


def test_the_same_scenario_is_renewed_and_other_files_stay(results, tmp_path):
    folder = results.save(tmp_path / "r")
    (folder / "notes.txt").write_text("mine")
    solo(seed=1, command="again").save(folder)
    assert load_results(folder).manifest["command"] == "again"
    assert (folder / "notes.txt").read_text() == "mine"
    assert not [name for name in names(folder) if name.startswith(".")]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"scenario_hash": "beef"}, r"results of another scenario \('Made up'\)$"),
        ({"orgsim": "0.0.9"}, r"results of another version of orgsim \(0.0.9, now 0.1.0\)$"),
        (
            {"scenario_hash": "beef", "hash_without_seed": "ab", "seed": 7},
            r"results of another seed \(7, now 1\)$",
        ),
        (
            {"scenario_hash": "beef", "hash_without_seed": "cd", "seed": 7, "orgsim": "0.0.9"},
            r"another version of orgsim \(0.0.9, now 0.1.0\) and another scenario \('Made up'\)$",
        ),
    ],
)
def test_other_results_are_not_overwritten_unasked(results, tmp_path, other, said):
    folder = solo(**other).save(tmp_path / "r")
    before = {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    with pytest.raises(ResultsExist, match=said) as caught:
        results.save(folder)
    assert "replaces them" in caught.value.overwriting
    assert before == {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    results.save(folder, overwrite=True)
    assert load_results(folder).manifest["scenario_hash"] == results.manifest["scenario_hash"]


def test_a_folder_with_other_files_is_left_alone(results, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultsExist, match="holds other files") as caught:
        results.save(tmp_path)
    assert "leaves these files as they are" in caught.value.overwriting
    assert names(tmp_path) == ["thesis.txt"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsExist, match="this is a file"):
        results.save(tmp_path / "file")
    (tmp_path / "file").unlink()
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(ResultsExist, match=r"link: this is a link to nowhere, which is missing$"):
        results.save(tmp_path / "link")
    results.save(tmp_path, overwrite=True)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert_same(load_results(tmp_path), results)


@pytest.mark.parametrize("name", ["manifest.json", "levels.parquet"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_somebodys_file_of_a_needed_name_is_never_replaced(results, tmp_path, name, overwrite):
    (tmp_path / name).write_text('{"name": "a web page"}')
    with pytest.raises(ResultsExist, match=f"{name}: results need a file of this name") as caught:
        results.save(tmp_path, overwrite=overwrite)
    assert caught.value.overwriting == ""
    assert names(tmp_path) == [name]
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    (tmp_path / name / "inside.txt").write_text("mine")
    with pytest.raises(ResultsExist, match=f"{name}: this is a folder"):
        results.save(tmp_path, overwrite=overwrite)
    assert names(tmp_path / name) == ["inside.txt"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_page_of_an_earlier_result_goes_with_it(results, tmp_path, overwrite):
    folder = results.save(tmp_path / "r")
    write_report(results, folder / "report.html")
    solo(scenario_hash="beef" if overwrite else "c0ffee" * 10).save(folder, overwrite=overwrite)
    assert "report.html" not in names(folder)
    (folder / "report.html").write_text("a page of somebody's")
    results.save(folder, overwrite=True)
    assert (folder / "report.html").read_text() == "a page of somebody's"


def test_tables_that_an_earlier_version_wrote_go_with_it(results, tmp_path):
    folder = results.save(tmp_path / "r")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"] |= {"cohorts": {}, "../outside": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "cohorts.parquet").write_text("old")
    (tmp_path / "outside.parquet").write_text("not in the folder")
    results.save(folder)
    assert names(tmp_path) == ["outside.parquet", "r"]
    assert "cohorts.parquet" not in names(folder)


def test_an_empty_folder_will_do(results, tmp_path):
    (tmp_path / "r").mkdir()
    assert_same(load_results(results.save(tmp_path / "r")), results)


def test_a_failure_while_saving_leaves_everything_as_it_was(results, tmp_path):
    folder = results.save(tmp_path / "r")
    unwritable = dataclasses.replace(results, manifest={**results.manifest, "created": object()})
    with pytest.raises(TypeError):
        unwritable.save(folder)
    assert_same(load_results(folder), results)
    assert not [name for name in names(folder) if name.startswith(".")]
    with pytest.raises(TypeError):
        unwritable.save(tmp_path / "new")
    assert names(tmp_path) == ["r"]


def damage_nothing(folder):
    shutil.rmtree(folder)


def damage_file(folder):
    shutil.rmtree(folder)
    folder.write_text("hello")


def damage_no_manifest(folder):
    (folder / "manifest.json").unlink()


def damage_manifest(folder):
    (folder / "manifest.json").write_text('{"orgsim": "0.1')


def damage_manifest_list(folder):
    (folder / "manifest.json").write_text("[]")


def damage_manifest_latin(folder):
    (folder / "manifest.json").write_bytes(b"\xe9")


def damage_manifest_content(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["organizations"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def damage_missing(folder):
    (folder / "levels.parquet").unlink()


def damage_truncated(folder):
    path = folder / "levels.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def damage_one_byte(folder):
    path = folder / "summary.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)


def damage_version(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["orgsim"] = "0.0.1"
    del manifest["tables"]["hires"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (damage_nothing, "there is no such folder"),
        (damage_file, "this is a file"),
        (damage_no_manifest, "not a result folder"),
        (damage_manifest, "the manifest is damaged"),
        (damage_manifest_list, "the manifest is damaged"),
        (damage_manifest_latin, "the manifest is damaged"),
        (damage_manifest_content, "the manifest is damaged.*organizations"),
        (damage_missing, "levels.parquet: the table is missing"),
        (damage_truncated, "levels.parquet: .*truncated or was changed"),
        (damage_one_byte, "summary.parquet: .*truncated or was changed"),
        (damage_version, "the table hires is not as this version.*version 0.0.1 wrote it"),
    ],
)
def test_damage_is_named(results, tmp_path, damage, said):
    folder = results.save(tmp_path / "r")
    damage(folder)
    with pytest.raises(ResultsError, match=said):
        load_results(folder)
