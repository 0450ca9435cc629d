"""The people of one organization in the replications of a block that follow one rule set.

Rules decide; the functions here apply what was decided, count it and write it down. Headcounts
change in `join` and `leave`, and where people move up, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import Purpose, code, exponential
from orgsim.rules.attrition import Leaving
from orgsim.rules.destinations import ACQUIRER, FOUNDER, MARKET, RETIREMENT
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.groups import Groups
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import UNLIMITED, Ladder
from orgsim.rules.pay import PayRules
from orgsim.rules.people import People
from orgsim.rules.promotion.tracks import Tracks
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.rules.staffing import VacancyLevels
from orgsim.simulation.apprentices import Apprentices
from orgsim.simulation.company import Company
from orgsim.simulation.day import Item
from orgsim.simulation.founders import Founders
from orgsim.simulation.hiring import Openings
from orgsim.simulation.leaving import Rows, live_on, set_exit
from orgsim.simulation.market import send_elsewhere
from orgsim.simulation.paying import (
    start_paying,
    stop_paying,
)
from orgsim.simulation.record import (
    AGE_LIMIT,
    UP_OR_OUT,
)
from orgsim.simulation.roster import Roster
from orgsim.simulation.vacancies import Vacated

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_INITIAL_STAFF = code("initial staff")
_EVERYBODY = slice(None)


class Workplace:
    """The people of one organization, and those on their way to it.

    Parameters
    ----------
    scenario : Scenario
    rules : Organization
    company : Company
        What is counted and written down about the organization.
    founding : bool
        Whether these are the rules that it starts with, in all replications.

    Attributes
    ----------
    active : array of bool, shape (R,)
        The replications that follow these rules now. All people here are theirs; whatever counts
        replications has to ask.
    """

    def __init__(
        self, scenario: Scenario, rules: Organization, company: Company, *, founding: bool
    ) -> None:
        self.rules, self.company = rules, company
        self.active = np.full(company.replications, founding)
        self.ladder = Ladder(self.rules.levels)
        self.entry_points = EntryPoints(
            self.rules.entry_points, self.ladder, scenario.reference_ladder, scenario.start
        )
        self.leaving = Leaving(self.rules.attrition, self.ladder)
        self.tracks = Tracks(self.rules.promotion.track_change, self.ladder)
        self.up_or_out = UpOrOutRule(self.rules.promotion.up_or_out, self.ladder)
        self.insight = Insight(
            self.rules.customer, self.ladder, self.rules.entry_points, self.rules.initial
        )
        self.groups = Groups(self.rules.groups, self.rules.entry_points, self.rules.initial)
        self.vacancy_levels = VacancyLevels(self.rules.staffing, self.ladder, self.entry_points)
        self.pay: PayRules | None = None
        if self.rules.pay is not None:
            horizon, ids = scenario.horizon_months // 12 + 1, self.entry_points.ids
            self.pay = PayRules(self.rules.pay, self.ladder, ids, company.market_keys, horizon)
        self._columns = len(self.ladder) + 1

        self.roster = Roster()
        self.openings = Openings()
        self.apprentices = Apprentices(company, self.entry_points)
        self.founders = Founders(self.entry_points, self.leaving.age_limit)
        self.vacated = Vacated(self.vacancy_levels.replaces_leavers)
        self._gone, self._renewed = 0, False
        if founding:
            send_elsewhere(self, self.apprentices.of_the_first_day(company.first_tick))

    # -- counting ------------------------------------------------------------------------

    def group(self, rows: Rows) -> Integers:
        """The group (replication and level) that each person belongs to, shape (N,)."""
        return self.roster.replication[rows] * self._columns + self.roster.level[rows]

    def count(self, rows: Rows, weights: Floats | None = None) -> Any:
        """People (or the sum of weights) by replication and level, shape (R, L + 1)."""
        size = self.company.replications * self._columns
        return np.bincount(self.group(rows), weights, minlength=size).reshape(
            self.company.replications, self._columns
        )

    def people(self, rows: Integers) -> People:
        """The view of some people that rules get."""
        return People(self.roster, rows, self.ladder, self.insight, self.groups)

    def review_shared_values(self) -> None:
        """Seats and the scope cap from today's headcount; they hold until the next review."""
        company, here = self.company, self.active
        np.copyto(company.seats, self.ladder.seats(company.staff), where=here[:, None])
        cap = self.rules.titles.largest_scope(company.staff.sum(axis=1))
        np.copyto(company.cap, cap, where=here)

    def free_seats(self) -> Integers:
        """Seats less people and open requisitions, shape (R, L); `UNLIMITED` without a limit."""
        held = self.company.staff
        if self.company.titles_without_seats:
            # Titles that came with a counter-offer brought no seat.
            group = self.roster.replication * self._columns + self.roster.seat
            size = self.company.replications * self._columns
            held = np.bincount(group, minlength=size).reshape(-1, self._columns)[:, :-1]
        taken = held + self.company.open_requisitions
        return np.where(self.ladder.limited, self.company.seats - taken, UNLIMITED)

    # -- coming and going ----------------------------------------------------------------

    def join(self, **columns: NDArray[Any]) -> Integers:
        """Add people to the roster; their luck begins. Returns their rows.

        Pay that is given is kept, as far as it is known and people are paid.
        """
        keys, pay = columns["key"], self._starting_pay(columns)
        if self.pay is not None and "pay" in columns:
            pay = np.where(np.isnan(columns["pay"]), pay, columns["pay"])
        columns["pay"] = pay
        rows = self.roster.append(
            len(keys),
            next_level=self.tracks.next_level(
                columns["level"], keys, np.zeros(len(keys), np.int64)
            ),
            seat=columns["level"],
            first_level=columns["level"],
            highest_rank=self.ladder.rank[columns["level"]],
            refreshed=columns["skill_since"],
            stay=exponential(keys, Purpose.STAY),
            consider_at=np.full(len(keys), np.inf),
            disrupted_until=np.full(len(keys), -np.inf),
            **columns,
        )
        self.company.headcount += self.count(rows)
        self.company.flows.lived -= self.count(rows, columns["skill_since"])[:, :-1]
        start_paying(self, rows, columns["skill_since"])
        self.refresh(rows, columns["skill_since"])
        return rows

    def _starting_pay(self, columns: dict[str, NDArray[Any]]) -> Floats:
        """Pay of people with these columns of the roster; NaN where nobody is paid."""
        if self.pay is None:
            return np.full(len(columns["key"]), np.nan)
        return self.pay.starting_pay(
            columns["key"],
            columns["entry_point"],
            columns["level"],
            columns["replication"],
            columns["skill_since"],
        )

    def leave(
        self, rows: Integers, item: Item = Item.PEOPLE, reason: Integers | None = None
    ) -> None:
        """People leave at their `exit_at`.

        Parameters
        ----------
        rows : array of int, shape (N,)
        item : Item
            Of the day on which they leave.
        reason : array of int, shape (N,), optional
            Positions in `REASONS`, -1 without one; by default those of `reasons_at_exit`.
        """
        if len(rows) == 0:
            return
        roster = self.roster
        time, level = roster.exit_at[rows], roster.level[rows]
        if reason is None:
            reason = self.reasons_at_exit(rows)
        destination = self.leaving.destinations.of(level, roster.key[rows])
        destination[reason == AGE_LIMIT] = RETIREMENT
        self._found(rows, destination, time)
        self.company.flows.exits += self.count(rows)[:, :-1]
        self._part(rows, item, "exit", destination, reason)

    def lay_off(self, rows: Integers, time: float) -> None:
        """People have to go, whatever they want."""
        self.roster.exit_at[rows] = time
        self.company.flows.laid_off += self.count(rows)[:, :-1]
        destination = np.full(len(rows), MARKET)
        self._part(rows, Item.INTERVENTION, "layoff", destination, np.full(len(rows), -1))

    def go_over(self, rows: Integers, time: float) -> Floats:
        """People are taken in by an acquirer. Returns the scope that they held, shape (N,)."""
        self.roster.exit_at[rows] = time
        self.company.flows.acquired_out += self.count(rows)[:, :-1]
        destination, reason = np.full(len(rows), ACQUIRER), np.full(len(rows), -1)
        self._part(rows, Item.INTERVENTION, "acquisition", destination, reason)
        return self.roster.scope[rows]

    def _part(
        self, rows: Integers, item: Item, kind: str, destination: Integers, reason: Integers
    ) -> None:
        """People are gone from their `exit_at` on; count it and write it down."""
        roster = self.roster
        time, level = roster.exit_at[rows], roster.level[rows]
        live_on(self, rows, time)
        if self.company.market is not None:
            looking = destination == MARKET
            self.company.market.take_leavers(self, rows[looking], time[looking])
        self.company.headcount -= self.count(rows)
        self.company.flows.lived += self.count(rows, time)[:, :-1]
        stop_paying(self, rows, time)
        self.company.log.add(
            roster.item_after_move(rows, time, item),
            kind,
            replication=roster.replication[rows],
            time=time,
            person=roster.person[rows],
            entry_point=roster.entry_point[rows],
            level_from=level,
            rank_from=self.ladder.rank[level],
            scope_from=roster.scope[rows],
            destination=destination,
            reason=reason,
        )
        self.close_spells(rows, time, left=time, destination=destination)
        self.vacated.add(roster.replication[rows], time, roster.seat[rows])
        roster.level[rows] = roster.next_level[rows] = roster.seat[rows] = len(self.ladder)
        roster.hazard[rows] = 0.0
        roster.born[rows] = np.inf
        roster.exit_at[rows] = np.inf
        roster.consider_at[rows] = np.inf
        roster.waiting[rows] = False
        self._gone += len(rows)

    def _found(self, rows: Integers, destination: Integers, time: Floats) -> None:
        """Some of these people leave to found a company, and may come back."""
        some = np.flatnonzero(destination == FOUNDER)
        rows, time, roster = rows[some], time[some], self.roster
        rank = self.ladder.rank[roster.level[rows]]
        if self.company.market is not None:
            self.company.market.take_founders(self, rows, rank, time)
        else:
            self.founders.leave(roster, rows, rank, time, roster.group[rows])

    def reasons_at_exit(self, rows: Integers) -> Integers:
        """Why people leave at their `exit_at`: by age, up or out, or (-1) of their own accord."""
        if self.leaving.birthday_limit == np.inf and not self.up_or_out.limits_time:
            return np.full(len(rows), -1)
        roster, time = self.roster, self.roster.exit_at[rows]
        retiring = time >= roster.born[rows] + self.leaving.birthday_limit
        out = time >= roster.level_since[rows] + self.up_or_out.after.take(roster.level[rows])
        return np.where(retiring, AGE_LIMIT, np.where(out, UP_OR_OUT, -1))

    def close_spells(
        self,
        rows: Integers,
        time: Floats,
        left: Floats | None = None,
        destination: Integers | None = None,
    ) -> None:
        """Write down spells of employment as they stand at `time`; NaN while still employed."""
        kept = self.company.log.kept(self.roster.replication[rows], time)
        if kept is None:
            return
        rows, time, roster = rows[kept], time[kept], self.roster
        self.company.spells.add(
            len(rows),
            replication=roster.replication[rows],
            person=roster.person[rows],
            spell=roster.spell[rows],
            entry_point=roster.entry_point[rows],
            group=roster.group[rows],
            pipeline_entered=roster.pipeline_entered[rows],
            hired=roster.hired[rows],
            left=np.nan if left is None else left[kept],
            destination=-1 if destination is None else destination[kept],
            first_level=roster.first_level[rows],
            last_level=roster.level[rows],
            highest_rank=roster.highest_rank[rows],
            scope=roster.scope[rows],
            skill=self.people(rows).skill(time),
            pay=roster.pay[rows],
        )

    # -- hazards and scopes --------------------------------------------------------------

    def refresh(self, rows: Rows, now: Floats) -> None:
        """Scopes grow, and hazards follow tenure, patience and readiness.

        Parameters
        ----------
        rows : array of int or slice
        now : array of float, shape (N,), or shape (1,) for everybody at once
        """
        live_on(self, rows, now)
        set_exit(self, rows, now)

    def refresh_everybody(self, now: float) -> None:
        """The first of a month. People who left are dropped once they are an eighth of the rows.

        Where no hazard is spent and no scope grows a refresh would leave everything as it is.
        """
        if self._gone * 8 > len(self.roster):
            self.roster.drop(self.roster.level == len(self.ladder))
            self._gone = 0
        growing = self.rules.titles.scope_growth > 0
        if self.leaving.at_any_time or growing or self._renewed:
            self.refresh(_EVERYBODY, np.array([now]))
            self._renewed = False

    # -- rules that change ---------------------------------------------------------------

    def hand_over(self, rows: Integers, other: Workplace) -> Integers:
        """People live under another rule set from now on. Returns their rows there."""
        columns = self.roster.at(rows)
        gone = self.roster.level == len(self.ladder)
        gone[rows] = True
        self.roster.drop(gone)
        self._gone, other._renewed = 0, True
        return other.roster.append(len(rows), **columns)

    def finish(self, time: float) -> None:
        """Close the spells of those who are still there at the end."""
        rows = np.flatnonzero(self.roster.level < len(self.ladder))
        self.close_spells(rows, np.full(len(rows), time))
