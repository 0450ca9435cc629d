"""What a sweep claims of the share of a parameter, against the interval of that share."""

import math
from types import SimpleNamespace

import pytest

from orgsim.results.sweep_findings import Part, Share, Told, _about, _claimed


def part(path, value, low, high):
    share = Share(value, low, high)
    return Part(path, 1.0, share, share)


@pytest.mark.parametrize(
    ("top", "other", "claim"),
    [
        ((0.9, 0.6, 1.1), (0.1, 0.0, 0.2), "Most of it comes from here"),
        ((0.9, 0.3, 1.1), (0.1, 0.0, 0.2), "The largest part of it comes from here"),
        ((0.56, 0.08, 1.16), (0.55, 0.02, 1.25), "The largest part of it seems to come from here"),
        ((0.8, math.nan, math.nan), (0.1, math.nan, math.nan), "Most of it comes from here"),
        (
            (0.4, 0.35, 0.5),
            (math.nan, math.nan, math.nan),
            "The largest part of it comes from here",
        ),
    ],
)
def test_no_more_is_claimed_than_the_interval_bears(top, other, claim):
    assert _claimed(part("a", *top), [part("b", *other)], "it", "here") == claim


def test_shares_are_said_in_percent_as_on_the_axes_with_ends_beyond_the_whole():
    assert str(Share(0.6, 0.47, 1.02)) == "60 %, 47 to 102 %"
    assert str(Share(0.6, math.nan, math.nan)) == "60 %"


@pytest.mark.parametrize(
    ("luck", "told"),
    [
        (0.997, "over 99 % is luck."),
        (1.0, "100 % is luck."),
        (0.3, "30 % is luck."),
    ],
)
def test_a_share_of_averages_beside_luck_in_one_company_reads_as_no_contradiction(luck, told):
    whole, other = part("attrition.base", 1.0, 0.9, 1.0), part("plan.rate", 0.0, 0.0, 0.0)
    outcome = Told(
        "a", "headcount", "", "headcount", 1.0, "", 0, 5.0, (whole, other), luck, 0.0, ()
    )  # fmt: skip
    sweep = SimpleNamespace(
        manifest={
            "organizations": {"a": {"label": "A"}},
            "sweep": {"parameters": [{"path": "attrition.base"}]},
        },
        parameters=("attrition.base",),
    )
    assert _about(outcome, sweep) == (
        "Most of the spread in headcount after 5 years comes from attrition.base (100 %, 90 to "
        "100 %); that is the spread of averages; of the variance of one company's outcome " + told
    )
