"""How figures write what tables know by an id, and of whom they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.results import Results

DESTINATIONS = {
    "market": "PM jobs elsewhere",
    "founder": "own company",
    "general_management": "general management",
    "retirement": "retirement",
    "left_field": "other fields",
    "acquirer": "acquirer",
}
"""How the places to which people leave are written."""


def entry_point_name(results: Results, identity: object) -> str:
    """Write an entry point as the scenario calls it: its label, or its id in words.

    Organizations that call one id differently have it by its id.
    """
    organizations = results.manifest.get("scenario", {}).get("organizations", {})
    stated = {
        entry_points[identity].get("label")
        for organization in organizations.values()
        for entry_points in [organization.get("entry_points", {})]
        if identity in entry_points
    }
    label = stated.pop() if len(stated) == 1 else None
    return label or plain(identity)


def plain(identity: object) -> str:
    """Write an id, as of an entry point, in words.

    Examples
    --------
    >>> plain("new_graduate"), plain("near_pm")
    ('new graduate', 'near PM')
    """
    words = str(identity).split("_")
    return " ".join(word.upper() if word in {"apm", "pm"} else word for word in words)


def recorded_replications(results: Results) -> str:
    """Say how many replications tell of people one by one."""
    count = results.people["replication"].nunique()
    return "the recorded replication" if count == 1 else f"{count} recorded replications"
