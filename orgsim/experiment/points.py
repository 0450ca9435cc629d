"""The points of a design as scenarios, all of which must be right before anything is simulated."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orgsim.experiment.designs import Design
from orgsim.experiment.measured import packed
from orgsim.scenario import Scenario, ScenarioError, resolve, resolved_yaml
from orgsim.scenario.document import read_document
from orgsim.scenario.loading import varied
from orgsim.scenario.nodes import Mapping as Tree
from orgsim.scenario.problems import Problem, Source
from orgsim.scenario.variation import Variation, overrides
from orgsim.scenario.written import Origins, flow

VARY = "--vary"
"""What messages call the values of a point."""

MOST_TOLD = 5
"""Points of which it is said why they are impossible."""


class ImpossiblePoints(ValueError):  # noqa: N818 - reads as what is wrong
    """Values that a scenario cannot have, or combinations that contradict each other."""


@dataclass(frozen=True)
class Base:
    """The scenario that is varied, as a tree in which values can be put.

    Attributes
    ----------
    scenario : Scenario
    tree : Mapping
        What was written, and where.
    origins : mapping, optional
        Where each value came from; None for a scenario made in Python.
    """

    scenario: Scenario
    tree: Tree
    origins: Origins | None = None

    @classmethod
    def of(cls, given: Scenario | str | os.PathLike[str]) -> Base:
        """Take a scenario, or read its file.

        Raises
        ------
        ScenarioError
        """
        if not isinstance(given, Scenario):
            read = resolve(given)
            return cls(read.scenario, read.tree, read.origins)
        lines = tuple(resolved_yaml(given).splitlines())
        tree, _ = read_document(Source("the scenario", lines))
        assert isinstance(tree, Tree)
        return cls(given, tree)

    def at(self, changes: Sequence[str]) -> Scenario:
        """Return the scenario with other values, under the same luck.

        Raises
        ------
        ScenarioError
        """
        scenario = varied(self.tree, changes, VARY)
        numbers = {
            "replications": self.scenario.replications,
            "seed": self.scenario.seed,
            "record": self.scenario.record,
        }
        scenario = scenario.model_copy(update=numbers)
        for organization, policy in self.scenario.policies.items():
            scenario = scenario.with_policy(organization, policy)
        return scenario

    def changes(self, parameters: Sequence[Variation], values: Sequence[str]) -> list[str]:
        """Write the values of a point as overrides."""
        names = list(self.scenario.organizations)
        return [
            each
            for parameter, value in zip(parameters, values, strict=True)
            for each in overrides(parameter, value, names)
        ]


def packed_points(base: Base, design: Design, times: Sequence[float]) -> list[bytes]:
    """Make the scenario of every point.

    Parameters
    ----------
    base, design
    times : sequence of float
        Snapshots that every point must have.

    Returns
    -------
    list of bytes
        A scenario each, see `orgsim.experiment.measured.packed`.

    Raises
    ------
    ImpossiblePoints
        When some are impossible; says which values, or which points, and why.
    """
    found: list[bytes] = []
    impossible: list[tuple[int, str]] = []
    for number, values in enumerate(design.values):
        try:
            scenario = base.at(base.changes(design.parameters, values))
        except ScenarioError as error:
            impossible.append((number, error.problems[0].message))
            continue
        if scenario.horizon < max(times):
            impossible.append((number, "the horizon ends before the last date that is measured"))
        found.append(packed(scenario))
    if impossible:
        told = list(_impossible_values(base, design.parameters))
        told = told or list(_impossible_points(design, impossible))
        raise ImpossiblePoints("\n".join(told))
    return found


def _impossible_values(base: Base, parameters: Sequence[Variation]) -> Iterator[str]:
    """Say which values are impossible whatever the others are."""
    for parameter in parameters:
        said: set[str] = set()
        for value in parameter.extremes:
            try:
                base.at(base.changes([parameter], [value]))
            except ScenarioError as error:
                for problem in error.problems:
                    if problem.message not in said:
                        yield _told(parameter, problem)
                    said.add(problem.message)


def _told(parameter: Variation, problem: Problem) -> str:
    excerpt = "".join(f"\n    {line}" for line in problem.excerpt.splitlines())
    return f"{VARY} {parameter}: {problem.message}{excerpt}"


def _impossible_points(design: Design, impossible: Sequence[tuple[int, str]]) -> Iterator[str]:
    for number, message in impossible[:MOST_TOLD]:
        yield f"point {number} ({settings(design, number)}): {message}"
    if len(impossible) > MOST_TOLD:
        yield f"... and {len(impossible) - MOST_TOLD} more points"


def settings(design: Design, number: int) -> str:
    """Say which values a point has."""
    pairs = zip(design.parameters, design.values[number], strict=True)
    return ", ".join(f"{parameter.path}={value}" for parameter, value in pairs)


def as_texts(vary: Mapping[str, str | Sequence[Any]]) -> list[str]:
    """Write what is varied as on the command line; lists may hold Python's own values.

    Examples
    --------
    >>> as_texts({"a.share": "5%..20%", "b": ["x", 2, True]})
    ['a.share=5%..20%', 'b=x,2,true']
    """
    return [
        f"{path}={values if isinstance(values, str) else ','.join(map(flow, values))}"
        for path, values in vary.items()
    ]
