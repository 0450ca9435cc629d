"""The contract of promotion policies, which every policy passes.

Those of files, those registered under a name, and one's own: a policy answers the same whenever it
is asked about the same people, sees them one by one as it sees them together, changes nothing it is
shown, and copes with one person and with none; it promotes only the eligible, within the budget.
"""

import functools
import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from building import LEVELS, ORGANIZATION, Exactly, merged, scenario, simulate, view

from orgsim import PromotionPolicy
from orgsim.randomness import Purpose, replication_keys
from orgsim.rules.kinds import kinds
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.people import Draw
from orgsim.rules.promotion.file_policy import FilePolicy
from orgsim.rules.promotion.fingerprint import fingerprint
from orgsim.rules.promotion.policy import PolicyError, checked_answers
from orgsim.rules.promotion.promotion import Promotion
from orgsim.rules.promotion.registry import entries
from orgsim.rules.promotion.selection import Selection
from orgsim.scenario import scenario_hash
from orgsim.simulation.roster import Roster

SELECTIONS = [
    {"kind": "merit", "committee_noise": 0.4},
    {"kind": "merit"},
    {"kind": "seniority"},
    {"kind": "seniority", "by": "time_in_level"},
    {"kind": "random"},
    {"kind": "worst"},
    {"kind": "chance", "probability": {"default": "40%", "pm": "10%"}},
    {"kind": "merit", "committee_noise": 0.4, "known_after": "1 year"},
    {"kind": "blend", "weights": {"merit": 1, "tenure": 0.2, "time_in_level": -1, "random": 0.5}},
    *({"kind": "policy", "name": name} for name in entries()),
]


def name_of(selection):
    return selection.get("name", selection["kind"])


LADDER = Ladder(
    {
        name: Level(title=level["title"], rank=rank, perspective=perspective)
        for (name, level), rank, perspective in zip(
            LEVELS.items(), (2, 3, 5), ("user", "user", "function"), strict=True
        )
    }
)
CUSTOMER = {"insight_weight": 0.8}
GROUPS = {"many": {"share": "70%"}, "few": {"share": "30%", "bias": -0.3}}
NOW = 3.0


class Longest(PromotionPolicy):
    """A policy of one's own, with luck under a label of its own."""

    def eligible(self, people, now):
        return people.time_in_level(now) >= 1

    def score(self, people, now, draw):
        return people.time_in_level(now) + 0.1 * draw.normal("a whim")


def from_file(selection, waiting="6 months"):
    section = {**ORGANIZATION["promotion"], "selection": selection,
               "eligibility": {"min_time_in_level": waiting, "readiness_bar": -2}}  # fmt: skip
    return FilePolicy(Promotion.model_validate(section), LADDER)


POLICIES = [
    *(pytest.param(from_file(each), id=name_of(each)) for each in SELECTIONS),
    pytest.param(Longest(), id="own"),
    pytest.param(PromotionPolicy(), id="nothing said"),
]


def test_every_kind_of_selection_is_tried():
    tried = {selection["kind"] for selection in SELECTIONS}
    assert tried == set(kinds(Selection))


@pytest.fixture
def roster():
    """A hundred people below the top level."""
    luck = np.random.default_rng(5)
    count = 100
    roster = Roster()
    since = luck.uniform(0, NOW, count)
    roster.append(
        count,
        key=replication_keys(1, np.arange(count)),
        level=(level := luck.integers(0, 2, count)),
        next_level=level + 1,
        hired=since - luck.uniform(0, 2, count),
        level_since=since,
        skill_since=since,
        skill_then=luck.normal(2, 1, count),
        potential=np.full(count, 5.0),
        learning_rate=np.full(count, 0.2),
        scope=np.full(count, 2.0),
        insight_user=luck.uniform(0, 1, count),
        insight_function=luck.uniform(0, 1, count),
        insight_since=since,
        group=luck.integers(-1, 2, count),
    )
    return roster


def answers(policy, roster, rows, now=NOW):
    people = view(roster, LADDER, rows, CUSTOMER, GROUPS)
    draw = Draw(people.key, 36, Purpose.COMMITTEE)
    eligible, score = checked_answers(policy, people, now, draw)
    everybody = np.full(len(rows), np.nan)
    everybody[eligible] = score
    return everybody


@pytest.mark.parametrize("policy", POLICIES)
class TestContract:
    def test_the_same_answer_whenever_asked(self, policy, roster):
        rows = np.arange(100)
        first = answers(policy, roster, rows)
        assert np.array_equal(first, answers(policy, roster, rows), equal_nan=True)
        assert not np.all(np.isnan(first))

    def test_people_one_by_one_as_together(self, policy, roster):
        together = answers(policy, roster, np.arange(100))
        alone = np.concatenate([answers(policy, roster, np.array([row])) for row in range(100)])
        np.testing.assert_array_equal(together, alone)

    def test_nothing_is_changed(self, policy, roster):
        columns = ("key", "level", "hired", "level_since", "skill_then", "potential", "scope",
                   "insight_user", "insight_function", "insight_since", "group")  # fmt: skip
        before = {name: getattr(roster, name).copy() for name in columns}
        answers(policy, roster, np.arange(100))
        for name in columns:
            assert np.array_equal(before[name], getattr(roster, name))

    def test_nobody_to_judge(self, policy, roster):
        assert len(answers(policy, roster, np.arange(0))) == 0

    def test_a_time_of_ones_own(self, policy, roster):
        """A continuous policy asks about everybody at their own time."""
        rows, now = np.arange(100), np.linspace(NOW, NOW + 2, 100)
        together = answers(policy, roster, rows, now)
        alone = [answers(policy, roster, rows[i : i + 1], now[i : i + 1]) for i in range(100)]
        np.testing.assert_array_equal(together, np.concatenate(alone))


@pytest.mark.parametrize(("file", "own"), [(0.5, 2), (2, 0.5)])
def test_what_a_named_policy_says_holds_beside_what_the_file_says(file, own, roster):
    named = {"kind": "policy", "name": "longest_waiting", "settings": {"at_least": f"{own} years"}}
    score = answers(from_file(named, f"{file} years"), roster, np.arange(100))
    people = view(roster, LADDER, np.arange(100), CUSTOMER, GROUPS)
    expected = (people.time_in_level(NOW) >= 2) & (people.readiness(NOW) >= -2)
    assert np.array_equal(~np.isnan(score), expected)
    assert 5 < expected.sum() < 95


class Patient(PromotionPolicy):
    def __init__(self, years):
        self.years = years

    def eligible(self, people, now):
        return people.time_in_level(now) >= self.years


def test_policies_are_told_apart_by_their_code_and_attributes():
    class Other(PromotionPolicy):
        def eligible(self, people, now):
            return people.time_in_level(now) > 2

    first = fingerprint(Other())

    class Other(PromotionPolicy):
        def eligible(self, people, now):
            return people.time_in_level(now) > 3

    found = {first, fingerprint(Other()), fingerprint(Patient(1)), fingerprint(Patient(5))}
    assert len(found) == 4
    assert fingerprint(Patient(5)) == fingerprint(Patient(5))
    given = scenario({})
    hashes = {scenario_hash(given.with_policy("a", Patient(years))) for years in (1, 5)}
    assert len(hashes | {scenario_hash(given)}) == 3


class Model:
    """What policies of one's own may hold: without a repr, and holding one another."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Slotted:
    __slots__ = ("size",)

    def __init__(self, size):
        self.size = size


def held(**attributes):
    """A policy with attributes of any kind."""
    policy = Patient(1)
    policy.__dict__.update(attributes)
    return policy


def itself():
    model = Model(size=1)
    model.me = model
    return model


def closing_over(bar):
    return lambda people: people > bar


ATTRIBUTES = {
    "object": lambda: Model(size=1, inner=Model(part=[1, {"a": Model()}])),
    "another attribute": lambda: Model(size=1, inner=Model(part=[1, {"a": Model(b=2)}])),
    "cyclic": itself,
    "slots": lambda: Slotted(1),
    "other slots": lambda: Slotted(2),
    "closure": lambda: closing_over(1),
    "other closure": lambda: closing_over(2),
    "lock": threading.Lock,
    "partial": lambda: functools.partial(max, 1),
    "other partial": lambda: functools.partial(max, 2),
    "generator": lambda: np.random.default_rng(1),
    "other generator": lambda: np.random.default_rng(2),
    "array": lambda: np.arange(5000),
    "array that looks the same": lambda: np.where(np.arange(5000) == 2500, 0, np.arange(5000)),
    "array of another shape": lambda: np.arange(5000).reshape(2, 2500),
    "objects in an array": lambda: np.array([Model(size=1), None]),
    "set": lambda: {"a", "b", "c", "director"},
    "list": lambda: ["a", "b"],
    "one text": lambda: ["a', 'b"],
    "text": lambda: "1",
    "number": lambda: 1,
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_policy_is_the_same_when_made_again_whatever_it_holds(name):
    make = ATTRIBUTES[name]
    first, keep = held(model=make()), [make() for _ in range(3)]
    assert fingerprint(first) == fingerprint(held(model=make())), keep


def test_policies_are_told_apart_by_all_that_their_attributes_hold():
    found = {name: fingerprint(held(model=make())) for name, make in ATTRIBUTES.items()}
    assert len(set(found.values())) == len(found)


def test_what_a_policy_is_does_not_depend_on_the_process():
    """Neither on where its objects are in memory nor on the order of sets, which texts shuffle."""
    code = """if True:
        from orgsim import PromotionPolicy
        from orgsim.rules.promotion.fingerprint import fingerprint

        class Model:
            names = {"pm", "senior_pm", "director"}

        class Holding(PromotionPolicy):
            def __init__(self):
                self.model, self.names = Model(), {"pm", "senior_pm", "director", "vp"}

            def eligible(self, people, now):
                return people.level in {"pm", "senior_pm", "director"}

        print(fingerprint(Holding()))
    """
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


class WrongMask(PromotionPolicy):
    def eligible(self, people, now):
        return np.ones(len(people))


class WrongScore(PromotionPolicy):
    def score(self, people, now, draw):
        return 1.0


class Scores(PromotionPolicy):
    def __init__(self, score):
        self.of_one = score

    def score(self, people, now, draw):
        return np.array([self.of_one] * len(people))


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            Scores(np.nan),
            "Scores.score must return a number for everybody, got NaN for 100 of 100",
        ),
        (Scores(1j), "Scores.score must return numbers that can be put in order, got complex128"),
        (Scores("9"), "Scores.score must return numbers that can be put in order, got <U1"),
        (WrongMask(), r"WrongMask.eligible must return 100 booleans, one per person, got float64"),
        (WrongScore(), r"WrongScore.score must return 100 numbers, one per person, got shape \(\)"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(policy, message, roster):
    with pytest.raises(PolicyError, match=message):
        answers(policy, roster, np.arange(100))


@pytest.mark.parametrize("weight", [0, 0.8])
def test_a_policy_without_a_number_is_told_where_insight_has_none(weight, roster):
    people = view(roster, LADDER, np.arange(100), {"insight_weight": weight}, GROUPS)
    with pytest.raises(PolicyError, match="got NaN for 100 of 100") as caught:
        checked_answers(Scores(np.nan), people, NOW, Draw(people.key, 36, Purpose.COMMITTEE))
    assert ("because customer.insight_weight is 0" in str(caught.value)) == (weight == 0)


@pytest.mark.parametrize("score", [-np.inf, np.inf, 3, True])
def test_whole_numbers_and_infinities_are_scores(score, roster):
    assert np.all(answers(Scores(score), roster, np.arange(100)) == float(score))


@pytest.mark.parametrize("selection", SELECTIONS, ids=name_of)
def test_only_the_eligible_move_and_within_the_budget(selection):
    """In a whole simulation: nobody below a year in level, nobody beyond the quota."""
    rules = merged(
        ORGANIZATION,
        {
            "promotion": {
                "selection": Exactly(selection),
                "eligibility": {"min_time_in_level": "1 year"},
                "budget": {"kind": "quota", "share": "30%"},
            }
        },
    )
    tables = simulate(scenario(rules), 6)
    cycles, events = tables["cycles"], tables["events"]
    assert np.all(cycles["promoted"] <= np.minimum(cycles["quota"], cycles["eligible"]))
    assert cycles["promoted"].sum() == (events["kind"] == "promotion").sum() > 5
    steps = events[events["kind"].isin(["hire", "promotion"])]
    waited = steps.groupby(["replication", "person"])["time"].diff().dropna()
    assert waited.min() >= 1 - 1e-5
