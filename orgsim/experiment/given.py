"""What somebody gives to be compared: a file that states policies, or scenarios by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from orgsim.experiment.points import Base
from orgsim.scenario import Scenario, StatedPolicies, resolve

OneOrFile: TypeAlias = Scenario | str | os.PathLike[str]
"""A scenario, or the file of one."""


@dataclass(frozen=True)
class ToCompare:
    """Scenarios that are to be compared.

    Attributes
    ----------
    scenarios : mapping of str to Scenario
        The baseline first.
    bases : mapping of str to Base
        What was written, of those that came from a file.
    labels : mapping of str to str, optional
        What tables and figures call each; None where nothing is said.
    """

    scenarios: Mapping[str, Scenario]
    bases: Mapping[str, Base] = field(default_factory=dict)
    labels: Mapping[str, str] | None = None

    @classmethod
    def read(cls, given: OneOrFile | Mapping[str, OneOrFile]) -> ToCompare:
        """Read scenarios and files; parameters as `scenarios` of `compare`.

        Raises
        ------
        ScenarioError
            When a file is none of a scenario.
        ValueError
            When there are fewer than two, or a single scenario states no policies.
        TypeError
            When several are given without names, or something that is neither scenario nor file.
        """
        if isinstance(given, list | tuple):
            raise TypeError(
                "scenarios to be compared have names, "
                'as in {"as it is": scenario, "changed": other}'
            )
        if isinstance(given, StatedPolicies):
            return cls(given, labels=given.labels)
        if isinstance(given, Mapping):
            bases = {
                name: Base.of(each)
                for name, each in given.items()
                if not isinstance(each, Scenario)
            }
            scenarios = {
                name: each if isinstance(each, Scenario) else bases[name].scenario
                for name, each in given.items()
            }
            if len(scenarios) < 2:
                raise ValueError(f"a comparison needs at least two scenarios, got {len(scenarios)}")
            return cls(scenarios, bases)
        if isinstance(given, Scenario):
            stated, bases = given.stated_policies, {}
        else:
            whole = resolve(given)
            stated = whole.scenario.stated_policies
            bases = {
                name: Base(each.scenario, each.tree, each.origins)
                for name, each in whole.policies.items()
            }
        if not stated:
            raise ValueError(
                "this scenario states no policies, so there is nothing to compare it with; give "
                "two or more scenarios by name"
            )
        return cls(stated, bases, stated.labels)
