"""`orgsim plot` and `orgsim report`: figures and the page of what a folder holds."""

import shutil
import struct
import sys

import pytest

from orgsim.plots.catalogue import CATALOGUE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def with_page(monkeypatch):
    monkeypatch.setenv("ORGSIM_REPORT", "yes")


@pytest.fixture
def folder(command, small, tmp_path):
    ended = command("run", small, "-w", 1, "-q", "-n", 2, "-o", tmp_path / "out")
    assert ended.code == 0, ended.err
    return tmp_path / "out"


@pytest.fixture
def compared(command, small, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    ended = command("compare", small, other, "-w", 1, "-q", "-n", 2, "-o", tmp_path / "both")
    assert ended.code == 0, ended.err
    return tmp_path / "both"


def refused(ended, code=2):
    assert ended.code == code
    assert ended.out == ""
    return ended.err.strip()


def test_the_list_names_every_figure_and_its_question(command):
    lines = command("plot", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)
    assert all("?" in line for line in lines)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")
def test_pictures_have_the_size_asked_for(command, folder, tmp_path):
    asked = ("level_mix", "headcount", "--width", 640, "--height", 300)
    ended = command("plot", folder, *asked, "-o", tmp_path / "new" / "pictures")
    assert ended.code == 0, ended.err
    for name in ("level_mix", "headcount"):
        image = (tmp_path / "new" / "pictures" / f"{name}.png").read_bytes()
        assert image[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", image[16:24]) == (1280, 600)
    assert ended.err.count("wrote ") == 2


def test_html_needs_no_browser(command, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    ended = command("plot", folder, "headcount", "-o", tmp_path / "x.html")
    assert (ended.code, ended.err) == (0, f"wrote {tmp_path / 'x.html'}\n")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "People employed" in page
    assert "<script src" not in page


def test_a_missing_browser_is_named(command, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    ended = command("plot", folder, "level_mix", "-o", tmp_path / "x.png")
    assert refused(ended, code=1) == (
        "PNG and SVG need Chromium or Chrome, and none was found: apt-get install chromium, or "
        "set BROWSER_PATH to where it is; HTML needs nothing; nothing was written"
    )
    assert not (tmp_path / "x.png").exists()


def test_a_missing_package_is_named(command, folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "kaleido", None)
    ended = command("plot", folder, "level_mix", "-o", tmp_path / "x.svg")
    assert refused(ended, code=1) == (
        "PNG and SVG need the package kaleido, which is not installed: pip install 'orgsim[png]'; "
        "HTML needs nothing; nothing was written"
    )


def test_mistakes_are_told_with_what_would_do(command, folder, tmp_path):
    def told(*arguments):
        return refused(command("plot", folder, *arguments))

    names = ", ".join(CATALOGUE)
    assert told("level-mx", "-o", "x.png") == (
        f"unknown figure, got 'level-mx'; allowed: {names}; did you mean level_mix?"
    )
    kinds = "allowed: .png, .svg, .html"
    assert told("level_mix", "-o", "x.gif") == (
        f"-o x.gif: unknown kind of picture, got '.gif'; {kinds}"
    )
    assert told("level_mix", "-o", "x") == (
        f"-o x: unknown kind of picture, got 'no ending'; {kinds}"
    )
    assert told("level_mix", "-o", "x.png", "--format", "svg") == (
        "-o x.png: the name ends in .png, but --format says svg"
    )
    assert told("level_mix", "headcount", "-o", "x.png") == (
        "-o x.png: 2 figures need a folder, not one file"
    )
    assert told("level_mix", "-o", "x.png", "--width", "40") == (
        "--width: must be at least 200, got 40"
    )
    assert told("level_mix_difference", "-o", "x.png") == (
        f"level_mix_difference is drawn of a comparison, and {folder} holds a run"
    )
    assert "--date: level_mix does not take it; " in told(
        "level_mix", "-o", "x.png", "--date", "2030-01-01"
    )
    assert told("level_pyramid", "-o", "x.html", "--date", "2019-12-31") == (
        "--date: 2019-12-31 is before the start, 2026-01-01"
    )
    assert list(tmp_path.glob("x*")) == []


def test_a_figure_of_something_else_says_what_it_is_drawn_of(command, compared):
    assert refused(command("plot", compared, "sensitivity", "-o", "x.html")) == (
        f"sensitivity is drawn of a sweep, and {compared} holds a comparison"
    )


def test_figures_of_runs_are_drawn_of_a_comparison_by_policy(command, compared, tmp_path):
    names = ("level_mix", "headcount")
    ended = command(
        "plot", compared, *names, "level_mix_difference", "--format", "html", "-o", tmp_path / "p"
    )
    assert ended.code == 0, ended.err
    assert "under other" in (tmp_path / "p" / "level_mix.html").read_text()


def test_all_figures_or_none(command, folder, tmp_path):
    pictures = tmp_path / "pictures"
    (pictures / "headcount.html").mkdir(parents=True)
    asked = ("level_mix", "headcount", "--format", "html", "-o", pictures)
    assert refused(command("plot", folder, *asked)) == (
        f"{pictures / 'headcount.html'}: cannot be written (a folder has this name); "
        "nothing was written"
    )
    assert [each.name for each in pictures.iterdir()] == ["headcount.html"]


@pytest.mark.usefixtures("with_page")
def test_a_page_is_made_again(command, folder, compared, tmp_path):
    before = (folder / "report.html").read_text(encoding="utf-8")
    (folder / "report.html").unlink()
    assert command("report", folder).err == f"wrote {folder / 'report.html'}\n"
    assert (folder / "report.html").read_text(encoding="utf-8") == before
    assert command("report", compared, "-o", tmp_path / "page.html").code == 0
    assert (tmp_path / "page.html").read_bytes() == (compared / "report.html").read_bytes()


def test_a_page_replaces_no_other_file(command, folder, tmp_path):
    (folder / "report.html").write_text("mine", encoding="utf-8")
    assert refused(command("report", folder)) == (
        f"{folder / 'report.html'}: this is not a page of orgsim's; -o names another file"
    )
    assert (folder / "report.html").read_text(encoding="utf-8") == "mine"
    assert refused(command("report", tmp_path / "nothing")) == (
        f"{tmp_path / 'nothing'}: there is no such folder"
    )
    assert refused(command("report", folder, "-o", tmp_path)) == (
        f"-o {tmp_path}: this is a folder; name a file, as in {tmp_path / 'report.html'}"
    )
    missing = tmp_path / "missing" / "page.html"
    assert refused(command("report", folder, "-o", missing)) == (
        f"{missing}: cannot be written (No such file or directory)"
    )
