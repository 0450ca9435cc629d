"""Makes the made-up results of tests/results/synthetic.py importable here, and real ones."""

import sys
from pathlib import Path

import pytest

import orgsim

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "results"))


@pytest.fixture(autouse=True, scope="module")
def _two_are_enough_for_ranges(request):
    """Results here are made up of few replications; their ranges are to be tested all the same."""
    with pytest.MonkeyPatch.context() as patched:
        if not request.module.__name__.endswith("test_few_replications"):
            patched.setattr("orgsim.results.precision.LEAST_FOR_RANGES", 2)
        yield


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
