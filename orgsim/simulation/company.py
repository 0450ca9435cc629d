"""One organization in all replications of a block, whatever its rules: counts and books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.randomness import code, derive, replication_keys
from orgsim.rules.interventions.hiring_freeze import Freezes, HiringFreeze
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.simulation.plan_clock import PlanClock
from orgsim.simulation.record import Batches, EventLog, Flows
from orgsim.simulation.snapshots import Snapshots

if TYPE_CHECKING:
    from orgsim.scenario import Scenario
    from orgsim.simulation.market import Market

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
    first_tick : int
        When its clock starts: 0, or the beginning of its warm-up.
    market : Market, optional
        Through which it exchanges people with other organizations.

    Attributes
    ----------
    position : int
        Of the organization in the scenario.
    entry_points, groups : tuple of str
        Ids.
    keys : array of uint64, shape (R,)
        The organization's key in each replication.
    market_keys : array of uint64, shape (R,)
        The replications' own: all their organizations see one market.
    headcount : array of int, shape (R, L + 1)
        People by replication and level; the last column stays 0.
    open_requisitions : array of int, shape (R, L)
    seats : array of int, shape (R, L)
        As of the last staffing review.
    cap : array of float, shape (R,)
        The largest scope there is, as of the last staffing review.
    freezes : Freezes
        When hiring is frozen.
    disrupted : bool
        Whether any intervention upsets those who stay.
    plan_clock : PlanClock
        How far the plan has come, where effectiveness sets its pace.
    """

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        replications: Integers,
        recorded: NDArray[np.bool_],
        first_tick: int,
        market: Market | None = None,
    ) -> None:
        rules = scenario.organizations[name]
        self.market = market
        self.name, self.start, self.first_tick = name, scenario.start, first_tick
        self.position = list(scenario.organizations).index(name)
        self.entry_points, self.groups = tuple(rules.entry_points), tuple(rules.groups)
        self.market_keys = replication_keys(scenario.seed, replications)
        self.keys = derive(self.market_keys, code(name))
        self.replications, levels = len(replications), len(rules.levels)
        self.headcount = np.zeros((self.replications, levels + 1), dtype=np.int64)
        self.open_requisitions = np.zeros((self.replications, levels), dtype=np.int64)
        self.seats = np.zeros((self.replications, levels), dtype=np.int64)
        self.cap = np.zeros(self.replications)
        self.plan_clock = PlanClock(self.replications)

        interventions = rules.interventions
        self.freezes = Freezes(
            [each for each in interventions if isinstance(each, HiringFreeze)],
            self.entry_points,
            scenario.start,
        )
        self.disrupted = any(
            isinstance(each, Layoff | TitleReset) and each.disruption is not None
            for each in interventions
        )

        self.log = EventLog(recorded)
        self.spells = Batches()
        self.cycles = Batches()
        self.snapshots = Snapshots()
        self.flows = Flows(self.replications, levels, len(rules.entry_points))

    @property
    def staff(self) -> Integers:
        """Headcount by replication and level, shape (R, L)."""
        return self.headcount[:, :-1]
