"""`policies`: what a scenario file wants compared, each stated as what differs from the file.

A policy is an overlay with the paths of the file's top level, as a file would be that extends this
one. What every policy has in common stands outside: only what a company decides may differ, for
other dates, seeds or numbers of replications would leave nothing to compare.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from orgsim.rules.organization import Organization
from orgsim.scenario.composition import BASELINE, ORGANIZATIONS, POLICIES, merge
from orgsim.scenario.nodes import Broken, Entry, Mapping, Scalar, marks
from orgsim.scenario.problems import Mark, Problem, dotted
from orgsim.scenario.scenario import Scenario, StatedPolicies, scenario_hash
from orgsim.units import choices, closest, sentence, shown

NAME = "name"
MAY_DIFFER = (NAME, ORGANIZATIONS, "markets")
"""Keys of a scenario that a policy may state."""

MOST_POLICIES = 50
"""Policies that one file may state."""

IDENTIFIER = r"^[A-Za-z][A-Za-z0-9_]{0,59}$"
"""What the id of a policy looks like."""

Validated = tuple[Scenario | None, list[Problem]]


@dataclass(frozen=True)
class Section:
    """What a file says about policies, taken out of its tree.

    Attributes
    ----------
    policies, baseline : Entry or None
        The values under the two keys, where they are stated.
    """

    policies: Entry | None
    baseline: Entry | None


def without_policies(tree: Mapping) -> tuple[Mapping, Section]:
    """Return a scenario without its policies, and these."""
    plain = {key: each for key, each in tree.entries.items() if key not in {POLICIES, BASELINE}}
    section = Section(tree.entries.get(POLICIES), tree.entries.get(BASELINE))
    return Mapping(tree.mark, entries=plain), section


@dataclass(frozen=True)
class Policy:
    """A policy as a scenario: its overlay merged with the file.

    Attributes
    ----------
    id : str
    key_mark : Mark
        Where it is stated.
    tree : Mapping
        What was written, and where.
    label : str
        What tables and figures call it.
    """

    id: str
    key_mark: Mark
    tree: Mapping
    label: str


class Policies:
    """The policies of a file, and what is wrong with them.

    Parameters
    ----------
    base
        The file without its policies.
    section
        What it says about them.
    incomplete
        Whether something extended could not be read, so that missing things mean nothing.

    Attributes
    ----------
    problems : list of Problem
    stated : list of Policy
        Those that can be read, the baseline first.
    """

    def __init__(self, base: Mapping, section: Section, *, incomplete: bool) -> None:
        self._base = base
        self._incomplete = incomplete
        self.problems: list[Problem] = []
        self.stated: list[Policy] = []
        if section.policies is not None:
            self.stated = [self._policy(*each) for each in self._entries(section.policies)]
            self.problems += self._same_labels()
        self._put_baseline_first(section)

    def scenarios(
        self, validate: Callable[[Mapping], Validated], known: Sequence[Problem]
    ) -> dict[str, Scenario]:
        """Validate each policy; problems that the file has without policies are not repeated.

        Parameters
        ----------
        validate
            From a tree to a scenario, or to what is wrong with it.
        known
            What is wrong with the file without its policies.
        """
        found = {}
        spoken = {(each.file, each.line, each.column, each.message) for each in known}
        for policy in self.stated:
            scenario, problems = validate(policy.tree)
            self.problems += [
                self._placed(policy, each)
                for each in problems
                if (each.file, each.line, each.column, each.message) not in spoken
            ]
            if scenario is not None:
                name = f"{self._base.text(NAME) or scenario.name}: {policy.label}"
                found[policy.id] = scenario.model_copy(update={NAME: name})
        return found

    def _entries(self, policies: Entry) -> Iterator[tuple[str, Entry]]:
        node = policies.node
        if isinstance(node, Broken):
            return
        if not isinstance(node, Mapping):
            problem = "must be a mapping from the id of each policy to what differs in it"
            self._complain(node.mark, (POLICIES,), sentence(problem, shown(node.data())))
            return
        if len(node.entries) < 2 and not self._incomplete:
            self._complain(
                policies.key_mark,
                (POLICIES,),
                f"a comparison needs at least two policies, got {len(node.entries)}; "
                "an empty one, {}, is the file as it stands",
            )
        if len(node.entries) > MOST_POLICIES:
            message = f"more than {MOST_POLICIES} policies are too many to compare"
            self._complain(policies.key_mark, (POLICIES,), message)
            return
        for name, entry in node.entries.items():
            path = (POLICIES, name)
            if not re.fullmatch(IDENTIFIER, name):
                problem = (
                    "the id of a policy consists of letters, digits and _, a letter first, at "
                    "most 60 of them"
                )
                near = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
                near = near if re.fullmatch(IDENTIFIER, near) else ""
                self._complain(entry.key_mark, path, sentence(problem, shown(name), "", near))
            elif isinstance(entry.node, Mapping):
                yield name, entry
            elif not isinstance(entry.node, Broken):
                problem = sentence("must be a mapping of what differs", shown(entry.node.data()))
                message = f"{problem}; {{}} is the file as it stands"
                self._complain(entry.node.mark, path, message)

    def _policy(self, name: str, entry: Entry) -> Policy:
        """Merge an overlay with the file, leaving out what is complained about."""
        overlay = entry.node
        assert isinstance(overlay, Mapping)
        path = (POLICIES, name)
        kept = {}
        for key, each in overlay.entries.items():
            if key in MAY_DIFFER:
                kept[key] = each
            else:
                self._complain(each.key_mark, (*path, key), self._cannot_differ(key))
        label = Mapping(overlay.mark, entries=kept).text(NAME)
        if ORGANIZATIONS in kept:
            kept[ORGANIZATIONS] = self._known_organizations(kept[ORGANIZATIONS], path)
        tree = merge(self._base, Mapping(overlay.mark, entries=kept), Scenario)
        assert isinstance(tree, Mapping)
        return Policy(name, entry.key_mark, tree, label or name.replace("_", " "))

    def _cannot_differ(self, key: str) -> str:
        if key in Scenario.model_fields:
            return f"{shown(key)} is the same for all policies; it stands at the top of the file"
        near = closest(key, MAY_DIFFER)
        problem = f"unknown key {shown(key)}"
        if key in Organization.model_fields:
            names = self._organizations()
            problem += ", which belongs in an organization"
            near = f"{ORGANIZATIONS}.{names[0]}.{key}" if names else ""
        return sentence(problem, "", ", ".join(MAY_DIFFER), near)

    def _organizations(self) -> list[str]:
        entry = self._base.entries.get(ORGANIZATIONS)
        return list(entry.node.entries) if entry and isinstance(entry.node, Mapping) else []

    def _known_organizations(self, entry: Entry, above: tuple[str, ...]) -> Entry:
        """Leave out organizations that the file does not have: a policy changes those that are."""
        if not isinstance(entry.node, Mapping):
            return entry
        names = self._organizations()
        kept = {}
        for name, each in entry.node.entries.items():
            path = (*above, ORGANIZATIONS, name)
            if isinstance(each.node, Scalar) and each.node.value is None:
                message = "every policy has the same organizations, so none can be removed"
                self._complain(each.node.mark, path, message)
            elif name in names or self._incomplete:
                kept[name] = each
            else:
                problem = f"every policy has the same organizations; there is no {shown(name)}"
                near = closest(name, names)
                self._complain(each.key_mark, path, sentence(problem, "", choices(names), near))
        return Entry(entry.key_mark, Mapping(entry.node.mark, entries=kept))

    def _same_labels(self) -> Iterator[Problem]:
        first: dict[str, Policy] = {}
        for policy in self.stated:
            other = first.setdefault(policy.label.casefold(), policy)
            if other is not policy:
                message = f"the policies {other.id} and {policy.id} are both called {policy.label}"
                yield policy.key_mark.problem((POLICIES, policy.id), message)

    def _put_baseline_first(self, section: Section) -> None:
        entry = section.baseline
        if entry is None or isinstance(entry.node, Broken):
            return
        if section.policies is None:
            if not self._incomplete:
                message = f"{shown(BASELINE)} names one of the {POLICIES}, and there are none"
                self._complain(entry.key_mark, (BASELINE,), message)
            return
        wanted = entry.node.data()
        names = [policy.id for policy in self.stated]
        if wanted in names:
            self.stated.sort(key=lambda policy: policy.id != wanted)
        elif not isinstance(section.policies.node, Mapping) or not self._incomplete:
            near = closest(wanted, names) if isinstance(wanted, str) else ""
            message = sentence("there is no such policy", shown(wanted), choices(names), near)
            self._complain(entry.node.mark, (BASELINE,), message)

    def _placed(self, policy: Policy, problem: Problem) -> Problem:
        """Return a problem of a policy with the path at which the file states what is wrong."""
        path = (POLICIES, policy.id)
        own = {(each.source.name, each.line, each.column) for each in marks(policy.tree)}
        base = {(each.source.name, each.line, each.column) for each in marks(self._base)}
        if (problem.file, problem.line, problem.column) in own - base:
            return replace(problem, path=dotted((*path, problem.path)))
        # The policy makes something wrong that stands elsewhere.
        message = ": ".join(part for part in (problem.path, problem.message) if part)
        return policy.key_mark.problem(path, message)

    def _complain(self, mark: Mark, path: tuple[str, ...], message: str) -> None:
        self.problems.append(mark.problem(path, message))


def identical(stated: Sequence[Policy], policies: StatedPolicies) -> list[Problem]:
    """Warn of policies that are the same as another: nothing can differ between them."""
    first: dict[str, str] = {}
    found = []
    for policy in stated:
        other = first.setdefault(scenario_hash(policies[policy.id]), policy.id)
        if other != policy.id:
            what = "the baseline" if other == stated[0].id else "the policy"
            message = f"the same rules as {what} {other}: every difference between them is zero"
            problem = policy.key_mark.problem((POLICIES, policy.id), message)
            found.append(replace(problem, severity="warning"))
    return found
