"""What happens over time: rates per person, growth, and things per year."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from orgsim.units.durations import PER_YEAR, time_unit, time_unit_guess
from orgsim.units.numbers import PERCENT, hundredth, write_share
from orgsim.units.text_forms import NOT_NEGATIVE, NUMBER, PER, TIME_UNIT, text_form
from orgsim.units.wording import is_number, plain, unit_error

_RATE = re.compile(rf"({NUMBER})\s*(%?)\s*(?:/|per\s)\s*([^\W\d_]+)")


_AMOUNT = re.compile(rf"({NUMBER})\s*(?:/|per\s)\s*([^\W\d_]+)")

_HOW_RATE = (
    "a rate says per when: 12%/year is the chance within a year, 0.12/year a hazard "
    "(events per year)"
)
RATE_FORM = text_form(
    "rate",
    _HOW_RATE,
    rf"{NOT_NEGATIVE}\s*%?\s*{PER}\s*{TIME_UNIT}",
    "12%/year",
    "0.12/year",
)
LARGEST_HAZARD = 1000.0
"""Per year; whoever leaves at that rate is gone the same day."""

_HOW_GROWTH = "growth is written as a percentage over time, such as 35%/year"
_GROWTH_FORM = text_form(
    "growth",
    _HOW_GROWTH,
    rf"{NUMBER}\s*%\s*{PER}\s*{TIME_UNIT}",
    "35%/year",
    "-5%/year",
)
_HOW_PER_YEAR = "a number over time is written such as 10 per year or 2 per month"
_PER_YEAR_FORM = text_form(
    "number over time",
    _HOW_PER_YEAR,
    rf"{NOT_NEGATIVE}\s*per\s\s*{TIME_UNIT}",
    "10 per year",
    "2 per month",
)


def _read_percentage_over_time(value: object, how: str, example: str) -> tuple[str, str, str]:
    """Split ``12%/year`` into number, percent sign and unit of time."""
    if not isinstance(value, str):
        raise unit_error(how, value, suggestion=example if is_number(value) else "")
    match = _RATE.fullmatch(value.strip())
    if not match:
        percent = PERCENT.fullmatch(value.strip())
        raise unit_error(how, value, suggestion=f"{percent[1]}%/year" if percent else "")
    unit = time_unit(match[3])
    if not unit:
        guess = time_unit_guess(match[3])
        raise unit_error(
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
        Events per year, 0 to 1000.
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
        number, percent, unit = _read_percentage_over_time(value, _HOW_RATE, _rate_guess(value))
        written = f"{plain(float(number))}{percent}/{unit}"
        if float(number) < 0:
            raise unit_error("a rate cannot be negative", value)
        if not percent:
            hazard = float(number) * PER_YEAR[unit]
        elif hundredth(number) >= 1:
            raise unit_error(f"a chance within a {unit} must be below 100%", value)
        else:
            hazard = -math.log1p(-hundredth(number)) * PER_YEAR[unit]
        if not hazard <= LARGEST_HAZARD:
            allowed = f"up to {LARGEST_HAZARD:.0f}/year, one in nine hours"
            raise unit_error("a rate too high to mean anything", value, allowed=allowed)
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
        return _text_schema(cls.read, RATE_FORM)


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
        how = _HOW_GROWTH
        guess = f"{value}%/year" if isinstance(value, int) else ""
        if isinstance(value, float) and abs(value) < 1:
            guess = f"{write_share(value)}/year"
        number, percent, unit = _read_percentage_over_time(value, how, guess)
        if not percent:
            raise unit_error(how, value, suggestion=f"{write_share(float(number))}/{unit}")
        base = 1 + hundredth(number)
        if base <= 0:
            raise unit_error("growth must stay above -100%", value)
        try:
            factor = base ** PER_YEAR[unit]
        except OverflowError:
            factor = math.inf
        if not 0 < factor < math.inf:
            raise unit_error("growth must be finite", value)
        return cls(factor, f"{plain(float(number))}%/{unit}")

    def __str__(self) -> str:
        return self.written

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _text_schema(cls.read, _GROWTH_FORM)


def _text_schema(read: Callable[[object], object], form: dict[str, Any]) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.to_string_ser_schema(when_used="unless-none"),
        metadata={"pydantic_js_functions": [lambda _schema, _handler: dict(form)]},
    )


def read_per_year(value: object) -> float:
    """Read ``10 per year`` or ``2 per month`` as things per year; zero or more."""
    how = _HOW_PER_YEAR
    if is_number(value):
        raise unit_error(how, value, suggestion=f"{value} per year")
    if not isinstance(value, str):
        raise unit_error(how, value)
    match = _AMOUNT.fullmatch(value.strip())
    if not match:
        raise unit_error(how, value)
    number, unit = float(match[1]), time_unit(match[2])
    if not unit or "/" in value:
        guess = unit or time_unit_guess(match[2])
        suggestion = f"{match[1]} per {guess}" if guess else ""
        raise unit_error(how, value, suggestion=suggestion)
    if number < 0 or not math.isfinite(number):
        raise unit_error("must be zero or more, and finite", value)
    return number * PER_YEAR[unit]


def write_per_year(number: float) -> str:
    """Write things per year as ``10 per year``."""
    return f"{plain(number)} per year"


PerYear = Annotated[
    float,
    BeforeValidator(read_per_year),
    PlainSerializer(write_per_year),
    WithJsonSchema(_PER_YEAR_FORM),
]
"""Things per year, zero or more, written ``10 per year``."""
