"""Reviews at work: when they are held, who is rated, and what comes of poor ratings."""

import numpy as np
import pytest
from building import Exactly, scenario, simulate

from orgsim.simulation.day import Item

HALF_POOR = {
    "months": ["March"],
    "noise": 0,
    "least_tenure": "0 days",
    "rating": {"kind": "forced", "shares": ["50%", "0%", "0%", "0%", "50%"]},
}
"""Half of all get the worst rating at each review, the others the best."""

NOBODY_MOVES = {
    "attrition": {"base": "0/year"},
    "plan": Exactly({"kind": "growth", "rate": "0%/year", "limit": 0}),
    "promotion": {"budget": {"kind": "quota", "share": "0%"}},
}


def reviewed(management, **changes):
    return {
        **NOBODY_MOVES,
        "reviews": {**HALF_POOR, "performance_management": management},
        **changes,
    }


def test_with_full_tolerance_nobody_leaves_and_with_none_all_poor_performers_do():
    poor = {"running": 1}
    kept = simulate(scenario(reviewed({**poor, "tolerance": "100%"}), horizon="3 years"), 3)
    assert (kept["events"]["kind"] != "exit").all()
    gone = simulate(scenario(reviewed({**poor, "tolerance": "0%"}), horizon="3 years"), 3)
    exits = gone["events"][gone["events"]["kind"] == "exit"]
    # 20 people: 10 leave, then 5 of 10, then 3 of 5 (a half of five, rounded to the nearest).
    assert exits.groupby("replication")["time"].value_counts().tolist() == [10, 5, 3] * 3
    assert set(exits["reason"]) == {"performance"}
    assert set(exits["item"]) == {Item.REVIEW}
    assert np.allclose(sorted(set(exits["time"] * 12)), [2, 14, 26])
    assert gone["levels"]["let_go"].sum() == len(exits)


@pytest.mark.parametrize(("bar", "leave"), [(2, 4), (3, 14)])
def test_a_rating_at_the_bar_is_no_poor_one(bar, leave):
    """Of 20 people 4 are rated 1, 10 are rated 2 and 6 are rated 5."""
    rules = reviewed({"bar": bar, "running": 1, "tolerance": "0%"})
    shares = ["20%", "50%", "0%", "0%", "30%"]
    rules["reviews"] |= {"rating": {"kind": "forced", "shares": shares}}
    events = simulate(scenario(rules, horizon="6 months"), 1)["events"]
    assert events["kind"].eq("exit").sum() == leave


def test_so_many_poor_ratings_running_and_not_one_less():
    able = {"skill": {"kind": "normal", "mean": 3, "sd": 1}}
    rules = reviewed({"running": 3, "tolerance": "0%"}, initial=able)
    exits = simulate(scenario(rules, horizon="4 years"), 2)["events"]
    exits = exits[exits["kind"] == "exit"]
    # Without noise and learning the same half is poor each time, until it is gone.
    assert np.allclose(exits["time"], 26 / 12)
    assert len(exits) == 2 * 10


def test_a_good_rating_in_between_starts_the_count_anew():
    """Noise alone decides: two poor ratings running, each with a chance of a half."""
    rules = reviewed({"running": 2, "tolerance": "0%"}, initial={"skill": 3, "headcount": 400})
    rules["reviews"] |= {"noise": 5, "rating": {"kind": "thresholds", "at": [0, 0.1, 0.2, 0.3]}}
    rules["levels"] = {"pm": {"scope": 2.9}, "senior_pm": {"scope": 3}, "director": {"scope": 3.1}}
    rules["reviews"]["performance_management"]["bar"] = 2
    found = simulate(scenario(rules, horizon="3 years"), 25)["events"]
    gone = (found["kind"] == "exit").sum()
    # Poor, poor (gone at the second review) or good, poor, poor (gone at the third): 1/4 + 1/8.
    expected = 25 * 400 * 3 / 8
    assert abs(gone - expected) < 4 * np.sqrt(25 * 400 * 3 / 8 * 5 / 8)


def test_whoever_is_new_is_not_rated_and_snapshots_say_how_many_are():
    rules = {**NOBODY_MOVES, "reviews": {**HALF_POOR, "least_tenure": "3 months"}}
    rules["initial"] = {"tenure": {"kind": "empirical", "values": ["0 days", "10 months"]}}
    levels = simulate(scenario(rules, horizon="3 months", snapshots="every 1 month"), 5)["levels"]
    after = levels[levels["time"] > 2.5 / 12]
    assert set(levels["rated"][levels["time"] < 1.5 / 12]) == {0}
    assert levels["rating"][levels["rated"] == 0].isna().all()
    whole = after.groupby("replication")[["rated", "headcount"]].sum()
    assert (whole["headcount"] == 20).all()
    assert 0 < whole["rated"].sum() < 100
    total = (after["rated"] * after["rating"].fillna(0)).groupby(after["replication"]).sum()
    low = np.floor(whole["rated"] * 0.5 + 0.5)
    assert np.allclose(total, low + 5 * (whole["rated"] - low))


def test_who_has_to_leave_gets_no_counter_offer():
    rules = reviewed({"running": 1, "tolerance": "0%"})
    rules["promotion"] = {"trigger": {"kind": "retention"}, "budget": {"kind": "seats"}}
    rules["promotion"]["retention"] = {"probability": "100%"}
    events = simulate(scenario(rules, horizon="1 year"), 2)["events"]
    assert set(events["kind"]) == {"exit"}


@pytest.mark.parametrize("least", [1, 5])
def test_only_those_with_the_rating_are_promoted(least):
    rules = {
        **NOBODY_MOVES,
        "reviews": HALF_POOR,
        "promotion": {
            "trigger": {"kind": "cycle", "months": ["February", "March"]},
            "eligibility": {"min_rating": least},
            "selection": {"kind": "random"},
            "budget": {"kind": "seats"},
        },
    }
    cycles = simulate(scenario(rules, horizon="3 months"), 2)["cycles"]
    # Nobody has been rated in February; in March the review comes before the cycle.
    assert cycles[cycles["time"] < 1.5 / 12]["eligible"].sum() == 0
    in_march = cycles[cycles["time"] > 1.5 / 12].groupby("replication")["eligible"].sum()
    assert (in_march == 16).all() if least == 1 else ((in_march > 0) & (in_march < 16)).all()


def test_reviews_decide_nothing_but_for_what_they_are_asked():
    """Ratings that nothing heeds leave every event as it was."""
    plain, rated = scenario({}), scenario({"reviews": HALF_POOR})
    events = [simulate(given, 3)["events"] for given in (plain, rated)]
    assert events[0].equals(events[1])
