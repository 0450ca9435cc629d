"""What the models expect at a place in a scenario: which keys, and of what kind."""

import types
import typing
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, RootModel

KIND = "kind"

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


def plain(expected: Any) -> Any:
    """Strip what surrounds a type: annotations, ``None`` as an alternative, a root model."""
    while True:
        origin = typing.get_origin(expected)
        if origin is typing.Annotated:
            expected = typing.get_args(expected)[0]
        elif origin in (typing.Union, types.UnionType):
            options = [each for each in typing.get_args(expected) if each is not type(None)]
            if len(options) != 1:
                return expected
            expected = options[0]
        elif isinstance(expected, type) and issubclass(expected, RootModel):
            expected = expected.model_fields["root"].annotation
        else:
            return expected


def kinds(expected: Any) -> dict[str, type[BaseModel]]:
    """Return the models that a `kind` chooses between, by kind; empty where it does not."""
    expected = plain(expected)
    if typing.get_origin(expected) not in (typing.Union, types.UnionType):
        return {}
    found = {}
    for option in typing.get_args(expected):
        model = plain(option)
        found.update(dict.fromkeys(kind_names(model), model))
    return found


def kind_names(model: Any) -> tuple[str, ...]:
    """Return the kinds by which a model is chosen."""
    if isinstance(model, type) and issubclass(model, BaseModel) and KIND in model.model_fields:
        return tuple(map(str, typing.get_args(model.model_fields[KIND].annotation)))
    return ()


def keys(expected: Any) -> tuple[str, ...]:
    """Return the keys that a mapping may have, or nothing where any key is allowed."""
    expected = plain(expected)
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        return tuple(expected.model_fields)
    return ()


def of_kind(expected: Any, kind: str | None) -> Any:
    """Return what belongs in a place, the model of the kind where a `kind` chooses between some.

    >>> from orgsim.rules.headcount_plan import Plan
    >>> of_kind(Plan, "path").__name__
    'PathPlan'
    """
    options = kinds(expected)
    return options.get(kind or "") if options else plain(expected)


def is_field(model: type[BaseModel], path: tuple[str, ...]) -> bool:
    """Return whether a path ends in a key that the models define, whatever the kinds.

    >>> from orgsim.rules.organization import Organization
    >>> is_field(Organization, ("plan", "rate")), is_field(Organization, ("levels", "director"))
    (True, False)
    """
    container = place(model, path[:-1]).expected
    options = kinds(container).values() or [container]
    return any(path[-1] in keys(option) for option in options)


def below(expected: Any, step: str | int) -> Any:
    """Return what belongs one step further down, None where that is not known."""
    expected = plain(expected)
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        found = expected.model_fields.get(str(step))
        return found.annotation if found else None
    for option in kinds(expected).values():
        if step in option.model_fields:
            return option.model_fields[str(step)].annotation
    arguments = typing.get_args(expected)
    if typing.get_origin(expected) is dict:
        return arguments[1]
    if typing.get_origin(expected) in (tuple, list) and arguments:
        return arguments[0]
    return None


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
