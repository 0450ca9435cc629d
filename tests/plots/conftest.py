"""Makes the made-up results of tests/results/synthetic.py importable here, and real ones."""

import sys
from pathlib import Path

import pytest

import orgsim

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "results"))


def ran(name, replications):
    return orgsim.run(orgsim.load_scenario(f"scenarios/{name}.yaml"), replications, workers=1)


@pytest.fixture(scope="session")
def startup_and_big_company():
    """Real results in which every person is recorded."""
    return ran("startup_vs_big_company", 4)


@pytest.fixture(scope="session")
def acquisition():
    """A big company buys a startup and re-levels its people."""
    return ran("acquisition", 3)


@pytest.fixture(scope="session")
def growing_up():
    """A company resets its titles on the day on which it has grown up."""
    return ran("growing_up", 3)
