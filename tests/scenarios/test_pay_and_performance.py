"""What the scenarios about pay and performance tell holds, in numbers.

The bounds are the claims; each is many standard errors away from what the scenarios give.
"""

import orgsim


def test_bands_that_rarely_follow_the_market_raise_the_pay_gap_and_leaving_and_save_money():
    results = orgsim.run(orgsim.load_scenario("scenarios/pay_bands.yaml"), replications=40)
    summary, last = results.summary, results.summary["time"].max()
    at_end = summary[summary["time"] == last].set_index(["organization", "measure"])["mean"]
    yearly, rarely = "every_year", "every_four_years"
    assert at_end[rarely, "pay_gap"] > at_end[yearly, "pay_gap"] + 0.03
    assert at_end[rarely, "cumulated_cost"] < 0.97 * at_end[yearly, "cumulated_cost"]
    flows = results.levels.query("time > 0").groupby("organization", observed=True)
    leaving = flows["exits"].sum() / flows["person_years"].sum()
    assert leaving[rarely] > 1.05 * leaving[yearly]


def mean_of(results, measure):
    """The mean over all snapshots, by organization."""
    found = results.summary[results.summary["measure"] == measure]
    found = found[found["level"].isna()]
    return found.groupby("organization", observed=True)["mean"].mean()


def test_one_poor_performer_costs_the_startup_more_and_the_big_company_lets_fewer_go():
    scenario = orgsim.load_scenario("scenarios/poor_performers.yaml")
    results = orgsim.run(scenario, replications=40)
    measures = ("headcount", "lost_per_poor_performer", "let_go_rate")
    size, lost, gone = (mean_of(results, each) for each in measures)
    assert size["big_company"] > 4 * size["startup"]
    assert lost["startup"] > 3 * lost["big_company"] > 0
    assert gone["startup"] > 10 * gone["big_company"] > 0


def test_tolerance_keeps_poor_performers():
    path = "organizations.big_company.reviews.performance_management.tolerance"
    tolerant, strict = (
        orgsim.run(
            orgsim.load_scenario("scenarios/poor_performers.yaml", [f"{path}={tolerance}"]),
            replications=40,
        )
        for tolerance in ("100%", "0%")
    )
    kept, left = (mean_of(each, "poor_share")["big_company"] for each in (tolerant, strict))
    assert kept > 1.25 * left
    assert mean_of(tolerant, "let_go_rate")["big_company"] == 0
    well, better = (mean_of(each, "effectiveness")["big_company"] for each in (tolerant, strict))
    assert better > well + 0.005
