"""The internal labor market on its ladder: numbers against plain pandas, arrows, tiny results."""

import re

import numpy as np
import pytest
from synthetic import ladder, plausible, tiny

from orgsim.plots import ladder_flows, ladder_flows_data
from orgsim.plots.ladder_flows import _rate
from orgsim.plots.theme import says_why_not
from orgsim.results import Results


def finding(figure):
    return figure.layout.meta["finding"]


def test_flows_are_per_year_over_replications(acquisition):
    levels = acquisition.levels
    years = levels["time"].max() - levels["time"].min()
    data = ladder_flows_data(acquisition)
    whole = data[data["destination"].isna()]
    assert len(whole) == (6 + 8) * 11
    keys = ["organization", "level", "replication"]
    for row in whole.itertuples():
        counted = levels.groupby(keys, observed=True)[row.flow].sum() / years
        own = counted.loc[row.organization, row.level]
        assert row.mean == pytest.approx(own.mean())
        assert row.q05 == pytest.approx(own.quantile(0.05))
        assert row.q95 == pytest.approx(own.quantile(0.95))
    for flow in ("hires", "promotions_in", "exits", "acquired_in", "acquired_out"):
        assert whole.loc[whole["flow"] == flow, "mean"].sum() > 0


def test_leavers_go_where_the_recorded_ones_go(startup_and_big_company):
    data = ladder_flows_data(startup_and_big_company)
    cut = data[data["destination"].notna()]
    people = startup_and_big_company.people
    gone = people[people["left"].notna()]
    shares = gone.groupby(["organization", "last_level"], observed=True)[
        "destination"
    ].value_counts(normalize=True)
    whole = data[(data["flow"] == "exits") & data["destination"].isna()].set_index(
        ["organization", "level"]
    )["mean"]
    assert len(cut) > 30
    for row in cut.itertuples():
        share = shares.loc[row.organization, row.level, row.destination]
        # every replication is recorded here, so the cut is exact
        assert row.mean == pytest.approx(share * whole[row.organization, row.level])


def widths(figure, axis):
    """Thickness of each arrow, pixels, read off its outline."""
    found = []
    for shape in figure.layout.shapes:
        if shape.type == "path" and shape.xref == axis:
            points = [
                tuple(map(float, each))
                for each in re.findall(r"(-?[\d.e-]+) (-?[\d.e-]+)", shape.path)
            ]
            across = 0 if shape.xsizemode == "pixel" else 1
            found.append(2 * points[0][across])
    return found


def test_arrows_are_as_wide_as_their_flows(startup_and_big_company):
    data = ladder_flows_data(startup_and_big_company)
    own = data[(data["organization"] == "startup") & data["destination"].isna()]
    mean = own.set_index(["level", "flow"])["mean"]
    levels = list(own["level"].unique())
    flows = [mean[level, "hires"] for level in levels]
    flows += [mean[level, "exits"] + mean[level, "laid_off"] for level in levels]
    flows += [mean[level, "promotions_out"] for level in levels[:-1]]
    expected = [max(1.2, 13 * flow / max(flows)) for flow in flows if flow]
    assert sorted(widths(ladder_flows(startup_and_big_company), "x")) == pytest.approx(
        sorted(expected)
    )


def test_the_share_filled_from_inside_is_told(startup_and_big_company):
    levels = startup_and_big_company.levels
    sums = levels.groupby(["organization", "replication"], observed=True)[
        ["hires", "promotions_in"]
    ].sum()
    inside = (sums["promotions_in"] / sums.sum(axis=1)).groupby("organization", observed=True)
    text = finding(ladder_flows(startup_and_big_company))
    assert text.startswith(f"{100 * inside.mean()['startup']:.0f} % (")
    assert "of those who come to a level at Startup" in text
    assert f"against {100 * inside.mean()['big_company']:.0f} % " in text


def test_titles_alone_and_resets_are_drawn_and_said(growing_up):
    note = ladder_flows(growing_up).layout.meta["note"]
    assert "Grey, downwards: titles reset." in note
    made_up = ladder_flows(Results.from_blocks(*plausible(5, 5)))
    assert "titles without the work" in made_up.layout.meta["note"]
    assert "titles reset" not in made_up.layout.meta["note"]


def test_where_a_ladder_forks_both_ends_of_a_move_are_drawn():
    (block,), manifest = plausible(
        4, 5, {"a": {"label": "A", "levels": ladder(1, 2, 3)}}, promote=5
    )
    levels = block["levels"]
    assert (
        "Two arrows" not in ladder_flows(Results.from_blocks([block], manifest)).layout.meta["note"]
    )
    # those promoted out of the first level skip the second one
    moved = levels["promotions_in"].reshape(4, 5, 3)
    moved[:, :, 2] += moved[:, :, 1]
    heads = levels["headcount"].reshape(4, 5, 3)
    heads[:, :, 2] += np.cumsum(moved[:, :, 1], axis=1)
    heads[:, :, 1] -= np.cumsum(moved[:, :, 1], axis=1)
    moved[:, :, 1] = 0
    levels["promotions_in"], levels["headcount"] = moved.ravel(), heads.ravel()
    for column in ("scope", "skill", "time_in_level", "effectiveness"):
        levels[column] = np.where(
            levels["headcount"] == 0, np.nan, np.nan_to_num(levels[column], nan=2.0)
        )
    figure = ladder_flows(Results.from_blocks([block], manifest))
    assert "Two arrows between boxes" in figure.layout.meta["note"]


@pytest.mark.parametrize("rungs", [(5,), (1, 2, 3, 4, 5, 6, 7, 8)])
@pytest.mark.parametrize("replications", [1, 4])
def test_every_shape_of_result_draws(rungs, replications):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    figure = ladder_flows(Results.from_blocks(*plausible(replications, 4, described)))
    assert len(figure.data) == len(rungs)
    assert "nan" not in finding(figure)
    assert "nan" not in " ".join(each.text for each in figure.layout.annotations)


def test_who_has_no_flows_is_told_so():
    assert says_why_not(ladder_flows(Results.from_blocks(*tiny()))) is None
    one = ladder_flows(Results.from_blocks(*plausible(3, 1)))
    assert says_why_not(one) == "Flows need two snapshots, and there is one"
    nothing = ladder_flows(Results.from_blocks([], plausible(1, 1)[1]))
    assert says_why_not(nothing) == "No replication was completed"


def test_what_has_an_arrow_is_never_told_as_nothing():
    told = [_rate(a_year) for a_year in (0, 0.01, 0.05, 0.06, 4.26)]
    assert told == ["0", "&lt; 0.1", "&lt; 0.1", "0.1", "4.3"]
