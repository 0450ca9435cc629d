"""The arithmetic of rules, on numbers worked by hand."""

import datetime as dt

import numpy as np
import pytest

from orgsim.randomness import Purpose, replication_keys, uniform
from orgsim.rules.attrition import Attrition, Leaving
from orgsim.rules.competence import Blend, Carry, Redraw, skill_after, transferred
from orgsim.rules.headcount_plan import (
    ArrivalsPlan,
    EngineersPlan,
    GrowthPlan,
    PathPlan,
    SCurvePlan,
)
from orgsim.rules.initial_staff import InitialStaff
from orgsim.rules.ladder import UNLIMITED, Ladder, Level, Seats
from orgsim.rules.promotion.budget import whole_quota
from orgsim.rules.promotion.competition import STAYS, levels_won
from orgsim.rules.promotion.selection import best
from orgsim.rules.titles import Titles, grown_scope, promoted_scope

LADDER = Ladder(
    {
        name: Level(title=name, rank=rank, min_time_in_level="1 year")
        for name, rank in [("pm", 2), ("senior_pm", 3), ("director", 5)]
    }
)
START = dt.date(2026, 1, 1)


class TestLadder:
    def test_seats_survive_floating_point(self):
        # 0.2 x 15 is 3.0000000000000004 and 0.29 x 100 is 28.999999999999996.
        assert Seats(share="29%").available(np.array([100]), np.array([0])).tolist() == [29]
        assert Seats(share="20%").available(np.array([15]), np.array([0])).tolist() == [3]

    def test_a_span_of_control_counts_the_people_below(self):
        headcount = np.array([[16, 1, 0], [15, 0, 3]])
        ladder = Ladder(
            {
                "pm": Level(title="pm", rank=2),
                "senior_pm": Level(title="s", rank=3, seats=Seats(per=5)),
                "director": Level(title="d", rank=5, seats=Seats(per=8, of="below")),
            }
        )
        assert ladder.seats(headcount).tolist() == [[UNLIMITED, 3, 2], [UNLIMITED, 3, 1]]

    def test_a_level_that_exists_has_a_seat(self):
        assert Seats(share="1%").available(np.array([6]), np.array([5])).tolist() == [1]

    def test_a_candidate_gets_the_highest_level_whose_scope_is_reached(self):
        found = LADDER.highest_reached(np.array([1.0, 2.0, 2.99, 3.0, 4.99, 9.0]), np.arange(3))
        assert found.tolist() == [0, 0, 0, 1, 1, 2]


class TestInitialStaff:
    def test_largest_remainders_make_whole_people(self):
        staff = InitialStaff(
            headcount=7, levels={"pm": "50%", "senior_pm": "30%", "director": "20%"}
        )
        assert staff.headcount_by_level(["pm", "senior_pm", "director"]).tolist() == [4, 2, 1]

    def test_the_higher_level_goes_first_on_a_tie(self):
        staff = InitialStaff(headcount=1, levels={"pm": "50%", "senior_pm": "50%"})
        assert staff.headcount_by_level(["pm", "senior_pm"]).tolist() == [0, 1]

    @pytest.mark.parametrize("headcount", [0, 1, 6, 299, 300, 12_345])
    def test_nobody_is_lost_to_rounding(self, headcount):
        shares = {"pm": "33.4%", "senior_pm": "33.3%", "director": "33.3%"}
        staff = InitialStaff(headcount=headcount, levels=shares)
        assert staff.headcount_by_level(list(shares)).sum() == headcount

    def test_nobody_has_been_at_a_level_for_longer_than_in_the_organization(self):
        staff = InitialStaff(
            headcount=1,
            levels={"pm": "100%"},
            tenure={"kind": "uniform", "min": "0 years", "max": "2 years"},
            time_in_level="1 year",
        )
        tenure, time_in_level = staff.times(replication_keys(3, np.arange(100)))
        assert tenure.min() < 1 < tenure.max()
        assert np.array_equal(time_in_level, np.minimum(tenure, 1.0))


class TestPlan:
    def test_growth_compounds_up_to_its_limit(self):
        plan = GrowthPlan(kind="growth", rate="35%/year", limit=60)
        assert [plan.target(t, 6, START) for t in (-5, 0, 1, 2, 10)] == [6, 6, 8, 11, 60]

    def test_an_s_curve_starts_at_its_rate_and_ends_at_its_limit(self):
        plan = SCurvePlan(kind="s_curve", rate="50%/year", limit=1000)
        targets = [plan.target(t, 10, START) for t in (-1, 0, 1, 100)]
        assert targets == [10, 10, 15, 1000]
        # Halfway up where 10 x 1.5^t has made up for the other 990.
        halfway = np.log(99) / np.log(1.5)
        assert plan.target(halfway, 10, START) == 500
        assert SCurvePlan(kind="s_curve", rate="50%/year", limit=9).target(9, 0, START) == 0

    def test_an_s_curve_shrinks_to_nobody_and_runs_away_from_beyond_its_limit(self):
        plan = SCurvePlan(kind="s_curve", rate="-50%/year", limit=100)
        assert [plan.target(t, 50, START) for t in (0, 1, 2000)] == [50, 33, 0]
        assert plan.target(2000, 100, START) == 100
        assert plan.planned(2000, 101, START) == np.inf

    @pytest.mark.parametrize(
        ("plan", "comes_to"),
        [
            (GrowthPlan(kind="growth", rate="300%/year"), "10,485,760"),
            (GrowthPlan(kind="growth", rate="1e308%/year"), "more than a thousand billion"),
            (
                EngineersPlan(kind="engineers", engineers=10**400, rate="0%/year"),
                "more than a thousand billion",
            ),
        ],
    )
    def test_a_plan_beyond_what_can_be_simulated_is_named(self, plan, comes_to):
        ((_, message),) = plan.contradictions_over(10, 10, START)
        assert message == f"the plan comes to {comes_to} people; allowed: up to 1,000,000"

    def test_a_limit_bounds_whatever_growth(self):
        plan = GrowthPlan(kind="growth", rate="1e308%/year", limit=60)
        assert not list(plan.contradictions_over(200, 10, START))
        assert plan.target(200, 10, START) == 60

    def test_product_managers_follow_the_engineers(self):
        plan = EngineersPlan(kind="engineers", engineers=100, rate="50%/year", per_pm=10, limit=30)
        assert [plan.target(t, 7, START) for t in (-1, 0, 1, 2, 3)] == [7, 10, 15, 23, 30]

    def test_a_path_is_linear_between_its_dates(self):
        plan = PathPlan(kind="path", points={"2027-01-01": 20, "2028-01-01": 40})
        assert [plan.target(t, 10, START) for t in (0, 0.5, 1, 1.5, 2, 9)] == [
            10,
            15,
            20,
            30,
            40,
            40,
        ]

    def test_fixed_arrivals_make_up_the_number_of_every_year(self):
        plan = ArrivalsPlan(kind="arrivals", process="fixed", levels={"pm": "10 per year"})
        reviews = replication_keys(1, np.arange(3))
        by_month = [len(plan.arriving("pm", 13 * m, 13, reviews)[0]) / 3 for m in range(24)]
        assert sum(by_month[:12]) == sum(by_month[12:]) == 10
        assert len(plan.arriving("pm", 156, 156, reviews)[0]) == 30

    def test_poisson_arrivals_fall_inside_their_interval(self):
        plan = ArrivalsPlan(kind="arrivals", levels={"pm": "120 per year"})
        replication, ordinal, time = plan.arriving("pm", 26, 13, replication_keys(1, np.arange(50)))
        assert time.min() >= 2 / 12
        assert time.max() <= 3 / 12
        first = np.flatnonzero(np.diff(replication, prepend=-1))
        assert np.all(ordinal[first] == 0)


class TestLeaving:
    def hazard(self, level, tenure, time_in_level, readiness, **section):
        written = {"base": {"default": "0.1/year", "director": "0.05/year"}, **section}
        rule = Leaving(Attrition.model_validate(written), LADDER)
        columns = [np.array([x], dtype=float) for x in (tenure, time_in_level, readiness)]
        return rule.hazard(np.array([level]), *columns)[0]

    def test_the_base_goes_by_level_and_nobody_leaves_twice(self):
        assert self.hazard(0, 1, 1, -1) == 0.1
        assert self.hazard(2, 1, 1, -1) == 0.05
        assert self.hazard(3, 1, 1, -1) == 0

    def test_the_tenure_factor_changes_on_the_anniversary(self):
        steps = [{"after": "0 months", "factor": 0.5}, {"after": "1 year", "factor": 2}]
        assert self.hazard(0, 0.999, 0, -1, tenure_factor=steps) == pytest.approx(0.05)
        assert self.hazard(0, 1.0, 0, -1, tenure_factor=steps) == pytest.approx(0.2)

    def test_whoever_is_paid_above_the_market_stays_longer(self):
        rule = Leaving(Attrition.model_validate({"base": "0.1/year", "pay_effect": 3}), LADDER)
        gap = np.array([-0.2, 0.0, 0.1])
        hazard = rule.hazard(np.zeros(3, dtype=np.int64), np.ones(3), np.ones(3), None, gap)
        assert hazard == pytest.approx(0.1 * np.exp(3 * gap))

    def test_impatience_grows_for_three_years_and_not_at_the_top(self):
        section = {"patience": "2 years", "patience_effect": 0.3}
        assert self.hazard(0, 9, 2, -1, **section) == pytest.approx(0.1)
        assert self.hazard(0, 9, 3.5, -1, **section) == pytest.approx(0.1 * np.exp(0.45))
        assert self.hazard(0, 9, 8, -1, **section) == pytest.approx(0.1 * np.exp(0.9))
        assert self.hazard(2, 9, 8, -1, **section) == pytest.approx(0.05)

    def test_only_readiness_above_the_next_level_counts(self):
        assert self.hazard(0, 1, 1, -0.5, readiness_effect=0.4) == pytest.approx(0.1)
        assert self.hazard(0, 1, 1, 0.5, readiness_effect=0.4) == pytest.approx(0.1 * np.exp(0.2))


class TestTitles:
    def test_small_companies_have_small_jobs(self):
        points = [{"people": 10, "scope": 2}, {"people": 1000, "scope": 6}]
        titles = Titles.model_validate({"scope_cap": points, "engineers_per_pm": 9})
        # 1, 10, 100 and 1000 product managers: 10, 100, 1000 and 10000 people.
        found = titles.largest_scope(np.array([0, 1, 10, 100, 1000]))
        np.testing.assert_allclose(found, [2, 2, 4, 6, 6])

    def test_scope_follows_the_title_part_of_the_way_and_never_falls(self):
        scope = np.array([2.0, 4.0])
        assert promoted_scope(scope, np.array([3.0, 3.0]), 0.25).tolist() == [2.25, 4.0]

    def test_scope_grows_up_to_the_target(self):
        scope, target = np.array([2.0, 2.0, 4.0]), np.array([3.0, 2.1, 3.0])
        assert grown_scope(scope, target, 0.5, np.ones(3)).tolist() == [2.5, 2.1, 4.0]


class TestCompetence:
    KEYS = replication_keys(3, np.arange(100_000))
    MOVES = np.zeros(100_000, dtype=np.int64)

    def test_half_the_way_to_the_potential(self):
        half = skill_after(np.array([1.0]), np.array([3.0]), np.array([0.5]), np.array([np.log(4)]))
        assert half == pytest.approx(2.0)

    def test_skill_carries_over_with_noise_within_bounds(self):
        rule = Carry(noise={"kind": "uniform", "min": -1, "max": 1}, max=2.5)
        found = transferred(rule, np.full(100_000, 2.0), self.MOVES * 1.0, self.KEYS, self.MOVES)
        assert found.min() == pytest.approx(1, abs=1e-3)
        # Half a rung of two is cut off: a quarter of the people stand at the bound.
        assert np.mean(found == 2.5) == pytest.approx(0.25, abs=0.007)  # five standard errors

    def test_skill_drawn_anew_has_nothing_to_do_with_the_old(self):
        old = np.linspace(0, 5, 100_000)
        rule = Redraw(stretch={"kind": "normal", "mean": 0.5, "sd": 1})
        found = transferred(rule, old, np.full(100_000, 4.0), self.KEYS, self.MOVES)
        assert found.mean() == pytest.approx(3.5, abs=5 / np.sqrt(100_000))
        assert abs(np.corrcoef(old, found)[0, 1]) < 5 / np.sqrt(100_000)

    def test_every_job_has_luck_of_its_own(self):
        """Whoever was lucky on the first day, or in the job before, is not in this one for that."""
        rule = Redraw(skill={"kind": "uniform", "min": 0, "max": 1})
        first_day = uniform(self.KEYS, Purpose.SKILL)
        second, third = (
            transferred(rule, first_day, first_day, self.KEYS, self.MOVES + moves)
            for moves in (0, 1)
        )
        for one, other in ((first_day, second), (first_day, third), (second, third)):
            assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(100_000)

    def test_a_blend_is_part_of_both(self):
        rule = Blend(kind="blend", carried="75%", redraw={"kind": "redraw", "skill": 6})
        found = transferred(rule, np.array([2.0]), np.zeros(1), self.KEYS[:1], self.MOVES[:1])
        assert found.tolist() == [3.0]


class TestQuota:
    def test_a_fraction_is_carried_until_it_is_a_person(self):
        carried, promoted = np.zeros((1, 1)), []
        for _ in range(10):
            quota, carried = whole_quota(np.array([[0.3]]), "carry", carried, np.zeros((1, 1)))
            promoted.append(int(quota[0, 0]))
        assert promoted == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1]

    @pytest.mark.parametrize(("rounding", "expected"), [("down", 45), ("up", 45)])
    def test_a_whole_quota_stays_whole_in_floating_point(self, rounding, expected):
        exact = np.array([[1.5 * 0.2 * 150]])
        assert exact[0, 0] != 45  # 45.00000000000001
        assert whole_quota(exact, rounding, np.zeros((1, 1)), np.zeros((1, 1)))[0] == expected

    def test_random_rounding_is_right_on_average(self):
        luck = (np.arange(1000).reshape(-1, 1) + 0.5) / 1000
        quota, _ = whole_quota(np.full((1000, 1), 2.3), "random", np.zeros((1000, 1)), luck)
        assert quota.mean() == pytest.approx(2.3, abs=1e-9)
        assert set(quota.ravel()) == {2, 3}


def leaving(candidates, quota, free):
    """How many move up from each level, each to the next one."""
    level = np.repeat(np.arange(len(candidates)), candidates)
    nobody = np.zeros(len(level), dtype=np.int64)
    to = levels_won(
        np.arange(len(level)), nobody, level, level, level[:, None] + 1, np.array([quota]),
        np.array([free]),
    )  # fmt: skip
    assert np.all((to == STAYS) | (to == level + 1))
    return np.bincount(level[to != STAYS], minlength=len(candidates)).tolist()


class TestSeats:
    def test_a_seat_vacated_above_is_available_below(self):
        assert leaving([9, 2, 1, 0], [UNLIMITED] * 4, [5, 0, 0, 1]) == [1, 1, 1, 0]

    def test_an_over_full_level_admits_nobody(self):
        moves = leaving([9, 1, 0], [UNLIMITED] * 3, [0, -2, UNLIMITED])
        assert moves == [0, 1, 0]  # two over, one leaves: still one over

    def test_the_quota_binds_beside_the_seats(self):
        assert leaving([9, 0, 0], [3, 3, 3], [UNLIMITED, 4, UNLIMITED]) == [3, 0, 0]
        assert leaving([9, 0, 0], [5, 3, 3], [UNLIMITED, 4, UNLIMITED]) == [4, 0, 0]


class TestBest:
    def test_the_best_of_each_group(self):
        group = np.array([0, 1, 0, 1, 0])
        score = np.array([1.0, 5.0, 3.0, 4.0, 2.0])
        chosen = best(group, score, np.zeros(5), np.arange(5), np.array([2, 1]))
        assert chosen.tolist() == [1, 2, 4]

    def test_ties_go_by_the_draw_and_then_by_the_number(self):
        zeros = np.zeros(4, dtype=np.int64)
        tie = np.array([3, 1, 2, 1])
        assert best(zeros, zeros * 1.0, tie, np.array([0, 9, 1, 8]), np.array([1])).tolist() == [3]

    def test_minus_infinity_and_no_number_are_never_chosen(self):
        score = np.array([-np.inf, np.nan, 0.0])
        zeros = np.zeros(3, dtype=np.int64)
        assert best(zeros, score, zeros, np.arange(3), np.array([3])).tolist() == [2]
