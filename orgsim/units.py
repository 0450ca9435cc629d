"""Durations, rates, shares and dates as a head of product writes them.

A scenario file says ``6 months``, ``12%/year`` or ``7%``, never a bare number where a unit is
due. The types here are what the models of a scenario annotate their fields with: each reads
exactly one kind of quantity, answers a mistake with one sentence that teaches the unit, and
writes its value back in a form that reads to the same value, to the last bit.

A month is exactly 1/12 of a year, a week 1/52 and a day 1/365.25.

Examples
--------
>>> read_duration("6 months")
0.5
>>> write_duration(0.5)
'6 months'
>>> round(Rate.read("12%/year").hazard, 4)
0.1278
>>> read_share(7)
Traceback (most recent call last):
    ...
pydantic_core._pydantic_core.PydanticCustomError: a share is written with its unit, \
got 7; did you mean 7%?
"""

import calendar
import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

PER_YEAR = {"year": 1.0, "month": 12.0, "week": 52.0, "day": 365.25}
"""How many of each unit of time make a year, the largest unit first."""

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([^\W\d_]+)")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_RATE = re.compile(rf"({_NUMBER})\s*(%?)\s*(?:/|per\s)\s*([^\W\d_]+)")
_AMOUNT = re.compile(rf"({_NUMBER})\s*(?:/|per\s)\s*([^\W\d_]+)")
_SHORT_UNITS = {
    "y": "year",
    "yr": "year",
    "m": "month",
    "mo": "month",
    "w": "week",
    "wk": "week",
    "d": "day",
}
_LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """Return a value as an error message repeats it to the person who wrote it.

    >>> shown("six months"), shown(True), shown({"a": 1})
    ("'six months'", 'true', 'a mapping')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value) if isinstance(value, (str, int, float)) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def sentence(problem: str, got: str = "", allowed: str = "", suggestion: str = "") -> str:
    """Join the parts of an error message: what is wrong, what was found, what would do.

    >>> sentence("unknown month", got="'Marhc'", suggestion="March")
    "unknown month, got 'Marhc'; did you mean March?"
    """
    parts = [problem + (f", got {got}" if got else "")]
    if allowed:
        parts.append(f"allowed: {allowed}")
    if suggestion:
        parts.append(f"did you mean {suggestion}?")
    return "; ".join(parts)


def closest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` is probably a misspelling of, or ``""``.

    >>> closest("monhts", ["years", "months"])
    'months'
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold()[:200], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def _error(problem: str, value: object, *, allowed: str = "", suggestion: str = "") -> ValueError:
    text = sentence(problem, shown(value), allowed, suggestion)
    return PydanticCustomError("unit", "{sentence}", {"sentence": text})


def _plain(number: float) -> str:
    """Write a number without a needless ``.0``, losing no bit."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unit(word: str) -> str:
    """Return year, month, week or day for the word as written, or ``""``."""
    singular = word.casefold().removesuffix("s")
    return singular if singular in PER_YEAR else ""


def _unit_guess(word: str) -> str:
    folded = word.casefold()
    return _SHORT_UNITS.get(folded) or closest(folded.removesuffix("s"), PER_YEAR)


def _counted(number: float, unit: str) -> str:
    return f"{_plain(number)} {unit}" + ("" if number == 1 else "s")


def read_duration(value: object) -> float:
    """Read ``6 months`` or ``45 days`` as years; zero is a duration, less is not.

    Raises
    ------
    ValueError
        When `value` is anything but a number with a unit of time.
    """
    how = "a duration is written with its unit, such as 6 months or 45 days"
    if _is_number(value):
        raise _error(
            how, value, suggestion=f"{value} days, months or years" if value else "0 months"
        )
    if not isinstance(value, str):
        raise _error(how, value)
    match = _QUANTITY.fullmatch(value.strip())
    if not match:
        loose = _QUANTITY.fullmatch(value.strip().replace(",", "."))
        guess = loose.group() if loose else ""
        if re.fullmatch(_NUMBER, value.strip()):
            guess = f"{value.strip()} days, months or years"
        raise _error(how, value, suggestion=guess)
    number, unit = float(match[1]), _unit(match[2])
    if not unit:
        raise _error(
            f"unknown unit of time {match[2]!r}",
            value,
            allowed="years, months, weeks, days",
            suggestion=_duration_guess(number, match[2]),
        )
    if number < 0:
        raise _error("a duration cannot be negative", value)
    if not math.isfinite(number):
        raise _error("a duration must be finite", value)
    return abs(number) / PER_YEAR[unit]  # abs: minus zero is zero


def _duration_guess(number: float, word: str) -> str:
    if word.casefold().removesuffix("s") in {"quarter", "q"}:
        return _counted(3 * number, "month")
    guess = _unit_guess(word)
    return _counted(number, guess) if guess and math.isfinite(number) else ""


def write_duration(years: float) -> str:
    """Write years in the largest unit that is whole; reads back to the same value."""
    for digits in (0, 2):
        for unit, per_year in PER_YEAR.items():
            number = round(years * per_year, digits)
            if number / per_year == years and (number or not years):
                return _counted(number, unit)
    return f"{years!r} years"


def read_interval(value: object) -> float:
    """Read ``every 3 months``, ``every month`` or ``3 months`` as years, more than zero."""
    how = "an interval is written such as every 3 months"
    if _is_number(value):
        every = "every month" if value == 1 else f"every {value} months"
        raise _error(how, value, suggestion=every if value else "")
    if not isinstance(value, str):
        raise _error(how, value)
    text = value.strip()
    words = {"monthly": "month", "weekly": "week", "yearly": "year", "annually": "year"}
    if text.casefold() in words:
        raise _error(how, value, suggestion=f"every {words[text.casefold()]}")
    if text.casefold() in {"quarterly", "every quarter"}:
        raise _error(how, value, suggestion="every 3 months")
    if re.match(r"every\b", text, re.IGNORECASE):
        text = text[len("every") :].strip()
        text = f"1 {text}" if _unit(text) else text
    years = read_duration(text)
    if years == 0:
        raise _error("an interval must be longer than nothing", value)
    return years


def write_interval(years: float) -> str:
    """Write an interval of years as ``every 3 months``."""
    return f"every {write_duration(years).removeprefix('1 ')}"


def read_share(value: object) -> float:
    """Read ``7%`` as 0.07; between 0% and 100%."""
    how = "a share is written with its unit"
    if _is_number(value):
        raise _error(how, value, suggestion=_share_guess(value))
    if not isinstance(value, str):
        raise _error(f"{how}, such as 7%", value)
    match = _PERCENT.fullmatch(value.strip())
    if not match:
        guess = re.sub(r"\s*(per ?cent|pct)$", "%", value.strip().replace(",", "."))
        guess = guess if guess.endswith("%") else f"{guess}%"
        suggestion = guess if _PERCENT.fullmatch(guess) else ""
        raise _error(f"{how}, such as 7%", value, suggestion=suggestion)
    share = _hundredth(match[1])
    if not 0 <= share <= 1:
        raise _error("must be between 0% and 100%", value)
    return share


def _share_guess(value: object) -> str:
    if not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return ""
    if value == 1:
        return "100%" if isinstance(value, float) else "1% or 100%"
    return f"{_plain(float(value))}%" if value > 1 else write_share(float(value))


def _hundredth(number: str) -> float:
    """Divide by 100 in decimal, so that 7% is the same float as 0.07."""
    return float(Decimal(number).scaleb(-2))


def write_share(share: float) -> str:
    """Write 0.07 as ``7%``; reads back to the same value."""
    percent = Decimal(repr(float(share))).scaleb(2)
    text = f"{percent:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def read_per_year(value: object) -> float:
    """Read ``10 per year`` or ``2 per month`` as things per year; zero or more."""
    how = "a number over time is written such as 10 per year or 2 per month"
    if _is_number(value):
        raise _error(how, value, suggestion=f"{value} per year")
    if not isinstance(value, str):
        raise _error(how, value)
    match = _AMOUNT.fullmatch(value.strip())
    if not match:
        raise _error(how, value)
    number, unit = float(match[1]), _unit(match[2])
    if not unit or "/" in value:
        guess = unit or _unit_guess(match[2])
        suggestion = f"{match[1]} per {guess}" if guess else ""
        raise _error(how, value, suggestion=suggestion)
    if number < 0 or not math.isfinite(number):
        raise _error("must be zero or more, and finite", value)
    return number * PER_YEAR[unit]


def write_per_year(number: float) -> str:
    """Write things per year as ``10 per year``."""
    return f"{_plain(number)} per year"


def read_month(value: object) -> int:
    """Read ``March`` or ``Mar`` as 3, whatever the case."""
    how = "a month is written by its name"
    names = list(calendar.month_name)[1:]
    if isinstance(value, int) and not isinstance(value, bool):
        suggestion = names[value - 1] if 1 <= value <= len(names) else ""
        raise _error(how, value, suggestion=suggestion)
    if not isinstance(value, str):
        raise _error(how, value)
    folded = value.strip().casefold()
    for number, name in enumerate(names, start=1):
        if folded in {name.casefold(), name[:3].casefold()}:
            return number
    raise _error("unknown month", value, suggestion=closest(folded, names))


def write_month(month: int) -> str:
    """Write 3 as ``March``."""
    return calendar.month_name[month]


def read_date(value: object) -> dt.date:
    """Read ``2026-01-31`` as a date."""
    how = "a date is written year-month-day, such as 2026-01-31"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        raise _error(how, value, suggestion=f"{value}-01-01")
    if not isinstance(value, str):
        raise _error(how, value)
    text = value.strip()
    loose = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?", text)
    guess = f"{loose[1]}-{int(loose[2]):02}-{int(loose[3] or 1):02}" if loose else ""
    if guess != text:
        raise _error(how, value, suggestion=guess)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _error("no such day in the calendar", value) from None


def read_first_of_month(value: object) -> dt.date:
    """Read ``2026-01-01``, the first day of a month."""
    day = read_date(value)
    if day.day != 1:
        suggestion = day.replace(day=1).isoformat()
        raise _error("must be the first day of a month", str(value), suggestion=suggestion)
    return day


def read_count(value: object) -> int:
    """Read a whole number of things, zero or more."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 0:
            raise _error("must be zero or more", value)
        return value
    suggestion = ""
    if isinstance(value, float) and value.is_integer() and value >= 0:
        suggestion = _plain(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
        suggestion = f"{value.strip()} without quotes"
    raise _error("must be a whole number", value, suggestion=suggestion)


def read_number(value: object) -> float:
    """Read a plain number without a unit; finite."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise _error("must be a finite number", value)
        return number
    suggestion = ""
    if isinstance(value, str) and re.fullmatch(_NUMBER, value.strip().replace(",", ".")):
        suggestion = f"{value.strip().replace(',', '.')} without quotes"
    raise _error("must be a number", value, suggestion=suggestion)


def _read_percentage_over_time(value: object, how: str, example: str) -> tuple[str, str, str]:
    """Split ``12%/year`` into number, percent sign and unit of time."""
    if not isinstance(value, str):
        raise _error(how, value, suggestion=example if _is_number(value) else "")
    match = _RATE.fullmatch(value.strip())
    if not match:
        percent = _PERCENT.fullmatch(value.strip())
        raise _error(how, value, suggestion=f"{percent[1]}%/year" if percent else "")
    unit = _unit(match[3])
    if not unit:
        guess = _unit_guess(match[3])
        raise _error(
            f"unknown unit of time {match[3]!r}",
            value,
            allowed="year, month, week, day",
            suggestion=f"{match[1]}{match[2]}/{guess}" if guess else "",
        )
    return match[1], match[2], unit


@dataclass(frozen=True, order=True)
class Rate:
    """How often something happens to one person.

    Written ``12%/year``, the chance that it happens within a year, or ``0.12/year``, a hazard:
    events per year of waiting. The two differ: 12%/year is a hazard of 0.1278 per year.

    Attributes
    ----------
    hazard : float
        Events per year, zero or more.
    written : str
        As it stands in the scenario file, without needless spaces.
    """

    hazard: float
    written: str = field(compare=False)

    @classmethod
    def read(cls, value: object) -> Self:
        """Read ``12%/year``, ``1%/month`` or ``0.12/year``."""
        if isinstance(value, cls):
            return value
        how = (
            "a rate says per when: 12%/year is the chance within a year, 0.12/year a hazard "
            "(events per year)"
        )
        number, percent, unit = _read_percentage_over_time(value, how, _rate_guess(value))
        written = f"{_plain(float(number))}{percent}/{unit}"
        if float(number) < 0:
            raise _error("a rate cannot be negative", value)
        if not percent:
            hazard = float(number) * PER_YEAR[unit]
        elif _hundredth(number) >= 1:
            raise _error(f"a chance within a {unit} must be below 100%", value)
        else:
            hazard = -math.log1p(-_hundredth(number)) * PER_YEAR[unit]
        if not math.isfinite(hazard):
            raise _error("a rate must be finite", value)
        return cls(hazard + 0.0, written)

    @property
    def yearly_chance(self) -> float:
        """Chance that it happens within a year, 0 to 1."""
        return -math.expm1(-self.hazard)

    def __str__(self) -> str:
        return self.written

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _text_schema(cls.read)


def _rate_guess(value: object) -> str:
    if not isinstance(value, (int, float)) or not 0 <= value < 100:
        return ""
    return f"{value}%/year" if value >= 1 else f"{value}/year or {write_share(float(value))}/year"


@dataclass(frozen=True, order=True)
class Growth:
    """Compound growth: ``35%/year`` multiplies by 1.35 every year, ``-5%/year`` by 0.95.

    Attributes
    ----------
    factor : float
        What a year multiplies by; more than zero.
    written : str
        As it stands in the scenario file, without needless spaces.
    """

    factor: float
    written: str = field(compare=False)

    @classmethod
    def read(cls, value: object) -> Self:
        """Read ``35%/year`` or ``-1%/month``."""
        if isinstance(value, cls):
            return value
        how = "growth is written as a percentage over time, such as 35%/year"
        guess = f"{value}%/year" if isinstance(value, int) else ""
        if isinstance(value, float) and abs(value) < 1:
            guess = f"{write_share(value)}/year"
        number, percent, unit = _read_percentage_over_time(value, how, guess)
        if not percent:
            raise _error(how, value, suggestion=f"{write_share(float(number))}/{unit}")
        base = 1 + _hundredth(number)
        if base <= 0:
            raise _error("growth must stay above -100%", value)
        try:
            factor = base ** PER_YEAR[unit]
        except OverflowError:
            factor = math.inf
        if not 0 < factor < math.inf:
            raise _error("growth must be finite", value)
        return cls(factor, f"{_plain(float(number))}%/{unit}")

    def __str__(self) -> str:
        return self.written

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _text_schema(cls.read)


def _text_schema(read: Callable[[object], object]) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.to_string_ser_schema(when_used="unless-none"),
        metadata={"pydantic_js_functions": [lambda _schema, _handler: {"type": "string"}]},
    )


_AS_TEXT = WithJsonSchema({"type": "string"})

Duration = Annotated[
    float, BeforeValidator(read_duration), PlainSerializer(write_duration), _AS_TEXT
]
"""A length of time in years, zero or more, written ``6 months``."""

Interval = Annotated[
    float, BeforeValidator(read_interval), PlainSerializer(write_interval), _AS_TEXT
]
"""Years from one occasion to the next, more than zero, written ``every 3 months``."""

Share = Annotated[float, BeforeValidator(read_share), PlainSerializer(write_share), _AS_TEXT]
"""A share of a whole, 0 to 1, written ``7%``."""

PerYear = Annotated[
    float, BeforeValidator(read_per_year), PlainSerializer(write_per_year), _AS_TEXT
]
"""Things per year, zero or more, written ``10 per year``."""

Month = Annotated[int, BeforeValidator(read_month), PlainSerializer(write_month), _AS_TEXT]
"""A calendar month, 1 to 12, written ``March``."""

Date = Annotated[dt.date, BeforeValidator(read_date)]
"""A day, written ``2026-01-31``."""

FirstOfMonth = Annotated[dt.date, BeforeValidator(read_first_of_month)]
"""The first day of a month, written ``2026-01-01``."""

Count = Annotated[int, BeforeValidator(read_count), Field(ge=0)]
"""A whole number of things, zero or more."""

Number = Annotated[float, BeforeValidator(read_number), Field(allow_inf_nan=False)]
"""A plain number without a unit; neither text nor true or false."""
