"""The command line as its users meet it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from orgsim.cli.main import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@dataclass(frozen=True)
class Ended:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def no_page(monkeypatch):
    """Draw no page where a test does not ask for one: it takes longer than a small run."""
    monkeypatch.setenv("ORGSIM_REPORT", "no")


@pytest.fixture
def command(capsys, tmp_path, monkeypatch):
    """Run the command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        words = [str(argument) for argument in arguments]
        monkeypatch.setattr("sys.argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as ended:
            main(words)
        captured = capsys.readouterr()
        return Ended(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def real_command(tmp_path):
    """Run the command as a process of its own, in an empty folder."""

    def run(*arguments):
        ended = subprocess.run(
            [sys.executable, "-m", "orgsim", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def small(tmp_path):
    """A scenario file that runs in no time, made from the shipped startup."""
    path = tmp_path / "small.yaml"
    path.write_text(
        f"extends: {SCENARIOS / 'startup.yaml'}\n"
        "name: Small\nhorizon: 2 years\nreplications: 5\nseed: 3\n"
    )
    return path


@pytest.fixture
def crowded(small, tmp_path):
    """A scenario that can be run, and whose seats its plan will not fit into."""
    path = tmp_path / "crowded.yaml"
    path.write_text(
        f"extends: {small.name}\nname: Crowded\norganizations:\n  startup:\n    levels:\n"
        + "".join(
            f"      {level}: {{ seats: {{ count: 1 }} }}\n"
            for level in ("associate", "pm", "senior_pm", "director")
        )
    )
    return path


@pytest.fixture
def wrong(tmp_path):
    """A scenario file with two mistakes."""
    path = tmp_path / "wrong.yaml"
    path.write_text(
        f"extends: {SCENARIOS / 'startup.yaml'}\nname: Wrong\nhorizn: 2 years\nreplications: none\n"
    )
    return path
