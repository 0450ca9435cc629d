"""A block of replications reduced to a few measures where it was simulated.

A sweep simulates thousands of scenarios. What a worker hands back of each is what was asked for:
some measures at some dates, a number per replication.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cloudpickle
import numpy as np

from orgsim.experiment.blocks import RawTables
from orgsim.experiment.chosen import Chosen, Key
from orgsim.experiment.manifest import describe_organizations
from orgsim.rules.ladder import DIRECTOR_TITLE
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


def measured(pickled: bytes, chosen: Chosen, engine: str, replications: Sequence[int]) -> RawTables:
    """Simulate some replications of a scenario and measure them.

    Parameters
    ----------
    pickled : bytes
        The scenario, see `packed`: a fraction of its size in memory.
    chosen : Chosen
    engine : {"block", "reference"}
    replications : sequence of int

    Returns
    -------
    mapping
        ``measured``: ``replication``, shape (R,), and ``values``, shape (R, K), NaN where a
        measure is undefined; ``keys``: the K of them, ``organization``, ``time``, ``measure`` and
        ``level``.
    """
    # Imported here so that this process puts its workers to work before it waits for pandas.
    from orgsim.results.ladders import read_organizations  # noqa: PLC0415
    from orgsim.results.measures import measure_arrays  # noqa: PLC0415
    from orgsim.results.panel import panels  # noqa: PLC0415
    from orgsim.results.rates import rates_since_start  # noqa: PLC0415
    from orgsim.results.tables import make_table  # noqa: PLC0415

    scenario = _unpacked(pickled)
    simulate = simulate_block if engine == "block" else simulate_one_by_one
    tables = simulate(scenario, replications)
    organizations = read_organizations({"organizations": describe_organizations(scenario)})
    levels = make_table("levels", [tables["levels"]], organizations, scenario.start)
    director_rank = scenario.reference_ladder.get(DIRECTOR_TITLE)
    keys: list[Key] = []
    columns = []
    for name, panel in panels(levels, organizations).items():
        found = measure_arrays(panel, director_rank) | rates_since_start(panel)
        numbers = panel.replications
        for time in chosen.times:
            place = int(np.argmin(np.abs(panel.time - time)))
            for measure, level in chosen.of(list(found)):
                keys.append(Key(name, time, measure, level))
                columns.append(found[measure, level][:, place])
    return {
        "measured": {
            "replication": np.asarray(numbers, dtype=np.int64),
            "values": np.stack(columns, axis=1) if columns else np.empty((len(numbers), 0)),
        },
        "keys": {
            "organization": np.array([key.organization for key in keys], object),
            "time": np.array([key.time for key in keys]),
            "measure": np.array([key.measure for key in keys], object),
            "level": np.array([key.level for key in keys], object),
        },
    }


def packed(scenario: Scenario) -> bytes:
    """Return a scenario as bytes, without the recording of events, which nobody will read."""
    without = scenario.model_copy(update={"record": "none"})
    pickled: bytes = cloudpickle.dumps(without)  # takes policies defined in a notebook along
    return pickled


@functools.lru_cache(maxsize=4)
def _unpacked(pickled: bytes) -> Scenario:
    scenario: Scenario = cloudpickle.loads(pickled)
    return scenario
