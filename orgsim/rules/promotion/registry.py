"""Promotion policies by name: those that come with orgsim, and those that plug-ins add.

Scenario files name policies and never say where their code is, so that a file from elsewhere can
run nothing but what is registered already.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, create_model
from pydantic.errors import PydanticUserError
from pydantic_core import PydanticSerializationError

from orgsim.rules.promotion.policy import PromotionPolicy, prints_to_stderr
from orgsim.rules.section import Section
from orgsim.units import shown

Policy = TypeVar("Policy", bound=PromotionPolicy)


class Entry(NamedTuple):
    """A registered policy.

    Attributes
    ----------
    kind : type of PromotionPolicy
    settings : type of Section
        What a scenario file may say about it: the parameters of the class.
    """

    kind: type[PromotionPolicy]
    settings: type[Section]

    def policy(self, settings: Section) -> PromotionPolicy:
        """Return the policy with some settings."""
        with prints_to_stderr():
            return self.kind(**dict(settings))


_ENTRIES: dict[str, Entry] = {}


def policy(name: str) -> Callable[[type[Policy]], type[Policy]]:
    """Register a promotion policy under a name that scenario files can choose.

    The parameters of the class are its settings. Each needs a type; those of `orgsim.units` are
    written with their unit in a scenario file and come as numbers (durations in years).

    Parameters
    ----------
    name : str
        Letters, digits and underscores, a letter first.

    Raises
    ------
    ValueError
        When the name cannot be one or is taken, or a parameter cannot be a setting.
    TypeError
        When what is registered is no class of policies.

    Examples
    --------
    >>> from orgsim import PromotionPolicy
    >>> from orgsim.units import Duration
    >>> @policy("patient_doctest")
    ... class Patient(PromotionPolicy):
    ...     def __init__(self, years: Duration = 2.0) -> None:
    ...         self.years = years
    ...
    ...     def eligible(self, people, now):
    ...         return people.time_in_level(now) >= self.years

    A scenario file then says ``selection: { kind: policy, name: patient_doctest, settings: { years:
    18 months } }``.
    """

    def registered(kind: type[Policy]) -> type[Policy]:
        register(name, kind)
        return kind

    return registered


def register(name: str, kind: type[PromotionPolicy]) -> None:
    """Do what `policy` does, without being a decorator.

    A class that was defined anew, as in a notebook, takes the place of its earlier form.

    Raises
    ------
    ValueError, TypeError
    """
    if not name.isidentifier() or not name.isascii() or name.startswith("_"):
        raise ValueError(
            f"a policy's name consists of letters, digits and _, a letter first, got {name!r}"
        )
    # Anything may come along with a decorator, whatever its type says.
    given: object = kind
    if not isinstance(given, type):
        raise TypeError(f"{name!r} must be a class, got a {type(given).__name__}")
    if not issubclass(given, PromotionPolicy):
        raise TypeError(
            f"{_origin(given)} is no promotion policy: write "
            f"class {given.__name__}(orgsim.PromotionPolicy)"
        )
    taken = _ENTRIES.get(name)
    if taken is not None and _origin(taken.kind) != _origin(kind):
        raise ValueError(f"there is a promotion policy {name!r} already: {_origin(taken.kind)}")
    _ENTRIES[name] = Entry(kind, _settings(kind))


def entries() -> dict[str, Entry]:
    """Return the registered policies by name."""
    return dict(_ENTRIES)


def _origin(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _settings(kind: type[PromotionPolicy]) -> type[Section]:
    """Make the section of a scenario file that the parameters of a class stand for."""
    fields: dict[str, Any] = {}
    # A class without a constructor of its own has that of `object`, which takes anything.
    if kind.__init__ is not object.__init__:
        parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
        try:
            types = typing.get_type_hints(kind.__init__, include_extras=True)
        except NameError as error:
            raise ValueError(
                f"{_origin(kind)}: the type of a setting is unknown: {error}"
            ) from None
        for parameter in parameters:
            if parameter.name not in types or parameter.kind in (
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
                parameter.POSITIONAL_ONLY,
            ):
                raise ValueError(
                    f"{_origin(kind)}: the parameter {parameter.name!r} is a setting in scenario "
                    "files and needs a name and a type, as in years: Duration = 2.0"
                )
            if parameter.name.startswith("_") or hasattr(Section, parameter.name):
                raise ValueError(
                    f"{_origin(kind)}: the parameter {parameter.name!r} is a setting in scenario "
                    "files and cannot have this name; choose another"
                )
            required = parameter.default is parameter.empty
            default = ... if required else parameter.default
            fields[parameter.name] = (types[parameter.name], default)
    name = f"{kind.__name__}Settings"
    try:
        section = create_model(name, __base__=Section, __module__=kind.__module__, **fields)
    except PydanticUserError as error:
        problem = error.message.partition(". ")[0]
        raise ValueError(
            f"{_origin(kind)}: the type of a setting cannot be read from a file: {problem}"
        ) from None
    for field, (expected, default) in fields.items():
        if default is not ...:
            _check_default(f"{_origin(kind)}: the default of {field!r}", expected, default)
    return section


def _check_default(what: str, expected: Any, default: Any) -> None:
    """Check that a default is what the class gets when a file states it.

    It must survive being written down and read again: nobody else reads it, and the class gets it
    as it stands, so that a duration is a number of years there and no text.

    Raises
    ------
    ValueError
    """
    setting: TypeAdapter[Any] = TypeAdapter(expected)
    try:
        written = setting.dump_python(default, mode="json", warnings="none")
        if bool(setting.validate_python(written) == default):
            return
    except (PydanticSerializationError, ValueError, TypeError, AttributeError):
        pass
    try:
        # Perhaps it is written as a file would write it.
        meant = setting.validate_python(default)
        hint = f"; did you mean {meant!r}?" if isinstance(meant, int | float) else ""
    except (ValueError, TypeError):
        hint = ""
    raise ValueError(
        f"{what} must be what the class gets, such as a number of years for a duration, "
        f"got {shown(default)}{hint}"
    )
