"""`--measure` and `--at`, which `compare` and `sweep` read alike."""

from __future__ import annotations

import json

import pytest

from orgsim.results import MEASURES, OF_PEOPLE, load_comparison

LEVELS = "associate, pm, senior_pm, director, vp, cpo"
WRONG = [
    (
        ("--measure", "headcont"),
        "no such measure, got 'headcont'; allowed: {measures}; did you mean headcount?",
    ),
    (
        ("--measure", "level_share[directr]"),
        f"no such level, got 'directr'; allowed: {LEVELS}; did you mean director?",
    ),
    (
        ("--measure", "payroll[director]"),
        "payroll is a measure of whole organizations, not of levels",
    ),
    (
        ("--measure", "cost"),
        "cost is not known where nobody is paid, as here; state organizations.ID.pay",
    ),
    (
        ("--measure", "head count"),
        "a measure is written as headcount or headcount[director], got 'head count'",
    ),
    (
        ("--at", "later"),
        "must be a date such as 2028-01-01 or a time since the start such as 5 years, got 'later'",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_a_sweep_does_not_know(command, small, arguments, message):
    vary = "organizations.startup.plan.rate=1%/year,2%/year"
    ended = command("sweep", small, "--vary", vary, *arguments)
    assert (ended.code, ended.out) == (2, "")
    told = message.format(measures=", ".join(MEASURES))
    assert ended.err == f"{told}\nnothing was run\n"


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_a_comparison_does_not_know(command, small, tmp_path, arguments, message):
    other = tmp_path / "other.yaml"
    other.write_text(f"extends: {small.name}\nname: Other\n")
    ended = command("compare", small, other, "-q", *arguments)
    assert (ended.code, ended.out) == (2, "")
    told = message.format(measures=", ".join({**MEASURES, **OF_PEOPLE}))
    assert ended.err == f"{told}; nothing was written\n"
    assert not (tmp_path / "results").exists()


def test_a_comparison_is_told_at_a_time_since_the_start(command, small, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(
        f"extends: {small.name}\nname: Other\norganizations: "
        "{ startup: { attrition: { base: 1/year } } }\n"
    )
    options = ("-n", 2, "-w", 1, "-o", "out", "--measure", "headcount", "--json")
    ended = command("compare", small, other, *options, "--at", "1 year", "--at", "2028-01-01")
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out)["differences"]
    assert [row["date"][:10] for row in rows] == ["2027-01-01", "2028-01-01"]
    assert load_comparison(tmp_path / "out").told_times == (1.0, 2.0)


def test_a_comparison_says_of_what_nothing_is_known(command, small, tmp_path):
    """Nobody is rated here, which shows in the end only."""
    other = tmp_path / "other.yaml"
    other.write_text(f"extends: {small.name}\nname: Other\n")
    ended = command("compare", small, other, "-n", 2, "-w", 1, "-q", "--measure", "rating")
    assert ended.code == 0, ended.err
    assert "other against small after 2 years: nothing is known of rating." in ended.out


def test_a_sweep_of_which_nothing_is_known_is_not_done(command, small):
    vary = "organizations.startup.plan.rate=1%/year,2%/year"
    ended = command("sweep", small, "--vary", vary, "-n", 2, "-w", 1, "-q", "--measure", "rating")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "nothing is known at any point of rating, and --resume would not help; ask for other "
        "measures; --overwrite replaces what results/small_sweep holds\n"
    )
