"""Whether the two engines write the same of a scenario.

Whatever is discrete must be equal, times and scopes to 1e-9, and events must stand in one order;
money, which comes in hundreds of thousands, to a thousandth.
"""

import numpy as np
import pytest

from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

KEYS = {
    "levels": ("replication", "organization", "time", "level"),
    "events": ("replication", "organization"),  # and from there on in the order of the log
    "people": ("replication", "organization", "person"),
    "cycles": ("replication", "organization", "time", "level"),
    "hires": ("replication", "organization", "time", "entry_point"),
    "stages": ("replication", "organization", "time"),
}


def in_order(columns, keys):
    order = np.lexsort([np.unique(columns[key], return_inverse=True)[1] for key in keys[::-1]])
    return {name: values[order] for name, values in columns.items()}


def agree(name, one, other):
    if one.dtype.kind == "f":
        most = 1e-3 if name in ("pay", "cost") else 1e-9
        return np.isclose(one, other, rtol=0, atol=most, equal_nan=True)
    return one == other


def assert_agree(scenario, replications):
    blocks = simulate_block(scenario, range(replications))
    one_by_one = simulate_one_by_one(scenario, range(replications))
    assert set(blocks) == set(one_by_one)
    # The log first: what went wrong shows best where it happened first.
    for table in sorted(KEYS, key=lambda name: name != "events"):
        block, reference = (in_order(found[table], KEYS[table]) for found in (blocks, one_by_one))
        assert set(block) == set(reference)
        rows = [len(columns["replication"]) for columns in (block, reference)]
        same = np.ones(min(rows), dtype=bool)
        for name in block:
            same &= agree(name, block[name][: len(same)], reference[name][: len(same)])
        if rows[0] != rows[1] or not same.all():
            first = int(np.argmin(np.append(same, False)))
            told = [
                {name: values[first] for name, values in columns.items() if first < len(values)}
                for columns in (block, reference)
            ]
            pytest.fail(f"{table}, {rows} rows, first difference:\n{told[0]}\n{told[1]}")
