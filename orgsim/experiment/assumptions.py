"""`--uncertain`: what is varied where nobody says what to vary, the assumptions of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orgsim.experiment.points import Base
from orgsim.rules.plausible import uncertain
from orgsim.scenario import ScenarioError
from orgsim.scenario.files import PRESET
from orgsim.scenario.variation import Range, Variation, read_variation
from orgsim.scenario.written import DEFAULT, origin

POINTS = 128
"""Points unless told otherwise: a scenario has some twenty assumptions, too many for a grid."""


@dataclass(frozen=True)
class Assumptions:
    """The assumptions of a scenario.

    Attributes
    ----------
    varied : tuple of Variation
        Each with its plausible range.
    left_out : mapping of str to str
        By its path, a sentence about each that the rest of the scenario does not let vary.
    """

    varied: tuple[Variation, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


def assumptions(base: Base) -> Assumptions:
    """Find the values that are assumed and not known.

    They are those that no file of the user's own states, nor `--set`: defaults, and what a preset
    says. Of a scenario made in Python they are those that are the default.

    Parameters
    ----------
    base : Base
    """
    varied: list[Variation] = []
    left_out: dict[str, str] = {}
    for path, stated, is_default in uncertain(base.scenario):
        if not (is_default if base.origins is None else _is_assumed(base, path)):
            continue
        name = ".".join(map(str, path))
        found = read_variation(f"{name}={stated.low}..{stated.high}")
        assert isinstance(found, Range)
        try:
            for value in found.extremes:
                base.at(base.changes([found], [value]))
        except ScenarioError as error:
            left_out[name] = f"{name} is not varied: {error.problems[0].message}"
        else:
            varied.append(found)
    return Assumptions(tuple(varied), left_out)


def _is_assumed(base: Base, path: tuple[str | int, ...]) -> bool:
    source = origin(base.origins or {}, path)
    return source == DEFAULT or source.startswith(PRESET)
