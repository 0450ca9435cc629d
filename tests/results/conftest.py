"""Makes the made-up results of tests/results/synthetic.py importable here."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "results"))


@pytest.fixture(autouse=True, scope="module")
def _two_are_enough_for_ranges():
    """Results here are made up of few replications; their ranges are to be read all the same."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("orgsim.results.precision.LEAST_FOR_RANGES", 2)
        yield
