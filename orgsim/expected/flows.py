"""Expected flows: how many people hold which level in which month, from the rules alone.

The rules are applied, month by month, to expected numbers of people in place of people: hazards
take a share of each cohort, cycles promote fractions. What comes of it is near the mean of many
simulated futures and takes a small part of a second.

Left out: chance (a company of six has no half Directors: seats, quotas and plans of small
organizations come out rougher), days within a month (requisitions opened weekly open monthly,
whoever starts in a month does not leave before the next), the difference between people of one
cell (their skill, tenure and age are its means), a job's new demands on skill where they are drawn
anew (everybody gets a draw of their cell), what part of a title's scope people hold, skipped
levels, groups and the bias about them, that people keep to the track they chose, founders who come
back, that a counter-offer's title holds no seat, and that whoever is passed over may not have been
eligible each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import TICKS_PER_MONTH, ticks
from orgsim.expected.cohorts import NOBODY, Cohorts
from orgsim.expected.leaving import Departures
from orgsim.expected.newcomers import LONGEST_SEARCH, Newcomers
from orgsim.expected.pipelines import Pipeline
from orgsim.expected.promotions import Promotions
from orgsim.rules.attrition import LONGEST_IMPATIENCE
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.groups import Groups
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import UNLIMITED, Ladder

if TYPE_CHECKING:
    from orgsim.scenario import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FARTHEST = 30 * 12
"""Months beyond which nothing is expected."""

LONGEST_WARM_UP = 15 * 12
"""Months of a warm-up that are followed."""

LONGEST_IN_LEVEL = 20 * 12
"""Months in level up to which people are told apart."""

BY_LEVEL = (
    "exits",
    "sent_out",
    "granted",
    "candidates",
    "entitled",
    "waited",
    "eligible",
    "promoted",
    "promoted_into",
)
"""Flows that are 0 on days on which they do not happen."""


@dataclass(frozen=True)
class ExpectedFlows:
    """Expected numbers of one organization at the first of each month, and in the month before.

    T months and L levels; month 0 is the start.

    Attributes
    ----------
    target : array of float, shape (T + 1,)
        The planned headcount; NaN where there is no plan.
    headcount, open : array of float, shape (T + 1, L)
        People, and open requisitions by the level they were opened at.
    seats : array of float, shape (T + 1, L)
        Infinite without a limit.
    withheld, beyond_caps : array of float, shape (T + 1,)
        Requisitions that this day's review did not open since no level had room, or since every
        entry point was full.
    turned_away : array of float, shape (T + 1, E)
        Requisitions that found an entry point full.
    waiting : array of float, shape (T + 1, E)
        Open requisitions that wait for an apprentice.
    hires : array of float, shape (T + 1, E, L)
        By entry point and level.
    exits, sent_out, granted : array of float, shape (T + 1, L)
        People who leave, those of them whom up or out sends away, and people whom a counter-offer
        keeps with the title of the next level.
    candidates, waited, eligible, promoted : array of float, shape (T + 1, L)
        People on the level when promotions are decided, those who have been there for long enough,
        those who may move up at all, and those who do; 0 on days without promotions.
    promoted_into : array of float, shape (T + 1, L)
        The same people by the level that they move up to.
    entitled : array of float, shape (T + 1, L)
        People whom quota, chance or rate would move up out of the level on this day; NaN where
        there is nothing of the kind.
    """

    target: Floats
    headcount: Floats
    open: Floats
    seats: Floats
    withheld: Floats
    beyond_caps: Floats
    turned_away: Floats
    waiting: Floats
    hires: Floats
    exits: Floats
    sent_out: Floats
    granted: Floats
    candidates: Floats
    entitled: Floats
    waited: Floats
    eligible: Floats
    promoted: Floats
    promoted_into: Floats

    @property
    def years(self) -> float:
        """How far ahead."""
        return (len(self.target) - 1) / 12


def expected_flows(scenario: Scenario, name: str) -> ExpectedFlows:
    """Follow one organization of a scenario from month to month, as far as 30 years.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The organization's id.
    """
    forecast = _Forecast(scenario, name)
    first = -min(round(scenario.organizations[name].warm_up * 12), LONGEST_WARM_UP)
    days = [
        forecast.day(month) for month in range(first, min(scenario.horizon_months, FARTHEST) + 1)
    ]
    kept = days[-first:]
    return ExpectedFlows(**{key: np.array([day[key] for day in kept]) for key in kept[0]})


class _Forecast:
    """One organization on its way through the months."""

    def __init__(self, scenario: Scenario, name: str) -> None:
        rules = scenario.organizations[name]
        self._rules, self._start = rules, scenario.start
        self._first = -min(round(rules.warm_up * 12), LONGEST_WARM_UP)
        self._ladder = ladder = Ladder(rules.levels)
        self._entry_points = EntryPoints(
            rules.entry_points, ladder, scenario.reference_ladder, scenario.start
        )
        self._pipelines = {
            position: Pipeline(section.apprenticeship)
            for position, section in enumerate(rules.entry_points.values())
            if section.apprenticeship is not None
        }
        cap = rules.titles.largest_scope(np.array([rules.initial.headcount]))[0]
        least = max(*ladder.min_time_in_level[:-1], rules.promotion.eligibility.min_time_in_level)
        up_or_out = rules.promotion.up_or_out
        longest = rules.attrition.patience + LONGEST_IMPATIENCE
        if up_or_out is not None and up_or_out.after is not None:
            longest = max(longest, up_or_out.after)
        told_apart = max(least, longest) * 12 + 2
        months = min(int(told_apart), LONGEST_IN_LEVEL)
        insight = Insight(rules.customer, ladder, rules.entry_points, rules.initial)
        self._newcomers = Newcomers(rules.initial, self._entry_points, insight, ladder, cap, months)
        self._cohorts = Cohorts(ladder, insight, self._newcomers.initial)
        self._departures = Departures(rules, ladder, insight)
        groups = Groups({}, rules.entry_points, rules.initial)
        self._promotions = Promotions(
            rules.promotion, ladder, insight, groups, scenario.policies.get(name)
        )
        shape = (LONGEST_SEARCH + 1, len(self._entry_points), len(ladder))
        self._starting = np.zeros(shape)
        # Requisitions that wait for apprentices, and apprentices who wait for requisitions.
        self._waiting, self._ready = np.zeros(shape[1:]), np.zeros(shape[1])
        self._taken_in: dict[int, Floats] = {}
        self._review_every = max(ticks(rules.staffing.every) // TICKS_PER_MONTH, 1)

    def day(self, month: int) -> dict[str, Any]:
        """Live through the month before this day, then do what is decided on it."""
        ladder, cohorts = self._ladder, self._cohorts
        found: dict[str, Any] = dict.fromkeys(BY_LEVEL, np.zeros(len(ladder)))
        found["hires"], found["withheld"] = np.zeros(self._starting.shape[1:]), 0.0
        found["turned_away"], found["beyond_caps"] = np.zeros(len(self._entry_points)), 0.0
        if month > self._first:
            found |= self._departures.within_a_month(cohorts, yearly_step=month % 12 == 0)
            cohorts.live_a_month()
            found["hires"] = self._start_work()
            self._finish_apprenticeships(month)
        review = (month - self._first) % self._review_every == 0
        first = month == self._first
        if self._promotions.take_place(month, self._start, first=first, review=review):
            decided = self._promotions.move_up(cohorts, month, self._seats() - self._taken())
            for flow in ("exits", "sent_out"):
                found[flow] = found[flow] + decided["passed_over_out"]
            found |= {flow: decided[flow] for flow in BY_LEVEL if flow in decided}
        seats = self._seats()
        plan, target = self._rules.plan, np.nan
        if isinstance(plan, ArrivalsPlan):
            self._announce(plan)
        else:
            target = plan.target(month / 12, self._rules.initial.headcount, self._start)
            if review:
                found |= self._search(target, seats, month)
        return found | {
            "target": target,
            "headcount": cohorts.headcount,
            "open": self._open(),
            "waiting": self._waiting.sum(axis=1),
            "seats": seats,
        }

    def _seats(self) -> Floats:
        """Seats of each level from whole expected people, infinite without a limit."""
        headcount = np.floor(self._cohorts.headcount + 0.5).astype(np.int64)
        seats = self._ladder.seats(headcount[None, :])[0]
        return np.where(seats == UNLIMITED, np.inf, seats)

    def _taken(self) -> Floats:
        return self._cohorts.headcount + self._open()

    def _open(self) -> Floats:
        result: Floats = self._starting.sum(axis=(0, 1)) + self._waiting.sum(axis=0)
        return result

    def _start_work(self) -> Floats:
        """Those whose requisitions were filled start; shape (E, L)."""
        self._starting = np.roll(self._starting, -1, axis=0)
        arrived: Floats = self._starting[0].copy()
        self._starting[0] = 0.0
        for level in np.flatnonzero(arrived.sum(axis=0)).tolist():
            self._cohorts.join(level, self._newcomers.at(level, arrived[:, level]))
        return arrived

    def _announce(self, plan: ArrivalsPlan) -> None:
        """People who arrive within the month, whatever the headcount."""
        for level, rate in plan.levels.items():
            position = self._ladder.ids.index(level)
            self._starting[1, :, position] += self._entry_points.feeding(position) * rate / 12

    def _finish_apprenticeships(self, month: int) -> None:
        """Apprentices who have finished are hired, as many as requisitions wait for them."""
        for position, pipeline in self._pipelines.items():
            self._ready[position] += pipeline.finishing(month - self._first)
            wanted = self._waiting[position].sum()
            hired = min(self._ready[position], wanted)
            if hired > 0:
                through = self._waiting[position] * (hired / wanted)
                self._waiting[position] -= through
                self._ready[position] -= hired
                to_fill = self._newcomers.to_fill[month % 12, position]
                self._starting[:, position] += to_fill[:, None] * through

    def _search(self, target: int, seats: Floats, month: int) -> dict[str, Any]:
        """Open requisitions for whoever is missing."""
        need = max(target - self._taken().sum(), 0.0)
        places = self._places(need, month)
        opened = places["admitted"][:, None] * self._newcomers.by_level
        free = seats - self._taken()
        withheld = 0.0
        for level in range(len(free) - 1, -1, -1):
            asked = opened[:, level].sum()
            beyond = np.clip(1.0 - free[level] / asked, 0.0, 1.0) if asked > 0 else 0.0
            full = opened[:, level] * beyond
            opened[:, level] -= full
            if level:
                opened[:, level - 1] += full
            else:
                withheld = float(full.sum())
        places["taken"] += opened.sum(axis=1)
        for position in self._pipelines:
            self._waiting[position] += opened[position]
            opened[position] = 0.0
        self._starting += self._newcomers.to_fill[month % 12].T[:, :, None] * opened
        turned_away, beyond_caps = places["turned_away"], places["beyond_caps"]
        return {"withheld": withheld, "turned_away": turned_away, "beyond_caps": beyond_caps}

    def _places(self, need: float, month: int) -> dict[str, Any]:
        """Entry points for so many requisitions: a full one hands them on to the others.

        Caps count those who start in a calendar year; here all who are sought in it count.
        """
        entry_points = self._entry_points
        year = (self._start.month - 1 + month) // 12
        taken = self._taken_in.setdefault(year, np.zeros(len(entry_points)))
        room = np.where(entry_points.cap == UNLIMITED, np.inf, entry_points.cap - taken)
        admitted, turned_away = np.zeros((2, len(entry_points)))
        asked, shares = need * entry_points.shares, entry_points.shares.copy()
        while asked.sum() > NOBODY:
            taking = np.clip(room - admitted, 0.0, asked)
            admitted += taking
            turned_away += asked - taking
            shares[asked - taking > 0] = 0.0
            if not shares.any():
                break
            asked = (asked - taking).sum() * shares / shares.sum()
        beyond = need - admitted.sum()
        return {
            "admitted": admitted, "taken": taken, "turned_away": turned_away, "beyond_caps": beyond
        }  # fmt: skip
