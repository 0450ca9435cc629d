"""The share of each cohort that leaves within a month."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from orgsim.clock import MINUTE
from orgsim.expected.cohorts import AGE, TENURE, Cohorts, Parts
from orgsim.rules.attrition import Leaving
from orgsim.rules.competence import readiness
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import Ladder
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.rules.section import column

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SPREAD_OF_AGES = 5.0
"""Years, the standard deviation taken for the ages of one cell's people. An assumption."""


_ACROSS = (np.arange(10) + 0.5) / 10 - 0.5
"""Points across a part's skill, in widths from its middle."""


class Departures:
    """Leaving of people's own accord and by rules, at work on expected numbers.

    Parameters
    ----------
    rules : Organization
    ladder : Ladder
        L levels.
    insight : Insight
    """

    def __init__(self, rules: Organization, ladder: Ladder, insight: Insight) -> None:
        self._insight = insight
        self._leaving, self._ladder = Leaving(rules.attrition, ladder), ladder
        self._longest = UpOrOutRule(rules.promotion.up_or_out, ladder).after
        self._kept = np.zeros(len(ladder))
        if rules.promotion.retention is not None:
            self._kept = column(rules.promotion.retention.probability, ladder.ids)[:-1]
            self._kept[ladder.top :] = 0.0

    def within_a_month(self, cohorts: Cohorts, *, yearly_step: bool) -> dict[str, Floats]:
        """People leave, or are kept with a title.

        Parameters
        ----------
        cohorts : Cohorts
            Changed in place.
        yearly_step : bool
            Whether the month ends on an anniversary of the scenario's start.

        Returns
        -------
        dict
            `exits`, `sent_out`, `granted` and `granted_into` of `ExpectedFlows`.
        """
        parts = cohorts.parts()
        rows, people = parts.row, parts.people
        level = cohorts.level(rows)
        own_accord, ruled = self._shares(cohorts, parts, yearly_step=yearly_step)
        kept = people * own_accord * self._kept[level]
        out = cohorts.time_in_level(rows) + 1 / 12 > self._longest[level] - MINUTE
        gone = people * (own_accord + (1.0 - own_accord) * ruled) - kept
        below = np.zeros(len(parts))
        if yearly_step and self._leaving.at_yearly_steps:
            unable, their_skill = self._below_floor(parts, level)
            below = (people - gone - kept) * unable
            cohorts.leave(replace(parts, skill=their_skill), below)
        sent_out = np.where(out, people - gone - kept - below, 0.0)
        offered = np.flatnonzero(kept > 0)
        if len(offered):
            cohorts.move_up(parts.some(offered), kept[offered], parts.skill[offered], follows=0.0)
        cohorts.leave(parts, gone + sent_out)

        def by_level(place: Integers, count: Floats) -> Floats:
            return np.bincount(place, count, len(self._ladder)).astype(np.float64)

        to = cohorts.next_level(rows[offered])
        return {
            "exits": by_level(level, gone + below + sent_out),
            "sent_out": by_level(level, sent_out),
            "granted": by_level(level, kept),
            "granted_into": by_level(to, kept[offered]),
        }

    def _shares(
        self, cohorts: Cohorts, parts: Parts, *, yearly_step: bool
    ) -> tuple[Floats, Floats]:
        """Which share of each part leaves of its own accord, and of the rest by age."""
        rows, skill = parts.row, parts.skill
        leaving, level = self._leaving, cohorts.level(rows)
        tenure = cohorts.mean(TENURE, rows)
        ready = None
        if leaving.needs_skill:
            next_level = cohorts.next_level(rows)
            cells = cohorts.cells(parts, 0.0)
            seen = self._insight.in_readiness(cells, np.arange(len(rows)), next_level, 0.0)
            ready = readiness(skill, self._ladder.next_scope[next_level], seen)
        about = (level, tenure, cohorts.time_in_level(rows), ready)
        if leaving.stays is None:
            spent = leaving.hazard(*about) / 12
        else:
            later, now = (leaving.stays.cumulative(level, tenure + t) for t in (1 / 12, 0.0))
            spent = leaving.hazard(*about) * (later - now)
        stay = np.exp(-spent)
        stay_by_rule = np.ones(len(rows))
        on_birthdays = np.isfinite(leaving.birthday_limit)
        if on_birthdays or (yearly_step and np.isfinite(leaving.age_limit)):
            ahead = leaving.age_limit - cohorts.mean(AGE, rows) - 1 / 12
            # At a yearly step those go who came to the limit since the last one.
            before = ahead + (1 / 12 if on_birthdays else 1.0)
            stay_by_rule = np.exp(_log_younger(ahead) - _log_younger(before))
        if yearly_step and leaving.at_yearly_steps:
            stay *= 1.0 - leaving.yearly_chance(*about)
        return 1.0 - stay, 1.0 - stay_by_rule

    def _below_floor(self, parts: Parts, level: Integers) -> tuple[Floats, Floats]:
        """Which share of each part is below the floor of skill, and what these can do."""
        skill = parts.skill[:, None] + parts.width[:, None] * _ACROSS
        places = np.broadcast_to(level[:, None], skill.shape)
        unable = self._leaving.below_floor(places, skill)
        count = unable.sum(axis=1)
        return count / len(_ACROSS), (skill * unable).sum(axis=1) / np.maximum(count, 1)


def _log_younger(ahead: Floats) -> Floats:
    """Log of the share that is below an age limit so many years ahead of the mean age."""
    result: Floats = log_ndtr(ahead / SPREAD_OF_AGES)
    return result
