"""What titles are worth and what becomes of them: the figures' numbers against plain pandas."""

import itertools

import numpy as np
import pytest
from synthetic import ladder, plausible, tiny

from orgsim.plots import (
    relevelling_map,
    relevelling_map_data,
    scope_by_title,
    scope_by_title_data,
)
from orgsim.plots.theme import says_why_not
from orgsim.results import Results


def finding(figure):
    return figure.layout.meta["finding"]


def test_scope_by_title_is_that_of_the_people_there_at_the_end(startup_and_big_company):
    data = scope_by_title_data(startup_and_big_company)
    people = startup_and_big_company.people
    there = people[people["left"].isna()]
    by_hand = there.groupby(["organization", "last_level"], observed=True)["scope"]
    assert data["holders"].sum() == len(there) > 1000
    assert len(data) == 6 + 8
    for row in data.itertuples():
        scope = by_hand.get_group((row.organization, row.level))
        assert row.holders == len(scope)
        assert row.mean == pytest.approx(scope.mean())
        assert row.q05 == pytest.approx(np.quantile(scope, 0.05))
        assert row.q75 == pytest.approx(np.quantile(scope, 0.75))


def test_the_title_that_promises_most_is_told(startup_and_big_company):
    data = scope_by_title_data(startup_and_big_company)
    some = data[data["holders"] >= 5].assign(gap=lambda rows: rows["rank"] - rows["mean"])
    row = some.loc[some["gap"].idxmax()]
    text = finding(scope_by_title(startup_and_big_company))
    assert f"{row['title']} at {row['label']}: its holders do the work of rung" in text
    assert f"rung {row['mean']:.1f} on average, about that of a " in text
    assert f", {row['gap']:.1f} rungs below the {row['rank']} it stands for." in text


def test_without_recorded_people_the_means_of_levels_are_drawn():
    results = Results.from_blocks(*plausible(20, 5))
    data = scope_by_title_data(results)
    last = results.levels[results.levels["time"] == 1.0]
    by_hand = last.groupby(["organization", "level"], observed=True)["scope"]
    for row in data.itertuples():
        scope = by_hand.get_group((row.organization, row.level))
        assert (row.holders, row.mean) == (0, pytest.approx(scope.mean()))
        assert row.q95 == pytest.approx(scope.quantile(0.95))
    assert "of all replications" in scope_by_title(results).layout.meta["note"]


def test_titles_that_are_worth_what_they_say():
    (block,), manifest = plausible(3, 3)
    levels = block["levels"]
    ranks = [np.array([each["rank"] for each in organization["levels"]])
             for organization in manifest["organizations"].values()]  # fmt: skip
    rank = np.array(
        [ranks[o][level] for o, level in zip(levels["organization"], levels["level"], strict=True)]
    )
    levels["scope"] = np.where(levels["headcount"] > 0, rank, np.nan)
    figure = scope_by_title(Results.from_blocks([block], manifest))
    assert finding(figure) == "Whoever holds a title does the work that it stands for, or more."


@pytest.mark.parametrize("rungs", [(5,), (1, 2, 3, 4, 5, 6, 7, 8)])
@pytest.mark.parametrize(("replications", "snapshots"), [(1, 1), (1, 4), (4, 1)])
def test_titles_of_every_shape_of_result_draw(rungs, replications, snapshots):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    figure = scope_by_title(Results.from_blocks(*plausible(replications, snapshots, described)))
    assert len(figure.data) == 3
    assert "nan" not in finding(figure)


def test_moves_are_counted_by_title_before_and_after(acquisition):
    data = relevelling_map_data(acquisition)
    events = acquisition.events
    came = events[events["kind"].isin(["hire", "relevel"]) & events["rank_from"].notna()]
    assert data["people"].sum() == len(came) > 500
    for row in data.itertuples():
        own = came[came["organization"] == row.organization]
        elsewhere = row.origin_label == "elsewhere"
        own = own[own["origin"].isna() if elsewhere else own["origin"] == row.origin]
        before = own[own["rank_from"] == row.rank_from]
        after = before[before["rank_to"] == row.rank_to]
        assert row.people == len(after)
        assert row.share == pytest.approx(len(after) / len(before))
    assert data["origin_label"].iloc[0] == "Startup"  # ways within the scenario come first
    assert set(data["origin_label"]) == {"Startup", "elsewhere"}
    assert set(data.query("rank_from == 5 and origin == 'startup'")["title_from"]) == {
        "Director of Product"
    }


def test_the_way_on_which_most_is_lost_is_told(acquisition):
    events = acquisition.events
    moved = events[(events["kind"] == "relevel") & (events["origin"] == "startup")]
    change = (moved["rank_to"] - moved["rank_from"]).astype(float)
    text = finding(relevelling_map(acquisition))
    assert text == (
        f"The {len(moved)} who go from Startup to Big company lose {-change.mean():.1f} rungs on "
        f"average; {100 * (change < 0).mean():.0f} % of them come out lower than before."
    )


def test_a_title_reset_is_a_way_of_its_own(growing_up):
    data = relevelling_map_data(growing_up)
    reset = data[data["origin"] == "company"]
    assert reset["people"].sum() == (growing_up.events["kind"] == "relevel").sum() > 0
    assert (reset["rank_to"] < reset["rank_from"]).all()
    figure = relevelling_map(growing_up)
    assert "whom a title reset at Company reaches" in finding(figure)
    assert any("Company: titles reset" in each.text for each in figure.layout.annotations)


def test_lines_go_down_where_rank_is_lost_and_are_as_wide_as_people_are_many(growing_up):
    data = relevelling_map_data(growing_up)
    first = data[data["origin"] == "company"]
    lines = [
        trace for trace in relevelling_map(growing_up).data
        if trace.mode == "lines" and trace.xaxis == "x"
    ]  # fmt: skip
    assert len(lines) == len(first)
    widths = {(line.y[0], line.y[1]): line.line.width for line in lines}
    by_people = first.sort_values("people")
    ordered = [widths[row.rank_from, row.rank_to] for row in by_people.itertuples()]
    assert ordered == sorted(ordered)
    assert len({line.line.color for line in lines}) == 1  # all of them lose


@pytest.mark.parametrize("columns", [1, 2])
def test_panels_of_ways_have_their_titles_on_both_sides(acquisition, columns):
    figure = relevelling_map(acquisition, columns=columns)
    panels = {trace.xaxis for trace in figure.data}
    assert panels == {"x", "x2", "x3"}
    for panel, side in itertools.product(panels, (0, 1)):
        titles = [a.text for a in figure.layout.annotations if (a.xref, a.x) == (panel, side)]
        assert len(titles) >= 2


def test_without_titles_that_change_it_says_so(startup_and_big_company):
    reason = says_why_not(relevelling_map(Results.from_blocks(*tiny())))
    assert reason == "No replication is recorded person by person"
    nobody = Results.from_blocks([], plausible(1, 1)[1])
    assert says_why_not(scope_by_title(nobody)) == "No replication was completed"
    assert says_why_not(relevelling_map(startup_and_big_company)) is None
