"""Time to promotion: curves against a plain count, series and panels, and results without any."""

import numpy as np
import pandas as pd
import pytest

import orgsim
from orgsim.plots import time_to_promotion, time_to_promotion_data
from orgsim.plots.theme import BASELINE, says_why_not
from orgsim.results import Results, compare_results, level_spells

SCENARIO = "scenarios/promotion_bias.yaml"


@pytest.fixture(scope="module")
def results():
    return orgsim.run(orgsim.load_scenario(SCENARIO), replications=4, workers=1)


@pytest.fixture(scope="module")
def none_recorded():
    scenario = orgsim.load_scenario(SCENARIO, ["record=0"])
    return orgsim.run(scenario, replications=2, workers=1)


@pytest.fixture(scope="module")
def few():
    scenario = orgsim.load_scenario("scenarios/startup.yaml", ["horizon=2 years"])
    return orgsim.run(scenario, replications=1, workers=1)


def counted(spells, years):
    """Aalen-Johansen, as one would write it down for a few durations: person by person."""
    promoted = left = 0.0
    events = spells[(spells["outcome"] > 0) & (spells["ended"] <= years)]
    for when in sorted(events["ended"].unique()):
        there = spells["ended"].ge(when) & (spells["entered"].lt(when) | spells["entered"].eq(0))
        now = spells[spells["ended"].eq(when)]["outcome"]
        waiting = 1 - promoted - left
        promoted += waiting * (now == 1).sum() / there.sum()
        left += waiting * (now == 2).sum() / there.sum()
    return promoted, left


def test_curves_are_counts(results):
    data = time_to_promotion_data(results)
    spells = level_spells(results)
    for level, years in (("pm", 2.0), ("senior_pm", 4.0), ("group_pm", 1.0)):
        row = data[(data["level"] == level) & np.isclose(data["years"], years)].iloc[0]
        own = spells[spells["level"] == level]
        assert (row["promoted"], row["left"]) == pytest.approx(counted(own, years))
        each = [counted(rows, years)[0] for _, rows in own.groupby("replication")]
        assert row["q05"] == pytest.approx(np.quantile(each, 0.05))
        assert row["q75"] == pytest.approx(np.quantile(each, 0.75))
        assert row["spells"] == len(own)
    top = results.organizations[0].levels[-1].id
    assert top not in set(data["level"])
    assert (data.loc[data["promoted"].notna(), "at_risk"] >= 10).all()


def waits_by_hand(results):
    """How long each person held each level, read line by line from the log of events."""
    log = results.events
    log = log[log["kind"].isin(["hire", "promotion", "exit"])].sort_values(["time", "item"])
    log = log.astype({"person": str, "kind": str, "level_to": str})
    last = results.levels["time"].max()
    begun, rows = {}, []
    for who, person, when, kind, level in log[
        ["replication", "person", "time", "kind", "level_to"]
    ].itertuples(index=False):
        if (who, person) in begun:
            held, since = begun.pop((who, person))
            rows.append((held, when - since, 1 if kind == "promotion" else 2))
        if kind != "exit":
            begun[who, person] = level, when
    rows += [(held, last - since, 0) for held, since in begun.values()]
    return pd.DataFrame(rows, columns=["level", "ended", "outcome"]).assign(entered=0.0)


def test_curves_are_those_of_the_log_of_events(results):
    data = time_to_promotion_data(results)
    waits = waits_by_hand(results)
    assert set(results.events["kind"]) <= {"requisition", "offer", "hire", "promotion", "exit"}
    assert set(data["level"]) == set(waits.loc[waits["outcome"] == 1, "level"])
    for level, own in data.groupby("level"):
        mine = waits[waits["level"] == level]
        assert (own["spells"] == len(mine)).all()
        row = own[own["promoted"].notna()].iloc[-1]
        assert (row["promoted"], row["left"]) == pytest.approx(counted(mine, row["years"]))


def test_people_are_told_apart_by_group_and_entry_point(results):
    for by in ("group", "entry_point"):
        data = time_to_promotion_data(results, by)
        spells = level_spells(results)
        names = {each.replace("_", " ") for each in spells[by].dropna().unique()}
        assert set(data["series"]) <= names
        assert len(set(data["series"])) > 1
        name = data["series"].iloc[0]
        row = data[(data["series"] == name) & np.isclose(data["years"], 1.5)].iloc[0]
        own = spells[
            (spells[by].astype(object).str.replace("_", " ") == name)
            & (spells["level"] == row["level"])
        ]
        assert row["promoted"] == pytest.approx(counted(own, 1.5)[0])


def test_a_comparison_has_a_series_per_scenario_and_a_grey_baseline(results):
    comparison = compare_results({"as is": results, "again": results})
    data = time_to_promotion_data(comparison)
    assert list(data["series"].unique()) == ["as is", "again"]
    columns = ["level", "years", "promoted", "left", "q05", "at_risk"]
    alone = time_to_promotion_data(results)[columns]
    for name in ("as is", "again"):
        own = data[data["series"] == name][columns].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone)
    figure = time_to_promotion(comparison)
    colours = {trace.name: trace.line.color for trace in figure.data if trace.name}
    assert colours["as is"] == BASELINE != colours["again"]


def test_the_title_states_a_share_with_its_range(results):
    data = time_to_promotion_data(results)
    figure = time_to_promotion(results)
    row = data[(data["level"] == "pm") & np.isclose(data["years"], 3.0)].iloc[0]
    stated = (
        f"Within 3 years of starting as Product Manager {100 * row['promoted']:.0f} % "
        f"({100 * row['q05']:.0f} to {100 * row['q95']:.0f} %) are promoted; "
        f"{100 * row['left']:.0f} % leave first."
    )
    assert figure.layout.meta["finding"] == stated
    assert figure.layout.yaxis.title.text == "share of those who began"


def test_without_recorded_people_it_says_so(none_recorded):
    empty = Results.from_blocks([], none_recorded.manifest)
    for each in (none_recorded, empty):
        figure = time_to_promotion(each)
        assert says_why_not(figure) == (
            "Nobody who began at a level in the recorded replications was promoted"
        )


def test_the_reason_for_no_curve_is_the_true_one(few):
    assert (level_spells(few)["outcome"] == 1).any()
    for by, reason in (
        ("group", "Nobody in the recorded replications belongs to a group"),
        ("organization", "Fewer than 10 people were watched where somebody was promoted"),
    ):
        assert says_why_not(time_to_promotion(few, by=by)) == reason


def test_what_people_cannot_be_told_apart_by_is_an_error(few):
    message = "by must be one of organization, entry_point, group, got 'entrypoint'"
    with pytest.raises(ValueError, match=f"^{message}$"):
        time_to_promotion(few, by="entrypoint")
