"""How quantities are written, as JSON Schema: what editors check while somebody types.

The patterns accept everything that the readers of the units accept, and as little else as a
pattern can; they use only what regular expressions of Python and of editors have in common.
"""

from typing import Any

UNSIGNED = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
NUMBER = rf"[+-]?{UNSIGNED}"

_ZERO = r"(?:0+(?:\.0*)?|\.0+)(?:[eE][+-]?[0-9]{1,3})?"
NOT_NEGATIVE = rf"(?:\+?{UNSIGNED}|-{_ZERO})"
"""A number of zero or more; minus zero is zero."""

_PLAIN_PERCENTAGE = r"(?:0*(?:100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?)|\.[0-9]+)"
_SCIENTIFIC = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]{1,3}"
UP_TO_HUNDRED = rf"(?:\+?(?:{_PLAIN_PERCENTAGE}|{_SCIENTIFIC})|-{_ZERO})"
"""A number from 0 to 100; in scientific notation it may be more."""


def any_case(word: str) -> str:
    """Return the pattern of a word in capitals or not: patterns of editors have no flags.

    Examples
    --------
    >>> any_case("day")
    '[Dd][Aa][Yy]'
    """
    return "".join(f"[{letter.upper()}{letter.lower()}]" for letter in word)


HOW = "errorMessage"
"""The keyword under which editors find the sentence to show under a mistake (yaml-language-server
and VS Code know it); every quantity that has a name has it."""

TIME_UNIT = rf"(?:{'|'.join(map(any_case, ('year', 'month', 'week', 'day')))})[Ss]?"
PER = r"(?:/|per\s)"


def text_form(name: str, how: str, pattern: str, *examples: str) -> dict[str, Any]:
    r"""Return the JSON Schema of a quantity that is written as text.

    Parameters
    ----------
    name
        What the quantity is, in a word or two.
    how
        The sentence that teaches how it is written; editors show it under a mistake.
    pattern
        What the text must match, but for spaces around it.
    examples
        As somebody would write it, the most usual form first.

    Examples
    --------
    >>> text_form("month", "a month is written by its name", "March", "March")["pattern"]
    '^\\s*(?:March)\\s*$'
    """
    return {
        "title": name,
        "type": "string",
        "pattern": rf"^\s*(?:{pattern})\s*$",
        "examples": list(examples),
        HOW: how,
    }
