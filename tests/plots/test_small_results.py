"""Every figure of the catalogue draws a tiny or empty result, or says why not."""

import numpy as np
import pytest
from synthetic import ladder, plausible

import orgsim
from orgsim.plots.catalogue import CATALOGUE, COMPARISON, RUN, SWEEP
from orgsim.plots.theme import says_why_not
from orgsim.results import Results, compare_results

SMALL = ["horizon=1 year", "record=all"]


def ran(*changes, name="startup", replications=1):
    scenario = orgsim.load_scenario(f"scenarios/{name}.yaml", [*SMALL, *changes])
    return orgsim.run(scenario, replications, workers=1)


def made_up(rungs=(2, 5), replications=1, snapshots=3, *, nobody=False):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    (block,), manifest = plausible(replications, snapshots, described)
    if nobody:
        for name, values in block["levels"].items():
            if name in {"scope", "skill", "time_in_level", "time_to_promotion", "effectiveness"}:
                values[:] = np.nan
            elif name not in {"replication", "organization", "time", "level"}:
                values[:] = 0
    return Results.from_blocks([block], manifest)


CASES = {
    "one replication of a year": ran,
    "a month": lambda: ran("horizon=1 month", "snapshots=every 1 month"),
    "one level": lambda: made_up(rungs=(5,)),
    "one date": lambda: made_up(snapshots=1),
    "no moves but in title": lambda: Results.from_blocks(*plausible(1, 2)),
    "zero headcount": lambda: made_up(nobody=True),
    "nothing completed": lambda: Results.from_blocks([], plausible(1, 1)[1]),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def small(request):
    return request.param()


NOTHING_TO_COMPARE = {"one date", "nothing completed"}
"""Comparing says so itself."""


@pytest.fixture(scope="module", params=[each for each in CASES if each not in NOTHING_TO_COMPARE])
def compared(request):
    each = CASES[request.param]()
    return compare_results({"a": each, "b": each})


def check(draw, results, shapes=(1, 2)):
    for columns in shapes:
        figure = draw(results, columns=columns)
        reason = says_why_not(figure)
        assert reason or len(figure.data) > 0
        meta = figure.layout.meta
        for text in (reason or "", meta["finding"], meta["note"]):
            assert "nan" not in text.lower().split()
        assert meta["finding"].strip()


@pytest.mark.parametrize("name", [name for name, each in CATALOGUE.items() if RUN in each.of])
def test_a_run_draws_or_says_why_not(name, small):
    check(CATALOGUE[name].draw, small)


@pytest.mark.parametrize(
    "name", [name for name, each in CATALOGUE.items() if COMPARISON in each.of]
)
def test_a_comparison_draws_or_says_why_not(name, compared):
    check(CATALOGUE[name].draw, compared, shapes=(2,))


RATE = "organizations.startup.plan.rate"


def swept(values, replications, **design):
    return orgsim.sweep(
        orgsim.load_scenario("scenarios/startup.yaml", ["horizon=1 year"]),
        {RATE: values},
        replications=replications,
        workers=1,
        **design,
    )


def two_varied():
    patience = "organizations.startup.attrition.patience"
    scenario = orgsim.load_scenario("scenarios/startup.yaml", ["horizon=1 year"])
    varied = {RATE: ["20%/year", "60%/year"], patience: ["1 year", "5 years"]}
    return orgsim.sweep(scenario, varied, replications=2, workers=1)


SWEEPS = {  # fewer points than two are refused
    "two things": two_varied,
    "two points": lambda: swept(["20%/year", "60%/year"], 2),
    "one replication": lambda: swept(["20%/year", "60%/year"], 1),
    "two drawn points": lambda: swept("20%/year..60%/year", 1, design="lhs", points=2),
}


@pytest.fixture(scope="module", params=SWEEPS)
def small_sweep(request):
    return request.param, SWEEPS[request.param]()


@pytest.mark.parametrize("name", [name for name, each in CATALOGUE.items() if SWEEP in each.of])
def test_a_sweep_draws_or_says_why_not(name, small_sweep):
    case, sweep = small_sweep
    check(CATALOGUE[name].draw, sweep)
    # Two points drawn by chance leave nothing over by which their spread could be judged; and where
    # one thing is varied, all of the spread is its doing.
    drawn = case == "two things" or (name == "response_curves" and case != "two drawn points")
    assert (says_why_not(CATALOGUE[name].draw(sweep)) is None) == drawn
