"""Expected flows: how many people hold which level in which month, from the rules alone.

The rules are applied, month by month, to expected numbers of people in place of people: hazards
take a share of each cohort, cycles promote fractions. What comes of it is near the mean of many
simulated futures and takes a small part of a second.

Left out: chance (a company of six has no half Directors: seats and plans of small organizations
come out rougher), days within a month (requisitions opened weekly open monthly, whoever starts in a
month does not leave before the next), the difference between people of one cell in anything but
skill and scope (their tenure and age are its means), skipped levels, groups and the bias about
them, stages and interventions (the founding rules hold throughout), the labor market (its people
are hired as strangers are), what ratings mean for promotions, pay, founders who come back, that a
counter-offer's title holds no seat, and that whoever is passed over may not have been eligible each
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import TICKS_PER_MONTH, ticks
from orgsim.expected.assessments import Assessments
from orgsim.expected.cohorts import Cohorts
from orgsim.expected.leaving import Departures
from orgsim.expected.newcomers import LONGEST_SEARCH, Newcomers
from orgsim.expected.openings import Openings
from orgsim.expected.promotions import Promotions
from orgsim.expected.staffing import Reviews
from orgsim.rules.attrition import LONGEST_IMPATIENCE
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.groups import Groups
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import UNLIMITED, Ladder
from orgsim.rules.section import column

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
    "let_go",
    "granted",
    "granted_into",
    "candidates",
    "entitled",
    "waited",
    "eligible",
    "promoted",
    "promoted_into",
    "cancelled",
    "unfed",
    "pulled_up",
    "pulled_up_into",
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
    cancelled, unfed : array of float, shape (T + 1, L)
        Requisitions that were given up, and positions that could only be filled from below and
        were not, on this day.
    pulled_up, pulled_up_into : array of float, shape (T + 1, L)
        People who move up into positions that are filled from below, by the levels that they leave
        and that they come to. They are not among those `promoted`.
    hires : array of float, shape (T + 1, E, L)
        By entry point and level.
    exits, sent_out, let_go, granted, granted_into : array of float, shape (T + 1, L)
        People who leave, those of them whom up or out sends away or who have to leave for poor
        ratings, and people whom a counter-offer keeps with the title of the next level: by the
        level they leave and the one they come to.
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
    cancelled: Floats
    unfed: Floats
    pulled_up: Floats
    pulled_up_into: Floats
    hires: Floats
    exits: Floats
    sent_out: Floats
    let_go: Floats
    granted: Floats
    granted_into: Floats
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
        cap = rules.titles.largest_scope(np.array([rules.initial.headcount]))[0]
        least = max(*ladder.min_time_in_level[:-1], rules.promotion.eligibility.min_time_in_level)
        up_or_out = rules.promotion.up_or_out
        longest = rules.attrition.patience + LONGEST_IMPATIENCE
        if up_or_out is not None and up_or_out.after is not None:
            longest = max(longest, up_or_out.after)
        told_apart = max(least, longest) * 12 + 2
        months = min(int(told_apart), LONGEST_IN_LEVEL)
        insight = Insight(rules.customer, ladder, rules.entry_points, rules.initial)
        self._review_every = max(ticks(rules.staffing.every) // TICKS_PER_MONTH, 1)
        patience = None
        if rules.staffing.give_up_after is not None:
            # A review gives up; what nobody has accepted long after is not told apart.
            reviews = np.ceil(rules.staffing.give_up_after * 12 / self._review_every - 1e-6)
            patience = max(int(min(reviews * self._review_every, LONGEST_SEARCH)), 1)
        floor = rules.attrition.skill_floor
        floors = np.array([]) if floor is None else column(floor, ladder.ids)[:-1]
        self._newcomers = Newcomers(
            rules.initial, self._entry_points, insight, ladder, cap, months, patience, floors
        )
        self._cohorts = Cohorts(
            ladder,
            insight,
            self._newcomers.initial,
            self._newcomers.edges,
            rules.promotion.track_change,
            rules.titles,
        )
        self._departures = Departures(rules, ladder, insight)
        self._assessments = None
        if rules.reviews is not None and rules.reviews.performance_management is not None:
            self._assessments = Assessments(rules.reviews, insight)
        groups = Groups({}, rules.entry_points, rules.initial)
        self._promotions = Promotions(
            rules.promotion, ladder, insight, groups, scenario.policies.get(name)
        )
        self._openings = Openings(
            self._entry_points,
            len(ladder),
            self._newcomers.to_fill,
            scenario.start,
            self._first,
            patience,
        )
        self._reviews = Reviews(
            rules.staffing, ladder, self._entry_points, self._newcomers.by_level
        )

    def day(self, month: int) -> dict[str, Any]:
        """Live through the month before this day, then do what is decided on it."""
        ladder, cohorts = self._ladder, self._cohorts
        found: dict[str, Any] = dict.fromkeys(BY_LEVEL, np.zeros(len(ladder)))
        found["hires"] = np.zeros((len(self._entry_points), len(ladder)))
        found["turned_away"] = np.zeros(len(self._entry_points))
        found["withheld"], found["beyond_caps"] = 0.0, 0.0
        if month > self._first:
            found |= self._departures.within_a_month(cohorts, yearly_step=month % 12 == 0)
            cohorts.live_a_month()
            found["hires"] = self._openings.live_a_month(month)
            self._start_work(found["hires"])
        review = (month - self._first) % self._review_every == 0
        first = month == self._first
        if self._assessments is not None:
            let_go = self._assessments.hold(cohorts, month, self._start)
            found["let_go"], found["exits"] = let_go, found["exits"] + let_go
        if self._promotions.take_place(month, self._start, first=first, review=review):
            decided = self._promotions.move_up(cohorts, month, self._seats() - self._taken())
            for flow in ("exits", "sent_out"):
                found[flow] = found[flow] + decided["passed_over_out"]
            found |= {flow: decided[flow] for flow in BY_LEVEL if flow in decided}
        self._reviews.vacated(found["exits"])
        seats = self._seats()
        plan, target = self._rules.plan, np.nan
        if isinstance(plan, ArrivalsPlan):
            for level, rate in plan.levels.items():
                position = ladder.ids.index(level)
                self._openings.announce(position, self._entry_points.feeding(position) * rate / 12)
        else:
            target = plan.target(month / 12, self._rules.initial.headcount, self._start)
            if review:
                found |= self._review(target, seats, month)
        return found | {
            "target": target,
            "headcount": cohorts.headcount,
            "open": self._openings.open,
            "waiting": self._openings.waiting,
            "seats": seats,
        }

    def _review(self, target: int, seats: Floats, month: int) -> dict[str, Any]:
        """Give up what has been open for too long, then fill the positions that are missing."""
        cancelled = self._openings.give_up()
        self._reviews.vacated(cancelled)
        need = max(target - self._taken().sum(), 0.0)
        filled = self._reviews.hold(
            need, seats, self._cohorts, self._openings, self._promotions, month
        )
        return filled | {"cancelled": cancelled}

    def _seats(self) -> Floats:
        """Seats of each level from whole expected people, infinite without a limit."""
        headcount = np.floor(self._cohorts.headcount + 0.5).astype(np.int64)
        seats = self._ladder.seats(headcount[None, :])[0]
        return np.where(seats == UNLIMITED, np.inf, seats)

    def _taken(self) -> Floats:
        return self._cohorts.headcount + self._openings.open

    def _start_work(self, arrived: Floats) -> None:
        """People start, by entry point and level, shape (E, L)."""
        for level in np.flatnonzero(arrived.sum(axis=0)).tolist():
            self._cohorts.join(level, self._newcomers.at(level, arrived[:, level]))
