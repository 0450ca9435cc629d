"""What the models expect at a place in a scenario: which keys, and of what kind."""

import typing
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from orgsim.rules import kinds as models
from orgsim.rules.kinds import kinds, plain
from orgsim.rules.organization import Organization
from orgsim.rules.stages import Rules

_DEEPEST_HOME = 3


@dataclass(frozen=True)
class Place:
    """Where a validation error belongs.

    Attributes
    ----------
    path : tuple of str or int
        As in the file: without the names of kinds that the validator puts between.
    expected : type
        What belongs there.
    parent : type
        What the last step of the path is a part of, as far as its kind decides.
    alternatives : tuple of type
        All kinds of the parent, or nothing where there is one kind only.
    """

    path: tuple[str | int, ...]
    expected: Any
    parent: Any
    alternatives: tuple[type[BaseModel], ...] = ()


def place(model: type[BaseModel], loc: tuple[str | int, ...]) -> Place:
    """Follow a validation error's location, or a path in a file, through the models.

    Examples
    --------
    >>> from orgsim.rules.promotion.promotion import Promotion
    >>> place(Promotion, ("budget", "quota", "rounding")).path
    ('budget', 'rounding')
    """
    expected: Any = model
    parent: Any = None
    alternatives: tuple[type[BaseModel], ...] = ()
    of_expected: tuple[type[BaseModel], ...] = ()
    path: list[str | int] = []
    for step in loc:
        options = kinds(expected)
        if options and step in options:
            expected, of_expected = options[str(step)], tuple(options.values())
            continue
        path.append(step)
        parent, alternatives = plain(expected), of_expected
        expected, of_expected = below(expected, step), ()
    return Place(tuple(path), plain(expected), parent, alternatives or of_expected)


def below(expected: Any, step: str | int) -> Any:
    """Return what belongs one step further down, None where that is not known.

    An overlay on the rules of an organization holds what an organization does.
    """
    found = models.below(expected, step)
    return Organization if Rules in (found, *typing.get_args(found)) else found


def keys(expected: Any) -> tuple[str, ...]:
    """Return the keys that a mapping may have, or nothing where any key is allowed."""
    expected = plain(expected)
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        return tuple(expected.model_fields)
    return ()


def is_field(model: type[BaseModel], path: tuple[str, ...]) -> bool:
    """Return whether a path ends in a key that the models define, whatever the kinds.

    >>> from orgsim.rules.organization import Organization
    >>> is_field(Organization, ("plan", "rate")), is_field(Organization, ("levels", "director"))
    (True, False)
    """
    container = place(model, path[:-1]).expected
    options = kinds(container).values() or [container]
    return any(path[-1] in keys(option) for option in options)


def home_of(key: str, model: Any) -> str:
    """Say where below a model a key would be right, the nearest place first.

    >>> from orgsim.rules.organization import Organization
    >>> home_of("jitter", Organization), home_of("growth", Organization), home_of("x", Organization)
    (', which belongs in promotion.trigger', ', which is a kind of plan', '')
    """
    level: list[tuple[str, Any]] = [("", model)]
    for _ in range(_DEEPEST_HOME):
        parts = [
            (f"{path}.{name}" if path else name, plain(field.annotation))
            for path, parent in level
            for name, field in getattr(parent, "model_fields", {}).items()
        ]
        level = []
        for path, expected in parts:
            options = kinds(expected)
            if key in options:
                return f", which is a kind of {path}"
            level += [(path, option) for option in options.values() or [expected]]
        for path, expected in level:
            if key in keys(expected):
                return f", which belongs in {path}"
    return ""
