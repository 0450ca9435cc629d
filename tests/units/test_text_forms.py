"""The patterns that editors check quantities with agree with what reads the quantities."""

from functools import cache

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from orgsim.units import Date, Duration, FirstOfMonth, Growth, Interval, Month, PerYear, Rate, Share

QUANTITIES = {
    "date": Date,
    "duration": Duration,
    "first of month": FirstOfMonth,
    "growth": Growth,
    "interval": Interval,
    "month": Month,
    "per year": PerYear,
    "rate": Rate,
    "share": Share,
}

NUMBERS = st.from_regex(
    r"[+-]?([0-9]{1,3}(\.[0-9]{0,2})?|\.[0-9]{1,2})([eE][+-]?[0-9])?", fullmatch=True
)
UNITS = st.sampled_from(["year", "months", "Weeks", "DAY", "days", "quarter", "yr", "%", ""])
PIECES = st.one_of(
    NUMBERS,
    UNITS,
    st.sampled_from(
        [" ", "/", "per ", "per", "every ", "Every", "March", "mar", "2026-01-01", "-"]
    ),
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=5).map("".join),
    st.tuples(
        st.sampled_from(["", " ", "every ", "every"]),
        NUMBERS,
        st.sampled_from(["", " ", "%", " %", "% "]),
        st.sampled_from(["", "/", " / ", "per ", " per "]),
        UNITS,
        st.sampled_from(["", " ", "\n"]),
    ).map("".join),
)


@cache
def tools(name):
    adapter = TypeAdapter(QUANTITIES[name])
    return adapter, jsonschema.Draft202012Validator(adapter.json_schema())


def reads(name, value):
    try:
        tools(name)[0].validate_python(value)
    except ValidationError:
        return False
    return True


def allows(name, value):
    return tools(name)[1].is_valid(value)


@pytest.mark.parametrize("name", QUANTITIES)
@given(value=TEXTS)
def test_whatever_can_be_read_is_allowed(name, value):
    assert allows(name, value) or not reads(name, value)


LOOSER = {
    "1e3%": "share",  # above 100%, in scientific notation
    "0 weeks": "interval",
    "100%/year": "rate",
    "-100%/year": "growth",
    "2026-02-30": "date",
    "1e400 years": "duration",
}


@pytest.mark.parametrize(("value", "name"), LOOSER.items())
def test_what_a_pattern_cannot_know(name, value):
    assert allows(name, value)
    assert not reads(name, value)


WRITTEN = {
    "date": ["2026-01-31"],
    "duration": ["6 months", "1.5 years", "45 days", "0 weeks", "2 YEARS", "1e2 days", ".5 years"],
    "first of month": ["2026-12-01"],
    "growth": ["35%/year", "-5 % / year", "1%/month", "3% per year"],
    "interval": ["every 3 months", "every month", "3 months", "Every 2 weeks"],
    "month": ["March", "mar", "MAY", "sep"],
    "per year": ["10 per year", "2.5 per month"],
    "rate": ["12%/year", "0.12/year", "1% per month", "0/year"],
    "share": ["7%", "0%", "100%", "100.0 %", "12.5%", ".5%"],
}
MISTAKEN = {
    "date": [2026, "2026", "01/02/2026", "2026-13-01"],
    "duration": [
        6,
        0,
        1.5,
        True,
        "6",
        "6 quarters",
        "six months",
        "-1 month",
        "6months later",
        "1,5 years",
    ],
    "first of month": [2026, "2026-01-15", "2026-00-01"],
    "growth": [0.35, 35, "35%", "0.35/year"],
    "interval": [3, "quarterly", "every quarter", "every", "month", "every3 months"],
    "month": [3, "Marsh", "Sept", ""],
    "per year": [10, "10", "10/year", "10peryear", "-1 per year"],
    "rate": [0.12, 12, "12%", "12", "-1%/year", "12%/yr"],
    "share": [7, 0.07, 1, "7", "101%", "100.5%", "-7%", "7%/year"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, each in WRITTEN.items() for v in each])
def test_written_forms_are_allowed(name, value):
    assert reads(name, value)
    assert allows(name, value)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, each in MISTAKEN.items() for v in each])
def test_mistakes_are_refused_as_one_types(name, value):
    assert not reads(name, value)
    assert not allows(name, value)


@pytest.mark.parametrize("name", QUANTITIES)
def test_each_quantity_teaches_how_it_is_written(name):
    schema = tools(name)[0].json_schema()
    assert schema["examples"]
    assert all(reads(name, example) for example in schema["examples"])
    assert schema["errorMessage"]
