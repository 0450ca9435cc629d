"""`--set path=value`: changes to a scenario from the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

from orgsim.scenario.composition import ORGANIZATIONS, merge
from orgsim.scenario.document import read_document
from orgsim.scenario.nodes import Entry, Mapping, Node, child
from orgsim.scenario.nodes import Sequence as ListNode
from orgsim.scenario.problems import Mark, Problem, Source
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
    tree: Mapping, overrides: Sequence[str], organization_keys: frozenset[str]
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

    Returns
    -------
    tree : Mapping
    new_keys : list of NewKey
        Keys on the way that no file has; probably misspelt if the scenario does not validate.
    problems : list of Problem
    """
    source = Source(SET, tuple(overrides))
    problems = odd_characters(source)
    new_keys: list[NewKey] = []
    for line, override in enumerate(overrides, start=1):
        if any(problem.line == line for problem in problems):
            continue
        found = _one(tree, Mark(source, line, 1), override, organization_keys, new_keys)
        if isinstance(found, Mapping):
            tree = found
        else:
            problems += found
    return tree, new_keys, problems


def _one(
    tree: Mapping,
    start: Mark,
    override: str,
    organization_keys: frozenset[str],
    new_keys: list[NewKey],
) -> Mapping | list[Problem]:
    source, line = start.source, start.line
    dotted, equals, text = override.partition("=")
    if not equals or "\n" in override:
        return [
            start.problem(
                (), sentence("an override is written path=value on one line", shown(override))
            )
        ]
    steps = dotted.split(".")
    marks, column = [], 1
    for step in steps:
        marks.append(Mark(source, line, column + len(step) - len(step.lstrip())))
        column += len(step) + 1
    steps = [step.strip() for step in steps]
    for step, mark in zip(steps, marks, strict=True):
        if not step or "[" in step:
            message = (
                "a list is set as a whole" if step else "a path is keys with a dot between them"
            )
            return [mark.problem((), sentence(message, shown(dotted)))]
    if problem := _lacks_beginning(tree, steps, marks[0], organization_keys):
        return [problem]
    value, problems = read_document(source, Mark(source, line, len(dotted) + 2), text)
    if value is None or problems:
        return [Problem(p.file, p.line, p.column, dotted, p.message, p.excerpt) for p in problems]
    problem = _note_new_keys(tree, steps, marks, new_keys)
    if problem:
        return [problem]
    overlay = value
    for step, mark in zip(reversed(steps), reversed(marks), strict=True):
        overlay = Mapping(mark, entries={step: Entry(mark, overlay)})
    merged = merge(tree, overlay)
    assert isinstance(merged, Mapping)
    return merged


def _lacks_beginning(
    tree: Mapping, steps: list[str], mark: Mark, organization_keys: frozenset[str]
) -> Problem | None:
    """Recognize ``startup.plan.rate`` and ``plan.rate``: the organization is to be named."""
    entry = tree.entries.get(ORGANIZATIONS)
    organizations = list(entry.node.entries) if entry and isinstance(entry.node, Mapping) else []
    whole = ""
    if steps[0] in organizations:
        whole = ".".join([ORGANIZATIONS, *steps])
    elif steps[0] in organization_keys and organizations:
        whole = ".".join([ORGANIZATIONS, organizations[0], *steps])
    if not whole:
        return None
    return mark.problem((), sentence(f"unknown key {shown(steps[0])}", suggestion=whole))


def _note_new_keys(
    tree: Mapping, steps: list[str], marks: list[Mark], new_keys: list[NewKey]
) -> Problem | None:
    node: Node | None = tree
    for depth, (step, mark) in enumerate(zip(steps[:-1], marks, strict=False)):
        if isinstance(node, ListNode):
            message = f"{'.'.join(steps[:depth])} is a list; a list is set as a whole"
            return mark.problem(steps[:depth], message)
        below = child(node, step) if node is not None else None
        if below is None and isinstance(node, Mapping):
            new_keys.append(NewKey(tuple(steps[: depth + 1]), mark, tuple(node.entries)))
        node = below
    return None
