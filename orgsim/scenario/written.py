"""A scenario written out again, with everything that was inherited or left at its default."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, RootModel

from orgsim.scenario.scalars import plain_value
from orgsim.scenario.scenario import Scenario

_PLAIN = re.compile(r"(?:-?[0-9]|[A-Za-z])[A-Za-z0-9_./%+\- ]*")
_COMMENT_COLUMN = 60

DEFAULT = "default"
"""Where a value came from that no file states."""

Origins = Mapping[tuple[str | int, ...], str]


def resolved_yaml(scenario: Scenario, origins: Origins | None = None) -> str:
    """Write a scenario as YAML that loads as an equal scenario.

    Parameters
    ----------
    scenario
        Policies that are Python objects cannot be written and are left out.
    origins
        Where values came from, to be added as comments; ``default`` where it says nothing.
    """
    data = _told(scenario, scenario.model_dump(mode="json"))
    return "\n".join(_block(data, (), origins)) + "\n"


def _told(value: Any, data: Any) -> Any:
    """Leave out what is null unless the default is something else: then null has to be said."""
    if isinstance(value, RootModel):
        return _told(value.root, data)
    if isinstance(value, BaseModel) and isinstance(data, dict):
        return {
            name: _told(getattr(value, name), data[name])
            for name, field in type(value).model_fields.items()
            if name in data and (data[name] is not None or field.default is not None)
        }
    if isinstance(value, Mapping) and isinstance(data, dict):
        return {key: _told(value[key], each) for key, each in data.items() if key in value}
    if isinstance(value, tuple | list) and isinstance(data, list):
        return [_told(each, written) for each, written in zip(value, data, strict=True)]
    return data


def _block(
    data: Mapping[str, Any], path: tuple[str | int, ...], origins: Origins | None
) -> Iterator[str]:
    indent = "  " * len(path)
    for key, value in data.items():
        here = (*path, key)
        name = f"{indent}{_scalar(key)}:"
        if isinstance(value, dict) and value:
            yield name
            yield from _block(value, here, origins)
            continue
        line = f"{name} {flow(value)}"
        if origins is None:
            yield line
        else:
            yield f"{line:<{_COMMENT_COLUMN}}  # {origin(origins, here)}"


def origin(origins: Origins, path: tuple[str | int, ...]) -> str:
    """Return where the value at a path came from.

    A file may state in one word what is resolved to a mapping; its parts came from there too.
    """
    for length in range(len(path), 0, -1):
        if path[:length] in origins:
            return origins[path[:length]]
    return DEFAULT


def flow(value: Any) -> str:
    """Write a value in one line, as it would stand in a scenario file.

    Examples
    --------
    >>> flow({"months": ["March"], "share": "7%", "noise": 0.0})
    '{ months: [March], share: 7%, noise: 0 }'
    """
    if isinstance(value, dict):
        inside = ", ".join(f"{_scalar(key)}: {flow(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        is_plain = (
            _PLAIN.fullmatch(value) and not value.endswith(" ") and plain_value(value) == value
        )
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value)
