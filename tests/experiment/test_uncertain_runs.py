"""Runs whose assumptions are drawn: the same bytes however they are made, a spread told apart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from building import PAYROLL, scenario

import orgsim
from orgsim.experiment import Interrupted, draws
from orgsim.experiment.draws import Draws
from orgsim.experiment.points import Base, ImpossiblePoints
from orgsim.experiment.replay import replay
from orgsim.results import TABLES, ResultsExist, load_results
from orgsim.results.not_known import _rest, luck_and_assumptions, not_known
from orgsim.scenario import ScenarioError
from orgsim.scenario.variation import read_variations

PATIENCE = "organizations.a.attrition.patience"
SMALL = scenario({}, horizon="1 year", snapshots="6 months", replications=10, seed=5, record=6)


def tables(folder):
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


def run(folder=None, given=SMALL, **options):
    return orgsim.run(given, directory=folder, uncertain=True, **{"workers": 1, **options})


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tables of ten replications, run in memory and saved."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    run().save(folder)
    return tables(folder)


@pytest.mark.parametrize(
    "options", [{"workers": 2}, {"block_size": 1}, {"block_size": 3, "workers": 2}]
)
def test_the_same_bytes_however_they_are_made(tmp_path, whole, options):
    run(tmp_path / "out", **options)
    assert tables(tmp_path / "out") == whole


def test_the_other_engine_and_added_replications_and_an_interruption(tmp_path, whole, monkeypatch):
    run(tmp_path / "reference", engine="reference")
    reference = load_results(tmp_path / "reference")
    pd.testing.assert_frame_equal(reference.summary, run().summary)
    # More replications do not change the first ones, nor does an interruption.
    simulated = draws._simulated

    def pressed(pickled, engine, replications):
        if 9 in replications:
            raise KeyboardInterrupt
        return simulated(pickled, engine, replications)

    run(tmp_path / "out", replications=6)
    monkeypatch.setattr(draws, "_simulated", pressed)
    with pytest.raises(Interrupted) as caught:
        run(tmp_path / "out", resume=True, replications=10)
    assert caught.value.finished.completed == 8
    monkeypatch.setattr(draws, "_simulated", simulated)
    run(tmp_path / "out", resume=True, replications=10)
    assert tables(tmp_path / "out") == whole


def test_four_replications_share_their_assumptions():
    drawn = Draws.of(Base.of(SMALL))
    blocks = [block for _, block in drawn.blocks(range(10), None, "block")]
    assert blocks == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
    values = [drawn.values(draw) for draw in range(3)]
    assert len({tuple(each) for each in values}) == 3
    own = drawn.base.at(drawn.base.changes(drawn.parameters, values[1]))
    alone = orgsim.run(own, 8, workers=1).levels
    together = run(replications=8).levels
    alone, together = (each[each["replication"] >= 4] for each in (alone, together))
    pd.testing.assert_frame_equal(together, alone, check_exact=True)


def test_the_first_draws_are_the_same_however_many_follow():
    drawn = Draws.of(Base.of(SMALL))
    few = [drawn.values(draw) for draw in range(5)]
    drawn.values(100)
    assert [drawn.values(draw) for draw in range(5)] == few
    place = [each.path for each in drawn.parameters].index(PATIENCE)
    parameter = drawn.parameters[place]
    numbers = [float(drawn.values(draw)[place].split()[0]) for draw in range(64)]
    # A Sobol sequence: each of 64 equal parts of the range has one of 64 values.
    low, high = parameter.low.number, parameter.high.number
    parts = np.floor((np.array(numbers) - low) / (high - low) * 64 - 1e-9)
    assert len(set(parts)) >= 63
    other = drawn.with_scenario(SMALL.with_numbers(None, 6))
    assert other.values(0) != few[0]


def test_a_raise_that_nobody_knows_and_nothing_else_is_no_luck(monkeypatch):
    """All are promoted, with a raise of anything up to 20 %; a fifth a year leave, by luck."""
    raises = read_variations(["organizations.a.pay.promotion_raise=0%..20%"])
    monkeypatch.setattr(Draws, "of", lambda base: Draws(base, raises, (raises[0].path,)))
    stays = scenario(PAYROLL, horizon="6 months", snapshots="3 months", replications=64)
    found = run(given=stays)
    payroll = luck_and_assumptions(found).set_index("measure").loc["payroll"]
    assert (payroll["luck"], payroll["luck_low"], payroll["luck_high"]) == (0, 0, 0)
    # 16 draws of a Sobol sequence, whose mean is off by less than one of 16 parts of the range.
    assert payroll["mean"] == pytest.approx(110_000, abs=20_000 / 16)
    assert (payroll["q05"], payroll["q95"]) == pytest.approx((101_000, 119_000), abs=1_500)
    assert payroll["luck_q05"] == pytest.approx(payroll["luck_q95"])
    assert not_known(found) == (
        "One assumption was drawn from its plausible range, anew for every 4 replications. So few "
        "of them do not tell luck from what is not known."
    )
    leaves = scenario(PAYROLL | {"attrition": {"base": "0.2/year"}}, horizon="6 months")
    told = luck_and_assumptions(run(given=leaves, replications=32)).set_index("measure")
    assert told.loc["attrition", "luck_high"] == 1
    assert 0 < told.loc["payroll", "luck"] < 1


def test_luck_alone_is_told_no_wider_than_luck_and_assumptions():
    # Of four draws of nothing that matters much, chance makes luck seem to reach further.
    told = luck_and_assumptions(run(replications=16))
    told = told[told["luck"].notna()]
    assert (told["luck"] == 1).any()
    assert (told["luck_q05"] >= told["q05"]).all()
    assert (told["luck_q95"] <= told["q95"]).all()


def test_the_manifest_says_it_and_a_replication_is_found_again(tmp_path):
    found = run(tmp_path / "out")
    told = found.manifest["uncertain"]
    assert told["replications_per_draw"] == 4
    assert {"path": PATIENCE, "values": "1 year..5 years"} in told["parameters"]
    plain = orgsim.run(SMALL, workers=1)
    assert found.manifest["scenario_hash"] != plain.manifest["scenario_hash"]
    assert "uncertain" not in plain.manifest
    again = replay(load_results(tmp_path / "out"), 5)
    recorded = found.events[found.events["replication"] == 5]
    assert len(recorded)
    assert again.events["person"].tolist() == recorded["person"].tolist()
    assert again.events["time"].tolist() == recorded["time"].tolist()
    skills = again.measures().query("measure == 'skill'")["value"].tolist()
    own = found.measures().query("measure == 'skill' and replication == 5")["value"].tolist()
    assert skills == own
    assert len(set(own)) > 1
    assert not_known(plain) == ""
    with pytest.raises(
        ValueError, match="no assumptions were drawn in this run; make it with --un"
    ):
        luck_and_assumptions(plain)
    with pytest.raises(ResultsExist, match=r"holds the results of a run whose assumptions are dra"):
        orgsim.run(SMALL, workers=1, directory=tmp_path / "out")
    plain.save(tmp_path / "plain")
    with pytest.raises(ResultsExist, match=r"the results of a run whose assumptions are not drawn"):
        run(tmp_path / "plain")


def test_a_mean_is_known_no_better_than_draws_allow():
    rows = run(replications=40).summary
    last = rows[(rows["time"] == rows["time"].max()) & (rows["measure"] == "skill")]
    values = run(replications=40).measures()
    own = values[(values["time"] == values["time"].max()) & (values["measure"] == "skill")]
    sums = own.groupby(own["replication"] // 4)["value"].mean()
    assert last["standard_error"].iloc[0] == pytest.approx(sums.std() / np.sqrt(10))


def test_values_that_contradict_each_other_end_the_run_before_it_begins(tmp_path, monkeypatch):
    monkeypatch.setattr(draws, "_simulated", lambda *_: pytest.fail("simulated"))
    drawn = Draws.of(Base.of(SMALL))
    wrong = dataclasses.replace(drawn.parameters[0], path="organizations.a.plan.rates")
    own = (wrong, *drawn.parameters[1:])
    monkeypatch.setattr(
        Draws,
        "of",
        lambda base: dataclasses.replace(
            drawn, base=base, parameters=own, together=tuple(each.path for each in own)
        ),
    )
    with pytest.raises(
        ImpossiblePoints, match=r"^draw 0 \(organizations.a.plan.rates=.*unknown ke"
    ):
        run(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_of_a_file_what_a_preset_says_is_drawn_and_what_it_states_is_not(tmp_path):
    startup = Path(__file__).parents[2] / "scenarios" / "startup.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(
        f"extends: {startup}\nhorizon: 3 months\norganizations:\n  startup:\n"
        "    attrition: { patience: 2 years }\n"
    )
    found = orgsim.run(own, 2, workers=1, uncertain=True)
    drawn = {
        each["path"].removeprefix("organizations.startup.")
        for each in found.manifest["uncertain"]["parameters"]
    }
    assert "attrition.patience" not in drawn
    assert "titles.scope_growth" in drawn
    with pytest.raises(ScenarioError):
        orgsim.run(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((1.0, 0.996), "what is not known is not to be seen beside it"),
        ((1.0, 0.99), "the rest is what is not known"),
    ],
)
def test_where_all_is_luck_there_is_no_rest_that_is_not(shares, told):
    shown = pd.DataFrame({"measure": ["director_share", "title_inflation"], "luck": shares})
    assert _rest(shown) == told
