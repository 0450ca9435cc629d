"""What is varied: lists of values, ranges, and what is neither."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.scenario.variation import Choice, overrides, read_variation, read_variations


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("a.share=5%..20%", ("5%", "12.5%", "20%")),
        ("a.share=5..20%", ("5%", "12.5%", "20%")),
        ("a.bar=-1..0.5", ("-1", "-0.25", "0.5")),
        ("a.rate=0.1/year..0.2/year", ("0.1/year", "0.15/year", "0.2/year")),
        ("a.wait=1 month..6 months", ("1 month", "3.5 months", "6 months")),
        ("a.every=every 1 day..every 3 days", ("every 1 day", "every 2 days", "every 3 days")),
        ("a.cap=2 per year..10 per year", ("2 per year", "6 per year", "10 per year")),
        ("organizations.a.plan.limit=10..13", ("10", "12", "13")),
        ("a.kind=cycle,continuous", ("cycle", "continuous")),
        ("a.months=[March, July],[May]", ("[March, July]", "[May]")),
        ("a.share={ default: 5%, vp: 1% },7%", ("{ default: 5%, vp: 1% }", "7%")),
        ("a.on=true,false", ("true", "false")),
    ],
)
def test_levels_are_written_as_in_a_scenario(text, levels):
    assert read_variation(text).levels(3) == levels


def test_places_between_0_and_1_are_values():
    at = np.array([0.0, 0.4999, 0.5, 0.999999])
    assert read_variation("a=x,y").at(at) == ["x", "x", "y", "y"]
    assert read_variation("organizations.a.plan.limit=1..4").at(at) == ["1", "2", "3", "4"]
    assert read_variation("a=10%..20%").at(at) == ["10%", "14.999%", "15%", "19.99999%"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.share", "what is varied is written path=a,b,c or path=lo..hi, got 'a.share'"),
        ("=1,2", "what is varied is written path=a,b,c or path=lo..hi, got '=1,2'"),
        (
            "a.kind=cycle..continuous",
            (
                "a.kind: a range runs between two numbers, such as 5%..20% or 1 year..3 years, got "
                "'cycle' and 'continuous'; other values are listed with commas"
            ),
        ),
        (
            "a.x=5%..6 months",
            "a.x: both ends of a range have the same unit, got '5%' and '6 months'",
        ),
        ("a.x=20%..5%", "a.x: a range begins with its lower end, got '20%' and '5%'"),
        ("a.x=5%..5%", "a.x: a range begins with its lower end, got '5%' and '5%'"),
        (
            "a.x=7%",
            (
                "a.x: one value is not varied, got '7%'; write two or more with commas, or a range "
                "such as 5%..20%"
            ),
        ),
        ("a.x=1,,2", "a.x: nothing stands between two commas in '1,,2'"),
        ("a.x=1,2,1", "a.x: the value '1' is there twice"),
        (
            "organizations.a.plan.limit=1.5..4",
            "organizations.a.plan.limit: must be a whole number, got 1.5",
        ),
        (
            "seed=1,2",
            (
                "seed is the same for all points: they are compared under the same luck, over the "
                "same time"
            ),
        ),
    ],
)
def test_what_cannot_be_varied(text, message):
    with pytest.raises(ValueError) as refused:
        read_variation(text)
    assert str(refused.value) == message


def test_a_path_is_varied_once():
    with pytest.raises(ValueError, match=r"^a\.x is varied twice; write all its values in one$"):
        read_variations(["a.x=1,2", "a.y=1,2", "a.x=3,4"])


def test_a_star_stands_for_every_organization():
    every = Choice("organizations.*.plan.rate", ("1%/year", "2%/year"))
    assert list(overrides(every, "2%/year", ["a", "b"])) == [
        "organizations.a.plan.rate=2%/year",
        "organizations.b.plan.rate=2%/year",
    ]
    assert list(overrides(Choice("horizon", ("1 year",)), "1 year", ["a"])) == ["horizon=1 year"]
