"""Who gets which place, where ladders lead, who may go how far, and policies by name."""

import datetime as dt

import numpy as np
import pytest
from building import view
from pydantic import TypeAdapter, ValidationError

from orgsim import PromotionPolicy, policy
from orgsim.randomness import Purpose, replication_keys
from orgsim.rules.ladder import Ladder, Level, Levels
from orgsim.rules.people import Draw
from orgsim.rules.promotion.competition import levels_won
from orgsim.rules.promotion.eligibility import Eligibility, EligibilityRule
from orgsim.rules.promotion.named_policies import LongestWaiting
from orgsim.rules.promotion.registered import Registered
from orgsim.rules.promotion.registry import entries
from orgsim.rules.promotion.selection import Merit, SelectionRule, Seniority, Worst
from orgsim.rules.promotion.trigger import Cycle
from orgsim.simulation.roster import Roster
from orgsim.units import Duration, Rate, Share


def staff(**columns):
    """A roster of people with these columns."""
    roster, count = Roster(), len(next(iter(columns.values())))
    roster.append(count, key=replication_keys(3, np.arange(count)), **columns)
    return roster


class TestDestinations:
    def go(self, level, path, quota, free, order=None, seat=None):
        level = np.array(level)
        order = np.arange(len(level)) if order is None else np.array(order)
        seat = level if seat is None else np.array(seat)
        nobody = np.zeros(len(level), dtype=np.int64)
        to = levels_won(order, nobody, level, seat, np.array(path), np.array([quota]),
                          np.array([free]))  # fmt: skip
        return to.tolist()

    def test_the_best_of_several_levels_get_the_places_of_one(self):
        free = [9, 9, 9, 2]
        assert self.go([1, 2, 1, 2], [[3]] * 4, [9] * 4, free, order=[3, 0, 1, 2]) == [3, -1, -1, 3]

    def test_a_quota_cuts_each_level_before_they_meet(self):
        to = self.go([1, 1, 2], [[3]] * 3, [9, 1, 9, 9], [9, 9, 9, 3], order=[0, 1, 2])
        assert to == [3, -1, 3]

    def test_a_quota_holds_for_all_destinations_of_a_level_together(self):
        to = self.go([0, 0, 0, 0], [[1], [2], [2], [1]], [3, 9, 9], [9, 9, 9], order=[0, 1, 2, 3])
        assert to == [1, 2, 2, -1]

    def test_whoever_gets_no_seat_further_up_stands_again_further_down(self):
        to = self.go([0, 0, 0], [[1, 2]] * 3, [9, 9, 9], [9, 1, 1], order=[2, 0, 1])
        assert to == [1, -1, 2]

    def test_nobody_moves_twice(self):
        assert self.go([0], [[1, 2]], [9] * 3, [9, 9, 9]) == [2]

    def test_a_seat_and_not_a_title_is_vacated(self):
        """The second holds the title of level 1 and the seat of level 0."""
        free = [0, 0, 2]
        assert self.go([0, 1], [[1], [2]], [9] * 3, free) == [1, 2]
        assert self.go([0, 1], [[1], [2]], [9] * 3, free, seat=[0, 0]) == [-1, 2]


class TestWays:
    def ladder(self, *levels):
        return Ladder({
            f"l{i}": Level(title="T", rank=rank, track=track)
            for i, (rank, track) in enumerate(levels)
        })  # fmt: skip

    def test_one_track_leads_from_each_level_to_the_next(self):
        ways = self.ladder((1, "ic"), (2, "ic"), (4, "ic")).ways
        assert ways.tolist() == [[1, 2, 3, 3]] * 2

    def test_the_managers_begin_where_the_others_end(self):
        """Senior, Group PM beside Principal, Director."""
        ladder = self.ladder((3, "ic"), (4, "manager"), (4, "ic"), (5, "manager"))
        assert ladder.ways.tolist() == [[2, 3, 3, 4, 4], [1, 3, 3, 4, 4]]
        assert ladder.top == 3

    def test_two_tracks_may_end_side_by_side(self):
        ladder = self.ladder((3, "ic"), (4, "manager"), (4, "ic"))
        assert ladder.ways.tolist() == [[2, 3, 3, 3], [1, 3, 3, 3]]
        assert ladder.top == 1

    def test_nobody_beside_a_level_counts_as_below_it(self):
        levels = {
            "senior": Level(title="S", rank=3),
            "principal": Level(title="P", rank=4),
            "group": Level(title="G", rank=4, track="manager", seats={"per": 5, "of": "below"}),
            "director": Level(title="D", rank=5, track="manager", seats={"per": 5, "of": "below"}),
        }
        seats = Ladder(levels).seats(np.array([[20, 10, 5, 0]]))
        assert seats[0, 2:].tolist() == [4, 7]

    def test_of_one_rung_or_one_scope_on_one_track_only_one_may_stand(self):
        level = {"title": "T", "rank": 4}
        beside = {"title": "M", "rank": 4, "track": "manager"}
        adapter = TypeAdapter(Levels)
        assert len(adapter.validate_python({"a": level, "b": beside})) == 2
        with pytest.raises(ValidationError, match="side by side"):
            adapter.validate_python({"a": level, "b": beside, "c": level})


class TestEligibility:
    LADDER = Ladder(
        {
            "a": Level(title="A", rank=1, min_time_in_level="1 year"),
            "b": Level(title="B", rank=2, min_time_in_level="3 years"),
            "c": Level(title="C", rank=3),
        }
    )

    def eligible(self, section, **columns):
        people = view(staff(**columns), self.LADDER)
        return EligibilityRule(Eligibility(**section), self.LADDER).eligible(people, 0.0).tolist()

    def test_the_longer_of_two_minimum_times_counts(self):
        level, since = np.array([0, 0, 1, 1]), -np.array([1.5, 2.0, 2.5, 3.0])
        found = self.eligible({"min_time_in_level": "2 years"}, level=level, level_since=since)
        assert found == [False, True, False, True]

    def test_whoever_just_reaches_the_readiness_bar_is_eligible(self):
        skill, level = np.array([1.75, 1.5, 1.25]), np.zeros(3, dtype=int)
        found = self.eligible(
            {"readiness_bar": -0.5},
            level=level, next_level=level + 1, level_since=level - 2.0,
            skill_then=skill, potential=skill,
        )  # fmt: skip
        assert found == [True, True, False]


@pytest.mark.parametrize(
    ("selection", "first"),
    [
        (Merit(kind="merit"), 1),
        (Worst(kind="worst"), 0),
        (Seniority(kind="seniority", by="tenure"), 2),
        (Seniority(kind="seniority", by="time_in_level"), 0),
    ],
)
def test_who_goes_first(selection, first):
    """The first has waited longest and is the least able, the second the ablest, the third old."""
    ladder = Ladder({"a": Level(title="A", rank=1), "b": Level(title="B", rank=2)})
    skill = np.array([0.5, 2.5, 1.5])
    people = view(
        staff(next_level=np.ones(3, dtype=int), skill_then=skill, potential=skill,
              hired=-np.array([4.0, 3.0, 9.0]), level_since=-np.array([4.0, 3.0, 2.0])),
        ladder,
    )  # fmt: skip
    draw = Draw(people.key, 0, Purpose.COMMITTEE)
    assert np.argmax(SelectionRule(selection, ladder).score(people, 0.0, draw)) == first


def test_the_first_cycle_is_held_in_its_very_month_and_none_before_but_in_the_warm_up():
    cycle = Cycle(kind="cycle", months=["March"], first_cycle="2028-03-01")
    held = [month for month in range(-12, 40) if cycle.takes_place(month, dt.date(2026, 1, 1))]
    assert held == [-10, 26, 38]


def test_what_is_wrongly_thought_of_somebody_halves_with_every_stretch_of_tenure():
    ladder = Ladder({"a": Level(title="A", rank=1), "b": Level(title="B", rank=2)})
    roster = Roster()
    count = 4000
    roster.append(count, key=replication_keys(3, np.arange(count)), next_level=np.ones(count, int),
                  hired=-np.repeat([0.0, 1.0, 3.0, 6.0], count // 4))  # fmt: skip
    people = view(roster, ladder)
    draw = Draw(people.key, 0, Purpose.COMMITTEE)
    merit = Merit(kind="merit", committee_noise=0.8, known_after="3 years")
    error = SelectionRule(merit, ladder).score(people, 0.0, draw) - people.readiness(0.0)
    expected = 0.8 * 0.5 ** np.repeat([0, 1 / 3, 1, 2], count // 4) * draw.normal()
    np.testing.assert_allclose(error, expected, atol=1e-12)


class Patient(PromotionPolicy):
    def __init__(self, years: Duration, tries: int = 3) -> None:
        self.years, self.tries = years, tries


class TestRegistry:
    def test_parameters_are_settings_with_their_units(self):
        assert policy("patient")(Patient) is Patient
        section = Registered(kind="policy", name="patient", settings={"years": "18 months"})
        assert (section.policy().years, section.policy().tries) == (1.5, 3)
        written = section.model_dump(mode="json")["settings"]
        assert written == {"years": "18 months", "tries": 3}
        assert Registered(kind="policy", name="patient", settings=written) == section

    def test_a_class_may_object_to_its_settings(self):
        class Choosy(PromotionPolicy):
            def __init__(self, share: float) -> None:
                if share > 1:
                    raise ValueError("a share is at most 1")

        policy("choosy")(Choosy)
        assert Registered(kind="policy", name="choosy", settings={"share": 1}).policy()
        with pytest.raises(ValidationError, match=r"choosy cannot be made so: .* at most 1"):
            Registered(kind="policy", name="choosy", settings={"share": 2})
        with pytest.raises(ValidationError, match="missing setting 'share'"):
            Registered(kind="policy", name="choosy")

    def test_an_objection_of_several_lines_is_told_in_one(self):
        class Wordy(PromotionPolicy):
            def __init__(self, share: float) -> None:
                raise RuntimeError("too\n  much")

        policy("wordy")(Wordy)
        with pytest.raises(ValidationError, match="made so: RuntimeError: too much"):
            Registered(kind="policy", name="wordy", settings={"share": 2})

    def test_a_long_list_of_names_is_cut_off(self):
        for number in range(1000):
            policy(f"p{number:04}")(type(f"P{number}", (PromotionPolicy,), {}))
        with pytest.raises(ValidationError, match=r"p00.. and \d+ more of them") as caught:
            Registered(kind="policy", name="p00001")
        assert len(str(caught.value)) < 1000

    def test_a_name_belongs_to_one_class(self):
        with pytest.raises(ValueError, match=r"'longest_waiting' already: orgsim.*LongestWaiting"):
            policy("longest_waiting")(Patient)
        assert entries()["longest_waiting"].kind is LongestWaiting

    def test_a_class_defined_anew_takes_the_place_of_its_earlier_form(self):
        """As happens in a notebook."""
        policy("patient")(Patient)
        again = type("Patient", (Patient,), {"__module__": __name__, "__qualname__": "Patient"})
        policy("patient")(again)
        assert entries()["patient"].kind is again

    @pytest.mark.parametrize("name", ["", "two words", "9lives", "_hidden", "schlüssel"])
    def test_names_are_plain(self, name):
        with pytest.raises(ValueError, match="letters, digits and _"):
            policy(name)(Patient)

    def test_a_setting_needs_a_type_and_a_name(self):
        class Untyped(PromotionPolicy):
            def __init__(self, years=2):
                self.years = years

        class Anything(PromotionPolicy):
            def __init__(self, **anything: float):
                self.anything = anything

        class Mistyped(PromotionPolicy):
            def __init__(self, years: "Duratoin"):  # noqa: F821 - on purpose
                self.years = years

        for kind in (Untyped, Anything):
            with pytest.raises(ValueError, match="is a setting in scenario files and needs"):
                policy("wrong")(kind)
        with pytest.raises(ValueError, match=r"setting is unknown.*Duratoin"):
            policy("wrong")(Mistyped)
        assert "wrong" not in entries()

    @pytest.mark.parametrize(
        ("expected", "default", "hint"),
        [
            (Duration, "2 years", "got '2 years'; did you mean 2.0?"),
            (Share, "10%", "got '10%'; did you mean 0.1?"),
            (Rate, "5%/year", "got '5%/year'"),
            (int, "3", "got '3'; did you mean 3?"),
            (int, None, "got nothing"),
            (Share, 7, "got 7"),
            (object, PromotionPolicy(), "got "),
        ],
    )
    def test_a_default_is_what_the_class_gets(self, expected, default, hint):
        """Nobody reads a default, and what cannot be written down cannot be kept with results."""

        class Asking(PromotionPolicy):
            def __init__(self, wait: expected = default) -> None:
                self.wait = wait

        with pytest.raises(ValueError, match=r"the default of 'wait' must be") as caught:
            policy("wrong")(Asking)
        assert hint in str(caught.value)
        assert "wrong" not in entries()

    @pytest.mark.parametrize(
        ("expected", "default"),
        [
            (Duration, 2),
            (Share, 0.1),
            (Rate, Rate.read("5%/year")),
            (Rate | None, None),
            (tuple[int, ...], (1, 2)),
            (float, 1),
        ],
    )
    def test_a_default_survives_being_written_down(self, expected, default):
        class Asking(PromotionPolicy):
            def __init__(self, wait: expected = default) -> None:
                self.wait = wait

        policy("asking")(Asking)
        section = Registered(kind="policy", name="asking")
        assert section.policy().wait == default
        assert Registered(**section.model_dump(mode="json")) == section

    def test_only_classes_of_policies_are_registered(self):
        class Unrelated:
            pass

        with pytest.raises(TypeError, match=r"no promotion policy: write class Unrelated\("):
            policy("wrong")(Unrelated)
        with pytest.raises(TypeError, match="'wrong' must be a class, got a function"):
            policy("wrong")(lambda people: people)
        assert "wrong" not in entries()

    @pytest.mark.parametrize("name", ["model_config", "copy", "contradictions", "_hidden"])
    def test_a_setting_has_a_name_that_sections_leave_free(self, name):
        kind = type("Named", (PromotionPolicy,), {})
        exec(f"def __init__(self, {name}: int = 1): pass", found := {})  # noqa: S102 - of names
        kind.__init__ = found["__init__"]
        with pytest.raises(ValueError, match=f"'{name}' is a setting .* cannot have this name"):
            policy("wrong")(kind)

    def test_a_type_that_no_file_can_state(self):
        class Asking(PromotionPolicy):
            def __init__(self, table: np.ndarray) -> None:
                self.table = table

        with pytest.raises(ValueError, match=r"cannot be read from a file: .*numpy.ndarray"):
            policy("wrong")(Asking)


def ready(policy, **columns):
    """Whom a policy calls eligible at time 5, of people on the lower of two levels."""
    ladder = Ladder({"a": Level(title="A", rank=1), "b": Level(title="B", rank=2)})
    roster = Roster()
    count = len(next(iter(columns.values())))
    roster.append(
        count, next_level=np.ones(count, int), **{k: np.array(v) for k, v in columns.items()}
    )
    return policy.eligible(view(roster, ladder), 5.0).tolist()


class TestPoliciesThatComeWithOrgsim:
    def test_waiting_for_so_long_means_the_very_anniversary(self):
        named = entries()["longest_waiting"].kind(at_least=2.0)
        assert ready(named, level_since=[2.9, 3.0, 3.1]) == [True, True, False]

    def test_ready_for_so_long_at_this_level(self):
        """Skill grows by a rung in about .7 years here; the bar of 2 was passed at time 3.7."""
        growing = {"skill_then": [1.0] * 3, "potential": [3.0] * 3, "learning_rate": [1.0] * 3,
                   "skill_since": [3.0] * 3, "level_since": [0.0, 0.0, 4.5]}  # fmt: skip
        kind = entries()["proven_readiness"].kind
        assert ready(kind(for_at_least=1.0), **growing) == [True, True, False]
        assert ready(kind(for_at_least=1.4), **growing) == [False, False, False]
