"""What an overlay means, on plain data."""

import pytest

from orgsim.rules.organization import Organization
from orgsim.rules.overlays import PlainData


def merged(base, overlay):
    """Return what the overlay makes of part of an organization."""
    return PlainData().merge(base, overlay, Organization)


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        (
            {"plan": {"kind": "growth", "rate": 1}},
            {"plan": {"rate": 2}},
            {"kind": "growth", "rate": 2},
        ),
        ({"plan": {"kind": "growth", "limit": 1}}, {"plan": {"limit": None}}, {"kind": "growth"}),
        (
            {"plan": {"kind": "growth", "limit": 1}},
            {"plan": {"kind": "path", "points": {}}},
            {"kind": "path", "points": {}},
        ),
        ({"plan": {"kind": "growth"}}, {"plan": 3}, 3),
    ],
)
def test_mappings_merge_null_removes_and_another_kind_replaces(base, overlay, expected):
    before = dict(base["plan"])
    assert merged(base, overlay)["plan"] == expected
    assert base["plan"] == before


def test_another_way_of_saying_it_takes_the_place_of_the_bases():
    base = {"levels": {"vp": {"seats": {"per": 8, "of": "below"}}}}
    assert merged(base, {"levels": {"vp": {"seats": {"count": 2}}}}) == {
        "levels": {"vp": {"seats": {"count": 2}}}
    }


def test_another_registered_policy_does_not_inherit_settings():
    base = {"promotion": {"selection": {"kind": "policy", "name": "a", "settings": {"bar": 1}}}}
    other = merged(base, {"promotion": {"selection": {"kind": "policy", "name": "b"}}})
    assert other["promotion"]["selection"] == {"kind": "policy", "name": "b"}
    same = merged(base, {"promotion": {"selection": {"name": "a", "settings": {"at": 2}}}})
    assert same["promotion"]["selection"]["settings"] == {"bar": 1, "at": 2}


BASE = ("attrition", "base")
STAY = ("attrition", "stay")
WHERE = ("attrition", "destinations")
LONG, SHORT = {"kind": "exponential", "mean": 9}, {"kind": "exponential", "mean": 1}


@pytest.mark.parametrize(
    ("path", "base", "overlay", "expected"),
    [
        (BASE, "7%", {"vp": "3%"}, {"default": "7%", "vp": "3%"}),
        (
            BASE,
            {"default": "7%", "pm": "5%"},
            {"vp": "3%"},
            {"default": "7%", "pm": "5%", "vp": "3%"},
        ),
        (BASE, {"default": "7%", "pm": "5%"}, "3%", "3%"),
        (BASE, {"default": "7%", "pm": "5%"}, {"pm": None}, {"default": "7%"}),
        (STAY, LONG, {"mean": 3}, {"kind": "exponential", "mean": 3}),
        (STAY, {"default": LONG}, {"mean": 3}, {"kind": "exponential", "mean": 3}),
        (STAY, LONG, {"vp": SHORT}, {"default": LONG, "vp": SHORT}),
        (
            STAY,
            {"default": LONG, "vp": SHORT},
            {"vp": {"mean": 2}},
            {"default": LONG, "vp": {**SHORT, "mean": 2}},
        ),
        (STAY, {"default": LONG, "vp": SHORT}, {"vp": None}, {"default": LONG}),
        (STAY, {"default": LONG, "vp": SHORT}, SHORT, SHORT),
        (WHERE, {"default": {"founder": 1}, "vp": {"market": 1}}, {"market": 1}, {"market": 1}),
        (WHERE, {"founder": 1}, {"market": 1}, {"founder": 1, "market": 1}),
    ],
)
def test_one_value_for_all_levels_is_changed_by_level_and_takes_the_place_of_many(
    path, base, overlay, expected
):
    section, *inner = path

    def nested(value):
        for step in reversed(inner):
            value = {step: value}
        return {section: value}

    assert merged(nested(base), nested(overlay)) == nested(expected)
