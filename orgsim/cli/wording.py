"""Small turns of phrase that several verbs share."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, thing: str) -> str:
    """Say how many there are of something.

    Examples
    --------
    >>> counted(1, "problem"), counted(2000, "problem")
    ('1 problem', '2,000 problems')
    >>> counted(7, "policy")
    '7 policies'
    """
    if number == 1:
        return f"1 {thing}"
    several = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {several}"


def listed(items: Sequence[object], most: int = 8) -> str:
    """List things with commas, not too many of them.

    Examples
    --------
    >>> listed([3, 5, 7]), listed(range(20), most=3)
    ('3, 5, 7', '0, 1, 2 and 17 more')
    """
    text = ", ".join(str(item) for item in items[:most])
    return text if len(items) <= most else f"{text} and {len(items) - most} more"
