"""Plain words for what the validator says about a single value."""

import re
import typing
from collections.abc import Callable, Mapping
from typing import Any

from orgsim.units import closest, sentence, shown

_TYPES = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of reasonable size",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "dict_type": "must be a mapping, with a name and a colon before each part",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "tuple_type": "must be a list such as [first, second]",
    "list_type": "must be a list such as [first, second]",
}
_YES_OR_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def type_complaint(detail: Mapping[str, Any], expected: Any, value: object) -> str:
    """Say what is wrong with a value.

    Parameters
    ----------
    detail
        One of the validator's errors, with ``type``, ``msg`` and ``ctx``.
    expected
        The type that belongs there.
    value
        As read from the file; a key where the key is meant.

    Examples
    --------
    >>> type_complaint({"type": "greater_than_equal", "ctx": {"ge": 1}}, int, 0)
    'must be at least 1, got 0'
    """
    kind = str(detail["type"])
    context: Mapping[str, Any] = detail.get("ctx") or {}
    if kind == "unit":
        return str(context["sentence"])
    if kind in ("value_error", "assertion_error"):
        return _with_value(str(context.get("error", detail.get("msg"))), value)
    if kind in _TYPES:
        return sentence(_TYPES[kind], shown(value), suggestion=_instead(kind, value))
    if kind in _SENTENCES:
        return _SENTENCES[kind](context, expected, value)
    return sentence(str(detail.get("msg")), shown(value))


def _with_value(text: str, value: object) -> str:
    """Add the value to a validator's own sentence, unless it names it."""
    if "got" in text or isinstance(value, (dict, list)):
        return text
    problem, semicolon, rest = text.partition("; ")
    return f"{problem}, got {shown(value)}{semicolon}{rest}"


def _instead(kind: str, value: object) -> str:
    """Return what the user probably wanted to write."""
    is_text = isinstance(value, str)
    if (
        kind.startswith("int")
        and isinstance(value, float)
        and value.is_integer()
        and abs(value) < 1e15
    ):
        return str(int(value))
    if (
        kind.startswith(("int", "float"))
        and is_text
        and re.fullmatch(r"[-+]?[0-9.]{1,18}", str(value))
    ):
        return f"{value} without quotes"
    if kind.startswith("bool") and is_text:
        return _YES_OR_NO.get(str(value).casefold(), "")
    if kind == "string_type" and isinstance(value, (bool, int, float)):
        return f"'{shown(value)}' in quotes"
    if kind in ("tuple_type", "list_type") and isinstance(value, (str, int, float)):
        return f"[{value}]"
    return ""


def _choice(context: Mapping[str, Any], expected: Any, value: object) -> str:
    # What a policy's own settings expect is known to the validator alone.
    allowed = list(map(str, typing.get_args(expected))) or _quoted(str(context["expected"]))
    near = closest(value, allowed) if isinstance(value, str) else ""
    return sentence("not one of the choices", shown(value), ", ".join(allowed), near)


def _quoted(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


def _too_short(context: Mapping[str, Any], _expected: Any, _value: object) -> str:
    return f"must not be empty; at least {context['min_length']} is needed"


def _identifier(_context: Mapping[str, Any], _expected: Any, value: object) -> str:
    problem = "a name that other parts refer to consists of letters, digits and _, a letter first"
    guess = re.sub(r"[^A-Za-z0-9]+", "_", str(value)).strip("_")
    return sentence(problem, shown(value), suggestion=guess if guess[:1].isalpha() else "")


def _bound(words: str, name: str) -> Callable[[Mapping[str, Any], Any, object], str]:
    def complaint(context: Mapping[str, Any], _expected: Any, value: object) -> str:
        bound = context[name]
        text = f"{bound:g}" if isinstance(bound, float) else str(bound)
        return sentence(f"must be {words} {text}", shown(value))

    return complaint


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], Any, object], str]] = {
    "literal_error": _choice,
    "too_short": _too_short,
    "string_too_short": lambda *_: "must not be empty",
    "string_too_long": lambda context, *_: (
        f"must be at most {context['max_length']} characters long"
    ),
    "string_pattern_mismatch": _identifier,
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
}
