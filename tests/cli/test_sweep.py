"""`orgsim sweep`: what is varied, what came of it, and what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgsim.experiment import execution, sweeps
from orgsim.results import load_sweep

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PATIENCE = "organizations.startup.attrition.patience"
RATE = "organizations.startup.plan.rate"


def test_a_sweep_says_what_matters_and_saves_it(command, small, tmp_path):
    ended = command(
        "sweep", small, "--vary", f"{PATIENCE}=1 year..3 years",
        "--vary", f"{RATE}=10%/year,90%/year",
        "--levels", 2, "-n", 3, "-w", 1, "--measure", "headcount", "--measure", "level_share[vp]",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert ended.err == "4 points, 3 replications each\n"
    lines = ended.out.splitlines()
    assert lines[0] == "Small · grid of 4 points · 3 replications each · seed 3, same luck for all"
    assert lines[2].split() == ["After", "2", "years", "change", "share", "of", "the", "spread"]
    assert lines[3] == "headcount (people)"
    assert lines[4].split()[0] == "plan.rate"
    assert lines[4].split()[2] == "██████████"
    assert "level share, vp (points)" in lines
    assert all(len(line) <= 80 for line in lines[:12])
    assert "Most of the spread in headcount after 2 years comes from plan.rate (" in ended.out
    assert lines[-1] == (
        "results/small_sweep/   points · values · replications · effects · indices · bands"
    )
    found = load_sweep(tmp_path / "results" / "small_sweep")
    assert found.parameters == (PATIENCE, RATE)
    assert found.manifest["command"].startswith("orgsim sweep ")
    assert len(found.values) == 4 * 2
    effect = found.indices.query("index == 'effect' and measure == 'headcount'")
    assert f"{effect['value'].iloc[1]:+.1f}" == lines[4].split()[1]


def test_a_sobol_sequence_takes_a_power_of_two_and_says_so(command, small):
    arguments = ("sweep", small, "--vary", f"{PATIENCE}=1..3 years", "--design", "sobol")
    options = ("--points", 3, "-n", 2, "-w", 1, "--measure", "headcount", "--json")
    ended = command(*arguments, *options)
    assert ended.code == 0, ended.err
    assert ended.err == (
        "a Sobol sequence takes a power of two: 4 for 3\n"
        "4 x (1 + 2) = 12 points, 2 replications each\n"
    )
    said = json.loads(ended.out)
    assert (said["design"], said["base_points"], said["points"]) == ("sobol", 4, 12)
    assert {row["index"] for row in said["indices"]} >= {"effect", "first_order", "total", "luck"}
    assert said["parameters"] == [{"path": PATIENCE, "values": "1 year..3 years"}]
    quiet = command(*arguments, *options, "-q")
    assert quiet.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing is varied; a sweep needs at least one key to vary"),
        (
            ("--vary", f"{RATE}=a..b"),
            (
                f"{RATE}: a range runs between two numbers, such as 5%..20% or 1 year..3 years, "
                "got 'a' and 'b'; other values are listed with commas"
            ),
        ),
        (
            ("--vary", f"{RATE}=1%/year,2%/year", "--vary", f"{RATE}=3%/year,4%/year"),
            f"{RATE} is varied twice; write all its values in one",
        ),
        (
            ("--vary", "plan.rate=1%/year,2%/year"),
            (
                "--vary plan.rate=1%/year,2%/year: unknown key 'plan'; did you mean "
                f"{RATE}?\n    plan.rate=1%/year\n    ^"
            ),
        ),
        (
            ("--vary", f"{RATE}=1%/year,2%/year", "--design", "lhs", "--levels", "3"),
            "levels belong to a grid; of other designs points say how many there are",
        ),
        (
            ("--vary", f"{RATE}=1%/year,2%/year", "--at", "5 years"),
            (
                "there is no snapshot at 5 years; they are 3 months apart up to 2028-01-01; did "
                "you mean 2028-01-01?"
            ),
        ),
    ],
)
def test_what_cannot_be_done(command, small, monkeypatch, arguments, message):
    monkeypatch.setattr(execution, "run_tasks", lambda *_: pytest.fail("simulated"))
    ended = command("sweep", small, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"{message}\nnothing was run\n"


def test_other_results_are_not_overwritten_unasked(command, small, monkeypatch):
    assert command("run", small, "-n", 1, "-w", 1, "-o", "out").code == 0
    monkeypatch.setattr(execution, "run_tasks", lambda *_: pytest.fail("simulated"))
    ended = command("sweep", small, "--vary", f"{RATE}=1%/year,2%/year", "-o", "out")
    assert ended.code == 2
    assert "-o out: the folder holds the results of a single run ('Small'); nothing was run" in (
        ended.err
    )


def test_failures_are_named_and_end_with_1(command, small, monkeypatch):
    measured = sweeps.measured

    def unlucky(pickled, chosen, engine, replications):
        if 1 in replications:
            raise RuntimeError("out of luck")
        return measured(pickled, chosen, engine, replications)

    monkeypatch.setattr(sweeps, "measured", unlucky)
    arguments = ("sweep", small, "--vary", f"{RATE}=1%/year,9%/year", "-w", 1)
    ended = command(*arguments, "-n", 2)
    assert ended.code == 1
    assert "2 replications failed (1 at point 0, 1 at point 1): RuntimeError: out of luck" in (
        ended.err
    )
    monkeypatch.setattr(sweeps, "measured", lambda *_: 1 / 0)
    ended = command(*arguments, "-n", 2, "-o", "none")
    assert (ended.code, ended.out) == (1, "")
    assert "point 0: no replication was completed (ZeroDivisionError" in ended.err
    assert ended.err.endswith("nothing was written\n")


def test_resuming_is_not_advised_where_no_point_knows_what_is_asked_for(command, small):
    numbered = SCENARIOS / "big_tech_ladder.yaml"  # without titles that stand for a Director
    small.write_text(f"extends: {numbered}\nname: Small\nhorizon: 6 months\n", encoding="utf-8")
    ended = command(
        "sweep", small, "--vary", "organizations.*.plan.rate=1%/year,5%/year",
        "-n", 2, "-w", 1, "-q", "--measure", "director_share",
    )  # fmt: skip
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "nothing is known at any point of director_share, and --resume would not help; ask for "
        "other measures; --overwrite replaces what results/small_sweep holds\n"
    )


def test_assumptions_are_varied_but_not_what_the_file_says(command, small, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        f"extends: {small.name}\norganizations:\n  startup:\n"
        "    attrition: { patience: 2 years }\n    customer: { access: 0.5/year }\n"
    )
    ended = command(
        "sweep", own, "--uncertain", "--points", 4, "-n", 2, "-w", 1, "--measure", "director_share",
        "--set", "organizations.startup.titles.scope_growth=0.1 per year",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert ended.err == (
        "organizations.startup.attrition.pay_effect is not varied: without 'pay' there is no pay "
        "gap\n18 assumptions varied: 4 points, 2 replications each\n"
    )
    lines = ended.out.splitlines()
    assert lines[2].split() == [
        "After",
        "2",
        "years",
        "luck",
        "alone",
        "luck",
        "and",
        "assumptions",
    ]
    assert lines[3].startswith("Director and above (%)")
    assert "All other parameters stand in the table indices." in lines
    found = load_sweep(tmp_path / "results" / "own_sweep")
    varied = {path.removeprefix("organizations.startup.") for path in found.parameters}
    assert "attrition.patience_effect" in varied
    assert not varied & {"attrition.patience", "customer.access", "titles.scope_growth"}
    mean, low, high = found.bands.iloc[1][["mean", "q05", "q95"]]
    told = f"{100 * mean:.1f} ({100 * low:.1f} to {100 * high:.1f})"
    assert lines[3].endswith(told)


def test_one_replication_of_a_grid_has_no_intervals(command, small):
    vary = f"{RATE}=10%/year,90%/year"
    options = ("-n", 1, "-w", 1, "--measure", "headcount")
    ended = command("sweep", small, "--vary", vary, *options)
    assert ended.out.splitlines()[4].split()[-3:] == ["██████████", "100", "%"]
    told = " ".join(ended.out.split())
    assert (
        "Headcount after 2 years: lowest with plan.rate at 10%/year (7.0 people), highest" in told
    )


POLICIES = """\
policies:
  merit: {}
  chances:
    organizations: { startup: { attrition: { base: 3/year } } }
"""


def test_a_sweep_varies_the_policy_that_is_named(command, small, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(f"extends: {small.name}\n{POLICIES}")
    options = ("--vary", f"{RATE}=10%/year,90%/year", "-n", 2, "-w", 1, "--measure", "level_share")
    plain = command("sweep", own, *options, "-o", "plain")
    assert plain.err == (
        f"{own} states policies: this varies the baseline, merit; --policy varies another "
        "(chances)\n2 points, 2 replications each\n"
    )
    named = command("sweep", own, *options, "-o", "named", "--policy", "chances")
    assert (named.code, named.err) == (0, "2 points, 2 replications each\n")
    found = load_sweep(tmp_path / "named")
    assert found.manifest["name"] == "Small: chances"
    assert not found.values.equals(load_sweep(tmp_path / "plain").values)
    wrong = command("sweep", own, *options, "--policy", "chanses")
    assert wrong.code == 2
    assert wrong.err == (
        "--policy: there is no such policy, got 'chanses'; allowed: merit, chances; did you "
        "mean chances?\n"
    )


def test_the_page_is_written_unless_it_is_not_wanted(command, small, tmp_path):
    options = ("--vary", f"{RATE}=10%/year,90%/year", "-n", 2, "-w", 1, "--measure", "headcount")
    ended = command("sweep", small, *options, "--report", "--json")
    page = tmp_path / "results" / "small_sweep" / "report.html"
    assert json.loads(ended.out)["report"] == "results/small_sweep/report.html"
    assert "All values, each with the line that states it" in page.read_text("utf-8")
    assert "What matters in Small" in page.read_text()
    # A page that tells of other numbers goes away with them, and somebody's own stays.
    assert json.loads(command("sweep", small, *options, "--no-report", "--json").out)["report"] is (
        None
    )
    assert not page.exists()
    page.write_text("mine")
    ended = command("sweep", small, *options)
    assert (ended.code, page.read_text()) == (2, "mine")
    assert ended.err.startswith(
        "-o results/small_sweep/report.html: results need a file of this name, and no manifest"
    )


def test_a_sweep_is_resumed_or_overwritten_not_both(command, small):
    ended = command("sweep", small, "--vary", f"{RATE}=1%/year,2%/year", "--resume", "--overwrite")
    assert ended.code == 2
    assert ended.err == (
        "--resume goes on with what is in the output folder and --overwrite throws it away; give "
        "one of them\n"
    )
