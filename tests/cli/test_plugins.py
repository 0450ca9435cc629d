"""`--allow-plugins`: policies of a user's own by name, and nothing of the kind without it."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

from orgsim.cli.exits import INTERRUPTED

PLUGIN = """
import orgsim
from orgsim.units import Duration

WEIGHT = 1


@orgsim.policy("steadiest")
class Steadiest(orgsim.PromotionPolicy):
    def __init__(self, wait: Duration) -> None:
        self.wait = wait

    def eligible(self, people, now):
        return people.time_in_level(now) >= self.wait

    def score(self, people, now, draw):
        return WEIGHT * people.tenure(now)
"""
SCENARIO = """
name: Small
start: 2026-01-01
horizon: 1 year
replications: 40
organizations:
  startup:
    extends: preset/startup
    plan: { limit: 8 }
    promotion:
      selection: { kind: policy, name: steadiest, settings: { wait: 1 year } }
"""


@pytest.fixture
def typed(tmp_path):
    """Type a command in a folder with a plug-in and a scenario that names its policy.

    In a process of its own: what a plug-in registers stays registered.
    """
    (tmp_path / "our_policies.py").write_text(PLUGIN)
    (tmp_path / "plan.yaml").write_text(SCENARIO)

    def run(*arguments):
        command = [sys.executable, "-m", "orgsim", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_without_leave_nothing_is_imported(typed):
    ended = typed("validate", "plan.yaml")
    assert ended.returncode == 2
    assert "there is no promotion policy of this name, got 'steadiest'; allowed: " in ended.stdout
    assert "longest_waiting" in ended.stdout


def test_every_verb_that_loads_scenarios_takes_it(typed, tmp_path):
    allowed = ("--allow-plugins", "our_policies")
    for verb in (("validate",), ("show",), ("run", "-q", "-n", "4", "-o", "out")):
        ended = typed(*verb, *allowed, "plan.yaml")
        assert (ended.returncode, ended.stderr) == (0, ""), verb
    assert "wait: 1 year" in typed("show", *allowed, "plan.yaml").stdout
    again = typed("trace", "out", "--replication", "3", *allowed)
    assert (again.returncode, again.stderr) == (0, "")
    (tmp_path / "other.yaml").write_text("extends: plan.yaml\nname: Other\n")
    ended = typed("compare", "-q", "-n", "4", "-o", "both", *allowed, "plan.yaml", "other.yaml")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_a_plug_in_prints_does_not_stand_among_results(typed, tmp_path):
    said = "print('LOADED')" + PLUGIN.replace(
        "        self.wait", "        print('MADE')\n        self.wait"
    ).replace("        return WEIGHT", "        print('ASKED')\n        return WEIGHT")
    (tmp_path / "our_policies.py").write_text(said)
    ended = typed("run", "-n", "4", "-w", "2", "-o", "out", "--json", "--allow-plugins",
                  "our_policies", "plan.yaml")  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["completed"] == 4
    assert all(word in ended.stderr for word in ("LOADED", "MADE", "ASKED"))


def test_workers_get_the_classes_and_change_nothing(typed, tmp_path):
    options = ("run", "-q", "--allow-plugins", "our_policies", "plan.yaml")
    tables = []
    for workers in ("1", "2"):
        ended = typed(*options, "-w", workers, "-n", "600", "-o", workers)
        assert (ended.returncode, ended.stderr) == (0, "")
        tables.append(pd.read_parquet(tmp_path / workers / "levels.parquet"))
    assert tables[0].equals(tables[1])


def test_results_are_those_of_the_code(typed, tmp_path):
    """Results of other code are not replaced unasked, and none of theirs is run again."""
    run = ("run", "-q", "-n", "4", "-o", "out", "--allow-plugins", "our_policies", "plan.yaml")
    assert typed(*run).returncode == 0
    text = PLUGIN.replace("WEIGHT * people", "WEIGHT - people")
    (tmp_path / "our_policies.py").write_text(text)
    ended = typed(*run)
    assert ended.returncode == 2
    assert "results of a scenario with other code or settings of a promotion" in ended.stderr
    ended = typed("trace", "out", "--replication", "3", "--allow-plugins", "our_policies")
    assert ended.returncode == 0  # recorded
    (manifest,) = tmp_path.glob("out/manifest.json")
    manifest.write_text(manifest.read_text().replace('"replications": 4', '"replications": 40'))
    ended = typed("trace", "out", "--replication", "30", "--allow-plugins", "our_policies")
    assert ended.returncode == 2
    assert "the code of the promotion policy of startup is another one than in" in ended.stderr


def test_a_comparison_is_one_of_the_code(typed, tmp_path):
    (tmp_path / "later.yaml").write_text("extends: plan.yaml\nname: Later\n")
    compare = ("compare", "-q", "-n", "2", "-w", "1", "-o", "out", "--allow-plugins")
    files = ("our_policies", "plan.yaml", "later.yaml")
    assert typed(*compare, *files).returncode == 0
    (tmp_path / "our_policies.py").write_text(PLUGIN.replace("WEIGHT * people", "WEIGHT - people"))
    ended = typed(*compare, *files)
    assert ended.returncode == 2
    assert "results of a scenario with other code or settings of a promotion" in ended.stderr


def test_ctrl_c_while_a_plug_in_is_imported_interrupts(typed, tmp_path):
    text = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    (tmp_path / "slow.py").write_text(text)
    ended = typed("validate", "--allow-plugins", "slow", "plan.yaml")
    assert (ended.returncode, ended.stdout) == (INTERRUPTED, "")
    assert ended.stderr.strip() == "interrupted, nothing was written"


def test_results_whose_policy_is_not_there_cannot_be_run_again(typed):
    assert typed(
        "run", "-q", "-n", "40", "-o", "out", "--allow-plugins", "our_policies", "plan.yaml"
    ).returncode == 0  # fmt: skip
    ended = typed("trace", "out", "--replication", "30")
    assert ended.returncode == 2
    assert "the scenario cannot be read again: there is no promotion policy" in ended.stderr
    assert typed("trace", "out", "--replication", "3").returncode == 0  # recorded


@pytest.mark.parametrize(
    ("module", "text", "message"),
    [
        ("nowhere", None, "cannot import 'nowhere': ModuleNotFoundError: No module named"),
        ("our_policies.py", None, "a module is named as in an import statement: our_policies"),
        ("broken", "1 / 0", "cannot import 'broken': ZeroDivisionError: division by zero"),
        ("leaver", "raise SystemExit(0)", "cannot import 'leaver': SystemExit: 0"),
        ("quitter", "raise KeyboardInterrupt", "cannot import 'quitter': KeyboardInterrupt"),
        ("", None, "cannot import '': ValueError: Empty module name"),
        (
            "taken",
            PLUGIN.replace("steadiest", "longest_waiting"),
            "'longest_waiting' already: orgsim.rules.promotion.named_policies.LongestWaiting",
        ),
        ("untyped", PLUGIN.replace(": Duration", ""), "needs a name and a type"),
    ],
)  # fmt: skip
def test_a_plug_in_that_cannot_be_used(typed, tmp_path, module, text, message):
    if text is not None:
        (tmp_path / f"{module}.py").write_text(text)
    ended = typed("validate", "--allow-plugins", module, "plan.yaml")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("--allow-plugins: ")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
