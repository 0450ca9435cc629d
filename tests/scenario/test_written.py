"""A scenario written out loads as an equal scenario."""

from pathlib import Path

import pytest

from orgsim.scenario import load_scenario, preset_names, resolve, resolved_yaml, scenario_hash

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def again(scenario, tmp_path):
    path = tmp_path / "again.yaml"
    path.write_text(resolved_yaml(scenario), encoding="utf-8")
    return load_scenario(path)


def test_round_trip(small, tmp_path):
    scenario = load_scenario(small)
    assert again(scenario, tmp_path) == scenario


@pytest.mark.parametrize("path", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_round_trip_of_what_is_shipped(path, tmp_path):
    scenario = load_scenario(path)
    # Where a file states policies, each is written as the scenario that it is.
    for each in scenario.stated_policies.values() or [scenario]:
        # A null that is not the default is stated: textbook/payroll never recalibrates its bands.
        assert again(each, tmp_path) == each


@pytest.mark.parametrize("name", preset_names())
def test_round_trip_of_presets(write, tmp_path, name):
    scenario = load_scenario(
        write(
            "name: Preset\nstart: 2026-01-01\nhorizon: 1 year\n"
            f"organizations: {{ it: {{ extends: preset/{name} }} }}\n"
        )
    )
    assert again(scenario, tmp_path) == scenario
    assert scenario_hash(again(scenario, tmp_path)) == scenario_hash(scenario)


@pytest.mark.parametrize(
    "name",
    [
        "no: yes",
        "null",
        "12",
        "# not a comment",
        "- dash",
        "Zürich “quoted”",
        'say "x"',
        "a\nb",
        "%x",
    ],
)
def test_names_that_look_like_something_else_are_quoted(small, tmp_path, name):
    scenario = load_scenario(small).model_copy(update={"name": name})
    assert again(scenario, tmp_path).name == name


def test_origins_stand_behind_the_values(write):
    path = write("extends: small.yaml\norganizations: { small: { warm_up: 2 years } }\n")
    found = resolve(path, ["seed=0"])
    lines = {
        line.split(":")[0].strip(): line.split("  # ")[1]
        for line in resolved_yaml(found.scenario, found.origins).splitlines()
        if "  # " in line
    }
    assert lines["warm_up"] == "this file:2"
    assert lines["seed"] == "--set"
    assert lines["record"] == "default"
    assert lines["limit"] == f"{path.with_name('small.yaml')}:20"
    assert "  # " not in resolved_yaml(found.scenario)


def test_origins_as_comments_change_nothing(small, tmp_path):
    found = resolve(small)
    path = tmp_path / "commented.yaml"
    path.write_text(resolved_yaml(found.scenario, found.origins), encoding="utf-8")
    assert load_scenario(path) == found.scenario
