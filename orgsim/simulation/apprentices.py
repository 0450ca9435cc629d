"""The pipelines of one organization's entry points: apprentices in training and waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number
from orgsim.randomness import code, derive
from orgsim.rules.apprenticeship import Beginners
from orgsim.rules.entry_points import EntryPoints
from orgsim.simulation.pool import Pool

if TYPE_CHECKING:
    from orgsim.simulation.company import Company

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_OF_WAITING = ("replication", "entry_point", "entered")


class Sent(NamedTuple):
    """Apprentices of one entry point who will look for a job elsewhere.

    Attributes
    ----------
    entry_point : int
        Position.
    beginners : Beginners
        N of them.
    month : int
        Of the staffing review after which they begin.
    ordinal : array of int, shape (N,)
        Within that month.
    """

    entry_point: int
    beginners: Beginners
    month: int
    ordinal: Integers


class Apprentices:
    """Everybody who has begun an apprenticeship, or will before the next review, and is not hired.

    Parameters
    ----------
    company : Company
    entry_points : EntryPoints

    Attributes
    ----------
    positions : tuple of int
        The entry points that have an apprenticeship, or have had one or will.
    training : Pool
        Columns `replication`, `entry_point`, and `entered` and `finished` in years; `elsewhere`
        says who will not look for a job here.
    waiting : Pool
        Columns `replication`, `entry_point` and `entered` of those who have finished by the last
        review and look for a job here, in each replication in the order in which they finished.
    """

    def __init__(self, company: Company, entry_points: EntryPoints) -> None:
        self._company = company
        self._apprenticeships = {
            position: (
                section.apprenticeship,
                derive(company.keys, code(entry_points.ids[position])),
            )
            for position, section in enumerate(entry_points.sections)
            if section.apprenticeship is not None
        }
        self.positions = company.trains
        self.training, self.waiting = Pool(), Pool()

    def of_the_first_day(self, tick: int) -> Iterator[Sent]:
        """Whoever has begun by the first day; result as of `begin`."""
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            yield from self._add(position, apprenticeship.under_way(tick, mine), month_number(tick))

    def begin(self, active: NDArray[np.bool_], tick: int, until: int) -> Iterator[Sent]:
        """Whoever begins between now and the next staffing review, as far as that is not settled.

        Parameters
        ----------
        active : array of bool, shape (R,)
            The replications in question.
        tick, until : int
            Now, and the next review.

        Yields
        ------
        Sent
            Those who will look for a job elsewhere, by entry point.
        """
        for position, (apprenticeship, mine) in self._apprenticeships.items():
            settled = self._company.beginning_until[:, position]
            for since, which in unsettled(settled, active, tick, until):
                found = apprenticeship.beginning(since, until - since, mine[which])
                beginners = found._replace(replication=which[found.replication])
                yield from self._add(position, beginners, month_number(tick))

    def _add(self, position: int, beginners: Beginners, month: int) -> Iterator[Sent]:
        columns = beginners._asdict()
        del columns["key"]
        entry_point = np.full(len(beginners.key), position)
        self.training.add(entry_point=entry_point, **columns)
        some = np.flatnonzero(beginners.elsewhere)
        if len(some):
            numbering, replication = self._company.numbering, beginners.replication[some]
            ordinal = numbering.apprentices(month, replication, position)
            yield Sent(position, beginners.at(some), month, ordinal)

    def ready(self, position: int, now: float) -> Integers:
        """Whom of `waiting` an entry point can hire, who finished first comes first: positions."""
        finished = self.training.due("finished", now)
        if finished is not None:
            here = np.flatnonzero(~finished["elsewhere"])
            order = here[np.argsort(finished["finished"][here], kind="stable")]
            self.waiting.add(**{name: finished[name][order] for name in _OF_WAITING})
        if len(self.waiting) == 0:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.waiting["entry_point"] == position)

    def hand_over(self, other: Apprentices, replications: NDArray[np.bool_]) -> None:
        """Move those of some replications, a mask of shape (R,), to another rule set's."""
        self.training.hand_over(other.training, replications)
        self.waiting.hand_over(other.waiting, replications)

    def go(self) -> None:
        """All of them go: there is no organization any more that could hire them."""
        self.training, self.waiting = Pool(), Pool()

    def counts(self, now: float) -> tuple[Integers, Integers]:
        """Apprentices in training, and finished and waiting, shape (R, E) each."""
        nobody = np.zeros_like(self._company.beginning_until)
        in_training, waiting = nobody, nobody
        if len(self.waiting):
            waiting = self._count(self.waiting, np.arange(len(self.waiting)))
        if len(self.training):
            finished = self.training["finished"] <= now
            here = finished & ~self.training["elsewhere"]
            waiting = waiting + self._count(self.training, here)
            begun = self.training["entered"] <= now
            in_training = self._count(self.training, begun & ~finished)
        return in_training, waiting

    def _count(self, pool: Pool, which: NDArray[Any]) -> Integers:
        replications, entry_points = self._company.beginning_until.shape
        group = pool["replication"][which] * entry_points + pool["entry_point"][which]
        return np.bincount(group, minlength=replications * entry_points).reshape(
            replications, entry_points
        )


def unsettled(
    settled: Integers, active: NDArray[np.bool_], tick: int, until: int
) -> Iterator[tuple[int, Integers]]:
    """The spans until some tick of which it is not settled yet who comes; then they are.

    Parameters
    ----------
    settled : array of int, shape (R,)
        The tick until which it is settled in each replication.
    active : array of bool, shape (R,)
        The replications in question.
    tick, until : int
        Nothing comes before the one, nor from the other on.

    Yields
    ------
    tick : int
        Where the span begins, never before now.
    replications : array of int
        Positions of those in which it does.
    """
    since = np.maximum(settled, tick)
    for first in np.unique(since[active & (since < until)]).tolist():
        which = np.flatnonzero(active & (since == first))
        settled[which] = until
        yield first, which
