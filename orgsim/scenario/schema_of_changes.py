"""The schema of a file that only says what differs from the files that it extends."""

from collections.abc import Iterable, Mapping
from typing import Any

from orgsim.rules.kinds import KIND
from orgsim.scenario.composition import EXTENDS

CHANGES = "_changes"
"""What the name of a definition ends in when nothing in it is required."""

OR_NULL = "_or_null"
"""What the name of a quantity's definition ends in when null removes what the base says."""

DEFINITIONS = "#/$defs/"

_ONLY_WHERE_COMPLETE = {"required", "minProperties", "default"}
_AS_THEY_ARE = {"items", "examples", "propertyNames"}
"""Lists replace those of the base whole, so that what they hold is complete."""

_ABOUT = {"title", "description", "examples"}

Schema = dict[str, Any]


def as_changes(
    sections: Mapping[str, Schema], quantities: Mapping[str, Schema]
) -> dict[str, Schema]:
    """Return definitions in which nothing is required and the value of each key may be null.

    A `kind` need not be repeated; where it is missing, any kind may be meant.

    Parameters
    ----------
    sections
        Definitions that are to become lenient, by name; the new names end in `CHANGES`.
    quantities
        Definitions of single values; the new names end in `OR_NULL`.

    Examples
    --------
    >>> staffing = {"properties": {"every": {"$ref": "#/$defs/interval"}}, "required": ["every"]}
    >>> made = as_changes({"staffing": staffing}, {"interval": {"type": "string"}})
    >>> made["staffing_changes"]
    {'properties': {'every': {'$ref': '#/$defs/interval_or_null'}}}
    >>> made["interval_or_null"]
    {'type': ['string', 'null']}
    """
    changes = {name + CHANGES: _Lenient(quantities).of(each) for name, each in sections.items()}
    return changes | {name + OR_NULL: _or_null(each) for name, each in quantities.items()}


class _Lenient:
    def __init__(self, quantities: Iterable[str]) -> None:
        self._quantities = {DEFINITIONS + name for name in quantities}

    def of(self, node: Any) -> Any:
        """Return a schema in which nothing is required."""
        if isinstance(node, list):
            return [self.of(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "if" in node:
            # Whether something extends a file makes no difference where nothing is required.
            return self.of(node["else"])
        made: Schema = {}
        for key, each in node.items():
            if key == "$ref":
                lenient = each in self._quantities or each.endswith(CHANGES)
                made[key] = each if lenient else each + CHANGES
            elif key == "properties":
                made[key] = {name: self._property(name, value) for name, value in each.items()}
            elif key == "additionalProperties" and isinstance(each, dict):
                made[key] = self._value(each)
            elif key == "oneOf":
                made["anyOf"] = self.of(each)
            elif key not in _ONLY_WHERE_COMPLETE:
                made[key] = each if key in _AS_THEY_ARE else self.of(each)
        return made

    def _property(self, name: str, schema: Schema) -> Schema:
        # Null removes what the base says, but a kind is replaced and `extends` is no value.
        given: Schema = self.of(schema) if name in {KIND, EXTENDS} else self._value(schema)
        return given

    def _value(self, schema: Schema) -> Schema:
        lenient: Schema = self.of(schema)
        if lenient.get("$ref") in self._quantities:
            return {**lenient, "$ref": lenient["$ref"] + OR_NULL}
        return _or_null(lenient)


def _or_null(schema: Schema) -> Schema:
    null = {"type": "null"}
    if "anyOf" in schema:
        given = schema["anyOf"]
        return schema if null in given else {**schema, "anyOf": [*given, null]}
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & schema.keys():
        return {**schema, "type": [schema["type"], "null"]}
    about: Schema = {key: each for key, each in schema.items() if key in _ABOUT}
    rest = {key: each for key, each in schema.items() if key not in _ABOUT}
    return {**about, "anyOf": [rest, null]}
