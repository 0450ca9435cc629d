"""Numbers as people say them: the one place where sentences and titles get their figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def number(value: float, decimals: int) -> str:
    """Write a number with thousands apart and without a minus before zero.

    Examples
    --------
    >>> number(12345.6, 0), number(-0.04, 1), number(float("nan"), 1)
    ('12,346', '0.0', 'unknown')
    """
    if math.isnan(value):
        return "unknown"
    rounded = round(value, decimals) + 0.0  # -0.0 + 0.0 is 0.0
    return f"{rounded:,.{decimals}f}"


def signed_number(value: float, decimals: int) -> str:
    """Write a difference, with its sign unless it rounds to zero.

    Examples
    --------
    >>> signed_number(1.26, 1), signed_number(-1.26, 1), signed_number(0.04, 1)
    ('+1.3', '-1.3', '0.0')
    """
    return f"{'+' if round(value, decimals) > 0 else ''}{number(value, decimals)}"


def percent(share: float, decimals: int | None = None) -> str:
    """Write a share in percent; below 10 % with one decimal unless told otherwise.

    Examples
    --------
    >>> percent(0.412), percent(0.034), percent(0.0), percent(0.0999)
    ('41 %', '3.4 %', '0 %', '10 %')
    """
    return f"{_percentage(share, decimals)} %" if not math.isnan(share) else "unknown"


def _percentage(share: float, decimals: int | None) -> str:
    if decimals is None:
        decimals = 1 if 0 < abs(round(100 * share, 1)) < 10 else 0
    return number(100 * share, decimals)


def percent_span(low: float, high: float) -> str:
    """Write a range of shares, both ends alike.

    Examples
    --------
    >>> percent_span(0.331, 0.49), percent_span(0.07, 0.094)
    ('33 to 49 %', '7.0 to 9.4 %')
    """
    decimals = 1 if 0 < abs(round(100 * high, 1)) < 10 else 0
    return f"{_percentage(low, decimals)} to {_percentage(high, decimals)} %"


def span(low: float, high: float, decimals: int) -> str:
    """Write a range of numbers.

    Examples
    --------
    >>> span(58, 60, 0)
    '58 to 60'
    """
    return f"{number(low, decimals)} to {number(high, decimals)}"


def within_rounding(low: float, high: float, decimals: int) -> bool:
    """Whether both ends of an interval would be written as zero.

    Examples
    --------
    >>> within_rounding(0.01, 0.04, 1), within_rounding(-0.01, 0.06, 1)
    (True, False)
    """
    return round(low, decimals) == round(high, decimals) == 0


def telling_decimals(low: float, high: float, decimals: int) -> int:
    """Decimals with which an interval that leaves out zero does not seem to reach it.

    Parameters
    ----------
    low, high
        The interval.
    decimals
        At least so many, and at most three more; an interval that spans zero needs no more.

    Examples
    --------
    >>> telling_decimals(0.3, 0.8, 1), telling_decimals(0.01, 0.8, 1), telling_decimals(-1, 1, 1)
    (1, 2, 1)
    """
    nearest = low if low > 0 else high if high < 0 else math.nan
    if math.isnan(nearest):
        return decimals
    for more in range(decimals, decimals + 3):
        if round(nearest, more):
            return more
    return decimals + 3


def duration(years: float) -> str:
    """Write a length of time in whole years or months where it is one.

    Examples
    --------
    >>> duration(10.0), duration(1.0), duration(1.5), duration(1 / 12), duration(0.0)
    ('10 years', '1 year', '18 months', '1 month', '0 months')
    """
    months = round(12 * years)
    if months and months % 12 == 0:
        count, unit = months // 12, "year"
    else:
        count, unit = months, "month"
    return f"{count} {unit}" + ("" if count == 1 else "s")


def moment(years: float) -> str:
    """Write a point in time of a run.

    Examples
    --------
    >>> moment(10.0), moment(0.0)
    ('after 10 years', 'at the start')
    """
    return f"after {duration(years)}" if round(12 * years) else "at the start"


def people(count: float) -> str:
    """Write a number of people, a mean with one decimal when it is small.

    Examples
    --------
    >>> people(1.0), people(2.46), people(489.2)
    ('1', '2.5', '489')
    """
    return number(count, 1 if count < 10 and abs(count - round(count)) > 0.05 else 0)


def money(amount: float, like: float | None = None) -> str:
    """Write an amount in the currency of the scenario, with two or three digits that tell.

    Parameters
    ----------
    amount
        How much.
    like
        An amount whose unit and decimals it gets, by default its own.

    Examples
    --------
    >>> money(214_300_000), money(9_620_000), money(84_000), money(99_400_000, like=214_300_000)
    ('214 million', '9.6 million', '84,000', '99 million')
    """
    size = abs(amount if like is None else like)
    if size < 1e6:
        return number(amount, 0)
    return f"{number(amount / 1e6, 1 if size < 1e7 else 0)} million"


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def sentence_case(text: str) -> str:
    """Make the first letter large and leave the others as they are."""
    return text[:1].upper() + text[1:]
