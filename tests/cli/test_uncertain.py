"""`orgsim run --uncertain`: what is drawn, what is told of it, and what cannot be done."""

from __future__ import annotations

import json

import pytest

from orgsim.plots.theme import fan_of
from orgsim.report import page
from orgsim.report.luck_table import luck_table
from orgsim.results import load_results
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

    monkeypatch.setattr("orgsim.experiment.draws.assumptions", lambda _: Assumptions((), ()))
    ended = command("run", own, "--uncertain")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        "--uncertain: the scenario states every value itself; no assumption is left to draw; "
        "nothing was run\n"
    )
