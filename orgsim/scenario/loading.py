"""From a scenario file to a scenario, or to everything that is wrong with it."""

import os
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from orgsim.rules.ladder import REFERENCE_LADDER
from orgsim.rules.organization import Organization
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.section import Contradiction
from orgsim.scenario.changed_rules import ChangedRules
from orgsim.scenario.complaints import Complaints
from orgsim.scenario.composition import BASELINE, ORGANIZATIONS, POLICIES, Composer
from orgsim.scenario.files import locate
from orgsim.scenario.nodes import Mapping, leaves
from orgsim.scenario.overrides import SET, NewKey, apply_overrides
from orgsim.scenario.policies import Policies, Validated, identical, without_policies
from orgsim.scenario.problems import Mark, Problem, ScenarioError
from orgsim.scenario.scenario import Scenario, StatedPolicies, with_ranks
from orgsim.units.dates import read_first_of_month

SCENARIO_KEYS = frozenset({*Scenario.model_fields, POLICIES, BASELINE}) - frozenset(
    Organization.model_fields
)
ORGANIZATION_KEYS = frozenset(Organization.model_fields) - frozenset(Scenario.model_fields)

Origins = AbstractMapping[tuple[str | int, ...], str]


@dataclass(frozen=True)
class Resolved:
    """A scenario and where each of its values came from.

    Attributes
    ----------
    scenario : Scenario
    origins : mapping of path to str
        For each value that a file or override states: ``this file:17``,
        ``preset/big_company.yaml:41`` or ``--set``. What is not in it is a default.
    tree : Mapping
        What was written, and where.
    policies : mapping of str to Resolved
        Where the file states policies: each of them, the baseline first; `scenario`, `origins`
        and `tree` are then the baseline's.
    identical : tuple of Problem
        Warnings of policies that are the same as another.
    """

    scenario: Scenario
    origins: Origins
    tree: Mapping = field(repr=False)
    policies: "AbstractMapping[str, Resolved]" = field(default_factory=dict, repr=False)
    identical: tuple[Problem, ...] = ()

    @property
    def origins_kept(self) -> list[tuple[list[str | int], str]]:
        """The origins as results keep them: pairs of a path and where its value came from."""
        return [(list(path), place) for path, place in self.origins.items()]

    def warnings(self, found: Sequence[Contradiction]) -> list[Problem]:
        """Return sentences about parts of the scenario as warnings with their places.

        Parameters
        ----------
        found : sequence of (path, sentence)
            A part that no file states stands where the part that holds it is stated.
        """
        problems = Complaints(self.tree, incomplete=False).of_contradictions(found)
        return [replace(problem, severity="warning") for problem in problems]


def load_scenario(path: str | os.PathLike[str], overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path
        A YAML file.
    overrides
        Changes such as ``"organizations.startup.plan.rate=20%/year"``, in order.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With everything that is wrong and where: file, line and column.
    TypeError
        When the file is not given by a path, or the changes not as a list.

    Examples
    --------
    >>> scenario = load_scenario("scenarios/startup.yaml", ["seed=0"])      # doctest: +SKIP
    """
    return resolve(path, overrides).scenario


def resolve(path: str | os.PathLike[str], overrides: Sequence[str] = ()) -> Resolved:
    """Read a scenario file as `load_scenario` does, and keep where every value came from.

    Raises
    ------
    ScenarioError
        With everything that is wrong and where: file, line and column.
    TypeError
        When the file is not given by a path, or the changes not as a list.
    """
    if isinstance(overrides, str):
        # Text is a sequence of text as well, and each letter would be a mistake of its own.
        raise TypeError(f"overrides are a list, as in [{overrides!r}]")
    location = locate(path)
    composer = Composer(SCENARIO_KEYS, ORGANIZATION_KEYS)
    whole = composer.compose(location)
    if whole is None:
        raise ScenarioError(_in_order(composer.problems, location.name))
    whole, new_keys, mistyped = apply_overrides(whole, overrides, ORGANIZATION_KEYS)
    tree, section = without_policies(whole)

    def validate(tree: Mapping) -> Validated:
        return _validated(tree, incomplete=composer.incomplete, new_keys=new_keys)

    scenario, found = validate(tree)
    problems = [*composer.problems, *mistyped, *found]
    policies = Policies(tree, section, incomplete=composer.incomplete)
    scenarios = policies.scenarios(validate, found)
    problems += policies.problems
    if problems or scenario is None:
        raise ScenarioError(_in_order(problems, location.name))
    if not scenarios:
        return _resolved(scenario, tree, location.name)
    labels = {policy.id: policy.label for policy in policies.stated}
    stated = StatedPolicies(scenarios, labels)
    variants = {
        policy.id: _resolved(stated[policy.id], policy.tree, location.name)
        for policy in policies.stated
    }
    baseline = next(iter(variants.values()))
    return replace(
        baseline,
        scenario=baseline.scenario.with_stated_policies(stated),
        policies=variants,
        identical=tuple(identical(policies.stated, stated)),
    )


def _resolved(scenario: Scenario, tree: Mapping, name: str) -> Resolved:
    return Resolved(scenario, origins_in(tree, name), tree)


def origins_in(tree: Mapping, name: str) -> Origins:
    """Return where each value of a tree was written, the file of this name being `this file`."""
    return {path: _origin(mark, name) for path, mark in leaves(tree).items()}


def varied(tree: Mapping, overrides: Sequence[str], option: str) -> Scenario:
    """Return the scenario that a resolved tree becomes with other values.

    Parameters
    ----------
    tree
        As `resolve` returns it; it is not changed.
    overrides
        As for `load_scenario`.
    option
        What messages call the overrides.

    Raises
    ------
    ScenarioError
    """
    tree, new_keys, problems = apply_overrides(tree, overrides, ORGANIZATION_KEYS, option)
    scenario, found = _validated(tree, incomplete=False, new_keys=new_keys)
    problems += found
    if problems or scenario is None:
        raise ScenarioError(_in_order(problems, option))
    return scenario


def _validated(tree: Mapping, *, incomplete: bool, new_keys: Sequence[NewKey]) -> Validated:
    """Return the scenario that a tree states, or what is wrong with it."""
    complaints = Complaints(tree, incomplete=incomplete, new_keys=new_keys)
    data = tree.data()
    try:
        return Scenario.model_validate(data), []
    except ValidationError as error:
        changed = _changed_rules(tree, data, error, complaints)
        problems = [problem for found in changed.values() for problem in found]
        problems += complaints.of(error, besides_rules_of=changed)
        problems += _contradictions_elsewhere(data, error, complaints)
        return None, problems


def _changed_rules(
    tree: Mapping, data: dict[str, Any], error: ValidationError, complaints: Complaints
) -> dict[str, list[Problem]]:
    """Look for mistakes in what changes later in the organizations that are right as founded."""
    wrong = {detail["loc"][:2] for detail in error.errors(include_url=False)}
    if {("reference_ladder",), ("start",)} & {loc[:1] for loc in wrong}:
        return {}
    ladder = data.get("reference_ladder", REFERENCE_LADDER)
    start = read_first_of_month(data["start"])
    organizations = with_ranks(data).get(ORGANIZATIONS)
    problems: dict[str, list[Problem]] = {}
    for name, organization in organizations.items() if isinstance(organizations, dict) else ():
        if (ORGANIZATIONS, name) not in wrong and (ORGANIZATIONS,) not in wrong:
            founded = Organization.model_validate(organization)
            changed = ChangedRules(tree, name, founded, ladder, incomplete=complaints.incomplete)
            fixed = RuleSets(founded, ladder).fixed()
            problems[name] = [
                *complaints.of_contradictions(
                    [((ORGANIZATIONS, name, *path), text) for path, text in fixed]
                ),
                *changed.problems(start),
            ]
    return {name: found for name, found in problems.items() if found}


def _contradictions_elsewhere(
    data: dict[str, Any], error: ValidationError, complaints: Complaints
) -> list[Problem]:
    """Look for contradictions in the organizations that are otherwise right."""
    wrong = {detail["loc"][:2] for detail in error.errors(include_url=False)}
    problems: list[Problem] = []
    if () in wrong or any(loc[0] == "reference_ladder" for loc in wrong):
        return problems
    ladder = data.get("reference_ladder", REFERENCE_LADDER)
    organizations = with_ranks(data).get(ORGANIZATIONS)
    for name, organization in organizations.items() if isinstance(organizations, dict) else ():
        if (ORGANIZATIONS, name) not in wrong:
            # Whether a market sends founders is not known while something else is wrong.
            found = Organization.model_validate(organization).contradictions_with(
                ladder, founders_come="markets" in data
            )
            problems += complaints.of_contradictions(
                [((ORGANIZATIONS, name, *path), text) for path, text in found]
            )
    return problems


def _in_order(problems: Sequence[Problem], main: str) -> list[Problem]:
    """Sort by place: the file asked for, then what it extends, then overrides; each once."""
    files = [main, *(problem.file for problem in problems if problem.file not in (main, SET)), SET]
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda each: (files.index(each.file), each.line, each.column))


def _origin(mark: Mark, main: str) -> str:
    name = mark.source.name
    if name == SET:
        return SET
    return f"{'this file' if name == main else name}:{mark.line}"
