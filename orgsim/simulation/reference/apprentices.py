"""Apprentices: who begins when, and where those look for a job who do not wait for one here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.clock import month_number
from orgsim.randomness import Keys
from orgsim.rules.apprenticeship import Apprenticeship, Beginners
from orgsim.simulation.reference.market import Candidate
from orgsim.simulation.reference.record import Identity
from orgsim.simulation.reference.workplace import entrant_name, insights

if TYPE_CHECKING:
    from orgsim.simulation.reference.workplace import Workplace

APPRENTICES = 1 << 23
"""Ordinals of apprentices who look for a job elsewhere come after all others."""


class Apprentices:
    """The apprenticeships of one organization, each the way to an entry point.

    Parameters
    ----------
    workplace : Workplace
    keys : array of uint64, shape (entry points,)
        The keys of the entry points.
    first_tick : int
        When the organization's clock starts.
    """

    def __init__(self, workplace: Workplace, keys: Keys, first_tick: int) -> None:
        self._workplace, self._keys = workplace, keys
        self._beginning_until: dict[int, int] = {}
        self._month: int | None = None
        self._sent_elsewhere: Counter[int] = Counter()
        for position, apprenticeship in self._apprenticeships().items():
            beginners = apprenticeship.under_way(first_tick, self._keys[[position]])
            self._train(position, beginners, month_number(first_tick))

    def _apprenticeships(self) -> dict[int, Apprenticeship]:
        """By the position of their entry points."""
        return {
            position: section.apprenticeship
            for position, section in enumerate(self._workplace.entry_points.sections)
            if section.apprenticeship is not None
        }

    def begin(self, tick: int, until: int) -> None:
        """Whoever begins before the next staffing review, as far as that is not settled yet."""
        for position, apprenticeship in self._apprenticeships().items():
            since = max(self._beginning_until.get(position, tick), tick)
            if since < until:
                self._beginning_until[position] = until
                key = self._keys[[position]]
                beginners = apprenticeship.beginning(since, until - since, key)
                self._train(position, beginners, month_number(tick))

    def _train(self, entry_point: int, beginners: Beginners, month: int) -> None:
        pipeline, calendar = self._workplace.pipelines[entry_point], self._workplace.calendar
        if month != self._month:
            self._month = month
            self._sent_elsewhere.clear()
        for i, (entered, finished) in enumerate(
            zip(beginners.entered.tolist(), beginners.finished.tolist(), strict=True)
        ):
            going = None
            if beginners.elsewhere[i]:
                ordinal = self._sent_elsewhere[entry_point]
                self._sent_elsewhere[entry_point] += 1
                key = beginners.key[i : i + 1]
                going = self._looking_elsewhere(entry_point, month, ordinal, key, entered, finished)
            calendar.process(pipeline.apprenticeship(calendar, entered, finished, going))

    def _looking_elsewhere(
        self,
        entry_point: int,
        month: int,
        ordinal: int,
        key: Keys,
        entered: float,
        finished: float,
    ) -> Callable[[], None]:
        """What an apprentice does who has finished and looks for a job at other organizations."""
        workplace = self._workplace
        position, way = np.array([entry_point]), workplace.entry_points.ids[entry_point]
        entrants = workplace.entry_points.entrants(position, key)
        scope = workplace.level_scope[int(entrants.level[0])]
        skill = float(entrants.skill[0] + entrants.beside_scope[0] * scope)
        group = int(workplace.groups.of_entrants(position, key)[0])
        name = entrant_name(workplace.name, workplace.start, month, way, f"a{ordinal + 1}")
        candidate = Candidate(
            key=key,
            identity=Identity(
                workplace.position, month, entry_point + 1, APPRENTICES + ordinal, name
            ),
            spell=0,
            origin=workplace,
            since=finished,
            rank=int(entrants.rank[0]),
            scope=math.nan,
            pay=math.nan,
            skill_then=skill,
            skill_since=finished,
            potential=max(float(entrants.potential[0]), skill),
            learning_rate=float(entrants.learning_rate[0]),
            born=finished - float(entrants.age[0]),
            insight=insights(workplace.insight.of_entrants(position, key, np.array([finished])), 1)[
                0
            ],
            group=workplace.groups.ids[group] if group >= 0 else "",
            pipeline_entered=entered,
        )

        def go() -> None:
            if workplace.market is not None:
                workplace.market.enter(candidate)

        return go
