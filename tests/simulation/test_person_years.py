"""Person-years are lived to the exact times of coming, moving and leaving."""

import numpy as np
import pytest
from building import scenario, simulate

RULES = {
    "plan": {"rate": "40%/year"},
    "promotion": {"trigger": {"kind": "continuous", "rate": "1/year"}, "budget": {"kind": "none"}},
    "attrition": {"base": "0.5/year"},
    "warm_up": "1 year",
}


def test_they_are_what_the_spells_say():
    tables = simulate(scenario(RULES), 6)
    people = tables["people"]
    lived = people["left"].fillna(4.0).clip(upper=4.0) - people["hired"].clip(lower=0.0)
    by_spells = lived.groupby(people["replication"]).sum()
    by_levels = tables["levels"].groupby("replication")["person_years"].sum()
    np.testing.assert_allclose(by_levels, by_spells, rtol=1e-9)


@pytest.mark.parametrize("interval", ["every 1 month", "every 48 months"])
def test_the_snapshot_interval_does_not_matter(interval):
    usual = simulate(scenario(RULES), 4)["levels"]
    other = simulate(scenario(RULES, snapshots=interval), 4)["levels"]
    sums = [
        table.groupby(["replication", "level"])["person_years"].sum() for table in (usual, other)
    ]
    np.testing.assert_allclose(*sums, rtol=1e-9)


def test_nobody_lives_before_the_first_snapshot():
    levels = simulate(scenario(RULES), 2)["levels"]
    assert levels[levels["time"] == 0]["person_years"].sum() == 0
