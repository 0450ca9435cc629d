"""What must always hold of a run's raw tables, whatever the scenario; see docs/model.md."""

import numpy as np
import pandas as pd

from orgsim.clock import dates
from orgsim.simulation.day import Item

MOVES = ("hire", "promotion", "title_grant", "relevel", "exit", "layoff", "acquisition")
"""What happens to a person who is or will be employed; all else is about positions."""


def assert_invariants(given, tables):
    """All of what follows, as far as the rules of each organization hold from start to end."""
    check_conservation(tables["levels"])
    check_events_against_flows(tables)
    check_spells(tables)
    check_careers(tables)
    for position, (name, rules) in enumerate(given.organizations.items()):
        if rules.stages or rules.interventions:
            continue
        check_quotas(given, tables, position, name)
        check_entry_points(given, tables, position, name)
        arrivals, promotion = rules.plan.kind == "arrivals", rules.promotion
        check_vacancies(tables, position, arrivals, promotion.trigger.kind == "vacancy")
        # Whose title in a warm-up came with a counter-offer is in no log.
        in_doubt = promotion.retention is not None and rules.warm_up > 0
        if promotion.budget.kind != "none" and not arrivals and not in_doubt:
            check_seats(given, tables, position, name)


def check_conservation(levels):
    flow_in = levels["hires"] + levels["promotions_in"] + levels["title_grants_in"]
    flow_out = levels["exits"] + levels["promotions_out"] + levels["title_grants_out"]
    flow_in += levels["relevels_in"] + levels["acquired_in"]
    flow_out += levels["laid_off"] + levels["relevels_out"] + levels["acquired_out"]
    group = levels.groupby(["replication", "organization", "level"])
    before = group["headcount"].shift()
    known = before.notna()
    assert np.array_equal(
        levels["headcount"][known], (before + flow_in - flow_out)[known].astype(np.int64)
    )
    assert levels["promotions_in"].sum() == levels["promotions_out"].sum()
    assert levels["relevels_in"].sum() == levels["relevels_out"].sum()
    assert levels["acquired_in"].sum() == levels["acquired_out"].sum()


def check_events_against_flows(tables):
    events, levels = tables["events"], tables["levels"]
    after_start = events[events["time"] > 0]
    counted = after_start["kind"].value_counts()
    assert counted.get("hire", 0) == levels["hires"].sum()
    assert counted.get("exit", 0) == levels["exits"].sum()
    assert counted.get("layoff", 0) == levels["laid_off"].sum()
    relevelled = levels["relevels_out"].sum() + levels["acquired_in"].sum()
    assert counted.get("relevel", 0) == relevelled
    assert counted.get("acquisition", 0) == levels["acquired_out"].sum()


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
    if not pulled:  # by the policy's trigger, into seats that are no position to be filled
        happened["filled_from_below"] = events["reason"] == "vacancy"
    for column, which in happened.items():
        counted = events[which].groupby(["replication", "level_to"]).size()
        found = after_start.groupby(["replication", "level"])[column].sum()
        assert found[found > 0].to_dict() == counted.to_dict()
    at_review = events["kind"].isin(["promotion", "title_grant"]) & (events["item"] > Item.PEOPLE)
    assert not events[at_review].duplicated(["replication", "person", "time"]).any()


def check_quotas(given, tables, organization, name):
    """Nobody is promoted beyond the quota, and quotas add up to their share of the people."""
    rules = given.organizations[name]
    cycles = tables["cycles"][tables["cycles"]["organization"] == organization]
    if rules.promotion.budget.kind != "quota" or cycles.empty:
        return
    assert np.all(cycles["promoted"] <= cycles["quota"])
    assert np.all(cycles["promoted"] <= cycles["eligible"])
    if rules.promotion.budget.rounding in ("carry", "down"):
        share = np.array([rules.promotion.budget.share.of(level) for level in rules.levels])
        sums = cycles.groupby(["replication", "level"])[["headcount", "quota"]].sum()
        of_level = share[sums.index.get_level_values("level").to_numpy().astype(int)]
        # What the warm-up carried over may add one.
        assert np.all(sums["quota"] <= sums["headcount"] * of_level + 1 + 1e-6)


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
        assert np.all(spells["hired"].to_numpy()[1:] >= spells["left"].to_numpy()[:-1])


def check_careers(tables):
    """Everybody's events are legal in their order, wherever they happen.

    Whoever leaves can only be hired again, and nobody is hired who has not left; each move begins
    at the level, and in the organization, at which the one before has ended.
    """
    events = tables["events"]
    log = events[events["kind"].isin(MOVES) & (events["person"] != "")]
    log = log.assign(taken_in=(log["kind"] == "relevel") & (log["reason"] == "acquisition"))
    log["turn"] = turns(log)
    log = log.sort_values(["replication", "person", "time", "turn"], kind="stable")
    same = (log[["replication", "person"]] == log[["replication", "person"]].shift()).all(axis=1)
    gone = log["kind"].shift().isin(["exit", "layoff", "acquisition"])
    assert (((log["kind"] == "hire") | log["taken_in"]) == gone)[same].all()
    going_on = same & ~gone
    assert (log["level_from"] == log["level_to"].shift())[going_on].all()
    assert (log["organization"] == log["organization"].shift())[going_on].all()


def turns(log):
    """In which turn things happen to a person on the day of an acquisition: there, then here."""
    taken_in = log[log["taken_in"]].set_index(["replication", "person", "time"])["organization"]
    key = pd.MultiIndex.from_frame(log[["replication", "person", "time"]])
    here = taken_in.reindex(key).to_numpy() == log["organization"].to_numpy()
    leaving = (log["kind"] == "acquisition").to_numpy()
    return np.select([log["taken_in"].to_numpy(), here, leaving], [2, 3, 1], 0)
