"""`--allow-plugins`: policies of a user's own by name, and nothing of the kind without it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from orgsim.cli.exits import INTERRUPTED
from orgsim.rules.promotion.registry import entries

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
def folder(tmp_path):
    """A folder with a plug-in and a scenario that names its policy."""
    (tmp_path / "our_policies.py").write_text(PLUGIN)
    (tmp_path / "plan.yaml").write_text(SCENARIO)
    return tmp_path


@pytest.fixture
def typed(command, folder, monkeypatch):
    """Type a command there, which knows nothing of the plug-ins that another has imported."""

    def run(*arguments):
        known = set(sys.modules)
        with monkeypatch.context() as fresh:
            fresh.setattr("orgsim.rules.promotion.registry._ENTRIES", entries())
            fresh.setattr("cloudpickle.cloudpickle._PICKLE_BY_VALUE_MODULES", set())
            fresh.setattr("sys.path", [*sys.path])
            # Compiled code counts as that of a file changed within the same second.
            fresh.setattr("sys.dont_write_bytecode", True)
            try:
                return command(*arguments)
            finally:
                for name in set(sys.modules) - known:
                    if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == folder:
                        del sys.modules[name]

    return run


def test_without_leave_nothing_is_imported(typed):
    ended = typed("validate", "plan.yaml")
    assert ended.code == 2
    assert "there is no promotion policy of this name, got 'steadiest'; allowed: " in ended.out
    assert "longest_waiting" in ended.out


def test_every_verb_that_loads_scenarios_takes_it(typed, tmp_path):
    allowed = ("--allow-plugins", "our_policies")
    for verb in (("validate",), ("show",), ("run", "-q", "-n", "4", "-o", "out")):
        ended = typed(*verb, *allowed, "plan.yaml")
        assert (ended.code, ended.err) == (0, ""), verb
    assert "wait: 1 year" in typed("show", *allowed, "plan.yaml").out
    again = typed("trace", "out", "--replication", "3", *allowed)
    assert (again.code, again.err) == (0, "")
    (tmp_path / "other.yaml").write_text("extends: plan.yaml\nname: Other\n")
    ended = typed("compare", "-q", "-n", "4", "-o", "both", *allowed, "plan.yaml", "other.yaml")
    assert (ended.code, ended.err) == (0, "")


def test_what_a_plug_in_prints_does_not_stand_among_results(real_command, folder):
    said = "print('LOADED')" + PLUGIN.replace(
        "        self.wait", "        print('MADE')\n        self.wait"
    ).replace("        return WEIGHT", "        print('ASKED')\n        return WEIGHT")
    (folder / "our_policies.py").write_text(said)
    ended = real_command("run", "-n", "4", "-w", "2", "-o", "out", "--json", "--allow-plugins",
                  "our_policies", "plan.yaml")  # fmt: skip
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["completed"] == 4
    assert all(word in ended.err for word in ("LOADED", "MADE", "ASKED"))


def test_workers_get_the_classes_and_change_nothing(typed, real_command, folder):
    options = ("run", "-q", "--allow-plugins", "our_policies", "plan.yaml", "-n", "200")
    tables = []
    for workers, how in (("1", typed), ("2", real_command)):
        ended = how(*options, "-w", workers, "-o", workers)
        assert (ended.code, ended.err) == (0, "")
        tables.append(pd.read_parquet(folder / workers / "levels.parquet"))
    assert tables[0].equals(tables[1])


def test_results_are_those_of_the_code(typed, tmp_path):
    """Results of other code are not replaced unasked, and none of theirs is run again."""
    run = ("run", "-q", "-n", "4", "-o", "out", "--allow-plugins", "our_policies", "plan.yaml")
    assert typed(*run).code == 0
    text = PLUGIN.replace("WEIGHT * people", "WEIGHT - people")
    (tmp_path / "our_policies.py").write_text(text)
    ended = typed(*run)
    assert ended.code == 2
    assert "results of a scenario with other code or settings of a promotion" in ended.err
    ended = typed("trace", "out", "--replication", "3", "--allow-plugins", "our_policies")
    assert ended.code == 0  # recorded
    (manifest,) = tmp_path.glob("out/manifest.json")
    manifest.write_text(manifest.read_text().replace('"replications": 4', '"replications": 40'))
    ended = typed("trace", "out", "--replication", "30", "--allow-plugins", "our_policies")
    assert ended.code == 2
    assert "the code of the promotion policy of startup is another one than in" in ended.err


def test_a_comparison_is_one_of_the_code(typed, tmp_path):
    (tmp_path / "later.yaml").write_text("extends: plan.yaml\nname: Later\n")
    compare = ("compare", "-q", "-n", "2", "-w", "1", "-o", "out", "--allow-plugins")
    files = ("our_policies", "plan.yaml", "later.yaml")
    assert typed(*compare, *files).code == 0
    (tmp_path / "our_policies.py").write_text(PLUGIN.replace("WEIGHT * people", "WEIGHT - people"))
    ended = typed(*compare, *files)
    assert ended.code == 2
    assert "results of a scenario with other code or settings of a promotion" in ended.err


def test_ctrl_c_while_a_plug_in_is_imported_interrupts(real_command, folder):
    text = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    (folder / "slow.py").write_text(text)
    ended = real_command("validate", "--allow-plugins", "slow", "plan.yaml")
    assert (ended.code, ended.out) == (INTERRUPTED, "")
    assert ended.err.strip() == "interrupted, nothing was written"


def test_results_whose_policy_is_not_there_cannot_be_run_again(typed):
    assert typed(
        "run", "-q", "-n", "40", "-o", "out", "--allow-plugins", "our_policies", "plan.yaml"
    ).code == 0  # fmt: skip
    ended = typed("trace", "out", "--replication", "30")
    assert ended.code == 2
    assert "the scenario cannot be read again: there is no promotion policy" in ended.err
    assert typed("trace", "out", "--replication", "3").code == 0  # recorded


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
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("--allow-plugins: ")
    assert message in ended.err
    assert "Traceback" not in ended.err
