"""What is said of how precisely a mean is known."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from orgsim.results.precision import Target, half_width, known_of, reached


def table(*rows):
    columns = ["organization", "time", "measure", "level", "standard_error", "replications"]
    return pd.DataFrame(rows, columns=columns)


def test_the_interval_is_students():
    low, high = stats.t.interval(0.95, 11, scale=0.3)
    assert half_width(0.3, 12) == pytest.approx((high - low) / 2)


def test_the_last_date_of_the_organization_and_level_counts():
    found = table(
        ("a", 1.0, "headcount", None, 9.0, 40),
        ("a", 2.0, "headcount", None, 1.0, 40),
        ("a", 2.0, "headcount", "pm", 2.0, 40),
        ("b", 2.0, "headcount", None, 3.0, 40),
        ("b", 2.0, "skill", None, 4.0, 40),
        ("a", 2.0, "level_share", "pm", 5.0, 40),
        ("a", 2.0, "level_share", "vp", 6.0, 1),
    )

    def known(**target):
        return [
            (each.what, round(each.half_width / half_width(1.0, 40)))
            for each in known_of(found, Target("", half_width=1.0, **target))
        ]

    assert known(measure="headcount") == [("a", 1), ("b", 3)]
    assert known(measure="headcount", organization="b") == [("b", 3)]
    assert known(measure="headcount", level="pm") == [("a, pm", 2)]
    assert known(measure="level_share") == [("a, pm", 5)], "of one replication nothing is known"
    assert known(measure="payroll") == []


def test_what_was_reached_is_told_with_the_widest():
    found = table(("a", 2.0, "skill", None, 0.012, 400), ("b", 2.0, "skill", None, 0.02, 1400))
    assert reached(
        found, [Target("skill=0.05", "skill", 0.05), Target("x", "skill", 0.01, "a")]
    ) == [
        "skill=0.05: reached, 0.039 with 1,400 replications (b).",
        "x: not reached, 0.024 with 400 replications (a).",
    ]
    # Two digits of 0.0392 would be what was asked.
    assert reached(found, [Target("skill=0.039", "skill", 0.039)]) == [
        "skill=0.039: not reached, 0.0392 with 1,400 replications (b)."
    ]
    assert reached(found, [Target("payroll=1", "payroll", 1.0)]) == [
        "payroll=1: there is nothing to measure at the end."
    ]
