"""Mistakes in the overlays of stages and interventions, each at its own place.

What an overlay states can only be judged together with what it changes, so each rule set that can
occur is put together from the nodes of the document and looked at like an organization.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from orgsim.rules.ladder import ranked
from orgsim.rules.organization import Organization
from orgsim.rules.rule_sets import FIXED, OF_STATES, RuleSets
from orgsim.rules.section import Path
from orgsim.scenario.complaints import Complaints
from orgsim.scenario.composition import ORGANIZATIONS, is_null, merge
from orgsim.scenario.nodes import Entry, Mapping, Node, child
from orgsim.scenario.nodes import marks as node_marks
from orgsim.scenario.problems import Mark, Problem, dotted

LATER = ("stages", "interventions")
"""Keys of an organization that its rule sets do not have."""

Place = tuple[Path, str, int, int]
"""The path of an overlay, and where in it something is wrong: path, line and column."""


class ChangedRules:
    """The rule sets of an organization as a document states them.

    Parameters
    ----------
    tree
        The scenario.
    name
        The id of the organization.
    organization
        The organization itself, which is right as founded.
    reference_ladder
        Titles and their rungs.
    incomplete
        Whether something extended could not be read, so that missing things mean nothing.
    """

    def __init__(
        self,
        tree: Mapping,
        name: str,
        organization: Organization,
        reference_ladder: dict[str, int],
        *,
        incomplete: bool,
    ) -> None:
        self._tree = tree
        self._name = name
        self._organization = organization
        self._reference_ladder = reference_ladder
        self._rule_sets = RuleSets(organization, reference_ladder)
        self._incomplete = incomplete

    def problems(self, start: dt.date) -> Iterator[Problem]:
        """Yield what is wrong with values in overlays, each problem once.

        What cannot change, and parts that do not fit together, are left to `RuleSets`.
        """
        found: dict[Place, list[Problem]] = {}
        stages: dict[Place, set[int]] = {}
        some = not self._rule_sets.too_many
        for stage, changes in self._rule_sets.occurring(start) if some else ():
            paths = [path for path, _ in self._rule_sets.overlays(stage, changes)]
            here: dict[Place, list[Problem]] = {}
            for problem in self._problems_of(paths):
                path, moved = self._in_overlay(paths, problem)
                place = (path, moved.path, moved.line, moved.column)
                here.setdefault(place, []).append(moved)
                stages.setdefault(place, set()).add(stage)
            # The same mistake may have other consequences later: it is reported once.
            found = here | found
        for place, problems in found.items():
            when = self._rule_sets.while_in(place[0], stages[place], start)
            yield from (replace(each, message=when + each.message) for each in problems)

    def _problems_of(self, paths: Sequence[Path]) -> list[Problem]:
        """Return what is wrong with one rule set, as if it were the organization."""
        own = self._at(())
        assert isinstance(own, Mapping)
        kept = {key: entry for key, entry in own.entries.items() if key not in LATER}
        node: Node = Mapping(own.mark, entries=kept)
        for path in paths:
            overlay = self._at(path)
            if isinstance(overlay, Mapping):
                node = merge(node, self._without_fixed(overlay), Organization)
        data: dict[str, Any] = node.data()
        if isinstance(data.get("levels"), dict):
            data["levels"] = ranked(data["levels"], self._reference_ladder)
        try:
            Organization.model_validate(data)
        except ValidationError as error:
            complaints = Complaints(
                self._with(node), incomplete=self._incomplete, not_changing=FIXED
            )
            details = error.errors(include_url=False)
            return complaints.of_details(
                [{**each, "loc": (ORGANIZATIONS, self._name, *each["loc"])} for each in details]
            )
        return []

    def _without_fixed(self, overlay: Mapping) -> Mapping:
        """Return an overlay without what is complained about because it cannot change."""
        entries = {key: each for key, each in overlay.entries.items() if key not in FIXED}
        for key in OF_STATES:
            section = entries[key].node if key in entries else None
            if isinstance(section, Mapping):
                inside = {
                    name: each
                    for name, each in section.entries.items()
                    if name in getattr(self._organization, key) and not is_null(each.node)
                }
                entries[key] = Entry(entries[key].key_mark, Mapping(section.mark, entries=inside))
            elif section is not None and is_null(section):
                del entries[key]
        return Mapping(overlay.mark, entries=entries)

    def _in_overlay(self, paths: Sequence[Path], problem: Problem) -> tuple[Path, Problem]:
        """Return a problem with its path in the overlay that it stands in, and that overlay's."""
        inner = problem.path.removeprefix(dotted((ORGANIZATIONS, self._name)))
        for path in reversed(paths):
            if (problem.file, problem.line, problem.column) in self._places(path):
                return path, replace(
                    problem, path=dotted((ORGANIZATIONS, self._name, *path)) + inner
                )
        # The overlay makes something wrong that stands elsewhere.
        path = paths[-1]
        message = ": ".join(part for part in (inner.removeprefix("."), problem.message) if part)
        key_mark = self._key_mark(path)
        return path, key_mark.problem((ORGANIZATIONS, self._name, *path), message)

    def _at(self, path: Path) -> Node | None:
        node: Node | None = self._tree
        for step in (ORGANIZATIONS, self._name, *path):
            node = child(node, step) if node is not None else None
        return node

    def _key_mark(self, path: Path) -> Mark:
        holder = self._at(path[:-1])
        assert isinstance(holder, Mapping)
        return holder.entries[str(path[-1])].key_mark

    def _places(self, path: Path) -> set[tuple[str, int, int]]:
        """Return where the parts of an overlay stand, and its key."""
        overlay = self._at(path)
        marks = [self._key_mark(path), *(node_marks(overlay) if overlay else ())]
        return {(mark.source.name, mark.line, mark.column) for mark in marks}

    def _with(self, organization: Node) -> Mapping:
        """Return the scenario with another organization in the place of this one."""
        organizations = self._tree.entries[ORGANIZATIONS]
        assert isinstance(organizations.node, Mapping)
        entries = organizations.node.entries
        inside = {**entries, self._name: Entry(entries[self._name].key_mark, organization)}
        node = Mapping(organizations.node.mark, entries=inside)
        return Mapping(
            self._tree.mark,
            entries={**self._tree.entries, ORGANIZATIONS: Entry(organizations.key_mark, node)},
        )
