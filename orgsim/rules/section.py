"""What every section of a scenario file is made of: frozen models and a few checked types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from orgsim.units import Month, Share, choices, closest, write_share

Whole = Annotated[int, Field(strict=True)]
"""A whole number."""


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must be more than blanks")
    return text


Text = Annotated[str, Field(strict=True, min_length=1, max_length=200), AfterValidator(_not_blank)]
"""A word or a line of text."""

Identifier = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
"""The id of a level, an entry point or an organization: letters, digits and underscores."""


def _each_once(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(months)) != len(months):
        raise ValueError("each month only once")
    return tuple(sorted(months))


Months = Annotated[tuple[Month, ...], Field(min_length=1), AfterValidator(_each_once)]
"""Some calendar months."""

Path: TypeAlias = tuple[str | int, ...]
Contradiction: TypeAlias = tuple[Path, str]
"""Where two parts of a section contradict each other, and a sentence about it."""


class Section(BaseModel):
    """A section of a scenario file: frozen, comparable, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exclusive: ClassVar[tuple[tuple[tuple[str, ...], ...], ...]] = ()
    """Ways of saying one thing, each by its keys, of which a section has one: where a scenario
    states another than what it extends, it takes its place."""

    belonging: ClassVar[Mapping[str, str]] = {}
    """Keys that belong to what another key names: where a scenario names another than what it
    extends, nothing of them is left."""

    def contradictions(self) -> Iterator[Contradiction]:
        """What no single field can know: parts that do not fit together."""
        return iter(())


T = TypeVar("T")


def _every_level(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {"default": value}


class ByLevel(RootModel[dict[str, T]], Generic[T]):
    """One value for every level, or a mapping from level to value with an optional `default`.

    Examples
    --------
    >>> ByLevel[float].model_validate({"default": 0.5, "director": 0.1}).of("pm")
    0.5
    """

    model_config = ConfigDict(frozen=True)
    root: Annotated[dict[str, T], BeforeValidator(_every_level)]

    def of(self, level: str) -> T:
        """The value at a level."""
        return self.root[level] if level in self.root else self.root["default"]

    def contradictions(self, levels: Sequence[str]) -> Iterator[Contradiction]:
        """Levels that do not exist, and levels left without a value."""
        for level in self.root:
            if level != "default" and level not in levels:
                yield (level,), unknown("level", level, levels)
        if "default" not in self.root:
            missing = [level for level in levels if level not in self.root]
            if missing:
                yield (), f"no value for {', '.join(missing)}; name them or add 'default'"


def _every_level_of_mappings(value: Any) -> Any:
    by_level = isinstance(value, Mapping) and any(
        isinstance(each, Mapping | Section) for each in value.values()
    )
    return value if by_level else {"default": value}


class MappingByLevel(ByLevel[T], Generic[T]):
    """The same where the values are mappings themselves: a mapping of mappings is by level.

    Examples
    --------
    >>> everywhere = {"market": 0.9, "founder": 0.1}
    >>> MappingByLevel[dict[str, float]].model_validate(everywhere).of("pm")
    {'market': 0.9, 'founder': 0.1}
    >>> by_level = {"default": {"market": 1.0}, "vp": everywhere}
    >>> MappingByLevel[dict[str, float]].model_validate(by_level).of("pm")
    {'market': 1.0}
    """

    root: Annotated[dict[str, T], BeforeValidator(_every_level_of_mappings)]


def column(values: ByLevel[Any], levels: Sequence[str], attribute: str = "") -> NDArray[np.float64]:
    """The values of all levels as floats, with a 0 at the end for people who have left.

    Parameters
    ----------
    values : ByLevel
    levels : sequence of str
        Level ids, lowest first; L of them.
    attribute : str
        What to read off each value (`hazard` of a rate), or nothing for a plain number.

    Returns
    -------
    array of float, shape (L + 1,)
    """
    found = [values.of(level) for level in levels]
    return np.array([getattr(v, attribute) if attribute else v for v in found] + [0.0])


def unknown(what: str, given: str, allowed: Sequence[str]) -> str:
    """The sentence about a name that does not exist, with the nearest one that does."""
    near = closest(given, allowed)
    hint = f"; did you mean {near!r}?" if near else ""
    return f"there is no {what} {given!r}; allowed: {choices(allowed)}{hint}"


def unknown_or_twice(
    what: str, given: Sequence[str], allowed: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """What is wrong with a list of names that exist, each once: positions and sentences.

    Examples
    --------
    >>> list(unknown_or_twice("level", ["pm", "vp", "pm"], ["pm", "director"]))
    [(1, "there is no level 'vp'; allowed: pm, director"), (2, "the level 'pm' is there twice")]
    """
    for position, name in enumerate(given):
        if name not in allowed:
            yield position, unknown(what, name, allowed)
        elif name in given[:position]:
            yield position, f"the {what} {name!r} is there twice"


def sums_to_one(shares: dict[str, float]) -> dict[str, float]:
    """The shares themselves, if they are those of a whole.

    Raises
    ------
    ValueError
        If they sum to anything else.
    """
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-9:
        parts = ", ".join(f"{name} {write_share(share)}" for name, share in shares.items())
        raise ValueError(
            f"shares must sum to 100%, these sum to {round(total * 100, 6):g}% ({parts})"
        )
    return shares


Shares = Annotated[dict[str, Share], Field(min_length=1), AfterValidator(sums_to_one)]
"""A mapping from names to shares that sum to 100%."""
