"""Assumptions carry the range in which they probably lie."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from building import scenario

import orgsim.rules
from orgsim.rules.plausible import plausible, uncertain
from orgsim.rules.section import Section
from orgsim.scenario.descriptions import field_descriptions
from orgsim.scenario.variation import Quantity


def stated():
    for module in pkgutil.walk_packages(orgsim.rules.__path__, "orgsim.rules."):
        importlib.import_module(module.name)
    sections, found = [Section], []
    for section in sections:
        sections += section.__subclasses__()
        if section.__module__.startswith("orgsim.rules"):
            found += [(section, name) for name in section.model_fields if plausible(section, name)]
    return sorted(set(found), key=lambda each: (each[0].__name__, each[1]))


@pytest.mark.parametrize(
    ("section", "name"), stated(), ids=[f"{s.__name__}.{n}" for s, n in stated()]
)
def test_a_range_has_two_ends_of_one_unit_and_is_marked_as_an_assumption(section, name):
    found = plausible(section, name)
    low, high = Quantity.read(found.low), Quantity.read(found.high)
    assert low.unit == high.unit
    assert low.number < high.number
    assert "assumption" in field_descriptions(section)[name]


def test_many_assumptions_have_a_range():
    assert len(stated()) >= 25


def test_assumptions_of_a_scenario_are_found_with_their_paths():
    found = {
        ".".join(map(str, path)): is_default
        for path, _, is_default in uncertain(scenario({"attrition": {"patience": "2 years"}}))
    }
    assert found["organizations.a.attrition.patience"] is False
    assert found["organizations.a.attrition.patience_effect"] is True
    assert found["organizations.a.entry_points.near_pm.learning_rate"] is False
    assert found["organizations.a.promotion.selection.committee_noise"] is False
    assert "organizations.a.pay.market_drift" not in found


def test_what_differs_by_level_or_is_drawn_is_left_out():
    organization = {
        "staffing": {"promote_first": {"default": "0%", "director": "50%"}},
        "entry_points": {
            "near_pm": {"learning_rate": {"kind": "uniform", "min": "0.1/year", "max": "0.2/year"}}
        },
    }
    found = [path for path, _, _ in uncertain(scenario(organization))]
    assert ("organizations", "a", "staffing", "promote_first") not in found
    assert ("organizations", "a", "entry_points", "near_pm", "learning_rate") not in found
