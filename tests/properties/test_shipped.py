"""What must always hold, of every scenario that is shipped."""

from pathlib import Path

import pytest
from building import simulate
from invariants import assert_invariants

from orgsim.scenario import load_scenario

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("scenarios", "orgsim/verification/textbook")
    for path in (ROOT / folder).rglob("*.yaml")
)


@pytest.mark.parametrize("path", SHIPPED)
def test_the_invariants_hold(path):
    """Over twelve years at most, so that the long books of the Peter principle end in time."""
    given = load_scenario(ROOT / path)
    horizon = min(given.horizon, max(12.0, given.snapshots))
    given = given.model_copy(update={"horizon": horizon, "record": "all"})
    assert_invariants(given, simulate(given, 3))
