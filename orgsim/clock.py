"""The clock: whole ticks for the calendar, years for everything a person lives through.

The calendar of an organization consists of months (1/12 of a year) and weeks (1/52 of a year).
Added up as floating-point numbers they miss each other and their own anniversaries, so the
calendar counts *ticks* of 1/156 year: 13 to the month, 3 to the week, all whole. Time in years
is a tick divided once, never a sum. Between two ticks people live in exact continuous time.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TICKS_PER_YEAR = 156
TICKS_PER_MONTH = 13
TICKS_PER_WEEK = 3

MINUTE = 1.0 / (365.25 * 24 * 60)
"""One minute in years: the tolerance of every comparison of durations."""


def ticks(years: float) -> int:
    """The whole number of ticks in a duration of whole weeks or whole months.

    Raises
    ------
    ValueError
        If the duration is neither.

    Examples
    --------
    >>> ticks(1 / 12), ticks(2 / 52), ticks(10.0)
    (13, 6, 1560)
    """
    count = round(years * TICKS_PER_YEAR)
    whole = count % TICKS_PER_MONTH == 0 or count % TICKS_PER_WEEK == 0
    if not whole or abs(count / TICKS_PER_YEAR - years) > MINUTE:
        raise ValueError("must be whole weeks or whole months")
    return count


def years(tick: int) -> float:
    """Time in years from the scenario's start."""
    return tick / TICKS_PER_YEAR


def on_the_day(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times that fall on a tick but for a last bit are on it; all others stay as they are.

    Whoever is due a month after the first of a month starts on the first, not a bit later.

    Examples
    --------
    >>> float(on_the_day(np.array([1 / 12 + 1 / 12 + 1 / 12]))[0]) == 0.25
    True
    """
    nearest = np.round(times * TICKS_PER_YEAR) / TICKS_PER_YEAR
    return np.where(np.abs(times - nearest) < 1e-12 * (1.0 + np.abs(times)), nearest, times)


def month_number(tick: int) -> int:
    """Months from the start (0 is the first month, negative during the warm-up)."""
    return tick // TICKS_PER_MONTH


def months_between(start: dt.date, day: dt.date) -> int:
    """Months from the scenario's start to the first day of a month.

    Examples
    --------
    >>> months_between(dt.date(2026, 5, 1), dt.date(2027, 1, 1))
    8
    """
    return (day.year - start.year) * 12 + day.month - start.month


def calendar_month(start: dt.date, month: int) -> int:
    """The calendar month (1 to 12) of the given month from the start."""
    return (start.month - 1 + month) % 12 + 1


def calendar_years(start: dt.date, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """The calendar years of times in years from the start, as `dates` has them.

    Examples
    --------
    >>> calendar_years(dt.date(2026, 7, 1), np.array([-0.5, 0.49, 0.5, np.inf]))
    array([2026., 2026., 2027.,   inf])
    """
    months = np.floor(times * 12.0 + MINUTE * 12)
    return start.year + np.floor((start.month - 1 + months) / 12.0)


def reached(elapsed: Any, bound: Any) -> Any:
    """Whether a duration has reached a bound, to the minute; the only way durations are compared.

    An exact anniversary computed in floating point may fall a last bit short, and the person
    would wait a whole cycle.

    Examples
    --------
    >>> reached(0.1 + 0.2, 0.3), 0.3 >= 0.1 + 0.2
    (True, False)
    """
    return elapsed >= bound - MINUTE


def dates(start: dt.date, times: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Calendar days of times in years from the start (NaN becomes NaT).

    A month is 1/12 of a year on the clock and has its own number of days in the calendar, so a
    time maps to its calendar month and, in proportion, to a day in it.

    Parameters
    ----------
    start : datetime.date
        The first day of a month.
    times : array of float, shape (N,)
        Years from the start.

    Examples
    --------
    >>> [str(d)[:10] for d in dates(dt.date(2026, 1, 1), np.array([0.0, 0.25, -1 / 12]))]
    ['2026-01-01', '2026-04-01', '2025-12-01']
    """
    missing = np.isnan(times)
    months = np.where(missing, 0.0, times) * 12.0
    whole = np.floor(months + MINUTE * 12)
    first = np.datetime64(start, "M") + whole.astype(np.int64)
    day = first.astype("datetime64[D]")
    length = ((first + 1).astype("datetime64[D]") - day).astype(np.int64)
    passed = np.floor(np.clip(months - whole, 0.0, None) * length + 1e-6).astype(np.int64)
    result: NDArray[np.datetime64] = (day + passed).astype("datetime64[s]")
    result[missing] = np.datetime64("NaT")
    return result
