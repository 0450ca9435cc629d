"""Figures in few bytes: as many digits as a screen can show, days without midnight."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np

_DIGITS = 7
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00(\.0+)?")


def compact(value: Any) -> Any:
    """Shorten everything in the JSON of a figure that takes more bytes than it shows.

    Parameters
    ----------
    value
        What plotly's JSON holds: mappings, lists, text, numbers, and arrays as base64 of their
        bytes (``{"dtype": "f8", "bdata": ...}``).

    Returns
    -------
    The same, with arrays in single precision, numbers of seven digits, and dates as days.

    Examples
    --------
    >>> compact({"x": ["2026-01-01T00:00:00", "2026-01-01T06:00:00"], "y": [1 / 3, 2]})
    {'x': ['2026-01-01', '2026-01-01T06:00:00'], 'y': [0.3333333, 2]}
    """
    if isinstance(value, dict):
        if value.get("dtype") == "f8" and "bdata" in value:
            return value | {"dtype": "f4", "bdata": _single(value["bdata"])}
        return {key: compact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [compact(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, str) and _MIDNIGHT.fullmatch(value):
        return value[:10]
    return value


def _single(packed: str) -> str:
    numbers = np.frombuffer(base64.b64decode(packed), dtype="<f8")
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")
