"""Sweeps: the same luck at every point, on small organizations whose answer is known."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from building import PAYROLL, Exactly, scenario

import orgsim
from orgsim.experiment import execution, sweeps
from orgsim.experiment.gathered import NothingKnown, NothingMeasured
from orgsim.experiment.points import ImpossiblePoints
from orgsim.experiment.sweeps import sweep
from orgsim.results import ResultsError, ResultsExist, load_results, load_sweep
from orgsim.results.files import write_table
from orgsim.results.sweep_findings import sweep_findings

RATE = "organizations.a.attrition.base"
SHARE = "organizations.a.promotion.budget.share"


def index(found, name, measure, parameter=None):
    rows = found.indices
    rows = rows[(rows["index"] == name) & (rows["measure"] == measure)]
    if parameter is not None:
        rows = rows[rows["parameter"] == parameter]
    return rows.iloc[0]


def small(**fields):
    return scenario({}, horizon="1 year", snapshots="6 months", **fields)


def test_a_grid_is_the_same_as_runs_of_its_own():
    base = small()
    found = sweep(
        base,
        {SHARE: "5%,20%", RATE: "0.1/year..0.3/year"},
        levels=2,
        replications=4,
        measures=["headcount", "promotion_rate", "level_share"],
        at=["6 months", "1 year"],
        workers=1,
    )
    settings = found.wide("headcount")
    assert settings[SHARE].tolist()[::4] == [5.0, 20.0]
    kept = found.replications
    for point in range(4):
        share, rate = (("5%", "20%")[point // 2], ("0.1/year", "0.3/year")[point % 2])
        alone = orgsim.run(
            scenario(
                {"promotion": {"budget": {"share": share}}, "attrition": {"base": rate}},
                horizon="1 year",
                snapshots="6 months",
            ),
            replications=4,
            workers=1,
        ).measures()
        # Rates from one snapshot to the next are those since the start at the first of them.
        for time, measures in ((0.5, ["headcount", "promotion_rate"]), (1.0, ["level_share"])):
            for measure in measures:
                own = alone[(alone["time"] == time) & (alone["measure"] == measure)]
                own = own[own["level"].isna() | (measure == "level_share")]
                swept = kept[(kept["point"] == point) & (kept["time"] == time)]
                swept = swept[swept["measure"] == measure]
                assert swept["value"].to_numpy().tobytes() == own["value"].to_numpy().tobytes()


def test_nothing_depends_on_workers_or_on_the_engine():
    varied = {RATE: "0.1/year..0.4/year"}
    options = {"levels": 3, "replications": 3}
    here = sweep(small(), varied, **options, workers=1)
    there = sweep(small(), varied, **options, workers=2)
    for name in orgsim.results.SWEEP_TABLES:
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name), check_exact=True)
    reference = sweep(small(), varied, **options, workers=1, engine="reference")
    pd.testing.assert_frame_equal(here.values, reference.values)


def test_a_payroll_is_linear_in_the_raise():
    base = scenario(PAYROLL, horizon="1 year", snapshots="3 months")
    raises = "organizations.a.pay.promotion_raise"
    found = sweep(base, {raises: "0%..20%"}, measures=["payroll"], replications=2, workers=1)
    means = found.effects.set_index("number")["mean"]
    assert means.to_dict() == pytest.approx(
        {0.0: 100_000, 5.0: 105_000, 10.0: 110_000, 15.0: 115_000, 20.0: 120_000}
    )
    assert index(found, "effect", "payroll")["value"] == pytest.approx(20_000)
    assert index(found, "luck", "payroll")["value"] == 0


def test_sobol_indices_of_a_payroll():
    """N people with a raise of r are paid 1,000 N (1 + r), with independent N and r."""
    base = scenario(PAYROLL, horizon="6 months", snapshots="3 months")
    raises, people = "organizations.a.pay.promotion_raise", "organizations.a.initial.headcount"
    found = sweep(
        base,
        {raises: "0%..100%", people: "1..199"},
        design="sobol",
        points=32,
        measures=["payroll"],
        replications=1,
        workers=1,
    )
    numbers, r = np.arange(1, 200), 1 / 12
    spread, middle = numbers.var(), numbers.mean()
    variance = spread * r + spread * 1.5**2 + middle**2 * r
    assert index(found, "first_order", "payroll", raises)["value"] == pytest.approx(
        middle**2 * r / variance, abs=0.1
    )
    assert index(found, "first_order", "payroll", people)["value"] == pytest.approx(
        spread * 1.5**2 / variance, abs=0.1
    )
    assert index(found, "total", "payroll", raises)["value"] == pytest.approx(
        (middle**2 + spread) * r / variance, abs=0.1
    )
    assert len(found.values) == 32 * 4


def test_headcount_falls_exponentially_in_the_hazard_of_leaving():
    leaving = {"attrition": {"base": "0/year"}}
    base = scenario(
        PAYROLL | leaving | {"initial": Exactly(headcount=400, levels={"first": "100%"})},
        horizon="2 years",
    )
    found = sweep(base, {RATE: "0.1/year..0.7/year"}, levels=3, measures=["headcount"], workers=1)
    hazards, means = found.effects["number"].to_numpy(), found.effects["mean"].to_numpy()
    expected = 400 * np.exp(-2 * hazards)
    error = np.sqrt(expected * (1 - expected / 400) / 20)
    assert (np.abs(means - expected) < 4 * error).all()  # one time in 5,000
    assert index(found, "first_order", "headcount")["value"] == pytest.approx(1)


def test_luck_is_what_replications_differ_by():
    """Promoted with a chance of 30 %, the same people at every raise: Var(r K) over r and K."""
    chance = {
        "promotion": PAYROLL["promotion"] | {"selection": {"kind": "chance", "probability": "30%"}}
    }
    base = scenario(PAYROLL | chance, horizon="1 year", snapshots="3 months")
    raises = "organizations.a.pay.promotion_raise"
    found = sweep(
        base, {raises: "0%..20%"}, levels=5, measures=["payroll"], replications=300, workers=1
    )
    r = np.linspace(0, 0.2, 5)
    lucky, varied = (r**2).mean() * 100 * 0.3 * 0.7, 30**2 * r.var(ddof=1)
    assert index(found, "luck", "payroll")["value"] == pytest.approx(
        lucky / (lucky + varied), rel=0.2
    )


def test_words_and_a_star():
    found = sweep(
        scenario({}, {}, horizon="1 year"),
        {"organizations.*.promotion.selection.kind": ["merit", "seniority"]},
        measures=["director_share"],
        replications=2,
        workers=1,
    )
    assert found.points["value"].tolist() == ["merit", "seniority"]
    assert found.points["number"].isna().all()
    assert found.values["organization"].tolist() == ["a", "b"] * 2
    with pytest.raises(ValueError, match="several organizations were simulated; name one"):
        found.wide("director_share")
    assert len(found.wide("director_share", "a")) == 2


def test_a_sweep_is_saved_and_loaded(tmp_path):
    found = sweep(small(), {RATE: "0.1/year,0.2/year"}, replications=2, workers=1)
    found.save(tmp_path / "out")
    again = load_sweep(tmp_path / "out")
    for name in orgsim.results.SWEEP_TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(again, name))
    assert {**again.manifest, "tables": 0} == {**found.manifest, "tables": 0}
    assert repr(again) == "<Sweep of 'Test': grid, 2 points>"
    with pytest.raises(ResultsError, match=r"this is a sweep; load it with orgsim\.load_sweep"):
        load_results(tmp_path / "out")
    other = sweep(small(), {RATE: "0.1/year,0.3/year"}, replications=2, workers=1)
    with pytest.raises(ResultsExist, match="holds the results of another scenario"):
        other.save(tmp_path / "out")
    run = orgsim.run(small(), replications=1, workers=1)
    with pytest.raises(ResultsExist, match=r"holds the results of a sweep \('Test'\)"):
        run.save(tmp_path / "out")
    run.save(tmp_path / "out", overwrite=True)
    assert not (tmp_path / "out" / "points.parquet").exists()


@pytest.mark.parametrize("missing", ["columns", "table"])
def test_a_sweep_with_the_tables_of_another_version_says_so(tmp_path, missing):
    folder = tmp_path / "out"
    found = sweep(small(), {RATE: "0.1/year,0.2/year"}, replications=2, workers=1)
    found.save(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["orgsim"] = "0.0.7"
    if missing == "columns":
        older = {each: found.effects[each] for each in found.effects if each not in {"low", "high"}}
        manifest["tables"]["effects"] = write_table(pd.DataFrame(older), folder / "effects.parquet")
    else:
        del manifest["tables"]["effects"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError) as error:
        load_sweep(folder)
    assert str(error.value) == (
        f"{folder}: the table effects is not as this version of orgsim has it; version 0.0.7 "
        "wrote it. Run it again, or install that version"
    )


def refused(vary, **options):
    with pytest.raises(ValueError) as error:
        sweep(small(), vary, workers=1, **options)
    return str(error.value)


@pytest.fixture
def nothing_runs(monkeypatch):
    monkeypatch.setattr(execution, "run_tasks", lambda *_: pytest.fail("simulated"))


@pytest.mark.usefixtures("nothing_runs")
def test_bad_points_are_refused_before_anything_runs():
    assert refused({}) == "nothing is varied; a sweep needs at least one key to vary"
    assert refused({RATE + "s": "0.1/year,0.2/year"}) == (
        "--vary organizations.a.attrition.bases=0.1/year,0.2/year: unknown key 'bases'; allowed: "
        "base, stay, yearly_chance, tenure_factor, patience, patience_effect, readiness_effect, "
        "pay_effect, skill_floor, age_limit, retirement, destinations; did you mean base?\n"
        "    organizations.a.attrition.bases=0.1/year\n" + " " * 30 + "^"
    )
    assert refused({SHARE: "5%..120%"}).startswith(
        f"--vary {SHARE}=5%..120%: must be between 0% and 100%, got '120%'\n    {SHARE}=120%\n"
    )
    assert refused({"organizations.a.promotion.selection.kind": "merit,senority"}).startswith(
        "--vary organizations.a.promotion.selection.kind=merit,senority: unknown kind, got "
        "'senority'; allowed: "
    )


@pytest.mark.usefixtures("nothing_runs")
def test_combinations_that_contradict_each_other_are_named():
    band = "organizations.a.pay.bands.default"
    varied = {f"{band}.min": "1,900", f"{band}.mid": "800,1000", f"{band}.max": "1000,2000"}
    base = scenario(PAYROLL, horizon="1 year")
    with pytest.raises(ImpossiblePoints) as error:
        sweep(base, varied)
    assert "point 4 (" in str(error.value)
    assert "organizations.a.pay.bands.default.min=900" in str(error.value)
    assert "a band needs min <= mid <= max, got 900, 800 and 1000" in str(error.value)


@pytest.mark.usefixtures("nothing_runs")
def test_bad_designs_measures_and_dates():
    vary = {RATE: "0.1/year..0.2/year"}
    assert refused(vary, design="latin") == (
        "no such design, got 'latin'; allowed: grid, lhs, sobol"
    )
    assert refused(vary, points=8) == (
        "a grid has as many points as there are combinations; levels say how many values of a "
        "range it tries"
    )
    assert refused(vary, design="lhs", levels=3) == (
        "levels belong to a grid; of other designs points say how many there are"
    )
    assert refused({RATE: vary[RATE], SHARE: "1%..2%"}, levels=1000) == (
        "the design has 1,000,000 points; more than 100,000 are too many. Fewer levels or points, "
        "or another design"
    )
    assert refused(vary, measures=["headcont"]).startswith("no such measure, got 'headcont'; ")
    assert refused(vary, measures=["headcont"]).endswith("; did you mean headcount?")
    assert refused(vary, measures=["level_share[directr]"]).endswith("did you mean director?")
    assert refused(vary, measures=["payroll[director]"]) == (
        "payroll is a measure of whole organizations, not of levels"
    )
    assert refused(vary, at=["2026-08-01"]) == (
        "there is no snapshot at 2026-08-01; they are 6 months apart up to 2027-01-01; did you "
        "mean 2026-07-01?"
    )
    assert refused(vary, at=["later"]) == (
        "must be a date such as 2027-01-01 or a time since the start such as 5 years, got 'later'"
    )


def test_failed_replications_are_named_and_the_others_kept(monkeypatch):
    measured = sweeps.measured

    def unlucky(pickled, chosen, engine, replications):
        if 1 in replications and pickled == unlucky.second:
            raise RuntimeError("out of luck")
        return measured(pickled, chosen, engine, replications)

    tasks = sweeps._tasks

    def kept(plan, *others):
        unlucky.second = plan.points[1]
        return tasks(plan, *others)

    monkeypatch.setattr(sweeps, "measured", unlucky)
    monkeypatch.setattr(sweeps, "_tasks", kept)
    vary = {RATE: "0.1/year,0.2/year"}
    found = sweep(small(), vary, replications=3, measures=["headcount"], workers=1)
    (failure,) = found.failures
    assert (failure["point"], failure["replication"]) == (1, 1)
    assert failure["cause"].startswith("RuntimeError: out of luck")
    assert found.values["replications"].tolist() == [3, 2]


def test_a_point_of_which_nothing_is_known_is_named(monkeypatch):
    def hopeless(*_):
        raise RuntimeError("never")

    monkeypatch.setattr(sweeps, "measured", hopeless)
    with pytest.raises(NothingMeasured, match=r"^point 0: no replication .* \(RuntimeError: never"):
        sweep(small(), {RATE: "0.1/year,0.2/year"}, replications=2, workers=1)


def test_what_no_point_knows_is_named():
    """Where no title stands for a Director, nobody is one and above."""
    ranks = {"levels": {"pm": {"rank": 1}, "senior_pm": {"rank": 2}, "director": {"rank": 3}}}
    base = scenario(ranks, horizon="1 year", reference_ladder={"Engineer": 1})
    with pytest.raises(NothingKnown, match=r"^nothing is known at any point of director_share$"):
        sweep(base, {RATE: "0.1/year,0.2/year"}, measures=["director_share"], workers=1)


def test_an_outcome_that_some_points_do_not_know_is_named_and_not_told():
    """Where nobody leaves and nobody is promoted, no position is filled."""
    base = scenario({"promotion": {"budget": {"share": "0%"}}}, horizon="1 year")
    measures = ["internal_fill_rate", "headcount", "level_share"]
    options = {"replications": 2, "measures": measures, "workers": 1}
    some = sweep_findings(sweep(base, {RATE: "0/year,0.9/year"}, **options))
    assert [each for each in some if "known" in each] == [
        "Filled from inside is not known at 1 of 2 points, so that nothing is said of its spread."
    ]
    nowhere = sweep_findings(sweep(base, {RATE: "0/year,0%/year"}, **options))
    assert "Filled from inside is not known at any point." in nowhere


def test_bands_show_what_is_not_known_beside_what_is_luck():
    """All are promoted, with a raise that is stated as 10 % and may be anything up to 20 %."""
    base = scenario(PAYROLL, horizon="6 months", snapshots="3 months", replications=30)
    raises = "organizations.a.pay.promotion_raise"
    found = sweep(
        base, {raises: "0%..20%"}, uncertain=True, points=40, measures=["payroll"], workers=1
    )
    luck, everything = found.bands.to_dict("records")
    assert (luck["varies"], luck["replications"]) == ("luck", 30)
    assert luck["mean"] == luck["q05"] == luck["q95"] == pytest.approx(110_000)
    assert (everything["varies"], everything["replications"]) == ("luck and assumptions", 40 * 20)
    assert everything["mean"] == pytest.approx(110_000, abs=100)
    assert everything["q05"] == pytest.approx(101_000, abs=600)
    assert everything["q95"] == pytest.approx(119_000, abs=600)
    # Everybody stays, whatever is assumed of patience; nothing but the raise tells.
    assert len(found.parameters) > 5
    shares = found.indices[found.indices["index"] == "first_order"].set_index("parameter")["value"]
    assert shares[raises] > 0.9
    assert shares.drop(raises).abs().max() < 0.3
    effects = found.indices[found.indices["index"] == "effect"].set_index("parameter")["value"]
    assert effects.drop(raises).abs().max() < 1e-6


def test_of_a_scenario_in_python_what_is_no_default_is_known():
    attrition = {"patience": "2 years", "readiness_effect": 0.0}
    found = sweep(
        scenario({"attrition": attrition}, horizon="1 year"),
        uncertain=True,
        points=2,
        replications=1,
        measures=["headcount"],
        workers=1,
    )
    varied = {path.removeprefix("organizations.a.") for path in found.parameters}
    assert {"attrition.patience_effect", "attrition.readiness_effect"} <= varied
    assert "attrition.patience" not in varied
    assert "entry_points.near_pm.learning_rate" not in varied
    assert found.design == "lhs"
