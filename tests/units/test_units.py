"""Quantities with units: what is read, what is refused and with which words, and round trips."""

import datetime as dt
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel

from orgsim import units
from orgsim.units import Growth, Rate

FINITE = st.floats(min_value=0, max_value=1e6, allow_nan=False)


def message(read, value) -> str:
    with pytest.raises(ValueError) as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("6 months", 0.5),
        ("1 month", 1 / 12),
        ("45 days", 45 / 365.25),
        ("18 weeks", 18 / 52),
        ("2 years", 2.0),
        ("1.5 years", 1.5),
        (" 3Months ", 0.25),
        ("0 weeks", 0.0),
        ("-0 days", 0.0),
    ],
)
def test_durations(text, years):
    assert units.read_duration(text) == years
    assert math.copysign(1, units.read_duration(text)) == 1


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("every 3 months", 0.25),
        ("3 months", 0.25),
        ("every month", 1 / 12),
        ("Every 2 weeks", 2 / 52),
    ],
)
def test_intervals(text, years):
    assert units.read_interval(text) == years


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("12%/year", -math.log(0.88)),
        ("12 % / year", -math.log(0.88)),
        ("12% per year", -math.log(0.88)),
        ("0.12/year", 0.12),
        ("1%/month", -12 * math.log(0.99)),
        ("0.01/week", 0.52),
        ("0%/year", 0.0),
        ("0.001/day", 0.36525),
    ],
)
def test_rates(text, hazard):
    assert Rate.read(text).hazard == pytest.approx(hazard, rel=1e-14)


def test_a_yearly_chance_and_a_hazard_differ():
    assert Rate.read("12%/year").yearly_chance == pytest.approx(0.12, rel=1e-14)
    assert Rate.read("0.12/year").yearly_chance == pytest.approx(1 - math.exp(-0.12), rel=1e-14)


def test_rates_sort_and_compare_by_hazard():
    rates = [Rate.read(text) for text in ("12%/year", "0.1/year", "2%/month")]
    assert [rate.written for rate in sorted(rates)] == ["0.1/year", "12%/year", "2%/month"]
    assert Rate.read("0.12/year") == Rate.read("0.01/month")
    assert len({Rate.read("3%/year"), Rate.read("3 %/year")}) == 1


@pytest.mark.parametrize(
    ("text", "factor"),
    [("35%/year", 1.35), ("-5%/year", 0.95), ("0%/year", 1.0), ("3% per month", 1.03**12)],
)
def test_growth_compounds(text, factor):
    assert Growth.read(text).factor == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "share"), [("7%", 0.07), ("7 %", 0.07), ("0%", 0.0), ("100%", 1.0), ("12.5%", 0.125)]
)
def test_shares(text, share):
    assert units.read_share(text) == share


@pytest.mark.parametrize(
    ("text", "number"), [("10 per year", 10.0), ("2 per month", 24.0), ("1 per week", 52.0)]
)
def test_numbers_per_year(text, number):
    assert units.read_per_year(text) == number


@pytest.mark.parametrize(("text", "month"), [("March", 3), ("mar", 3), ("DECEMBER", 12)])
def test_months(text, month):
    assert units.read_month(text) == month


def test_dates():
    assert units.read_date("2026-01-31") == dt.date(2026, 1, 31)
    assert units.read_first_of_month("2026-02-01") == dt.date(2026, 2, 1)
    assert units.read_date(dt.date(2026, 1, 31)) == dt.date(2026, 1, 31)


DURATION = "a duration is written with its unit, such as 6 months or 45 days, got "
INTERVAL = "an interval is written such as every 3 months, got "
SHARE = "a share is written with its unit, got "
RATE = (
    "a rate says per when: 12%/year is the chance within a year, "
    "0.12/year a hazard (events per year), got "
)
GROWTH = "growth is written as a percentage over time, such as 35%/year, got "
PER_YEAR = "a number over time is written such as 10 per year or 2 per month, got "
DATE = "a date is written year-month-day, such as 2026-01-31, got "


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (units.read_duration, 10, DURATION + "10; did you mean 10 days, months or years?"),
        (units.read_duration, 0, DURATION + "0; did you mean 0 months?"),
        (units.read_duration, "6", DURATION + "'6'; did you mean 6 days, months or years?"),
        (units.read_duration, "1,5 years", DURATION + "'1,5 years'; did you mean 1.5 years?"),
        (units.read_duration, "six months", DURATION + "'six months'"),
        (units.read_duration, True, DURATION + "true"),
        (units.read_duration, None, DURATION + "nothing"),
        (units.read_duration, "P6M", DURATION + "'P6M'"),
        (
            units.read_duration,
            "2 quarters",
            (
                "unknown unit of time 'quarters', got '2 quarters'; "
                "allowed: years, months, weeks, days; did you mean 6 months?"
            ),
        ),
        (
            units.read_duration,
            "6 mnoths",
            (
                "unknown unit of time 'mnoths', got '6 mnoths'; "
                "allowed: years, months, weeks, days; did you mean 6 months?"
            ),
        ),
        (
            units.read_duration,
            "1 yr",
            (
                "unknown unit of time 'yr', got '1 yr'; "
                "allowed: years, months, weeks, days; did you mean 1 year?"
            ),
        ),
        (units.read_duration, "-1 month", "a duration cannot be negative, got '-1 month'"),
        (units.read_duration, "1e999 years", "a duration must be finite, got '1e999 years'"),
        (units.read_interval, 3, INTERVAL + "3; did you mean every 3 months?"),
        (units.read_interval, 1, INTERVAL + "1; did you mean every month?"),
        (units.read_interval, "monthly", INTERVAL + "'monthly'; did you mean every month?"),
        (units.read_interval, "quarterly", INTERVAL + "'quarterly'; did you mean every 3 months?"),
        (
            units.read_interval,
            "0 months",
            "an interval must be longer than nothing, got '0 months'",
        ),
        (units.read_share, 7, SHARE + "7; did you mean 7%?"),
        (units.read_share, 0.07, SHARE + "0.07; did you mean 7%?"),
        (units.read_share, 1, SHARE + "1; did you mean 1% or 100%?"),
        (units.read_share, 1.0, SHARE + "1.0; did you mean 100%?"),
        (units.read_share, 0, SHARE + "0; did you mean 0%?"),
        (units.read_share, 700, SHARE + "700"),
        (units.read_share, "107%", "must be between 0% and 100%, got '107%'"),
        (units.read_share, "-1%", "must be between 0% and 100%, got '-1%'"),
        (
            units.read_share,
            "7 percent",
            "a share is written with its unit, such as 7%, got '7 percent'; did you mean 7%?",
        ),
        (Rate.read, 12, RATE + "12; did you mean 12%/year?"),
        (Rate.read, 0.12, RATE + "0.12; did you mean 0.12/year or 12%/year?"),
        (Rate.read, "12%", RATE + "'12%'; did you mean 12%/year?"),
        (Rate.read, True, RATE + "true"),
        (Rate.read, "100%/year", "a chance within a year must be below 100%, got '100%/year'"),
        (
            Rate.read,
            "3/day",
            (
                "a rate too high to mean anything, got '3/day'; allowed: up to 1000/year, "
                "one in nine hours"
            ),
        ),
        (Rate.read, "-1/year", "a rate cannot be negative, got '-1/year'"),
        (
            Rate.read,
            "1%/mnoth",
            (
                "unknown unit of time 'mnoth', got '1%/mnoth'; "
                "allowed: year, month, week, day; did you mean 1%/month?"
            ),
        ),
        (Growth.read, 35, GROWTH + "35; did you mean 35%/year?"),
        (Growth.read, 0.35, GROWTH + "0.35; did you mean 35%/year?"),
        (Growth.read, "35%", GROWTH + "'35%'; did you mean 35%/year?"),
        (Growth.read, "0.35/year", GROWTH + "'0.35/year'; did you mean 35%/year?"),
        (Growth.read, "-100%/year", "growth must stay above -100%, got '-100%/year'"),
        (Growth.read, "1e300%/day", "growth must be finite, got '1e300%/day'"),
        (units.read_per_year, 10, PER_YEAR + "10; did you mean 10 per year?"),
        (units.read_per_year, "10/year", PER_YEAR + "'10/year'; did you mean 10 per year?"),
        (units.read_per_year, "-1 per year", "must be zero or more, and finite, got '-1 per year'"),
        (units.read_month, 3, "a month is written by its name, got 3; did you mean March?"),
        (units.read_month, 13, "a month is written by its name, got 13"),
        (units.read_month, "Marhc", "unknown month, got 'Marhc'; did you mean March?"),
        (units.read_date, 2026, DATE + "2026; did you mean 2026-01-01?"),
        (units.read_date, "2026-1-5", DATE + "'2026-1-5'; did you mean 2026-01-05?"),
        (units.read_date, "20260105", DATE + "'20260105'"),
        (units.read_date, "2026-02-30", "no such day in the calendar, got '2026-02-30'"),
        (
            units.read_first_of_month,
            "2026-01-15",
            "must be the first day of a month, got '2026-01-15'; did you mean 2026-01-01?",
        ),
        (units.read_count, 3.0, "must be a whole number, got 3.0; did you mean 3?"),
        (units.read_count, "3", "must be a whole number, got '3'; did you mean 3 without quotes?"),
        (units.read_count, True, "must be a whole number, got true"),
        (units.read_count, -1, "must be zero or more, got -1"),
        (units.read_number, "1,5", "must be a number, got '1,5'; did you mean 1.5 without quotes?"),
        (units.read_number, math.nan, "must be a finite number, got nan"),
        (units.read_number, True, "must be a number, got true"),
    ],
)
def test_a_mistake_is_explained(read, value, expected):
    assert message(read, value) == expected


ALL = [
    units.read_duration,
    units.read_interval,
    units.read_share,
    units.read_per_year,
    units.read_month,
    units.read_date,
    units.read_first_of_month,
    units.read_count,
    units.read_number,
    Rate.read,
    Growth.read,
]


@pytest.mark.parametrize("read", ALL)
@given(
    value=st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.from_regex(r"\A-?[0-9.,e]{1,5} ?%? ?(/|per )?(year|month|day|quarters?|x)?\Z")
    | st.lists(st.integers(), max_size=2)
)
def test_anything_else_is_a_value_error_of_one_line(read, value):
    found, text = None, "read"
    try:
        found = read(value)
    except ValueError as error:
        text = str(error)
    assert text
    assert "\n" not in text
    if isinstance(found, float):
        assert math.isfinite(found)


@given(FINITE)
def test_durations_round_trip_to_the_last_bit(years):
    assert units.read_duration(units.write_duration(years)) == years


@given(st.integers(0, 5000), st.sampled_from(list(units.PER_YEAR)))
def test_whole_durations_are_written_in_whole_units(number, unit):
    years = units.read_duration(f"{number} {unit}s")
    written = units.write_duration(years)
    assert units.read_duration(written) == years
    assert "." not in written


@pytest.mark.parametrize(
    "text", ["6 months", "1 year", "18 months", "45 days", "10 weeks", "2 years", "0 years"]
)
def test_durations_come_back_as_written(text):
    assert units.write_duration(units.read_duration(text)) == text


@given(st.floats(0, 1))
def test_shares_round_trip_to_the_last_bit(share):
    assert units.read_share(units.write_share(share)) == share


@given(FINITE)
def test_numbers_per_year_round_trip_to_the_last_bit(number):
    assert units.read_per_year(units.write_per_year(number)) == number


@given(st.floats(0, 99.99), st.sampled_from(["%", ""]), st.sampled_from(list(units.PER_YEAR)))
def test_rates_round_trip_to_the_last_bit(number, percent, unit):
    assume(number <= 90 if percent else number * units.PER_YEAR[unit] <= 1000)
    rate = Rate.read(f"{number!r}{percent}/{unit}")
    assert Rate.read(rate.written) == rate
    assert Rate.read(str(rate)).written == rate.written


@given(st.floats(-99, 1000), st.sampled_from(list(units.PER_YEAR)))
def test_growth_round_trips_to_the_last_bit(number, unit):
    assume(abs(math.log1p(number / 100)) * units.PER_YEAR[unit] < 700)
    growth = Growth.read(f"{number!r}%/{unit}")
    assert Growth.read(growth.written) == growth
    assert Growth.read(str(growth)).written == growth.written


@given(FINITE.filter(lambda years: years > 0))
def test_intervals_round_trip_to_the_last_bit(years):
    assert units.read_interval(units.write_interval(years)) == years


def test_every_month_round_trips():
    assert [units.read_month(units.write_month(month)) for month in range(1, 13)] == [*range(1, 13)]


class Everything(BaseModel):
    duration: units.Duration
    interval: units.Interval
    share: units.Share
    rate: Rate
    growth: Growth
    per_year: units.PerYear
    month: units.Month
    first: units.FirstOfMonth
    count: units.Count
    number: units.Number


def test_a_model_dumps_what_it_reads():
    written = {
        "duration": "45 days",
        "interval": "every month",
        "share": "7%",
        "rate": "12%/year",
        "growth": "-5%/year",
        "per_year": "24 per year",
        "month": "March",
        "first": "2026-01-01",
        "count": 3,
        "number": 1.5,
    }
    model = Everything.model_validate(written)
    assert model.model_dump(mode="json") == written
    assert Everything.model_validate(model.model_dump(mode="json")) == model


def test_what_is_close():
    assert units.closest("Monhts", ["years", "Months"]) == "Months"
    assert units.closest("something else", ["years", "months"]) == ""


def test_long_values_are_cut():
    assert units.shown("x" * 500) == "'" + "x" * 56 + "..."
