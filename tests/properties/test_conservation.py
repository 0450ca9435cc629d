"""What must always hold, over random scenarios."""

import numpy as np
from building import Exactly, scenario, simulate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LEVELS = st.integers(min_value=1, max_value=5)


@st.composite
def shares(draw, names):
    """Whole percentages that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(names) - 1,
                                max_size=len(names) - 1)))  # fmt: skip
    edges = [0, *cuts, 100]
    return Exactly({n: f"{b - a}%" for n, a, b in zip(names, edges, edges[1:], strict=False)})


@st.composite
def organizations(draw):
    count = draw(LEVELS)
    names = [f"l{i}" for i in range(count)]
    levels = Exactly({n: {"title": n, "rank": i + 1} for i, n in enumerate(names)})
    for name in names[1:]:
        seats = draw(st.sampled_from([None, "count", "share", "per"]))
        if seats == "count":
            levels[name]["seats"] = {"count": draw(st.integers(0, 4))}
        elif seats == "share":
            levels[name]["seats"] = {"share": f"{draw(st.integers(1, 60))}%"}
        elif seats == "per":
            levels[name]["seats"] = {"per": draw(st.integers(1, 8))}
    plan = draw(
        st.sampled_from(
            [
                {"kind": "growth", "rate": "30%/year", "limit": 40},
                {"kind": "growth", "rate": "-30%/year"},
                {"kind": "path", "points": {"2026-06-01": 30, "2027-06-01": 3}},
                {"kind": "arrivals", "levels": {names[0]: "9 per year"}},
                {"kind": "arrivals", "process": "fixed", "levels": {names[0]: "9 per year"}},
            ]
        )
    )
    continuous = draw(st.booleans())
    trigger = (
        {"kind": "continuous", "rate": f"{draw(st.sampled_from([0, 0.5, 3, 20]))}/year"}
        if continuous
        else {"kind": "cycle", "months": draw(st.sampled_from([["January"], ["May", "June"]]))}
    )
    budgets = [{"kind": "seats"}, {"kind": "none"}]
    if not continuous:
        rounding = draw(st.sampled_from(["carry", "down", "up", "random"]))
        share = f"{draw(st.integers(0, 100))}%"
        budgets.append({"kind": "quota", "share": share, "rounding": rounding})
    selection = draw(
        st.sampled_from(
            [
                {"kind": "merit", "committee_noise": 0.5},
                {"kind": "seniority", "by": "time_in_level"},
                {"kind": "random"},
                {"kind": "worst"},
                {"kind": "chance", "probability": "40%"},
            ]
        )
    )
    entry_points = {
        "graduates": {"levels": {names[0]: "100%"}, "skill": 1},
        "others": {"levels": draw(shares(names)), "stretch": 0},
    }
    for entry_point in entry_points.values():
        days = draw(st.sampled_from(["0 days", "10 days", "200 days"]))
        entry_point |= {"weight": 1, "time_to_fill": {"kind": "exponential", "mean": days}}
    return {
        "levels": levels,
        "initial": {"headcount": draw(st.integers(0, 25)), "levels": draw(shares(names))},
        "warm_up": draw(st.sampled_from(["0 months", "5 months"])),
        "plan": Exactly(plan),
        "staffing": {"every": draw(st.sampled_from(["1 week", "1 month", "1 year"]))},
        "entry_points": Exactly(entry_points),
        "promotion": Exactly(
            {
                "trigger": trigger,
                "selection": selection,
                "budget": draw(st.sampled_from(budgets)),
                "eligibility": {"min_time_in_level": draw(st.sampled_from(["0 days", "1 year"]))},
                "effect": {"scope_follows": draw(st.sampled_from(["0%", "30%", "100%"]))},
            }
        ),
        "titles": {
            "scope_cap": [{"people": 30, "scope": 1.5}, {"people": 300, "scope": 4}],
            "scope_growth": "0.5 per year",
        },
        "attrition": {
            "base": f"{draw(st.sampled_from([0, 0.2, 3, 30]))}/year",
            "patience": "6 months",
            "patience_effect": 0.3,
            "readiness_effect": 0.2,
        },
    }


def check_conservation(levels):
    flow_in = levels["hires"] + levels["promotions_in"] + levels["title_grants_in"]
    flow_out = levels["exits"] + levels["promotions_out"] + levels["title_grants_out"]
    group = levels.groupby(["replication", "organization", "level"])
    before = group["headcount"].shift()
    known = before.notna()
    assert np.array_equal(
        levels["headcount"][known], (before + flow_in - flow_out)[known].astype(np.int64)
    )
    assert levels["promotions_in"].sum() == levels["promotions_out"].sum()


def check_events_against_flows(tables):
    events, levels = tables["events"], tables["levels"]
    after_start = events[events["time"] > 0]
    counted = after_start["kind"].value_counts()
    assert counted.get("hire", 0) == levels["hires"].sum()
    assert counted.get("exit", 0) == levels["exits"].sum()


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
        log = log_after_start[log_after_start["replication"] == replication]
        for event in log.itertuples():
            if event.kind == "requisition":
                continue
            if event.level_from >= 0:
                held[event.level_from] -= 1
                assert held[event.level_from] >= 0
            if event.level_to >= 0:
                held[event.level_to] += 1
                limit = fixed.get(event.level_to)
                assert limit is None or held[event.level_to] <= limit


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


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(organizations(), min_size=1, max_size=2), st.integers(0, 2**64 - 1))
def test_nobody_is_lost_or_counted_twice(rules, seed):
    given = scenario(*rules, horizon="30 months", seed=seed)
    tables = simulate(given, 3)
    check_conservation(tables["levels"])
    check_events_against_flows(tables)
    check_quotas(given, tables)
    for position, name in enumerate(given.organizations):
        arrivals = given.organizations[name].plan.kind == "arrivals"
        if given.organizations[name].promotion.budget.kind != "none" and not arrivals:
            check_seats(given, tables, position, name)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(organizations(), min_size=1, max_size=2), st.integers(1, 4))
def test_blocks_never_matter(rules, size):
    given = scenario(*rules, horizon="30 months")
    together, apart = simulate(given, 5), simulate(given, 5, block=size)
    for name, table in together.items():
        assert table.equals(apart[name]) or (table.empty and apart[name].empty), name
