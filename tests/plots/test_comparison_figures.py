"""Figures of comparisons: the forest of differences, and the mix under each policy."""

import numpy as np
import pytest
from synthetic import plausible

from orgsim.plots import differences, differences_data, level_mix_compared, level_mix_compared_data
from orgsim.plots.theme import BASELINE, says_why_not
from orgsim.results import Results, compare_results


@pytest.fixture(scope="module")
def comparison():
    found = {
        name: Results.from_blocks(*plausible(20, 9, promote=promote))
        for name, promote in (("as is", 1.0), ("more", 1.8), ("same", 1.0))
    }
    return compare_results(found)


def paired(comparison, organization, variant, of):
    """Mean difference of a number read from each replication's last snapshot."""
    values = []
    for name in (variant, "as is"):
        levels = comparison.results[name].levels
        own = levels[(levels["organization"] == organization) & (levels["time"] == 2.0)]
        values.append(own.groupby("replication").apply(of).to_numpy())
    return values[0] - values[1]


def test_the_forest_shows_paired_differences(comparison):
    data = differences_data(comparison)

    def directors(levels):
        return levels.loc[levels["rank"] >= 5, "headcount"].sum() / levels["headcount"].sum()

    for organization, label in (("startup", "Startup"), ("big_company", "Big company")):
        row = data.query(
            "measure == 'director_share' and variant == 'more' and organization == @organization"
        ).iloc[0]
        found = 100 * paired(comparison, organization, "more", directors)
        assert row["difference"] == pytest.approx(found.mean())
        told = comparison.differences.query(
            "measure == 'director_share' and variant == 'more' and organization == @organization "
            "and time == 2 and told"
        ).iloc[0]
        assert [row["low"], row["high"]] == pytest.approx([100 * told["low"], 100 * told["high"]])
        assert (row["row"], row["unit"]) == (f"{label}: more", "points")
    assert not data.loc[data["variant"] == "same", "clear"].any()
    assert data["measure"].iloc[0] == "director_share"


def test_a_panel_for_each_measure_and_zero_in_the_baselines_grey(comparison):
    figure, data = differences(comparison), differences_data(comparison)
    axes = list(figure.select_xaxes())
    assert len(axes) == data["measure"].nunique()
    assert {axis.zerolinecolor for axis in axes} == {BASELINE}
    assert all(axis.range[0] < 0 < axis.range[1] for axis in axes)
    assert all(axis.title.text for axis in axes)
    finding = figure.layout.meta["finding"]
    clear = data[data["clear"]]
    assert f"{clear['measure'].nunique()} of {data['measure'].nunique()} measures differ" in finding
    pulls = (clear["difference"] / (clear["high"] - clear["low"])).abs()
    assert clear.loc[pulls.idxmax(), "words"] in finding


def test_no_difference_is_stated_as_such(comparison):
    same = compare_results({name: comparison.results[name] for name in ("as is", "same")})
    assert differences(same).layout.meta["finding"] == (
        "Against as is after 2 years all 7 measures are exactly the same."
    )


def test_the_mix_under_each_policy_is_its_own(comparison):
    data = level_mix_compared_data(comparison)
    levels = comparison.results["more"].levels
    own = levels[levels["organization"] == "startup"]
    total = own.groupby(["date", "replication"])["headcount"].transform("sum")
    share = own.assign(share=own["headcount"] / total)
    pm = share[share["level"] == "pm"].groupby("date")["share"].quantile(0.95)
    found = data.query("series == 'more' and organization == 'startup' and level == 'pm'")
    assert found["q95"].to_numpy() == pytest.approx(pm.to_numpy())
    top = share[share["rank"] >= 5].groupby(["date", "replication"])["share"].sum()
    found = data.query("series == 'more' and organization == 'startup' and level.isna()")
    assert found["mean"].to_numpy() == pytest.approx(top.groupby("date").mean().to_numpy())
    figure = level_mix_compared(comparison)
    lines = {(t.name, t.line.color) for t in figure.data if t.name and t.line.width == 2.2}
    assert ("as is", BASELINE) in lines
    assert len(lines) == 3
    assert "hold a Director's title or a higher one" in figure.layout.meta["finding"]


def test_nobody_left_to_compare():
    (block,), manifest = plausible(3, 3)
    levels = block["levels"]
    for name, values in levels.items():
        if name in {"scope", "skill", "time_in_level", "time_to_promotion", "effectiveness"}:
            values[:] = np.nan
        elif name not in {"replication", "organization", "time", "level"}:
            values[:] = 0
    nobody = Results.from_blocks([block], manifest)
    comparison = compare_results({"a": nobody, "b": nobody})
    assert says_why_not(level_mix_compared(comparison)) == (
        "No level mix to compare: nobody is there"
    )
    for columns in (1, 2):
        assert differences(comparison, columns=columns).layout.meta["finding"]


def test_one_pair_has_differences_without_intervals():
    pair = {
        name: Results.from_blocks(*plausible(1, 3, promote=promote))
        for name, promote in (("a", 1.0), ("b", 2.0))
    }
    figure = differences(compare_results(pair))
    assert "nan" not in figure.layout.meta["finding"]
    assert len(figure.data) > 0


def test_differences_too_small_to_be_told_look_small():
    results = Results.from_blocks(*plausible(20, 5))
    blocks, manifest = plausible(20, 5)
    drawn = differences(compare_results({"a": results, "b": Results.from_blocks(blocks, manifest)}))
    for axis in drawn.select_xaxes():
        low, high = axis.range
        assert low <= -0.05
        assert high >= 0.05
