"""Entry mix, leaving and span of control: the figures' numbers against plain pandas."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from synthetic import ladder, plausible, tiny

from orgsim.plots import (
    entry_mix,
    entry_mix_data,
    leaving,
    leaving_data,
    span_of_control,
    span_of_control_data,
)
from orgsim.plots.leaving import poisson_interval
from orgsim.plots.theme import entry_colour, says_why_not, series_colour
from orgsim.results import Results

FIGURES = (entry_mix, leaving, span_of_control)


@pytest.fixture(scope="module")
def results():
    return Results.from_blocks(*plausible(20, 9))


def finding(figure):
    return figure.layout.meta["finding"]


def test_entry_mix_is_the_share_of_the_hires_of_each_year(results):
    data = entry_mix_data(results)
    hires = results.hires[results.hires["time"] > 0]
    hires = hires.assign(year=np.where(hires["time"] <= 1, 1, 2))
    assert len(data) == 2 * 4 * 2
    for row in data.itertuples():
        own = hires[(hires["organization"] == row.organization) & (hires["year"] == row.year)]
        mine = own[own["entry_point"] == row.entry_point]
        assert row.hires == pytest.approx(mine["hires"].sum() / 20)
        assert row.share == pytest.approx(mine["hires"].sum() / own["hires"].sum())
        whole = own.groupby("replication")["hires"].sum()
        part = mine.groupby("replication")["hires"].sum() / whole
        assert (row.low, row.high) == pytest.approx(tuple(part.quantile([0.05, 0.95])))
    assert data["entry_point"].drop_duplicates().tolist()[0] == "experienced"


def test_the_commonest_entry_point_is_told(results):
    own = results.hires[results.hires["organization"] == "startup"]
    total = own.groupby("replication")["hires"].sum()
    first = own[own["entry_point"] == "experienced"].groupby("replication")["hires"].sum()
    text = finding(entry_mix(results))
    expected = f"experienced: {100 * (first / total).mean():.0f} % ("
    assert text.startswith(f"The commonest entry point is {expected}")


def test_an_entry_point_has_one_colour_in_every_organization(results):
    bars = entry_mix(results).data
    assert [bar.marker.color for bar in bars] == [entry_colour(each) for each in range(4)] * 2
    assert not {entry_colour(each) for each in range(6)} & {
        series_colour(each) for each in range(6)
    }


def test_leaving_by_level_is_leavers_by_person_years(startup_and_big_company):
    data = leaving_data(startup_and_big_company)
    levels = startup_and_big_company.levels
    sums = levels.groupby(["organization", "level", "replication"], observed=True)[
        ["exits", "person_years"]
    ].sum()
    rows = data[data["by"] == "level"]
    assert len(rows) == 6 + 8
    for row in rows.itertuples():
        own = sums.loc[row.organization, row.level]
        assert row.leavers == own["exits"].sum()
        assert row.rate == pytest.approx(own["exits"].sum() / own["person_years"].sum())
        each = (own["exits"] / own["person_years"].where(own["person_years"] > 0)).dropna()
        assert (row.low, row.high) == pytest.approx(tuple(each.quantile([0.05, 0.95])))


@pytest.mark.parametrize("name", ["startup_and_big_company", "acquisition"])
def test_leaving_by_tenure_adds_up_to_the_same_leavers_and_person_years(name, request):
    results = request.getfixturevalue(name)
    data = leaving_data(results)
    sums = data.groupby(["organization", "by"])[["leavers", "person_years"]].sum()
    for organization in results.organizations:  # every replication is recorded
        by_level, by_tenure = (sums.loc[organization.id, kind] for kind in ("level", "tenure"))
        assert by_tenure["leavers"] == by_level["leavers"]
        assert by_tenure["person_years"] == pytest.approx(by_level["person_years"], rel=1e-6)


def test_tenure_is_cut_as_counted_by_hand(startup_and_big_company):
    data = leaving_data(startup_and_big_company)
    people = startup_and_big_company.people
    row = data.query("organization == 'startup' and by == 'tenure' and tenure_from == 1").iloc[0]
    own = people[people["organization"] == "startup"]
    leavers, lived = 0, 0.0
    for spell in own.itertuples():
        until = (10.0 if pd.isna(spell.left) else spell.left) - spell.hired
        since = max(0.0, -spell.hired)
        lived += max(0.0, min(until, 2.0) - max(since, 1.0))
        leavers += not pd.isna(spell.left) and 1.0 < until <= 2.0
    assert (row["leavers"], row["person_years"]) == (leavers, pytest.approx(lived))


@pytest.mark.parametrize("count", [1, 2, 5, 20, 300])
def test_the_interval_is_close_to_the_exact_one(count):
    low, high = poisson_interval(count)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=5e-3)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=0.02, abs=0.02)
    assert poisson_interval(0) == (0.0, pytest.approx(chi2.ppf(0.975, 2) / 2))


def test_where_leaving_is_most_frequent_is_told(startup_and_big_company):
    data = leaving_data(startup_and_big_company).query("person_years >= 10")
    levels = data[data["by"] == "level"]
    row = levels.loc[levels["rate"].idxmax()]
    text = finding(leaving(startup_and_big_company))
    assert f"at the level of {row['title']} at {row['label']}: {100 * row['rate']:.0f} (" in text


def test_without_recorded_people_only_levels_are_drawn(results):
    figure = leaving(results)
    assert set(leaving_data(results)["by"]) == {"level"}
    assert len(figure.data) == 2
    assert "95 %" not in figure.layout.meta["note"]


def test_span_is_everybody_but_one_by_managers(results):
    levels = results.levels
    manages = levels["rank"] >= 4
    keys = ["organization", "replication", "date"]
    everybody = levels.groupby(keys, observed=True)["headcount"].sum() - 1
    managers = levels[manages].groupby(keys, observed=True)["headcount"].sum()
    span = (everybody / managers.where(managers > 0)).groupby(
        ["organization", "date"], observed=True
    )
    data = span_of_control_data(results)
    for row in data.itertuples():
        own = span.get_group((row.organization, row.date))
        assert row.mean == pytest.approx(own.mean())
        assert row.q75 == pytest.approx(own.quantile(0.75))
    last = span.mean()["startup"].iloc[-1]
    assert f"there are {last:.1f} (" in finding(span_of_control(results))


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("rungs", [(5,), (1, 2, 3, 4, 5, 6, 7, 8)])
@pytest.mark.parametrize(("replications", "snapshots"), [(1, 4), (4, 2)])
def test_every_shape_of_result_draws(draw, rungs, replications, snapshots):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    figure = draw(Results.from_blocks(*plausible(replications, snapshots, described)))
    assert len(figure.data) > 0 or says_why_not(figure) == "Nobody has left"
    assert "nan" not in finding(figure)


@pytest.mark.parametrize("draw", FIGURES)
def test_nothing_says_why(draw):
    nothing = Results.from_blocks([], plausible(1, 1)[1])
    assert says_why_not(draw(nothing)) == "No replication was completed"
    one = Results.from_blocks(*plausible(2, 1, {"a": {"label": "A", "levels": ladder(2)}}))
    reasons = {
        entry_mix: "Nobody was hired",
        leaving: "Nobody has left",
        span_of_control: "Nobody has the title of a manager",
    }
    assert says_why_not(draw(one)) == reasons[draw]
    few = draw(Results.from_blocks(*tiny()))
    assert finding(few)
