"""Expected flows: near the means of simulated futures, and where these are known exactly."""

import functools
from pathlib import Path

import numpy as np
import pytest
from building import Exactly, scenario
from hypothesis import given, settings
from random_scenarios import scenarios
from scipy.stats import binom, norm

import orgsim
from orgsim.expected.flows import FARTHEST, expected_flows
from orgsim.expected.pipelines import Pipeline
from orgsim.expected.warnings import warnings
from orgsim.rules.apprenticeship import Apprenticeship
from orgsim.scenario import load_scenario

ROOT = Path(__file__).parents[2]
STARTER = Path(orgsim.__file__).parent / "scenario" / "starter.yaml"
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
OF_A_LEVEL = 0.25
"""How far from the simulated mean the people expected at a level may lie, of that mean..."""
A_PERSON = 1.5
"""... or by one person and a half, whichever is more."""
OF_ALL = 0.05
"""How far from the simulated mean the headcount may lie, or by as many people."""
OF_FLOWS = 0.15
"""How far from what is simulated hires, exits and promotions may lie in all, or by three."""

REPLICATIONS = 60


@functools.cache
def simulated(path):
    given = load_scenario(path)
    if given.horizon_months > FARTHEST:
        given = load_scenario(path, [f"horizon={FARTHEST} months"])
    unrecorded = given.model_copy(update={"record": "none"})
    return given, orgsim.run(unrecorded, replications=REPLICATIONS, workers=1)


def is_looked_ahead_of(path):
    """Rules that change, interventions and markets are left out of what is expected."""
    given = load_scenario(path)
    changing = any(each.stages or each.interventions for each in given.organizations.values())
    return not changing and not given.markets


LOOKED_AHEAD_OF = [path for path in (*SHIPPED, STARTER) if is_looked_ahead_of(path)]


@pytest.mark.parametrize("path", LOOKED_AHEAD_OF, ids=lambda path: path.stem)
def test_expected_people_and_flows_are_near_the_simulated_means(path):
    given, results = simulated(path)
    for name, panel in results.panels.items():
        flows = expected_flows(given, name)
        months = np.round(panel.time * 12).astype(int)
        headcount = panel.headcount.mean(axis=0)
        expected = flows.headcount[months]
        apart = np.abs(expected - headcount)
        assert np.all(apart <= np.maximum(OF_A_LEVEL * headcount, A_PERSON))
        total = headcount.sum(axis=1)
        assert np.all(np.abs(expected.sum(axis=1) - total) <= np.maximum(OF_ALL * total, A_PERSON))
        columns = {key: panel.columns[key][:, 1:].mean(axis=0).sum() for key in FLOWS}
        moved = columns["promotions_out"] + columns["title_grants_out"]
        for realised, flow in (
            (columns["hires"], flows.hires),
            (columns["exits"], flows.exits),
            (columns["let_go"], flows.let_go),
            (moved, flows.promoted + flows.pulled_up + flows.granted),
        ):
            assert flow[1:].sum() == pytest.approx(realised, rel=OF_FLOWS, abs=3)


FLOWS = ("hires", "exits", "let_go", "promotions_out", "title_grants_out")

ALONE = {
    "initial": {"headcount": 100, "levels": Exactly({"pm": "100%"})},
    "promotion": {"trigger": {"months": ["March"]}, "budget": {"share": "0%"}},
}
"""A hundred people at the lowest level whom nobody promotes."""


def flows_of(*changes, **fields):
    return expected_flows(scenario(*changes, **fields), "a")


def test_people_are_conserved():
    flows = flows_of({"plan": {"rate": "20%/year"}})
    change = (flows.hires.sum(axis=1) - flows.exits + flows.promoted_into - flows.promoted)[1:]
    assert np.diff(flows.headcount, axis=0) == pytest.approx(change, abs=1e-4)


def test_leaving_alone_is_the_exponential_and_a_chance_is_a_chance():
    plan = {"plan": {"kind": "arrivals", "levels": {"pm": "0 per year"}}}
    hazard = flows_of(ALONE | plan | {"attrition": {"base": "0.3/year"}})
    t = np.arange(len(hazard.target)) / 12
    assert hazard.headcount[:, 0] == pytest.approx(100 * np.exp(-0.3 * t))
    yearly = flows_of(ALONE | plan | {"attrition": Exactly(yearly_chance="20%")})
    assert yearly.headcount[::12, 0] == pytest.approx(100 * 0.8 ** np.arange(5))


def test_a_stay_distribution_is_followed_exactly():
    plan = {"plan": {"kind": "arrivals", "levels": {"pm": "0 per year"}}}
    stay = {"kind": "weibull", "scale": "2 years", "shape": 3}
    flows = flows_of(ALONE | plan | {"attrition": Exactly(stay=stay)})
    t = np.arange(len(flows.target)) / 12
    assert flows.headcount[:, 0] == pytest.approx(100 * np.exp(-((t / 2) ** 3)), abs=1e-4)


def test_a_quota_is_a_share_of_the_level():
    quota = {"budget": {"share": "10%"}, "trigger": {"months": ["March"]}}
    flows = flows_of(ALONE | {"promotion": quota, "attrition": {"base": "0/year"}})
    assert flows.headcount[2, :2] == pytest.approx([90, 10])
    assert flows.entitled[2, 0] == pytest.approx(10)


def test_the_best_of_those_who_waited_long_enough_move_up_and_take_their_skill_along():
    """With a bar that only the better half reaches, half of a hundred are eligible."""
    changes = {
        "initial": {**ALONE["initial"], "skill": {"kind": "normal", "mean": 3, "sd": 1}},
        "promotion": {"eligibility": {"readiness_bar": 0}, "budget": {"share": "100%"}},
        "attrition": {"base": "0/year"},
    }
    flows = flows_of(changes, horizon="6 months")
    assert flows.waited[2, 0] == pytest.approx(100)
    assert flows.eligible[2, 0] == pytest.approx(50, abs=10)
    waiting = {"eligibility": {"min_time_in_level": "1 year", "readiness_bar": 0}}
    later = flows_of(changes | {"promotion": waiting}, horizon="18 months")
    assert later.eligible[8, 0] == 0
    assert later.eligible[14, 0] > 40


@pytest.mark.parametrize(
    ("rating", "let_go"),
    [
        ({"kind": "thresholds", "at": [90, 91, 92, 93]}, [0, 60, 24, 9.6]),
        ({"kind": "forced", "shares": ["50%", "50%", "0%", "0%", "0%"]}, [0, 60, 24, 9.6]),
    ],
)
def test_poor_performers_have_to_leave_when_they_were_poor_often_enough(rating, let_go):
    """All are poor in each review; of those who are so for the second time 60 % have to leave."""
    reviews = {
        "months": ["January"],
        "rating": rating,
        "performance_management": {"bar": 3, "running": 2, "tolerance": "40%"},
    }
    stay = {"attrition": {"base": "0/year"}, "reviews": reviews}
    flows = flows_of(ALONE | FIRST_OF_ALL | stay)
    assert flows.let_go[12::12, 0] == pytest.approx(let_go, abs=1e-3)
    assert flows.exits.sum() == pytest.approx(sum(let_go), abs=1e-3)


def test_a_forced_distribution_lets_its_share_go_of_everybody_or_of_each_level():
    levels = Exactly({"pm": "50%", "senior_pm": "50%"})
    reviews = {
        "months": ["January"],
        "rating": {"kind": "forced", "shares": ["10%", "90%", "0%", "0%", "0%"]},
        "performance_management": {"running": 1, "tolerance": "0%"},
    }
    changes = {
        "initial": {"headcount": 100, "levels": levels, "stretch": 0},
        "promotion": ALONE["promotion"],
        "attrition": {"base": "0/year"},
        "reviews": reviews,
    }
    whole = flows_of(FIRST_OF_ALL | changes).let_go[12]
    assert whole.sum() == pytest.approx(10, abs=0.01)
    reviews["rating"]["within"] = "level"
    assert flows_of(FIRST_OF_ALL | changes).let_go[12, :2] == pytest.approx([5, 5], abs=0.01)


def test_a_floor_parts_people_who_promise_the_same():
    """Whoever is half a standard deviation below the mean or worse leaves, once and for all."""
    initial = {
        **ALONE["initial"],
        "skill": {"kind": "normal", "mean": 3, "sd": 1},
        "potential": 6,
        "learning_rate": "0.0001/year",
    }
    leaving = {"base": "0/year", "skill_floor": 2.5}
    flows = flows_of(ALONE | FIRST_OF_ALL | {"initial": initial, "attrition": leaving})
    left = flows.exits.sum(axis=1)
    assert left[12] == pytest.approx(100 * norm.cdf(-0.5), abs=8)
    assert left[13:].sum() == pytest.approx(0, abs=1)


def test_a_place_goes_to_waste_where_nobody_happens_to_be_eligible():
    """Of 20 people 2 can do the next job on average; 2 places are then taken by 1.46 people."""
    skill = {"kind": "normal", "mean": 3, "sd": 1}
    bar = float(norm.ppf(0.9))  # the scope of the next level is the mean skill
    changes = {
        "initial": {**ALONE["initial"], "headcount": 20, "skill": skill, "potential": 0},
        "promotion": {"eligibility": {"readiness_bar": bar}, "budget": {"share": "10%"}},
        "attrition": {"base": "0/year"},
    }
    flows = flows_of(changes, horizon="3 months")
    few = binom(20, flows.eligible[2, 0] / 20)
    assert flows.eligible[2, 0] == pytest.approx(2, abs=0.5)
    assert flows.promoted[2, 0] == pytest.approx(few.sf(0) + few.sf(1))


def test_a_full_level_hands_its_requisitions_down_and_the_lowest_withholds_them():
    changes = {
        "plan": {"rate": "100%/year"},
        "levels": {"pm": {"seats": {"count": 12}}, "senior_pm": {"seats": {"count": 8}}},
        "entry_points": {"near_pm": {"levels": Exactly({"senior_pm": "100%"})}},
        "promotion": {"budget": {"share": "0%"}},
    }
    flows = flows_of(changes)
    assert flows.headcount[:, 0].max() <= 12 + 1e-6
    assert flows.headcount[12, 0] == pytest.approx(11.7, abs=0.5)
    assert flows.withheld[-1] == pytest.approx(320 - 20 - flows.headcount[-1, 2], abs=1)


FIRST_OF_ALL = {"plan": {"kind": "arrivals", "levels": {"pm": "0 per year"}}}
"""Nobody comes in."""


def test_a_counter_offer_keeps_its_share_of_the_leavers_and_moves_them_up():
    retention = {"retention": {"probability": "40%"}}
    flows = flows_of(ALONE | FIRST_OF_ALL | {"attrition": {"base": "0.3/year"}} | {
        "promotion": ALONE["promotion"] | retention})  # fmt: skip
    assert flows.granted[1:, 0] == pytest.approx(2 / 3 * flows.exits[1:, 0])
    assert flows.headcount[1, :2] == pytest.approx(
        [100 * np.exp(-0.025), 0.4 * flows.granted[1, 0] / 0.4]
    )


def test_up_or_out_sends_everybody_away_when_their_time_has_come():
    """Without promotions everybody leaves after two years, or when passed over three times."""
    eligible = {**ALONE["promotion"], "budget": {"share": "0%"}}
    nobody_leaves = ALONE | FIRST_OF_ALL | {"attrition": {"base": "0/year"}}
    time = flows_of(nobody_leaves | {"promotion": eligible | {"up_or_out": {"after": "2 years"}}})
    assert time.headcount[23, 0] == pytest.approx(100)
    assert time.headcount[24:, 0] == pytest.approx(0, abs=1e-4)
    assert time.sent_out.sum() == pytest.approx(100)
    passed = eligible | {"up_or_out": {"passed_over": 3}}
    times = flows_of(nobody_leaves | {"promotion": passed})
    assert times.headcount[25, 0] == pytest.approx(100)
    assert times.headcount[26:, 0] == pytest.approx(0, abs=1e-4)


def test_vacancies_pull_people_up_as_far_as_seats_are_free():
    changes = {
        "levels": {"senior_pm": {"seats": {"count": 10}}},
        "promotion": Exactly(
            trigger={"kind": "vacancy"}, selection={"kind": "random"}, budget={"kind": "seats"}
        ),
    }
    flows = flows_of(changes)
    assert flows.headcount[:, 1] == pytest.approx(10, abs=1e-4)
    assert flows.promoted[:, 1] == pytest.approx(0)


def test_a_cap_lets_in_so_many_and_hands_the_others_on():
    other = {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "0 days", "stretch": 0}
    growth = {"plan": {"rate": "100%/year", "limit": 60}, "attrition": {"base": "0/year"}}
    near_pm = {"time_to_fill": "0 days", "cap": "4 per year"}
    both = flows_of(growth | {"entry_points": {"near_pm": near_pm, "other": other}})
    assert both.hires[1:13, 0].sum() == pytest.approx(4)
    assert both.hires[1:25, 0].sum() == pytest.approx(8)
    assert both.headcount[-1].sum() == pytest.approx(60)
    alone = flows_of(growth | {"entry_points": {"near_pm": near_pm}})
    assert alone.headcount[-1].sum() == pytest.approx(20 + 16, abs=0.1)
    assert alone.beyond_caps[-1] == pytest.approx(60 - 20 - 16, abs=4.1)


def test_a_cohort_starts_in_its_months_only():
    flows = flows_of({"entry_points": {"near_pm": {"cohort": ["July"]}}})
    started = np.flatnonzero(flows.hires.sum(axis=(1, 2)))
    assert set(started % 12) == {6}


def test_apprentices_finish_at_the_rate_at_which_they_begin_and_requisitions_wait_for_them():
    section = Apprenticeship(entering="6 per year", time="1 year", initial=12)
    finishing = np.array([Pipeline(section).finishing(month) for month in range(1, 49)])
    assert finishing[:12] == pytest.approx(1, abs=0.05)
    assert finishing[12:] == pytest.approx(0.5)
    training = {"apprenticeship": {"entering": "2 per year", "time": "1 year"}}
    changes = {"plan": {"rate": "50%/year"}, "entry_points": {"near_pm": training}}
    flows = flows_of(changes)
    assert flows.hires.sum() == pytest.approx(2 * 3, abs=0.5)
    assert flows.waiting[-1, 0] > 40


LEAVERS = {"level": {"kind": "leaver"}}


def test_a_chain_moves_one_person_at_each_level_below():
    """Seats never fall empty: for every exit somebody moves up at each level below it."""
    changes = {
        "attrition": {"base": "0.12/year"},
        "staffing": LEAVERS | {"promote_first": {"default": "100%", "pm": "0%"}},
        "promotion": ALONE["promotion"],
        "entry_points": {"near_pm": {"time_to_fill": "1 day"}},
        "initial": {"headcount": 200},
    }
    flows = flows_of(changes)
    exits = flows.exits[1:].sum(axis=0)
    above = exits[::-1].cumsum()[::-1]
    assert flows.pulled_up_into[1:, 1:].sum(axis=0) == pytest.approx(above[1:], rel=1e-6)
    assert flows.pulled_up[1:, :-1].sum(axis=0) == pytest.approx(above[1:], rel=1e-6)
    assert np.diff(flows.headcount[:, 1:], axis=0) == pytest.approx(0, abs=1e-6)


def test_positions_come_open_in_proportion_to_the_mix_and_where_the_gaps_are():
    shares = Exactly({"pm": "20%", "senior_pm": "50%", "director": "30%"})
    common = {
        "attrition": {"base": "0.2/year"},
        "plan": {"rate": "10%/year"},
        "promotion": ALONE["promotion"],
        "entry_points": {"near_pm": {"levels": Exactly(shares)}},
        "initial": {"headcount": 200},
    }
    mix = flows_of(common | {"staffing": {"level": {"kind": "mix", "shares": shares}}})
    hired = mix.hires.sum(axis=(0, 1))
    assert hired / hired.sum() == pytest.approx([0.2, 0.5, 0.3])
    gaps = flows_of(common | {"staffing": {"level": {"kind": "structure", "shares": shares}}})
    last = gaps.headcount[-1] + gaps.open[-1]
    assert last / last.sum() == pytest.approx([0.2, 0.5, 0.3], abs=0.02)


def test_what_nobody_accepts_in_time_is_given_up():
    """With a search of two months on average and patience of one, the part exp(-1/2) is in vain."""
    search = {"time_to_fill": {"kind": "exponential", "mean": "2 months"}}
    changes = {
        "attrition": {"base": "0.2/year"},
        "staffing": {"give_up_after": "1 month"},
        "entry_points": {"near_pm": search},
        "initial": {"headcount": 200},
    }
    flows = flows_of(changes)
    given_up, filled = flows.cancelled[1:].sum(), flows.hires[1:].sum()
    assert given_up / (given_up + filled) == pytest.approx(np.exp(-0.5), abs=0.02)


@settings(max_examples=25, deadline=None)
@given(scenarios())
def test_any_scenario_that_can_be_run_can_be_looked_ahead_of(given):
    for name in given.organizations:
        flows = expected_flows(given, name)
        assert np.all(flows.headcount >= -1e-9)
        assert np.all(np.isfinite(flows.headcount))
        assert np.all(flows.promoted <= flows.eligible + 1e-6)
    for path, message in warnings(given):
        assert path[0] == "organizations"
        assert message.isprintable()
