"""Who people are: the numbers of persons, and how requisitions and entrants are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Keys, code, derive
from orgsim.rules.places_in_line import place_within

Integers = NDArray[np.int64]

_REQUISITION = code("requisition")

# A person's number sorts by home organization, month opened, entry point and ordinal; months before
# the start are negative, hence the offset. Initial staff have entry point 0 here, entry point e has
# e + 1.
_MONTH_OFFSET = 1 << 15
_HOME_SHIFT, _MONTH_SHIFT, _ENTRY_POINT_SHIFT = 48, 32, 24
_APPRENTICE = 1 << 23


class PersonIdentity(NamedTuple):
    """Who persons are, wherever they work, as columns of shape (N,).

    Attributes
    ----------
    home : array of int
        Position of the organization that they came to first.
    month : array of int
        In which their requisition was opened there.
    entry_point : array of int
        Position of the entry point there plus 1; 0 for the initial staff.
    ordinal : array of int
        Among the entrants of this entry point in this month, or among its apprentices who look for
        a job elsewhere.
    apprentice : array of bool
        Whether it is one of these.
    """

    home: Integers
    month: Integers
    entry_point: Integers
    ordinal: Integers
    apprentice: NDArray[np.bool_]


def person_number(
    home: int, month: int | Integers, entry_point: Any, ordinal: Integers
) -> Integers:
    """Persons' numbers, shape (N,), from the parts of `PersonIdentity`."""
    return (
        (home << _HOME_SHIFT)
        | ((np.asarray(month) + _MONTH_OFFSET) << _MONTH_SHIFT)
        | (np.asarray(entry_point) << _ENTRY_POINT_SHIFT)
        | ordinal
    )


def apprentice_number(home: int, month: int, entry_point: int, ordinal: Integers) -> Integers:
    """Numbers of apprentices who look for a job elsewhere; `month` is that of their beginning."""
    return person_number(home, month, entry_point, ordinal | _APPRENTICE)


def identity(person: Integers) -> PersonIdentity:
    """What persons' numbers, shape (N,), say."""
    return PersonIdentity(
        home=person >> _HOME_SHIFT,
        month=((person >> _MONTH_SHIFT) & 0xFFFF) - _MONTH_OFFSET,
        entry_point=(person >> _ENTRY_POINT_SHIFT) & 0xFF,
        ordinal=person & 0x7F_FFFF,
        apprentice=(person & _APPRENTICE) > 0,
    )


class Numbering:
    """Requisitions and entrants of one organization are numbered within a month.

    Parameters
    ----------
    home : int
        Position of the organization, where those whom it finds are at home.
    keys : array of uint64, shape (R,)
        The organization's key in each replication.
    entry_points : sequence of str
        Ids.
    """

    def __init__(self, home: int, keys: Keys, entry_points: Sequence[str]) -> None:
        self._home, self._keys = home, keys
        self._kinds = len(entry_points)
        self._names = np.array([code(name) for name in entry_points])
        self._month: int | None = None
        shape = len(keys)
        self._opened = np.zeros(shape, dtype=np.int64)
        self._entered = np.zeros((shape, len(entry_points)), dtype=np.int64)
        self._sent = np.zeros_like(self._entered)

    def numbered(self, month: int, count: Integers) -> tuple[Integers, Keys]:
        """New requisitions: their replication and key, shape (N,), from their number (R,)."""
        self._turn_to(month)
        replication = np.repeat(np.arange(len(count)), count)
        first = self._opened - (np.cumsum(count) - count)
        ordinal = np.arange(len(replication)) + first[replication]
        self._opened += count
        return replication, derive(self._keys[replication], _REQUISITION, month, ordinal)

    def entrants(
        self, month: int, replication: Integers, entry_point: Integers
    ) -> tuple[Keys, Integers]:
        """Keys and numbers of new entrants, shape (N,)."""
        self._turn_to(month)
        group = replication * self._kinds + entry_point
        ordinal = place_within(group) + self._entered.ravel()[group]
        self._entered += np.bincount(group, minlength=self._entered.size).reshape(
            self._entered.shape
        )
        names = self._names[entry_point]
        keys: Keys = derive(self._keys[replication], names, month, ordinal)
        return keys, person_number(self._home, month, entry_point + 1, ordinal)

    def apprentices(self, month: int, replication: Integers, entry_point: int) -> Integers:
        """Ordinals of apprentices who look for a job elsewhere, shape (N,)."""
        self._turn_to(month)
        ordinal: Integers = self._sent[replication, entry_point] + place_within(replication)
        np.add.at(self._sent[:, entry_point], replication, 1)
        return ordinal

    def _turn_to(self, month: int) -> None:
        if month != self._month:
            self._month = month
            self._opened[:] = 0
            self._entered[:] = 0
            self._sent[:] = 0
