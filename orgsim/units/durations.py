"""Lengths of time, and times between occasions, in years."""

import math
import re
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from orgsim.units.text_forms import NOT_NEGATIVE, NUMBER, TIME_UNIT, any_case, text_form
from orgsim.units.wording import closest, is_number, plain, unit_error

PER_YEAR = {"year": 1.0, "month": 12.0, "week": 52.0, "day": 365.25}
"""How many of each unit of time make a year, the largest unit first."""


_QUANTITY = re.compile(rf"({NUMBER})\s*([^\W\d_]+)")

_HOW_DURATION = "a duration is written with its unit, such as 6 months or 45 days"
_DURATION_FORM = text_form(
    "duration",
    _HOW_DURATION,
    rf"{NOT_NEGATIVE}\s*{TIME_UNIT}",
    "6 months",
    "45 days",
)

_EVERY = any_case("every")
_HOW_INTERVAL = "an interval is written such as every 3 months"
_INTERVAL_FORM = text_form(
    "interval",
    _HOW_INTERVAL,
    rf"(?:{_EVERY}\b\s*)?{NOT_NEGATIVE}\s*{TIME_UNIT}|{_EVERY}\s+{TIME_UNIT}",
    "every 3 months",
    "every week",
)


_SHORT_UNITS = {
    "y": "year",
    "yr": "year",
    "m": "month",
    "mo": "month",
    "w": "week",
    "wk": "week",
    "d": "day",
}


def time_unit(word: str) -> str:
    """Return year, month, week or day for the word as written, or ``""``."""
    singular = word.casefold().removesuffix("s")
    return singular if singular in PER_YEAR else ""


def time_unit_guess(word: str) -> str:
    """Return the unit of time that a word probably stands for, or ``""``."""
    folded = word.casefold()
    return _SHORT_UNITS.get(folded) or closest(folded.removesuffix("s"), PER_YEAR)


def counted(number: float, unit: str) -> str:
    """Write a number of units, such as ``3 months``."""
    return f"{plain(number)} {unit}" + ("" if number == 1 else "s")


def read_duration(value: object) -> float:
    """Read ``6 months`` or ``45 days`` as years; zero is a duration, less is not.

    Raises
    ------
    ValueError
        When `value` is anything but a number with a unit of time.
    """
    how = _HOW_DURATION
    if is_number(value):
        raise unit_error(
            how, value, suggestion=f"{value} days, months or years" if value else "0 months"
        )
    if not isinstance(value, str):
        raise unit_error(how, value)
    match = _QUANTITY.fullmatch(value.strip())
    if not match:
        loose = _QUANTITY.fullmatch(value.strip().replace(",", "."))
        guess = loose.group() if loose else ""
        if re.fullmatch(NUMBER, value.strip()):
            guess = f"{value.strip()} days, months or years"
        raise unit_error(how, value, suggestion=guess)
    number, unit = float(match[1]), time_unit(match[2])
    if not unit:
        raise unit_error(
            f"unknown unit of time {match[2]!r}",
            value,
            allowed="years, months, weeks, days",
            suggestion=_duration_guess(number, match[2]),
        )
    if number < 0:
        raise unit_error("a duration cannot be negative", value)
    if not math.isfinite(number):
        raise unit_error("a duration must be finite", value)
    return abs(number) / PER_YEAR[unit]  # abs: minus zero is zero


def _duration_guess(number: float, word: str) -> str:
    if word.casefold().removesuffix("s") in {"quarter", "q"}:
        return counted(3 * number, "month")
    guess = time_unit_guess(word)
    return counted(number, guess) if guess and math.isfinite(number) else ""


def write_duration(years: float) -> str:
    """Write years in the largest unit that is whole; reads back to the same value."""
    for digits in (0, 2):
        for unit, per_year in PER_YEAR.items():
            number = round(years * per_year, digits)
            if number / per_year == years and (number or not years):
                return counted(number, unit)
    return f"{years!r} years"


def read_interval(value: object) -> float:
    """Read ``every 3 months``, ``every month`` or ``3 months`` as years, more than zero."""
    how = _HOW_INTERVAL
    if is_number(value):
        every = "every month" if value == 1 else f"every {value} months"
        raise unit_error(how, value, suggestion=every if value else "")
    if not isinstance(value, str):
        raise unit_error(how, value)
    text = value.strip()
    words = {"monthly": "month", "weekly": "week", "yearly": "year", "annually": "year"}
    if text.casefold() in words:
        raise unit_error(how, value, suggestion=f"every {words[text.casefold()]}")
    if text.casefold() in {"quarterly", "every quarter"}:
        raise unit_error(how, value, suggestion="every 3 months")
    if re.match(r"every\b", text, re.IGNORECASE):
        text = text[len("every") :].strip()
        text = f"1 {text}" if time_unit(text) else text
    years = read_duration(text)
    if years == 0:
        raise unit_error("an interval must be longer than nothing", value)
    return years


def write_interval(years: float) -> str:
    """Write an interval of years as ``every 3 months``."""
    return f"every {write_duration(years).removeprefix('1 ')}"


Duration = Annotated[
    float,
    BeforeValidator(read_duration),
    PlainSerializer(write_duration),
    WithJsonSchema(_DURATION_FORM),
]
"""A length of time in years, zero or more, written ``6 months``."""


Interval = Annotated[
    float,
    BeforeValidator(read_interval),
    PlainSerializer(write_interval),
    WithJsonSchema(_INTERVAL_FORM),
]
"""Years from one occasion to the next, more than zero, written ``every 3 months``."""
