"""The JSON Schema of scenario files: as strict as a schema can be, and never stricter."""

import inspect
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from pydantic import BaseModel

from orgsim.rules.promotion.registered import Registered
from orgsim.rules.promotion.registry import entries
from orgsim.rules.section import Section
from orgsim.scenario import Scenario, load_scenario, resolved_yaml
from orgsim.scenario.descriptions import field_descriptions, section_description
from orgsim.scenario.document import read_document
from orgsim.scenario.schema import scenario_schema
from orgsim.scenario.source_text import decode

ROOT = Path(__file__).parents[2]
INVALID = Path(__file__).parent / "invalid"
SCENARIOS = sorted(
    path for folder in ("", "textbook") for path in (ROOT / "scenarios" / folder).glob("*.yaml")
)
PRESETS = sorted((ROOT / "orgsim" / "scenario" / "presets").glob("*.yaml"))
PARTS = [*PRESETS, Path(__file__).parent / "files" / "organization.yaml"]


@cache
def validator(*, overlay=False):
    schema = scenario_schema(overlay=overlay)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def data(source):
    """A file or text as the loader reads it, before anything it extends is added."""
    content = source.encode() if isinstance(source, str) else source.read_bytes()
    root, _ = read_document(decode(content, "test"))
    return root.data()


def messages(source, *, overlay=False):
    return [error.message for error in validator(overlay=overlay).iter_errors(data(source))]


def sections(model=Section):
    for each in model.__subclasses__():
        yield each
        yield from sections(each)


def test_every_field_of_every_model_has_a_description():
    # Settings of registered policies are made of their classes, which describe them (below).
    made = {entry.settings for entry in entries().values()}
    models = [each for each in sections() if each.__module__.startswith("orgsim.")]
    models = [each for each in models if each not in made]
    assert Scenario in models
    for model in models:
        described = field_descriptions(model).keys()
        missing = model.model_fields.keys() - described - {"kind"}
        assert not missing, f"{model.__name__}: write a sentence in quotes under {missing}"
        assert section_description(model), f"{model.__name__} has no docstring"


def test_every_policy_that_comes_with_orgsim_describes_its_settings():
    shipped = {
        n: each for n, each in entries().items() if each.kind.__module__.startswith("orgsim.")
    }
    assert len(shipped) >= 3
    selection = section_description(Registered)
    for name, entry in shipped.items():
        assert f"`{name}`" in selection
        for setting in entry.settings.model_fields:
            assert f"\n{setting} : " in inspect.getdoc(entry.kind)
            assert f"`{setting}`" in selection


@pytest.mark.parametrize("overlay", [False, True])
def test_every_key_in_the_schema_has_a_description(overlay):
    def check(node, path):
        if isinstance(node, list):
            for position, each in enumerate(node):
                check(each, f"{path}[{position}]")
        if not isinstance(node, dict):
            return
        for name, each in node.get("properties", {}).items():
            assert len(each.get("description", "")) > 3, f"{path}.{name}"
            assert "\n----" not in each["description"], f"{path}.{name}"
        for key, each in node.items():
            check(each, f"{path}.{key}")

    check(validator(overlay=overlay).schema, "")


def test_descriptions_of_inherited_and_generic_fields():
    class Base(BaseModel):
        a: int
        """Not read: the class does not stand at the top of its module."""

    assert field_descriptions(Base) == {}
    by_name = {each.__name__.partition("[")[0]: each for each in sections()}
    assert field_descriptions(by_name["Uniform"])["min"] == "Smallest value."


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_are_allowed(path):
    assert messages(path) == []
    assert messages(path, overlay=True) == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_an_organization_by_itself_is_a_part(path):
    assert messages(path, overlay=True) == []
    assert messages(path)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_written_out_in_full_is_allowed(path):
    written = resolved_yaml(load_scenario(path))
    assert messages(written) == []
    assert messages(written, overlay=True) == []


OVERLAYS = {
    "delete with null": "organizations: { small: { plan: { limit: null } } }",
    "delete a duration": "organizations: { small: { warm_up: null } }",
    "delete a level": "organizations: { small: { levels: { senior: { seats: null } } } }",
    "kind not repeated": "organizations: { small: { promotion: { trigger: { months: [May] } } } }",
    "another kind": "organizations: { small: { plan: { kind: path, points: { 2027-01-01: 9 } } } }",
    "constant": "organizations: { small: { initial: { tenure: 2 years } } }",
    "distribution changed": "organizations: { small: { initial: { tenure: { mean: 3 years } } } }",
    "one value": "organizations: { small: { promotion: { budget: { share: 10% } } } }",
    "by level": "organizations: { small: { promotion: { budget: { share: { senior: null } } } } }",
    "record": "record: all",
    "a new organization": "organizations: { other: { extends: [organization.yaml], name: Other } }",
    "nothing": "organizations: {}",
    "blend without kind inside": (
        "organizations: { small: { promotion: { effect: { skill: "
        "{ kind: blend, carried: 40%, redraw: { stretch: 1 } } } } } }"
    ),
}


@pytest.mark.parametrize("text", OVERLAYS.values(), ids=OVERLAYS)
def test_what_loads_as_an_overlay_is_allowed(write, text):
    text = f"extends: small.yaml\n{text}\n"
    load_scenario(write(text))
    assert messages(text) == []
    assert messages(text, overlay=True) == []


def test_without_extends_everything_is_required():
    assert "'horizon' is a required property" in messages("name: X\nstart: 2026-01-01\n")
    assert messages("extends: base.yaml\nname: X\n") == []
    whole = "name: X\nstart: 2026-01-01\nhorizon: 1 year\norganizations: "
    assert messages(whole + "{ a: { extends: preset/startup } }") == []
    assert "'levels' is a required property" in messages(whole + "{ a: { name: A } }")


def test_what_stands_in_a_list_is_complete_even_in_an_overlay():
    text = "attrition: { tenure_factor: [{ after: 1 year }] }"
    assert "'factor' is a required property" in str(messages(text, overlay=True)) + str(
        [error.context for error in validator(overlay=True).iter_errors(data(text))]
    )


WRONG_IN_SHAPE = [
    "bad_identifier",
    "bare_numbers",
    "choices",
    "extends_nothing",
    "extends_wrong_type",
    "key_in_the_wrong_place",
    "key_of_another_kind",
    "misspelt_key_and_missing",
    "misspelt_keys",
    "unknown_kind",
    "wrong_types",
    "wrong_units",
]

ONLY_THE_LOADER_KNOWS = (
    r"whole number, got [0-9.]+\.0;|no such (file|preset|horizon)|must not be empty|missing key"
)


def single_mistakes():
    """Each mistake of the files that are wrong in shape: the file, and where it is."""
    for name in WRONG_IN_SHAPE:
        expected = (INVALID / f"{name}.expected").read_text(encoding="utf-8")
        for path, message in re.findall(
            rf"^{name}.yaml:\d+:\d+: (\S.*?): (.*)$", expected, re.MULTILINE
        ):
            if not re.search(ONLY_THE_LOADER_KNOWS, message):
                yield pytest.param(name, path, id=f"{name}: {path}")


@pytest.mark.parametrize("name", WRONG_IN_SHAPE)
def test_files_that_are_wrong_in_shape_are_refused(name):
    assert messages(INVALID / f"{name}.yaml", overlay=True)


@pytest.mark.parametrize(("name", "path"), list(single_mistakes()))
def test_each_mistake_in_shape_is_refused_alone(name, path):
    steps = [
        int(step) if step.isdigit() else step for step in re.split(r"\.|\[|\]\.?", path) if step
    ]
    value = data(INVALID / f"{name}.yaml")
    around = []
    for step in steps:
        around.append((value, step))
        value = value[step]
    for container, step in reversed(around):
        if isinstance(container, list):
            value = [value]
        else:
            kind = {"kind": container["kind"]} if "kind" in container else {}
            value = {**kind, step: value}
    # Nothing is left of the file but the mistake, the keys above it and their kinds.
    assert not validator().is_valid({"extends": "base.yaml", **value})


def test_editors_can_tell_kinds_apart():
    plan = validator().schema["$defs"]["organization"]["properties"]["plan"]
    for branch in plan["oneOf"]:
        assert branch["properties"]["kind"]["const"] == branch["title"]
        assert "kind" in branch["required"]


def test_defaults_in_the_schema_are_what_a_file_would_say():
    definitions = validator().schema["$defs"]
    assert definitions["scenario"]["properties"]["snapshots"]["default"] == "every 3 months"
    assert definitions["effect"]["properties"]["skill"]["default"] == {"kind": "carry"}
    assert definitions["initial_staff"]["properties"]["tenure"]["default"] == "0 years"

    def check(node):
        for each in node.values() if isinstance(node, dict) else node:
            if isinstance(each, dict | list):
                check(each)
            if isinstance(each, dict) and "default" in each and "description" in each:
                jsonschema.Draft202012Validator({**each, "$defs": definitions}).validate(
                    each["default"]
                )

    check(definitions)
