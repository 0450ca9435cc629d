"""Calendar months and days."""

import calendar
import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from orgsim.units.text_forms import any_case, text_form
from orgsim.units.wording import closest, unit_error

_MONTHS = list(calendar.month_name)[1:]
_HOW_MONTH = "a month is written by its name"
_MONTH_FORM = text_form(
    "month",
    _HOW_MONTH,
    "|".join(any_case(form) for name in _MONTHS for form in (name, name[:3])),
    "March",
)
# An editor offers the names alone; the pattern is what may be written.
_MONTH_FORM["anyOf"] = [{"enum": _MONTHS}, {"pattern": _MONTH_FORM.pop("pattern")}]
_DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_HOW_DATE = "a date is written year-month-day, such as 2026-01-31"
_DATE_FORM = text_form("date", _HOW_DATE, rf"{_DATE}-(?:0[1-9]|[12][0-9]|3[01])", "2026-01-31")
_FIRST_OF_MONTH_FORM = text_form(
    "first day of a month",
    "the first day of a month is written year-month-day, such as 2026-01-01",
    rf"{_DATE}-01",
    "2026-01-01",
)


def read_month(value: object) -> int:
    """Read ``March`` or ``Mar`` as 3, whatever the case."""
    if isinstance(value, int) and not isinstance(value, bool):
        suggestion = _MONTHS[value - 1] if 1 <= value <= len(_MONTHS) else ""
        raise unit_error(_HOW_MONTH, value, suggestion=suggestion)
    if not isinstance(value, str):
        raise unit_error(_HOW_MONTH, value)
    folded = value.strip().casefold()
    for number, name in enumerate(_MONTHS, start=1):
        if folded in {name.casefold(), name[:3].casefold()}:
            return number
    raise unit_error("unknown month", value, suggestion=closest(folded, _MONTHS))


def write_month(month: int) -> str:
    """Write 3 as ``March``."""
    return calendar.month_name[month]


def read_date(value: object) -> dt.date:
    """Read ``2026-01-31`` as a date."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        raise unit_error(_HOW_DATE, value, suggestion=f"{value}-01-01")
    if not isinstance(value, str):
        raise unit_error(_HOW_DATE, value)
    text = value.strip()
    loose = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?", text)
    guess = f"{loose[1]}-{int(loose[2]):02}-{int(loose[3] or 1):02}" if loose else ""
    if guess != text:
        raise unit_error(_HOW_DATE, value, suggestion=guess)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise unit_error("no such day in the calendar", value) from None


def read_first_of_month(value: object) -> dt.date:
    """Read ``2026-01-01``, the first day of a month."""
    day = read_date(value)
    if day.day != 1:
        suggestion = day.replace(day=1).isoformat()
        raise unit_error("must be the first day of a month", str(value), suggestion=suggestion)
    return day


Month = Annotated[
    int, BeforeValidator(read_month), PlainSerializer(write_month), WithJsonSchema(_MONTH_FORM)
]
"""A calendar month, 1 to 12, written ``March``."""


Date = Annotated[dt.date, BeforeValidator(read_date), WithJsonSchema(_DATE_FORM)]
"""A day, written ``2026-01-31``."""


FirstOfMonth = Annotated[
    dt.date, BeforeValidator(read_first_of_month), WithJsonSchema(_FIRST_OF_MONTH_FORM)
]
"""The first day of a month, written ``2026-01-01``."""
