"""The clock: whole ticks, comparisons to the minute, calendar dates."""

import datetime as dt

import numpy as np
import pytest

from orgsim.clock import (
    MINUTE,
    TICKS_PER_MONTH,
    TICKS_PER_WEEK,
    calendar_month,
    dates,
    reached,
    ticks,
    years,
)

START = dt.date(2026, 1, 1)


def test_months_and_weeks_meet_on_every_anniversary():
    assert TICKS_PER_MONTH * 12 == TICKS_PER_WEEK * 52
    for year in range(-20, 101):
        assert years(year * 12 * TICKS_PER_MONTH) == year


def test_a_time_on_the_calendar_is_one_division_never_a_sum():
    summed, missed = 0.0, 0
    for month in range(1, 241):
        summed += 1 / 12
        assert years(month * TICKS_PER_MONTH) == month / 12
        missed += summed != month / 12
    assert missed > 100  # what the ticks are for


@pytest.mark.parametrize("months", [1, 2, 3, 6, 12, 120])
def test_whole_months_are_whole_ticks(months):
    assert ticks(months / 12) == months * TICKS_PER_MONTH


@pytest.mark.parametrize("duration", [0.5 / 12, 0.3, 10 / 365.25])
def test_other_durations_are_no_calendar_intervals(duration):
    with pytest.raises(ValueError, match="must be whole weeks or whole months"):
        ticks(duration)


def test_a_duration_is_reached_to_the_minute():
    assert reached(np.array([1.0 - MINUTE / 2, 1.0 - 2 * MINUTE]), 1.0).tolist() == [True, False]


def test_dates_of_month_starts_are_first_days():
    starts = dates(START, np.arange(-14, 30) / 12)
    expected = np.arange("2024-11", "2028-07", dtype="datetime64[M]").astype("datetime64[s]")
    assert np.array_equal(starts, expected)


def test_a_day_within_a_month_follows_the_months_own_length():
    # Half of February 2028, a leap year's: after 14.5 days.
    assert str(dates(START, np.array([25.5 / 12]))[0]) == "2028-02-15T00:00:00"
    assert np.isnat(dates(START, np.array([np.nan]))[0])


def test_calendar_months_follow_the_start():
    july = dt.date(2026, 7, 1)
    assert [calendar_month(july, month) for month in (-7, -1, 0, 5, 6)] == [12, 6, 7, 12, 1]
