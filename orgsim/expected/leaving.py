"""The share of each cohort that leaves within a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from orgsim.clock import MINUTE
from orgsim.expected.cohorts import AGE, SKILL, TENURE, Cohorts
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
        rows = cohorts.occupied()
        level, people = cohorts.level(rows), cohorts.people(rows)
        own_accord, ruled = self._shares(cohorts, rows, yearly_step=yearly_step)
        kept = people * own_accord * self._kept[level]
        out = cohorts.time_in_level(rows) + 1 / 12 > self._longest[level] - MINUTE
        gone = people * (own_accord + (1.0 - own_accord) * ruled) - kept
        sent_out = np.where(out, people - gone - kept, 0.0)
        offered = np.flatnonzero(kept > 0)
        if len(offered):
            skill = cohorts.mean(SKILL, rows[offered])
            cohorts.move_up(rows[offered], kept[offered], skill)
        cohorts.leave(rows, gone + sent_out)

        def by_level(place: Integers, count: Floats) -> Floats:
            return np.bincount(place, count, len(self._ladder)).astype(np.float64)

        to = cohorts.next_level(rows[offered])
        return {
            "exits": by_level(level, gone + sent_out),
            "sent_out": by_level(level, sent_out),
            "granted": by_level(level, kept),
            "granted_into": by_level(to, kept[offered]),
        }

    def _shares(
        self, cohorts: Cohorts, rows: Integers, *, yearly_step: bool
    ) -> tuple[Floats, Floats]:
        """Which share of each cell leaves of its own accord, and of the rest by age or skill."""
        leaving, level = self._leaving, cohorts.level(rows)
        tenure, skill = cohorts.mean(TENURE, rows), cohorts.mean(SKILL, rows)
        ready = None
        if leaving.needs_skill:
            next_level = cohorts.next_level(rows)
            cells = cohorts.cells(rows, 0.0)
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
            stay_by_rule[leaving.below_floor(level, skill)] = 0.0
        return 1.0 - stay, 1.0 - stay_by_rule


def _log_younger(ahead: Floats) -> Floats:
    """Log of the share that is below an age limit so many years ahead of the mean age."""
    result: Floats = log_ndtr(ahead / SPREAD_OF_AGES)
    return result
