"""`orgsim export`: where it writes, what it says, and what it refuses."""

from __future__ import annotations

import sys

import openpyxl
import pytest

from orgsim.results import TABLES


@pytest.fixture
def saved(command, small):
    command("run", small, "-w", 1, "-n", 2, "-q", "-o", "out")


@pytest.mark.usefixtures("saved")
def test_tables_go_beside_the_folder(command, tmp_path):
    ended = command("export", "out")
    assert (ended.code, ended.out, ended.err) == (0, "out_csv\n", "")
    assert {path.stem for path in (tmp_path / "out_csv").iterdir()} == set(TABLES)
    ended = command("export", "out", "--format", "xlsx", "--table", "levels", "--table", "asked")
    assert (ended.code, ended.out, ended.err) == (0, "out.xlsx\n", "")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)
    assert book.sheetnames == ["levels", "asked"]
    book.close()
    ended = command("export", "out", "--format", "xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "out.xlsx: there is something already; --overwrite replaces it, or -o names another place\n"
    )
    assert command("export", "out", "--format", "xlsx", "--overwrite").code == 0


@pytest.mark.usefixtures("saved")
def test_what_cannot_be_exported(command, tmp_path, monkeypatch):
    ended = command("export", "out", "--table", "sumary", "-o", "there")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"out: no such table, got 'sumary'; allowed: {', '.join(TABLES)}; did you mean summary?; "
        "nothing was written\n"
    )
    ended = command("export", "nowhere")
    assert (ended.code, ended.err) == (2, "nowhere: there is no such folder; nothing was written\n")
    ended = command("export", "out", "--format", "xls")
    assert (ended.code, ended.err) == (
        2,
        "--format: unknown, got 'xls'; allowed: csv, xlsx; did you mean xlsx?\n",
    )
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    ended = command("export", "out", "--format", "xlsx")
    assert (ended.code, ended.err) == (
        2,
        "--format xlsx: a workbook needs the package openpyxl: pip install 'orgsim[xlsx]'\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "small.yaml"]
