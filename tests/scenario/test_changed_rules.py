"""Stages and interventions in scenario files: bases of overlays, overrides, writing them out."""

from orgsim.rules.titles import Titles
from orgsim.scenario import load_scenario, resolve, resolved_yaml

GROWING = """\
extends: small.yaml
organizations:
  small:
    stages:
      grown:
        headcount: 30
        rules: { promotion: { budget: { share: 10% } }, titles: null }
    interventions:
      - { kind: set, date: 2030-01-01, rules: { plan: { limit: 90 } } }
"""


def rules(path, *overrides, key=(1, 0)):
    """Return a rule set of the organization of a file."""
    return load_scenario(path, overrides).rule_sets["small"][key]


def test_an_overlay_in_a_stage_means_what_it_means_in_extends(write):
    """Written as an overlay of the whole organization it gives the same rules."""
    later = rules(write(GROWING))
    whole = write(
        "extends: small.yaml\n"
        "organizations: { small: { promotion: { budget: { share: 10% } }, titles: null } }\n",
        "whole.yaml",
    )
    assert later == load_scenario(whole).organizations["small"]


def test_a_scenario_that_extends_another_changes_its_stages(write):
    write(GROWING, "growing.yaml")
    path = write(
        "extends: growing.yaml\n"
        "organizations:\n"
        "  small:\n"
        "    stages:\n"
        "      grown: { date: 2029-01-01, rules: { promotion: { budget: null } } }\n"
        "      larger: { headcount: 50, rules: { plan: { limit: 70 } } }\n"
    )
    small = load_scenario(path).organizations["small"]
    assert (list(small.stages), small.stages["grown"].headcount) == (["grown", "larger"], None)
    assert rules(path) == small.model_copy(
        update={"titles": Titles(), "stages": {}, "interventions": ()}
    )
    assert rules(path, key=(2, 0)).plan.limit == 70
    assert rules(path, key=(2, 1)).plan.limit == 90


def test_an_override_reaches_into_a_stage(write):
    path = write(GROWING)
    stage = "organizations.small.stages.grown"
    small = load_scenario(path, [f"{stage}.headcount=35"]).organizations["small"]
    assert small.stages["grown"].headcount == 35
    changed = rules(path, f"{stage}.rules.promotion.budget.rounding=up")
    assert changed.promotion.budget.share.root == {"default": 0.1}
    assert changed.promotion.budget.rounding == "up"
    by_level = rules(path, f"{stage}.rules.promotion.budget.share.director=1%")
    shares = {"default": 0.1, "senior": 0.05, "director": 0.01}
    assert by_level.promotion.budget.share.root == shares, "a default is for those not named"


def test_a_misspelt_override_of_a_stage_is_complained_about_at_its_place(write, problems):
    (problem,) = problems(
        write(GROWING), "organizations.small.stages.grown.rules.promotion.budgt.share=3%"
    )
    assert (problem.file, problem.column) == ("--set", 50)
    assert "did you mean budget?" in problem.message


def test_a_stage_may_extend_a_file(write):
    write("promotion: { budget: { rounding: down } }\nwarm_up: 3 years\n", "patch.yaml")
    text = GROWING.replace("rules: { promotion", "rules: { extends: patch.yaml, promotion")
    grown = rules(write(text))
    assert (grown.promotion.budget.rounding, grown.promotion.budget.share.of("pm")) == ("down", 0.1)
    assert grown.warm_up == 1, "of the beginning, and nothing that a stage extends counts"


def test_a_stage_extends_no_circle(write, problems):
    write("stages: { a: { headcount: 9, rules: { extends: patch.yaml } } }\n", "patch.yaml")
    (problem,) = problems(
        write("extends: small.yaml\norganizations: { small: { extends: patch.yaml } }")
    )
    assert "extend each other in a circle" in problem.message


def test_a_scenario_with_stages_is_written_out_as_one_that_loads_equal(write):
    found = resolve(write(GROWING))
    text = resolved_yaml(found.scenario)
    assert "titles: null" in text
    assert load_scenario(write(text, "again.yaml")) == found.scenario
    origins = resolved_yaml(found.scenario, found.origins)
    (line,) = [line for line in origins.splitlines() if "share: 10%" in line]
    assert line.endswith("# this file:7")


def test_rule_sets_beyond_counting_are_refused_before_they_are_made(write, problems):
    stages = "".join(f"      s{i}: {{ headcount: {50 + i}, rules: *none }}\n" for i in range(20))
    change = "      - { kind: set, date: 2030-01-01, rules: *none }\n"
    text = GROWING.replace(
        "titles: null }",
        "titles: null }\n      first:\n        headcount: 40\n"
        "        rules: &none { staffing: { every: 3 months } }",
        1,
    )
    head, tail = text.split("    interventions:\n")
    path = write(
        head + stages[: stages.index("s18") - 6] + "    interventions:\n" + tail + change * 20
    )
    (problem,) = problems(path)
    assert problem.path == "organizations.small.interventions"
    assert problem.message.startswith("20 stages and 21 changes that are set make more than 300")
