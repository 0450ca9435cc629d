"""Where a `kind` chooses what a section is: the types behind a place in a scenario file."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, RootModel

KIND = "kind"
"""The key by which a mapping says what it is."""


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


def of_kind(expected: Any, kind: str | None) -> Any:
    """Return what belongs in a place, the model of the kind where a `kind` chooses between some.

    >>> from orgsim.rules.headcount_plan import Plan
    >>> of_kind(Plan, "path").__name__
    'PathPlan'
    """
    options = kinds(expected)
    return options.get(kind or "") if options else plain(expected)


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
