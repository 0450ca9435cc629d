"""Scenario files for the tests, and a way to see every problem of one."""

from pathlib import Path

import pytest

from orgsim.scenario import Problem, ScenarioError, load_scenario

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def small() -> Path:
    """Return a complete, small scenario file."""
    return FILES / "small.yaml"


@pytest.fixture(scope="session")
def organization_file() -> Path:
    """Return a file with one organization, to be extended."""
    return FILES / "organization.yaml"


@pytest.fixture
def write(tmp_path, small, organization_file):
    """Return a function that writes a file where ``small.yaml`` and ``organization.yaml`` are."""
    for file in (small, organization_file):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    def write(text: str, name: str = "scenario.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems():
    """Return a function that loads a file and returns its problems, which there must be."""

    def problems(path, *overrides: str) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, overrides)
        assert caught.value.problems
        return caught.value.problems

    return problems
