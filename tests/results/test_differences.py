"""Paired differences against scipy, and what is done where two ladders differ."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from synthetic import ladder, plausible

from orgsim.results import (
    DIFFERENCES,
    Results,
    ResultsError,
    ResultsExist,
    compare_results,
    findings,
    load_comparison,
    load_results,
)
from orgsim.results.compared import told_differences
from orgsim.results.simultaneous import most_unseen


def made(promote=1.0, organizations=None, replications=30, snapshots=5, **other):
    return Results.from_blocks(
        *plausible(replications, snapshots, organizations, promote=promote, **other)
    )


def cut(results, times):
    """The same result, with the rows of other snapshots left out."""

    def kept(table):
        return table[table["time"].isin(times)].reset_index(drop=True)

    return results.with_tables(levels=kept(results.levels), summary=kept(results.summary))


@pytest.fixture(scope="module")
def comparison():
    return compare_results({"as is": made(), "more": made(1.5), "same": made()})


@pytest.mark.parametrize("numbers", [1, 30 * 150])
def test_how_much_is_in_memory_at_once_changes_no_bit(monkeypatch, comparison, numbers):
    """A few replications at a time are measured, and a few snapshots at a time are compared."""
    monkeypatch.setattr("orgsim.results.summary.ROWS_AT_ONCE", 100)
    monkeypatch.setattr("orgsim.results.pairs.NUMBERS_AT_ONCE", numbers)
    again = compare_results(comparison.results)
    pd.testing.assert_frame_equal(again.differences, comparison.differences, check_exact=True)


RATES = {
    "promotion_rate": (["promotions_out"], ["person_years"]),
    "title_grant_rate": (["title_grants_out"], ["person_years"]),
    "attrition": (["exits"], ["person_years"]),
    "internal_fill_rate": (
        ["promotions_in"],
        ["promotions_in", "hires"],
    ),
}


LESS = ("title_inflation", "attrition")
"""Of which less is better."""


def at_end(results, organization, measure):
    """One number per replication, one year after the start."""
    if measure in RATES:  # all events since the start by all person-years, or all who came
        own = results.levels[results.levels["organization"] == organization]
        sums = own[own["time"] <= 1.0].groupby("replication").sum(numeric_only=True)
        events, among = RATES[measure]
        return (sums[events].sum(axis=1) / sums[among].sum(axis=1)).to_numpy()
    table = results.measures()
    rows = table[
        (table["organization"] == organization)
        & (table["measure"] == measure)
        & table["level"].isna()
        & (table["time"] == 1.0)
    ]
    return rows.sort_values("replication")["value"].to_numpy()


@pytest.mark.parametrize("measure", ["director_share", "title_inflation", *RATES])
@pytest.mark.parametrize("organization", ["startup", "big_company"])
def test_intervals_of_one_row_are_those_of_the_paired_t_test(comparison, measure, organization):
    after = at_end(comparison.results["more"], organization, measure)
    before = at_end(comparison.results["as is"], organization, measure)
    known = ~np.isnan(after - before)  # nobody may have come
    after, before = after[known], before[known]
    expected = stats.ttest_rel(after, before)
    low, high = expected.confidence_interval(0.95)
    found = comparison.differences.query(
        "variant == 'more' and organization == @organization and measure == @measure and time == 1"
    ).iloc[0]
    assert found["difference"] == pytest.approx((after - before).mean())
    assert (found["low_alone"], found["high_alone"]) == (pytest.approx(low), pytest.approx(high))
    assert found["deterministic"] == (len(set(after - before)) == 1)
    if found["deterministic"]:
        assert found["low"] == found["high"] == found["difference"]
        return
    assert found["told"]  # together with all others the intervals are wider
    assert found["low"] < low < high < found["high"]
    assert found["baseline_mean"] == pytest.approx(before.mean())
    assert found["variant_mean"] == pytest.approx(after.mean())
    wanted = "less" if measure in LESS else "greater"
    against = stats.ttest_rel(after, before, alternative=wanted).pvalue
    assert found["probability_better"] == pytest.approx(1 - against)
    better = after < before if measure in LESS else after > before
    assert found["share_better"] == pytest.approx((better + (after == before) / 2).mean())
    assert found["standard_error"] == pytest.approx(stats.sem(after - before))
    assert found["unpaired_standard_error"] == pytest.approx(
        np.sqrt(after.var(ddof=1) / len(after) + before.var(ddof=1) / len(before))
    )
    assert found["replications"] == known.sum() > 10


def test_the_same_is_exactly_the_same(comparison):
    rows = comparison.differences.query("variant == 'same' and replications > 0")
    assert len(rows) > 0
    ends = ["low_alone", "high_alone"]
    assert (rows[["difference", *ends, "standard_error"]] == 0).all(axis=None)
    assert rows["deterministic"].all()
    assert rows["probability_better"].isna().all()
    assert (rows["share_better"] == 0.5).all()
    assert (rows.loc[rows["told"], ["low", "high"]] == 0).all(axis=None)
    assert rows.loc[~rows["told"], ["low", "high"]].isna().all(axis=None)


def test_failed_replications_are_left_out_of_both():
    (block,), manifest = plausible(10, 3)
    kept = {
        name: {column: values[raw["replication"] != 4] for column, values in raw.items()}
        if len(raw["replication"])
        else raw
        for name, raw in block.items()
    }
    short = Results.from_blocks([kept], manifest)
    found = compare_results({"a": Results.from_blocks([block], manifest), "b": short}).differences
    assert found["replications"].max() == 9
    assert found["difference"].abs().max() == 0


def test_a_level_that_one_ladder_lacks_counts_as_empty():
    full = {"solo": {"label": "Solo", "levels": ladder(2, 5)}}
    flat = {"solo": {"label": "Solo", "levels": ladder(2)}}
    found = compare_results({"full": made(organizations=full), "flat": made(organizations=flat)})
    rows = found.differences.query("measure == 'level_share' and time == 1").set_index("level")
    director = made(organizations=full).summary.query(
        "measure == 'level_share' and level == 'director' and time == 1"
    )
    assert rows.loc["director", "difference"] == pytest.approx(-director["mean"].iloc[0])
    assert rows.loc["pm", "difference"] == pytest.approx(director["mean"].iloc[0])


def test_one_pair_has_a_difference_but_no_interval():
    found = compare_results({"a": made(replications=1), "b": made(1.5, replications=1)})
    row = found.differences.query("measure == 'headcount' and time == 1").iloc[0]
    assert row["replications"] == 1
    assert np.isnan(row["low"])


def test_what_cannot_be_compared_is_refused():
    one = made(organizations={"a": {"label": "A", "levels": ladder(2)}})
    other = made(organizations={"b": {"label": "B", "levels": ladder(2)}})
    with pytest.raises(ValueError, match="no organization in common"):
        compare_results({"one": one, "other": other})
    with pytest.raises(ValueError, match="at least two"):
        compare_results({"one": one})


def test_different_horizons_are_compared_over_the_time_they_share():
    longer = made(snapshots=9)
    shorter = cut(longer, [0.0, 0.25, 0.5, 0.75, 1.0])
    comparison = compare_results({"long": longer, "short": shorter, "more": made(1.5, snapshots=9)})
    assert comparison.last == 1.0
    twins = comparison.differences.query("variant == 'short' and replications > 0")
    assert set(twins["time"]) == {0.0, 0.25, 0.5, 0.75, 1.0}
    assert (twins[["difference", "low_alone", "high_alone"]] == 0).all(axis=None)
    told = findings(comparison)
    assert all(" after 1 year: exactly the same in Dir" in sentence for sentence in told[:2])
    assert told[4] == (
        "What is compared ends after 1 year, where the shared time ends: "
        "long goes on to 2 years and more goes on to 2 years."
    )


def test_different_snapshots_are_compared_at_the_shared_ones():
    every, other = made(), cut(made(1.5), [0.0, 0.5, 1.0])
    found = compare_results({"a": every, "b": other}).differences
    assert set(found["time"]) == {0.0, 0.5, 1.0}
    share = "time == 1 and measure == 'director_share'"
    expected = compare_results({"a": every, "b": made(1.5)}).differences.query(share)
    assert found.query(share)["difference"].tolist() == expected["difference"].tolist()


def test_times_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="b starts on 2027-03-01 and a on 2026-01-01"):
        compare_results(
            {"a": made(), "b": Results.from_blocks(*plausible(30, 5, start="2027-03-01"))}
        )
    apart = {"a": cut(made(), [0.0, 0.25, 0.5]), "b": cut(made(), [0.0, 1.0])}
    with pytest.raises(ValueError, match="shared by all: a has one every 3 months up to 6 months"):
        compare_results(apart)


def test_the_schema_describes_the_table(comparison):
    assert tuple(comparison.differences.columns) == DIFFERENCES.column_names
    for column in DIFFERENCES.columns:
        assert comparison.differences[column.name].dtype == column.dtype


def test_a_comparison_is_saved_and_loaded(comparison, tmp_path):
    folder = comparison.save(tmp_path / "c")
    loaded = load_comparison(folder)
    assert list(loaded.results) == ["as is", "more", "same"]
    assert loaded.differences.equals(comparison.differences)
    assert loaded.results["more"].levels.equals(comparison.results["more"].levels)
    comparison.save(folder)  # the same again is fine
    with pytest.raises(ResultsError, match="another scenario"):
        compare_results({"as is": made(), "less": made(0.5)}).save(folder)
    with pytest.raises(ResultsError, match="this is a comparison"):
        load_results(folder)
    with pytest.raises(ResultsError, match="a single run"):
        load_comparison(folder / "more")


@pytest.fixture
def saved(comparison, tmp_path):
    return comparison.save(tmp_path / "c")


def test_other_files_stay_in_every_folder_of_a_comparison(comparison, saved):
    notes = [saved / "notes.txt", saved / "more" / "notes.txt"]
    for path in notes:
        path.write_text("mine")
    comparison.save(saved)
    compare_results({"as is": made(), "less": made(0.5)}).save(saved, overwrite=True)
    assert [path.read_text() for path in notes] == ["mine", "mine"]
    # What is left of the variant that is compared no longer is the notes; "same" is gone.
    assert sorted(each.name for each in (saved / "more").iterdir()) == ["notes.txt"]
    assert not (saved / "same").exists()
    assert list(load_comparison(saved).results) == ["as is", "less"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_somebodys_folder_of_a_needed_name_is_refused(comparison, tmp_path, overwrite):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "notes.txt").write_text("mine")
    with pytest.raises(ResultsExist, match="more: results need a folder of this name") as caught:
        comparison.save(tmp_path, overwrite=overwrite)
    assert caught.value.overwriting == ""
    assert [each.name for each in tmp_path.iterdir()] == ["more"]
    assert [each.name for each in (tmp_path / "more").iterdir()] == ["notes.txt"]


def test_another_result_in_a_needed_folder_is_not_overwritten_unasked(comparison, saved):
    made(0.2, scenario_hash="beef").save(saved / "more", overwrite=True)
    with pytest.raises(ResultsExist, match="more: the folder holds the results of another scena"):
        comparison.save(saved)
    comparison.save(saved, overwrite=True)
    assert load_comparison(saved).differences.equals(comparison.differences)


def test_a_run_and_a_comparison_leave_nothing_of_each_other(comparison, tmp_path):
    made().save(tmp_path / "r")
    with pytest.raises(ResultsExist, match="the results of a single run"):
        comparison.save(tmp_path / "r")
    comparison.save(tmp_path / "r", overwrite=True)
    assert sorted(each.name for each in (tmp_path / "r").iterdir()) == [
        "as_is",
        "differences.parquet",
        "manifest.json",
        "more",
        "same",
    ]
    with pytest.raises(ResultsExist, match="the results of a comparison"):
        made().save(tmp_path / "r")
    made().save(tmp_path / "r", overwrite=True)
    made().save(tmp_path / "s")
    assert sorted(each.name for each in (tmp_path / "r").iterdir()) == sorted(
        each.name for each in (tmp_path / "s").iterdir()
    )


def test_names_become_folders_whatever_they_are(tmp_path):
    found = compare_results({"../a": made(), "a/b": made(), "<a b>": made(), "a_b": made()})
    folder = found.save(tmp_path / "c")
    assert list(load_comparison(folder).results) == ["../a", "a/b", "<a b>", "a_b"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["c"]
    assert sorted(e.name for e in folder.iterdir() if e.is_dir()) == ["a", "a_b", "a_b_2", "a_b_3"]


def test_what_no_pair_shows_is_told_with_how_rare_it_may_be():
    told = findings(compare_results({"as is": made(), "same": made()}))
    assert told[-1] == (
        "What is exactly the same, or deterministic, was so in all pairs, at least 25; with 95 % "
        "confidence at most 11.3 % of replications differ."  # 1 - 0.05 ** (1 / 25)
    )


def test_what_nobody_is_shown_is_not_spoken_of():
    """Layoffs that nobody is told of are the same in all pairs, and no reader could say what is."""
    found = compare_results({"as is": made(), "same": made()})
    shown = pd.concat([told_differences(found, each) for each in ("startup", "big_company")])
    table = found.differences.assign(deterministic=~found.differences.index.isin(shown.index))
    assert table["deterministic"][table["told"]].any()
    told = findings(dataclasses.replace(found, differences=table))
    assert not any("confidence at most" in sentence for sentence in told)


def test_the_rule_of_three_leaves_out_what_is_too_rare_with_the_right_probability():
    """What is as probable as that is missed by all replications in 5 of 100 experiments."""
    for replications in (2, 30, 1000):
        assert (1 - most_unseen(replications)) ** replications == pytest.approx(0.05)
