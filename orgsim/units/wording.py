"""How a mistake in a quantity is put into words."""

import difflib
from collections.abc import Iterable

from pydantic_core import PydanticCustomError

_LONGEST_SHOWN = 60
_MOST_LISTED = 40


def shown(value: object) -> str:
    """Return a value as an error message repeats it to the person who wrote it.

    >>> shown("six months"), shown(True), shown({"a": 1})
    ("'six months'", 'true', 'a mapping')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value) if isinstance(value, (str, int, float)) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def choices(names: Iterable[str]) -> str:
    """Return names as a message lists what is allowed: all of them, or the first of very many.

    >>> choices([]), choices(["pm", "director"]), choices(map(str, range(1000)))[-27:]
    ('none', 'pm, director', '38, 39 and 960 more of them')
    """
    everything = list(names)
    rest = len(everything) - _MOST_LISTED
    text = ", ".join(everything[:_MOST_LISTED]) or "none"
    return f"{text} and {rest} more of them" if rest > 0 else text


def sentence(problem: str, got: str = "", allowed: str = "", suggestion: str = "") -> str:
    """Join the parts of an error message: what is wrong, what was found, what would do.

    >>> sentence("unknown month", got="'Marhc'", suggestion="March")
    "unknown month, got 'Marhc'; did you mean March?"
    """
    parts = [problem + (f", got {got}" if got else "")]
    if allowed:
        parts.append(f"allowed: {allowed}")
    if suggestion:
        parts.append(f"did you mean {suggestion}?")
    return "; ".join(parts)


def closest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` is probably a misspelling of, or ``""``.

    >>> closest("monhts", ["years", "months"])
    'months'
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold()[:200], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def unit_error(
    problem: str, value: object, *, allowed: str = "", suggestion: str = ""
) -> ValueError:
    """Return the error about a value, for the validator to carry; its text is complete."""
    text = sentence(problem, shown(value), allowed, suggestion)
    return PydanticCustomError("unit", "{sentence}", {"sentence": text})


def plain(number: float) -> str:
    """Write a number without a needless ``.0``, losing no bit."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def is_number(value: object) -> bool:
    """Return whether a value is a bare number: true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
