"""Comparisons: the same luck for all."""

from __future__ import annotations

import pandas as pd
import pytest
from building import scenario

import orgsim
from orgsim.experiment import Interrupted, runs

BASE = scenario({}, replications=6, seed=3, horizon="3 years")
OTHER = scenario(
    {"promotion": {"budget": {"share": "20%"}}}, replications=50, seed=99, horizon="3 years"
)


def at_end(comparison, measure):
    table = comparison.differences
    rows = table[(table["measure"] == measure) & (table["time"] == table["time"].max())]
    return rows[rows["level"].isna()].iloc[0]


def test_all_run_with_the_baselines_replications_and_seed():
    comparison = orgsim.compare({"base": BASE, "other": OTHER}, workers=1)
    assert comparison.baseline == "base"
    for results in comparison.results.values():
        assert results.completed == 6
        assert results.manifest["seed"] == 3
    assert at_end(comparison, "director_share").replications == 6


def test_results_are_those_of_single_runs():
    comparison = orgsim.compare(
        {"base": BASE, "other": OTHER}, replications=4, seed=8, workers=2, block_size=2
    )
    alone = orgsim.run(OTHER, replications=4, seed=8, workers=1)
    pd.testing.assert_frame_equal(comparison.results["other"].levels, alone.levels)


def test_a_scenario_does_not_differ_from_itself():
    comparison = orgsim.compare({"one": BASE, "two": BASE}, workers=1)
    differences = comparison.differences["difference"].dropna()
    assert len(differences)
    assert (differences == 0).all()


def test_the_same_luck_narrows_the_interval():
    comparison = orgsim.compare({"base": BASE, "other": OTHER}, replications=30, workers=1)
    row = at_end(comparison, "headcount")
    assert row.standard_error < row.unpaired_standard_error


def test_what_cannot_be_compared_is_refused_before_anything_runs(monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    with pytest.raises(
        TypeError, match=r'^scenarios to be compared have names, as in \{"as it is": '
    ):
        orgsim.compare([BASE, OTHER])
    with pytest.raises(TypeError, match=r"the path of its file, got int$"):
        orgsim.compare({"base": BASE, "other": 3})
    with pytest.raises(ValueError, match="at least two scenarios, got 1"):
        orgsim.compare({"base": BASE})
    stranger = BASE.model_copy(update={"organizations": {"x": BASE.organizations["a"]}})
    with pytest.raises(ValueError, match="no organization in common: x against a"):
        orgsim.compare({"base": BASE, "stranger": stranger})
    later = scenario({}, start="2026-03-01", horizon="3 years")
    with pytest.raises(ValueError, match="later starts on 2026-03-01 and base on 2026-01-01"):
        orgsim.compare({"base": BASE, "later": later})
    apart = scenario({}, snapshots="every 35 months", horizon="35 months")
    with pytest.raises(ValueError, match="shared by all: base has one every 3 months up to 3 y"):
        orgsim.compare({"base": BASE, "apart": apart})


def test_snapshots_are_shared_by_the_calendar():
    # Times are ticks divided once: 7 times a twelfth of a year may miss 7 twelfths by a bit.
    monthly = scenario({}, snapshots="every 1 month", horizon="28 months")
    sevenths = scenario({}, snapshots="every 7 months", horizon="35 months")
    found = orgsim.compare({"a": monthly, "b": sevenths}, replications=2, workers=1)
    assert found.differences["time"].nunique() == 5
    assert found.differences["difference"].abs().max() < 1e-12  # sums of shorter person-years


def test_progress_runs_over_all_scenarios():
    seen = []
    orgsim.compare(
        {"base": BASE, "other": OTHER}, workers=1, progress=lambda *now: seen.append(now)
    )
    assert seen[0] == (0, 12)
    assert seen[-1] == (12, 12)


@pytest.mark.parametrize(("blocks", "pairs"), [(1, None), (2, 2), (3, 2)])
def test_ctrl_c_compares_what_was_finished_on_both_sides(monkeypatch, blocks, pairs):
    simulate_block = runs.simulate_block
    done = []

    def pressed(given, replications):
        if len(done) == blocks:
            raise KeyboardInterrupt
        done.append(replications)
        return simulate_block(given, replications)

    monkeypatch.setattr(runs, "simulate_block", pressed)
    with pytest.raises(Interrupted) as caught:
        orgsim.compare({"base": BASE, "other": OTHER}, workers=1, block_size=2)
    if pairs is None:
        assert caught.value.finished is None
    else:
        assert at_end(caught.value.finished, "headcount").replications == pairs
