"""Paired differences against scipy, and what is done where two ladders differ."""

import numpy as np
import pytest
from scipy import stats
from synthetic import ladder, plausible

from orgsim.results import Results, ResultsError, compare_results, load_comparison, load_results


def made(promote=1.0, organizations=None, replications=30, **other):
    return Results.from_blocks(*plausible(replications, 5, organizations, promote=promote, **other))


@pytest.fixture(scope="module")
def comparison():
    return compare_results({"as is": made(), "more": made(1.5), "same": made()})


def at_end(results, organization, measure):
    table = results.measures()
    rows = table[
        (table["organization"] == organization)
        & (table["measure"] == measure)
        & table["level"].isna()
        & (table["time"] == 1.0)
    ]
    return rows.sort_values("replication")["value"].to_numpy()


@pytest.mark.parametrize("measure", ["director_share", "title_inflation", "attrition"])
@pytest.mark.parametrize("organization", ["startup", "big_company"])
def test_intervals_are_those_of_the_paired_t_test(comparison, measure, organization):
    after = at_end(comparison.results["more"], organization, measure)
    before = at_end(comparison.results["as is"], organization, measure)
    expected = stats.ttest_rel(after, before)
    low, high = expected.confidence_interval(0.95)
    found = comparison.differences.query(
        "variant == 'more' and organization == @organization and measure == @measure and time == 1"
    ).iloc[0]
    assert found["difference"] == pytest.approx((after - before).mean())
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))
    assert found["standard_error"] == pytest.approx(stats.sem(after - before))
    assert found["unpaired_standard_error"] == pytest.approx(
        np.sqrt(after.var(ddof=1) / 30 + before.var(ddof=1) / 30)
    )
    assert found["replications"] == 30


def test_the_same_is_exactly_the_same(comparison):
    rows = comparison.differences.query("variant == 'same' and replications > 0")
    assert len(rows) > 0
    assert (rows[["difference", "low", "high", "standard_error"]] == 0).all(axis=None)


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


def test_names_become_folders_whatever_they_are(tmp_path):
    found = compare_results({"../a": made(), "a/b": made(), "<a b>": made(), "a_b": made()})
    folder = found.save(tmp_path / "c")
    assert list(load_comparison(folder).results) == ["../a", "a/b", "<a b>", "a_b"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["c"]
    assert sorted(e.name for e in folder.iterdir() if e.is_dir()) == ["a", "a_b", "a_b_2", "a_b_3"]
