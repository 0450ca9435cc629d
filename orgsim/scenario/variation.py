"""`--vary path=a,b,c` and `--vary path=lo..hi`: which values a sweep gives to a key.

A value is written as in the scenario file, unit included. A range runs between two numbers with
the same unit, and every value in it is written with that unit again, so that each point of a sweep
is a scenario that somebody could have written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from orgsim.scenario.composition import ORGANIZATIONS
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.shape import place
from orgsim.units import sentence, shown
from orgsim.units.text_forms import NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERY = "*"
"""Stands in a path for all organizations."""

SAME_FOR_ALL = ("name", "seed", "replications", "record", "start")
"""Keys that are the same for all points, which otherwise could not be compared."""

FINENESS = 1_000_000
"""Values of a range are rounded to a fraction of its width, so that they can be read."""

_QUANTITY = re.compile(rf"((?:every\s+)?)({NUMBER})(\s*)([^\s\d].*)?", re.IGNORECASE)
_TIMES = ("year", "month", "week", "day")


@dataclass(frozen=True)
class Quantity:
    """A number as it is written, with what stands before and after it.

    Attributes
    ----------
    number : float
    before, after : str
        Such as ``every`` and ``months``.
    """

    number: float
    before: str = ""
    after: str = ""

    @classmethod
    def read(cls, text: str) -> Quantity | None:
        """Read ``5%``, ``every 3 months``, ``0.1/year`` or ``3``; None where it is no number."""
        match = _QUANTITY.fullmatch(text.strip())
        if not match or not math.isfinite(float(match[2])):
            return None
        return cls(float(match[2]), match[1].lower(), match[3] + (match[4] or "").rstrip())

    @property
    def unit(self) -> str:
        """The unit, the same for one and for many.

        >>> Quantity.read("1 month").unit == Quantity.read("6 months").unit
        True
        """
        unit = self.after.strip().lower()
        singular = unit.removesuffix("s")
        return self.before + (singular if singular in _TIMES else unit)

    def __str__(self) -> str:
        number = str(int(self.number)) if self.number.is_integer() else repr(self.number)
        word = self.after.strip()
        if word.lower().removesuffix("s") in _TIMES:
            return f"{self.before}{number} {word.removesuffix('s')}{'' if number == '1' else 's'}"
        return f"{self.before}{number}{self.after}"


@dataclass(frozen=True)
class Choice:
    """Some values to choose from.

    Attributes
    ----------
    path : str
        Where they are put; ``*`` stands for every organization.
    values : tuple of str
        As they are written, two or more.
    """

    path: str
    values: tuple[str, ...]

    def levels(self, count: int) -> tuple[str, ...]:
        """The values of a grid: all of them."""
        return self.values

    def at(self, fractions: NDArray[np.float64]) -> list[str]:
        """The values at places between 0 and 1: each value has its equal share of them."""
        places = np.minimum((fractions * len(self.values)).astype(int), len(self.values) - 1)
        return [self.values[each] for each in places]

    @property
    def extremes(self) -> tuple[str, ...]:
        """What is to be tried to know whether all values are right."""
        return self.values

    def __str__(self) -> str:
        return f"{self.path}={','.join(self.values)}"


@dataclass(frozen=True)
class Range:
    """All values from one to another, equally likely.

    Attributes
    ----------
    path : str
        Where they are put; ``*`` stands for every organization.
    low, high : Quantity
        With the same unit.
    whole : bool
        Whether only whole numbers will do.
    """

    path: str
    low: Quantity
    high: Quantity
    whole: bool = False

    def levels(self, count: int) -> tuple[str, ...]:
        """The values of a grid: so many at equal distances, both ends among them."""
        if self.whole:
            count = min(count, round(self.high.number - self.low.number) + 1)
        steps = np.linspace(self.low.number, self.high.number, count)
        return tuple(dict.fromkeys(self._written(float(each)) for each in steps))

    def at(self, fractions: NDArray[np.float64]) -> list[str]:
        """The values at places between 0 and 1."""
        low, width = self.low.number, self.high.number - self.low.number
        if self.whole:
            width += 1
            numbers = np.minimum(np.floor(low + fractions * width), self.high.number)
        else:
            numbers = low + fractions * width
        return [self._written(float(each)) for each in numbers]

    @property
    def extremes(self) -> tuple[str, ...]:
        """What is to be tried to know whether all values are right."""
        return str(self.low), str(self.high)

    def _written(self, number: float) -> str:
        if self.whole:
            return str(replace(self.high, number=float(round(number))))
        digits = -math.floor(math.log10((self.high.number - self.low.number) / FINENESS))
        return str(replace(self.high, number=round(number, digits) + 0.0))

    def __str__(self) -> str:
        return f"{self.path}={self.low}..{self.high}"


Variation: TypeAlias = Choice | Range


def read_variation(text: str) -> Variation:
    """Read ``path=a,b,c`` or ``path=lo..hi``.

    Raises
    ------
    ValueError
        When it is neither.

    Examples
    --------
    >>> read_variation("organizations.startup.attrition.patience=1 year..4 years").levels(4)
    ('1 year', '2 years', '3 years', '4 years')
    >>> read_variation("organizations.*.plan.kind=growth,arrivals").values
    ('growth', 'arrivals')
    """
    path, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not path or not values:
        raise ValueError(
            sentence("what is varied is written path=a,b,c or path=lo..hi", shown(text))
        )
    _refuse_same_for_all(path)
    low, dots, high = (part.strip() for part in values.partition(".."))
    if dots and "," not in values:
        return _range(path, low, high)
    found = _split(values)
    if "" in found:
        raise ValueError(f"{path}: nothing stands between two commas in {shown(values)}")
    twice = next((each for each in found if found.count(each) > 1), "")
    if twice:
        raise ValueError(f"{path}: the value {shown(twice)} is there twice")
    if len(found) < 2:
        raise ValueError(
            f"{path}: one value is not varied, got {shown(values)}; "
            "write two or more with commas, or a range such as 5%..20%"
        )
    return Choice(path, tuple(found))


def read_variations(texts: Sequence[str]) -> tuple[Variation, ...]:
    """Read several.

    Raises
    ------
    ValueError
        When one cannot be read, or a path is there twice.
    """
    found = tuple(read_variation(text) for text in texts)
    paths = [each.path for each in found]
    twice = next((path for path in paths if paths.count(path) > 1), "")
    if twice:
        raise ValueError(f"{twice} is varied twice; write all its values in one")
    return found


def _refuse_same_for_all(path: str) -> None:
    if path in SAME_FOR_ALL:
        raise ValueError(
            f"{path} is the same for all points: they are compared under the same luck, over the "
            "same time"
        )


def _range(path: str, low: str, high: str) -> Range:
    ends = Quantity.read(low), Quantity.read(high)
    if ends[0] and ends[1] and not ends[0].unit:
        ends = replace(ends[1], number=ends[0].number), ends[1]  # as in 5..20%
    first, last = ends
    if first is None or last is None:
        raise ValueError(
            f"{path}: a range runs between two numbers, such as 5%..20% or 1 year..3 years, "
            f"got {shown(low)} and {shown(high)}; other values are listed with commas"
        )
    if first.unit != last.unit:
        raise ValueError(
            f"{path}: both ends of a range have the same unit, got {shown(low)} and {shown(high)}"
        )
    if first.number >= last.number:
        raise ValueError(
            f"{path}: a range begins with its lower end, got {shown(low)} and {shown(high)}"
        )
    whole = _is_whole(path)
    broken = next((each for each in (first, last) if whole and not each.number.is_integer()), None)
    if broken:
        raise ValueError(f"{path}: must be a whole number, got {broken}")
    return Range(path, replace(first, after=last.after), last, whole)


def _is_whole(path: str) -> bool:
    return place(Scenario, tuple(path.split("."))).expected is int


def _split(values: str) -> list[str]:
    """Split at the commas that stand in no brackets."""
    found, depth = [""], 0
    for letter in values:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return [each.strip() for each in found]


def overrides(variation: Variation, value: str, organizations: Sequence[str]) -> Iterator[str]:
    """Write a value of a variation as ``path=value``, once for each organization it is for.

    Examples
    --------
    >>> some = Choice("organizations.*.plan.rate", ("5%/year", "9%/year"))
    >>> list(overrides(some, "9%/year", ["a", "b"]))
    ['organizations.a.plan.rate=9%/year', 'organizations.b.plan.rate=9%/year']
    """
    start, star, rest = variation.path.partition(f"{ORGANIZATIONS}.{EVERY}.")
    if star and not start:
        for organization in organizations:
            yield f"{ORGANIZATIONS}.{organization}.{rest}={value}"
    else:
        yield f"{variation.path}={value}"
