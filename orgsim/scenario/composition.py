"""Scenarios made of scenarios: `extends` and how an overlay changes its base.

What an overlay means is said in `orgsim.rules.overlays`; here every node keeps the place where it
was written.
"""

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from orgsim.rules.organization import Organization
from orgsim.rules.overlays import DEFAULT, Form
from orgsim.rules.rule_sets import FIXED
from orgsim.rules.section import Path
from orgsim.rules.stages import RULES
from orgsim.scenario.document import read_document
from orgsim.scenario.files import Location, locate_base, reason
from orgsim.scenario.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence, child
from orgsim.scenario.problems import Problem, ScenarioError
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.shape import below
from orgsim.scenario.source_text import decode
from orgsim.units import sentence, shown

EXTENDS = "extends"
ORGANIZATIONS = "organizations"
STAGES = "stages"
INTERVENTIONS = "interventions"
POLICIES = "policies"
BASELINE = "baseline"

SUFFIXES = (".yaml", ".yml")
"""How the names of scenario files end."""

MOST_EXTENDED = 30
"""Files that a file may extend, side by side or one behind the other."""


class _Nodes(Form[Node]):
    """Trees of documents: what is merged keeps the place where it was written."""

    def parts(self, node: Node | None) -> dict[str, Node] | None:
        """Return the values of a mapping."""
        if not isinstance(node, Mapping):
            return None
        return {key: entry.node for key, entry in node.entries.items()}

    def value(self, node: Node) -> object:
        """Return the value of a scalar."""
        return node.value if isinstance(node, Scalar) else node

    def merged(self, base: Node, overlay: Node, parts: AbstractMapping[str, Node]) -> Node:
        """Return a mapping where the overlay stands; keys stand where they are stated last."""
        assert isinstance(base, Mapping)
        assert isinstance(overlay, Mapping)
        known = {**base.entries, **overlay.entries}
        entries = {key: Entry(known[key].key_mark, node) for key, node in parts.items()}
        return Mapping(overlay.mark, entries=entries)

    def below(self, expected: Any, step: str) -> Any:
        """Return what belongs one step further down, inside of overlays too."""
        if expected is Scenario and step == POLICIES:
            return dict[str, Scenario]  # each is an overlay on the scenario that states it
        return below(expected, step)

    def everywhere(self, node: Node) -> Node:
        """Return the value under `default`, where it stands."""
        return Mapping(node.mark, entries={DEFAULT: Entry(node.mark, node)})


def merge(base: Node | None, overlay: Node, expected: Any = None) -> Node:
    """Return `base` as changed by `overlay`; neither is changed.

    Parameters
    ----------
    base, overlay
    expected
        The type of what both describe, None where it is not known.
    """
    return _Nodes().merge(base, overlay, expected)


def is_null(node: Node) -> bool:
    """Return whether a node is ``null``."""
    return isinstance(node, Scalar) and node.value is None


def _model(*, is_scenario: bool) -> Any:
    return Scenario if is_scenario else Organization


def _parsed(location: Location) -> tuple[Node | None, list[Problem]]:
    try:
        source = decode(location.read(), location.name)
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        message = reason(error, location.path or "")
        return None, [Problem(location.name, 0, 0, "", message)]
    except ScenarioError as error:
        return None, list(error.problems)
    root, problems = read_document(source)
    if root is not None and not isinstance(root, (Mapping, Broken)):
        what = "a list" if isinstance(root, Sequence) else "a single value"
        message = sentence("a scenario is a mapping such as 'name: My company'", what)
        problems.append(root.mark.problem((), message))
    return root, problems


@cache
def _preset(location: Location) -> tuple[Node | None, list[Problem]]:
    """A preset is read once: it stays as it is, and no tree is ever changed."""
    return _parsed(location)


@dataclass
class Composer:
    """Reads files and whatever they extend into one tree.

    Attributes
    ----------
    scenario_keys, organization_keys : frozenset of str
        Keys that only a whole scenario has, and that only an organization has.
    problems : list of Problem
        Everything wrong so far.
    incomplete : bool
        Whether some base could not be read, so that missing values mean nothing.
    """

    scenario_keys: frozenset[str]
    organization_keys: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    incomplete: bool = False
    _done: dict[tuple[str, bool], Mapping | None] = field(default_factory=dict)

    def compose(
        self, location: Location, chain: tuple[Location, ...] = (), *, is_scenario: bool = True
    ) -> Mapping | None:
        """Return the tree of a file with everything it extends, or None if it is unreadable.

        Parameters
        ----------
        location
            The file.
        chain
            The files that extend each other until this one.
        is_scenario
            Whether it is to be a whole scenario; otherwise an organization.
        """
        done = (location.identity, is_scenario)
        if done not in self._done:
            own = self._read(location)
            chain = (*chain, location)
            self._done[done] = own and self._with_bases(own, chain, is_scenario=is_scenario)
        return self._done[done]

    def _read(self, location: Location) -> Mapping | None:
        root, problems = (_preset if location.path is None else _parsed)(location)
        if isinstance(root, Mapping):
            self.problems += problems
            return root
        if not location.name.endswith(SUFFIXES):
            # `extends` may name any file there is: what is no scenario is not repeated.
            problems = [replace(problem, path="", excerpt="") for problem in problems]
        self.problems += problems
        return None

    def _with_bases(
        self, own: Mapping, chain: tuple[Location, ...], *, is_scenario: bool
    ) -> Mapping:
        base = self._bases(own, (), chain, is_scenario=is_scenario)
        if is_scenario:
            own = self._with_bases_of_policies(own, chain)
        else:
            own = self._with_bases_of_rules(own, (), chain)
        plain = {
            key: entry for key, entry in own.entries.items() if key not in {EXTENDS, ORGANIZATIONS}
        }
        whole = merge(base, Mapping(own.mark, entries=plain), _model(is_scenario=is_scenario))
        assert isinstance(whole, Mapping)
        if ORGANIZATIONS in own.entries:
            entry = own.entries[ORGANIZATIONS]
            inherited = base.entries.get(ORGANIZATIONS) if base else None
            node = self._organizations(inherited.node if inherited else None, entry.node, chain)
            whole.entries[ORGANIZATIONS] = Entry(entry.key_mark, node)
        return whole

    def _with_bases_of_policies(self, own: Mapping, chain: tuple[Location, ...]) -> Mapping:
        """Return a scenario in which no organization of a policy extends anything."""
        policies = own.entries.get(POLICIES)
        if policies is None or not isinstance(policies.node, Mapping):
            return own
        entries = dict(policies.node.entries)
        for name, policy in entries.items():
            stated = child(policy.node, ORGANIZATIONS)
            if isinstance(policy.node, Mapping) and stated is not None:
                key_mark = policy.node.entries[ORGANIZATIONS].key_mark
                node = self._organizations(None, stated, chain, (POLICIES, name))
                inside = {**policy.node.entries, ORGANIZATIONS: Entry(key_mark, node)}
                entries[name] = Entry(policy.key_mark, Mapping(policy.node.mark, entries=inside))
        whole = Entry(policies.key_mark, Mapping(policies.node.mark, entries=entries))
        return Mapping(own.mark, entries={**own.entries, POLICIES: whole})

    def _organizations(
        self, base: Node | None, own: Node, chain: tuple[Location, ...], above: Path = ()
    ) -> Node:
        """Merge organizations; each may extend something itself, which comes after the base."""
        if not isinstance(own, Mapping):
            return own
        plain: dict[str, Entry] = {}
        inherited: dict[str, Entry] = dict(base.entries) if isinstance(base, Mapping) else {}
        for key, entry in own.entries.items():
            organization = entry.node
            plain[key] = entry
            path = (*above, ORGANIZATIONS, key)
            if isinstance(organization, Mapping):
                organization = self._with_bases_of_rules(organization, path, chain)
                plain[key] = Entry(entry.key_mark, organization)
            if isinstance(organization, Mapping) and EXTENDS in organization.entries:
                extended = self._bases(organization, path, chain, is_scenario=False)
                if extended is not None:
                    own_base = inherited[key].node if key in inherited else None
                    inherited[key] = Entry(entry.key_mark, merge(own_base, extended, Organization))
                rest = {
                    name: each for name, each in organization.entries.items() if name != EXTENDS
                }
                plain[key] = Entry(entry.key_mark, Mapping(organization.mark, entries=rest))
        own = Mapping(own.mark, entries=plain)
        if not inherited:
            return own
        expected = Scenario.model_fields[ORGANIZATIONS].annotation
        return merge(Mapping(own.mark, entries=inherited), own, expected)

    def _with_bases_of_rules(
        self, organization: Mapping, path: Path, chain: tuple[Location, ...]
    ) -> Mapping:
        """Return an organization in which no stage and no intervention extends anything."""
        entries = dict(organization.entries)
        for key in (STAGES, INTERVENTIONS):
            if key not in entries:
                continue
            node = entries[key].node
            if isinstance(node, Mapping):
                stages = {
                    name: Entry(
                        each.key_mark, self._rules_with_bases(each.node, (*path, key, name), chain)
                    )
                    for name, each in node.entries.items()
                }
                node = Mapping(node.mark, entries=stages)
            elif isinstance(node, Sequence):
                items = [
                    self._rules_with_bases(each, (*path, key, i), chain)
                    for i, each in enumerate(node.items)
                ]
                node = Sequence(node.mark, items=items)
            entries[key] = Entry(entries[key].key_mark, node)
        return Mapping(organization.mark, entries=entries)

    def _rules_with_bases(self, node: Node, path: Path, chain: tuple[Location, ...]) -> Node:
        """Return a stage or an intervention whose rules extend nothing.

        Of what they extend, nothing counts that is of an organization's beginning.
        """
        rules = child(node, RULES)
        if (
            not isinstance(node, Mapping)
            or not isinstance(rules, Mapping)
            or EXTENDS not in rules.entries
        ):
            return node
        base = self._bases(rules, (*path, RULES), chain, is_scenario=False)
        own = {key: each for key, each in rules.entries.items() if key != EXTENDS}
        later = {
            key: each for key, each in (base.entries if base else {}).items() if key not in FIXED
        }
        merged = merge(
            Mapping(rules.mark, entries=later), Mapping(rules.mark, entries=own), Organization
        )
        entry = Entry(node.entries[RULES].key_mark, merged)
        return Mapping(node.mark, entries={**node.entries, RULES: entry})

    def _bases(
        self, own: Mapping, path: Path, chain: tuple[Location, ...], *, is_scenario: bool
    ) -> Mapping | None:
        """Return everything that `own` extends, merged, or None where it extends nothing."""
        entry = own.entries.get(EXTENDS)
        if entry is None or isinstance(entry.node, Broken):
            return None
        targets = entry.node.items if isinstance(entry.node, Sequence) else [entry.node]
        whole: Mapping | None = None
        for target in targets[:MOST_EXTENDED]:
            try:
                base = self._base(target, chain, is_scenario=is_scenario)
            except ValueError as error:
                self.problems.append(target.mark.problem((*path, EXTENDS), str(error)))
                self.incomplete = True
                continue
            if base is None:
                self.incomplete = True
                continue
            merged = merge(whole, base, _model(is_scenario=is_scenario))
            assert isinstance(merged, Mapping)
            whole = merged
        if len(targets) > MOST_EXTENDED:
            message = f"more than {MOST_EXTENDED} files are too many to extend"
            self.problems.append(entry.key_mark.problem((*path, EXTENDS), message))
            self.incomplete = True
        return whole

    def _base(
        self, target: Node, chain: tuple[Location, ...], *, is_scenario: bool
    ) -> Mapping | None:
        """Return one base, or None if it has been complained about where it is unreadable."""
        if not isinstance(target, Scalar) or not isinstance(target.value, str) or not target.value:
            problem = "must name a file, a preset such as preset/startup, or a list of them"
            raise ValueError(sentence(problem, shown(target.data())))
        location = locate_base(target.value, chain[-1])
        identities = [each.identity for each in chain]
        if location.identity in identities:
            circle = [*chain[identities.index(location.identity) :], location]
            names = " -> ".join(each.name for each in circle)
            raise ValueError(f"files extend each other in a circle: {names}")
        if len(chain) >= MOST_EXTENDED:
            raise ValueError(f"more than {MOST_EXTENDED} files extend each other in a row")
        base = self.compose(location, chain, is_scenario=is_scenario)
        keys = frozenset(base.entries if base else ())
        if is_scenario and keys & self.organization_keys:
            raise ValueError(
                f"{location.name} describes one organization; extend it inside one, "
                f"such as organizations: {{ mine: {{ extends: {target.value} }} }}"
            )
        if not is_scenario and keys & self.scenario_keys:
            raise ValueError(
                f"{location.name} is a whole scenario; extend it at the top of the file"
            )
        return base
