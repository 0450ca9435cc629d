"""The reference page of scenario files."""

import re
from pathlib import Path

from orgsim.scenario.reference import reference_page
from orgsim.scenario.reference_values import anchor
from orgsim.scenario.schema import scenario_schema

PAGE = Path(__file__).parents[2] / "docs" / "scenario_reference.md"


def test_the_committed_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == reference_page(scenario_schema()), (
        f"run: orgsim schema --markdown -o docs/{PAGE.name}"
    )


def test_every_key_stands_on_the_page():
    text = reference_page(scenario_schema())

    def check(node):
        for each in node if isinstance(node, list) else node.values():
            if isinstance(each, dict | list):
                check(each)
        if isinstance(node, dict) and "description" in node:
            for key in set(node.get("properties", {})) - {"kind"}:
                assert f"\n| `{key}` | " in text, key

    definitions = scenario_schema()["$defs"]
    check({name: each for name, each in definitions.items() if not name.endswith("_changes")})


def test_every_section_stands_on_the_page_once():
    headings = re.findall(r"^## .*$", reference_page(scenario_schema()), re.MULTILINE)
    assert len(headings) == len(set(headings)) > 40


def test_links_within_the_page_lead_somewhere():
    text = reference_page(scenario_schema())
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert links
    assert links <= anchors


def test_a_row_says_path_form_default_and_meaning():
    text = reference_page(scenario_schema())
    section = text.split("## `organizations.ID.attrition`")[1].split("\n## ")[0]
    (row,) = re.findall(r"^\| `patience` \| (.*) \|$", section, re.MULTILINE)
    form, default, meaning = row.split(" | ")
    assert (form, default) == ("duration, such as `6 months`", "`3 years`")
    assert meaning.startswith("Time in level after which people grow impatient.")
