"""What both programs say about a replication, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks import plain_simpy
from benchmarks.plain_simpy import LevelCount
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

if TYPE_CHECKING:
    from orgsim.scenario import Scenario

Floats = NDArray[np.float64]

COLUMNS = tuple(field.name for field in fields(LevelCount))
_KEYS = ("time", "level")


class Outcomes:
    """Level counts of some replications of one organization.

    Parameters
    ----------
    values : array of float, shape (R, T, L, C)
        By replication, snapshot, level and column (`COLUMNS`); NaN for means over nobody.
    """

    def __init__(self, values: Floats) -> None:
        self.values = values

    @classmethod
    def together(cls, parts: Iterable[Outcomes]) -> Outcomes:
        """All replications of several outcomes."""
        return cls(np.concatenate([part.values for part in parts]))

    def __len__(self) -> int:
        return len(self.values)

    def at_end(self, column: str) -> Floats:
        """A column at the last snapshot, shape (R, L)."""
        return self.values[:, -1, :, COLUMNS.index(column)]

    def over_all(self, column: str) -> Floats:
        """A count summed over all snapshots, shape (R, L)."""
        total: Floats = self.values[:, :, :, COLUMNS.index(column)].sum(axis=1)
        return total

    def person_years(self, warm_up: float) -> float:
        """Person-years simulated per replication, `warm_up` years at the first size included."""
        time = self.values[0, :, 0, COLUMNS.index("time")]
        people = self.values[..., COLUMNS.index("headcount")].sum(axis=2).mean(axis=0)
        return float(np.trapezoid(people, time) + warm_up * people[0])


def by_engine(scenario: Scenario, replications: Sequence[int]) -> Outcomes:
    """Outcomes of orgsim's block engine, all replications in one block."""
    return engine_outcomes(simulate_block(scenario, replications)["levels"], len(replications))


def by_reference(scenario: Scenario, replications: Sequence[int]) -> Outcomes:
    """Outcomes of orgsim's reference engine, one replication after the other."""
    return engine_outcomes(simulate_one_by_one(scenario, replications)["levels"], len(replications))


def engine_outcomes(levels: dict[str, NDArray[np.generic]], replications: int) -> Outcomes:
    """The raw columns of the table `levels` as outcomes."""
    given = {name: np.asarray(values, dtype=np.float64) for name, values in levels.items()}
    given["moves_up"] = given["promotions_out"] + given["title_grants_out"]
    order = np.lexsort((given["level"], given["time"], given["replication"]))
    count = len(np.unique(given["level"]))
    table = np.stack([given[name][order] for name in COLUMNS], axis=-1)
    return Outcomes(table.reshape(replications, -1, count, len(COLUMNS)))


def by_plain_simpy(scenario: Scenario, replications: Sequence[int]) -> Outcomes:
    """Outcomes of the plain SimPy program, one replication after the other."""
    (name,) = scenario.organizations
    levels = len(scenario.organizations[name].levels)
    rows = [
        [astuple(count) for count in plain_simpy.simulate(scenario, replication)[name]]
        for replication in replications
    ]
    table = np.array(rows, dtype=np.float64)
    return Outcomes(table.reshape(len(rows), -1, levels, len(COLUMNS)))
