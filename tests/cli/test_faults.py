"""Runs that end before their time, for real: whatever happens, what was finished is kept.

Only what comes to grief is a process of its own; what follows is typed in this one. The reference
engine simulates one replication at a time, so there is something finished soon.
"""

from __future__ import annotations

import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import orgsim
from orgsim.results import SWEEP_TABLES, TABLES

COUNT = 40
"""Replications: enough to be at work for a while."""


def arguments(small, *more):
    return ("run", small, "-n", COUNT, "--engine", "reference", "-q", "-o", "out", *more)


@pytest.fixture
def start(tmp_path):
    """Start the command as a process of its own in an empty folder; it is ended after the test."""
    started = []

    def start_it(*words, **options):
        process = subprocess.Popen(
            [sys.executable, "-m", "orgsim", *map(str, words)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,
        )
        started.append(process)
        return process

    yield start_it
    for process in started:
        process.kill()
        process.communicate()


def blocks(folder):
    return list((folder / "parts" / "blocks").glob("[0-9]*.json"))


def until(happened, process):
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def tables(folder):
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tables of a run to which nothing happened."""
    scenarios = Path(__file__).parents[2] / "scenarios"
    folder = tmp_path_factory.mktemp("whole")
    path = folder / "small.yaml"
    path.write_text(
        f"extends: {scenarios / 'startup.yaml'}\nname: Small\nhorizon: 2 years\nseed: 3\n"
    )
    scenario = orgsim.load_scenario(path)
    orgsim.run(scenario, COUNT, workers=1, engine="reference").save(folder / "out")
    return tables(folder / "out")


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell children")
def test_a_killed_run_leaves_no_orphans_and_goes_on(start, command, small, tmp_path, whole):
    process = start(*arguments(small, "-w", 2))
    out = tmp_path / "out"
    until(lambda: len(blocks(out)) >= 4, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    workers = [int(number) for number in children.split()]
    assert len(workers) >= 2
    semaphores = set(Path("/dev/shm").glob(f"*loky-{process.pid}-*"))  # noqa: S108 - theirs
    assert semaphores
    process.kill()
    # Ends when the last process that can write there has ended: workers and what tidies up.
    assert process.communicate() == ("", "")
    assert not any(each.exists() for each in semaphores)
    deadline = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, workers))
    there = len(blocks(out))
    assert 4 <= there < COUNT
    # What is there can be read, by this program and by others.
    so_far = orgsim.load_results(out)
    assert so_far.completed == there
    assert so_far.manifest["unfinished"]
    assert pd.read_parquet(out / "parts" / "levels")["replication"].nunique() >= there
    refused = command(*arguments(small, "-w", 2))
    assert refused.code == 2
    assert refused.err == (
        f"-o out: the folder holds an unfinished run of 'Small' ({there} of {COUNT} "
        "replications); nothing was run (--resume goes on with it; --overwrite throws it away; "
        "-o names another folder)\n"
    )
    resumed = command(*arguments(small, "-w", 1, "--resume"))
    assert (resumed.code, resumed.err) == (0, "")
    assert resumed.out.startswith(f"Small · 2026 to 2028 · {COUNT} replications · seed 3\n")
    assert tables(out) == whole
    assert not (out / "parts").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_within_a_second_and_says_what_is_kept(start, small, tmp_path, workers):
    process = start(*arguments(small, "-w", workers, "--overwrite"))  # not what it goes on with
    out = tmp_path / "out"
    until(lambda: len(blocks(out)) >= 4, process)
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    said, told = process.communicate()
    took = time.monotonic() - pressed
    there = len(blocks(out))
    assert (process.returncode, said) == (130, "")
    assert told == (
        f"interrupted: {there} of {COUNT} replications are kept in out; go on with: "
        f"orgsim run {small} -n {COUNT} --engine reference -q -o out -w {workers} --resume\n"
    )
    assert took < 5, "a second, on a machine that is not busy"
    assert orgsim.load_results(out).completed == there


def test_two_runs_into_one_folder(start, command, small, tmp_path, whole):
    first = start(*arguments(small, "-w", 1))
    out = tmp_path / "out"
    until(lambda: blocks(out), first)
    first.send_signal(signal.SIGSTOP)  # or it might be over before the second has begun
    for options in ((), ("--resume",), ("--overwrite",)):
        second = command(*arguments(small, "-w", 1, *options))
        assert second.code == 2
        assert second.err == (
            f"-o out: another run is writing here (process {first.pid}); nothing was run "
            "(-o names another folder)\n"
        )
    first.send_signal(signal.SIGCONT)
    assert first.communicate()[1] == ""
    assert first.returncode == 0
    assert tables(out) == whole


def limited(size):
    """No file may grow beyond a size, in the process and all that it starts."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_limit_that_the_final_tables_run_into(start, command, small, tmp_path, whole):
    """Parts are small; the table of all replications is not."""
    out = tmp_path / "out"
    limit = len(whole["levels"]) - 1
    process = start(*arguments(small, "-w", 1), preexec_fn=limited(limit))
    said, told = process.communicate()
    assert (process.returncode, said) == (1, "")
    assert told == (
        "could not finish: out/parts/.final/levels.parquet: File too large; "
        f"{COUNT} of {COUNT} replications are kept in out; go on with: orgsim run {small} -n "
        f"{COUNT} --engine reference -q -o out -w 1 --resume\n"
    )
    assert not (out / "parts" / ".final").exists()
    assert orgsim.load_results(out).completed == COUNT
    resumed = command(*arguments(small, "-w", 1, "--resume"))
    assert (resumed.err, resumed.code) == ("", 0)
    assert tables(out) == whole


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with room for some of the parts."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"this user cannot mount a file system: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def test_a_disk_that_is_full_in_the_middle(start, command, small, small_disk, whole):
    out = small_disk / "out"
    (small_disk / "ballast").write_bytes(bytes(100_000))
    words = arguments(small, "-w", 2, "-o", out)
    process = start(*words)
    said, told = process.communicate()
    there = len(blocks(out))
    assert 0 < there < COUNT
    assert (process.returncode, said) == (1, "")
    assert told.startswith(f"could not finish: {out}/parts/")
    assert told.endswith(
        f": No space left on device; {there} of {COUNT} replications are kept in {out}; go on "
        f"with: orgsim {' '.join(map(str, words))} --resume\n"
    )
    assert told.count("\n") == 1
    assert orgsim.load_results(out).completed == there
    assert not list(out.glob("parts/**/.*")), "no half-written file is left"
    subprocess.run(
        ["mount", "-o", "remount,size=100m", str(small_disk)],  # noqa: S607
        check=True,
    )
    resumed = command(*arguments(small, "-w", 1, "-o", out, "--resume"))
    assert (resumed.err, resumed.code) == ("", 0)
    assert tables(out) == whole


def test_a_part_that_was_cut_short_is_made_again(start, command, small, tmp_path, whole):
    process = start(*arguments(small, "-w", 1))
    out = tmp_path / "out"
    until(lambda: len(blocks(out)) >= 4, process)
    process.kill()
    process.communicate()
    part = out / "parts" / "levels" / "000002-000002.parquet"
    part.write_bytes(part.read_bytes()[:1000])
    resumed = command(*arguments(small, "-w", 1, "--resume"))
    assert resumed.err == (
        "out/parts/levels/000002-000002.parquet: the part is cut short or was changed; "
        "replication 2 will be simulated again\n"
    )
    assert resumed.code == 0
    assert tables(out) == whole


POINTS = 12


def swept(small, *more):
    vary = f"organizations.startup.plan.rate={','.join(f'{10 + n}%/year' for n in range(POINTS))}"
    return (
        "sweep", small, "--vary", vary, "-n", 2, "--measure", "headcount", "--engine", "reference",
        "-q", "-o", "out", *more,
    )  # fmt: skip


def test_a_killed_sweep_goes_on_and_so_does_one_stopped_by_ctrl_c(start, small, tmp_path):
    out = tmp_path / "out"
    killed = start(*swept(small, "-w", 2))
    until(lambda: len(blocks(out)) >= 2, killed)
    killed.kill()
    killed.communicate()
    pressed = start(*swept(small, "-w", 1, "--resume"))
    before = len(blocks(out))
    until(lambda: len(blocks(out)) > before, pressed)
    os.killpg(pressed.pid, signal.SIGINT)
    said, told = pressed.communicate()
    there = len(blocks(out))  # one for each replication: the reference engine takes one at a time
    assert 3 <= there < 2 * POINTS
    assert (pressed.returncode, said) == (130, "")
    words = shlex.join(map(str, swept(small, "-w", 1)))
    assert told == (
        f"interrupted: {there} of {2 * POINTS} replications are kept in out; go on with: "
        f"orgsim {words} --resume\n"
    )
    resumed = start(*swept(small, "-w", 2, "--resume"))
    said, told = resumed.communicate()
    assert (resumed.returncode, told) == (0, "")
    assert said.startswith(f"Small · grid of {POINTS} points · 2 replications each · seed 3")
    whole = orgsim.sweep(
        small,
        {"organizations.startup.plan.rate": [f"{10 + n}%/year" for n in range(POINTS)]},
        replications=2,
        measures=["headcount"],
        engine="reference",
        workers=1,
    )
    whole.save(tmp_path / "whole")
    for name in SWEEP_TABLES:
        file = f"{name}.parquet"
        assert (out / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    assert not (out / "parts").exists()
