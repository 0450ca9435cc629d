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

from orgsim.units.dates import (
    Date,
    FirstOfMonth,
    Month,
    read_date,
    read_first_of_month,
    read_month,
    write_month,
)
from orgsim.units.durations import (
    PER_YEAR,
    Duration,
    Interval,
    read_duration,
    read_interval,
    write_duration,
    write_interval,
)
from orgsim.units.numbers import (
    Count,
    Number,
    Share,
    read_count,
    read_number,
    read_share,
    write_share,
)
from orgsim.units.rates import RATE_FORM, Growth, PerYear, Rate, read_per_year, write_per_year
from orgsim.units.text_forms import HOW
from orgsim.units.wording import choices, closest, sentence, shown

__all__ = [
    "HOW",
    "PER_YEAR",
    "RATE_FORM",
    "Count",
    "Date",
    "Duration",
    "FirstOfMonth",
    "Growth",
    "Interval",
    "Month",
    "Number",
    "PerYear",
    "Rate",
    "Share",
    "choices",
    "closest",
    "read_count",
    "read_date",
    "read_duration",
    "read_first_of_month",
    "read_interval",
    "read_month",
    "read_number",
    "read_per_year",
    "read_share",
    "sentence",
    "shown",
    "write_duration",
    "write_interval",
    "write_month",
    "write_per_year",
    "write_share",
]
