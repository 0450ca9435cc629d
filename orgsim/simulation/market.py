"""The labor market: everybody between two organizations of the scenario, in all replications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.rules.insight import PERSPECTIVES
from orgsim.rules.market import MarketRules
from orgsim.simulation.person_numbers import apprentice_number
from orgsim.simulation.pool import Pool

if TYPE_CHECKING:
    from orgsim.scenario import Scenario
    from orgsim.simulation.apprentices import Sent
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_ORIGIN = -1
"""Where those come from who come from no other organization of the scenario."""

INSIGHT = tuple(f"insight_{name}" for name in PERSPECTIVES)


class Market:
    """One market: its candidates, and the organizations that exchange people through it.

    Parameters
    ----------
    rules : MarketRules

    Attributes
    ----------
    rules : MarketRules
    pool : Pool
        A row for each candidate, with what the roster knew: `key`, `person` and `spell` of the
        employment that ended, `origin` (position of the organization), `rank` and `scope` held
        there, `pay` (NaN where nobody is paid), `group` by its id, insight (NaN where it did not
        count); `since` and `gone` in years, and `serial`, by which candidates are numbered.
    """

    def __init__(self, rules: MarketRules) -> None:
        self.rules = rules
        self.pool = Pool()
        self._workplaces: dict[int, Callable[[], Sequence[Workplace]]] = {}
        self._lives: list[Callable[[int], None]] = []
        self._entered = self._known = 0
        self._day: int | None = None

    def join(
        self,
        position: int,
        workplaces: Callable[[], Sequence[Workplace]],
        live_until: Callable[[int], None],
    ) -> None:
        """An organization is part of it.

        Parameters
        ----------
        position : int
            The organization's.
        workplaces : function
            Those of the rule sets that its replications follow now.
        live_until : function of a tick
            Brings its people up to then.
        """
        self._workplaces[position] = workplaces
        self._lives.append(live_until)

    def open_day(self, tick: int) -> None:
        """Before the first staffing review of a day everybody lives up to and including now.

        Who is a candidate then can be hired on that day, whatever the order of the organizations;
        who has gone elsewhere by then is no candidate any more.
        """
        if tick == self._day:
            return
        for live_until in self._lives:
            live_until(tick)
        if len(self.pool):
            self.pool.remove(self.pool["gone"] <= years(tick))
        self._day, self._known = tick, self._entered

    def applicants(self, organization: int, tick: int) -> Integers:
        """Rows of the candidates who look at an organization, who has looked longest first."""
        if len(self.pool) == 0:
            return np.zeros(0, dtype=np.int64)
        pool, now = self.pool, years(tick)
        looking = self.rules.looked_at(pool["key"], month_number(tick)) == organization
        looking &= (pool["origin"] != organization) & (pool["serial"] < self._known)
        looking &= pool["since"] <= now
        rows = np.flatnonzero(looking)
        return rows[np.lexsort((pool["key"][rows], pool["since"][rows]))]

    def hire(self, serial: Integers) -> None:
        """Candidates with these numbers, shape (N,), have accepted an offer."""
        self.pool.remove(np.isin(self.pool["serial"], serial))

    # -- coming in -----------------------------------------------------------------------

    def enter(self, **columns: NDArray[Any]) -> None:
        """People look for a job from now on; columns of shape (N,), as the pool has them."""
        count = len(columns["key"])
        self.pool.add(
            gone=self.rules.gone(columns["since"], columns["key"]),
            serial=np.arange(self._entered, self._entered + count),
            **columns,
        )
        self._entered += count

    def take_leavers(self, workplace: Workplace, rows: Integers, time: Floats) -> None:
        """People of an organization leave it for the market, each at a time in years."""
        roster = workplace.roster
        kept = ("replication", "key", "person", "spell", "scope", "skill_then", "skill_since",
                "potential", "learning_rate", "born", "pay")  # fmt: skip
        self.enter(
            since=time,
            origin=np.full(len(rows), workplace.company.position),
            rank=workplace.ladder.rank[roster.level[rows]],
            group=workplace.groups.names(roster.group[rows]),
            pipeline_entered=np.full(len(rows), np.nan),
            **_insight(workplace.insight.settled(roster, rows, time), len(rows)),
            **{name: getattr(roster, name)[rows] for name in kept},
        )

    def take_apprentices(self, workplace: Workplace, sent: Sent) -> None:
        """Apprentices will look for their first job at other organizations when they finish."""
        beginners = sent.beginners
        everybody = np.full(len(sent.ordinal), sent.entry_point)
        person = apprentice_number(
            workplace.company.position, sent.month, sent.entry_point + 1, sent.ordinal
        )
        key, finished = beginners.key, beginners.finished
        entrants = workplace.entry_points.entrants(everybody, key)
        scope = workplace.ladder.scope[entrants.level]
        skill = entrants.skill + entrants.beside_scope * scope
        brought = workplace.insight.of_entrants(everybody, key, finished)
        self.enter(
            key=key,
            since=finished,
            origin=np.full(len(person), workplace.company.position),
            rank=entrants.rank,
            group=workplace.groups.names(workplace.groups.of_entrants(everybody, key)),
            pipeline_entered=beginners.entered,
            **_insight(brought, len(person)),
            replication=beginners.replication,
            person=person,
            spell=np.zeros(len(person), dtype=np.int64),
            scope=np.full(len(person), np.nan),
            skill_then=skill,
            skill_since=finished,
            potential=np.maximum(entrants.potential, skill),
            learning_rate=entrants.learning_rate,
            born=finished - entrants.age,
            pay=np.full(len(person), np.nan),
        )

    def take_founders(
        self, workplace: Workplace, rows: Integers, rank: Integers, time: Floats
    ) -> None:
        """People of an organization leave it to found a company; parameters as of `Founders`."""
        roster = workplace.roster
        to = self.rules.founders_return_to(roster.key[rows], workplace.company.position)
        replication = roster.replication[rows]
        ways_back = [
            (position, there)
            for position in np.unique(to).tolist()
            for there in self._workplaces[position]()
        ]
        for position, there in ways_back:
            some = np.flatnonzero((to == position) & there.active[replication])
            group = roster.group[rows[some]]
            origin = NO_ORIGIN
            if position != workplace.company.position:
                group = there.groups.positions(workplace.groups.names(group))
                origin = workplace.company.position
            there.founders.leave(roster, rows[some], rank[some], time[some], group, origin)


def send_elsewhere(workplace: Workplace, apprentices: Iterable[Sent]) -> None:
    """Apprentices who look for a job elsewhere do so in the market, if there is one."""
    for sent in apprentices:
        if workplace.company.market is not None:
            workplace.company.market.take_apprentices(workplace, sent)


def _insight(columns: dict[str, Floats], count: int) -> dict[str, Floats]:
    """Insight into each perspective; NaN where it does not count."""
    return {name: columns.get(name, np.full(count, np.nan)) for name in INSIGHT}


def markets(scenario: Scenario) -> dict[str, Market]:
    """The market of each organization that has one, by the organization's id."""
    positions = {name: position for position, name in enumerate(scenario.organizations)}
    found = {}
    for section in scenario.markets.values():
        market = Market(MarketRules(section, positions))
        found.update(dict.fromkeys(section.organizations, market))
    return found
