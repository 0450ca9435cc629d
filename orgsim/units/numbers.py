"""Shares of a whole, whole numbers and plain numbers."""

import math
import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from orgsim.units.text_forms import NUMBER, UP_TO_HUNDRED, text_form
from orgsim.units.wording import is_number, plain, unit_error

PERCENT = re.compile(rf"({NUMBER})\s*%")

LARGEST = 1e12
"""The largest plain number: products and sums of a few remain far from infinity."""

_SHARE_FORM = text_form(
    "share", "a share is written with its unit, such as 7%", rf"{UP_TO_HUNDRED}\s*%", "7%", "12.5%"
)


def read_share(value: object) -> float:
    """Read ``7%`` as 0.07; between 0% and 100%."""
    how = "a share is written with its unit"
    if is_number(value):
        raise unit_error(how, value, suggestion=_share_guess(value))
    if not isinstance(value, str):
        raise unit_error(f"{how}, such as 7%", value)
    match = PERCENT.fullmatch(value.strip())
    if not match:
        guess = re.sub(r"\s*(per ?cent|pct)$", "%", value.strip().replace(",", "."))
        guess = guess if guess.endswith("%") else f"{guess}%"
        suggestion = guess if PERCENT.fullmatch(guess) else ""
        raise unit_error(f"{how}, such as 7%", value, suggestion=suggestion)
    share = hundredth(match[1])
    if not 0 <= share <= 1:
        raise unit_error("must be between 0% and 100%", value)
    return share


def _share_guess(value: object) -> str:
    if not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return ""
    if value == 1:
        return "100%" if isinstance(value, float) else "1% or 100%"
    return f"{plain(float(value))}%" if value > 1 else write_share(float(value))


def hundredth(number: str) -> float:
    """Divide by 100 in decimal, so that 7% is the same float as 0.07."""
    return float(Decimal(number).scaleb(-2))


def write_share(share: float) -> str:
    """Write 0.07 as ``7%``; reads back to the same value."""
    percent = Decimal(repr(float(share))).scaleb(2)
    text = f"{percent:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def read_count(value: object) -> int:
    """Read a whole number of things, zero or more."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 0:
            raise unit_error("must be zero or more", value)
        return value
    suggestion = ""
    if isinstance(value, float) and value.is_integer() and value >= 0:
        suggestion = plain(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value.strip()):
        suggestion = f"{value.strip()} without quotes"
    raise unit_error("must be a whole number", value, suggestion=suggestion)


def read_number(value: object) -> float:
    """Read a plain number without a unit; finite and of a size that arithmetic can bear."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise unit_error("must be a finite number", value)
        if abs(number) > LARGEST:
            raise unit_error("must lie between -1e12 and 1e12", value)
        return number
    suggestion = ""
    if isinstance(value, str) and re.fullmatch(NUMBER, value.strip().replace(",", ".")):
        suggestion = f"{value.strip().replace(',', '.')} without quotes"
    raise unit_error("must be a number", value, suggestion=suggestion)


Share = Annotated[
    float, BeforeValidator(read_share), PlainSerializer(write_share), WithJsonSchema(_SHARE_FORM)
]
"""A share of a whole, 0 to 1, written ``7%``."""


Count = Annotated[int, BeforeValidator(read_count), Field(ge=0)]
"""A whole number of things, zero or more."""


Number = Annotated[float, BeforeValidator(read_number), Field(allow_inf_nan=False)]
"""A plain number without a unit; neither text nor true or false."""
