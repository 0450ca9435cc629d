"""From what the validator found wrong to problems a person can act on, with places."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from orgsim.rules.kinds import KIND, kind_names, kinds
from orgsim.rules.organization import Organization
from orgsim.rules.stages import RULES
from orgsim.scenario.composition import BASELINE, EXTENDS, POLICIES
from orgsim.scenario.nodes import Broken, Entry, Mapping, Node, Scalar, child
from orgsim.scenario.overrides import NewKey
from orgsim.scenario.problems import Mark, Problem
from orgsim.scenario.scenario import CONTRADICTIONS, Scenario
from orgsim.scenario.shape import Place, home_of, is_field, keys, place
from orgsim.scenario.wording import type_complaint
from orgsim.units import closest, sentence, shown

_KEY = "[key]"
"""What the validator puts at the end of a location when it means the key itself."""

_NOT_A_KIND = {"union_tag_invalid", "union_tag_not_found", "model_attributes_type"}


@dataclass
class _Found:
    """The part of a path that is in the tree.

    Attributes
    ----------
    path : tuple of str or int
    node : Node
    key_mark : Mark
        Where the last key stands; the beginning of the document for its root.
    complete : bool
        Whether the whole path is there.
    """

    path: tuple[str | int, ...]
    node: Node
    key_mark: Mark
    complete: bool

    @property
    def mark(self) -> Mark:
        """Where to point when the value is meant: a mapping is recognized by its key."""
        return self.key_mark if isinstance(self.node, Mapping) else self.node.mark


class Complaints:
    """Words and places for validation errors.

    Parameters
    ----------
    tree
        What was validated.
    incomplete
        Whether something extended could not be read, so that missing things mean nothing.
    new_keys
        Keys that an override's path goes through although no file has them.
    not_changing
        Keys that an organization has and may not state here.
    """

    def __init__(
        self,
        tree: Mapping,
        *,
        incomplete: bool,
        new_keys: Sequence[NewKey] = (),
        not_changing: Collection[str] = (),
    ) -> None:
        self._tree = tree
        self.incomplete = incomplete
        self._new_keys = new_keys
        self._not_changing = not_changing
        self._meant: set[tuple[str | int, ...]] = set()

    def of(self, error: ValidationError, besides_rules_of: Collection[str] = ()) -> list[Problem]:
        """Return one problem for each mistake; consequences of another mistake are left out.

        Parameters
        ----------
        error
        besides_rules_of
            Organizations of which it is known what is wrong with rules that change later.
        """
        return self.of_details(error.errors(include_url=False), besides_rules_of)

    def of_details(
        self, details: Sequence[Any], besides_rules_of: Collection[str] = ()
    ) -> list[Problem]:
        """Return the same for the details of an error."""
        problems: list[Problem] = []
        # Unknown keys first: a key that was meant is not missing.
        details = sorted(details, key=lambda detail: detail["type"] != "extra_forbidden")
        missing: dict[tuple[str | int, ...], list[Place]] = {}
        for detail in details:
            if detail["type"] == CONTRADICTIONS:
                problems += self.of_contradictions(
                    [
                        (path, message)
                        for path, message in detail["ctx"]["found"]
                        if RULES not in path[4:5] or path[1] not in besides_rules_of
                    ]
                )
            elif detail["type"] == "missing" and not self._through_new_key(detail):
                where = place(Scenario, detail["loc"])
                missing.setdefault(where.path[:-1], []).append(where)
            elif detail["type"] != "too_short" or not _has_parts(detail, details):
                problems += self._one(detail)
        for places in missing.values():
            problems += self._missing(places)
        return problems

    def of_contradictions(
        self, found: Sequence[tuple[tuple[str | int, ...], str]]
    ) -> list[Problem]:
        """Return the problem for each contradiction between parts of the scenario."""
        problems = []
        for path, message in found:
            spot = self._find(path)
            about_key = spot.complete and path and repr(path[-1]) in message
            if spot.node is not None and not self.incomplete:
                problems.append(
                    (spot.key_mark if about_key else spot.mark).problem(spot.path, message)
                )
        return problems

    def _one(self, detail: Any) -> Iterator[Problem]:
        about_key = bool(detail["loc"]) and detail["loc"][-1] == _KEY
        where = place(Scenario, detail["loc"][:-1] if about_key else detail["loc"])
        spot = self._find(where.path)
        if isinstance(spot.node, Broken):
            return
        kind = detail["type"]
        if kind != "extra_forbidden" and (new := self._through_new_key(detail)):
            yield new.problem()
            return
        if kind == "extra_forbidden":
            yield spot.key_mark.problem(spot.path, self._unknown_key(where))
        elif kind in _NOT_A_KIND and kinds(where.expected):
            yield from self._no_kind(where, spot)
        elif about_key or not (self.incomplete and isinstance(spot.node, Mapping)):
            mark = spot.key_mark if about_key else spot.mark
            value = where.path[-1] if about_key else spot.node.data()
            message = type_complaint(detail, where.expected, value)
            if not about_key and (part := self._part_meant(spot, message)):
                spot = part
                mark = part.key_mark
            yield mark.problem(spot.path, message)

    def _part_meant(self, spot: _Found, message: str) -> _Found | None:
        """Return the part of a mapping that a sentence about the mapping names first.

        A part that the overlay wrote is rather meant than one it inherited.
        """
        entries = self._entries(spot.path)
        named = [name for name in re.findall(r"'([^']+)'", message) if name in entries]
        named.sort(key=lambda name: entries[name].key_mark.source != spot.node.mark.source)
        return self._find((*spot.path, named[0])) if named else None

    def _find(self, path: tuple[str | int, ...]) -> _Found:
        found = _Found((), self._tree, self._tree.mark, complete=not path)
        for depth, step in enumerate(path, start=1):
            below = child(found.node, step)
            if below is None and step == "default":
                continue  # one value for every level stands in the level's place
            if below is None:
                return _Found(found.path, found.node, found.key_mark, complete=False)
            mark = below.mark
            if isinstance(found.node, Mapping):
                mark = found.node.entries[str(step)].key_mark
            found = _Found((*found.path, step), below, mark, complete=depth == len(path))
        return found

    def _entries(self, path: tuple[str | int, ...]) -> dict[str, Entry]:
        found = self._find(path)
        return found.node.entries if found.complete and isinstance(found.node, Mapping) else {}

    def _unknown_key(self, where: Place) -> str:
        key, allowed = str(where.path[-1]), keys(where.parent)
        if where.parent is Organization:
            allowed = tuple(each for each in allowed if each not in self._not_changing)
        elif where.parent is Scenario:
            allowed += (POLICIES, BASELINE)
        problem = f"unknown key {shown(key)}"
        if key == EXTENDS:
            return f"{problem} here; it stands at the top of a file or of an organization"
        present = self._entries(where.path[:-1])
        # A key that stands beside this one, in the same file, is not what was meant.
        written = {each for each in present if self._beside(present[each], present[key])}
        near = closest(key, [each for each in allowed if each not in written])
        if near:
            self._meant.add((*where.path[:-1], near))
        others = [each for each in where.alternatives if key in each.model_fields]
        kind = present.get(KIND)
        if others and kind and isinstance(kind.node, Scalar):
            belongs = ", ".join(other for each in others for other in kind_names(each))
            problem = f"{problem} for kind {kind.node.value}; it belongs to kind {belongs}"
            near = ""
        elif not near:
            problem += self._belongs(where, key)
        return sentence(problem, "", ", ".join(allowed), near)

    def _belongs(self, where: Place, key: str) -> str:
        """Say where a key that is in the wrong place would be right."""
        if where.parent is Scenario and key in Organization.model_fields:
            return ", which belongs in an organization"
        if where.parent is not Scenario and key in Scenario.model_fields:
            return ", which belongs at the top of the scenario"
        return home_of(key, where.parent)

    @staticmethod
    def _beside(entry: Entry, other: Entry) -> bool:
        return entry.key_mark.source == other.key_mark.source

    def _through_new_key(self, detail: Any) -> NewKey | None:
        """Return the key that only an override's path has, if the error lies below one."""
        path = place(Scenario, detail["loc"]).path
        for new in self._new_keys:
            if path[: len(new.path)] == new.path and not is_field(Scenario, new.path):
                return new
        return None

    def _missing(self, places: Sequence[Place]) -> Iterator[Problem]:
        """Complain about everything that one mapping lacks."""
        container = places[0].path[:-1]
        spot = self._find(container)
        if self.incomplete or not spot.complete or isinstance(spot.node, Broken):
            return
        names = [str(each.path[-1]) for each in places if each.path not in self._meant]
        if len(container) == 4 and container[2] == "levels":
            if "rank" in names:
                yield from self._no_rank(spot)
            names = [name for name in names if name not in {"rank", "scope"}]
        if names:
            several = "s" if len(names) > 1 else ""
            message = f"missing key{several} {', '.join(map(shown, names))}"
            yield spot.mark.problem(spot.path, message)

    def _no_rank(self, spot: _Found) -> Iterator[Problem]:
        """Explain that a level's title says nothing about its rank."""
        title = spot.node.entries.get("title") if isinstance(spot.node, Mapping) else None
        if (
            title is None
            or not isinstance(title.node, Scalar)
            or not isinstance(title.node.value, str)
        ):
            return
        ladder = tuple(self._entries(("reference_ladder",))) or tuple(default_ladder())
        problem = (
            f"the title {shown(title.node.value)} has no rung on the reference ladder, "
            "and the level states no rank"
        )
        message = sentence(
            problem, "", ", ".join(map(repr, ladder)), closest(title.node.value, ladder)
        )
        yield title.node.mark.problem((*spot.path, "title"), message)

    def _no_kind(self, where: Place, spot: _Found) -> Iterator[Problem]:
        allowed = tuple(kinds(where.expected))
        if not isinstance(spot.node, Mapping):
            problem = sentence(
                "must be a mapping with a kind", shown(spot.node.data()), ", ".join(allowed)
            )
            yield spot.mark.problem(spot.path, problem)
            return
        kind = spot.node.entries.get(KIND)
        if kind is None:
            if not self.incomplete:
                options = fitting(where.expected, set(spot.node.entries))
                near = f"kind: {options[0]}" if len(options) == 1 else ""
                yield spot.mark.problem(
                    spot.path, sentence("missing key 'kind'", "", ", ".join(allowed), near)
                )
        elif not isinstance(kind.node, Broken):
            value = kind.node.data()
            near = (
                (closest(value, allowed) or _akin(value, allowed)) if isinstance(value, str) else ""
            )
            message = sentence("unknown kind", shown(value), ", ".join(allowed), near)
            yield kind.node.mark.problem((*spot.path, KIND), message)


def _has_parts(detail: Any, details: Sequence[Any]) -> bool:
    """Return whether something is wrong inside a list, which then counts as too short as well."""
    loc = detail["loc"]
    return any(
        other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in details
    )


def _akin(word: str, words: Sequence[str]) -> str:
    """Return the word that begins as this one does, or ``""``.

    >>> _akin("acquisition", ["layoff", "acquire"]), _akin("set_rules", ["set", "layoff"])
    ('acquire', 'set')
    """
    found = [each for each in words if word.startswith(each[:5])]
    return found[0] if len(found) == 1 else ""


def fitting(expected: Any, given: set[str]) -> list[str]:
    """Return the kinds that have all the given keys."""
    return [kind for kind, model in kinds(expected).items() if given and given <= set(keys(model))]


def default_ladder() -> Sequence[str]:
    """Return the titles of the reference ladder that a scenario has unless it says otherwise."""
    factory: Any = Scenario.model_fields["reference_ladder"].default_factory
    return tuple(factory())
