"""Twins: one person under two policies."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from building import Exactly, scenario
from scipy import stats

import orgsim
from orgsim.results.ladders import LadderLevel, Organization
from orgsim.results.twins import twin_pairs, twins

LADDER = (
    LadderLevel("pm", "Product Manager", 2, "ic"),
    LadderLevel("senior_pm", "Senior Product Manager", 3, "ic"),
    LadderLevel("director", "Director of Product", 5, "manager"),
)


def life(replication, person, level, *, hired=0.0, left=np.nan, promoted=np.nan, **other):
    """A spell of employment that began as a product manager."""
    return {
        "replication": replication, "person": person, "organization": "it", "spell": 1,
        "entry_point": "near_pm", "group": None, "hired": hired, "left": left,
        "first_level": "pm", "last_level": level, "pay": np.nan, "promoted": promoted, **other,
    }  # fmt: skip


def results(*lives, horizon=4.0):
    people = pd.DataFrame(lives)
    events = people.dropna(subset="promoted").rename(columns={"promoted": "time"})
    return SimpleNamespace(
        people=people.drop(columns="promoted"),
        events=events[["replication", "organization", "person", "time"]].assign(kind="promotion"),
        organizations=(Organization("it", "It", LADDER),),
        snapshots=np.array([0.0, horizon]),
        manifest={},
    )


def compared(before, after):
    return SimpleNamespace(
        results={"before": before, "after": after}, baseline="before", variants=("after",)
    )


@pytest.fixture
def by_hand():
    before = results(
        life(0, "a", "pm", pay=100.0),
        life(0, "b", "senior_pm", promoted=1.0, pay=120.0),
        life(0, "c", "pm", left=2.0, entry_point="new_graduate", pay=90.0),
        life(1, "a", "senior_pm", promoted=3.0, pay=110.0),
        life(1, "d", "pm", hired=1.0),
    )
    after = results(
        life(0, "a", "director", promoted=2.0, pay=150.0),
        life(0, "b", "senior_pm", promoted=0.5, pay=120.0),
        life(0, "c", "pm", entry_point="new_graduate", pay=100.0),
        life(1, "a", "pm", left=2.5, pay=100.0),
        life(1, "e", "pm", hired=2.0),
    )
    return compared(before, after)


def row(found, outcome, by="all", which=""):
    rows = found[(found["outcome"] == outcome) & (found["by"] == by) & (found["which"] == which)]
    (only,) = rows.to_dict("records")
    return only


def test_pairs_by_hand(by_hand):
    pairs = twin_pairs(by_hand, "after")
    assert pairs["person"].tolist() == ["a", "b", "c", "a", "d", "e"]
    assert pairs["policies"].tolist() == ["both"] * 4 + ["baseline", "variant"]
    assert pairs["rank_baseline"].tolist()[:4] == [2, 3, 2, 3]
    assert pairs["rank_variant"].tolist()[:4] == [5, 3, 2, 2]
    assert pairs["entry_point"].tolist()[2] == "new_graduate"
    assert pairs["first_level"].tolist() == ["pm"] * 6


def test_twins_by_hand(by_hand):
    found = twins(by_hand, "after")
    rank = row(found, "rank")
    assert (rank["twins"], rank["only_baseline"], rank["only_variant"]) == (4, 1, 1)
    assert (rank["better"], rank["worse"], rank["same"]) == (0.25, 0.25, 0.5)
    assert rank["difference"] == pytest.approx((3 + 0 + 0 - 1) / 4)
    # By replication 3 people with a mean of 1, and 1 with -1: residuals of 3 - 1.5 and -1 - 0.5.
    error = np.sqrt((1.5**2 + 1.5**2) * 2) / 4
    assert rank["difference_high"] - rank["difference"] == pytest.approx(12.7062 * error, rel=1e-4)
    # One of 4 people, in two replications: by what a share varies between these, worth less.
    error = np.sqrt(((1 - 0.75) ** 2 + 0.25**2) * 2) / 4
    worth = 0.25 * 0.75 / error**2 * (stats.t.ppf(0.975, 3) / stats.t.ppf(0.975, 1)) ** 2
    assert worth < 4
    low, high = stats.beta.ppf(
        [0.025, 0.975], [worth / 4, worth / 4 + 1], [0.75 * worth + 1, 0.75 * worth]
    )
    assert (rank["better_low"], rank["better_high"]) == (pytest.approx(low), pytest.approx(high))
    promotion = row(found, "first_promotion")
    # a sooner, as never before; b sooner; c never in both; the other a never any more.
    assert (promotion["better"], promotion["worse"], promotion["same"]) == (0.5, 0.25, 0.25)
    assert promotion["difference"] == pytest.approx(-0.5)
    employed = row(found, "employed")
    assert (employed["better"], employed["worse"]) == (0.25, 0.25)
    stay = row(found, "stay")
    assert stay["difference"] == pytest.approx((2 - 1.5) / 4)
    pay = row(found, "pay")
    assert (pay["better"], pay["worse"], pay["same"]) == (0.5, 0.25, 0.25)
    assert pay["difference"] == pytest.approx((50 + 0 + 10 - 10) / 4)
    graduates = row(found, "rank", "entry_point", "new_graduate")
    assert (graduates["twins"], graduates["same"], graduates["only_baseline"]) == (1, 1, 0)
    assert not (found["by"] == "group").any()


def test_replications_that_share_their_assumptions_are_one_draw(by_hand):
    for each in by_hand.results.values():
        each.manifest = {"uncertain": {"replications_per_draw": 2}}
    one_draw = row(twins(by_hand, "after"), "rank")
    assert (one_draw["better"], one_draw["difference"]) == (0.25, 0.5)
    assert np.isnan([one_draw["better_low"], one_draw["difference_high"]]).all()


def test_what_happened_in_a_later_spell_is_another_life():
    before = results(life(0, "a", "pm", left=1.0), life(0, "b", "pm"))
    again = life(0, "a", "senior_pm", hired=2.0, promoted=3.0, spell=2)
    after = results(life(0, "a", "pm", left=1.0), again, life(0, "b", "pm"))
    found = row(twins(compared(before, after), "after"), "first_promotion")
    assert (found["twins"], found["same"]) == (2, 1)
    assert np.isnan(found["difference"])
    assert np.isnan(found["better_low"])


def test_what_cannot_be_compared(by_hand):
    with pytest.raises(ValueError, match=r"^there is no variant 'afer'; allowed: after$"):
        twins(by_hand, "afer")
    longer = compared(by_hand.results["before"], results(life(0, "a", "pm"), horizon=5.0))
    with pytest.raises(ValueError, match=r"^after and before have different horizons; twins "):
        twins(longer, "after")
    apart = compared(by_hand.results["before"], results(life(7, "a", "pm")))
    with pytest.raises(ValueError, match=r"^no replication is recorded under both after and "):
        twins(apart, "after")


def only(*favoured):
    """Everybody in a favoured group is promoted in March, nobody else ever."""
    return {
        "levels": Exactly(pm={"title": "Product Manager"}, lead={"title": "Lead", "rank": 4}),
        "initial": Exactly(headcount=30, levels={"pm": "100%"}),
        "groups": {
            name: {"share": "50%", "bias": 100 if name in favoured else -100} for name in "xy"
        },
        "promotion": {
            "trigger": {"kind": "cycle", "months": ["March"]},
            "eligibility": {"readiness_bar": 0},
            "budget": {"kind": "none"},
        },
    }


def test_if_one_group_alone_is_promoted_its_members_alone_are_better_off():
    options = {"horizon": "1 year", "replications": 3}
    comparison = orgsim.compare(
        {
            "nobody": scenario(only(), **options),
            "x": scenario(only("x"), **options),
            "same": scenario(only(), name="Same", **options),
        },
        workers=1,
    )
    found = comparison.twins("x")
    # Whoever left before March, or came after it, was not promoted under either.
    pairs = twin_pairs(comparison, "x")
    there = pairs["rank_variant"] == 4
    assert set(pairs["group"][there]) == {"x"}
    share = row(found, "rank", "group", "x")
    assert share["better"] == pytest.approx(there.sum() / (pairs["group"] == "x").sum())
    assert share["difference"] == pytest.approx(2 * share["better"])
    assert share["worse"] == 0
    assert share["better_low"] > 0.5
    other = row(found, "rank", "group", "y")
    assert (other["same"], other["difference"]) == (1, 0)
    # Nobody of so many: the exact bound is that of a binomial share, and never certainty.
    bound = 1 - 0.025 ** (1 / other["twins"])
    assert (other["better_low"], other["better_high"]) == (0, pytest.approx(bound))
    identical = comparison.twins("same")
    assert (identical["same"] == 1).all()
    assert (identical[["only_baseline", "only_variant"]] == 0).all(axis=None)
    with pytest.raises(ValueError, match="name one of the variants: x, same"):
        comparison.twins()
