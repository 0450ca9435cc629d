"""Who answers, through which entry point, and when: on keys alone."""

import datetime as dt

import numpy as np
import pytest
from exactness import FALSE_ALARM, assert_mean
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from orgsim.clock import calendar_years, dates
from orgsim.randomness import replication_keys, uniform
from orgsim.rules.choosing import choose, choose_by_row
from orgsim.rules.entry_points import EntryPoint, EntryPoints
from orgsim.rules.ladder import REFERENCE_LADDER, Ladder, Level
from orgsim.rules.organization import EntryPointSections
from orgsim.rules.returning import Returning
from orgsim.simulation.person_numbers import apprentice_number, identity, person_number

KEYS = replication_keys(5, np.arange(20_000))
TITLES = {"pm": 2, "senior_pm": 3, "director": 5}
LADDER = Ladder({name: Level(title=name, rank=rank) for name, rank in TITLES.items()})
OUTSIDE = {"titles": {"Product Manager": "60%", "Director of Product": "40%"}, "inflation": 0.5}


def entry_points(ways, ladder=LADDER, start=dt.date(2026, 1, 1)):
    base = {"weight": 1, "time_to_fill": "30 days", "stretch": 0}
    sections = {name: EntryPoint.model_validate({**base, **way}) for name, way in ways.items()}
    return EntryPoints(sections, ladder, REFERENCE_LADDER, start)


def test_more_entry_points_than_a_persons_number_can_tell_apart_are_refused():
    way = {"weight": 1, "time_to_fill": "30 days", "stretch": 0, "levels": {"pm": "100%"}}
    adapter = TypeAdapter(EntryPointSections)
    adapter.validate_python({f"way_{n}": way for n in range(255)})
    with pytest.raises(ValidationError, match="at most 255 entry points, got 256"):
        adapter.validate_python({f"way_{n}": way for n in range(256)})
    number = person_number(3, -7, np.array([255]), np.array([12]))
    assert [part[0] for part in identity(number)] == [3, -7, 255, 12, False]
    number = apprentice_number(3, -7, 255, np.array([12]))
    assert [part[0] for part in identity(number)] == [3, -7, 255, 12, True]


def test_a_level_is_fed_by_weight_and_share():
    """Outsiders of rank 2 inflated by a half reach no level, those of rank 5 are Senior PMs."""
    ways = {
        "graduates": {"levels": {"pm": "80%", "senior_pm": "20%"}, "weight": 2},
        "experienced": {"outside": OUTSIDE, "weight": 1},
    }
    found = entry_points(ways)
    # Weights 1.6 and .6 of PMs, .4 and .4 of Senior PMs; nobody feeds the directors.
    np.testing.assert_allclose(found.feeding(0), [1.6 / 2.2, 0.6 / 2.2], atol=0.01)
    np.testing.assert_allclose(found.feeding(1), [0.5, 0.5], atol=0.02)
    np.testing.assert_allclose(found.feeding(2), [2 / 3, 1 / 3])
    np.testing.assert_array_equal(
        found.feeding(np.array([1, 0])), [found.feeding(1), found.feeding(0)]
    )


def test_somebody_for_a_level_is_the_first_candidate_assessed_at_it():
    """As rare as one in twenty: the skill is that of those who are assessed at the level."""
    market = {**OUTSIDE, "inflation": {"kind": "normal", "mean": 1, "sd": 1},
              "assessment_noise": 0.5}  # fmt: skip
    found = entry_points({"experienced": {"outside": market}})
    anybody = found.entrants(np.zeros(len(KEYS), dtype=int), KEYS)
    share = np.bincount(anybody.level) / len(KEYS)
    assert 0.02 < share[2] < 0.1
    for level in range(3):
        wanted = found.entrants(
            np.zeros(len(KEYS), dtype=int), KEYS[::-1], np.full(len(KEYS), level)
        )
        assert np.all(wanted.level == level)
        same = stats.ks_2samp(wanted.skill, anybody.skill[anybody.level == level])
        missed = (1 - share[level]) ** 32
        assert same.statistic < missed + 0.06
        # Who is first among the candidates does not depend on which level others want.
        first = anybody.level[::-1] == level
        assert np.array_equal(wanted.skill[first], anybody.skill[::-1][first])


def test_where_nobody_is_assessed_at_a_level_the_nearest_come():
    found = entry_points({"experienced": {"outside": OUTSIDE}})
    wanted = found.entrants(np.zeros(50, dtype=int), KEYS[:50], np.full(50, 2))
    assert np.all(wanted.level == 2)
    assert np.all(wanted.rank == 5)  # the Senior PMs, who are nearer to it than the PMs


def test_of_parallel_tracks_an_assessment_reaches_both():
    tracks = Ladder(
        {
            "pm": Level(title="PM", rank=2),
            "principal": Level(title="Principal", rank=4),
            "group_pm": Level(title="GPM", rank=4, track="manager"),
        }
    )
    titles = {"Product Manager": "70%", "Group Product Manager": "30%"}
    found = entry_points(
        {"experienced": {"outside": {"titles": titles}}, "graduates": {"levels": {"pm": "100%"}}},
        tracks,
    )
    np.testing.assert_allclose(found.feeding(1), [1, 0])
    np.testing.assert_allclose(found.feeding(2), [1, 0])
    wanted = found.entrants(np.zeros(50, dtype=int), KEYS[:50], np.full(50, 1))
    assert np.all(wanted.rank == 4)


def test_outsiders_are_placed_by_what_is_seen_of_them():
    """A Director inflated by 1.5 carries 3.5: a Senior PM, but for an error of one rung."""
    market = {"titles": {"Director of Product": "100%"}, "inflation": 1.5, "assessment_noise": 1}
    ways = entry_points({"experienced": {"outside": market}})
    found = ways.entrants(np.zeros(len(KEYS), dtype=int), KEYS)
    np.testing.assert_allclose(found.skill, 3.5)
    assert_mean(found.level == 0, stats.norm.cdf(3 - 3.5))
    assert_mean(found.level == 2, stats.norm.sf(5 - 3.5))


@pytest.mark.parametrize("ability", ["skill", "stretch"])
def test_with_more_luck_people_are_abler_however_that_is_said(ability):
    """The same luck means the same under scenarios that differ in it: who is able is so in both."""
    way = {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "30 days"}
    section = EntryPoint.model_validate({**way, ability: {"kind": "normal", "mean": 2, "sd": 1}})
    luck = np.linspace(0.01, 0.99, 50)
    assert np.all(np.diff(section.skill_beside(luck, np.full(50, 4.0))) > 0)


def test_second_choices_are_drawn_anew_among_those_that_are_left():
    ways = {n: {"levels": {"pm": "100%"}, "weight": w} for n, w in (("a", 5), ("b", 1), ("c", 3))}
    found = entry_points({**ways, "never": {"levels": {"pm": "100%"}, "weight": 0}})
    first = found.chosen(KEYS)
    refused = first[:, None] == np.arange(4)
    second = found.chosen(KEYS, turn=1, refused=refused)
    assert not np.any(second == first)
    after_a = np.bincount(second[first == 0], minlength=4) / np.sum(first == 0)
    np.testing.assert_allclose(after_a, [0, 0.25, 0.75, 0], atol=0.02)
    refused |= second[:, None] == np.arange(4)
    third = found.chosen(KEYS, turn=2, refused=refused)
    assert np.array_equal(third, 3 - first - second)
    refused[:, :3] = True
    assert np.all(found.chosen(KEYS, turn=3, refused=refused) == -1)


def test_choosing_by_row_is_choosing():
    u = uniform(KEYS, 1)
    shares = np.array([0.1, 0.0, 0.6, 0.3, 0.0])
    rows = np.broadcast_to(shares, (len(u), 5))
    assert np.array_equal(choose_by_row(rows, u), choose(shares, u))
    nearly_one = np.full(3, 1 - 2.0**-54)
    assert choose_by_row(np.full((3, 10), 0.1) * ([1] * 9 + [0]), nearly_one).max() == 8


@pytest.mark.parametrize("month", range(1, 13))
def test_cohorts_start_on_the_first_of_their_months(month):
    """From any time to the next July or November the first, and from the day itself to itself."""
    start = dt.date(2026, month, 1)
    way = {"levels": {"pm": "100%"}, "cohort": ["November", "July"], "time_to_fill": "1 month"}
    found = entry_points({"graduates": way}, start=start)
    since = np.concatenate([np.arange(-24, 48) / 12, uniform(KEYS[:300], 1) * 8 - 4])
    search = found.searched(np.zeros(len(since), dtype=int), KEYS[: len(since)], since)
    days = dates(start, search.start).astype("datetime64[D]").astype(object)
    assert {(day.month, day.day) for day in days} == {(7, 1), (11, 1)}
    np.testing.assert_allclose(search.time, since + 1 / 12)
    assert np.array_equal(search.of, np.arange(len(since)))
    wait = search.start - search.time
    assert wait.min() == 0
    assert wait.max() < 8 / 12
    assert np.sum(wait[:72] == 0) == 12
    exact = search.start * 12
    assert np.array_equal(search.start, np.round(exact) * 13 / 156)


def test_calendar_years_are_those_of_the_dates():
    start = dt.date(2026, 10, 1)
    times = np.concatenate([np.arange(-40, 40) * 13 / 156, uniform(KEYS[:500], 1) * 20 - 10])
    years = dates(start, times).astype("datetime64[Y]").astype(int) + 1970
    assert np.array_equal(calendar_years(start, times), years)


def test_founders_are_ready_with_the_chance_and_after_the_time():
    returning = Returning(
        chance="30%", after={"kind": "uniform", "min": "1 year", "max": "3 years"}
    )
    left = np.linspace(-2, 5, len(KEYS))
    ready = returning.ready(left, KEYS)
    back = np.isfinite(ready)
    assert_mean(back, 0.3)
    after = (ready - left)[back]
    assert stats.kstest(after, stats.uniform(1, 2).cdf).pvalue > FALSE_ALARM
    never = Returning(chance="0%", after="1 year")
    assert np.isinf(never.ready(left, KEYS)).all()
