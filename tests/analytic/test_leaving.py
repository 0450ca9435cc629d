"""Stay distributions and destinations against what is known of them.

Lognormal stays under Poisson arrivals, and yearly chances, are cases of `orgsim verify`
(orgsim/verification/textbook).

Every comparison is a z-test or a Kolmogorov-Smirnov test at fixed seeds. Each has a false-alarm
rate of at most 1e-4 over the choice of seeds, about 3e-3 over the whole file; none was tuned to
its seed. What was broken on purpose to see each test fail is said beside it.
"""

import numpy as np
from building import Exactly, scenario, simulate
from exactness import FALSE_ALARM, ONE_LEVEL, assert_mean
from scipy import stats


def exits_of_initial_staff(rules, horizon="4 years", replications=30, headcount=200, **initial):
    """When each of the initial staff left, infinite for those who did not."""
    given = {
        **ONE_LEVEL,
        "initial": {"headcount": headcount, "levels": Exactly({"pm": "100%"}), **initial},
        **rules,
    }
    people = simulate(scenario(given, horizon=horizon), replications)["people"]
    initial = people[people["person"].str.contains("/initial/")]
    return initial["left"].fillna(np.inf).to_numpy()


def test_staff_with_a_tenure_stay_as_those_do_who_have_stayed_as_long():
    """Weibull: P(T > 2 + t | T > 2) is exp(-(((2 + t) / 3)^2 - (2 / 3)^2)).

    Seen to fail with initial staff who start from tenure 0, and with a shape of 1.
    """
    weibull = {"base": None, "stay": {"kind": "weibull", "scale": "3 years", "shape": 2}}
    left = exits_of_initial_staff({"attrition": weibull}, tenure="2 years")
    whole = stats.weibull_min(2, scale=3)
    for time in (0.5, 1.0, 2.0, 4.0):
        assert_mean((left > time) * 1.0, whole.sf(2 + time) / whole.sf(2))
    exits = left[left < np.inf]
    gone = whole.sf(2) - whole.sf(6)
    assert (
        stats.kstest(exits, lambda t: (whole.sf(2) - whole.sf(2 + t)) / gone).pvalue > FALSE_ALARM
    )


def test_factors_multiply_the_hazard_of_a_stay():
    """Half of it in the first year, twice of it later: S(t)^.5, then S(1)^.5 (S(t) / S(1))^2.

    Seen to fail with the factor left out, with the time instead of the hazard stretched, and with
    the budget spent without the factor.
    """
    steps = [{"after": "0 days", "factor": 0.5}, {"after": "1 year", "factor": 2}]
    lognormal = {"kind": "lognormal", "median": "1.5 years", "sigma": 0.7}
    rules = {"base": None, "stay": lognormal, "tenure_factor": steps}
    left = exits_of_initial_staff({"attrition": rules})
    survives = stats.lognorm(0.7, scale=1.5).sf
    for time in (0.5, 1.0, 1.25, 2.0, 3.0):
        first, later = survives(min(time, 1)), survives(max(time, 1)) / survives(1)
        assert_mean((left > time) * 1.0, first**0.5 * later**2)


def test_a_promotion_leads_to_the_hazard_of_the_new_level_at_the_same_tenure():
    """Gamma below, Weibull above, all promoted on 1 March: S0(1/6) S1(t) / S1(1/6).

    Seen to fail with the lower level's stay kept after the promotion, and with the tenure counted
    from the promotion where the budget is spent, or where the exit is set.
    """
    names = ("l0", "l1")
    below, above = stats.gamma(4, scale=0.125), stats.weibull_min(2, scale=1)
    rules = {
        "levels": Exactly({n: {"title": n, "rank": i + 1} for i, n in enumerate(names)}),
        "entry_points": {"near_pm": {"levels": Exactly({"l0": "100%"})}},
        "promotion": Exactly(
            {
                "trigger": {"kind": "cycle", "months": ["March"]},
                "selection": {"kind": "chance", "probability": "100%"},
                "budget": {"kind": "none"},
            }
        ),
        "attrition": {
            "base": None,
            "stay": {
                "l0": {"kind": "gamma", "mean": "6 months", "sd": "3 months"},
                "l1": {"kind": "weibull", "scale": "1 year", "shape": 2},
            },
        },
    }
    left = exits_of_initial_staff(rules, levels=Exactly({"l0": "100%"}))
    assert_mean((left > 0.125) * 1.0, below.sf(0.125))
    for time in (1 / 6, 0.4, 1.0, 2.0):
        assert_mean((left > time) * 1.0, below.sf(1 / 6) * above.sf(time) / above.sf(1 / 6))
    # An exit that is set too late is caught up with on the first of a month.
    months = left[left < np.inf] * 12
    assert np.mean(np.abs(months - months.round()) < 1e-6) < 0.001


def test_leavers_go_where_their_level_says():
    """Seen to fail with the shares of the default for every level, and with a draw that also says
    how long people stay."""
    rules = {
        "plan": {"kind": "growth", "rate": "-90%/year"},
        "initial": {"headcount": 300},
        "attrition": {
            "base": "0.7/year",
            "destinations": {
                "default": {"market": "70%", "founder": "10%", "left_field": "20%"},
                "director": {"market": "50%", "general_management": "30%", "retirement": "20%"},
            },
        },
    }
    events = simulate(scenario(rules, horizon="2 years"), 20)["events"]
    exits = events[events["kind"] == "exit"]
    early = exits["time"] < exits["time"].median()
    of_default = {"market": 0.7, "founder": 0.1, "left_field": 0.2}
    of_directors = {"market": 0.5, "general_management": 0.3, "retirement": 0.2}
    director = exits["level_from"] == 2
    for some in (early, ~early):
        for level, shares in ((~director, of_default), (director, of_directors)):
            group = exits[some & level]
            assert set(group["destination"]) == set(shares)
            for name, share in shares.items():
                assert_mean((group["destination"] == name) * 1.0, share)
