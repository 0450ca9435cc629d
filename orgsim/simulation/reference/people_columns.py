"""People as promotion policies see them: columns, read off each person when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.people import People

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace

_UNKNOWN = (0.0, 0.0, 0.0)  # insight, where it does not count


class Column:
    """One attribute of some people, read off them when a policy asks for it."""

    def __init__(self, kind: type, read: Callable[[Any], Any]) -> None:
        self._kind, self._read = kind, read

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, people: PeopleColumns, owner: type) -> NDArray[Any]:
        values = [self._read(person) for person in people.people]
        column: NDArray[Any] = np.array(values, dtype=self._kind)
        people.__dict__[self._name] = column  # found there from now on
        return column


class PeopleColumns:
    """Some people as the columns that promotion policies read."""

    key = Column(np.uint64, lambda person: person.key[0])
    level = Column(np.int64, lambda person: person.level)
    next_level = Column(np.int64, lambda person: person.next_level)
    entry_point = Column(np.int64, lambda person: person.entry_point)
    scope = Column(np.float64, lambda person: person.scope)
    hired = Column(np.float64, lambda person: person.hired)
    level_since = Column(np.float64, lambda person: person.level_since)
    skill_then = Column(np.float64, lambda person: person.skill_then)
    skill_since = Column(np.float64, lambda person: person.skill_since)
    potential = Column(np.float64, lambda person: person.potential)
    learning_rate = Column(np.float64, lambda person: person.learning_rate)
    rating = Column(np.int64, lambda person: person.rating)
    group = Column(np.int64, lambda person: person.group)
    insight_user = Column(np.float64, lambda person: (person.insight_then or _UNKNOWN)[0])
    insight_function = Column(np.float64, lambda person: (person.insight_then or _UNKNOWN)[1])
    insight_organization = Column(np.float64, lambda person: (person.insight_then or _UNKNOWN)[2])
    insight_since = Column(np.float64, lambda person: person.insight_since)

    def __init__(self, people: Sequence[Employee]) -> None:
        self.people = people


def seen(workplace: Workplace, people: Sequence[Employee]) -> People:
    """Some people of a workplace as policies see them."""
    everybody, columns = np.arange(len(people)), PeopleColumns(people)
    return People(columns, everybody, workplace.ladder, workplace.insight, workplace.groups)
