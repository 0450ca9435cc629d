"""`--set path=value`: changes to a scenario from the command line."""

from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass, replace

from orgsim.scenario.composition import ORGANIZATIONS, merge
from orgsim.scenario.document import read_document
from orgsim.scenario.nodes import Entry, Mapping, Node, Sequence, child
from orgsim.scenario.problems import Mark, Problem, ScenarioError, Source
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.source_text import odd_characters
from orgsim.units import closest, sentence, shown

SET = "--set"
"""What messages and origins call an override."""


@dataclass(frozen=True)
class NewKey:
    """A key that an override's path goes through although no file has it.

    Attributes
    ----------
    path : tuple of str
    mark : Mark
    siblings : tuple of str
        The keys that are there.
    """

    path: tuple[str, ...]
    mark: Mark
    siblings: tuple[str, ...]

    def problem(self) -> Problem:
        """Return the complaint for when the scenario turns out not to work with it."""
        name = self.path[-1]
        near = closest(name, self.siblings)
        message = sentence(f"there is no {shown(name)} here", "", ", ".join(self.siblings), near)
        return self.mark.problem(self.path, message)


def apply_overrides(
    tree: Mapping,
    overrides: AbstractSequence[str],
    organization_keys: frozenset[str],
    option: str = SET,
) -> tuple[Mapping, list[NewKey], list[Problem]]:
    """Change a tree by overrides such as ``organizations.startup.plan.rate=20%/year``.

    The value is YAML: a plain value, or a list or mapping in brackets. Like an overlay's, a
    mapping is merged and ``null`` removes.

    Parameters
    ----------
    tree
        The scenario so far; it is not changed.
    overrides
        As typed, in the order in which they take effect.
    organization_keys
        Keys that only an organization has, to recognize a path that lacks its beginning.
    option
        What messages and origins call the overrides.

    Returns
    -------
    tree : Mapping
    new_keys : list of NewKey
        Keys on the way that no file has; probably misspelt if the scenario does not validate.
    problems : list of Problem
    """
    source = Source(option, tuple(overrides))
    problems = odd_characters(source)
    new_keys: list[NewKey] = []
    for line, override in enumerate(overrides, start=1):
        if any(problem.line == line for problem in problems):
            continue
        try:
            tree = _overridden(tree, Mark(source, line, 1), override, organization_keys, new_keys)
        except ScenarioError as error:
            problems += error.problems
    return tree, new_keys, problems


def _overridden(
    tree: Mapping,
    start: Mark,
    override: str,
    organization_keys: frozenset[str],
    new_keys: list[NewKey],
) -> Mapping:
    steps, marks, value = _read(start, override)
    _check_beginning(tree, steps, marks[0], organization_keys)
    _check_lists(tree, steps, marks)
    new_keys += _new_keys(tree, steps, marks)
    overlay = value
    for step, mark in zip(reversed(steps), reversed(marks), strict=True):
        overlay = Mapping(mark, entries={step: Entry(mark, overlay)})
    merged = merge(tree, overlay, Scenario)
    assert isinstance(merged, Mapping)
    return merged


def _read(start: Mark, override: str) -> tuple[list[str], list[Mark], Node]:
    """Split ``path=value`` into the path's keys, where each stands, and the value."""
    dotted, equals, text = override.partition("=")
    if not equals or "\n" in override:
        problem = sentence("an override is written path=value on one line", shown(override))
        raise ScenarioError([start.problem((), problem)])
    steps: list[str] = []
    marks: list[Mark] = []
    column = 1
    for written in dotted.split("."):
        step = written.strip()
        mark = Mark(start.source, start.line, column + len(written) - len(written.lstrip()))
        if "[" in step:
            raise _into_a_list(mark, dotted, [*steps, step.partition("[")[0]])
        if not step:
            problem = sentence("a path is keys with a dot between", shown(dotted))
            raise ScenarioError([mark.problem((), problem)])
        steps.append(step)
        marks.append(mark)
        column += len(written) + 1
    if not text.strip():
        message = "nothing is written after the equals sign; null removes what the file says"
        end = Mark(start.source, start.line, len(override) + 1)
        raise ScenarioError([end.problem(steps, message)])
    value, problems = read_document(
        start.source, Mark(start.source, start.line, len(dotted) + 2), text
    )
    if value is None or problems:
        raise ScenarioError(replace(problem, path=dotted.strip()) for problem in problems)
    return steps, marks, value


def _check_beginning(
    tree: Mapping, steps: list[str], mark: Mark, organization_keys: frozenset[str]
) -> None:
    """Recognize ``startup.plan.rate`` and ``plan.rate``: the organization is to be named."""
    entry = tree.entries.get(ORGANIZATIONS)
    organizations = list(entry.node.entries) if entry and isinstance(entry.node, Mapping) else []
    whole: list[str] = []
    if steps[0] in organizations:
        whole = [ORGANIZATIONS, *steps]
    elif steps[0] in organization_keys and organizations:
        whole = [ORGANIZATIONS, organizations[0], *steps]
    if whole:
        problem = sentence(f"unknown key {shown(steps[0])}", suggestion=".".join(whole))
        raise ScenarioError([mark.problem((), problem)])


def _check_lists(tree: Mapping, steps: list[str], marks: list[Mark]) -> None:
    """Recognize ``interventions.0.share``: there is no path into a list."""
    node: Node | None = tree
    for depth, (step, mark) in enumerate(zip(steps, marks, strict=True)):
        if isinstance(node, Sequence):
            raise _into_a_list(mark, ".".join(steps), steps[:depth])
        node = child(node, step) if node is not None else None


def _into_a_list(mark: Mark, dotted: str, whole: AbstractSequence[str]) -> ScenarioError:
    """Say how the list is set into which a path goes."""
    hint = f"{'.'.join(whole)}=[...]"
    return ScenarioError(
        [mark.problem((), sentence("a list is set as a whole", shown(dotted), suggestion=hint))]
    )


def _new_keys(tree: Mapping, steps: list[str], marks: list[Mark]) -> list[NewKey]:
    """Return the keys on the way to the last one that are not in the tree."""
    found: list[NewKey] = []
    node: Node | None = tree
    for depth, (step, mark) in enumerate(zip(steps[:-1], marks, strict=False), start=1):
        below = child(node, step) if node is not None else None
        if below is None and isinstance(node, Mapping):
            found.append(NewKey(tuple(steps[:depth]), mark, tuple(node.entries)))
        node = below
    return found
