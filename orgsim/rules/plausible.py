"""What is not known: the range of a value that is an assumption, stated where its default is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from orgsim.rules.distributions import Constant
from orgsim.rules.section import ByLevel, Path

NOT_FOLLOWED = frozenset({"stages", "interventions", "policies"})
"""What changes later stays as it is stated."""


@dataclass(frozen=True)
class Plausible:
    """The range in which a value that is an assumption probably lies.

    It stands beside the type of a key. `orgsim sweep --uncertain` draws the value from it, all of
    the range equally likely, unless a scenario of the user's own states the value.

    Parameters
    ----------
    low, high : str
        As they are written in a scenario file, with one unit.

    Examples
    --------
    >>> str(Plausible("1 year", "5 years"))
    'Plausible from 1 year to 5 years.'
    """

    low: str
    high: str

    def __str__(self) -> str:
        return f"Plausible from {self.low} to {self.high}."


def plausible(model: type[BaseModel], name: str) -> Plausible | None:
    """Return the range of a key, None where its value is no assumption or has no stated range.

    Examples
    --------
    >>> from orgsim.rules.attrition import Attrition
    >>> plausible(Attrition, "patience")
    Plausible(low='1 year', high='5 years')
    """
    stated = (each for each in model.model_fields[name].metadata if isinstance(each, Plausible))
    return next(stated, None)


def uncertain(section: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Plausible, bool]]:
    """Find the assumptions in a section and all sections in it.

    Values that differ by level, and distributions that are no single value, are left out: a range
    says nothing about them.

    Parameters
    ----------
    section : BaseModel
        Such as a whole scenario.
    path : Path
        Where it stands.

    Yields
    ------
    path : Path
    range : Plausible
    is_default : bool
        Whether the value is the default.
    """
    for name, field in type(section).model_fields.items():
        value, here = getattr(section, name), (*path, name)
        stated = plausible(type(section), name)
        if name in NOT_FOLLOWED or value is None:
            continue
        if stated is not None:
            if _is_single(value):
                yield here, stated, value == field.get_default(call_default_factory=True)
        elif isinstance(value, Mapping):
            for key, each in value.items():
                if isinstance(each, BaseModel):
                    yield from uncertain(each, (*here, key))
        elif isinstance(value, BaseModel) and not isinstance(value, ByLevel):
            yield from uncertain(value, here)


def _is_single(value: Any) -> bool:
    if isinstance(value, ByLevel):
        return set(value.root) == {"default"}
    return isinstance(value, Constant) or not isinstance(value, BaseModel)
