"""`orgsim validate` and `orgsim show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orgsim

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_shipped_scenarios_are_valid(command, monkeypatch):
    """That none is warned of is tests/scenario/test_warned_files.py's."""
    monkeypatch.setattr("orgsim.expected.warnings.warnings", lambda _: [])
    files = sorted(SCENARIOS.glob("*.yaml"))
    ended = command("validate", *files)
    assert ended.code == 0
    policies = {"promotion_policies": ", 7 policies", "title_policies": ", 5 policies"}
    told = [f"{file}: valid{policies.get(file.stem, '')}" for file in files]
    assert ended.out.splitlines() == told
    assert ended.err == ""


def test_a_warning_names_the_policies_that_it_is_about(command):
    file = SCENARIOS / "promotion_policies.yaml"
    ended = command("validate", file)
    assert (ended.code, ended.err) == (0, "")
    # By vacancies alone nobody has to be as good as where a committee decides; the file says why.
    first, *_, last = ended.out.splitlines()
    assert first.startswith("vacancy_driven: preset/big_company.yaml:")
    assert "hardly anybody is ever promoted out of group_pm" in first
    assert last == f"{file}: valid, 7 policies, 1 warning"


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


def test_a_contradiction_is_warned_of_and_is_no_problem(command, crowded, small):
    ended = command("validate", crowded, small)
    assert (ended.code, ended.err) == (0, "")
    first, excerpt, caret, last, other = ended.out.splitlines()
    assert first.startswith(
        f"{crowded}:6:20: warning: organizations.startup.levels.associate.seats: "
    )
    assert excerpt.strip() == "associate: { seats: { count: 1 } }"
    assert caret.index("^") - 4 == 19
    assert last == f"{crowded}: valid, 1 warning"
    assert other == f"{small}: valid"


def test_problems_and_warnings_as_json_say_which_they_are(command, crowded, wrong):
    ended = command("validate", wrong, crowded, "--json")
    assert ended.code == 2
    told = json.loads(ended.out)
    assert [each["severity"] for each in told] == ["error", "error", "warning"]
    assert ended.err == "2 problems, nothing was run\n"
    alone = command("validate", crowded, "--json")
    assert (alone.code, [each["line"] for each in json.loads(alone.out)]) == (0, [6])


def test_a_run_warns_before_it_starts_and_keeps_what_it_said(command, crowded):
    ended = command("run", crowded, "-w", 1, "-o", "told", "--report")
    assert ended.code == 0
    assert f"{crowded}:6:20: warning: " in ended.err
    (told,) = orgsim.load_results("told").manifest["warnings"]
    assert told["path"] == "organizations.startup.levels.associate.seats"
    assert told["message"] in ended.err
    assert told["message"] in Path("told/report.html").read_text(encoding="utf-8")
    quiet = command("run", crowded, "-w", 1, "-o", "quiet", "-q", "--json")
    assert quiet.err == ""
    assert json.loads(quiet.out)["warnings"] == [told]


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


def test_show_prints_the_rules_of_a_stage_in_full(command, tmp_path):
    """Half a year before the stage the seats change, whatever the stage says of them."""
    path = tmp_path / "growing.yaml"
    path.write_text(
        f"extends: {SCENARIOS / 'growing_up.yaml'}\n"
        "organizations:\n"
        "  company:\n"
        "    stages: { public: { date: 2030-01-01, rules: { staffing: { every: 3 months } } } }\n"
        "    interventions:\n"
        "      - kind: set\n"
        "        date: 2029-07-01\n"
        "        rules: { levels: { director: { seats: { count: 2 } } } }\n"
    )
    ended = command("show", path, "--stage", "company.public")
    assert ended.code == 0
    again = tmp_path / "again.yaml"
    again.write_text(ended.out)
    shown = orgsim.load_scenario(again).organizations["company"]
    assert shown == orgsim.load_scenario(path).rule_sets["company"][3, 1]
    assert (shown.staffing.every, shown.levels["director"].seats.count) == (0.25, 2)
    assert shown.plan.rate.factor == 1.08
    told = command("show", path, "--stage", "company.public", "--origins").out.splitlines()
    origin = dict(" ".join(line.split()).rsplit(" # ", 1) for line in told if " # " in line)
    # What a stage or an intervention says stands where it says so, the rest as founded.
    assert origin["every: every 3 months"] == "this file:4"
    assert origin["count: 2"] == "this file:8"
    assert origin["rate: 8%/year"].startswith("preset/scaling.yaml:")
    assert origin["headcount: 6"].startswith("preset/startup.yaml:")


def test_show_of_a_stage_that_does_not_exist(command):
    ended = command("show", SCENARIOS / "growing_up.yaml", "--stage", "company.scaleup")
    assert (ended.code, ended.out) == (2, "")
    allowed = "company.scale_up, company.big_company; did you mean company.scale_up?"
    assert ended.err.endswith(
        f"there is no such stage, got 'company.scaleup'; allowed: {allowed}\n"
    )
