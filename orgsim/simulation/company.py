"""One organization in all replications of a block, whatever its rules: counts and books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import code, derive, replication_keys
from orgsim.rules.headcount_plan import Course
from orgsim.rules.interventions.acquisition import Acquisition
from orgsim.rules.interventions.hiring_freeze import Freezes, HiringFreeze
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.simulation.day import Item
from orgsim.simulation.person_numbers import Numbering
from orgsim.simulation.places import Places
from orgsim.simulation.plan_clock import PlanClock
from orgsim.simulation.record import NOBODY, Batches, EventLog, Flows
from orgsim.simulation.snapshots import Snapshots

if TYPE_CHECKING:
    from orgsim.scenario import Scenario
    from orgsim.simulation.market import Market
    from orgsim.simulation.timetable import Timetable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Company:
    """What is counted and written down about one organization.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The organization's id.
    replications : array of int, shape (R,)
    recorded : array of bool, shape (R,)
        Whose events and spells are kept.
    timetable : Timetable
    market : Market, optional
        Through which it exchanges people with other organizations.

    Attributes
    ----------
    position : int
        Of the organization in the scenario.
    entry_points, groups, stages : tuple of str
        Ids.
    keys : array of uint64, shape (R,)
        The organization's key in each replication.
    market_keys : array of uint64, shape (R,)
        The replications' own: all their organizations see one market.
    stage : array of int, shape (R,)
        Its number: 0 as founded, 1 in the first stage, ...
    headcount : array of int, shape (R, L + 1)
        People by replication and level; the last column stays 0.
    open_requisitions : array of int, shape (R, L)
    seats : array of int, shape (R, L)
        As of the last staffing review.
    cap : array of float, shape (R,)
        The largest scope there is, as of the last staffing review.
    freezes : Freezes
        When hiring is frozen.
    ended : bool
        Whether it has been acquired.
    disrupted : bool
        Whether any intervention upsets those who stay.
    quota_left : array of float, shape (R, L)
        What rounding has left of quotas, where it is carried over.
    courses : list of Course
        Since when plans have held, and from how many people they go on.
    course : array of int, shape (R,)
        Which of them it is in each replication.
    plan_clock : PlanClock
        How far the plan has come on this course, where effectiveness sets its pace.
    arrivals_until : array of int, shape (R,)
        The tick until which arrivals have been announced.
    beginning_until : array of int, shape (R, E)
        The tick until which it is settled who begins an apprenticeship.
    trains : tuple of int
        The entry points that have an apprenticeship in some rule set.
    titles_without_seats : bool
        Whether some rule set makes counter-offers, so that a title may come without its seat.
    """

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        replications: Integers,
        recorded: NDArray[np.bool_],
        timetable: Timetable,
        market: Market | None = None,
    ) -> None:
        self.market = market
        rules, every = scenario.organizations[name], timetable.every_rule_set
        self.name, self.start, self.first_tick = name, scenario.start, timetable.first_tick
        self.position = list(scenario.organizations).index(name)
        self.entry_points, self.groups = tuple(rules.entry_points), tuple(rules.groups)
        self.stages = tuple(rules.stages)
        self.market_keys = replication_keys(scenario.seed, replications)
        self.keys = derive(self.market_keys, code(name))
        shape = self.replications, levels = len(replications), len(rules.levels)
        entries = len(self.entry_points)
        self.stage = np.zeros(self.replications, dtype=np.int64)
        self.headcount = np.zeros((self.replications, levels + 1), dtype=np.int64)
        self.open_requisitions = np.zeros(shape, dtype=np.int64)
        self.seats = np.zeros(shape, dtype=np.int64)
        self.cap = np.zeros(self.replications)
        self.quota_left = np.zeros(shape)
        self.courses = [Course(0.0, rules.initial.headcount)]
        self.course = np.zeros(self.replications, dtype=np.int64)
        self.plan_clock = PlanClock(self.replications)
        self.arrivals_until = np.full(self.replications, self.first_tick)
        self.beginning_until = np.full((self.replications, entries), self.first_tick)
        self.numbering = Numbering(self.position, self.keys, self.entry_points)
        self.places = Places(
            self.replications,
            entries,
            scenario.start,
            counted=any(
                point.cap is not None for each in every for point in each.entry_points.values()
            ),
        )
        self.trains = tuple(
            position
            for position, entry_point in enumerate(self.entry_points)
            if any(each.entry_points[entry_point].apprenticeship is not None for each in every)
        )
        self.titles_without_seats = any(each.promotion.retention is not None for each in every)

        interventions = rules.interventions
        self.freezes = Freezes(
            [each for each in interventions if isinstance(each, HiringFreeze)],
            self.entry_points,
            scenario.start,
        )
        self.ended = False
        resets = [each.title_reset for each in rules.stages.values()]
        self.disrupted = any(
            isinstance(each, Layoff | TitleReset | Acquisition) and each.disruption is not None
            for each in (*interventions, *resets)
        )

        self.log = EventLog(recorded)
        self.spells = Batches()
        self.cycles = Batches()
        self.entered_stages = Batches()
        self.snapshots = Snapshots()
        self.flows = Flows(self.replications, levels, entries)

    def enter_stage(self, replications: Integers, stage: Integers, time: float) -> None:
        """Write down that some replications enter stages, at these positions among all."""
        everywhere = np.full(len(replications), time)
        self.entered_stages.add(
            len(replications), replication=replications, time=everywhere, stage=stage
        )
        self.log.add(
            Item.STAGE,
            "stage",
            replication=replications,
            time=everywhere,
            person=NOBODY,
            entry_point=NOBODY,
            stage=stage,
        )

    @property
    def staff(self) -> Integers:
        """Headcount by replication and level, shape (R, L)."""
        return self.headcount[:, :-1]
