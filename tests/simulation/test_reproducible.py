"""Blocks, order of execution and other people's fates never change a byte."""

import numpy as np
import pandas as pd
import pytest
from building import EVERY_PROMOTION_RULE, scenario, simulate

from orgsim.scenario import load_scenario
from orgsim.simulation import block_size

CONTINUOUS = {
    "levels": {"director": {"seats": {"share": "20%"}}},
    "titles": {
        "scope_cap": [{"people": 50, "scope": 2.5}, {"people": 500, "scope": 5}],
        "scope_growth": "0.2 per year",
    },
    "promotion": {
        "trigger": {"kind": "continuous", "rate": "0.8/year"},
        "eligibility": {"readiness_bar": -2},
        "budget": {"kind": "seats"},
        "effect": {"scope_follows": "40%", "skill": {"kind": "carry", "noise": {
            "kind": "normal", "mean": 0, "sd": 0.2}}},
    },
    "attrition": {"base": "25%/year", "patience": "1 year", "patience_effect": 0.2,
                  "readiness_effect": 0.3},
    "plan": {"rate": "15%/year", "limit": 60, "feedback": {"reference": 0.8, "strength": 0.7}},
    "warm_up": "2 years",
}  # fmt: skip
ARRIVALS = {
    "plan": {"kind": "arrivals", "levels": {"pm": "12 per year"}},
    "staffing": {"every": "1 week"},
    "promotion": {
        "selection": {"kind": "chance", "probability": "30%"},
        "budget": {"kind": "none"},
    },
}


def assert_same(one, other):
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_exact=True, obj=name)


def test_the_block_size_never_changes_a_byte():
    given = scenario({}, CONTINUOUS, ARRIVALS, EVERY_PROMOTION_RULE)
    whole = simulate(given, 11, block=11)
    for size in (1, 4, 10):
        assert_same(whole, simulate(given, 11, block=size))


def test_a_second_run_is_the_same():
    given = scenario(CONTINUOUS)
    assert_same(simulate(given, 5), simulate(given, 5))


def test_a_replication_run_alone_is_the_same():
    given = scenario(CONTINUOUS, ARRIVALS)
    together = simulate(given, 9)
    alone = simulate(given, [6])
    for name, table in alone.items():
        mine = together[name].query("replication == 6").reset_index(drop=True)
        pd.testing.assert_frame_equal(table, mine, check_exact=True)


def test_another_seed_is_another_future_and_0_is_a_seed():
    futures = [simulate(scenario({}, seed=seed), 3)["events"] for seed in (0, 1, 2)]
    assert not futures[0].equals(futures[1])
    assert not futures[1].equals(futures[2])


def test_a_neighbour_changes_nothing():
    together = simulate(scenario({}, CONTINUOUS), 4)
    alone = simulate(scenario({}), 4)
    for name, table in alone.items():
        mine = together[name].query("organization == 0").reset_index(drop=True)
        pd.testing.assert_frame_equal(table, mine, check_exact=True, check_column_type=False)


@pytest.mark.parametrize(
    "base", [{}, {"warm_up": "3 years", "titles": {"scope_growth": "0.1 per year"}}]
)
def test_identical_until_the_day_on_which_the_rules_differ(base):
    def tables(first_cycle):
        trigger = {"kind": "cycle", "months": ["March", "September"], "first_cycle": first_cycle}
        return simulate(scenario({**base, "promotion": {"trigger": trigger}}), 20)

    early, late = tables("2027-09-01"), tables("2028-03-01")
    day = 20 / 12
    assert (early["events"].query("kind == 'promotion'").time.min()) == day
    for name in ("levels", "events", "hires"):
        before = [
            frame[frame["time"] < day].reset_index(drop=True) for frame in (early[name], late[name])
        ]
        assert len(before[0]) > 0
        pd.testing.assert_frame_equal(*before, check_exact=True)
    after = [frame["events"][frame["events"]["time"] >= day] for frame in (early, late)]
    assert not after[0].equals(after[1])


def test_one_more_entrant_changes_nobody_elses_talents_and_luck():
    """From 2027 the plan has one more person; attrition and entrants are otherwise the same."""

    def people(count):
        points = {"2026-12-01": 20, "2027-01-01": count}
        rules = {
            "plan": {"kind": "path", "points": points},
            "promotion": {"budget": {"kind": "none"}, "selection": {"kind": "merit"},
                          "eligibility": {"readiness_bar": 0}},
        }  # fmt: skip
        frame = simulate(scenario(rules), 30)["people"]
        frame["month"] = frame["person"].str.split("/").str[2]
        return frame.set_index(["replication", "person"]).sort_index()

    fewer, more = people(20), people(21)
    both = fewer.join(more, how="inner", suffixes=("_fewer", "_more"))
    assert len(more) - len(fewer) >= 20  # one more in nearly every replication
    assert len(both) > 0.97 * len(fewer)
    other_month = both[both["month_fewer"] != "2027-01"]
    for column in ("hired", "left", "first_level", "last_level", "skill", "scope"):
        one, other = other_month[f"{column}_fewer"], other_month[f"{column}_more"]
        pd.testing.assert_series_equal(one, other, check_names=False, check_exact=True)


def test_blocks_hold_about_thirty_thousand_people():
    small = load_scenario("scenarios/startup.yaml")
    both = load_scenario("scenarios/startup_vs_big_company.yaml")
    assert block_size(small) == 500
    assert 30 < block_size(both) < 100
    assert np.all([block_size(scenario(ARRIVALS)) > 0, block_size(scenario(ARRIVALS)) <= 512])
