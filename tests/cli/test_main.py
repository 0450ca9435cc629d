"""The command itself: its help, its version, how fast it answers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import orgsim
from orgsim.cli import exits
from orgsim.cli import main as cli_main


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["run", "--help"], ["compare", "-h"]])
def test_help(command, arguments):
    ended = command(*arguments)
    assert ended.code == 0
    assert ended.out.startswith("Usage: orgsim")
    assert ended.err == ""


def test_help_names_every_verb(command):
    out = command("--help").out
    verbs = ("run", "validate", "show", "compare", "report", "plot", "init")
    verbs += ("presets", "schema", "verify")
    assert all(f"\n  {verb} " in out for verb in verbs)


def test_help_explains_every_exit_code(command):
    explained = " ".join(command("--help").out.split()).partition("Exit codes: ")[2]
    codes = [value for value in vars(exits).values() if isinstance(value, int)]
    assert sorted(codes) == [1, 2, 3, 130]
    assert explained.startswith("0 done, ")
    assert all(f", {code} " in explained for code in codes)


def test_version(real_command):
    ended = real_command("--version")
    assert (ended.code, ended.out) == (0, f"orgsim {orgsim.__version__}\n")


@pytest.mark.parametrize(
    "arguments", [["simulate"], ["run"], ["run", "--fast", "x.yaml"], ["compare"], ["validate"]]
)
def test_wrong_usage(command, arguments):
    ended = command(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert ended.err


def test_help_needs_none_of_the_heavy_libraries():
    heavy = ("numpy", "pandas", "plotly", "pydantic", "scipy", "simpy", "rich", "pyarrow", "loky")
    code = (
        "import sys, orgsim.cli.main as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"


def test_help_is_fast():
    def processor_seconds():
        before = os.times()
        subprocess.run([sys.executable, "-m", "orgsim", "--help"], capture_output=True, check=True)
        after = os.times()
        return (after.children_user + after.children_system) - (
            before.children_user + before.children_system
        )

    # Processor time, the best of a few: other programs on the machine must not decide.
    assert min(processor_seconds() for _ in range(5)) < 0.2


def test_a_reader_that_has_seen_enough_hears_no_complaint(small, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "orgsim", "show", str(small)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        process.stdout.close()
        complaints = process.stderr.read()
    assert complaints == b""


def test_ctrl_c_outside_a_run(command, monkeypatch):
    def pressed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_main.cli, "main", pressed)
    ended = command("show", "x.yaml")
    assert ended.code == 130
    assert "interrupted" in ended.err


def test_importing_orgsim_is_light():
    ended = subprocess.run(
        [sys.executable, "-c", "import sys, orgsim; print('numpy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "False\n"


@pytest.mark.parametrize(
    "arguments", [["show"], ["run", "-q", "-w", "1", "-n", "1"], ["validate"]], ids=lambda a: a[0]
)
def test_a_full_disk_is_told_in_a_line(small, tmp_path, arguments):
    verb, *options = arguments
    with open("/dev/full", "w") as full:  # noqa: PTH123 - no file to speak of
        ended = subprocess.run(
            [sys.executable, "-m", "orgsim", verb, str(small), *options],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "could not finish: No space left on device\n"
