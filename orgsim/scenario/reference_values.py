"""How the reference page says what a value is and how it is written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from orgsim.scenario.schema_of_changes import CHANGES, DEFINITIONS
from orgsim.scenario.written import flow
from orgsim.units import HOW

Schema = dict[str, Any]

_NAMES = {"integer": "whole number", "number": "number", "string": "text", "boolean": "yes or no"}
_EXAMPLES = {"integer": "3", "number": "0.5", "string": "Any text", "boolean": "true"}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}
_NULL = {"type": "null"}

ORGANIZATION = "organizations.ID"
"""The heading of the part about an organization."""


def anchor(heading: str) -> str:
    """Return what Markdown viewers call a heading in links.

    >>> anchor("`organizations.ID.plan`")
    'organizationsidplan'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def not_null(schema: Schema) -> Schema:
    """Return a schema without null as an alternative."""
    alternatives = [each for each in schema.get("anyOf", ()) if each != _NULL]
    rest = {key: each for key, each in schema.items() if key != "anyOf"}
    if len(alternatives) == 1:
        return {**rest, **alternatives[0]}
    return {**rest, "anyOf": alternatives} if alternatives else schema


class Values:
    """Values in words.

    Parameters
    ----------
    definitions
        Those of the schema.
    """

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def written(self, schema: Schema, path: str) -> str:
        """Say what the value at a path is, with an example of how it is written."""
        what, example = self._value(not_null(schema), path)
        return f"{what}, such as `{example}`" if example else what

    def referred(self, schema: Schema) -> Schema:
        """Return what a schema refers to, or the schema itself where it does not refer."""
        name = str(schema.get("$ref", "")).removeprefix(DEFINITIONS)
        return self._definitions.get(name, schema)

    def _value(self, schema: Schema, path: str) -> tuple[str, str]:
        target = self.referred(schema)
        below = f"[below](#{anchor(path)})"
        if is_overlay(schema):
            whole = "organizations" in target["properties"]
            of, heading = ("the scenario",) * 2 if whole else ("an organization", ORGANIZATION)
            return f"what changes of [{of}](#{anchor(heading)})", ""
        if "properties" in target:
            return f"mapping, {below}", ""
        if HOW in target:
            return target["title"], target["examples"][0]
        if is_distribution(target):
            _, example = self._value(target["anyOf"][0], path)
            return f"[{target['title']}](#distributions)", example
        if "oneOf" in target:
            return f"mapping with a `kind`, {below}", ""
        return self._without_name(target, path)

    def _without_name(self, schema: Schema, path: str) -> tuple[str, str]:
        if "const" in schema:
            return f"`{schema['const']}`", ""
        if "enum" in schema:
            return _listed(f"`{each}`" for each in schema["enum"]), ""
        if "anyOf" in schema:
            return self._alternatives(schema, path)
        if schema["type"] == "array":
            what, example = self._value(not_null(schema["items"]), f"{path}[]")
            return f"list: {what}", f"[{example}]" if example else ""
        if schema["type"] == "object":
            return self._mapping(schema, path)
        bounds = [f"{words} {schema[key]:,}" for key, words in _BOUNDS.items() if key in schema]
        example = "" if "default" in schema else _EXAMPLES[schema["type"]]
        return ", ".join([_NAMES[schema["type"]], *bounds]), example

    def _mapping(self, schema: Schema, path: str) -> tuple[str, str]:
        if "additionalProperties" not in schema:
            return schema["title"], flow(schema["examples"][0])
        value = schema["additionalProperties"]
        what, example = self._value(not_null(value.get("else", value)), f"{path}.ID")
        keys = self.referred(schema.get("propertyNames", {}))
        label, key = "by name", "NAME"
        if HOW in keys:
            label, key = f"by {keys['title']}", keys["examples"][0]
        elif "pattern" in keys:
            label, key = "by id", "ID"
        elif "enum" in keys:
            key = keys["enum"][0]
        return f"{label}: {what}", f"{{ {key}: {example} }}" if example else ""

    def _alternatives(self, schema: Schema, path: str) -> tuple[str, str]:
        options = schema["anyOf"]
        first, example = self._value(options[0], path)
        if is_by_level(schema):
            return f"{first}, or by level", example
        if "title" in schema:
            return schema["title"], schema["examples"][0]
        return _listed([first, *(self._value(each, path)[0] for each in options[1:])]), example


def is_overlay(schema: Schema) -> bool:
    """Return whether a schema is that of an overlay on what stands elsewhere on the page."""
    return str(schema.get("$ref", "")).endswith(CHANGES)


def is_distribution(schema: Schema) -> bool:
    """Return whether a schema is a value that may be drawn from a distribution."""
    return "oneOf" in schema.get("anyOf", [{}])[-1]


def is_by_level(schema: Schema) -> bool:
    """Return whether a schema is one value for all levels, or a mapping from levels to values."""
    options = schema.get("anyOf", ())
    return len(options) > 1 and options[1].get("additionalProperties") == options[0]


def _listed(options: Iterable[str]) -> str:
    """Join alternatives.

    >>> _listed(["carry", "down", "up"])
    'carry, down or up'
    """
    *others, last = options
    return f"{', '.join(others)} or {last}" if others else last
