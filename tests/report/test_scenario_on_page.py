"""What the page tells of the scenario: assumptions, presets with their sources, and all of it."""

import re
from dataclasses import replace

import pytest
from synthetic import tiny

from orgsim.report.scenario import assumed_numbers, whole_scenario
from orgsim.results import Results
from orgsim.scenario import resolve, resolved_yaml
from orgsim.scenario.files import preset_text

FILE = """\
name: <script>alert(1)</script>
start: 2026-01-01
horizon: 2 years
organizations:
  startup:
    name: <b>Ours</b>
    extends: preset/startup
    attrition: { patience: 4 years }
"""


@pytest.fixture
def made_of(tmp_path):
    """Results whose manifest is that of a scenario file, as `run` keeps it."""

    def make(content=FILE, overrides=()):
        path = tmp_path / "plan.yaml"
        path.write_text(content, encoding="utf-8")
        read = resolve(path, overrides)
        blocks, manifest = tiny()
        told = {
            "scenario": read.scenario.model_dump(mode="json"),
            "origins": read.origins_kept,
            "organizations": {"startup": {"label": "<b>Ours</b>", "levels": [], "marks": []}},
        }
        results = Results.from_blocks(blocks, manifest)
        return replace(results, manifest=manifest | told), read

    return make


def plain(page):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.replace("<wbr>", "")))


def test_assumptions_stand_with_their_ranges_and_the_lines_that_state_them(made_of):
    results, _ = made_of()
    page = assumed_numbers(results)
    text = plain(page)
    assert "attrition.patience 4 years 1 year to 5 years this file:8" in text
    line = next(
        number
        for number, line in enumerate(preset_text("startup").splitlines(), start=1)
        if "patience_effect" in line
    )
    assert f"attrition.patience_effect 0.2 0 to 0.3 preset/startup.yaml:{line}" in text
    assert "attrition.pay_effect 0 0 to 3 default" in text
    assert "&lt;b&gt;Ours&lt;/b&gt;: 22 assumptions" in page
    assert "(Kauffman Foundation from Census BDS)" in text
    assert "preset/big_company" not in text
    assert "<b>" not in page


def test_the_whole_scenario_is_the_one_that_was_run_and_runs_nothing(made_of):
    results, read = made_of()
    page = whole_scenario({"only": results})
    assert "All values, each with the line that states it" in page
    assert "<script" not in page
    assert resolved_yaml(read.scenario, read.origins).replace("<", "&lt;").replace(
        ">", "&gt;"
    ).replace('"', "&quot;") in page.replace("&#x27;", "'")


def test_of_others_stands_what_differs_from_the_baseline(made_of):
    first, _ = made_of()
    other, _ = made_of(FILE, ["organizations.startup.attrition.patience=1 year", "name=Other"])
    text = plain(whole_scenario({"plan": first, "quick": other, "same": first}))
    assert "quick: 1 value differs from plan" in text
    assert "organizations.startup.attrition.patience 4 years 1 year" in text
    assert "same:" not in text
    far, _ = made_of(FILE.replace("preset/startup", "preset/big_company"))
    text = plain(whole_scenario({"plan": first, "far": far}))
    assert re.search(r"far: all values, of which \d+ differ from plan", text)


def test_what_another_version_made_is_not_read_again(made_of):
    results, _ = made_of()
    old = replace(results, manifest=results.manifest | {"orgsim": "0.0.1"})
    assert assumed_numbers(old) == whole_scenario({"only": old}) == ""


def test_a_scenario_made_in_python_has_no_lines(made_of):
    results, _ = made_of()
    manifest = {key: value for key, value in results.manifest.items() if key != "origins"}
    results = replace(results, manifest=manifest)
    assert "stated in" not in assumed_numbers(results)
    assert "#" not in whole_scenario({"only": results})
