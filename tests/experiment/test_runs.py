"""Runs: what many replications add up to, however they are carved up."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from building import scenario

import orgsim
from orgsim.experiment import Interrupted, runs
from orgsim.experiment.manifest import label, ranges
from orgsim.results import TABLES, load_results

SMALL = scenario({}, {"plan": {"rate": "20%/year"}}, replications=9, seed=5, record=4)


class Envious(orgsim.PromotionPolicy):
    """Raises when it meets somebody too able, so in some replications only."""

    def __init__(self, bearable: float) -> None:
        self.bearable = bearable

    def eligible(self, people, now):
        if (people.skill(now) > self.bearable).any():
            raise RuntimeError("somebody is too able")
        return people.time_in_level(now) >= 1


@pytest.mark.parametrize(
    ("workers", "block_size"), [(1, 1), (1, 7), (1, 32), (2, 1), (2, 7), (2, None)]
)
def test_workers_and_blocks_never_matter(workers, block_size):
    expected = orgsim.run(SMALL, workers=1)
    found = orgsim.run(SMALL, workers=workers, block_size=block_size)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
        one, other = getattr(found, name), getattr(expected, name)
        assert one.to_parquet() == other.to_parquet()


@pytest.mark.parametrize(("workers", "block_size"), [(1, None), (1, 4), (2, None)])
def test_both_engines_give_the_same_tables(workers, block_size):
    expected = orgsim.run(SMALL, workers=1)
    found = orgsim.run(SMALL, workers=workers, block_size=block_size, engine="reference")
    assert (expected.manifest["engine"], found.manifest["engine"]) == ("block", "reference")
    for name in TABLES:
        one, other = getattr(found, name), getattr(expected, name)
        if name == "people":  # spells in the order in which they ended, or in that of the blocks
            keys = ["replication", "organization", "person"]
            one, other = (frame.sort_values(keys).reset_index(drop=True) for frame in (one, other))
        pd.testing.assert_frame_equal(one, other, rtol=0, atol=1e-9)


def test_all_replications_and_only_recorded_people_are_there():
    results = orgsim.run(SMALL, workers=1)
    assert sorted(results.levels["replication"].unique()) == list(range(9))
    assert sorted(results.people["replication"].unique()) == list(range(4))
    assert results.failures == ()
    assert results.completed == 9


def test_replications_and_seed_replace_the_scenarios():
    zero = orgsim.run(SMALL, replications=2, seed=0, workers=1)
    assert zero.completed == 2
    assert zero.manifest["seed"] == 0
    one = orgsim.run(SMALL, replications=2, seed=1, workers=1)
    assert not zero.levels.equals(one.levels)
    nine = orgsim.run(SMALL, seed=0, workers=1)
    first_two = nine.levels[nine.levels["replication"] < 2]
    pd.testing.assert_frame_equal(first_two, zero.levels)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"replications": 0}, "replications must be at least 1, got 0"),
        ({"replications": 2.5}, "replications must be a whole number, got 2.5"),
        ({"replications": 10**20}, "replications must be at most 1000000, got 1000"),
        ({"seed": True}, "seed must be a whole number, got true"),
        ({"seed": 2**64}, "seed must be at most 18446744073709551615, got 18446744073709551616"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
        ({"workers": 0}, "workers must be at least 1, got 0"),
        ({"block_size": 0}, "block_size must be at least 1, got 0"),
        ({"engine": "fast"}, "no such engine, got 'fast'; allowed: block, reference"),
    ],
)
def test_impossible_numbers_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        orgsim.run(SMALL, **given)


def test_numbers_of_numpy_are_numbers():
    results = orgsim.run(SMALL, replications=np.int64(2), seed=np.uint64(2**64 - 1), workers=1)
    assert results.manifest["seed"] == 2**64 - 1
    assert json.dumps(results.manifest["replications"]) == "2"


@pytest.mark.parametrize("workers", [1, 2])
def test_failing_replications_are_named_and_the_others_kept(workers):
    healthy = orgsim.run(SMALL, workers=1, policies={"b": Envious(99)})
    envied = orgsim.run(SMALL, workers=workers, policies={"b": Envious(4.2)})
    failed = [failure["replication"] for failure in envied.failures]
    assert 0 < len(failed) < 9, "the test needs some of each"
    for failure in envied.failures:
        assert failure["cause"].startswith("RuntimeError: somebody is too able (in eligible,")
    kept = healthy.levels[~healthy.levels["replication"].isin(failed)]
    pd.testing.assert_frame_equal(envied.levels, kept.reset_index(drop=True))
    assert envied.completed == 9 - len(failed)


def test_when_all_fail_there_is_still_a_result_that_says_so():
    results = orgsim.run(SMALL, replications=2, workers=1, policies={"a": Envious(-99)})
    assert [failure["replication"] for failure in results.failures] == [0, 1]
    assert results.completed == 0
    assert results.levels.empty


def test_a_policy_is_used_where_it_is_given():
    class Nobody(orgsim.PromotionPolicy):
        def eligible(self, people, now):
            del now
            return np.zeros(len(people), dtype=bool)

    levels = orgsim.run(SMALL, policies={"b": Nobody()}, workers=2, block_size=3).levels
    promoted = levels.groupby("organization", observed=True)["promotions_in"].sum()
    assert promoted["a"] > 0
    assert promoted["b"] == 0


def test_progress_counts_to_the_total():
    seen = []
    orgsim.run(SMALL, workers=1, block_size=4, progress=lambda *now: seen.append(now))
    assert seen == [(0, 9), (4, 9), (8, 9), (9, 9)]


def test_ctrl_c_keeps_what_was_finished(monkeypatch):
    simulate_block = runs.simulate_block

    def pressed(given, replications):
        if replications[0] >= 4:
            raise KeyboardInterrupt
        return simulate_block(given, replications)

    monkeypatch.setattr(runs, "simulate_block", pressed)
    with pytest.raises(Interrupted) as caught:
        orgsim.run(SMALL, workers=1, block_size=2)
    finished = caught.value.finished
    assert finished.completed == 4
    assert finished.manifest["completed"] == ["0-3"]
    pd.testing.assert_frame_equal(
        finished.levels, orgsim.run(SMALL, replications=4, workers=1).levels
    )


def test_ctrl_c_before_anything_is_finished(monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "simulate_block", pressed)
    with pytest.raises(Interrupted) as caught:
        orgsim.run(SMALL, workers=1)
    assert caught.value.finished is None


def test_the_manifest_tells_the_whole_story(tmp_path):
    results = orgsim.run(SMALL, replications=3, workers=1)
    manifest = results.manifest
    assert json.loads(json.dumps(manifest)) == manifest
    assert manifest["completed"] == ["0-2"]
    assert manifest["start"] == "2026-01-01"
    assert manifest["director_rank"] == 5
    assert manifest["organizations"]["a"]["levels"][0] == {
        "id": "pm",
        "title": "Product Manager",
        "rank": 2,
        "track": "ic",
    }
    again = orgsim.Scenario.model_validate(manifest["scenario"])
    assert again == SMALL.model_copy(update={"replications": 3})
    pd.testing.assert_frame_equal(
        orgsim.run(again, workers=1).levels, orgsim.run(SMALL, replications=3, workers=1).levels
    )
    results.save(tmp_path / "out")
    assert load_results(tmp_path / "out").manifest == manifest


def test_labels_and_ranges():
    assert label("big_company") == "Big company"
    assert ranges([]) == []
    assert ranges([4]) == ["4"]
