"""Files that state policies, in every command that takes a scenario."""

from __future__ import annotations

import json

import pytest

from orgsim.experiment import runs
from orgsim.results import load_comparison, load_results


@pytest.fixture
def policies(small, tmp_path):
    """The small scenario as it is, and with twice and four times the promotions."""
    path = tmp_path / "policies.yaml"
    path.write_text(
        f"extends: {small.name}\nname: Policies\npolicies:\n"
        "  as_it_is: {}\n"
        "  more: { organizations: { startup: { promotion: { trigger: { rate: 1/year } } } } }\n"
        "  most:\n"
        "    name: Most of all\n"
        "    organizations: { startup: { promotion: { trigger: { rate: 3/year } } } }\n"
    )
    return path


def test_compare_runs_every_policy_against_the_baseline(command, policies, tmp_path):
    ended = command("compare", policies, "-n", 4, "-w", 1)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == 'Against the baseline "as it is", same luck for all, 4 replications, seed 3'
    assert "more" in lines[2]
    assert "Most of all" in lines[2]
    saved = load_comparison(tmp_path / "results" / "policies")
    assert list(saved.results) == ["as_it_is", "more", "most"]
    assert saved.label("most") == "Most of all"
    assert saved.name == "more, Most of all against as it is"
    assert saved.results["most"].name == "Policies: Most of all"


def test_the_baseline_may_be_named(command, policies):
    ended = command("compare", policies, "-n", 2, "-w", 1, "--set", "baseline=most", "--json")
    found = json.loads(ended.out)
    assert (found["baseline"], found["variants"]) == ("most", ["as_it_is", "more"])


def test_a_policy_that_is_the_baseline_is_warned_of(command, policies):
    policies.write_text(policies.read_text() + "  same: {}\n")
    ended = command("compare", policies, "-n", 2, "-w", 1)
    assert ended.code == 0
    assert "policies.same: the same rules as the baseline as_it_is" in ended.err
    ended = command("validate", policies)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{policies}:9:3: warning: policies.same: the same rules")
    assert ended.out.endswith(f"{policies}: valid, 4 policies, 1 warning\n")


def test_policies_among_files_are_refused(command, policies, small, monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    ended = command("compare", small, policies)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"{policies} states policies of its own, so it is compared alone: "
        f"orgsim compare {policies}\n"
    )


def test_run_runs_the_baseline_and_says_so(command, policies, tmp_path):
    ended = command("run", policies, "-n", 2, "-w", 1)
    assert ended.code == 0
    assert ended.err == (
        f"{policies} states policies: this runs the baseline, as_it_is; --policy runs another "
        "(more, most), `orgsim compare` all of them\n"
    )
    assert ended.out.startswith("Policies: as it is · 2026 to 2028")
    most = command("run", policies, "-n", 2, "-w", 1, "--policy", "most", "-o", "most")
    assert most.err == ""
    trigger = load_results(tmp_path / "most").manifest["scenario"]["organizations"]["startup"][
        "promotion"
    ]["trigger"]
    assert trigger["rate"] == {"default": "3/year"}


def test_validate_checks_every_policy(command, policies):
    policies.write_text(policies.read_text().replace("1/year", "1"))
    ended = command("validate", policies)
    assert ended.code == 2
    assert ended.out.startswith(
        f"{policies}:5:69: policies.more.organizations.startup.promotion.trigger.rate: "
    )


def test_validate_says_which_policies_a_warning_is_about(command, crowded, tmp_path):
    path = tmp_path / "p.yaml"
    levels = ("associate", "pm", "senior_pm", "director")
    roomy = ", ".join(f"{level}: {{ seats: null }}" for level in levels)
    path.write_text(
        f"extends: {crowded.name}\npolicies:\n  as_it_is: {{}}\n"
        f"  roomy: {{ organizations: {{ startup: {{ levels: {{ {roomy} }} }} }} }}\n"
        "  slower: { organizations: { startup: { warm_up: 1 month } } }\n"
    )
    ended = command("validate", path)
    assert ended.code == 0
    told = [line for line in ended.out.splitlines() if ": warning: " in line]
    assert [line.split(": ")[0] for line in told] == ["as_it_is, slower"]
    rows = json.loads(command("validate", path, "--json").out)
    assert [row["policies"] for row in rows] == [["as_it_is", "slower"]]


def test_show_prints_one_policy(command, policies):
    shown = command("show", policies, "--policy", "most", "--origins")
    assert (shown.code, shown.err) == (0, "")
    (rate,) = [line for line in shown.out.splitlines() if "3/year" in line]
    assert rate.endswith("# this file:8")
    assert "policies:" not in shown.out
    baseline = command("show", policies)
    assert baseline.err == "shown is the baseline, as_it_is; --policy shows another: more, most\n"
    assert "3/year" not in baseline.out


@pytest.mark.parametrize("verb", ["show", "run"])
def test_a_policy_that_is_not_there(command, policies, small, verb):
    ended = command(verb, policies, "--policy", "moar")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "--policy: there is no such policy, got 'moar'; allowed: as_it_is, more, most; "
        "did you mean more?\n"
    )
    ended = command(verb, small, "--policy", "more")
    assert ended.code == 2
    assert ended.err == f"--policy: {small} states no policies\n"
