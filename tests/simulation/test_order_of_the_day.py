"""The order of a day: what falls on one day happens in the documented order."""

import numpy as np
from agreement import assert_agree
from building import Exactly, scenario, simulate
from invariants import MOVES

from orgsim.rules import stages
from orgsim.simulation import block, intervening, reviewing
from orgsim.simulation.block import OrganizationInBlock
from orgsim.simulation.calendar import Calendar
from orgsim.simulation.day import Item


def test_the_items_are_numbered_in_their_order():
    assert list(Item) == sorted(Item)
    assert [item.name for item in Item] == [
        "PEOPLE",
        "INTERVENTION",
        "STAGE",
        "REVIEW",
        "PROMOTION_CYCLE",
        "STAFFING",
        "REFRESH",
        "SNAPSHOT",
    ]


def watched_day(monkeypatch, given, tick):
    """What one organization does on one day, in order."""
    done = []
    numbers = np.arange(2)
    with np.errstate(divide="ignore"):
        organization = OrganizationInBlock(given, "a", numbers, np.ones(2, dtype=bool))
    calendar = Calendar(organization.first_tick)

    def watch(owner, method, name):
        original = getattr(owner, method)

        def watching(*arguments):
            if calendar.now == tick:
                done.append(name)
            return original(*arguments)

        monkeypatch.setattr(owner, method, watching)

    (regime,) = organization.regimes
    watch(organization, "live_until", Item.PEOPLE)
    watch(intervening, "lay_off", Item.INTERVENTION)
    watch(stages.Gate, "passed", Item.STAGE)
    watch(reviewing, "leave_at_yearly_step", Item.REVIEW)
    watch(reviewing, "recalibrate", "bands")
    watch(reviewing, "hold_review", "ratings")
    watch(regime.promoting, "hold_cycle", Item.PROMOTION_CYCLE)
    watch(regime.workplace, "review_shared_values", "caps")
    watch(regime.promoting, "fill_seats", "continuous promotions that need a seat")
    watch(regime.staffing, "review", "requisitions")
    watch(regime.workplace, "refresh_everybody", Item.REFRESH)
    watch(block, "take_snapshot", Item.SNAPSHOT)
    for process in organization.processes(calendar, {"a": organization}):
        calendar.process(process)
    with np.errstate(divide="ignore"):
        calendar.run()
    return done


def test_a_day_with_everything_on_it(monkeypatch):
    rules = {
        "attrition": {"base": None, "yearly_chance": "10%"},
        "reviews": {"months": ["March"]},
        "pay": {"bands": {"min": 1, "mid": 2, "max": 3}},
        "interventions": [
            {"kind": "layoff", "date": "2027-03-01", "share": "10%", "order": "random"}
        ],
        "stages": {"big": {"headcount": 99, "rules": {"attrition": {"yearly_chance": "1%"}}}},
    }
    given = scenario(rules, horizon="1 year", start="2026-03-01")
    march = 12 * 13
    assert watched_day(monkeypatch, given, march) == [
        Item.PEOPLE,
        Item.INTERVENTION,
        Item.PEOPLE,
        Item.STAGE,
        Item.PEOPLE,
        Item.REVIEW,
        "bands",
        "ratings",
        Item.PEOPLE,
        Item.PROMOTION_CYCLE,
        Item.PEOPLE,
        "caps",
        "continuous promotions that need a seat",
        "requisitions",
        Item.PEOPLE,
        Item.REFRESH,
        Item.PEOPLE,
        Item.SNAPSHOT,
    ]


def test_the_log_is_sorted_by_time_item_and_person():
    events = simulate(scenario({}, {}), 5)["events"]
    keys = ["replication", "organization", "time", "item"]
    assert events[keys].equals(events[keys].sort_values(keys, kind="stable"))
    simultaneous = events.duplicated(["replication", "organization", "time"], keep=False)
    assert simultaneous.mean() > 0.2  # or the order would hardly matter


def test_promotions_come_before_the_requisitions_of_the_same_day():
    events = simulate(scenario({"plan": {"rate": "20%/year"}}), 20)["events"]
    for _, day in events.groupby(["replication", "time"]):
        kinds = day["kind"].tolist()
        if "promotion" in kinds and "requisition" in kinds:
            last = len(kinds) - 1 - kinds[::-1].index("promotion")
            assert last < kinds.index("requisition")
            return
    raise AssertionError("no day with both was found")


# -- what a move brings about at once ------------------------------------------

OF_AGE = {
    # Everybody is 62 on the day, and nobody leaves for anything but age, if at all.
    "initial": {"age": "61 years"},
    "entry_points": {"near_pm": {"age": "30 years"}},
    "attrition": {"base": "0/year"},
    "titles": {"scope_cap": [{"people": 1, "scope": 3}]},
    "promotion": {"trigger": {"months": ["January"]}, "budget": {"share": "0%"}},
}
LIMIT = {
    "kind": "set",
    "date": "2027-01-01",
    "rules": {"attrition": {"base": "0/year", "age_limit": "60 years"}},
}
RESET = {"kind": "title_reset", "date": "2027-01-01"}


def told_on_the_day(*organizations):
    """What the log has of everybody who moves on 2027-01-01: kinds, items and reasons, in order."""
    given = scenario(*organizations)
    assert_agree(given, 2)
    events = simulate(given, 2)["events"]
    events = events[(events["time"] == 1.0) & events["kind"].isin(MOVES)]
    # In the order of the log; of two organizations in that of the scenario.
    told = {}
    for each in events.itertuples():
        lives = told.setdefault((each.replication, each.person), [])
        lives.append((each.kind, each.item, each.reason))
    return [tuple(life) for life in told.values()]


def test_whoever_goes_down_beyond_a_new_age_limit_goes_after_that_in_the_log():
    """Others beyond it go by themselves, at the refresh of that day: that is item 1."""
    lives = told_on_the_day(OF_AGE | {"interventions": [LIMIT, RESET]})
    down = (("relevel", Item.INTERVENTION, "title_reset"), ("exit", Item.INTERVENTION, "age_limit"))
    alone = (("exit", Item.PEOPLE, "age_limit"),)
    assert sorted(lives) == sorted(2 * (4 * [down] + 16 * [alone]))


def test_so_it_is_where_a_stage_resets_titles():
    stage = {"date": "2027-01-01", "rules": LIMIT["rules"], "title_reset": {}}
    lives = told_on_the_day(OF_AGE | {"stages": {"strict": stage}})
    down = (("relevel", Item.STAGE, "title_reset"), ("exit", Item.STAGE, "age_limit"))
    assert lives.count(down) == 2 * 4


def test_so_it_is_with_promotions():
    everybody = {"trigger": {"months": ["January"]}, "budget": Exactly({"kind": "none"})}
    lives = told_on_the_day(OF_AGE | {"promotion": everybody, "interventions": [LIMIT]})
    up = (("promotion", Item.PROMOTION_CYCLE, ""), ("exit", Item.PROMOTION_CYCLE, "age_limit"))
    assert set(lives) == {up, (("exit", Item.PEOPLE, "age_limit"),)}


def test_so_it_is_with_those_who_were_taken_in_on_that_day():
    """They are of age by rules that are set after they came."""
    taken_in = {"kind": "acquire", "date": "2027-01-01", "organization": "b"}
    strict = {"initial": {"age": "30 years"}, "interventions": [taken_in, LIMIT]}
    lives = told_on_the_day(OF_AGE | strict, OF_AGE)
    came = ("relevel", Item.INTERVENTION, "acquisition")
    went = ("exit", Item.INTERVENTION, "age_limit")
    assert [life[:2] for life in lives if came in life] == 2 * 20 * [(came, went)]
