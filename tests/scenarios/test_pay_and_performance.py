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
