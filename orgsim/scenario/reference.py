"""The reference page of scenario files: every key, made from the JSON Schema."""

from collections.abc import Iterator
from typing import Any

from orgsim.rules.kinds import KIND
from orgsim.scenario.reference_values import Values, is_by_level, is_overlay, not_null
from orgsim.scenario.written import flow
from orgsim.units import HOW

Schema = dict[str, Any]

_OPENING = """\
<!-- Made by `orgsim schema --markdown -o docs/scenario_reference.md`; do not edit. -->

# Scenario files, key by key

What may stand where in a scenario file, how it is written, and what holds where nothing is
written. [model.md](model.md) says what the rules do. `orgsim init` writes a file to start from,
`orgsim validate` finds mistakes, `orgsim show --origins` prints a scenario with every value filled
in, and `orgsim schema` prints what this page says in a form for editors.

`ID` in a path stands for a name of your choice: letters, digits and underscores, a letter first.
Paths are those of messages and of `--set organizations.ID.plan.rate=20%/year`, which sets a list
as a whole.

## How quantities are written

A quantity is written with its unit; a bare number where a unit is due is a mistake. A value *by
level* is one value for all levels, or a mapping from level ids to values in which `default` stands
for all others: `{ default: 7%, director: 3% }`.

| quantity | such as | |
|---|---|---|
"""

_DISTRIBUTIONS = """\
## Distributions

Where a distribution may stand, a bare value is the same for everybody, and a mapping with a `kind`
is a distribution of such values. The tables show durations; numbers and rates have the same kinds.
"""


def reference_page(schema: Schema) -> str:
    """Return the reference as Markdown.

    Parameters
    ----------
    schema
        As `scenario_schema` makes it, without `overlay`.
    """
    definitions = schema["$defs"]
    page = _Page(Values(definitions))
    quantities = [_quantity(each) for each in definitions.values() if _is_quantity(each)]
    durations = definitions["distribution_of_durations"]
    whole = definitions["scenario"]
    return "\n".join(
        [
            _OPENING + "".join(quantities),
            f"## The scenario\n\n{_paragraphs(whole)}",
            *page.table(whole, ""),
            *page.inside(whole, ""),
            _DISTRIBUTIONS,
            # They differ in the quantity alone: one of them stands for all.
            *page.kinds(durations["anyOf"][1], ""),
        ]
    )


class _Page:
    """Parts of the page.

    Parameters
    ----------
    values
        Says how a value is written.
    """

    def __init__(self, values: Values) -> None:
        self._values = values
        self._told: list[tuple[str, Schema]] = []

    def table(self, section: Schema, path: str) -> Iterator[str]:
        """Yield the table of a section's keys, or nothing where it has none but its kind."""
        rows = [
            f"| `{key}` | {self._values.written(value, _join(path, key))} "
            f"| {_default(key, value, section)} | {_cell(value['description'])} |\n"
            for key, value in section["properties"].items()
            if key != KIND
        ]
        if rows:
            yield "| key | written | default | |\n|---|---|---|---|\n" + "".join(rows)

    def kinds(self, union: Schema, path: str) -> Iterator[str]:
        """Yield the kinds that a union chooses between."""
        for kind in union["oneOf"]:
            yield f"### `kind: {kind['title']}`\n\n{_paragraphs(kind)}"
            yield from self.table(kind, path)

    def inside(self, section: Schema, path: str) -> Iterator[str]:
        """Yield the sections inside a section, each under the path at which it stands."""
        for key, value in section["properties"].items():
            inner, here = _value_inside(not_null(value), _join(path, key))
            target = self._values.referred(inner)
            if is_overlay(inner) or (here, target) in self._told:
                continue
            self._told.append((here, target))  # several kinds may have the same section
            if "properties" in target:
                yield f"## `{here}`\n\n{_paragraphs(target)}"
                yield from self.table(target, here)
                yield from self.inside(target, here)
            elif "oneOf" in target:
                yield f"## `{here}`\n\n{_paragraphs(value)}"
                yield from self.kinds(target, here)
                for kind in target["oneOf"]:
                    yield from self.inside(kind, here)


def _value_inside(schema: Schema, path: str) -> tuple[Schema, str]:
    """Return what a list or a mapping by id holds, and its path; other values are themselves.

    What may differ by level is what it is for all.
    """
    if is_by_level(schema):
        return schema["anyOf"][0], path
    if schema.get("type") == "array":
        return schema["items"], f"{path}[]"
    if isinstance(schema.get("additionalProperties"), dict):
        value = schema["additionalProperties"]
        return value.get("else", value), f"{path}.ID"
    return schema, path


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _is_quantity(schema: Schema) -> bool:
    # The form with null repeats one without.
    return HOW in schema and isinstance(schema.get("type"), str)


def _quantity(schema: Schema) -> str:
    examples = ", ".join(f"`{each}`" for each in schema["examples"])
    return f"| {schema['title']} | {examples} | {schema[HOW]} |\n"


def _default(key: str, value: Schema, section: Schema) -> str:
    if key in section.get("required", ()):
        return "required"
    default = value.get("default")
    if default is None or default in ({}, []):
        return "none" if default != {} else "those below"
    return f"`{flow(default)}`"


def _paragraphs(schema: Schema) -> str:
    return f"{schema['description']}\n"


def _cell(text: str) -> str:
    return text.replace("\n\n", " ").replace("|", r"\|")
