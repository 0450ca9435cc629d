"""Figures over time: promotion cycles, pay, marked days; their data against plain pandas."""

import numpy as np
import pandas as pd
import pytest
from synthetic import plausible

import orgsim
from orgsim.plots import pay, pay_data, promotion_cycles, promotion_cycles_data
from orgsim.plots.marks import marked_days
from orgsim.plots.theme import says_why_not
from orgsim.results import Results


@pytest.fixture(scope="module")
def results():
    scenario = orgsim.load_scenario("scenarios/pay_bands.yaml", ["horizon=3 years"])
    return orgsim.run(scenario, replications=5, workers=1)


@pytest.fixture(scope="module")
def made_up():
    return Results.from_blocks(*plausible(4, 9))


def test_a_cycle_promotes_a_share_of_all_people(results):
    data = promotion_cycles_data(results)
    cycles = results.cycles[results.cycles["organization"] == "every_year"]
    for number, row in enumerate(data[data["organization"] == "every_year"].itertuples()):
        shares, promoted = [], []
        for _, own in cycles.groupby("replication"):
            day = own[own["time"] == sorted(own["time"].unique())[number]]
            shares.append(day["promoted"].sum() / day["headcount"].sum())
            promoted.append(day["promoted"].sum())
        assert row.cycle == number + 1
        assert row.mean == pytest.approx(np.mean(shares))
        assert (row.q05, row.q50) == pytest.approx(np.quantile(shares, [0.05, 0.5]))
        assert row.promoted == pytest.approx(np.mean(promoted))
    assert len(data) == 2 * 6  # organizations, cycles in three years
    figure = promotion_cycles(results)
    own = data[data["organization"] == "every_year"]
    stated = 100 * own["promoted"].sum() / own["headcount"].sum()
    assert f"{stated:.1f} % of the people at Every year" in figure.layout.meta["finding"]
    assert figure.layout.yaxis.title.text == "promoted, of all people"


def test_payroll_is_the_pay_of_everybody(results):
    data = pay_data(results)
    levels = results.levels[results.levels["organization"] == "every_four_years"]
    levels = levels.assign(sum=levels["pay"] * levels["headcount"])
    payroll = levels.groupby(["date", "replication"])["sum"].sum()
    own = data[(data["organization"] == "every_four_years") & (data["measure"] == "payroll")]
    for name, quantile in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        expected = payroll.groupby("date").quantile(quantile)
        assert own[name].to_numpy() == pytest.approx(expected.to_numpy())
    weighed = levels.assign(sum=levels["pay_gap"] * levels["headcount"])
    sums = weighed.groupby(["date", "replication"])[["sum", "headcount"]].sum()
    gap = (sums["sum"] / sums["headcount"]).groupby("date").quantile(0.25)
    own = data[(data["organization"] == "every_four_years") & (data["measure"] == "behind")]
    assert own["q25"].to_numpy() == pytest.approx(1 - np.exp(-gap.to_numpy()))
    last = own.iloc[-1]
    side = "below" if last["mean"] > 0 else "above"
    finding = pay(results).layout.meta["finding"]
    assert f"{abs(100 * last['mean']):.1f} % " in finding
    assert f"{side} the market at Every four years" in finding


def test_where_there_is_none_it_says_so(made_up):
    assert says_why_not(pay(made_up)) == "Nobody is paid in this scenario (no section pay)"
    assert says_why_not(promotion_cycles(made_up)) == "No organization promotes in cycles"
    empty = Results.from_blocks([], plausible(1, 1)[1])
    for draw in (pay, promotion_cycles):
        assert says_why_not(draw(empty))


def test_stages_are_marked_where_most_replications_enter_them():
    days = {"early": [0.5, 0.75, 1.0, 1.0], "rare": [1.5, 1.5], "late": [1.75, 1.75, 2.0]}
    rows = [
        {"replication": number, "organization": "startup", "time": time, "stage": stage}
        for stage, times in days.items()
        for number, time in enumerate(times)
    ]
    (block,), manifest = plausible(4, 9)
    stages = pd.DataFrame(rows).assign(organization=0)
    manifest["organizations"]["startup"]["marks"] = [["2026-03-01", "layoff"]]
    staged = Results.from_blocks(
        [block | {"stages": {name: stages[name].to_numpy() for name in stages}}], manifest
    )
    assert marked_days(staged, staged.organizations[0]) == [
        ("2026-03-01", "layoff"),
        ("2026-11-16", "early"),
        ("2027-10-01", "late"),
    ]
    assert marked_days(staged, staged.organizations[1]) == []
