"""`orgsim validate` and `orgsim show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orgsim

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_shipped_scenarios_are_valid(command):
    files = sorted(SCENARIOS.glob("*.yaml"))
    ended = command("validate", *files)
    assert ended.code == 0
    assert ended.out.splitlines() == [f"{file}: valid" for file in files]
    assert ended.err == ""


def test_every_mistake_in_every_file(command, wrong, small):
    ended = command("validate", wrong, small, wrong.with_name("missing.yaml"))
    assert ended.code == 2
    assert f"{wrong}:3:1: horizn: unknown key 'horizn'; allowed: " in ended.out
    assert "did you mean horizon?" in ended.out
    assert f"{small}: valid" in ended.out
    assert "missing.yaml: no such file" in ended.out
    assert ended.err == "3 problems, nothing was run\n"


def test_problems_as_json(command, wrong):
    ended = command("validate", wrong, "--json")
    assert ended.code == 2
    problems = json.loads(ended.out)
    assert [problem["line"] for problem in problems] == [3, 4]
    assert problems[0]["path"] == "horizn"
    assert command("validate", SCENARIOS / "startup.yaml", "--json").out == "[]\n"


@pytest.mark.parametrize("origins", [[], ["--origins"]])
def test_what_show_prints_is_the_same_scenario(command, small, tmp_path, origins):
    ended = command("show", small, *origins)
    assert ended.code == 0
    again = tmp_path / "again.yaml"
    again.write_text(ended.out)
    assert orgsim.load_scenario(again) == orgsim.load_scenario(small)
    assert ("# default" in ended.out) == bool(origins)


def test_show_takes_overrides_and_says_so(command, small):
    ended = command("show", small, "--origins", "--set", "horizon=3 years")
    (line,) = [line for line in ended.out.splitlines() if line.startswith("horizon:")]
    assert "3 years" in line
    assert line.endswith("# --set")


def test_show_of_a_wrong_file(command, wrong):
    ended = command("show", wrong)
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean horizon" in ended.err
