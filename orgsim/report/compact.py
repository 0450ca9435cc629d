"""Drawings as JSON in few bytes: as many digits as a screen can show, days without midnight."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np
import pandas as pd

_DIGITS = 7
_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00(\.0+)?")
_INTEGERS = ("i1", "i2", "i4")  # what plotly.js reads of whole numbers, smallest first


def compact(value: Any) -> Any:
    """Turn what a drawing holds into what JSON knows, in as few bytes as show the same.

    Parameters
    ----------
    value
        Mappings, lists, text, numbers, dates, and columns of pandas or numpy.

    Returns
    -------
    Mappings without what is None; lists; numbers of seven digits, None for those unknown; dates as
    text, without midnight; columns of numbers as base64 of their bytes, in single precision.

    Examples
    --------
    >>> compact({"x": ["2026-01-01T00:00:00", "2026-01-01T06:00:00"], "y": (1 / 3, 2), "z": None})
    {'x': ['2026-01-01', '2026-01-01T06:00:00'], 'y': [0.3333333, 2]}
    """
    if isinstance(value, dict):
        return {key: compact(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [compact(each) for each in value]
    if isinstance(value, str):
        return value[:10] if _MIDNIGHT.fullmatch(value) else value
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int)) else _column(value)


def _column(value: Any) -> Any:
    """Turn a column, a date, or a single number of numpy's."""
    if isinstance(value, pd.Timestamp):
        return compact(value.isoformat())
    values = np.asarray(value)
    if not values.ndim:
        return compact(values.item())
    if values.dtype.kind == "M":
        return [compact(each) for each in np.datetime_as_string(values.astype("datetime64[s]"))]
    if values.dtype.kind not in "fi" or not values.size:
        return [compact(each) for each in values.tolist()]
    packed = values.astype(_type_of(values))
    shape = {"shape": ", ".join(map(str, packed.shape))} if packed.ndim > 1 else {}
    content = base64.b64encode(packed.tobytes()).decode("ascii")
    return {"dtype": packed.dtype.str[1:], "bdata": content} | shape


def _type_of(values: np.ndarray[Any, Any]) -> str:
    if values.dtype.kind == "f":
        return "<f4"
    reach = max(-int(values.min()) - 1, int(values.max()))
    return next((f"<{each}" for each in _INTEGERS if reach <= np.iinfo(each).max), "<f4")
