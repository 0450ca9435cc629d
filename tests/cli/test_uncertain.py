"""`orgsim run --uncertain`: what is drawn, what is told of it, and what cannot be done."""

from __future__ import annotations

import json

import pytest

from orgsim.cli.luck_table import LEGEND_OF_DIFFERENCES
from orgsim.plots.theme import fan_of
from orgsim.report import page
from orgsim.report.luck_table import luck_table
from orgsim.results import load_comparison, load_results
from orgsim.results.not_known import shown_measures


@pytest.fixture
def own(small, tmp_path):
    """A file that states one of its assumptions."""
    path = tmp_path / "own.yaml"
    path.write_text(
        f"extends: {small.name}\nhorizon: 1 year\norganizations:\n  startup:\n"
        "    attrition: { patience: 2 years }\n"
    )
    return path


def test_a_run_says_what_is_luck_and_what_is_not_known(command, own, tmp_path):
    ended = command("run", own, "--uncertain", "-n", 12, "-w", 1)
    assert ended.code == 0, ended.err
    left_out = (
        "organizations.startup.attrition.pay_effect is not varied: without 'pay' there is no pay "
        "gap"
    )
    assert ended.err.splitlines()[-2:] == [
        left_out,
        "20 assumptions drawn anew for every 4 replications",
    ]
    found = load_results(tmp_path / "results" / "own")
    varied = {each["path"] for each in found.manifest["uncertain"]["parameters"]}
    assert "organizations.startup.attrition.patience_effect" in varied
    assert "organizations.startup.attrition.patience" not in varied
    lines = ended.out.splitlines()
    assert "Ranges are the 5th to 95th percentile over replications: luck and assumptions." in lines
    (head,) = [line for line in lines if "  luck and assumptions  " in line]
    assert head.split()[-6:] == ["luck", "and", "assumptions", "luck", "alone", "luck"]
    assert all(len(line) <= 80 for line in lines[lines.index(head) : lines.index(head) + 9])
    told = " ".join(ended.out.split())
    assert "20 assumptions were drawn from their plausible ranges, anew for every 4 repl" in told
    assert "What is asked is what the scenario states; assumptions were drawn around it." in told
    made = luck_table(found)
    assert "<code>1 year..5 years</code>" not in made
    assert made.count("<code>") == 20
    assert made.count("<tr") == 1 + len(shown_measures(found))
    assert page._hint(found).startswith(
        "Ranges in brackets are the 5th to 95th percentile over replications, which differ by luck "
        "and by what is assumed; "
    )
    assert fan_of(found).endswith("hold 50 % and 90 % of them, by luck and assumptions")
    # The replication is found again with its own assumptions.
    assert command("trace", "results/own", "--replication", 9).code == 0


def test_the_same_for_programs_and_resumed(command, own):
    options = ("--uncertain", "-w", 1, "-q", "-o", "out", "--json")
    few = command("run", own, "-n", 8, *options[:-1])
    assert "luck alone" not in few.out, "as ranges, from ten replications on"
    assert "So few of them do not tell luck from what is not known." in " ".join(few.out.split())
    ended = command("run", own, "-n", 12, *options, "--resume")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert said["uncertain"]["replications_per_draw"] == 4
    (row,) = [each for each in said["luck"] if each["measure"] == "title_inflation"]
    assert row["luck_low"] <= row["luck"] <= row["luck_high"]
    assert row["q05"] < row["q95"]
    plain = command("run", own, "-n", 8, "-w", 1, "-o", "out")
    assert plain.code == 2
    assert plain.err.startswith(
        "-o out: the folder holds the results of a run whose assumptions are drawn ('Small'); "
    )
    assert "luck" not in json.loads(command("run", own, "-n", 2, "-w", 1, "-q", "--json").out)


def test_nothing_to_draw(command, own, monkeypatch):
    from orgsim.experiment.assumptions import Assumptions  # noqa: PLC0415

    monkeypatch.setattr("orgsim.experiment.draws.assumptions", lambda _: Assumptions())
    ended = command("run", own, "--uncertain")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        "--uncertain: the scenario states every value itself; no assumption is left to draw; "
        "nothing was run\n"
    )


@pytest.fixture
def two(own):
    path = own.with_name("two.yaml")
    path.write_text(
        f"extends: {own.name}\nbaseline: kept\npolicies:\n  kept: {{}}\n"
        "  generous:\n    organizations: { startup: { plan: { rate: 60%/year } } }\n"
    )
    return path


def test_a_comparison_says_what_is_luck_and_what_is_not_known(command, two, tmp_path):
    ended = command("compare", two, "--uncertain", "-n", 12, "-w", 1, "--twins", "-o", "out")
    assert ended.code == 0, ended.err
    left_out = (
        "kept: organizations.startup.attrition.pay_effect is not varied: without 'pay' there is no "
        "pay gap"
    )
    assert ended.err.splitlines()[-2:] == [
        left_out,
        "20 assumptions drawn anew for every 4 replications, alike for all scenarios",
    ]
    lines = ended.out.splitlines()
    (head,) = [line for line in lines if "  luck and assumptions  " in line]
    table = lines[lines.index(head) : lines.index(LEGEND_OF_DIFFERENCES.splitlines()[-1])]
    assert [line for line in table if len(line) > 80] == []
    assert table[1:4:2] == ["Director and above (points)", "title inflation (rungs)"]
    assert [line.split()[0] for line in table[2:5:2]] == ["generous", "generous"]
    told = " ".join(ended.out.split())
    assert (
        "20 assumptions were drawn from their plausible ranges, anew for every 4 replications and "
        "alike for all that is compared. After 1 year, of the variance of the difference in "
    ) in told
    found = load_comparison(tmp_path / "out")
    made = luck_table(found)
    assert made.count("<tr") == 1 + len(shown_measures(found))
    assert "generous: title inflation" in made
    assert "Assumptions are drawn from their ranges, alike for all" in page._hint(found)
    resumed = command(
        "compare", two, "--uncertain", "-n", 16, "-w", 1, "-q", "--resume", "--json", "-o", "out"
    )
    said = json.loads(resumed.out)
    assert (resumed.err, said["replications"]) == ("", 16)
    assert list(said["uncertain"]) == ["kept", "generous"]
    (row,) = [each for each in said["luck"] if each["measure"] == "headcount"]
    assert (row["variant"], row["replications"]) == ("generous", 16)
    refused = (
        "-o out: the folder holds the results of a comparison whose assumptions are drawn "
        "('generous against kept'); nothing was run (--overwrite replaces them and leaves all "
        "other files as they are; -o names another folder)\n"
    )
    plain = command("compare", two, "-n", 16, "-w", 1, "-q", "--resume", "-o", "out")
    assert (plain.code, plain.err) == (2, refused)


def test_a_single_draw_has_no_interval(command, two):
    ended = command("compare", two, "--uncertain", "-n", 4, "-w", 1, "-q", "--no-report")
    told = " ".join(ended.out.split())
    assert "(one draw only, so no interval)" in told
    assert "So few of them do not tell luck from what is not known." in told
    assert "One draw of the assumptions says nothing about how far it is from the mean." in told
    assert "(one pair" not in ended.out
