"""The line on what was asked and realised."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from orgsim.cli.asked import asked_sentence


def results(*rows):
    columns = (
        "organization",
        "quantity",
        "level",
        "asked",
        "realised",
        "q05",
        "q95",
        "unit",
        "missed",
        "note",
    )
    return SimpleNamespace(
        asked=pd.DataFrame(rows, columns=columns),
        organizations=(SimpleNamespace(id="big", label="Big company"),),
    )


AS_PLANNED = ("big", "leaving", None, 0.12, 0.121, 0.11, 0.13, "per person-year", False, "")


@pytest.mark.parametrize(
    "row",
    [
        AS_PLANNED,
        ("big", "leaving", None, 0.12, 0.20, 0.1, 0.3, "per person-year", False, ""),
        ("big", "headcount at the end", None, 100, 95, 94, 96, "people", True, ""),  # by little
    ],
)
def test_what_is_near_enough_is_as_planned(row):
    assert asked_sentence(results(row)) == "Asked and realised: as planned."


def test_where_nothing_is_asked_for_nothing_is_said_to_be_as_planned():
    assert asked_sentence(results()) == (
        "Asked and realised: the scenario asks for no number that holds over the whole run."
    )


def test_a_miss_is_named_with_its_reason():
    row = (
        "big",
        "hires through graduate",
        None,
        0.08,
        0.05,
        0.04,
        0.06,
        "share",
        True,
        "the cap binds",
    )
    assert asked_sentence(results(AS_PLANNED, row)) == (
        "Asked and realised: as planned, but for Big company's hires through graduate "
        "(asked 8.0 %, realised 5.0 %: the cap binds)."
    )


def test_rates_are_said_as_the_findings_say_them():
    row = ("big", "leaving", None, 0.1165, 0.142, 0.14, 0.15, "per person-year", True, "")
    assert asked_sentence(results(row)) == (
        "Asked and realised: as planned, but for Big company's leavers a year per 100 people "
        "(asked 11.7, realised 14.2)."
    )


def test_levels_missed_for_one_reason_stand_together_and_promotions_last():
    note = "the quota is a ceiling"
    rows = [
        ("big", "promotion", "vp", 0.2, 0.05, 0.04, 0.06, "per person-year", True, note),
        ("big", "promotion", "svp", 1.0, 0.03, 0.02, 0.04, "per person-year", True, note),
        ("big", "time to fill of graduate", None, 90, 120, 110, 130, "days", True, ""),
    ]
    assert asked_sentence(results(*rows)) == (
        "Asked and realised: as planned, but for Big company's time to fill of graduate "
        "(asked 90 days, realised 120 days); Big company's promotions a year per 100 people from "
        "vp, svp (asked 20, 100, realised 5.0, 3.0: the quota is a ceiling)."
    )


def test_more_than_three_misses_are_counted():
    rows = [
        ("big", f"hires through {name}", None, 0.5, 0.1, 0.1, 0.2, "share", True, "")
        for name in "abcde"
    ]
    assert asked_sentence(results(*rows)).endswith("; 2 more in the report.")
