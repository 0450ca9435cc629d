"""Text for spreadsheets: what they would take for a formula stays text.

A title or a name that begins with ``=`` is a formula to a spreadsheet, and a formula can send away
what stands in other cells [1]_.

.. [1] OWASP, "CSV Injection", owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_BEGINS_LIKE_A_FORMULA = "^[=+\\-@\t\r]"


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula.

    Examples
    --------
    >>> is_like_a_formula("=1+1"), is_like_a_formula("Lead (a=b)"), is_like_a_formula("")
    (True, False, False)
    """
    return re.match(_BEGINS_LIKE_A_FORMULA, text) is not None


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of a column's values where each is written out; every date is a whole day."""
    if pa.types.is_timestamp(kind):
        return pa.date32()
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def defused(column: pa.Array) -> pa.Array:
    """Put an apostrophe before every text in a column that looks like a formula.

    Examples
    --------
    >>> defused(pa.array(["-2", "PM", None])).to_pylist()
    ["'-2", 'PM', None]
    >>> defused(pa.array([-2.0])).to_pylist()
    [-2.0]
    """
    column = column.cast(plain_type(column.type))
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    apostrophe, nothing = (pa.scalar(text, column.type) for text in ("'", ""))
    return pc.if_else(
        pc.match_substring_regex(column, _BEGINS_LIKE_A_FORMULA),
        pc.binary_join_element_wise(apostrophe, column, nothing),
        column,
    )
