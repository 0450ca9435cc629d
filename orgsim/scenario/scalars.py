"""What a plain word in a YAML file means: the core schema of YAML 1.2, and nothing else.

``no``, ``on`` and ``2026-01-01`` are text, ``012`` is twelve, ``0o14`` too. See
https://yaml.org/spec/1.2.2/#103-core-schema.
"""

import re

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_CONSTANTS = {
    **dict.fromkeys(["null", "Null", "NULL", "~", ""], None),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], float("nan")),
}
_LONGEST_NUMBER = 40


def plain_value(text: str) -> bool | int | float | str | None:
    """Return what an unquoted scalar stands for.

    Raises
    ------
    ValueError
        When it is a number with more digits than any quantity here can have.

    Examples
    --------
    >>> [plain_value(text) for text in ("no", "012", "0x1F", "1e3", "~", "6 months")]
    ['no', 12, 31, 1000.0, None, '6 months']
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    is_integer = _INTEGER.fullmatch(text)
    if not is_integer and not _FLOAT.fullmatch(text):
        return float(text.replace(".", "")) if _INFINITE.fullmatch(text) else text
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number with too many digits")
    if not is_integer:
        return float(text)
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text, base)
