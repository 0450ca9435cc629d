"""`extends`: merging, its order, and where values came from."""

import pytest

from orgsim.scenario import load_scenario, preset_names, resolve, scenario_hash
from orgsim.scenario.composition import _parsed, _preset
from orgsim.scenario.files import Location

PATH = ("organizations", "small")


def test_an_overlay_changes_only_what_it_states(write, small):
    path = write(
        "extends: small.yaml\n"
        "seed: 0\n"
        "organizations:\n"
        "  small:\n"
        "    plan: { limit: 80 }\n"
        "    levels: { director: { scope: 4.5 } }\n"
    )
    base, overlaid = load_scenario(small), load_scenario(path)
    expected = base.model_dump(mode="json")
    expected["seed"] = 0
    expected["organizations"]["small"]["plan"]["limit"] = 80
    expected["organizations"]["small"]["levels"]["director"]["scope"] = 4.5
    assert overlaid.model_dump(mode="json") == expected
    assert scenario_hash(overlaid) != scenario_hash(base)


def test_lists_replace(write):
    path = write(
        "extends: small.yaml\norganizations: { small: { promotion: { trigger: { months: [May] }}}}"
    )
    assert load_scenario(path).organizations["small"].promotion.trigger.months == (5,)


def test_null_removes_and_a_default_takes_its_place(write):
    path = write(
        "extends: small.yaml\nreplications: null\norganizations: { small: { titles: null }}"
    )
    scenario = load_scenario(path)
    assert scenario.replications == 200
    assert scenario.organizations["small"].titles.scope_cap == ()


def test_another_kind_replaces_and_the_same_kind_merges(write):
    other = write(
        "extends: small.yaml\norganizations: { small: { promotion: { budget: { kind: none }}}}"
    )
    assert load_scenario(other).organizations["small"].promotion.budget.kind == "none"
    same = write(
        "extends: small.yaml\n"
        "organizations: { small: { promotion: { budget: { kind: quota, rounding: down }}}}"
    )
    budget = load_scenario(same).organizations["small"].promotion.budget
    assert (budget.share.of("senior"), budget.rounding) == (0.05, "down")


def test_another_way_of_saying_it_replaces_the_bases(write):
    """The base has `share` of seats, `skill` of graduates, `outside` and a lognormal's `median`."""
    write(
        "entry_points:\n"
        "  graduate: { stretch: 0.5 }\n"
        "  experienced: { levels: { pm: 100% }, time_to_fill: { mean: 40 days, sd: 10 days } }\n",
        "patch.yaml",
    )
    path = write(
        "extends: small.yaml\n"
        "organizations:\n"
        "  small:\n"
        "    extends: patch.yaml\n"
        "    levels: { senior: { seats: { count: 3 } } }\n"
    )
    organization = load_scenario(path).organizations["small"]
    assert organization.levels["senior"].seats.model_dump(exclude_none=True) == {"count": 3}
    graduate = organization.entry_points["graduate"]
    assert (graduate.skill, graduate.stretch.value) == (None, 0.5)
    experienced = organization.entry_points["experienced"]
    assert (experienced.outside, experienced.levels) == (None, {"pm": 1.0})
    assert experienced.time_to_fill.model_dump(mode="json", exclude_none=True) == {
        "kind": "lognormal",
        "mean": "40 days",
        "sd": "10 days",
    }
    changes = ["levels.senior.seats.per=4", "entry_points.experienced.time_to_fill.sd=9 days"]
    changed = load_scenario(path, [f"organizations.small.{change}" for change in changes])
    organization = changed.organizations["small"]
    assert organization.levels["senior"].seats.model_dump(exclude_none=True) == {"per": 4}
    fill = organization.entry_points["experienced"].time_to_fill.model_dump(mode="json")
    assert (fill["mean"], fill["sd"]) == ("40 days", "9 days"), "the same way merges"


def test_stating_two_ways_at_once_is_still_a_mistake(write, problems):
    path = write(
        "extends: small.yaml\n"
        "organizations: { small: { levels: { senior: { seats: { count: 3, per: 4 } } } } }\n"
    )
    (problem,) = problems(path)
    assert problem.message == "give one of count, share or per"


def test_a_new_level_takes_its_place_beside_the_one_it_is_written_next_to(write):
    path = write(
        "extends: small.yaml\n"
        "organizations:\n"
        "  small:\n"
        "    levels:\n"
        "      apm: { title: Associate Product Manager }\n"
        "      pm: {}\n"
        "      senior: {}\n"
        "      group: { title: Group Product Manager }\n"
    )
    levels = list(load_scenario(path).organizations["small"].levels)
    assert levels == ["apm", "pm", "senior", "group", "director"]


def test_later_bases_win_over_earlier_ones(write):
    write("seed: 7\nreplications: 9\n", "seven.yaml")
    write("seed: 8\n", "eight.yaml")
    scenario = load_scenario(write("extends: [small.yaml, seven.yaml, eight.yaml]\n"))
    assert (scenario.seed, scenario.replications) == (8, 9)


def test_a_path_in_an_extended_file_is_relative_to_that_file(write, tmp_path):
    (tmp_path / "below").mkdir()
    write("extends: ../small.yaml\nseed: 5\n", "below/middle.yaml")
    scenario = load_scenario(write("extends: below/middle.yaml\nname: Top\n"))
    assert (scenario.seed, scenario.name, scenario.replications) == (5, "Top", 4)


def test_an_organization_extends_after_the_base_of_the_file(write):
    write("warm_up: 2 years\nplan: { limit: 70 }\n", "patch.yaml")
    path = write(
        "extends: small.yaml\n"
        "organizations:\n"
        "  small: { extends: patch.yaml, plan: { limit: null } }\n"
        "  second: { extends: [organization.yaml, patch.yaml], name: Second }\n"
    )
    organizations = load_scenario(path).organizations
    assert organizations["small"].warm_up == 2
    assert organizations["small"].plan.limit is None
    assert organizations["second"].plan.limit == 70
    assert list(organizations) == ["small", "second"]


def test_an_organization_file_can_extend_another(write):
    write("extends: organization.yaml\nwarm_up: 3 years\n", "middle.yaml")
    path = write("extends: small.yaml\norganizations: { other: { extends: middle.yaml } }\n")
    assert load_scenario(path).organizations["other"].warm_up == 3


def test_a_file_may_be_extended_twice(write):
    write("extends: small.yaml\nseed: 2\n", "left.yaml")
    write("extends: small.yaml\nreplications: 3\n", "right.yaml")
    scenario = load_scenario(write("extends: [left.yaml, right.yaml]\n"))
    assert (scenario.seed, scenario.replications) == (1, 3)


def test_origins_name_file_and_line_of_every_value(write):
    path = write("extends: small.yaml\norganizations:\n  small:\n    warm_up: 2 years\n")
    origins = resolve(path, ["seed=3"]).origins
    base = path.with_name("small.yaml")
    assert origins[(*PATH, "warm_up")] == "this file:4"
    assert origins[(*PATH, "initial", "headcount")] == f"{base}:16"
    assert origins[(*PATH, "promotion", "trigger", "months")] == f"{base}:35"
    assert origins["seed",] == "--set"
    assert (*PATH, "titles", "scope_growth") not in origins


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_organizations_that_can_be_extended(write, name):
    path = write(
        "name: Preset\nstart: 2026-01-01\nhorizon: 1 year\n"
        f"organizations: {{ it: {{ extends: preset/{name} }} }}\n"
    )
    files = {origin.split(":")[0] for origin in resolve(path).origins.values()}
    assert {"this file", f"preset/{name}.yaml"} <= files
    assert files - {"this file"} <= {f"preset/{each}.yaml" for each in preset_names()}


def test_a_mistake_in_an_extended_file_names_that_file(write, problems):
    base = write("extends: small.yaml\nsede: 3\n", "base.yaml")
    (problem,) = problems(write("extends: base.yaml\n"))
    assert (problem.file, problem.line, problem.column) == (str(base), 2, 1)


def test_a_long_chain_is_refused(write, problems):
    write("extends: small.yaml\n", "0.yaml")
    for number in range(1, 40):
        write(f"extends: {number - 1}.yaml\n", f"{number}.yaml")
    (problem,) = problems(write("extends: 39.yaml\n"))
    assert problem.message == "more than 30 files extend each other in a row"


def test_a_circle_through_a_link_is_found(write, problems, tmp_path):
    path = write("extends: link.yaml\n")
    (tmp_path / "link.yaml").symlink_to(path)
    (problem,) = problems(path)
    assert problem.message.startswith("files extend each other in a circle: ")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("smal.yaml", "did you mean small.yaml?"),
        ("below/../smal.yml", "did you mean below/../small.yaml?"),
        ("startup", "did you mean preset/startup?"),
        ("elsewhere/small.yaml", "no such file, got '"),
        ("x" * 5000, "cannot be read: File name too long, got '"),
        ('"a\\tb.yaml"', "no such file, got '"),
        ("preset/../small", "no such preset, got 'preset/../small'; allowed: preset/"),
    ],
)
def test_a_base_that_is_not_there(write, problems, target, message):
    (problem,) = problems(write(f"extends: {target}\n"))
    assert message in problem.message
    assert (problem.path, problem.line, problem.column) == ("extends", 1, 10)


def test_a_preset_that_is_read_once_stays_as_it_was(write):
    """Whatever is laid over it, by other files, policies and single values."""
    path = write(
        "name: X\nstart: 2026-01-01\nhorizon: 2 years\norganizations:\n"
        "  x: { extends: preset/startup, plan: { rate: 3%/year } }\n"
        "  y: { extends: [preset/startup, preset/big_company] }\n"
        "policies:\n  as_it_is: {}\n"
        "  other: { organizations: { x: { attrition: { base: 9%/year } } } }\n"
    )
    resolve(path, ["organizations.x.levels.pm.scope=2.5"])
    for name in ("startup", "big_company"):
        location = Location(f"preset/{name}.yaml")
        assert _preset(location)[0] == _parsed(location)[0]
