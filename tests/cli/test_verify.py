"""`orgsim verify`."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

import orgsim.verification
from orgsim.verification import CASES

ROOT = Path(__file__).parents[2]


def test_it_prints_every_quantity_and_that_all_hold(command):
    ended = command("verify", "selection", "two_levels", "-n", 100, "-w", 1)
    assert (ended.code, ended.err) == (0, "")
    # In the order of all cases, whatever was asked first.
    assert ended.out.index("two_levels (") < ended.out.index("selection (")
    assert "poisson_arrivals" not in ended.out
    for case in CASES:
        for quantity in case.quantities if case.id in {"selection", "two_levels"} else ():
            (line,) = (row for row in ended.out.splitlines() if f"  {quantity.name}  " in row)
            assert f"{quantity.expected:.5g}" in line
            assert line.endswith(f"  holds  {quantity.source}")
    assert "\nAll 7 quantities hold. " in ended.out
    assert "one in 1,000" in ended.out


def test_json(command):
    found = json.loads(command("verify", "selection", "-n", 100, "-w", 1, "--json").out)
    assert (found["holds"], found["false_alarm_rate"]) == (True, 0.001)
    count, skill = found["checks"]
    assert count["obtained"] == count["low"] == count["high"] == count["expected"] == 5
    assert skill["case"] == "selection"
    assert skill["expected"] == pytest.approx(1.7055, abs=5e-5)
    assert skill["low"] < skill["obtained"] < skill["high"]
    assert (skill["replications"], skill["holds"], skill["failures"]) == (100, True, [])


def test_a_page(command):
    ended = command("verify", "selection", "-n", 100, "-w", 1, "--markdown")
    assert ended.code == 0
    opening, *_ = ended.out.split("\n## ")
    assert "\n# Verification results\n" in opening
    assert "All 2 quantities hold. " in opening
    assert (
        "\n## `selection`\n\nnormal order statistics; 100 replications\n\n"
        "| quantity | expected | obtained | interval | verdict | source |\n"
        "|---|---|---|---|---|---|\n"
        "| people chosen | 5 | 5 | 5 to 5 | holds | 10 % of 50 |\n"
    ) in ended.out
    ended = command("verify", "--json", "--markdown")
    assert (ended.code, ended.out) == (2, "")
    assert "--json and --markdown do not go together" in ended.err


def test_the_committed_page_has_every_quantity_and_all_hold():
    page = (ROOT / "docs" / "verification_results.md").read_text(encoding="utf-8")
    assert f"version {orgsim.__version__} " in page, "run the command in its first line"
    rows = re.findall(r"^\| (.*?) \| (\S+) \| .* \| holds \| (.*) \|$", page, re.MULTILINE)
    asked = [each for case in CASES for each in case.quantities]
    assert rows == [(each.name, f"{each.expected:.5g}", each.source) for each in asked]


def test_what_is_missed_is_said_and_ends_with_1(command, monkeypatch):
    case = CASES[-1]
    wrong = dataclasses.replace(case.quantities[0], expected=6.0)
    changed = dataclasses.replace(case, quantities=(wrong, case.quantities[1]))
    monkeypatch.setattr(orgsim.verification, "CASES", (*CASES[:-1], changed))
    ended = command("verify", case.id, "-n", 100, "-w", 1)
    assert ended.code == 1
    assert "MISSED" in ended.out
    assert "\n1 of 2 quantities missed. " in ended.out
    assert json.loads(command("verify", case.id, "-n", 100, "--json").out)["holds"] is False


def test_failed_replications_are_told(command, monkeypatch):
    def failing(cases, *_):
        nothing = orgsim.verification.checks.interval(
            orgsim.verification.checks.np.empty(0), "mean", 0.05
        )
        quantity = cases[0].quantities[0]
        return (orgsim.verification.Check(cases[0], quantity, nothing, 0, ("a fault",)),)

    monkeypatch.setattr(orgsim.verification, "verify", failing)
    ended = command("verify", "career")
    assert (ended.code, ended.err) == (1, "career: replications failed: a fault\n")
    assert "none to none" in ended.out
    row = json.loads(command("verify", "career", "--json").out)["checks"][0]
    assert (row["obtained"], row["failures"]) == (None, ["a fault"])


def test_what_cannot_be_done(command):
    ended = command("verify", "carer")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("no such case, got 'carer'; allowed: poisson_arrivals, ")
    assert ended.err.endswith("; did you mean career?\n")
    for number, problem in ((99, "at least 100"), (1_000_001, "at most 1000000")):
        ended = command("verify", "-n", number)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"--replications must be {problem}, got {number}; nothing was run\n"
