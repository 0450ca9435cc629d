"""With rules switched off the model reduces to textbook models with known answers.

Every comparison is a z-test or a Kolmogorov-Smirnov test at fixed seeds. Each has a false-alarm
rate of at most 1e-4 over the choice of seeds, about 2e-3 over the whole file; none was tuned to
its seed. What was broken on purpose to see each test fail is said beside it.
"""

import functools

import numpy as np
import pytest
from building import Exactly, scenario, simulate
from exactness import FALSE_ALARM, ONE_LEVEL, Z, assert_mean, assert_variance
from scipy import stats


def ladder(count, headcount=50, **initial):
    """The bottom of a ladder of `count` levels, everybody on the first."""
    names = [f"l{i}" for i in range(count)]
    return {
        "levels": Exactly({n: {"title": n, "rank": i + 1} for i, n in enumerate(names)}),
        "initial": Exactly({"headcount": headcount, "levels": {"l0": "100%"}, **initial}),
        "plan": {"rate": "0%/year"},
        "entry_points": {"near_pm": {"levels": Exactly({"l0": "100%"})}},
        "attrition": {"base": "0/year"},
    }


@functools.cache
def immigration_death(arrivals, hazard, initial):
    rules = {
        **ONE_LEVEL,
        "initial": {"headcount": initial, "levels": Exactly({"pm": "100%"})},
        "plan": {"kind": "arrivals", "levels": {"pm": f"{arrivals} per year"}},
        "attrition": {"base": f"{hazard}/year"},
    }
    given = scenario(rules, horizon="6 years", record="none")
    return simulate(given, 4000, block=500)["levels"]


class TestImmigrationDeath:
    """Poisson arrivals and a constant hazard: headcount is Poisson plus binomial survivors.

    Seen to fail with the hazard read as a yearly chance, with refreshes that spend no exit budget,
    and with arrivals at the review instead of within the month.
    """

    ARRIVALS, HAZARD, INITIAL = 12.0, 0.4, 10

    @pytest.fixture
    def levels(self):
        return immigration_death(self.ARRIVALS, self.HAZARD, self.INITIAL)

    @pytest.mark.parametrize("time", [0.25, 1, 3, 6])
    def test_headcount(self, levels, time):
        stays = np.exp(-self.HAZARD * time)
        arrived = self.ARRIVALS / self.HAZARD * (1 - stays)
        sample = levels[levels["time"] == time]["headcount"].to_numpy()
        assert_mean(sample, arrived + self.INITIAL * stays)
        assert_variance(sample, arrived + self.INITIAL * stays * (1 - stays))

    def test_flows(self, levels):
        flows = levels.groupby("replication")[["hires", "exits"]].sum()
        assert_mean(flows["hires"], self.ARRIVALS * 6)
        assert_variance(flows["hires"], self.ARRIVALS * 6)  # a Poisson process


def test_with_a_constant_hazard_stays_are_exponential():
    """Seen to fail with refreshes that spend no exit budget."""
    rules = {
        **ONE_LEVEL,
        "initial": {"headcount": 200, "levels": Exactly({"pm": "100%"})},
        "attrition": {"base": "12%/year"},
    }
    people = simulate(scenario(rules, horizon="8 years"), 30)["people"]
    initial = people[people["person"].str.contains("/initial/")]
    left = initial["left"].to_numpy()
    hazard = -np.log(1 - 0.12)
    assert_mean(np.isnan(left) * 1.0, np.exp(-hazard * 8))
    # Given an exit within the horizon, the time is a truncated exponential.
    exits = left[~np.isnan(left)]
    assert (
        stats.kstest(exits, stats.truncexpon(8 * hazard, scale=1 / hazard).cdf).pvalue > FALSE_ALARM
    )


def test_a_hazard_that_changes_is_spent_piece_by_piece():
    """Half the hazard in the first year: survival is exp(-.3 t), then exp(-.3 - .6 (t - 1))."""
    rules = {
        **ONE_LEVEL,
        "initial": {"headcount": 200, "levels": Exactly({"pm": "100%"})},
        "attrition": {
            "base": "0.6/year",
            "tenure_factor": [{"after": "0 days", "factor": 0.5}, {"after": "1 year", "factor": 1}],
        },
    }
    people = simulate(scenario(rules), 30)["people"]
    left = people[people["person"].str.contains("/initial/")]["left"].to_numpy()
    left = np.where(np.isnan(left), np.inf, left)
    for time in (0.5, 1.0, 2.0, 4.0):
        survival = np.exp(-0.3 * min(time, 1) - 0.6 * max(time - 1, 0))
        assert_mean((left > time) * 1.0, survival)


def hypoexponential_survival(time, means):
    """P(T > t) of a sum of exponentials with different means."""
    rates = 1 / np.asarray(means)
    factors = [
        np.prod(np.delete(rates, i) / (np.delete(rates, i) - r)) for i, r in enumerate(rates)
    ]
    return sum(f * np.exp(-r * time) for f, r in zip(factors, rates, strict=True))


@functools.cache
def careers_by_rate(means, hazard, horizon, replications):
    rate = {f"l{i}": f"{1 / mean!r}/year" for i, mean in enumerate(means)}
    rules = {
        **ladder(5, headcount=100),
        "plan": {"kind": "growth", "rate": "-90%/year"},  # nobody is hired
        "promotion": Exactly(
            {
                "trigger": {"kind": "continuous", "rate": {**rate, "default": "9/year"}},
                "selection": {"kind": "merit"},
                "budget": {"kind": "none"},
            }
        ),
        "attrition": {"base": hazard},
    }
    return simulate(scenario(rules, horizon=horizon), replications)


class TestContinuousPromotions:
    """Without budget each level lasts an exponential time, so a career is hypoexponential.

    Seen to fail with the clock renewed from the review instead of its own time, with the rate of
    the level left behind, and with promotions rounded to months.
    """

    MEANS = (1, 1.5, 2, 3)

    def test_the_formula_itself(self):
        assert hypoexponential_survival(10, self.MEANS) == pytest.approx(0.22467, abs=5e-6)

    @pytest.fixture
    def careers(self):
        events = careers_by_rate(self.MEANS, "0/year", "10 years", 100)["events"]
        return events[events["kind"] == "promotion"]

    def test_time_to_the_top(self, careers):
        top = careers[careers["level_to"] == 4]["time"].to_numpy()
        everybody = 100 * 100
        share = 1 - hypoexponential_survival(10, self.MEANS)
        error = np.sqrt(share * (1 - share) / everybody)
        assert abs(len(top) / everybody - share) < Z * error
        cdf = lambda t: (1 - hypoexponential_survival(t, self.MEANS)) / share  # noqa: E731
        assert stats.kstest(top, cdf).pvalue > FALSE_ALARM

    @pytest.mark.parametrize("level", range(4))
    def test_time_to_each_level(self, careers, level):
        reached = careers[careers["level_to"] == level + 1]["time"].to_numpy()
        means = self.MEANS[: level + 1]
        share = 1 - hypoexponential_survival(10, means)
        cdf = lambda t: (1 - hypoexponential_survival(t, means)) / share  # noqa: E731
        assert stats.kstest(reached, cdf).pvalue > FALSE_ALARM

    def test_leaving_competes_with_the_top(self):
        """With a hazard of 0.12 a year .44868 reach the top (of those followed for ever)."""
        reaching = np.prod([1 / (1 + 0.12 * mean) for mean in self.MEANS])
        assert reaching == pytest.approx(0.44868, abs=5e-6)
        people = careers_by_rate(self.MEANS, "0.12/year", "60 years", 30)["people"]
        initial = people[people["person"].str.contains("/initial/")]
        assert_mean((initial["highest_rank"] == 5) * 1.0, reaching)


class TestSelection:
    """The best of a group by merit are order statistics of its skills.

    Seen to fail with scores rounded to whole rungs, with one promotion too many, and with half
    the noise.
    """

    def mean_skill_of_promoted(self, noise):
        rules = ladder(2, skill={"kind": "normal", "mean": 0, "sd": 1})
        rules["promotion"] = Exactly(
            {
                "trigger": {"kind": "cycle", "months": ["March"]},
                "selection": {"kind": "merit", "committee_noise": noise},
                "budget": {"kind": "quota", "share": "10%"},
            }
        )
        levels = simulate(scenario(rules, horizon="3 months"), 2000, block=500)["levels"]
        promoted = levels[(levels["time"] == 0.25) & (levels["level"] == 1)]
        assert set(promoted["headcount"]) == {5}
        return promoted["skill"].to_numpy()

    def test_the_best_five_of_fifty(self):
        assert_mean(self.mean_skill_of_promoted(0), 1.7055)

    def test_judged_with_reliability_one_half(self):
        assert_mean(self.mean_skill_of_promoted(1), 1.2060)

    def test_at_random_nobody_is_better(self):
        rules = ladder(2, skill={"kind": "normal", "mean": 0, "sd": 1})
        rules["promotion"] = Exactly(
            {
                "trigger": {"kind": "cycle", "months": ["March"]},
                "selection": {"kind": "random"},
                "budget": {"kind": "quota", "share": "10%"},
            }
        )
        levels = simulate(scenario(rules, horizon="3 months"), 2000, block=500)["levels"]
        promoted = levels[(levels["time"] == 0.25) & (levels["level"] == 1)]
        assert_mean(promoted["skill"].to_numpy(), 0)

    def test_chance_is_binomial(self):
        rules = ladder(2)
        rules["promotion"] = Exactly(
            {
                "trigger": {"kind": "cycle", "months": ["March"]},
                "selection": {"kind": "chance", "probability": "30%"},
                "budget": {"kind": "none"},
            }
        )
        levels = simulate(scenario(rules, horizon="3 months"), 2000, block=500)["levels"]
        promoted = levels[(levels["time"] == 0.25) & (levels["level"] == 1)]["headcount"]
        assert_mean(promoted, 15)
        assert_variance(promoted, 50 * 0.3 * 0.7)


def test_considered_for_a_seat_at_the_review_or_alone_at_any_time():
    """A seat for everybody is as good as no limit, but for the wait until the review.

    The rate of promotions from a level whose people are considered at rate r and then wait for
    the next monthly review: a geometric number of months.
    """
    seated = ladder(2, headcount=100)
    seated["levels"] = Exactly(
        {
            "l0": {"title": "l0", "rank": 1},
            "l1": {"title": "l1", "rank": 2, "seats": {"count": 100}},
        }
    )
    seated["promotion"] = Exactly(
        {
            "trigger": {"kind": "continuous", "rate": "0.5/year"},
            "selection": {"kind": "random"},
            "budget": {"kind": "seats"},
        }
    )
    levels = simulate(scenario(seated, horizon="2 years", record="none"), 400)["levels"]
    for time in (0.25, 1, 2):
        up = levels[(levels["time"] == time) & (levels["level"] == 1)]["headcount"].to_numpy()
        assert_mean(up, 100 * (1 - np.exp(-0.5 * time)))
