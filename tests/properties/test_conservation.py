"""What must always hold, over random scenarios."""

import numpy as np
import pandas as pd
from building import simulate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_scenarios import scenarios

from orgsim.clock import dates
from orgsim.simulation.day import Item


def check_conservation(levels):
    flow_in = levels["hires"] + levels["promotions_in"] + levels["title_grants_in"]
    flow_out = levels["exits"] + levels["promotions_out"] + levels["title_grants_out"]
    flow_in += levels["relevels_in"]
    flow_out += levels["laid_off"] + levels["relevels_out"]
    group = levels.groupby(["replication", "organization", "level"])
    before = group["headcount"].shift()
    known = before.notna()
    assert np.array_equal(
        levels["headcount"][known], (before + flow_in - flow_out)[known].astype(np.int64)
    )
    assert levels["promotions_in"].sum() == levels["promotions_out"].sum()
    assert levels["relevels_in"].sum() == levels["relevels_out"].sum()


def check_events_against_flows(tables):
    events, levels = tables["events"], tables["levels"]
    after_start = events[events["time"] > 0]
    counted = after_start["kind"].value_counts()
    assert counted.get("hire", 0) == levels["hires"].sum()
    assert counted.get("exit", 0) == levels["exits"].sum()
    assert counted.get("layoff", 0) == levels["laid_off"].sum()
    assert counted.get("relevel", 0) == levels["relevels_out"].sum()


def check_seats(given, tables, organization, name):
    """Replay the log: hires and promotions never fill a level beyond a fixed number of seats."""
    rules = given.organizations[name]
    fixed = {
        position: level.seats.count
        for position, level in enumerate(rules.levels.values())
        if level.seats is not None and level.seats.count is not None
    }
    levels, events = tables["levels"], tables["events"]
    start = levels[(levels["organization"] == organization) & (levels["time"] == 0)]
    log_after_start = events[(events["organization"] == organization) & (events["time"] > 0)]
    for replication, staff in start.groupby("replication"):
        held = staff.set_index("level")["headcount"].to_dict()
        seats = {}  # of those who have another than their level's, by a counter-offer
        log = log_after_start[log_after_start["replication"] == replication]
        # A review fills the top first, so that a seat vacated above is available below.
        at_review = log["item"] > Item.PEOPLE
        log = log.assign(top_first=np.where(at_review, -log["level_to"], 0))
        log = log.sort_values(["time", "item", "top_first"], kind="stable")
        for event in log.itertuples():
            if event.kind in ("requisition", "cancellation", "offer"):
                continue
            if event.reason == "counter_offer":
                seats.setdefault(event.person, event.level_from)
                continue
            if event.level_from >= 0:
                seat = seats.pop(event.person, event.level_from)
                held[seat] -= 1
                assert held[seat] >= 0
            if event.level_to >= 0:
                held[event.level_to] += 1
                limit = fixed.get(event.level_to)
                assert limit is None or held[event.level_to] <= limit


def check_vacancies(tables, organization, arrivals, pulled):
    """Positions come open, are filled from below or put out, and requisitions are filled or not."""
    levels = tables["levels"][tables["levels"]["organization"] == organization]
    group = levels.groupby(["replication", "level"])
    before = group["open_requisitions"].shift()
    known = before.notna()
    opened = levels["vacancies"] - levels["filled_from_below"]
    hires = 0 if arrivals else levels["hires"]
    expected = before + opened - hires - levels["cancelled"]
    assert np.array_equal(levels["open_requisitions"][known], expected[known].astype(np.int64))
    events = tables["events"]
    events = events[(events["organization"] == organization) & (events["time"] > 0)]
    after_start = levels[levels["time"] > 0]
    happened = {"cancelled": events["kind"] == "cancellation"}
    if (
        not pulled
    ):  # by the promotion policy's trigger, into seats that are no position to be filled
        happened["filled_from_below"] = events["reason"] == "vacancy"
    for column, which in happened.items():
        counted = events[which].groupby(["replication", "level_to"]).size()
        found = after_start.groupby(["replication", "level"])[column].sum()
        assert found[found > 0].to_dict() == counted.to_dict()
    at_review = events["kind"].isin(["promotion", "title_grant"]) & (events["item"] > Item.PEOPLE)
    assert not events[at_review].duplicated(["replication", "person", "time"]).any()


def check_quotas(given, tables):
    for position, rules in enumerate(given.organizations.values()):
        cycles = tables["cycles"][tables["cycles"]["organization"] == position]
        if rules.promotion.budget.kind != "quota" or cycles.empty:
            continue
        assert np.all(cycles["promoted"] <= cycles["quota"])
        assert np.all(cycles["promoted"] <= cycles["eligible"])
        if rules.promotion.budget.rounding in ("carry", "down"):
            share = rules.promotion.budget.share.of("l0")
            sums = cycles.groupby(["replication", "level"])[["headcount", "quota"]].sum()
            # What the warm-up carried over may add one.
            assert np.all(sums["quota"] <= sums["headcount"] * share + 1 + 1e-6)


def check_entry_points(given, tables, organization, name):
    """Caps hold in every calendar year, and cohorts start on the first of their months."""
    hires = tables["events"][tables["events"]["organization"] == organization]
    hires = hires[hires["kind"] == "hire"]
    day = dates(given.start, hires["time"].to_numpy()).astype("datetime64[D]")
    hires = hires.assign(year=day.astype("datetime64[Y]"), month=day.astype("datetime64[M]"))
    for way, section in given.organizations[name].entry_points.items():
        own = hires[hires["entry_point"] == way]
        if section.cap is not None:
            assert own.groupby(["replication", "year"]).size().max() <= section.cap or own.empty
        if section.cohort is not None:
            months = pd.DatetimeIndex(own["month"]).month
            assert set(months) <= set(section.cohort)
            assert np.array_equal(own["time"], np.round(own["time"] * 12) * 13 / 156)


def check_spells(tables):
    """Nobody is in two places, and spells are numbered."""
    people = tables["people"].sort_values("spell")
    for _, spells in people[people["person"].duplicated(keep=False)].groupby(
        ["replication", "person"]
    ):
        numbers = spells["spell"].to_numpy()
        # Spells that were over before the start are not kept.
        assert np.array_equal(numbers, np.arange(len(spells)) + numbers[0])
        assert np.all(spells["hired"].to_numpy()[1:] > spells["left"].to_numpy()[:-1])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_nobody_is_lost_or_counted_twice(given):
    tables = simulate(given, 3)
    check_conservation(tables["levels"])
    check_events_against_flows(tables)
    check_quotas(given, tables)
    check_spells(tables)
    for position, name in enumerate(given.organizations):
        check_entry_points(given, tables, position, name)
        arrivals = given.organizations[name].plan.kind == "arrivals"
        promotion = given.organizations[name].promotion
        check_vacancies(tables, position, arrivals, promotion.trigger.kind == "vacancy")
        # Whose title in a warm-up came with a counter-offer is in no log.
        in_doubt = promotion.retention is not None and given.organizations[name].warm_up > 0
        if promotion.budget.kind != "none" and not arrivals and not in_doubt:
            check_seats(given, tables, position, name)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.integers(1, 4))
def test_blocks_never_matter(given, size):
    together, apart = simulate(given, 5), simulate(given, 5, block=size)
    for name, table in together.items():
        assert table.equals(apart[name]) or (table.empty and apart[name].empty), name
