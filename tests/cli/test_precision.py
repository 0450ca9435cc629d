"""`--precision`, what every run says of its precision, and ranges that few replications lack."""

from __future__ import annotations

import json
import re

import pytest

import orgsim
from orgsim.experiment import runs
from orgsim.experiment.precision import FIRST_STAGE
from orgsim.results import load_comparison

IN_BRACKETS = re.compile(r"\(\d+-\d+\)|\([\d.,]+ to ")
KNOWN = "The mean share of Director and above at the end is known to within "


def test_ranges_are_shown_from_ten_replications_on(command, small):
    few = command("run", small, "-w", 1, "-n", 9, "-o", "out").out
    assert "Ranges over replications are shown from ten replications on." in few
    assert not IN_BRACKETS.search(few)
    enough = command("run", small, "-w", 1, "-n", 10, "-o", "out").out
    assert "Ranges are the 5th to 95th percentile over replications." in enough
    assert IN_BRACKETS.search(enough)


def test_every_run_says_how_precise_it_is(command, small):
    said = " ".join(command("run", small, "-w", 1, "-o", "out").out.split())
    found = re.search(KNOWN + r"([\d.]+) points \(95 % interval\)\.", said)
    summary = orgsim.load_results("out").summary
    last = summary[(summary["measure"] == "director_share") & (summary["date"] == "2028-01-01")]
    error = last["standard_error"].item()
    assert float(found[1]) == pytest.approx(100 * 2.776 * error, abs=0.05)
    one = " ".join(command("run", small, "-w", 1, "-n", 1, "-o", "out").out.split())
    assert "One replication says nothing about how far it is from the mean." in one
    assert KNOWN not in one


def test_a_precision_is_reached_and_told(command, small):
    options = ("-w", 1, "-o", "out", "--precision", "startup.director_share=3%")
    ended = command("run", small, *options, "--json")
    found = json.loads(ended.out)
    assert found["completed"] == orgsim.load_results("out").completed >= 30
    assert len(found["precision_asked"]) == 1
    assert found["precision_asked"][0].startswith("startup.director_share=3%: reached, 0.0")
    assert found["precision_asked"][0].endswith(
        f"with {found['completed']} replications (startup)."
    )
    ended = command("run", small, *options, "--max-replications", 8, "--overwrite")
    assert "startup.director_share=3%: not reached, 0." in " ".join(ended.out.split())
    assert ended.code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--precision", "skil=1"), "--precision: no such measure, got 'skil'; allowed: headcount"),
        (
            ("--precision", "skill=0"),
            "--precision: must be a measure and half of the width of its interval, a positive",
        ),
        (("--max-replications", "9"), "--max-replications is of no use without precision; nothing"),
        (
            ("--precision", "skill=1", "--max-replications", "4"),
            (
                "--max-replications must be at least the 5 replications that are asked for, got 4; "
                "ask for fewer replications; no"
            ),
        ),
        (("--max-replications", "0"), "--max-replications: must be at least 1, got 0"),
    ],
)
def test_what_cannot_be_asked_for(command, small, tmp_path, options, message):
    ended = command("run", small, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(message)
    assert not (tmp_path / "results").exists()


def test_differences_may_be_asked_for_too(command, small, tmp_path):
    other = tmp_path / "slower.yaml"
    other.write_text(
        f"extends: {small.name}\norganizations: {{ startup: {{ plan: {{ rate: 5%/year }} }} }}\n"
    )
    options = ("-w", 1, "-n", 4, "-o", "out", "--precision", "startup.director_share=2%")
    ended = command("compare", small, other, *options, "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert found["replications"] >= 30
    (told,) = found["precision_asked"]
    assert told.startswith("startup.director_share=2%: reached, 0.0")
    assert told.endswith(f"with {found['replications']} replications (slower, startup).")
    ended = command("compare", small, other, *options, "--max-replications", 3)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("--max-replications must be at least the 4 replications that are")


@pytest.fixture
def slower(small, tmp_path):
    path = tmp_path / "slower.yaml"
    path.write_text(
        f"extends: {small.name}\norganizations: {{ startup: {{ plan: {{ rate: 5%/year }} }} }}\n"
    )
    return path


def test_every_comparison_says_how_precise_it_is(command, small, slower):
    said = " ".join(command("compare", small, slower, "-w", 1, "-o", "out").out.split())
    found = re.search(
        "The mean difference in the share of Director and above at the end is known to within "
        r"([\d.]+) points \(95 % interval, each by itself\)\.",
        said,
    )
    table = load_comparison("out").differences
    last = table[(table["measure"] == "director_share") & (table["date"] == "2028-01-01")]
    error = last["standard_error"].item()
    assert float(found[1]) == pytest.approx(100 * 2.776 * error, abs=0.05)
    ended = command("compare", small, slower, "-w", 1, "-n", 1, "-o", "one", "--json")
    assert json.loads(ended.out)["precision"] == (
        "One pair of replications says nothing about how far it is from the mean."
    )


def test_a_comparison_to_a_precision_is_resumed(command, small, slower, tmp_path, monkeypatch):
    """Interrupted after the first stage, so that more than was first asked for is there."""
    options = ("-w", 1, "--precision", "startup.director_share=2%")
    assert command("compare", small, slower, *options, "-o", "whole").code == 0
    simulate_block = runs.simulate_block

    def pressed(scenario, replications):
        if replications[0] >= FIRST_STAGE:
            raise KeyboardInterrupt
        return simulate_block(scenario, replications)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", pressed)
        patched.setattr(runs, "preferred_block_size", lambda _: 10)
        ended = command("compare", small, slower, *options, "-o", "out")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err.endswith(
        f"go on with: orgsim compare {small} {slower} {' '.join(map(str, options))} -o out "
        "--resume\n"
    )
    kept = {name: orgsim.load_results(f"out/{name}").completed for name in ("small", "slower")}
    assert set(kept.values()) == {FIRST_STAGE}
    ended = command("compare", small, slower, *options, "-o", "out", "--resume")
    assert ended.code == 0, ended.err
    whole, resumed = load_comparison("whole"), load_comparison("out")
    assert resumed.results["small"].completed == whole.results["small"].completed > FIRST_STAGE
    for file in ("differences.parquet", "small/levels.parquet", "slower/people.parquet"):
        assert (tmp_path / "out" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
