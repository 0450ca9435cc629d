"""Comparisons whose assumptions are drawn: alike for all, the same bytes, errors by whole draws."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from building import PAYROLL, Exactly, scenario
from scipy import stats

import orgsim
from orgsim.experiment import Interrupted, draws
from orgsim.experiment.draws import Draws
from orgsim.experiment.points import Base, ImpossiblePoints
from orgsim.experiment.replay import replay
from orgsim.results import TABLES, ResultsExist, luck_and_assumptions
from orgsim.results.comparison import load_comparison
from orgsim.scenario import ScenarioError
from orgsim.scenario.variation import read_variations

PATIENCE = "organizations.a.attrition.patience"
RAISE = "organizations.a.pay.promotion_raise"
NUMBERS = {"horizon": "1 year", "snapshots": "6 months", "replications": 10, "seed": 5, "record": 6}
BASE = scenario({"plan": {"rate": "20%/year"}}, **NUMBERS)
OTHER = scenario({"plan": {"rate": "30%/year"}, "attrition": {"patience": "2 years"}}, **NUMBERS)
BOTH = {"base": BASE, "other": OTHER}


def compare(folder=None, given=BOTH, **options):
    return orgsim.compare(given, directory=folder, uncertain=True, **{"workers": 1, **options})


def files(folder):
    names = [f"{part}/{name}.parquet" for part in BOTH for name in TABLES]
    return {name: (folder / name).read_bytes() for name in [*names, "differences.parquet"]}


@pytest.fixture(scope="module")
def found():
    return compare()


@pytest.fixture(scope="module")
def whole(found, tmp_path_factory):
    """The files of a comparison in memory that was saved."""
    return files(found.save(tmp_path_factory.mktemp("whole") / "out"))


@pytest.mark.parametrize("options", [{"workers": 2}, {"block_size": 3}])
def test_the_same_bytes_however_they_are_made(tmp_path, whole, options):
    compare(tmp_path / "out", **options)
    assert files(tmp_path / "out") == whole


def test_the_other_engine_finds_the_same(found):
    made = compare(engine="reference", replications=6)
    few = compare(replications=6)
    pd.testing.assert_frame_equal(made.differences, few.differences)
    # The first replications are the same however many follow.
    levels = found.results["other"].levels
    pd.testing.assert_frame_equal(
        few.results["other"].levels.reset_index(drop=True),
        levels[levels["replication"] < 6].reset_index(drop=True),
        check_exact=True,
    )


def test_an_interrupted_comparison_goes_on_under_the_same_draws(tmp_path, whole, monkeypatch):
    simulated = draws._simulated

    def pressed(pickled, engine, replications):
        if 8 in replications:
            raise KeyboardInterrupt
        return simulated(pickled, engine, replications)

    with monkeypatch.context() as patched:
        patched.setattr(draws, "_simulated", pressed)
        with pytest.raises(Interrupted):
            compare(tmp_path / "out")
    with pytest.raises(
        ResultsExist,
        match=r"is that of a comparison whose assumptions are drawn \('base, other'\)$",
    ):
        orgsim.compare(BOTH, workers=1, directory=tmp_path / "out", resume=True)
    again = compare(tmp_path / "out", resume=True)
    assert files(tmp_path / "out") == whole
    assert again.manifest == load_comparison(tmp_path / "out").manifest


def test_all_scenarios_see_the_same_draw_of_what_both_assume(found):
    drawn = Draws.of_all({name: Base.of(each) for name, each in BOTH.items()})
    base, other = drawn["base"], drawn["other"]
    theirs = [each.path for each in other.parameters]
    assert [each.path for each in base.parameters if each.path not in theirs] == [PATIENCE]
    for draw in range(3):
        ours = dict(zip((each.path for each in base.parameters), base.values(draw), strict=True))
        assert other.values(draw) == [ours[path] for path in theirs]
    # What is drawn for the baseline alone is what a run of it draws, so that is what comes of it.
    alone = orgsim.run(BASE, workers=1, uncertain=True)
    pd.testing.assert_frame_equal(found.results["base"].levels, alone.levels, check_exact=True)
    told = {name: each.manifest["uncertain"] for name, each in found.results.items()}
    assert told == found.manifest["uncertain"]
    assert "together" not in told["base"]
    assert told["other"]["together"] == [each["path"] for each in told["base"]["parameters"]]


def test_a_replication_is_replayed_under_the_draw_that_it_shared(found):
    for name in BOTH:
        result = found.results[name]
        again = replay(result, 5)
        pd.testing.assert_frame_equal(
            again.levels.reset_index(drop=True),
            result.levels[result.levels["replication"] == 5].reset_index(drop=True),
            check_exact=True,
        )


def test_identical_scenarios_do_not_differ():
    same = compare(given={"a": BASE, "b": BASE}).differences
    known = same[same["difference"].notna()]
    assert (known[["difference", "standard_error"]] == 0).all(axis=None)
    assert known["deterministic"].all()
    assert (known.loc[known["told"], ["low", "high"]] == 0).all(axis=None)
    assert known["probability_better"].isna().all()


def test_errors_rest_on_whole_draws(found):
    table = found.differences
    last = table[(table["time"] == table["time"].max()) & (table["organization"] == "a")]
    row = last[(last["measure"] == "skill") & last["level"].isna()].iloc[0]
    values = []
    for each in found.results.values():
        measured = each.measures()
        own = measured[(measured["measure"] == "skill") & (measured["time"] == row["time"])]
        values.append(own.sort_values("replication")["value"].to_numpy())
    apart = values[1] - values[0]
    # Two draws of four replications and one of two: a ratio estimator.
    sums = np.array([(apart - apart.mean())[part].sum() for part in np.split(range(10), [4, 8])])
    error = np.sqrt((sums**2).sum() * 3 / 2) / 10
    assert row["difference"] == pytest.approx(apart.mean())
    assert row["standard_error"] == pytest.approx(error)
    half = stats.t.ppf(0.975, 2) * error
    assert (row["low_alone"], row["high_alone"]) == pytest.approx(
        (apart.mean() - half, apart.mean() + half)
    )
    assert row["replications"] == 10
    # All that is told at once, of so few draws: Bonferroni's intervals.
    told = table[table["told"] & (table["standard_error"] > 0)]
    assert row["told"]
    wide = stats.t.ppf(1 - 0.05 / len(told) / 2, 2) * error
    assert row["high"] == pytest.approx(apart.mean() + wide, rel=1e-6)


def test_what_is_not_known_alike_for_both_leaves_no_spread(monkeypatch):
    """A raise of anything up to 20 %: what two policies pay differs by what is assumed alone."""
    raises = read_variations([f"{RAISE}=0%..20%"])
    monkeypatch.setattr(
        "orgsim.experiment.draws.assumptions",
        lambda _: dataclasses.make_dataclass("Found", ["varied", "left_out"])(raises, {}),
    )
    plain = scenario(PAYROLL, horizon="6 months", snapshots="3 months", replications=16)
    initial = {"initial": Exactly(headcount=200, levels={"first": "100%"})}
    twice = scenario(PAYROLL | initial, horizon="6 months", snapshots="3 months", replications=16)
    made = compare(given={"plain": plain, "twice": twice, "same": plain})
    told = luck_and_assumptions(made).set_index(["variant", "measure"])
    payroll = told.loc["twice", "payroll"]
    assert (payroll["luck"], payroll["luck_low"], payroll["luck_high"]) == (0, 0, 0)
    rows = made.differences.set_index(["variant", "measure", "time"])
    row = rows.loc[("twice", "payroll", 0.5)]
    assert row["difference"] == pytest.approx(row["baseline_mean"])
    # Paired, the raise adds once; apart, once under the baseline and twice under the variant.
    assert row["variance_ratio"] == pytest.approx(5)
    assert rows.loc[("same", "payroll", 0.5), "deterministic"]
    assert told.loc[("same", "payroll"), ["mean", "q05", "q95"]].tolist() == [0, 0, 0]
    with pytest.raises(
        ValueError, match="no assumptions were drawn in this comparison; make it with"
    ):
        luck_and_assumptions(orgsim.compare(BOTH, 2, workers=1))


def test_files_say_what_is_assumed(tmp_path):
    startup = Path(__file__).parents[2] / "scenarios" / "startup.yaml"
    file = tmp_path / "two.yaml"
    file.write_text(
        f"extends: {startup}\nhorizon: 3 months\nbaseline: kept\npolicies:\n  kept: {{}}\n"
        "  patient:\n    organizations: { startup: { attrition: { patience: 2 years } } }\n"
    )
    made = orgsim.compare(file, 2, workers=1, uncertain=True)
    drawn = {
        name: {each["path"] for each in told["parameters"]}
        for name, told in made.manifest["uncertain"].items()
    }
    assert drawn["kept"] - drawn["patient"] == {"organizations.startup.attrition.patience"}
    # What a preset says is no statement of one's own; of a scenario, nobody knows who said it.
    assert "organizations.startup.titles.scope_growth" in drawn["patient"]
    with pytest.raises(ScenarioError):
        orgsim.compare(tmp_path / "nowhere.yaml")
    with pytest.raises(ValueError, match=r"^this scenario states no policies, so there is nothing"):
        orgsim.compare(startup)


def test_what_one_scenario_does_not_let_vary_is_drawn_in_none(monkeypatch):
    parts = {
        "base": ((PATIENCE, RAISE), {}),
        "other": ((RAISE,), {PATIENCE: f"{PATIENCE} is not varied: of no use"}),
    }
    made = dataclasses.make_dataclass("Found", ["varied", "left_out"])
    bases = {name: Base.of(each) for name, each in BOTH.items()}
    monkeypatch.setattr(
        "orgsim.experiment.draws.assumptions",
        lambda base: next(
            made(read_variations([f"{path}=1..2" for path in paths]), left)
            for name, (paths, left) in parts.items()
            if bases[name] is base
        ),
    )
    found = Draws.of_all(bases)
    assert [[each.path for each in own.parameters] for own in found.values()] == [[RAISE], [RAISE]]
    assert found["base"].left_out == (f"other: {PATIENCE} is not varied: of no use",)
    parts.update(base=((), {}), other=((), {}))
    with pytest.raises(ValueError, match=r"^the scenarios state every value themselves; no assum"):
        Draws.of_all(bases)


def test_values_that_contradict_each_other_leave_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(draws, "_simulated", lambda *_: pytest.fail("simulated"))
    wrong = read_variations(["organizations.a.plan.rates=1%/year..2%/year"])
    monkeypatch.setattr(
        "orgsim.experiment.draws.assumptions",
        lambda _: dataclasses.make_dataclass("Found", ["varied", "left_out"])(wrong, {}),
    )
    with pytest.raises(ImpossiblePoints, match=r"^draw 0 \(organizations.a.plan.rates=.*unknown"):
        compare(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_manifest_is_what_programs_read(found, tmp_path):
    folder = found.save(tmp_path / "out")
    told = json.loads((folder / "manifest.json").read_text())
    assert told["uncertain"]["base"]["replications_per_draw"] == 4
    assert "uncertain" not in orgsim.compare(BOTH, 2, workers=1).manifest
