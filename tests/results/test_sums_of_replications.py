"""Sums by replication of tables that are read some replications at a time."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from synthetic import plausible

from orgsim.results import Results, summary
from orgsim.results.cycle_sums import cycle_sums
from orgsim.results.yearly_hires import yearly_hires


@pytest.fixture(scope="module")
def results():
    """Twenty replications of two organizations: hires as if by the simulation, and cycles.

    Some replications have a cycle more than others.
    """
    blocks, manifest = plausible(20, 9)
    random = np.random.default_rng(20260107)
    rows = [
        (replication, organization, time, level)
        for replication in range(20)
        for organization in (0, 1)
        for time in (0.5, 1.0, 1.5, 2.0)[: 3 + (replication + organization) % 2]
        for level in range(3)
    ]
    replication, organization, time, level = (np.array(each) for each in zip(*rows, strict=True))
    cycles = {
        "replication": replication,
        "organization": organization,
        "time": time,
        "level": level,
        **{
            name: random.integers(0, 50, len(rows))
            for name in ("headcount", "eligible", "promoted")
        },
        "quota": np.full(len(rows), np.nan),
    }
    (block,) = blocks
    return Results.from_blocks([{**block, "cycles": cycles}], manifest)


@pytest.fixture(autouse=True, params=[1, 300, 1_000_000])
def _rows_at_once(request, monkeypatch):
    """One replication at a time, a few, and all."""
    monkeypatch.setattr(summary, "ROWS_AT_ONCE", request.param)


def test_hires_of_a_year_are_those_of_its_snapshots(results):
    found = yearly_hires(results)
    hires = results.hires[results.hires["time"] > 0]
    hires = hires.assign(year=np.where(hires["time"] <= 1, 1, 2))
    keys = ["organization", "entry_point", "replication", "year"]
    expected = hires.groupby(keys, observed=True)["hires"].sum()
    assert list(found) == ["startup", "big_company"]
    for name, points in found.items():
        assert list(points) == sorted(set(results.hires["entry_point"]))
        for point, counts in points.items():
            assert_array_equal(counts, expected[name][point].unstack())


def test_a_cycle_is_summed_over_levels(results):
    found = cycle_sums(results)
    keys = ["organization", "replication", "time", "date"]
    columns = ["headcount", "eligible", "promoted"]
    expected = results.cycles.groupby(keys, observed=True)[columns].sum().reset_index()
    assert len(expected) > 20
    assert set(found) == set(expected["organization"])
    for name, sums in found.items():
        own = expected[expected["organization"] == name]
        for row, (_, cycles) in enumerate(own.groupby("replication")):
            count = len(cycles)
            assert_array_equal(sums.date[row, :count], cycles["date"])
            assert np.isnat(sums.date[row, count:]).all()
            for column in columns:
                assert_array_equal(getattr(sums, column)[row, :count], cycles[column])
                assert np.isnan(getattr(sums, column)[row, count:]).all()
