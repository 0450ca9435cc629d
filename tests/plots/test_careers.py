"""Where careers lead, and careers one by one: the figures' numbers against plain pandas."""

import copy
from dataclasses import replace

import pandas as pd
import pytest
from synthetic import plausible

from orgsim.plots import career_sankey, career_sankey_data, entry_mix, lifelines, lifelines_data
from orgsim.plots.career_sankey import _centres
from orgsim.plots.marks import marked_days
from orgsim.plots.theme import level_colour, says_why_not
from orgsim.plots.words import entry_point_name
from orgsim.results import Results


def finding(figure):
    return figure.layout.meta["finding"]


def test_streams_count_people_by_entry_point_and_highest_rank(startup_and_big_company):
    data = career_sankey_data(startup_and_big_company)
    people = startup_and_big_company.people
    hired = people[people["hired"] >= 0]
    assert data["people"].sum() == len(hired) > 1000
    counted = hired.groupby(["organization", "entry_point"], observed=True)["highest_rank"]
    for row in data.itertuples():
        own = counted.get_group((row.organization, row.entry_point))
        assert row.people == (own == row.rank).sum()
        assert row.share == pytest.approx((own == row.rank).mean())
        organizations = {each.id: each for each in startup_and_big_company.organizations}
        (level,) = (each for each in organizations[row.organization].levels if each.id == row.level)
        assert (level.rank, level.title) == (row.rank, row.title)


def test_the_best_and_the_worst_way_to_a_directors_title_are_told(startup_and_big_company):
    people = startup_and_big_company.people
    hired = people[people["hired"] >= 0].astype({"organization": str, "entry_point": str})
    high = (hired["highest_rank"] >= 5).groupby([hired["organization"], hired["entry_point"]])
    told = high.agg(["mean", "size"]).query("size >= 20")["mean"]
    label = {each.id: each.label for each in startup_and_big_company.organizations}
    text = finding(career_sankey(startup_and_big_company))
    (organization, entry_point), share = told.idxmax(), told.max()
    scenario = startup_and_big_company.manifest["scenario"]["organizations"][organization]
    called = scenario["entry_points"][entry_point]["label"]
    assert called != entry_point
    expected = f"{100 * share:.0f} % of those who come to {label[organization]} as {called} reach"
    assert text.startswith(expected)
    organization, entry_point = told.idxmin()
    scenario = startup_and_big_company.manifest["scenario"]["organizations"][organization]
    called = scenario["entry_points"][entry_point]["label"]
    assert text.endswith(f"of those who come to {label[organization]} as {called}.")


def test_streams_have_the_colour_of_the_level_they_lead_to(startup_and_big_company):
    figure = career_sankey(startup_and_big_company)
    data = career_sankey_data(startup_and_big_company)
    for sankey, (_, own) in zip(figure.data, data.groupby("label", sort=False), strict=True):
        colours = list(sankey.node.color)
        count = own["rank"].nunique()
        top_down = sorted(set(own["rank"]), reverse=True)
        assert colours[-count:] == [level_colour(rank, 8, 5) for rank in top_down]
        nodes = len(colours)
        assert set(sankey.link.source) == set(range(nodes - count))
        assert set(sankey.link.target) == set(range(nodes - count, nodes))
        assert sum(sankey.link.value) == own["people"].sum()


@pytest.mark.parametrize(("sizes", "most"), [([5, 3, 2], 3), ([5, 5], 4), ([10], 1), ([10], 5)])
def test_nodes_keep_apart_and_within_their_panel(sizes, most):
    height = 330
    scale = (height - 16 * (most - 1)) / 10
    centres = [height * each for each in _centres(sizes, most)]
    tops = [centre - scale * size / 2 for centre, size in zip(centres, sizes, strict=True)]
    bottoms = [centre + scale * size / 2 for centre, size in zip(centres, sizes, strict=True)]
    assert tops[0] >= -1e-9
    assert bottoms[-1] <= height + 1e-9
    for bottom, top in zip(bottoms, tops[1:], strict=False):
        assert top - bottom >= 16 - 1e-9


@pytest.mark.parametrize("name", ["startup_and_big_company", "acquisition", "growing_up"])
def test_stretches_add_up_to_the_person_years_of_each_level(name, request):
    results = request.getfixturevalue(name)
    data = lifelines_data(results, replication=1)
    lived = (data["end"] - data["start"]).dt.total_seconds() / (365.2425 * 24 * 3600)
    lived = lived.groupby([data["organization"], data["level"]]).sum()
    levels = results.levels[results.levels["replication"] == 1]
    expected = levels.groupby(["organization", "level"], observed=True)["person_years"].sum()
    for key, years in expected.items():
        assert lived.get(key, 0.0) == pytest.approx(years, rel=2e-3, abs=0.05)


def test_careers_end_as_the_people_table_says(startup_and_big_company):
    data = lifelines_data(startup_and_big_company)
    people = startup_and_big_company.people
    own = people[people["replication"] == 0].set_index(["organization", "person", "spell"])
    last = data.groupby(["organization", "person", "spell"]).last()
    assert len(last) == len(own)
    own = own.loc[last.index]
    assert last["level"].tolist() == own["last_level"].astype(str).tolist()
    assert last["left"].tolist() == own["left"].notna().tolist()
    assert data["left"].sum() == last["left"].sum()
    hired = data.drop_duplicates(["organization", "person", "spell"]).groupby("organization")
    for organization, rows in hired:
        order = own.loc[organization].reset_index().set_index(["person", "spell"])["hired"]
        dates = order.loc[list(zip(rows["person"], rows["spell"], strict=True))]
        assert dates.is_monotonic_increasing
        assert rows["row"].tolist() == list(range(len(rows)))


def test_many_people_are_sampled_evenly_and_it_says_so(startup_and_big_company):
    everybody = lifelines_data(startup_and_big_company)
    some = lifelines_data(startup_and_big_company, most=90)
    big = some[some["organization"] == "big_company"]
    rows = big["row"].unique()
    last = everybody.loc[everybody["organization"] == "big_company", "row"].max()
    assert len(rows) == 90
    assert (rows[0], rows[-1]) == (0, last)
    assert max(pd.Series(rows).diff().dropna()) <= last / 89 + 1
    merged = some.merge(everybody, how="inner")
    assert len(merged) == len(some)
    assert "at most 90 people" in lifelines(startup_and_big_company).layout.meta["note"]


def test_leavers_are_counted(startup_and_big_company):
    people = startup_and_big_company.people
    own = people[(people["replication"] == 2) & (people["organization"] == "startup")]
    gone = own[own["left"].notna()]
    stayed = (gone["left"] - gone["hired"]).median()
    text = finding(lifelines(startup_and_big_company, replication=2))
    assert text.startswith(
        f"Of the {len(own)} people ever at Startup {len(gone)} have left, "
        f"half of them within {stayed:.1f} years;"
    )


def test_the_key_has_the_colours_of_the_lines(startup_and_big_company):
    figure = lifelines(startup_and_big_company)
    key = {trace.name: trace.line.color for trace in figure.data if trace.showlegend}
    assert key["Director of Product"] == level_colour(5, 8, 5)
    lines = {t.line.color for t in figure.data if t.mode == "lines" and not t.showlegend}
    assert lines == set(key.values())


def test_careers_have_marks_on_the_days_of_interventions(acquisition):
    figure = lifelines(acquisition)
    wanted = [
        (f"x{number}".removesuffix("1"), *mark)
        for number, each in enumerate(acquisition.organizations, start=1)
        for mark in marked_days(acquisition, each)
    ]
    assert wanted
    lines = [(each.xref, each.x0) for each in figure.layout.shapes]
    assert lines == [(axis, day) for axis, day, _ in wanted]
    words = [each.text for each in figure.layout.annotations if each.textangle == 90]
    assert [each.replace("<br>", " ") for each in words] == [each for *_, each in wanted]


def test_what_is_not_recorded_is_said(startup_and_big_company):
    unrecorded = Results.from_blocks(*plausible(3, 3))
    for draw in (career_sankey, lifelines):
        assert says_why_not(draw(unrecorded)) == "No replication is recorded person by person"
    with pytest.raises(ValueError, match=r"replication 9 is not recorded.* these are: 0, 1, 2, 3$"):
        lifelines(startup_and_big_company, replication=9)
    with pytest.raises(ValueError, match=r"these are: none$"):
        lifelines(unrecorded, replication=0)


def test_an_entry_point_is_called_by_its_label_where_organizations_agree(startup_and_big_company):
    assert entry_point_name(startup_and_big_company, "near_pm") == "Near-PM career switchers"
    scenario = copy.deepcopy(startup_and_big_company.manifest["scenario"])
    organizations = scenario["organizations"]
    organizations["startup"]["entry_points"]["near_pm"]["label"] = "Switchers"
    organizations["startup"]["entry_points"]["new_graduate"]["label"] = None
    organizations["big_company"]["entry_points"]["new_graduate"]["label"] = None
    results = replace(
        startup_and_big_company, manifest=startup_and_big_company.manifest | {"scenario": scenario}
    )
    assert entry_point_name(results, "near_pm") == "near PM"
    assert entry_point_name(results, "new_graduate") == "new graduate"
    assert entry_point_name(results, "experienced") == "Experienced PMs"
    texts = " ".join(str(each.text) for each in entry_mix(results).layout.annotations)
    assert "% Experienced<br>PMs" in texts
    assert "% near PM" in texts
