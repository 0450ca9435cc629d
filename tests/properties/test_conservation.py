"""What must always hold, over random scenarios."""

from building import simulate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invariants import assert_invariants
from random_scenarios import scenarios


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_nobody_is_lost_or_counted_twice(given):
    assert_invariants(given, simulate(given, 3))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.integers(1, 4))
def test_blocks_never_matter(given, size):
    together, apart = simulate(given, 5), simulate(given, 5, block=size)
    for name, table in together.items():
        assert table.equals(apart[name]) or (table.empty and apart[name].empty), name
