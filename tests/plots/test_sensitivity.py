"""Figures of a sweep: bars and curves against its tables and plain pandas, and its page."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import orgsim
from orgsim.plots import response_curves, response_curves_data, sensitivity, sensitivity_data
from orgsim.plots.theme import says_why_not
from orgsim.report import report_page

RATE = "organizations.startup.plan.rate"
PATIENCE = "organizations.startup.attrition.patience"


@pytest.fixture(scope="module")
def swept():
    return orgsim.sweep(
        orgsim.load_scenario("scenarios/startup.yaml", ["horizon=2 years"]),
        {RATE: "10%/year..60%/year", PATIENCE: "1 year..4 years"},
        levels=3,
        replications=4,
        workers=1,
    )


def test_bars_are_the_indices_of_the_table(swept):
    data = sensitivity_data(swept)
    indices = swept.indices
    for path, name in ((RATE, "plan.rate"), (PATIENCE, "attrition.patience")):
        of = (indices["measure"] == "headcount") & indices["level"].isna()
        own = indices[of & (indices["parameter"] == path)].set_index("index")
        row = data[(data["outcome"] == "headcount") & (data["parameter"] == name)].iloc[0]
        assert row["first_order"] == own.loc["first_order", "value"]
        assert row["first_high"] == own.loc["first_order", "high"]
        assert row["effect"] == own.loc["effect", "value"]
    figure = sensitivity(swept)
    bars = [trace for trace in figure.data if trace.width == 0.42]
    assert len(bars) == data["outcome"].nunique()
    assert max(bars[0].x) == pytest.approx(min(1.0, data["first_order"].iloc[0]))
    assert "headcount" in figure.layout.meta["finding"]


def test_intervals_cut_at_the_whole_are_said_to_be(swept):
    cut = "Intervals that chance puts beyond 0 or 100 % are cut there."
    ends = sensitivity_data(swept)[["first_low", "first_high"]]
    beyond = bool(((ends < 0) | (ends > 1)).to_numpy().any())
    assert (cut in sensitivity(swept).layout.meta["note"]) == beyond
    sure = replace(swept, indices=swept.indices.assign(low=0.0, high=1.0))
    assert cut not in sensitivity(sure).layout.meta["note"]
    rough = replace(swept, indices=swept.indices.assign(low=0.0, high=1.2))
    assert sensitivity(rough).layout.meta["note"].endswith(cut)


def test_bars_are_shares_of_the_variance_over_points(swept):
    data = sensitivity_data(swept)
    values = swept.values[(swept.values["measure"] == "headcount") & swept.values["level"].isna()]
    table = swept.points.pivot_table(index="point", columns="parameter", values="number")
    table["mean"] = values.set_index("point")["mean"]
    whole = table["mean"].var(ddof=0)
    own = data[data["outcome"] == "headcount"].set_index("parameter")
    for path, name, other in (
        (RATE, "plan.rate", PATIENCE),
        (PATIENCE, "attrition.patience", RATE),
    ):
        means = table.groupby(path)["mean"].mean()
        left = table.groupby(other)["mean"].var(ddof=0).mean()  # while the others stand still
        row = own.loc[name]
        assert row["first_order"] == pytest.approx(means.var(ddof=0) / whole)
        assert row["total"] == pytest.approx(left / whole)
        assert row["effect"] == pytest.approx(means.iloc[-1] - means.iloc[0])


def test_ends_of_bars_are_those_of_every_resample_of_replications(swept):
    """Of 4 replications there are 256 resamples; the program draws 200 of them."""
    of = (swept.replications["measure"] == "headcount") & swept.replications["level"].isna()
    table = swept.replications[of].pivot_table("value", "replication", "point").to_numpy()
    values = swept.points.pivot_table(index="point", columns="parameter", values="number")
    resamples = list(itertools.product(range(4), repeat=4))
    means = np.array([table[list(each)].mean(axis=0) for each in resamples])
    own = sensitivity_data(swept).query("outcome == 'headcount'").set_index("parameter")
    for path, name in ((RATE, "plan.rate"), (PATIENCE, "attrition.patience")):
        of_value = [means[:, values[path] == each] for each in values[path].unique()]
        first = np.var([each.mean(axis=1) for each in of_value], axis=0) / means.var(axis=1)
        low, middle, high = np.quantile(first, [0.025, 0.5, 0.975])
        row = own.loc[name]
        shift = row["first_order"] - middle
        room = 0.25 * (high - low) + 1e-6
        assert row["first_low"] == pytest.approx(low + shift, abs=room)
        assert row["first_high"] == pytest.approx(high + shift, abs=room)


def test_curves_are_means_over_the_points_with_a_value(swept):
    data = response_curves_data(swept)
    values = swept.values[(swept.values["measure"] == "headcount") & swept.values["level"].isna()]
    rates = swept.points[swept.points["parameter"] == RATE].set_index("point")["number"]
    means = values["mean"].groupby(values["point"].map(rates).to_numpy()).mean()
    own = data[(data["outcome"] == "headcount") & (data["parameter"] == "plan.rate")]
    assert own["number"].to_numpy() == pytest.approx(means.index.to_numpy())
    assert own["mean"].to_numpy() == pytest.approx(means.to_numpy())
    assert own["effect"].iloc[0] == pytest.approx(means.iloc[-1] - means.iloc[0])
    shares = data.drop_duplicates(["outcome", "parameter"])["share"]
    assert (np.diff(shares) <= 0).all()
    figure = response_curves(swept)
    assert figure.layout.xaxis.title.text == "plan.rate, %/year"
    finding = figure.layout.meta["finding"]
    size = f"{data.iloc[0]['effect']:+.1f}"  # of one to ten people
    assert finding.startswith(f"Headcount answers most to plan.rate: {size} people from ")


def test_bands_of_curves_are_students_intervals_over_replications(swept):
    data = response_curves_data(swept)
    of = (swept.replications["measure"] == "headcount") & swept.replications["level"].isna()
    values = swept.replications[of]
    rates = swept.points[swept.points["parameter"] == RATE].set_index("point")["number"]
    means = values.groupby([values["point"].map(rates), "replication"])["value"].mean().unstack()
    own = data[(data["outcome"] == "headcount") & (data["parameter"] == "plan.rate")]
    ends = stats.t.interval(0.95, 3, means.mean(axis=1), stats.sem(means, axis=1))
    assert own["low"].to_numpy() == pytest.approx(ends[0])
    assert own["high"].to_numpy() == pytest.approx(ends[1])
    figure = response_curves(swept)
    edges = [trace for trace in figure.data if trace.xaxis == "x" and trace.line.width == 0]
    first = data[data["parameter"] == data["parameter"].iloc[0]]
    first = first[first["outcome"] == data["outcome"].iloc[0]]
    assert np.array([edge.y for edge in edges]) == pytest.approx(
        first[["low", "high"]].to_numpy().T
    )
    assert "the band is its 95 % interval, by luck, for each value" in figure.layout.meta["note"]


def test_bands_of_curves_are_withheld_below_ten_replications(swept, monkeypatch):
    monkeypatch.setattr("orgsim.results.precision.LEAST_FOR_RANGES", 10)
    assert response_curves_data.__wrapped__(swept)[["low", "high"]].isna().all(axis=None)


def test_where_nothing_matters_it_says_so():
    still = orgsim.sweep(
        orgsim.load_scenario("scenarios/startup.yaml", ["horizon=1 year"]),
        {"organizations.startup.name": ["A", "B"]},
        replications=2,
        workers=1,
    )
    assert says_why_not(sensitivity(still)) == (
        "Nothing that was varied changes anything that was measured"
    )
    assert says_why_not(response_curves(still)) == "No number was varied that changes anything"


def test_the_page_of_a_sweep(swept):
    page = report_page(swept)
    assert "What matters in Startup" in page
    assert PATIENCE in page
    assert "9 points (grid), 4 replications each" in page
    assert "sensitivity-plot" in page
    assert "response-curves-plot" in page


def test_where_one_thing_is_varied_alone_its_share_is_no_news():
    scenario = orgsim.load_scenario("scenarios/startup.yaml", ["horizon=1 year"])
    found = orgsim.sweep(scenario, {RATE: "10%/year,60%/year"}, replications=2, workers=1)
    assert says_why_not(sensitivity(found)) == (
        "Only plan.rate is varied: all that differs is its doing"
    )
