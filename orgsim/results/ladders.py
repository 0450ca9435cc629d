"""Who the numbers are about: the organizations of a result and their ladders.

A result is read long after the scenario that made it, often on another machine, so it carries
its own short description of every organization (in ``manifest["organizations"]``). This module
reads that description; it is all that tables, measures, figures and sentences know of a
scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class LadderLevel:
    """One level of an organization's ladder, as a result describes it."""

    id: str
    title: str
    rank: int
    track: str
    """``ic`` or ``manager``."""


@dataclass(frozen=True)
class Organization:
    """One organization of a result: its label and its ladder, lowest level first."""

    id: str
    label: str
    levels: tuple[LadderLevel, ...]
    marks: tuple[tuple[str, str], ...] = ()
    """What was done to it on which days: a date as year-month-day, and words."""


def read_organizations(manifest: Mapping[str, Any]) -> tuple[Organization, ...]:
    """Read the organizations of a result, in the order of the scenario.

    Parameters
    ----------
    manifest
        A result's manifest. Its ``organizations`` maps an organization's id to
        ``{"label": str, "levels": [{"id": str, "title": str, "rank": int, "track": str}, ...]}``,
        lowest level first, and may have ``"marks": [[date, words], ...]``.

    Returns
    -------
    tuple of Organization

    Raises
    ------
    KeyError, TypeError, ValueError
        When the description is incomplete.

    Examples
    --------
    >>> manifest = {"organizations": {"startup": {"label": "Startup", "levels": [
    ...     {"id": "pm", "title": "Product Manager", "rank": 2, "track": "ic"}]}}}
    >>> read_organizations(manifest)[0].levels[0].rank
    2
    """
    return tuple(
        Organization(
            id=str(organization_id),
            label=str(described["label"]),
            levels=tuple(
                LadderLevel(
                    str(level["id"]), str(level["title"]), int(level["rank"]), str(level["track"])
                )
                for level in described["levels"]
            ),
            marks=tuple((str(day), str(words)) for day, words in described.get("marks", ())),
        )
        for organization_id, described in manifest["organizations"].items()
    )


def level_order(organizations: tuple[Organization, ...]) -> tuple[str, ...]:
    """Return every level id once, by rank, so that one category order serves all ladders.

    Examples
    --------
    >>> pm, cpo = LadderLevel("pm", "PM", 2, "ic"), LadderLevel("cpo", "CPO", 8, "manager")
    >>> level_order((Organization("a", "A", (cpo,)), Organization("b", "B", (pm, cpo))))
    ('pm', 'cpo')
    """
    rank_of: dict[str, int] = {}
    for organization in organizations:
        for level in organization.levels:
            rank_of.setdefault(level.id, level.rank)
    return tuple(sorted(rank_of, key=lambda level_id: rank_of[level_id]))
