"""What happened at one organization, as far as reasons are found in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.experiment.reasons.histories import Histories, histories
from orgsim.results.summary import replications_at_once
from orgsim.rules.entry_points import EntryPoints
from orgsim.rules.ladder import Ladder
from orgsim.rules.staffing import VacancyLevels

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from orgsim.results import Results
    from orgsim.results.panel import Panel
    from orgsim.rules.organization import Organization
    from orgsim.rules.promotion.policy import PromotionPolicy
    from orgsim.scenario import Scenario

    Floats = NDArray[np.float64]

UNKNOWN = "none of the known reasons applies"

COUNTED = ("hires", "turned_away", "withheld")
"""Columns of the table `hires` that are asked for over the whole run."""

PART = 0.3
"""Of a gap, what a reason must account for to be named."""

DAYS_PER_YEAR = 365.25


CYCLE_COUNTS = ("headcount", "eligible", "promoted")
"""Columns of the table `cycles` that are asked for over the whole run."""


@dataclass
class CyclesOfLevel:
    """All promotion cycles of a level together.

    Attributes
    ----------
    headcount, promoted : array of float, shape (R,)
        People before each cycle, and of them those promoted, by replication.
    eligible, quota : float
        Of all replications.
    able : float
        Those for whom there was a place in the quota and who were eligible.
    """

    headcount: Floats
    promoted: Floats
    eligible: float = 0.0
    quota: float = 0.0
    able: float = 0.0

    @classmethod
    def none(cls, replications: int) -> CyclesOfLevel:
        """No cycle so far."""
        return cls(np.zeros(replications), np.zeros(replications))

    def add(self, place: NDArray[np.intp], rows: pd.DataFrame) -> None:
        """Add cycles; `place` says of which replications."""
        headcount, eligible, promoted = (rows[name].to_numpy(np.float64) for name in CYCLE_COUNTS)
        quota = rows["quota"].to_numpy(np.float64)
        np.add.at(self.headcount, place, headcount)
        np.add.at(self.promoted, place, promoted)
        self.eligible += float(eligible.sum())
        self.quota += float(np.nansum(quota))
        self.able += float(np.nansum(np.minimum(quota, eligible)))


class Evidence:
    """The run of one organization beside its rules.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The organization's id.
    results : Results

    Attributes
    ----------
    rules : Organization
    start : datetime.date
        The scenario's first day.
    ladder : Ladder
        L levels.
    entry_points : EntryPoints
    policy : PromotionPolicy or None
        The user's own.
    panel : Panel
        R replications, S snapshots.
    """

    def __init__(self, scenario: Scenario, name: str, results: Results) -> None:
        self.rules: Organization = scenario.organizations[name]
        self.start = scenario.start
        self.ladder = Ladder(self.rules.levels)
        self.policy: PromotionPolicy | None = scenario.policies.get(name)
        self.panel: Panel = results.panels[name]
        self.entry_points = EntryPoints(
            self.rules.entry_points, self.ladder, scenario.reference_ladder, scenario.start
        )
        self._results, self._name = results, name

    def title(self, position: int) -> str:
        """What the level at a position is called by people."""
        return self.rules.levels[self.ladder.ids[position]].title

    @property
    def last_day(self) -> dt.date:
        """The day on which the run ends."""
        day: dt.date = self.panel.date[-1].astype("datetime64[D]").item()
        return day

    def own(self, table: str) -> pd.DataFrame:
        """The organization's rows of a table."""
        rows: pd.DataFrame = getattr(self._results, table)
        return rows[rows["organization"] == self._name]

    @cached_property
    def hires(self) -> dict[str, dict[str, Floats]]:
        """What the table `hires` counts, over the whole run; by entry point, each of shape (R,).

        `hires`, `turned_away`, `withheld`, and `waited`: the years that the requisitions of those
        hired were open in all.
        """
        tables = self._results.tables
        columns = ["replication", "organization", "entry_point", "time_to_fill", *COUNTED]
        numbers = self.panel.replications
        found: dict[str, dict[str, Floats]] = {}
        for chunk in tables.chunks("hires", columns, replications_at_once(tables)):
            own = chunk[chunk["organization"] == self._name]
            for point, rows in own.groupby("entry_point", observed=True):
                sums = found.setdefault(
                    str(point), {name: np.zeros(len(numbers)) for name in (*COUNTED, "waited")}
                )
                replication = np.searchsorted(numbers, rows["replication"])
                open_for = np.nan_to_num(rows["time_to_fill"].to_numpy())
                values = {name: rows[name].to_numpy(np.float64) for name in COUNTED}
                values["waited"] = open_for * values["hires"]
                for name, each in values.items():
                    sums[name] += np.bincount(replication, weights=each, minlength=len(numbers))
        return dict(sorted(found.items()))

    @cached_property
    def cycles(self) -> dict[str, CyclesOfLevel]:
        """What came of the promotion cycles after the first day, by level."""
        tables = self._results.tables
        columns = ["replication", "organization", "time", "level", *CYCLE_COUNTS, "quota"]
        found = {
            level: CyclesOfLevel.none(len(self.panel.replications)) for level in self.panel.levels
        }
        for chunk in tables.chunks("cycles", columns, replications_at_once(tables)):
            own = chunk[(chunk["organization"] == self._name) & (chunk["time"] > 0)]
            for level, rows in own.groupby("level", observed=True):
                place = np.searchsorted(self.panel.replications, rows["replication"])
                found[str(level)].add(place, rows)
        return found

    @property
    def gives_up(self) -> bool:
        """Whether requisitions that nobody fills are cancelled."""
        return self.rules.staffing.give_up_after is not None

    @property
    def levels_come_first(self) -> bool:
        """Whether a position has a level before an entry point is asked."""
        levels = VacancyLevels(self.rules.staffing, self.ladder, self.entry_points)
        return not levels.left_to_entrants

    @cached_property
    def into_vacancies(self) -> Floats:
        """Of the moves up out of each level, the part into vacancies; as recorded, shape (L,)."""
        events = self.own("events")
        moves = events[(events["kind"] == "promotion") & (events["reason"] != "counter_offer")]
        level = pd.Index(self.panel.levels).get_indexer(
            pd.Index(moves["level_from"].astype(object))
        )
        counts = [
            np.bincount(level[chosen], minlength=len(self.panel.levels)).astype(np.float64)
            for chosen in ((moves["reason"] == "vacancy").to_numpy(), slice(None))
        ]
        result: Floats = counts[0] / np.maximum(counts[1], 1.0)
        return result

    @cached_property
    def histories(self) -> Histories:
        """Of the recorded replications; nobody where none was recorded."""
        return histories(self.own("people"), self.own("events"), self.panel)

    @cached_property
    def seats(self) -> Floats:
        """Seats, infinite without a limit, shape (R, S, L)."""
        headcount = self.panel.headcount
        seats = self.ladder.seats(headcount.reshape(-1, headcount.shape[2]))
        return np.where(self.ladder.limited, seats.reshape(headcount.shape), np.inf)

    def a_year(self, flow: str, position: int | None = None) -> float:
        """How often something happened in a year of a mean replication, at all levels or one."""
        panel = self.panel
        years = float(panel.time[-1] - panel.time[0]) * len(panel.replications)
        levels = slice(None) if position is None else position
        return float(panel.columns[flow][:, 1:, levels].sum()) / years

    @cached_property
    def days_to_fill(self) -> float:
        """Days from opening a requisition to the first day, on average over all hires."""
        waited = sum(float(point["waited"].sum()) for point in self.hires.values())
        count = sum(float(point["hires"].sum()) for point in self.hires.values())
        return DAYS_PER_YEAR * waited / max(count, 1.0)

    @property
    def open_positions(self) -> float:
        """Positions that are open at a time: so many a year, for so long (Little's law)."""
        return self.a_year("hires") * self.days_to_fill / DAYS_PER_YEAR

    @cached_property
    def requisitions(self) -> pd.DataFrame:
        """Requisitions of the recorded replications: `opened`, `filled` and `given_up`.

        By entry point.

        Those that were open on the first day are not among those opened.
        """
        events = self.own("events")
        counts = {
            column: events.loc[events["kind"] == kind, "entry_point"].value_counts()
            for column, kind in (
                ("opened", "requisition"),
                ("filled", "hire"),
                ("given_up", "cancellation"),
            )
        }
        return pd.DataFrame(counts).fillna(0)


def percent(share: float) -> str:
    """A share as reasons say it.

    Examples
    --------
    >>> percent(0.126)
    '13 %'
    """
    return f"{100 * share:.0f} %"
