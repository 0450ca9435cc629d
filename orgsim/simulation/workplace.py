"""One organization in all replications of a block: its state, and the functions that change it.

Rules decide; the functions here apply what was decided, count it and write it down. Headcounts
change in `join`, `leave` and `move_up` and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.randomness import Purpose, code, derive, exponential, replication_keys, uniform
from orgsim.rules.attrition import Leaving
from orgsim.rules.competence import skill_after, transferred
from orgsim.rules.destinations import FOUNDER, RETIREMENT
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.groups import Groups
from orgsim.rules.insight import Insight
from orgsim.rules.ladder import UNLIMITED, Ladder
from orgsim.rules.pay import PayRules
from orgsim.rules.people import People
from orgsim.rules.promotion.tracks import Tracks
from orgsim.rules.promotion.up_or_out import UpOrOutRule
from orgsim.rules.staffing import VacancyLevels
from orgsim.rules.titles import promoted_scope
from orgsim.simulation.apprentices import Apprentices
from orgsim.simulation.day import Item
from orgsim.simulation.founders import Founders
from orgsim.simulation.hiring import Openings, person_number
from orgsim.simulation.leaving import Rows, live_on, set_exit
from orgsim.simulation.paying import (
    cost,
    pay_gap,
    payroll,
    raise_by_promotion,
    start_paying,
    stop_paying,
)
from orgsim.simulation.record import (
    AGE_LIMIT,
    COUNTER_OFFER,
    UP_OR_OUT,
    Batches,
    EventLog,
    Flows,
    Snapshots,
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


class ConservationError(RuntimeError):
    """People were lost or counted twice: a fault of the program, never of the scenario."""


class Workplace:
    """The state of one organization.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The organization's id.
    replications : array of int, shape (R,)
    recorded : array of bool, shape (R,)
        Whose events and spells are kept.
    first_tick : int
        When its clock starts: 0, or the beginning of its warm-up.

    Attributes
    ----------
    position : int
        Of the organization in the scenario.
    headcount : array of int, shape (R, L + 1)
        People by replication and level; the last column stays 0.
    open_requisitions : array of int, shape (R, L)
    seats : array of int, shape (R, L)
        As of the last staffing review.
    cap : array of float, shape (R,)
        The largest scope there is, as of the last staffing review.
    """

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        replications: Integers,
        recorded: NDArray[np.bool_],
        first_tick: int,
    ) -> None:
        self.rules: Organization = scenario.organizations[name]
        self.position = list(scenario.organizations).index(name)
        self.start = scenario.start
        self.first_tick = first_tick
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
        self.keys = derive(replication_keys(scenario.seed, replications), code(name))
        self.replications = len(replications)
        self.pay = self._pay_rules(scenario, replications)
        self._columns = len(self.ladder) + 1

        self.roster = Roster()
        self.openings = Openings(self.position, self.keys, self.entry_points)
        self.apprentices = Apprentices(self.keys, self.entry_points, first_tick)
        self.founders = Founders(self.entry_points, self.leaving.age_limit)
        self.headcount = np.zeros((self.replications, self._columns), dtype=np.int64)
        self.open_requisitions = np.zeros((self.replications, len(self.ladder)), dtype=np.int64)
        self.vacated = Vacated(self.vacancy_levels.replaces_leavers)
        self._gone = 0

        self.log = EventLog(recorded)
        self.spells = Batches()
        self.cycles = Batches()
        self.snapshots = Snapshots()
        self.flows = Flows(self.replications, len(self.ladder), len(self.entry_points))
        self._first_day()

    def _pay_rules(self, scenario: Scenario, replications: Integers) -> PayRules | None:
        """How people are paid, in the market of each replication; None where nobody is."""
        if self.rules.pay is None:
            return None
        market = replication_keys(scenario.seed, replications)
        horizon = scenario.horizon_months // 12 + 1
        return PayRules(self.rules.pay, self.ladder, self.entry_points.ids, market, horizon)

    # -- counting ------------------------------------------------------------------------

    def group(self, rows: Rows) -> Integers:
        """The group (replication and level) that each person belongs to, shape (N,)."""
        return self.roster.replication[rows] * self._columns + self.roster.level[rows]

    def count(self, rows: Rows, weights: Floats | None = None) -> Any:
        """People (or the sum of weights) by replication and level, shape (R, L + 1)."""
        size = self.replications * self._columns
        return np.bincount(self.group(rows), weights, minlength=size).reshape(
            self.replications, self._columns
        )

    def people(self, rows: Integers) -> People:
        """The view of some people that rules get."""
        return People(self.roster, rows, self.ladder, self.insight, self.groups)

    @property
    def staff(self) -> Integers:
        """Headcount by replication and level, shape (R, L)."""
        return self.headcount[:, :-1]

    def review_shared_values(self) -> None:
        """Seats and the scope cap from today's headcount; they hold until the next review."""
        self.seats = self.ladder.seats(self.staff)
        self.cap = self.rules.titles.largest_scope(self.staff.sum(axis=1))

    def free_seats(self) -> Integers:
        """Seats less people and open requisitions, shape (R, L); `UNLIMITED` without a limit."""
        held = self.staff
        if self.rules.promotion.retention is not None:
            # Titles that came with a counter-offer brought no seat.
            group = self.roster.replication * self._columns + self.roster.seat
            size = self.replications * self._columns
            held = np.bincount(group, minlength=size).reshape(-1, self._columns)[:, :-1]
        taken = held + self.open_requisitions
        return np.where(self.ladder.limited, self.seats - taken, UNLIMITED)

    # -- coming and going ----------------------------------------------------------------

    def _first_day(self) -> None:
        initial = self.rules.initial
        by_level = initial.headcount_by_level(self.ladder.ids)
        everywhere = np.tile(by_level, (self.replications, 1))
        self.seats = self.ladder.seats(everywhere)
        self.cap = self.rules.titles.largest_scope(everywhere.sum(axis=1))

        replication = np.repeat(np.arange(self.replications), initial.headcount)
        ordinal = np.tile(np.arange(initial.headcount), self.replications)
        level = np.tile(np.repeat(np.arange(len(by_level)), by_level), self.replications)
        keys = derive(self.keys[replication], _INITIAL_STAFF, ordinal)
        scope = np.minimum(self.ladder.scope[level], self.cap[replication])
        skill = initial.drawn_skill(keys, scope)
        learning_rate = initial.learning_rate.quantile(uniform(keys, Purpose.LEARNING_RATE))
        tenure, time_in_level = initial.times(keys)
        now = np.full(len(keys), years(self.first_tick))
        self.join(
            replication=replication,
            key=keys,
            person=person_number(self.position, month_number(self.first_tick), 0, ordinal),
            spell=np.ones(len(keys), dtype=np.int64),
            pipeline_entered=np.full(len(keys), np.nan),
            entry_point=initial.entry_point(keys, self.entry_points.ids, self.entry_points.shares),
            level=level,
            scope=scope,
            skill_then=skill,
            potential=initial.drawn_potential(keys, skill),
            learning_rate=np.maximum(learning_rate, 0.0),
            born=now - initial.drawn_age(keys),
            hired=now - tenure,
            level_since=now - time_in_level,
            skill_since=now,
            group=self.groups.of_initial_staff(keys),
            **self.insight.of_initial_staff(keys, now),
        )

    def join(self, **columns: NDArray[Any]) -> Integers:
        """Add people to the roster; their luck begins. Returns their rows."""
        keys = columns["key"]
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
            pay=self._starting_pay(columns),
            **columns,
        )
        self.headcount += self.count(rows)
        self.flows.lived -= self.count(rows, columns["skill_since"])[:, :-1]
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
        founding = np.flatnonzero(destination == FOUNDER)
        self.founders.leave(
            roster, rows[founding], self.ladder.rank[level[founding]], time[founding]
        )
        live_on(self, rows, time)
        counts = self.count(rows)
        self.headcount -= counts
        self.flows.exits += counts[:, :-1]
        self.flows.lived += self.count(rows, time)[:, :-1]
        stop_paying(self, rows, time)
        self.log.add(
            item,
            "exit",
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
        kept = self.log.kept(self.roster.replication[rows], time)
        if kept is None:
            return
        rows, time, roster = rows[kept], time[kept], self.roster
        self.spells.add(
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

    # -- moving up -----------------------------------------------------------------------

    def move_up(
        self, rows: Integers, to: Integers, time: Floats, item: Item, reason: int = -1
    ) -> None:
        """Promote people, or grant them a title, as the effect of the promotion policy has it.

        Parameters
        ----------
        rows : array of int, shape (N,)
        to : array of int, shape (N,)
            Positions of their new levels.
        time : array of float, shape (N,)
            Years.
        item : Item
            Of the day on which they move.
        reason : int
            Position in `REASONS`, -1 without one.
        """
        if len(rows) == 0:
            return
        roster, effect = self.roster, self.rules.promotion.effect
        live_on(self, rows, time)
        scope, skill = roster.scope[rows], self.people(rows).skill(time)
        target = np.minimum(self.ladder.scope[to], self.cap[roster.replication[rows]])
        follows = promoted_scope(scope, target, effect.scope_follows)
        roster.scope[rows] = follows
        new_skill = transferred(effect.skill, skill, follows, roster.key[rows], roster.moves[rows])
        roster.skill_then[rows] = new_skill
        roster.skill_since[rows] = time
        roster.potential[rows] = np.maximum(roster.potential[rows], new_skill)
        roster.seat[rows] = to
        self._take_up(rows, to, time, item, effect.kind_of_event, scope, reason)

    def keep(self, rows: Integers, time: Floats, item: Item) -> None:
        """Counter-offers: the title of the next level, not its seat nor its work; a new stay."""
        if len(rows) == 0:
            return
        roster = self.roster
        live_on(self, rows, time)
        roster.counter_offers[rows] += 1
        roster.stay[rows] = exponential(roster.key[rows], Purpose.STAY, roster.counter_offers[rows])
        to, scope = roster.next_level[rows], roster.scope[rows]
        self._take_up(rows, to, time, item, "title_grant", scope, COUNTER_OFFER)

    def _take_up(
        self,
        rows: Integers,
        to: Integers,
        time: Floats,
        item: Item,
        kind: str,
        scope_from: Floats,
        reason: int,
    ) -> None:
        """People are at another level from now on; count it and write it down."""
        roster, flows, level = self.roster, self.flows, self.roster.level[rows]
        out = self.count(rows)
        flows.years_before_moving += self.count(rows, time - roster.level_since[rows])[:, :-1]
        flows.lived += self.count(rows, time)[:, :-1]
        stop_paying(self, rows, time)
        for name, values in self.insight.settled(roster, rows, time).items():
            getattr(roster, name)[rows] = values
        rank = self.ladder.rank[to]
        roster.highest_rank[rows] = np.maximum(roster.highest_rank[rows], rank)
        roster.level[rows] = to
        roster.level_since[rows] = time
        roster.moves[rows] += 1
        roster.passed_over[rows] = 0
        roster.next_level[rows] = self.tracks.next_level(to, roster.key[rows], roster.moves[rows])

        arrived = self.count(rows)
        self.headcount += arrived - out
        flows.lived -= self.count(rows, time)[:, :-1]
        if kind == "promotion":
            roster.pay[rows] += raise_by_promotion(self, rows, to, time)
        start_paying(self, rows, time)
        if kind == "promotion":
            flows.promotions_in += arrived[:, :-1]
            flows.promotions_out += out[:, :-1]
        else:
            flows.title_grants_in += arrived[:, :-1]
            flows.title_grants_out += out[:, :-1]
        self.log.add(
            item,
            kind,
            replication=roster.replication[rows],
            time=time,
            person=roster.person[rows],
            entry_point=roster.entry_point[rows],
            level_from=level,
            level_to=to,
            rank_from=self.ladder.rank[level],
            rank_to=rank,
            scope_from=scope_from,
            scope_to=roster.scope[rows],
            reason=reason,
        )
        set_exit(self, rows, time)

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
        if self.leaving.at_any_time or self.rules.titles.scope_growth > 0:
            self.refresh(_EVERYBODY, np.array([now]))

    # -- snapshots -----------------------------------------------------------------------

    def take_snapshot(self, time: float) -> None:
        """Write down the levels, and check that nobody was lost or counted twice.

        Raises
        ------
        ConservationError
            If the roster and the running count of heads disagree.
        """
        roster = self.roster
        if not np.array_equal(self.count(_EVERYBODY)[:, :-1], self.staff):
            raise ConservationError(f"headcount and roster disagree at {time:g} years")
        skill = skill_after(
            roster.skill_then, roster.potential, roster.learning_rate, time - roster.skill_since
        )
        effectiveness = self.rules.effectiveness
        inflated = self.ladder.rank.take(roster.level) - roster.scope >= 1.0 - 1e-9
        sums = {
            "scope": roster.scope,
            "skill": skill,
            "time_in_level": time - roster.level_since,
            "insight": self.insight.into_own_work(roster, _EVERYBODY, time),
            "pay": roster.pay,
            "pay_gap": pay_gap(self, _EVERYBODY, np.array([time])),
            "carried": effectiveness.carried(skill, roster.scope),
            "poor_performers": effectiveness.poor(skill, roster.scope).astype(np.float64),
            "lost_to_poor": effectiveness.lost_to_poor(skill, roster.scope),
            "rated": (roster.rating > 0).astype(np.float64),
            "rating": roster.rating.astype(np.float64),
            "inflated": inflated.astype(np.float64),
        }
        self.snapshots.add(
            time,
            self.flows,
            self.staff.copy(),
            self.open_requisitions.copy(),
            {name: self.count(_EVERYBODY, values)[:, :-1] for name, values in sums.items()},
            cost(self, time),
            self.apprentices.counts(time),
        )
        self.count_anew(time)

    def count_anew(self, time: float) -> None:
        """Flows are counted from here."""
        self.flows.reset(time, self.staff, payroll(self))

    def finish(self, time: float) -> None:
        """Close the spells of those who are still there at the end."""
        rows = np.flatnonzero(self.roster.level < len(self.ladder))
        self.close_spells(rows, np.full(len(rows), time))
