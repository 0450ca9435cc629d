"""`orgsim report` of what is not finished: what is there so far, or what to do."""

from __future__ import annotations

import pytest

from orgsim.experiment import runs


@pytest.fixture
def interrupted(command, small, monkeypatch):
    """Folders of a run and a comparison in which 4 of 10 replications are finished."""
    simulate_block = runs.simulate_block

    def pressed(given, replications):
        if replications[0] >= 4:
            raise KeyboardInterrupt
        return simulate_block(given, replications)

    monkeypatch.setattr(runs, "preferred_block_size", lambda _: 2)
    monkeypatch.setattr(runs, "simulate_block", pressed)
    options = ("-n", 10, "-w", 1, "-q")
    assert command("run", small, *options, "-o", "one").code == 130
    other = small.with_name("other.yaml")
    other.write_text(f"extends: {small.name}\nname: Other\n")
    assert command("compare", small, other, *options, "-o", "two").code == 130


@pytest.mark.usefixtures("interrupted")
def test_a_page_of_what_a_run_has_finished(command, tmp_path):
    ended = command("report", "one")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == (
        "one: this run is not finished, 4 of 10 replications are there; the same run with --resume "
        "goes on with it\nwrote one/report.html\n"
    )
    page = (tmp_path / "one" / "report.html").read_text()
    assert "not finished when this page was made: it tells of 4 of 10 replications." in page
    ended = command("report", "two")
    assert ended.code == 2
    assert ended.err == (
        "two: this comparison is not finished; run it again with --resume, or load what is "
        "finished of its results: small, other\n"
    )
    assert not (tmp_path / "two" / "report.html").exists()
    assert command("report", "two/small").code == 0
