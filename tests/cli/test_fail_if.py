"""`--fail-if`: how conditions are read, where they hold, and how the command ends."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

from orgsim.cli.conditions import Known, read_conditions
from orgsim.cli.exits import Unusable
from orgsim.cli.fail_if import _held
from orgsim.experiment import runs
from orgsim.results import load_comparison

KNOWN = Known(
    ("as_is", "plans/b.yaml"),
    ("startup", "big"),
    ("pm", "director"),
    (dt.date(2026, 1, 1), dt.date(2027, 1, 1), dt.date(2028, 1, 1)),
)
ALONE = Known((), ("startup",), ("pm", "director"), KNOWN.days)


def read(text, known=KNOWN):
    (found,) = read_conditions([text], known)
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("director_share > 0.25", ("director_share", None, None, None, False, 2028)),
        ("startup.level_share[pm]>=30%", ("level_share", "pm", None, "startup", False, 2028)),
        ("as_is.big.headcount < 3", ("headcount", None, "as_is", "big", False, 2028)),
        ("difference.headcount<=-1e1 at 2027-01-01", ("headcount", None, None, None, True, 2027)),
        ("headcount < 3 at 1 year", ("headcount", None, None, None, False, 2027)),
        ("headcount < 3 at 24 months", ("headcount", None, None, None, False, 2028)),
        (
            '  "plans/b.yaml".difference.headcount[pm] > 2 ',
            ("headcount", "pm", "plans/b.yaml", None, True, 2028),
        ),
    ],
)
def test_what_a_condition_says(text, said):
    found = read(text)
    assert (
        found.measure,
        found.level,
        found.result,
        found.organization,
        found.difference,
        found.day.year,
    ) == said


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("headcount > 25%", False, False, True),
        ("headcount >= 0.25", False, True, True),
        ("headcount < 25 %", True, False, False),
        ("headcount <= 2.5e-1", True, True, False),
    ],
)
def test_signs_and_numbers(text, below, at, above):
    holds = read(text).holds
    assert [holds(0.2), holds(0.25), holds(0.3)] == [below, at, above]
    assert not holds(float("nan"))


WRITTEN = "a condition is written as director_share > 25% or plan_b.difference.headcount < 0, got "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("director_share", f"{WRITTEN}'director_share'"),
        ("> 3", f"{WRITTEN}'> 3'"),
        ("a..headcount > 3", f"{WRITTEN}'a..headcount > 3'"),
        ("headcount[pm].startup > 3", f"{WRITTEN}'headcount[pm].startup > 3'"),
        ("headcount == 3", "unknown sign, got '=='; allowed: >=, <=, >, <"),
        ("headcount > many", "a number belongs behind >, got 'many'"),
        ("headcount > nan", "a number belongs behind >, got 'nan'"),
        ("headcount < inf", "a number belongs behind <, got 'inf'"),
        ("director_share > 25", "director_share is a share, 1 at most, got 25; write 25%"),
        ("difference.level_share[pm] < -2", "level_share is a share, 1 at most, got -2; write -2%"),
        ("headcont > 3", "did you mean headcount?"),
        ("headcount[direktor] > 3", "no such level, got 'direktor'; allowed: pm, director; did"),
        ("director_share[pm] > 3", "director_share is a measure of whole organizations, not of"),
        (
            "startpu.headcount > 3",
            "unknown name, got 'startpu'; allowed: as_is, plans/b.yaml, startup, big, difference; ",
        ),
        ("startup.startup.headcount > 3", "unknown name, got 'startup'"),
        ("as_is.difference.headcount > 3", "as_is is the baseline and does not differ from itself"),
        ("headcount > 3 at 2027-02-01", "no snapshot on 2027-02-01; the nearest is on 2027-01-01"),
        (
            "headcount > 3 at once",
            (
                "a day is written as 2031-01-01, or as a time since the start such as 5 years, got "
                "'once'"
            ),
        ),
        ("headcount > 3 at 45 days", "no snapshot after 45 days; the nearest is on "),
    ],
)
def test_what_cannot_be_a_condition(text, message):
    with pytest.raises(Unusable) as caught:
        read(text)
    assert caught.value.message.startswith("--fail-if: ")
    assert caught.value.message.endswith("; nothing was run")
    assert message in caught.value.message


def test_a_run_knows_no_difference():
    with pytest.raises(Unusable, match="only `orgsim compare` knows a difference; a run has none"):
        read("difference.headcount > 3", ALONE)


def test_a_run_in_which_a_condition_holds_ends_with_3(command, small):
    options = ("run", small, "-n", 3, "-w", 1, "-q")
    ended = command(*options, "--fail-if", "headcount > 1", "--fail-if", "headcount > 1e6")
    assert ended.code == 3
    (line,) = ended.err.splitlines()
    assert line.startswith("--fail-if headcount > 1: startup: headcount is ")
    assert line.endswith(" on 2028-01-01")
    assert "levels" in ended.out.splitlines()[-1]  # everything is there all the same
    ended = command(*options, "--fail-if", "level_share[director] > 1", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["fail_if"] == []


def test_a_comparison_says_where_a_condition_holds(command, small, tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(
        f"extends: {small.name}\npolicies:\n  as_it_is: {{}}\n"
        "  more: { organizations: { startup: { promotion: { trigger: { rate: 3/year } } } } }\n"
    )
    conditions = (
        "difference.promotion_rate > 0",
        "as_it_is.headcount > 0 at 2026-01-01",
        "promoted_within_3_years > 0",  # in two years nobody knows
    )
    ended = command(
        "compare",
        path,
        *("-n", 12, "-w", 1, "--json", "-o", "out"),
        *(word for each in conditions for word in ("--fail-if", each)),
    )
    assert ended.code == 3
    first, second = json.loads(ended.out)["fail_if"]
    assert (first["result"], first["difference"]) == ("more", True)
    table = load_comparison("out").differences
    row = table[(table["measure"] == "promotion_rate") & (table["time"] == 2)].iloc[0]
    assert first["value"] == row["difference"] > 0
    start = table[(table["measure"] == "headcount") & (table["time"] == 0)].iloc[0]
    assert (second["result"], second["date"]) == ("as_it_is", "2026-01-01")
    assert second["value"] == start["baseline_mean"]
    assert ended.err.splitlines()[0] == (
        f"--fail-if difference.promotion_rate > 0: more, startup: the difference in promotion_rate "
        f"is {row['difference']:+.4g} on 2028-01-01"
    )


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_wrong_condition_is_refused_before_anything_runs(command, small, monkeypatch, verb):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    other = small.with_name("other.yaml")
    other.write_text(f"extends: {small.name}\n")
    files = [small] if verb == "run" else [small, other]
    ended = command(verb, *files, "--fail-if", "heads > 3")
    assert (ended.code, ended.out) == (2, "")
    assert "--fail-if: no such measure, got 'heads'" in ended.err


def test_without_a_level_the_whole_is_meant_or_every_level_where_there_is_no_whole():
    by_level = pd.DataFrame(
        {"organization": ["a", "a"], "level": ["pm", "director"], "mean": [0.7, 0.3]}
    )
    whole = pd.DataFrame({"organization": ["a"] * 2, "level": [None, "pm"], "mean": [9.0, 8.0]})
    shares = _held(read("level_share > 0"), "", by_level)
    assert [each.level for each in shares] == ["pm", "director"]
    assert [each.level for each in _held(read("level_share[pm] > 0"), "", by_level)] == ["pm"]
    assert [each.level for each in _held(read("headcount > 0"), "", whole)] == [None]
