"""Ranges over fewer than ten replications are neither drawn nor told, in any figure."""

import re

import numpy as np
import pandas as pd
import pytest

import orgsim
from orgsim import plots
from orgsim.plots.bands import RANGE_COLUMNS, of_enough
from orgsim.plots.catalogue import CATALOGUE, COMPARISON, RUN
from orgsim.plots.theme import NO_RANGES, says_why_not
from orgsim.results import compare_results

OF_PEOPLE = {"scope_by_title"}
"""Their ranges are over people, as long as there are recorded ones."""
FOR_MEANS = {"differences", "level_mix_difference"}
"""Intervals for a mean say themselves how little is known."""
RANGED = {
    "level_mix", "level_pyramid", "headcount", "span_of_control", "title_inflation",
    "ladder_flows", "time_to_promotion", "promotion_cycles", "entry_mix", "leaving", "pay",
    "level_mix_compared", "level_counts",
}  # fmt: skip


def ran(replications, *changes):
    scenario = orgsim.load_scenario(
        "scenarios/pay_bands.yaml",
        [
            "horizon=2 years",
            *(
                f"organizations.{each}.initial.headcount=40"
                for each in ("every_year", "every_four_years")
            ),
            *changes,
        ],
    )
    return orgsim.run(scenario, replications, workers=1)


def held(replications):
    """A run and a comparison of so many replications, by what figures are drawn of."""
    run = ran(replications)
    more = ran(replications, "organizations.every_year.promotion.budget.share=14%")
    return {RUN: run, COMPARISON: compare_results({"as is": run, "more": more})}


@pytest.fixture(scope="module")
def nine():
    return held(9)


@pytest.fixture(scope="module")
def ten():
    return held(10)


CASES = [(name, kind) for name, entry in CATALOGUE.items() for kind in entry.of if kind != "sweep"]


def ranges(name, results):
    """The ranges over replications in a figure's data."""
    data = getattr(plots, f"{name}_data")(results)
    if name == "leaving":  # the others are intervals for rates
        data = data[data["by"] == "level"]
    return data[[each for each in RANGE_COLUMNS if each in data]].to_numpy(float)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_nine_replications_have_no_ranges_and_ten_have(name, kind, nine, ten):
    if name in OF_PEOPLE | FOR_MEANS:
        assert np.isfinite(ranges(name, nine[kind])).any()
        return
    few, many = ranges(name, nine[kind]), ranges(name, ten[kind])
    assert not np.isfinite(few).any()
    assert np.isfinite(many).any() == (name in RANGED)


def hovers(figure):
    """All that is written under the pointer."""
    found = [trace.hovertemplate for trace in figure.data if trace.hovertemplate]
    for trace in figure.data:
        text = getattr(trace, "hovertext", None)
        found += [text] if isinstance(text, str) else text or ()
    return found


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_what_is_withheld_is_not_drawn_and_the_figure_says_why(name, kind, nine, ten):
    draw = CATALOGUE[name].draw
    few, many = draw(nine[kind]), draw(ten[kind])
    if says_why_not(few):
        assert says_why_not(few) == says_why_not(many)
        return
    assert not [
        trace for trace in few.data if trace["type"] == "scatter" and trace.fill == "tonexty"
    ]
    told = few.layout.meta["note"]
    # A figure without bands has its ranges under the pointer, where nothing is missed.
    drawn = name in RANGED - {"level_mix", "level_counts", "entry_mix", "ladder_flows"}
    assert (NO_RANGES in told) == drawn
    assert NO_RANGES not in many.layout.meta["note"]
    if name in RANGED - {"leaving"}:  # which has intervals for rates as well
        assert [each for each in hovers(few) if re.search(r"\([^)]* to [^)]*\)|nan", each)] == []
    if name not in FOR_MEANS | {"leaving"}:
        assert not re.search(r"\([\d.,]+ to [\d.,]+ ?%?\)", few.layout.meta["finding"])


def test_a_median_stays():
    data = pd.DataFrame({"q05": [1.0], "q50": [2.0], "low": [0.5], "mean": [2.5]})
    assert of_enough(data, 10) is data
    kept = of_enough(data, 9)
    assert kept[["q50", "mean"]].to_numpy().tolist() == [[2.0, 2.5]]
    assert kept[["q05", "low"]].isna().all(axis=None)
    assert data["q05"].tolist() == [1.0]
