"""Groups: optional labels of people, and what bias they meet when they are judged.

A group says nothing about skill. Its members are drawn by lot with the stated shares, and
committees and reviews see them by the group's bias better or worse than they are. What somebody can
do, and what drives somebody to leave, is as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from orgsim.randomness import Keys, Purpose, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.section import Contradiction, Identifier, Section, sums_to_one, unknown
from orgsim.units import Number, Share

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoint
    from orgsim.rules.initial_staff import InitialStaff

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Group(Section):
    """A group of people."""

    share: Share
    """Its share of those who come in, and of the initial staff; an entry point or the initial staff
    may have shares of its own (`groups`)."""
    bias: Number = 0.0
    """Rungs by which committees and reviews see its members better (or worse, below 0) than they
    are."""


def _a_whole(groups: dict[str, Group]) -> dict[str, Group]:
    if groups:
        sums_to_one({name: group.share for name, group in groups.items()})
    return groups


GroupSections = Annotated[dict[Identifier, Group], AfterValidator(_a_whole)]
"""Groups as they stand in a scenario file, by id."""


def unknown_groups(
    shares: Mapping[str, float] | None, groups: Mapping[str, Group]
) -> Iterator[Contradiction]:
    """Shares of groups that do not exist."""
    for name in shares or ():
        if not groups:
            yield ("groups", name), f"the organization has no groups, hence no group {name!r}"
        elif name not in groups:
            yield ("groups", name), unknown("group", name, tuple(groups))


class Groups:
    """The groups of an organization as functions of keys and columns.

    Parameters
    ----------
    sections : mapping of str to Group
        G groups by id; none are no groups at all, and everybody's group is then -1.
    entry_points : mapping of str to EntryPoint
        E entry points by id.
    initial : InitialStaff

    Attributes
    ----------
    ids : tuple of str
    """

    def __init__(
        self,
        sections: Mapping[str, Group],
        entry_points: Mapping[str, EntryPoint],
        initial: InitialStaff,
    ) -> None:
        self.ids = tuple(sections)
        self._shares = {name: group.share for name, group in sections.items()}
        self._of_entrants = [self._column(section.groups) for section in entry_points.values()]
        self._of_initial_staff = self._column(initial.groups)
        self._bias = np.array([*(group.bias for group in sections.values()), 0.0])

    def _column(self, shares: Mapping[str, float] | None) -> Floats:
        given = self._shares if shares is None else shares
        return np.array([given.get(name, 0.0) for name in self.ids])

    def of_entrants(self, entry_point: Integers, keys: Keys) -> Integers:
        """Positions of the groups that people belong to, shape (N,)."""
        group = np.full(len(keys), -1)
        if self.ids:
            luck = uniform(keys, Purpose.GROUP)
            for position in np.unique(entry_point):
                mine = np.flatnonzero(entry_point == position)
                group[mine] = choose(self._of_entrants[position], luck[mine])
        return group

    def of_initial_staff(self, keys: Keys) -> Integers:
        """The same of the initial staff."""
        if not self.ids:
            return np.full(len(keys), -1)
        return choose(self._of_initial_staff, uniform(keys, Purpose.GROUP))

    def names(self, group: Integers) -> NDArray[Any]:
        """Ids of groups at positions, shape (N,); "" for -1."""
        return np.array([*self.ids, ""], dtype=object)[group]

    def positions(self, names: NDArray[Any]) -> Integers:
        """Positions of groups by their ids, shape (N,); -1 where there is none of the kind."""
        known = {name: position for position, name in enumerate(self.ids)}
        return np.array([known.get(name, -1) for name in names], dtype=np.int64)

    def as_seen(self, readiness: Floats, group: Integers) -> Floats:
        """Readiness as a committee sees it, shape (N,).

        Parameters
        ----------
        readiness : array of float, shape (N,)
            Rungs.
        group : array of int, shape (N,)
            Positions; -1, without one, finds the last entry.
        """
        return readiness + self._bias.take(group) if self.ids else readiness
