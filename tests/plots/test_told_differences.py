"""Differences in figures: their intervals against numpy and scipy, and the sentences on top."""

import datetime as dt
import sys

import numpy as np
import pytest
from scipy import stats
from synthetic import plausible

from orgsim.plots import (
    differences,
    differences_data,
    level_mix_compared,
    level_mix_compared_data,
    level_mix_difference,
    level_mix_difference_data,
)
from orgsim.results import Choice, Results, compare_results
from orgsim.results.wording import percent

POLICIES = {"as is": 1.0, "more": 1.8, "less": 0.6}


def compared(replications, *measures, at=(), policies=POLICIES):
    found = {
        name: Results.from_blocks(*plausible(replications, 9, promote=promote))
        for name, promote in policies.items()
    }
    return compare_results(found, choice=Choice(measures, at))


def shares(results, time=2.0):
    """Shares by replication: {(organization, level)}, of Directors and above under None."""
    levels = results.levels[results.levels["time"] == time]
    whole = levels.groupby(["organization", "replication"], observed=True)["headcount"]
    own = levels.assign(share=levels["headcount"] / whole.transform("sum"))
    table = own.pivot_table("share", "replication", ["organization", "level"], observed=True)
    top = own[own["rank"] >= 5].groupby(["replication", "organization"], observed=True)["share"]
    above = {(place, None): values for place, values in top.sum().unstack().items()}
    return {**dict(table.items()), **above}


def paired(comparison):
    """Differences from the baseline in points: {(variant, organization, level): values}."""
    before = shares(comparison.results["as is"])
    return {
        (variant, *column): 100 * (shares(comparison.results[variant])[column] - before[column])
        for variant in comparison.variants
        for column in before
    }


def ends(row):
    return [row.low, row.high]


@pytest.mark.parametrize(
    ("measures", "hold"),
    [
        (("director_share", "level_share"), "all hold at once"),
        (("headcount",), "each holds by itself"),
        (
            ("director_share",),
            "those of levels each hold by themselves, as only Director and above is asked for",
        ),
        (("level_share",), "those of levels hold at once, that of Director and above by itself"),
    ],
)
def test_what_was_not_asked_for_has_intervals_of_its_own_and_it_is_said(measures, hold):
    comparison = compared(6, *measures)
    data = level_mix_difference_data(comparison)
    assert np.isfinite(data[["low", "high"]].to_numpy()).all()
    alone = data[~data["at_once"]]
    table = comparison.differences.query("time == 2")
    table = table[table["measure"].isin(["director_share", "level_share"])]
    asked = table["measure"].isin(measures)
    assert data["at_once"].sum() == asked.sum()
    assert sorted(alone["low"]) == pytest.approx(sorted(100 * table.loc[~asked, "low_alone"]))
    note = level_mix_difference(comparison).layout.meta["note"]
    assert f"mean and its 95 % interval; {hold}. Filled" in note


def test_of_one_pair_no_interval_is_promised():
    note = level_mix_difference(compared(1)).layout.meta["note"]
    assert note.endswith("percentage points: mean; its interval is not known.")


def test_of_few_replications_intervals_are_bonferronis():
    comparison = compared(6, "director_share", "level_share")
    values = paired(comparison)
    each = 0.05 / sum(np.ptp(one) > 1e-9 for one in values.values())  # every one that may be wrong
    data = level_mix_difference_data(comparison)
    assert len(data) == len(values)
    for row in data.itertuples():
        one = values[row.variant, row.organization, row.level]
        wanted = stats.t.interval(1 - each, 5, one.mean(), stats.sem(one))
        assert row.difference == pytest.approx(one.mean())
        assert ends(row) == pytest.approx(wanted)
        assert row.clear == (wanted[0] > 0.05 or wanted[1] < -0.05)
    told = differences_data(comparison)
    told = told[told["measure"] == "director_share"]
    assert len(told) == 4
    for row in told.itertuples():
        one = values[row.variant, row.organization, None]
        assert ends(row) == pytest.approx(stats.t.interval(1 - each, 5, one.mean(), stats.sem(one)))


def test_of_many_replications_intervals_are_those_of_the_largest_t():
    comparison = compared(40, "director_share")
    values = paired(comparison)
    columns = [key for key in values if key[2] is None]
    table = np.column_stack([values[key] for key in columns])
    mean, error = table.mean(axis=0), stats.sem(table)
    rng = np.random.default_rng(1)
    drawn = table[rng.integers(40, size=(8000, 40))]
    spread = np.maximum(drawn.std(axis=1, ddof=1) / np.sqrt(40), 0.3 * error)
    largest = np.quantile((np.abs(drawn.mean(axis=1) - mean) / spread).max(axis=1), 0.95)
    data = level_mix_difference_data(comparison)
    data = data[data["level"].isna()].set_index(["variant", "organization"])
    for place, (variant, organization, _) in enumerate(columns):
        row = data.loc[variant, organization]
        half = largest * error[place]
        # Two bootstraps of some thousand resamples lie so far apart.
        assert ends(row) == pytest.approx([mean[place] - half, mean[place] + half], abs=0.05 * half)


def test_of_several_told_times_the_end_is_told():
    day = dt.date(2027, 1, 1)
    comparison = compared(12, at=(day, dt.date(2028, 1, 1)))
    assert len(comparison.told_times) == 2
    at_end, at_first = (
        shares(comparison.results["more"], time)["startup", "pm"].mean() for time in (2.0, 1.0)
    )
    compared_data = level_mix_compared_data(comparison)
    last = compared_data[compared_data["date"] == compared_data["date"].max()]
    row = last.query("series == 'more' and organization == 'startup' and level == 'pm'").iloc[0]
    assert row["mean"] == pytest.approx(at_end)
    assert abs(at_end - at_first) > 0.001
    wanted = {key: one.mean() for key, one in paired(comparison).items()}
    for row in level_mix_difference_data(comparison).itertuples():
        assert row.difference == pytest.approx(wanted[row.variant, row.organization, row.level])
    directors = differences_data(comparison).query("measure == 'director_share'")
    for row in directors.itertuples():
        assert row.difference == pytest.approx(wanted[row.variant, row.organization, None])
    directors = [
        [percent(shares(comparison.results[name])[place, None].mean()) for name in ("more", "less")]
        for place in ("startup", "big_company")
    ]
    finding = level_mix_compared(comparison).layout.meta["finding"]
    assert any(all(each in finding for each in pair) for pair in directors)
    for draw in (differences, level_mix_difference, level_mix_compared):
        assert "after 2 years" in draw(comparison).layout.meta["finding"].lower()


AT_END = "After 2 years at Startup "
SHARE = "the share of people with a Director's title or a higher one"


@pytest.mark.parametrize(
    ("difference", "low", "high", "told"),
    [
        (
            2.0,
            0.5,
            3.5,
            (
                f"{SHARE} is higher under more than under as is: +2.0 points (95 % interval"
                " 0.5 to 3.5)"
            ),
        ),
        (
            -2.0,
            -3.5,
            -0.5,
            (
                f"{SHARE} is lower under more than under as is: -2.0 points (95 % "
                "interval -3.5 to -0.5)"
            ),
        ),
        (
            0.5,
            -1.0,
            2.0,
            (
                f"no difference is to be seen in {SHARE} between more and as is (+0.5 "
                "points, 95 % interval -1.0 to 2.0)"
            ),
        ),
        (0.0, 0.0, 0.0, f"{SHARE} is exactly the same under more as under as is"),
        (0.02, 0.01, 0.03, f"{SHARE} is the same to within 0.1 points under more as under as is"),
        (
            3.0,
            3.0,
            3.0,
            (
                f"{SHARE} is higher under more than under as is: +3.0 points in every "
                "replication (deterministic)"
            ),
        ),
        (
            -3.0,
            np.nan,
            np.nan,
            (
                f"{SHARE} is lower under more than under as is: -3.0 points (one "
                "pair only, so no interval)"
            ),
        ),
        (0.0, np.nan, np.nan, f"{SHARE} is the same under more as under as is (one pair only)"),
    ],
)
def test_a_difference_in_level_mix_is_told_in_a_sentence(monkeypatch, difference, low, high, told):
    comparison = compared(3, policies={"as is": 1.0, "more": 1.8})
    data = level_mix_difference_data(comparison)
    here = data["level"].isna() & (data["organization"] == "startup")
    data.loc[~here, ["difference", "low", "high"]] = np.nan
    data["clear"] = False
    data.loc[here, ["difference", "low", "high"]] = difference, low, high
    data.loc[here, "clear"] = low > 0.05 or high < -0.05
    monkeypatch.setattr(
        sys.modules["orgsim.plots.level_mix_difference"],
        "level_mix_difference_data",
        lambda _: data,
    )
    finding = level_mix_difference(comparison).layout.meta["finding"]
    assert finding == f"{AT_END}{told}."


@pytest.mark.parametrize(
    ("measures", "clear", "low", "told"),
    [
        (1, 0, -1.0, "no difference is to be seen in Director and above"),
        (2, 0, -1.0, "no difference is to be seen in any of 2 measures"),
        (1, 0, 0.0, "Director and above is exactly the same"),
        (2, 0, 0.0, "all 2 measures are exactly the same"),
        (2, 0, np.nan, "one pair of replications does not tell differences from luck"),
        (1, 1, 0.5, "Director and above differs: +1.0 points (95 % interval 0.5 to 1.5)"),
        (
            2,
            1,
            0.5,
            (
                "1 of 2 measures differs, most clearly Director and above: +1.0 points (95 % "
                "interval 0.5 to 1.5)"
            ),
        ),
        (
            2,
            2,
            0.5,
            (
                "2 of 2 measures differ, most clearly Director and above: +1.0 points (95 % "
                "interval 0.5 to 1.5)"
            ),
        ),
    ],
)
def test_what_a_policy_changes_is_told_in_a_sentence(monkeypatch, measures, clear, low, told):
    comparison = compared(3, policies={"as is": 1.0, "more": 1.8})
    data = differences_data(comparison).query("organization == 'startup'").iloc[:measures].copy()
    data["row"], data["pull"] = "more", -np.arange(measures, dtype=float) + 9
    data["difference"] = 1.0 if low else 0.0
    data["low"], data["high"] = low, 1.5 if low else 0.0
    data.loc[np.isnan(data["low"]), "high"] = np.nan
    data["clear"] = np.arange(measures) < clear
    monkeypatch.setattr(sys.modules["orgsim.plots.differences"], "differences_data", lambda _: data)
    finding = differences(comparison).layout.meta["finding"]
    assert finding == f"Against as is after 2 years {told}."
