"""`orgsim run`: what it prints, where, what it leaves behind, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

import orgsim
from orgsim.cli.text_table import text_table
from orgsim.experiment import runs
from orgsim.results import TABLES


def test_a_run_states_the_finding_and_leaves_tables_and_a_page(command, small, tmp_path):
    ended = command("run", small, "-w", 1, "--report")
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0] == "Small · 2026 to 2028 · 5 replications · seed 3"
    assert [word for word in lines[2].split() if word[:2] == "20"] == [
        "2026-01",
        "2027-01",
        "2028-01",
    ]
    assert "Ranges over replications are shown from ten replications on." in lines
    assert "After 2 years" in ended.out
    assert "Asked and realised: " in ended.out
    assert lines[-1].startswith("results/small/   report.html · levels")
    folder = tmp_path / "results" / "small"
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        "report.html",
        *(f"{name}.parquet" for name in TABLES),
    }
    saved = orgsim.load_results(folder)
    assert saved.completed == 5
    assert saved.manifest["command"] == f"orgsim run {small} -w 1 --report"


def test_a_run_without_a_page_says_so(command, small, tmp_path):
    ended = command("run", small, "-w", 1, "-o", "out", "--no-report")
    assert ended.out.splitlines()[-1].startswith("out/   levels")
    assert not (tmp_path / "out" / "report.html").exists()
    assert json.loads(command("run", small, "-w", 1, "-o", "out", "--json").out)["report"] is None


def test_the_level_mix_is_that_of_the_tables(command, small):
    ended = command("run", small, "--json", "-w", 1, "-o", "out", "--report")
    found = json.loads(ended.out)
    levels = orgsim.load_results("out").levels
    total = levels.groupby(["replication", "time"])["headcount"].transform("sum")
    levels = levels.assign(share=levels["headcount"] / total)
    last = levels[levels["time"] == levels["time"].max()]
    rows = [row for row in found["level_mix"] if row["date"] == "2028-01-01"]
    assert len(rows) == levels["level"].nunique() + 1
    for row in rows[:-1]:
        own = last[last["level"] == row["level"]]
        assert row["headcount"] == pytest.approx(own["headcount"].mean())
        assert row["share"] == pytest.approx(own["share"].mean())
        assert row["low"] == pytest.approx(own["share"].quantile(0.05))
        assert row["high"] == pytest.approx(own["share"].quantile(0.95))
    whole = last.groupby("replication")["headcount"].sum()
    assert rows[-1]["headcount"] == pytest.approx(whole.mean())
    assert found["completed"] == found["replications"] == 5
    assert found["failures"] == []
    assert found["findings"]
    assert found["report"] == "out/report.html"


def test_two_levels_may_carry_one_title(command, small):
    ended = command(
        *("run", small, "-w", 1, "-n", 2),
        *("--set", "organizations.startup.levels.senior_pm={title: Product Manager, rank: 3}"),
    )
    assert ended.code == 0
    titles = [line.split("   ")[0].strip() for line in ended.out.splitlines()]
    assert titles.count("Product Manager") == 2


def test_an_empty_organization_has_no_shares(command, small):
    empty = (
        *("run", small, "-w", 1, "-n", 2, "-o", "out"),
        *("--set", "organizations.startup.initial.headcount=0"),
        *("--set", "organizations.startup.plan={kind: path, points: {2027-06-01: 0}}"),
    )
    ended = command(*empty)
    assert ended.code == 0
    assert ended.out.count(" 0  nobody") == 18, "six levels at three dates"
    assert "nan" not in ended.out

    def refuse(constant):
        pytest.fail(f"{constant} is no JSON")

    found = json.loads(command(*empty, "--json").out, parse_constant=refuse)
    assert {row["share"] for row in found["level_mix"]} == {None}


def test_tables_stand_in_columns_of_the_terminal():
    assert text_table([["部長", "1"], ["VP", "10"]]) == ["部長   1", "VP    10"]


def test_options_replace_what_the_scenario_says(command, small):
    ended = command(
        "run", small, "-n", 2, "--seed", 0, "-q", "-w", 1, "--set", "horizon=1 year", "-o", "a/b"
    )
    assert ended.code == 0
    assert ended.out.startswith("Small · 2026 to 2027 · 2 replications · seed 0\n")
    assert orgsim.load_results("a/b").manifest["seed"] == 0


def test_the_reference_engine_finds_the_same(command, small, monkeypatch):
    by_block = command("run", small, "-w", 1, "-o", "out")
    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated by blocks"))
        ended = command("run", small, "-w", 1, "-o", "out", "--engine", "reference")
    assert (ended.code, ended.out) == (0, by_block.out)
    assert orgsim.load_results("out").manifest["engine"] == "reference"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-n", "0"], "--replications: must be at least 1, got 0"),
        (["-n", "many"], "--replications: must be a whole number, got many"),
        (["--seed", "-1"], "--seed: must be at least 0, got -1"),
        (["--seed", str(2**64 + 1)], "--seed must be at most 18446744073709551615, got 1844"),
        (["-n", "9" * 20], "--replications must be at most 1000000, got 999"),
        (["-w", "0"], "--workers: must be at least 1, got 0"),
        (["-o", "small.yaml"], "small.yaml is a file, not a folder; nothing was run"),
        (["-o", "small.yaml/x"], "small.yaml is a file, not a folder; nothing was run"),
        (["-o", "/proc/x"], "/proc cannot be written"),
        (["-o", "x" * 300], "File name too long); nothing was run"),
        (["-o", "x" * 250], "File name too long); nothing was run"),
        (["-o", "results/" + "x" * 250], "File name too long); nothing was run"),
        (["-o", "/".join(["x" * 200] * 30)], "File name too long); nothing was run"),
        (["--set", "start=9999-12-01"], "no such start, got 9999-12-01; allowed: the years 1900"),
        (["--set", "organizations.startup.plan.limmit=9"], "did you mean limit?"),
        (["--set", "nonsense"], "nonsense"),
        (
            ["--engine", "refrence"],
            "--engine: unknown, got 'refrence'; allowed: block, reference; did you mean reference?",
        ),
    ],
)
def test_wrong_usage_is_told_before_anything_runs(
    command, small, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    ended = command("run", small, *arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err
    assert "Traceback" not in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(
    command, small, tmp_path, monkeypatch
):
    (tmp_path / "locked").mkdir(mode=0o500)
    if os.access(tmp_path / "locked", os.W_OK):
        pytest.skip("this user may write everywhere")
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    ended = command("run", small, "-o", "locked/out")
    assert ended.code == 2
    assert "locked cannot be written (Permission denied); nothing was run" in ended.err


def test_a_wrong_scenario_lists_every_mistake(command, wrong, tmp_path):
    ended = command("run", wrong)
    assert ended.code == 2
    assert ended.out == ""
    assert f"{wrong}:3:1: horizn: unknown key 'horizn'; allowed: " in ended.err
    assert "did you mean horizon?" in ended.err
    assert f"{wrong}:4:" in ended.err
    assert ended.err.splitlines()[-1] == "2 problems, nothing was run"
    assert not (tmp_path / "results").exists()


def test_other_results_are_not_overwritten_unasked(command, small, monkeypatch):
    assert command("run", small, "-w", 1, "-o", "out").code == 0
    assert command("run", small, "-w", 1, "-n", 2, "-o", "out").code == 0, "the same scenario"
    before = orgsim.load_results("out").levels
    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
        ended = command("run", small, "--seed", 4, "-o", "out")
    assert ended.code == 2
    assert "out: the folder holds the results of another seed (3, now 4); nothing was" in ended.err
    assert "--overwrite replaces them and leaves all other files as they are" in ended.err
    pd.testing.assert_frame_equal(orgsim.load_results("out").levels, before)
    ended = command("run", small, "--seed", 4, "-w", 1, "-o", "out", "--overwrite")
    assert ended.code == 0
    assert orgsim.load_results("out").manifest["seed"] == 4


def test_failed_replications_are_named_and_the_others_saved(command, small, monkeypatch):
    simulate_block = runs.simulate_block

    def unlucky(scenario, replications):
        if {1, 3} & set(replications):
            raise RuntimeError("out of luck")
        return simulate_block(scenario, replications)

    monkeypatch.setattr(runs, "simulate_block", unlucky)
    ended = command("run", small, "-w", 1, "-o", "out")
    assert ended.code == 1
    assert "2 of 5 replications failed (1, 3): RuntimeError: out of luck" in ended.err
    assert ended.out.startswith("Small · 2026 to 2028 · 3 replications")
    saved = orgsim.load_results("out")
    assert sorted(saved.levels["replication"].unique()) == [0, 2, 4]
    assert [failure["replication"] for failure in saved.failures] == [1, 3]


def test_nothing_is_written_when_every_replication_failed(command, small, tmp_path, monkeypatch):
    def hopeless(*_):
        raise RuntimeError("never")

    monkeypatch.setattr(runs, "simulate_block", hopeless)
    ended = command("run", small, "-w", 1)
    assert ended.code == 1
    assert ended.out == ""
    assert "5 of 5 replications failed (0, 1, 2, 3, 4): RuntimeError: never" in ended.err
    assert not (tmp_path / "results").exists()


def test_ctrl_c_keeps_what_was_finished_and_says_how_to_go_on(command, small, monkeypatch):
    simulate_block = runs.simulate_block

    def pressed(scenario, replications):
        if replications[0] >= 3:
            raise KeyboardInterrupt
        return simulate_block(scenario, replications)

    monkeypatch.setattr(runs, "simulate_block", pressed)
    monkeypatch.setattr(runs, "preferred_block_size", lambda _: 1)
    ended = command("run", small, "-w", 1, "-o", "out")
    assert ended.code == 130
    assert ended.out == ""
    assert ended.err == (
        "interrupted: 3 of 5 replications are kept in out; "
        f"go on with: orgsim run {small} -w 1 -o out --resume\n"
    )
    assert orgsim.load_results("out").completed == 3


def test_ctrl_c_before_anything_was_finished_leaves_nothing(command, small, tmp_path, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "simulate_block", pressed)
    ended = command("run", small, "-w", 1)
    assert ended.code == 130
    assert ended.out == ""
    assert ended.err.lstrip() == "interrupted, nothing was written\n"
    assert not (tmp_path / "results").exists()


def test_scenario_names_make_safe_folders(command, small, tmp_path):
    odd = small.rename(tmp_path / "our plan (draft 2).yaml")
    assert command("run", odd, "-w", 1, "-n", 1).code == 0
    assert (tmp_path / "results" / "our_plan_draft_2" / "manifest.json").is_file()


def in_a_terminal(tmp_path, arguments, until=None, environment=None):
    """Run with stderr on a terminal; press Ctrl-C when it has shown something."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "orgsim", *map(str, arguments)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=follower,
        start_new_session=True,
        env={**os.environ, "COLUMNS": "100", "TERM": "xterm", **(environment or {})},
    )
    os.close(follower)
    shown = b""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                shown += os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
        if until is not None and until(shown.decode(errors="replace")):
            os.killpg(process.pid, signal.SIGINT)
            until = None
    else:
        process.kill()
    out = process.communicate()[0].decode()
    os.close(leader)
    return process.returncode, out, shown.decode()


@pytest.mark.parametrize(
    ("verb", "done", "said"), [("run", 40, "Small · "), ("compare", 80, "Aga")]
)
def test_a_terminal_sees_progress_on_stderr(small, tmp_path, verb, done, said):
    (tmp_path / "other.yaml").write_text(f"extends: {small.name}\nname: Other\n")
    files = [small] if verb == "run" else [small, "other.yaml"]
    code, out, shown = in_a_terminal(tmp_path, [verb, *files, "-n", 40, "-w", 2])
    assert code == 0
    assert "simulating" in shown
    assert f"{done}/{done} replications" in shown
    assert "per second" in shown
    assert out.startswith(said)
    assert "simulating" not in out


def test_quiet_and_no_color_are_honoured(small, tmp_path):
    code, out, shown = in_a_terminal(tmp_path, ["run", small, "-q", "-w", 1])
    assert (code, shown) == (0, "")
    assert out.startswith("Small · ")
    colour = "\x1b[3"  # how every code for a colour in front begins
    *_, shown = in_a_terminal(tmp_path, ["run", small, "-w", 1])
    assert colour in shown
    *_, shown = in_a_terminal(tmp_path, ["run", small, "-w", 1], environment={"NO_COLOR": "1"})
    assert colour not in shown


def test_ctrl_c_in_a_terminal(small, tmp_path):
    """Workers are interrupted with the command, as a terminal does it, and nobody complains."""

    def some_are_done(shown):
        return any(f" {done}/" in shown for done in range(1, 20_000))

    pressed = []

    def until(shown):
        if some_are_done(shown):
            pressed.append(time.monotonic())
            return True
        return False

    code, _, shown = in_a_terminal(
        tmp_path, ["run", small, "-n", 20_000, "-w", 2, "-o", "out"], until
    )
    assert code == 130
    assert "replications are kept in out; go on with: orgsim run " in shown.replace("\r\n", "")
    assert "Traceback" not in shown
    assert time.monotonic() - pressed[0] < 30
    assert 0 < orgsim.load_results(tmp_path / "out").completed < 20_000
