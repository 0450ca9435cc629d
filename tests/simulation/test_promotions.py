"""Who moves up, where to, and what becomes of the others.

Statistical tests are z-tests at fixed seeds with a false-alarm rate of 1e-4 each (`exactness`).
"""

import numpy as np
import pytest
from building import Exactly, merged, scenario, simulate
from exactness import assert_mean

from orgsim.clock import MINUTE
from orgsim.simulation.day import Item

FORK = Exactly(
    {
        "pm": {"title": "Product Manager"},
        "senior_pm": {"title": "Senior Product Manager"},
        "group_pm": {"title": "Group Product Manager", "track": "manager"},
        "principal": {"title": "Principal", "rank": 4},
        "director": {"title": "Director of Product", "track": "manager"},
    }
)
CLOSED = {
    "plan": Exactly({"kind": "path", "points": {"2026-01-01": 0}}),  # nobody is hired
    "attrition": {"base": "0/year"},
}
EVERYBODY = {"selection": {"kind": "chance", "probability": "100%"}, "budget": {"kind": "none"}}


def steps(levels, **promotion):
    """Events of a closed group of a hundred, all at the bottom of a ladder."""
    lowest = next(iter(levels))
    rules = {
        **CLOSED,
        "levels": Exactly(levels),
        "initial": Exactly({"headcount": 100, "levels": {lowest: "100%"}}),
        "entry_points": {"near_pm": {"levels": Exactly({lowest: "100%"})}},
        "promotion": {**EVERYBODY, **promotion},
    }
    return simulate(scenario(rules), 20)["events"]


def ways(events):
    return set(zip(events["level_from"], events["level_to"], strict=True))


class TestTracks:
    def test_everybody_stays_on_the_own_track_until_it_ends(self):
        events = steps(FORK)
        assert ways(events) == {(0, 1), (1, 3), (3, 4)}

    def test_nobody_moves_between_levels_of_one_rung(self):
        events = steps(FORK, track_change="100%")
        # From the start a PM may change: the next level of the other track is the Group PM's.
        assert ways(events) == {(0, 2), (2, 4)}

    def test_as_many_change_track_as_the_policy_says(self):
        events = steps(FORK, track_change={"default": "0%", "senior_pm": "30%"})
        assert ways(events) == {(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)}
        assert_mean(events.query("level_from == 1")["level_to"] == 2, 0.3)

    def test_each_destination_has_its_own_seats(self):
        """Two levels of one rung under one free seat each: the other one is no way round."""
        levels = merged(FORK, {"group_pm": {"seats": {"count": 3}},
                               "principal": {"seats": {"count": 2}}})  # fmt: skip
        events = steps(
            levels,
            track_change={"default": "0%", "senior_pm": "50%"},
            budget={"kind": "seats"},
            trigger={"kind": "cycle", "months": ["January"]},
        )
        first = events[events["time"] < 1.5].query("level_from == 1")
        counts = first.groupby(["replication", "level_to"]).size().unstack()
        assert np.all(counts[2] == 3)
        assert np.all(counts[3] == 2)


ABLE = {"skill": 9, "potential": 9}
RUNGS = Exactly({f"l{i}": {"title": f"L{i}", "rank": i + 1} for i in range(5)})


SKIPPING = {"eligibility": {"readiness_bar": 0, "skip_levels": 2}}


class TestSkippingLevels:
    def rules(self, **changes):
        promotion = {**EVERYBODY, **SKIPPING, **changes}
        initial = {"headcount": 10, "levels": {"l0": "100%"}, **ABLE}
        feed = {"near_pm": {"levels": Exactly({"l0": "100%"})}}
        return {**CLOSED, "levels": RUNGS, "initial": Exactly(initial), "entry_points": feed,
                "promotion": promotion}  # fmt: skip

    def test_the_able_go_as_far_as_the_rule_allows(self):
        events = simulate(scenario(self.rules()), 2)["events"]
        assert ways(events) == {(0, 3), (3, 4)}

    def test_nobody_goes_beyond_the_own_readiness(self):
        rules = self.rules()
        rules["initial"]["skill"] = rules["initial"]["potential"] = 3.5
        events = simulate(scenario(rules), 2)["events"]
        assert ways(events) == {(0, 2)}

    def test_a_bar_on_the_way_stops_whoever_does_not_reach_it(self):
        bar = {"default": 0, "l1": 7}
        eligibility = {"readiness_bar": bar, "skip_levels": 2}
        events = simulate(scenario(self.rules(eligibility=eligibility)), 2)["events"]
        assert ways(events) == {(0, 1)}  # and there skill 9 is 6 above the scope of 3

    def test_without_a_seat_the_next_lower_level_counts(self):
        rules = self.rules(budget={"kind": "seats"})
        rules["levels"] = merged(RUNGS, {"l3": {"seats": {"count": 2}},
                                         "l2": {"seats": {"count": 3}}})  # fmt: skip
        events = simulate(scenario(rules), 4)["events"]
        first = events[events["time"] == events["time"].min()]
        counts = first.groupby(["replication", "level_to"]).size().unstack()
        assert counts.to_numpy().tolist() == [[5, 3, 2]] * 4

    def test_a_quota_counts_each_who_leaves_a_level_once(self):
        rules = self.rules(budget={"kind": "quota", "share": "30%", "rounding": "down"})
        cycles = simulate(scenario(rules), 2)["cycles"]
        assert cycles.query("time < 0.2 and level == 0")["promoted"].tolist() == [3, 3]

    def test_whatever_concerns_one_person_alone_goes_straight_there(self):
        rules = self.rules(trigger={"kind": "continuous", "rate": "3/year"})
        events = simulate(scenario(rules), 4)["events"]
        assert ways(events) == {(0, 3), (3, 4)}
        assert set(events["item"]) == {Item.PEOPLE}


PULLED = {
    "levels": {"senior_pm": {"seats": {"count": 6}}, "director": {"seats": {"count": 3}}},
    "initial": {
        "headcount": 30,
        "levels": Exactly({"pm": "70%", "senior_pm": "20%", "director": "10%"}),
    },
    "promotion": {"trigger": {"kind": "vacancy"}, "budget": {"kind": "seats"}},
    "attrition": {"base": "40%/year"},
}


class TestVacancies:
    def test_no_free_seat_is_left_at_a_review(self):
        tables = simulate(scenario(PULLED), 20)
        levels = tables["levels"].query("time > 0").set_index("level")["headcount"]
        # A snapshot follows the staffing review of its day.
        assert np.all(levels[2] == 3)
        assert np.all(levels[1] == 6)

    def test_moves_are_at_reviews_and_say_why(self):
        events = simulate(scenario(PULLED), 20)["events"].query("kind == 'promotion'")
        assert len(events) > 100
        assert set(events["item"]) == {Item.STAFFING}
        assert set(events["reason"]) == {"vacancy"}

    def test_a_level_that_always_has_room_pulls_nobody_up(self):
        rules = merged(PULLED, {"levels": {"senior_pm": {"seats": None}}})
        events = simulate(scenario(rules), 20)["events"].query("kind == 'promotion'")
        assert ways(events) == {(1, 2)}

    def test_whoever_had_no_seat_to_run_for_was_not_passed_over(self):
        """Nobody is ever promoted but where somebody left; up or out must not empty the level."""
        rules = merged(
            PULLED,
            {
                "promotion": {"up_or_out": {"passed_over": 1}},
                "attrition": {"base": "0/year"},
                "initial": {
                    "levels": Exactly({"pm": "70%", "senior_pm": "20%", "director": "10%"})
                },
            },
        )
        events = simulate(scenario(rules), 5)["events"]
        assert len(events) == 0


COUNTERED = {
    "levels": RUNGS,
    **CLOSED,
    "initial": Exactly({"headcount": 100, "levels": {"l0": "100%"}}),
    "entry_points": {"near_pm": {"levels": Exactly({"l0": "100%"})}},
    "promotion": {
        "trigger": {"kind": "retention"},
        "budget": {"kind": "none"},
        "retention": {"probability": "100%"},
    },
    "attrition": {"base": "0.8/year"},
}


class TestCounterOffers:
    def test_certain_ones_keep_everybody_up_to_the_top(self):
        events = simulate(scenario(COUNTERED, horizon="10 years"), 10)["events"]
        assert set(events.query("kind == 'exit'")["level_from"]) == {4}
        grants = events[events["kind"] == "title_grant"]
        assert set(grants["reason"]) == {"counter_offer"}
        assert np.array_equal(grants["scope_from"], grants["scope_to"])
        assert len(events) == len(grants) + (events["kind"] == "exit").sum()

    def test_each_stay_is_drawn_anew(self):
        """Times between steps are independent exponentials, as long as the horizon is far."""
        events = simulate(scenario(COUNTERED, horizon="40 years"), 10)["events"]
        times = events.pivot_table(index=["replication", "person"], columns="level_from",
                                   values="time").to_numpy()  # fmt: skip
        assert not np.isnan(times).any()
        stays = np.diff(times, axis=1, prepend=0)
        assert_mean(stays.ravel(), 1 / 0.8)
        correlation = np.corrcoef(stays, rowvar=False)[np.triu_indices(5, 1)]
        assert np.abs(correlation).max() < 4.4 / np.sqrt(len(stays))  # 10 pairs

    def test_as_many_are_kept_as_the_policy_says(self):
        rules = merged(COUNTERED, {"promotion": {"retention": Exactly(
            {"probability": {"default": "30%", "l1": "60%"}})}})  # fmt: skip
        events = simulate(scenario(rules, horizon="40 years"), 40)["events"]
        kept = events["kind"] == "title_grant"
        assert_mean(kept[events["level_from"] == 0] * 1.0, 0.3)
        assert_mean(kept[events["level_from"] == 1] * 1.0, 0.6)

    def test_patience_starts_anew(self):
        """Impatient beyond a year at a level, and never before: nobody gets that far."""
        rules = merged(COUNTERED, {"attrition": {
            "base": "1/year", "patience": "1 year", "patience_effect": 100}})  # fmt: skip
        events = simulate(scenario(rules, horizon="8 years"), 10)["events"]
        steps = events.sort_values("time").groupby(["replication", "person"])["time"]
        # Hazards follow on the first of a month, and there is no patience to lose at the top.
        waited = steps.diff().dropna()[events["level_from"] < 4]
        assert waited.max() < 1 + 2 / 12

    def test_a_yearly_chance_can_be_countered_but_a_floor_and_an_age_cannot(self):
        rules = merged(COUNTERED, {
            "attrition": {"base": None, "yearly_chance": "50%", "skill_floor": 0.4,
                          "age_limit": "60 years"},
            "initial": {"skill": {"kind": "uniform", "min": 0, "max": 4},
                        "age": {"kind": "uniform", "min": "50 years", "max": "70 years"}},
            "entry_points": {"near_pm": {"age": "30 years"}},
        })  # fmt: skip
        events = simulate(scenario(rules, horizon="9 years"), 10)["events"]
        exits = events[events["kind"] == "exit"]
        assert set(exits["reason"]) == {"", "skill_floor", "age_limit"}
        assert set(exits.query("reason == ''")["level_from"]) == {4}
        grants = events[events["kind"] == "title_grant"]
        assert set(grants["item"]) == {Item.REVIEW}

    def test_it_takes_no_seat_and_frees_none(self):
        """A Director by counter-offer leaves both Directors' seats to those who are promoted."""
        rules = merged(COUNTERED, {
            "levels": Exactly({"pm": {"title": "Product Manager", "seats": {"count": 100}},
                               "director": {"title": "Director of Product",
                                            "seats": {"count": 2}}}),
            "initial": Exactly({"headcount": 100, "levels": {"pm": "100%"}}),
            "entry_points": {"near_pm": {"levels": Exactly({"pm": "100%"})}},
            "plan": {"kind": "growth", "rate": "0%/year"},
            "promotion": {"trigger": Exactly({"kind": "cycle", "months": ["February"]}),
                          "budget": {"kind": "seats"}},
        })  # fmt: skip
        events = simulate(scenario(rules, horizon="1 year"), 10)["events"]
        counts = events.groupby(["replication", "kind"]).size().unstack()
        assert np.all(counts["promotion"] == 2)
        assert np.all(counts["title_grant"] > 20)
        # Whoever was kept holds the old seat still: nobody is hired for it.
        assert np.all(counts["hire"].fillna(0) <= counts["exit"].fillna(0))

    def test_a_title_with_a_seat_comes_from_a_promotion_elsewhere(self):
        """Kept as Seniors without a seat, promoted to Director with one."""
        rules = {
            "levels": {"senior_pm": {"seats": {"count": 1}}, "director": {"seats": {"count": 5}}},
            "initial": {"headcount": 40, "levels": Exactly({"pm": "100%"})},
            "promotion": {"trigger": {"kind": "vacancy"}, "budget": {"kind": "seats"},
                          "retention": {"probability": {"default": "0%", "pm": "100%"}}},
            "attrition": {"base": "0.8/year"},
        }  # fmt: skip
        tables = simulate(scenario(rules, horizon="2 years"), 10)
        later = tables["levels"].query("time > 1")
        assert later.query("level == 1")["headcount"].max() > 5  # of one seat
        moved = tables["events"].query("kind == 'promotion' and level_to == 2")
        kept = tables["events"].query("reason == 'counter_offer'")
        names = [set(zip(e["replication"], e["person"], strict=True)) for e in (moved, kept)]
        assert names[0] & names[1]
        assert later.query("level == 2")["headcount"].max() == 5


UP_OR_OUT = {
    **CLOSED,
    "levels": Exactly({f"l{i}": {"title": f"L{i}", "rank": i + 1} for i in range(4)}),
    "initial": Exactly({"headcount": 100, "levels": {"l0": "100%"}}),
    "entry_points": {"near_pm": {"levels": Exactly({"l0": "100%"})}},
    "promotion": {
        "trigger": {"kind": "cycle", "months": ["January"]},
        "selection": Exactly(
            {"kind": "chance", "probability": {"l0": "80%", "l1": "70%", "l2": "50%",
                                               "l3": "0%"}}),
        "budget": {"kind": "none"},
        "up_or_out": {"passed_over": 1},
    },
}  # fmt: skip


class TestUpOrOut:
    def test_of_those_who_enter_the_zone_28_in_100_reach_the_top(self):
        """One chance at each level: .8 x .7 x .5, and everybody else is out."""
        events = simulate(scenario(UP_OR_OUT), 40)["events"]
        reached = (events["level_to"] == 3).groupby(events["replication"]).sum()
        assert_mean(reached / 100, 0.28)
        exits = events[events["kind"] == "exit"]
        assert set(exits["reason"]) == {"up_or_out"}
        assert set(exits["item"]) == {Item.PROMOTION_CYCLE}
        assert len(exits) + reached.sum() == 4000

    def test_a_second_chance(self):
        """Passed over twice: 1 - .2^2 and so on."""
        rules = merged(UP_OR_OUT, {"promotion": {"up_or_out": {"passed_over": 2}}})
        events = simulate(scenario(rules, horizon="7 years"), 40)["events"]
        reached = (events["level_to"] == 3).groupby(events["replication"]).sum()
        assert_mean(reached / 100, (1 - 0.2**2) * (1 - 0.3**2) * (1 - 0.5**2))

    def test_only_the_levels_that_it_holds_for(self):
        rules = merged(UP_OR_OUT, {"promotion": {"up_or_out": {"levels": ["l1"]}}})
        events = simulate(scenario(rules, horizon="9 years"), 20)["events"]
        assert set(events.query("kind == 'exit'")["level_from"]) == {1}
        reached = (events["level_to"] == 3).groupby(events["replication"]).sum()
        expected = (1 - 0.2**9) * 0.7
        assert abs(reached.mean() / 100 - expected) < 0.05

    def test_passed_over_by_a_clock_of_ones_own(self):
        trigger = Exactly({"kind": "continuous", "rate": "2/year"})
        rules = merged(UP_OR_OUT, {"promotion": {"trigger": trigger}})
        events = simulate(scenario(rules, horizon="20 years"), 40)["events"]
        reached = (events["level_to"] == 3).groupby(events["replication"]).sum()
        assert_mean(reached / 100, 0.28)
        assert set(events["item"]) == {Item.PEOPLE}

    def test_too_long_in_a_level_is_out_to_the_minute(self):
        rules = merged(UP_OR_OUT, {
            "promotion": {"up_or_out": Exactly({"after": "30 months"})},
            "initial": {"tenure": {"kind": "uniform", "min": "0 years", "max": "5 years"}},
        })  # fmt: skip
        tables = simulate(scenario(rules), 10)
        events = tables["events"]
        exits = events[events["kind"] == "exit"]
        assert set(exits["reason"]) == {"up_or_out"}
        assert set(exits["item"]) == {Item.PEOPLE}
        arrived = events[events["level_to"] >= 0].groupby(["replication", "person"])["time"].max()
        started = tables["people"].set_index(["replication", "person"])["hired"]
        index = list(zip(exits["replication"], exits["person"], strict=True))
        since = arrived.reindex(index).to_numpy()
        since = np.where(np.isnan(since), started.loc[index], since)
        # Whoever has been there for longer on the first day is out at once.
        np.testing.assert_allclose(exits["time"], np.maximum(since + 2.5, 0), atol=MINUTE)
        assert (exits["time"] == 0).sum() > 100

    def test_the_top_is_for_ever(self):
        rules = merged(UP_OR_OUT, {"promotion": {"up_or_out": Exactly({"after": "18 months"})}})
        tables = simulate(scenario(rules, horizon="9 years"), 5)
        assert 3 not in set(tables["events"].query("kind == 'exit'")["level_from"])
        assert tables["people"].query("left != left and last_level == 3").shape[0] > 50


LATE = {"promotion": {"trigger": {"kind": "cycle", "months": ["March"], "jitter": "6 weeks"}}}


class TestLateCycles:
    def test_each_is_late_by_whole_weeks_all_equally_likely(self):
        cycles = simulate(scenario(LATE, horizon="10 years", record="none"), 300)["cycles"]
        months = cycles.query("level == 0")["time"] - 2 / 12
        weeks = (months % 1) * 52
        np.testing.assert_allclose(weeks, weeks.round(), atol=1e-6)
        counts = np.bincount(weeks.round().astype(int) % 52, minlength=7)
        assert counts.sum() == 3000
        expected = 3000 / 7
        assert len(counts) == 7
        assert np.sum((counts - expected) ** 2 / expected) < 29.9  # chi-squared, 6, 1e-4 .. 4e-5

    def test_luck_is_that_of_the_month_whose_cycle_it_is(self):
        """Nothing else ever happens, so that who is promoted must not depend on the day."""
        closed = {**CLOSED, "initial": {"skill": 3}}
        late = scenario(merged(closed, LATE))
        on_time = scenario(
            merged(closed, merged(LATE, {"promotion": {"trigger": {"jitter": "0 weeks"}}}))
        )
        found = [simulate(each, 5)["events"].query("time < 1") for each in (late, on_time)]
        promoted = [set(zip(e["replication"], e["person"], strict=True)) for e in found]
        assert promoted[0] == promoted[1] != set()


def test_without_a_budget_seats_hold_nobody_back():
    """They still tell for whom a requisition opens."""
    rules = {
        **CLOSED,
        "levels": {"senior_pm": {"seats": {"count": 2}}},
        "initial": {"headcount": 20, "levels": Exactly({"pm": "100%"})},
        "promotion": {"trigger": {"months": ["March"]}, "budget": Exactly({"kind": "none"})},
    }
    events = simulate(scenario(rules, horizon="1 year"), 1)["events"]
    assert events.query("kind == 'promotion'")["level_to"].tolist() == [1] * 20


def test_what_a_new_job_brings_is_not_unlearnt():
    """A skill beyond the potential is the potential from then on."""
    rules = {
        **CLOSED,
        "initial": {"skill": 2, "potential": 3, "learning_rate": "1/year"},
        "promotion": {
            "trigger": {"months": ["March"]},
            "budget": Exactly({"kind": "none"}),
            "effect": {"skill": Exactly({"kind": "redraw", "skill": 9})},
        },
    }
    people = simulate(scenario(rules), 1)["people"]
    moved = people["last_level"] > people["first_level"]
    assert moved.any()
    assert (people[moved]["skill"] == 9).all()


def test_a_blend_of_merit_and_luck_is_a_noisy_committee():
    blend = {"kind": "blend", "weights": {"merit": 1, "random": 0.3}}
    one = simulate(scenario({}), 5)["events"]
    other = simulate(scenario({"promotion": {"selection": blend}}), 5)["events"]
    assert one.equals(other)


@pytest.mark.parametrize("by", ["tenure", "time_in_level"])
def test_a_blend_of_one_component_is_seniority(by):
    selections = [{"kind": "seniority", "by": by}, {"kind": "blend", "weights": {by: 2}}]
    rules = {"initial": {"tenure": {"kind": "uniform", "min": "0 years", "max": "9 years"}}}
    one, other = (
        simulate(scenario(merged(rules, {"promotion": {"selection": Exactly(each)}})), 5)["events"]
        for each in selections
    )
    assert one.equals(other)
