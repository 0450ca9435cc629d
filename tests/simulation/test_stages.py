"""Stages in both engines: a title reset on the day on which one is entered."""

import numpy as np
import pytest
from building import scenario

from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

SMALL_JOBS = {
    # Nobody comes, goes or moves up, and no job is larger than a Senior PM's.
    "attrition": {"base": "0/year"},
    "promotion": {"budget": {"share": "0%"}},
    "titles": {"scope_cap": [{"people": 1, "scope": 3}], "engineers_per_pm": 0},
}
LARGER_SENIORS = {"levels": {"senior_pm": {"scope": 3.5}}}


def moves(engine, **stages):
    """Replication, time, item of the day, level before and after of everybody who goes down."""
    events = engine(scenario(SMALL_JOBS | {"stages": stages}), range(3))["events"]
    down = events["kind"] == "relevel"
    keys = ("replication", "time", "item", "level_from", "level_to")
    return list(zip(*(events[key][down].tolist() for key in keys), strict=True))


@pytest.mark.parametrize("engine", [simulate_block, simulate_one_by_one])
def test_titles_are_reset_on_the_day_by_the_ladder_that_then_holds(engine):
    """Scope 3 is not enough for a Senior PM any more: six of them and four Directors go down."""
    stage = {"date": "2027-03-01", "rules": LARGER_SENIORS, "title_reset": {}}
    found = moves(engine, grown=stage)
    assert len(found) == 3 * 10
    assert {(time, item) for _, time, item, _, _ in found} == {(14 / 12, 3)}
    assert len({after for *_, after in found}) == 1
    before = np.array([before for *_, before, _ in found])
    counts = sorted(np.unique(before, return_counts=True)[1].tolist())
    assert counts == [3 * 4, 3 * 6]


@pytest.mark.parametrize("engine", [simulate_block, simulate_one_by_one])
def test_a_stage_may_be_a_title_reset_and_nothing_else(engine):
    """By the first ladder the four Directors become Senior PMs."""
    found = moves(engine, grown={"headcount": 20, "title_reset": {"levels": ["director"]}})
    assert len(found) == 3 * 4
    assert {time for _, time, *_ in found} == {1 / 12}


@pytest.mark.parametrize("engine", [simulate_block, simulate_one_by_one])
def test_only_the_stage_that_is_entered_resets_titles(engine):
    passed_over = {"headcount": 20, "title_reset": {}}
    assert not moves(
        engine,
        passed_over=passed_over,
        entered={"date": "2026-02-01", "rules": LARGER_SENIORS},
        never={"headcount": 40, "title_reset": {}},
    )
