"""What a scenario is warned of, as it is told and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.scenario import Problem


def each_once(warned: Mapping[str, Sequence[Problem]]) -> list[tuple[list[str], Problem]]:
    """Warnings of several scenarios, each once, with the names of those that it is about."""
    about: dict[tuple[str, str], tuple[Problem, list[str]]] = {}
    for name, problems in warned.items():
        for each in problems:
            about.setdefault((each.path, each.message), (each, []))[1].append(name)
    return [(names, problem) for problem, names in about.values()]


def warnings_told(warned: Sequence[Problem]) -> list[dict[str, str]]:
    """Warnings as results keep them."""
    return [{"path": each.path, "message": each.message} for each in warned]
