"""The pipelines of one organization's entry points: apprentices in training and waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import code, derive
from orgsim.rules.apprenticeship import Beginners
from orgsim.rules.entry_points import EntryPoints
from orgsim.simulation.pool import Pool

if TYPE_CHECKING:
    from orgsim.simulation.company import Company

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


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
    pool : Pool
        Columns `replication`, `entry_point`, and `entered` and `finished` in years; `elsewhere`
        says who will not look for a job here.
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
        self.pool = Pool()

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
        if len(self.pool):
            self.pool.remove(self.pool["elsewhere"] & (self.pool["finished"] <= years(tick)))
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
        self.pool.add(entry_point=entry_point, **columns)
        some = np.flatnonzero(beginners.elsewhere)
        if len(some):
            numbering, replication = self._company.numbering, beginners.replication[some]
            ordinal = numbering.apprentices(month, replication, position)
            yield Sent(position, beginners.at(some), month, ordinal)

    def ready(self, position: int, now: float) -> Integers:
        """Rows of those who can be hired through an entry point, who finished first comes first."""
        if len(self.pool) == 0:
            return np.zeros(0, dtype=np.int64)
        finished = self.pool["finished"]
        here = (self.pool["entry_point"] == position) & ~self.pool["elsewhere"]
        rows = np.flatnonzero(here & (finished <= now))
        return rows[np.argsort(finished[rows], kind="stable")]

    def counts(self, now: float) -> tuple[Integers, Integers]:
        """Apprentices in training, and finished and waiting, shape (R, E) each."""
        if len(self.pool) == 0:
            nobody = np.zeros_like(self._company.beginning_until)
            return nobody, nobody
        finished = self.pool["finished"] <= now
        in_training = (self.pool["entered"] <= now) & ~finished
        return self._count(in_training), self._count(finished & ~self.pool["elsewhere"])

    def _count(self, which: NDArray[np.bool_]) -> Integers:
        replications, entry_points = self._company.beginning_until.shape
        group = self.pool["replication"][which] * entry_points + self.pool["entry_point"][which]
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
