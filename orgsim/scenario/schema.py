"""Scenario files as JSON Schema (2020-12), for editors that check and complete while one types.

The schema is made from the models. What the models cannot say about a file is added here: that
`extends` may stand at the top and in an organization, and that whatever extends something only
states what differs. Where parts contradict each other across keys only the loader knows.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from orgsim.rules.kinds import KIND, kind_names
from orgsim.rules.ladder import Level
from orgsim.rules.organization import Organization
from orgsim.rules.plausible import plausible
from orgsim.rules.rule_sets import FIXED
from orgsim.rules.section import ByLevel
from orgsim.rules.stages import OVERLAY, RULES
from orgsim.scenario.composition import BASELINE, EXTENDS, MOST_EXTENDED, POLICIES
from orgsim.scenario.descriptions import field_descriptions, section_description, summary
from orgsim.scenario.files import PRESET, preset_names
from orgsim.scenario.policies import IDENTIFIER, MAY_DIFFER
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.schema_of_changes import CHANGES, DEFINITIONS, as_changes
from orgsim.units import HOW

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILLED_IN: Mapping[type[BaseModel], set[str]] = {Level: {"rank", "scope"}}
"""Fields that the loader fills in from others before the model sees them."""

_CONSTANT = "constant"
_POLICY = "policy"

_OF_A_QUANTITY = ("title", "type", "pattern", "anyOf", "examples", HOW)
"""What belongs to a quantity, and not to the key at which it stands."""

_STANDARD = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
"""Names that JSON Schema has for bounds which pydantic leaves in its own words."""

Schema = dict[str, Any]


def scenario_schema(*, overlay: bool = False) -> Schema:
    """Return the JSON Schema of scenario files.

    Parameters
    ----------
    overlay
        Whether nothing is required: for files that others extend, a whole scenario or one
        organization (as presets are), and for files that extend others. Without it only what
        stands beside or below an `extends` may be incomplete.

    Examples
    --------
    >>> schema = scenario_schema()
    >>> schema["$defs"]["staffing"]["properties"]["every"]["default"]
    'every month'
    >>> schema["$defs"]["interval"]["examples"]
    ['every 3 months', 'every week']
    """
    sections, quantities = _definitions()
    sections["scenario"]["properties"]["organizations"]["additionalProperties"] = _if_extending(
        "organization"
    )
    sections[RULES] = _rules(sections["organization"])
    sections["scenario"]["properties"] |= _policies()
    sections[_POLICY] = _policy(sections["scenario"]["properties"])
    definitions = sections | quantities | as_changes(sections, quantities)
    if overlay:
        only_in_organizations = Organization.model_fields.keys() - Scenario.model_fields.keys()
        rule = {
            "if": {"anyOf": [{"required": [key]} for key in sorted(only_in_organizations)]},
            "then": {"$ref": f"{DEFINITIONS}organization{CHANGES}"},
            "else": {"$ref": f"{DEFINITIONS}scenario{CHANGES}"},
        }
        title = "A scenario, or a part of one"
    else:
        rule, title = _if_extending("scenario"), "A scenario"
    whole = {
        "$schema": DIALECT,
        "title": title,
        "description": summary(Scenario),
        "type": "object",
        **rule,
    }
    return {**whole, "$defs": _reachable(whole, definitions)}


def schema_text(*, overlay: bool = False) -> str:
    """Return the JSON Schema as the text of a file."""
    return json.dumps(scenario_schema(overlay=overlay), indent=2, ensure_ascii=False) + "\n"


def _if_extending(name: str) -> Schema:
    """Return what holds for something that may extend something else."""
    return {
        "if": {"required": [EXTENDS]},
        "then": {"$ref": f"{DEFINITIONS}{name}{CHANGES}"},
        "else": {"$ref": f"{DEFINITIONS}{name}"},
    }


def _rules(organization: Schema) -> Schema:
    """Return the schema of what may be different later in an organization."""
    properties = _without(organization["properties"], *FIXED)
    description = "What is different from a day on: of the organization, only what changes."
    return {**organization, "description": description, "properties": properties}


def _policies() -> Schema:
    """Return the schemas of what a scenario says about policies, by key."""
    return {
        POLICIES: {
            "description": "What is to be compared by `orgsim compare`, by id: each policy states "
            "what differs from the rest of the file, under `organizations` and `markets` with the "
            "paths that these have there; `{}` is the file as it stands. A `name` is what tables "
            "call it. Two at least.",
            "type": "object",
            "propertyNames": {"pattern": IDENTIFIER, "type": "string"},
            "additionalProperties": {"$ref": f"{DEFINITIONS}{_POLICY}{CHANGES}"},
            "minProperties": 2,
        },
        BASELINE: {
            "description": "The policy that the others are compared with; the first unless stated.",
            "type": "string",
            "title": "text",
            "examples": ["as_is"],
        },
    }


def _policy(scenario: Schema) -> Schema:
    """Return the schema of one policy, an overlay on the scenario that states it."""
    return {
        "description": "What differs under a policy from the rest of the file.",
        "type": "object",
        "properties": {key: scenario[key] for key in MAY_DIFFER},
        "additionalProperties": False,
    }


def _extends() -> Schema:
    presets = [PRESET + name for name in preset_names()]
    one = {"anyOf": [{"enum": presets}, {"type": "string", "minLength": 1}]}
    return {
        "title": "preset or file, or a list of them",
        "description": "What this is based on: a preset, a file relative to this one, or a list of "
        "them, later ones changing earlier ones. Mappings merge, lists and single values replace, "
        "null removes what the base says, and another `kind` replaces the whole mapping.",
        "anyOf": [*one["anyOf"], {"type": "array", "items": one, "maxItems": MOST_EXTENDED}],
        "examples": [presets[-1], "base.yaml"],
    }


class _Generator(GenerateJsonSchema):
    """Makes schemas of models that say what the source says, in the words of a scenario file."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Leave everything in the order in which the models have it."""
        del parent_key
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Editors show a key anyway; its name in capitals would only be in the way."""
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Check every key: pydantic would let those pass that do not match the pattern."""
        keys = self.generate_inner(schema["keys_schema"])
        made: Schema = {
            "type": "object",
            "propertyNames": keys if keys != {"type": "string"} else None,
            "additionalProperties": self.generate_inner(schema["values_schema"]),
            "minProperties": schema.get("min_length"),
        }
        return {name: each for name, each in made.items() if each}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Add descriptions, and defaults as they are written in a file."""
        model: type[BaseModel] = schema["cls"]
        made = super().model_schema(schema)
        if issubclass(model, ByLevel):
            return _one_or_by_level(made)
        properties = {
            name: {**each, "description": _described(model, name), "default": _default(model, name)}
            for name, each in made["properties"].items()
        }
        for each in properties.values():
            if each["default"] is None:
                del each["default"]
        if model in (Scenario, Organization):
            properties = {EXTENDS: _extends(), **properties}
        filled_in = _FILLED_IN.get(model, set())
        required = [name for name in made.get("required", ()) if name not in filled_in]
        return {
            "description": section_description(model),
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


def _one_or_by_level(mapping: Schema) -> Schema:
    value = mapping["additionalProperties"]
    by_level = {
        "type": "object",
        "additionalProperties": value,
        "minProperties": 1,
    }
    if "discriminator" in value:
        what = "distribution"
    else:
        what = "shares" if value.get("type") == "object" else value.get("title", "number")
    # No description here: an editor would show it instead of what the key says.
    return {"title": f"{what}, or by level", "anyOf": [value, by_level]}


def _described(model: type[BaseModel], name: str) -> str:
    """Return the description of a key; a kind is described by what it chooses."""
    if name == KIND:
        return summary(model)
    stated = plausible(model, name)
    try:
        return f"{field_descriptions(model)[name]} {stated or ''}".strip()
    except KeyError:
        raise LookupError(
            f"{model.__name__}.{name} has no description; write a sentence in quotes under it"
        ) from None


def _default(model: type[BaseModel], name: str) -> Any:
    """Return a default as it is written in a file, or None where there is none to write."""
    field = model.model_fields[name]
    if field.is_required() or name == KIND:
        return None
    default = field.get_default(call_default_factory=True)
    written = model.model_construct(**{name: default}).model_dump(
        mode="json", include={name}, exclude_none=True
    )
    return _as_written(default, written.get(name))


def _as_written(default: Any, written: Any) -> Any:
    """Shorten a default that is a section: what is a default itself is not written."""
    if isinstance(written, float) and written.is_integer():
        return int(written)
    if not isinstance(default, BaseModel):
        return written
    if isinstance(default, ByLevel):
        return written["default"]  # a model that knows no levels has one value for all
    if kind_names(type(default)) == (_CONSTANT,):
        return _as_written(None, written["value"])
    stated = {KIND, *default.model_fields_set}
    return {name: each for name, each in written.items() if name in stated}


def _definitions() -> tuple[dict[str, Schema], dict[str, Schema]]:
    """Return the schemas of sections, the whole scenario first, and of quantities, by name."""
    raw = Scenario.model_json_schema(schema_generator=_Generator)
    readable = _Readable(raw.pop("$defs"))
    sections = {"scenario": readable.of(raw), **readable.sections()}
    return sections | readable.distributions, readable.quantities


class _Readable:
    """Schemas in a form that a person can read and an editor explain.

    Kinds stand where they are chosen, told apart by their `kind`. Quantities and distributions,
    which are asked for in many places, stand in definitions of their own; sections keep theirs.

    Attributes
    ----------
    quantities, distributions : dict of str to schema
        Those met so far, by name.
    """

    def __init__(self, models: Mapping[str, Schema]) -> None:
        self._models = models
        self.quantities: dict[str, Schema] = {}
        self.distributions: dict[str, Schema] = {}

    def sections(self) -> dict[str, Schema]:
        """Return the sections by name."""
        return {
            _snake(name): self.of(each)
            for name, each in self._models.items()
            if "properties" in each
        }

    def of(self, node: Any) -> Any:
        """Return a schema in which references, unions and quantities are readable."""
        if isinstance(node, list):
            return [self.of(each) for each in node]
        if not isinstance(node, dict):
            return node
        if HOW in node:
            return self._quantity(node)
        if OVERLAY in node:
            return {
                "$ref": DEFINITIONS + node[OVERLAY] + CHANGES,
                **_without(node, OVERLAY, "type"),
            }
        rest: Schema = {
            _STANDARD.get(str(key), str(key)): self.of(each) for key, each in node.items()
        }
        if "discriminator" in node:
            mapping = node["discriminator"]["mapping"]
            rest = self._union(mapping) | _without(rest, "oneOf", "discriminator")
        elif "$ref" in node:
            rest = self._referred(node["$ref"]) | _without(rest, "$ref")
        return rest

    def _referred(self, reference: str) -> Schema:
        """Return a reference to a section; what is no section stands where it is used."""
        name = reference.removeprefix(DEFINITIONS)
        if "properties" in self._models[name]:
            return {"$ref": DEFINITIONS + _snake(name)}
        inlined: Schema = self.of(self._models[name])
        return inlined

    def _quantity(self, node: Schema) -> Schema:
        name = str(node["title"]).replace(" ", "_")
        self.quantities[name] = {key: node[key] for key in _OF_A_QUANTITY if key in node}
        return {"$ref": DEFINITIONS + name, **_without(node, *_OF_A_QUANTITY)}

    def _union(self, mapping: Mapping[str, str]) -> Schema:
        branches = [self._branch(kind, reference) for kind, reference in mapping.items()]
        if _CONSTANT not in mapping:
            return {"oneOf": branches}
        # A bare value stands for the constant distribution.
        value = branches[list(mapping).index(_CONSTANT)]["properties"]["value"]
        bare = _without(value, "description")
        title = f"distribution of {_title(bare)}s"
        name = title.replace(" ", "_")
        self.distributions[name] = {
            "title": title,
            "description": "A value, which is then the same for all, or a distribution of values.",
            "anyOf": [bare, {"oneOf": branches}],
        }
        return {"$ref": DEFINITIONS + name}

    def _branch(self, kind: str, reference: str) -> Schema:
        section: Schema = self.of(self._models[reference.removeprefix(DEFINITIONS)])
        required = [KIND, *(key for key in section.get("required", ()) if key != KIND)]
        return {"title": kind, **section, "required": required}


def _title(schema: Schema) -> str:
    """Return what a value is called: the name of its quantity, or a number."""
    name = str(schema.get("$ref", "number"))
    return name.removeprefix(DEFINITIONS).replace("_", " ")


def _without(schema: Schema, *keys: str) -> Schema:
    return {key: each for key, each in schema.items() if key not in keys}


def _snake(name: str) -> str:
    """Return a class's name as a scenario file would write it.

    >>> _snake("OutsideMarket")
    'outside_market'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _reachable(node: Any, definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the definitions that a schema refers to, directly or not."""
    found: dict[str, Schema] = {}
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
            name = str(each.get("$ref", "")).removeprefix(DEFINITIONS)
            if name and name not in found:
                found[name] = definitions[name]
                waiting.append(found[name])
    return {name: each for name, each in definitions.items() if name in found}
