"""The rule sets of an organization: what holds in each stage, after each change that is set.

An organization starts with the rules it states. Each stage is an overlay on the rules of the stage
before; what interventions set (`kind: set`) is laid on whatever holds, in the order of the dates,
so that a later stage undoes nothing of it. An overlay means what it means in scenario files
(`orgsim.rules.overlays`). States of an organization keep their shape: the ids of levels, entry
points and groups are the same in all rule sets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from orgsim.rules.interventions.change import Change
from orgsim.rules.ladder import ranked
from orgsim.rules.organization import Organization
from orgsim.rules.overlays import PlainData
from orgsim.rules.section import Contradiction, Path
from orgsim.rules.stages import RULES
from orgsim.units import choices, closest, sentence, shown

FIXED = ("name", "initial", "warm_up", "stages", "interventions")
"""Keys of an organization that are of its beginning, or say themselves what comes later."""

MOST_RULE_SETS = 300
"""Rule sets of an organization; each is put together and looked at before a run."""

OF_STATES = {"levels": "level", "entry_points": "entry point", "groups": "group"}
"""Keys of an organization under which all rule sets have the same ids, and what these are of."""


class RuleSets:
    """What holds in an organization in each stage, after each number of changes.

    Parameters
    ----------
    organization : Organization
        As founded, with its stages and interventions.
    reference_ladder : mapping of str to int
        The scenario's titles and their rungs: a level that gets another title gets its rank.

    Attributes
    ----------
    stages : tuple of str
        The ids of the stages in order; stage number 1 is the first of them.
    changes : tuple of Change
        What interventions set, in the order in which it takes effect.
    """

    def __init__(self, organization: Organization, reference_ladder: Mapping[str, int]) -> None:
        self._organization = organization
        self._reference_ladder = reference_ladder
        self._resolved = {(0, 0): organization}
        self.stages = tuple(organization.stages)
        self.changes = tuple(change for _, change in self._changes)

    @property
    def _changes(self) -> list[tuple[int, Change]]:
        """The changes by date, each with its place in the list of interventions."""
        interventions = enumerate(self._organization.interventions)
        changes = [(i, each) for i, each in interventions if isinstance(each, Change)]
        return sorted(changes, key=lambda change: change[1].date)

    @property
    def change(self) -> bool:
        """Whether the rules ever change."""
        return bool(self.stages or self.changes)

    @property
    def too_many(self) -> bool:
        """Whether there are more rule sets than anybody would want to look at."""
        return (len(self.stages) + 1) * (len(self.changes) + 1) > MOST_RULE_SETS

    def of(self, stage: int, changes: int) -> Organization:
        """The rules in a stage after the first changes.

        Parameters
        ----------
        stage : int
            0 as founded, 1 in the first stage, ...
        changes : int
            How many changes have taken effect.

        Returns
        -------
        Organization
            The organization itself as long as nothing is different; else one without stages and
            interventions. Its name, initial staff and warm-up are those of the organization.

        Raises
        ------
        pydantic.ValidationError
            When these rules cannot be; those of a scenario can, wherever they can occur.

        Examples
        --------
        >>> from orgsim.scenario import load_scenario
        >>> scenario = load_scenario("scenarios/startup.yaml")                  # doctest: +SKIP
        >>> startup = scenario.organizations["startup"]                         # doctest: +SKIP
        >>> RuleSets(startup, scenario.reference_ladder).of(0, 0) is startup    # doctest: +SKIP
        True
        """
        key = stage, changes
        if key not in self._resolved:
            self._resolved[key] = self._merged(stage, changes)
        return self._resolved[key]

    def _merged(self, stage: int, changes: int) -> Organization:
        data = self._organization.model_dump(
            mode="json", exclude_none=True, exclude={"stages", "interventions"}
        )
        data["levels"] = _unranked(data["levels"], self._reference_ladder)
        for _, overlay in self.overlays(stage, changes):
            data = PlainData().merge(data, overlay, Organization)
        if isinstance(data.get("levels"), Mapping):
            data["levels"] = ranked(data["levels"], self._reference_ladder)
        return Organization.model_validate(data)

    def overlays(self, stage: int, changes: int) -> list[tuple[Path, Mapping[str, Any]]]:
        """Where the overlays stand in the organization, and what they say, in order."""
        stages = list(self._organization.stages.items())[:stage]
        found: list[tuple[Path, Mapping[str, Any]]] = [
            (("stages", name, RULES), each.rules.root) for name, each in stages if each.rules
        ]
        for position, change in self._changes[:changes]:
            found.append((("interventions", position, RULES), change.rules.root))
        return found

    def occurring(self, start: dt.date) -> Iterator[tuple[int, int]]:
        """The combinations of stage and number of changes that can occur, but for (0, 0).

        The dates of stages and changes rule out some: what is set before a stage's date holds
        when the stage begins, and no stage lasts beyond the date of a later one.
        """
        stages = list(self._organization.stages.values())
        for stage in range(len(stages) + 1):
            entered = stages[stage - 1].date if stage else None
            left = next((each.date for each in stages[stage:] if each.date is not None), None)
            least = sum(each.date <= (entered or start) for each in self.changes)
            most = sum(left is None or each.date <= left for each in self.changes)
            yield from ((stage, n) for n in range(least, most + 1) if (stage, n) != (0, 0))

    def contradictions(
        self, horizon: float, start: dt.date, *, founders_come: bool = False
    ) -> Iterator[Contradiction]:
        """What the overlays cannot change, and rule sets that do not fit together.

        The organization's own rules must fit; `founders_come` is that of
        `Organization.contradictions_with`. A contradiction stands in the overlay that says most
        about the part in question, the last of those that say as much.

        Yields
        ------
        (path within the organization, sentence), each once.
        """
        if self.too_many:
            message = (
                f"{len(self.stages)} stages and {len(self.changes)} changes that are set make more "
                f"than {MOST_RULE_SETS} rule sets; allowed: (stages + 1) x (changes + 1) up to it"
            )
            yield ("interventions",), message
            return
        fixed = list(self.fixed())
        yield from fixed
        found: dict[Contradiction, set[int]] = {}
        for stage, changes in () if fixed else self.occurring(start):
            overlays = self.overlays(stage, changes)
            for path, message in self._unfit(stage, changes, horizon, start, founders_come):
                contradiction = _in_overlay(overlays, path, message)
                found.setdefault(contradiction, set()).add(stage)
        for (path, message), stages in found.items():
            yield path, self.while_in(path, stages, start) + message

    def fixed(self) -> Iterator[Contradiction]:
        """What overlays state although it is the same in all rule sets."""
        for path, rules in self.overlays(len(self.stages), len(self.changes)):
            for inner, message in _fixed(rules, self._organization):
                yield (*path, *inner), message

    def while_in(self, path: Path, stages: Collection[int], start: dt.date) -> str:
        """Say in which stages something is wrong about a change, if not in all that it meets.

        Parameters
        ----------
        path : tuple of str or int
            Of what is wrong, within the organization.
        stages : collection of int
            Numbers of the stages in which it is wrong.
        start : datetime.date
            The scenario's first day.
        """
        if path[0] != "interventions":
            return ""
        position = [i for i, _ in self._changes].index(int(path[1]))
        met = {stage for stage, changes in self.occurring(start) if changes > position}
        if met <= set(stages):
            return ""
        names = [f"in the stage {self.stages[i - 1]!r}" if i else "as founded" for i in stages]
        return f"{', '.join(names)}: "

    def _unfit(
        self, stage: int, changes: int, horizon: float, start: dt.date, founders_come: bool
    ) -> Iterator[Contradiction]:
        """What is wrong with one rule set."""
        try:
            rules = self.of(stage, changes)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                yield detail["loc"], detail["msg"]
            return
        for name, level in rules.levels.items():
            track = self._organization.levels[name].track
            if level.track != track:
                problem = "a level stays on its track"
                yield ("levels", name, "track"), sentence(problem, level.track, track)
        yield from rules.contradictions_with(self._reference_ladder, founders_come=founders_come)
        yield from rules.contradictions_over(horizon, start)


def _unranked(levels: Mapping[str, Any], reference_ladder: Mapping[str, int]) -> dict[str, Any]:
    """Levels without the ranks that follow from their titles, and scopes that follow from ranks."""
    found = {}
    for name, level in levels.items():
        follows = {"scope"} if level["scope"] == level["rank"] else set()
        if reference_ladder.get(level["title"]) == level["rank"]:
            follows.add("rank")
        found[name] = {key: value for key, value in level.items() if key not in follows}
    return found


def _fixed(rules: Mapping[str, Any], organization: Organization) -> Iterator[Contradiction]:
    """What an overlay states that is the same in all rule sets."""
    for key in FIXED:
        if key in rules:
            yield (key,), f"{key!r} is the same from the beginning on and cannot change"
    for key, what in OF_STATES.items():
        known = tuple(getattr(organization, key))
        stated = rules.get(key, {})
        if stated is None and known:
            yield (key,), f"{key!r} cannot go: every {what} stays"
        for name, section in stated.items() if isinstance(stated, Mapping) else ():
            if name not in known:
                problem = f"no {what} comes new, and there is no {what} {shown(name)}"
                near = closest(str(name), known)
                yield (key, name), sentence(problem, "", choices(known), near)
            elif section is None:
                yield (key, name), f"{shown(name)} cannot go: every {what} stays"


def _in_overlay(
    overlays: list[tuple[Path, Mapping[str, Any]]], path: Path, message: str
) -> Contradiction:
    """A contradiction with the place in the overlay that says most about it."""
    depths = [_depth(rules, path) for _, rules in overlays]
    # The last of the deepest.
    best = max(range(len(overlays)), key=lambda i: (depths[i], i))
    place, depth = overlays[best][0], depths[best]
    if depth < len(path):
        message = f"{'.'.join(map(str, path))}: {message}"
    return (*place, *path[:depth]), message


def _depth(rules: Mapping[str, Any], path: Path) -> int:
    """How many steps of a path an overlay has."""
    node: Any = rules
    for depth, step in enumerate(path):
        if not isinstance(node, Mapping) or step not in node:
            return depth
        node = node[step]
    return len(path)
