"""Tables for other programs: all of them, as they are, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil

import openpyxl
import pandas as pd
import pytest
from building import scenario

import orgsim
from orgsim.results import SWEEP_TABLES, TABLES, ResultsError, ResultsExist, export, workbook

EVIL = "=HYPERLINK(A1)"
SMALL = scenario({}, {"plan": {"rate": "20%/year"}}, replications=2, seed=5, record=2)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return orgsim.run(SMALL, workers=1).save(tmp_path_factory.mktemp("saved") / "out")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    other = SMALL.model_copy(update={"name": "Other"})
    both = orgsim.compare({"a": SMALL, "b": other}, workers=1)
    return both.save(tmp_path_factory.mktemp("compared") / "both")


@pytest.fixture
def with_text(saved, tmp_path):
    """A result whose table `asked` has certain words in its first text column."""

    def make(words):
        folder = shutil.copytree(saved, tmp_path / "result")
        frame = pd.DataFrame({"what": words, "number": [-1.5] * len(words)})
        described = orgsim.results.files.write_table(frame, folder / "asked.parquet")
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["tables"] = {"asked": described}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return make


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_csv_files_hold_what_the_tables_hold(saved, tmp_path):
    folder = orgsim.export(saved, output=tmp_path / "there")
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in TABLES}
    results = orgsim.load_results(saved)
    for name in TABLES:
        frame = getattr(results, name)
        header, *rows = rows_of(folder / f"{name}.csv")
        assert header == list(frame.columns)
        assert len(rows) == len(frame)
        read = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])
        for column in frame.select_dtypes("number"):
            assert read[column].astype(float).tolist() == pytest.approx(
                frame[column].astype(float).tolist(), rel=0, abs=0, nan_ok=True
            )
    first = rows_of(folder / "levels.csv")[1]
    assert results.levels["date"].iloc[0].isoformat()[:10] in first
    assert results.levels["level"].iloc[0] in first


def test_a_workbook_has_a_sheet_for_each_table(saved, tmp_path):
    path = orgsim.export(saved, "xlsx", tmp_path / "there.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    results = orgsim.load_results(saved)
    assert book.sheetnames == list(TABLES)
    for name in ("levels", "asked"):
        frame = getattr(results, name)
        header, *rows = book[name].iter_rows(values_only=True)
        assert list(header) == list(frame.columns)
        assert len(rows) == len(frame)
    header, first, *_ = book["levels"].iter_rows(values_only=True)
    found = dict(zip(header, first, strict=True))
    assert found["date"] == dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no time zones
    assert found["headcount"] == results.levels["headcount"].iloc[0]
    book.close()


def test_a_comparison_keeps_its_results_apart(compared, tmp_path):
    folder = orgsim.export(compared, output=tmp_path / "csv", tables=["differences", "summary"])
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.csv")}
    assert found == {"differences.csv", "a/summary.csv", "b/summary.csv"}
    path = orgsim.export(compared, "xlsx", tmp_path / "x.xlsx", ["differences", "summary"])
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["differences", "a summary", "b summary"]
    book.close()


WORDS = [EVIL, "+1", "-2 levels", "@sum", "\tx", "\rx", "PM", "a=b", "", None]


def test_formulas_are_text_in_csv_files(with_text, tmp_path):
    folder = orgsim.export(with_text(WORDS), output=tmp_path / "there")
    _, *rows = rows_of(folder / "asked.csv")
    assert [row[0] for row in rows] == [
        *(f"'{word}" for word in WORDS[:6]),
        *("PM", "a=b", "", ""),
    ]
    assert {row[1] for row in rows} == {"-1.5"}, "a number is a number"


def test_formulas_are_text_in_a_workbook(with_text, tmp_path):
    path = orgsim.export(with_text([*WORDS, "bell\a"]), "xlsx", tmp_path / "there.xlsx")
    sheet = openpyxl.load_workbook(path)["asked"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [*WORDS[:4], "\tx", "\nx", "PM", "a=b", None, None,
                                              "bell\N{REPLACEMENT CHARACTER}"]  # fmt: skip
    assert {cell.data_type for cell in cells[:8]} == {"s"}, "f would be a formula"
    assert [cell.quotePrefix for cell in cells[:8]] == [True] * 6 + [False] * 2


def test_what_a_number_cannot_be_in_excel(tmp_path):
    frame = pd.DataFrame({"x": [float("nan"), float("inf"), 1.5]})
    batch = orgsim.results.export.pa.RecordBatch.from_pandas(frame)
    workbook.write_workbook([workbook.Sheet("x", ["x"], [batch])], tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["x"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [None, "inf", 1.5]


def test_more_rows_than_excel_takes_are_refused_before_anything_is_written(
    saved, tmp_path, monkeypatch
):
    monkeypatch.setattr(export, "MOST_ROWS", 10)
    rows = len(orgsim.load_results(saved).levels)
    with pytest.raises(ResultsError) as refused:
        orgsim.export(saved, "xlsx", tmp_path / "x.xlsx", ["levels"])
    assert str(refused.value) == (
        f"{saved / 'levels.parquet'}: the table has {rows} rows, and a sheet of Excel takes 10; "
        "export it as csv, or choose other tables"
    )
    assert not list(tmp_path.iterdir())
    assert workbook.MOST_ROWS == 2**20 - 1


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_after_an_error_nothing_is_there(saved, tmp_path, monkeypatch, format_):
    def broken(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.pq.ParquetFile, "iter_batches", broken)
    with pytest.raises(OSError, match="No space left"):
        orgsim.export(saved, format_, tmp_path / "there")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_what_could_not_be_written_is_named(saved, tmp_path, monkeypatch, format_):
    def full(*_):
        raise OSError("Error writing bytes to file")  # as Arrow raises it, which names no file

    monkeypatch.setattr(export, "defused", full)
    monkeypatch.setattr(export, "write_workbook", full)
    out = tmp_path / "there"
    with pytest.raises(OSError, match=f"Error writing bytes to file: '{re.escape(str(out))}'"):
        orgsim.export(saved, format_, out)


def test_a_damaged_table_is_noticed(saved, tmp_path):
    copy = shutil.copytree(saved, tmp_path / "copy")
    (copy / "levels.parquet").write_bytes(b"cut short")
    with pytest.raises(ResultsError, match="it is truncated or was changed"):
        orgsim.export(copy)


@pytest.mark.parametrize("name", ["../out", "", ".."])
def test_a_manifest_does_not_lead_out_of_the_folder(compared, tmp_path, name):
    copy = shutil.copytree(compared, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["results"]["b"] = name
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match="the manifest is damaged"):
        orgsim.export(copy)


def test_files_that_are_there_are_replaced_when_asked(saved, tmp_path):
    place = tmp_path / "there"
    orgsim.export(saved, output=place, tables=["levels"])
    (place / "notes.txt").write_text("mine")
    (place / "levels.csv").write_text("old")
    with pytest.raises(ResultsExist) as refused:
        orgsim.export(saved, output=place, tables=["levels"])
    assert str(refused.value) == f"{place}: there is something already"
    orgsim.export(saved, output=place, tables=["levels"], overwrite=True)
    assert (place / "notes.txt").read_text() == "mine"
    assert (place / "levels.csv").read_text().startswith('"replication"')
    with pytest.raises(ResultsExist, match="this is a folder, not a file"):
        orgsim.export(saved, "xlsx", place, overwrite=True)
    with pytest.raises(ResultsExist, match="this is a file, not a folder"):
        orgsim.export(saved, output=place / "levels.csv", overwrite=True)


def test_what_is_not_there(saved, tmp_path):
    with pytest.raises(ResultsError) as refused:
        orgsim.export(saved, tables=["levles"])
    assert str(refused.value).startswith(f"{saved}: no such table, got 'levles'; allowed: levels, ")
    assert str(refused.value).endswith("; did you mean levels?")
    with pytest.raises(ResultsError, match="there is no such folder"):
        orgsim.export(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no such format: 'ods'; allowed: csv, xlsx"):
        orgsim.export(saved, "ods")


def test_sheets_have_names_that_excel_takes():
    long = "promoted_when_they_have_waited_long_enough"
    names = workbook.sheet_names([(long, "levels"), (long + "2", "levels"), ("", "asked")])
    assert names == ["promoted_when_they_have_ levels", "promoted_when_they_hav~2 levels", "asked"]
    assert max(map(len, names)) == 31


def test_the_tables_of_a_sweep(tmp_path):
    """Its words come from the user: nothing in them is run by a spreadsheet."""
    found = orgsim.sweep(
        SMALL,
        {"organizations.a.name": f"{EVIL},plain"},
        measures=["headcount"],
        replications=2,
        workers=1,
    )
    found.save(tmp_path / "swept")
    folder = orgsim.export(tmp_path / "swept")
    assert {path.stem for path in folder.iterdir()} == set(SWEEP_TABLES)
    header, *rows = rows_of(folder / "points.csv")
    assert [row[header.index("value")] for row in rows] == [f"'{EVIL}", "plain"]
    assert len(rows_of(folder / "replications.csv")) == 1 + len(found.replications)
    assert rows_of(folder / "bands.csv") == [list(found.bands.columns)]
    book = openpyxl.load_workbook(orgsim.export(tmp_path / "swept", "xlsx"))
    assert book.sheetnames == list(SWEEP_TABLES)
    column = [*found.points.columns].index("value") + 1
    cell = book["points"].cell(2, column)
    assert (cell.value, cell.data_type) == (EVIL, "s")
    read = [row[-1].value for row in book["replications"].iter_rows(min_row=2)]
    assert read == found.replications["value"].tolist()
