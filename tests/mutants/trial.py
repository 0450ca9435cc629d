"""One fault in a copy of the program, and the checks on it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from mutants.fault import Fault

CHECKS = (
    "tests/test_clock.py",
    "tests/test_randomness.py",
    "tests/units",
    "tests/rules",
    "tests/verification",  # the quick half of `orgsim verify`
    "tests/simulation",
    "tests/analytic",
    "tests/contracts",
    "tests/results",
    "tests/expected",
    "tests/experiment/test_asked.py",
    "tests/experiment/test_asked_of_changes.py",
    "tests/experiment/test_reasons.py",
    "tests/experiment/test_blocks.py",
    "tests/experiment/test_comparisons.py",
    "tests/experiment/test_executors.py",
    "tests/experiment/test_precision.py",
    "tests/experiment/test_resuming.py",
    "tests/experiment/test_resuming_comparisons.py",
    "tests/experiment/test_cluster.py",
    "tests/experiment/test_sweeps.py",
    "tests/experiment/test_resuming_sweeps.py",
    "tests/experiment/test_uncertain_runs.py",
    "tests/experiment/test_uncertain_comparisons.py",
    "tests/scenario/test_variation.py",
    "tests/cli/test_fail_if.py",
    "tests/cli/test_faults.py",
    "tests/cli/test_screen.py",
    "tests/cli/test_sweep.py",
    "tests/properties",
    "tests/plots",
)
"""What looks for faults, besides the examples in the faulty module itself."""

LONGEST = 900
"""Seconds; a test that hangs has seen something."""

SURVIVED = ""


class Verdict(NamedTuple):
    """What came of a fault.

    Attributes
    ----------
    check : str
        The test that failed, or `SURVIVED`.
    at_once : bool
        Whether it is among those that the fault names.
    """

    check: str
    at_once: bool


def tried(original: Path, fault: Fault) -> Verdict:
    """The first test that fails with a fault in a copy of the program.

    Must be called in a process of its own.
    """
    with working_copy(original) as copy:
        source = (copy / fault.file).read_text(encoding="utf-8")
        (copy / fault.file).write_text(fault.applied(source), encoding="utf-8")
        check = first_failure(fault.seen_by.split(maxsplit=2))
        if check != SURVIVED:
            return Verdict(check, at_once=True)
        return Verdict(first_failure(in_order(fault)), at_once=False)


def false_alarm(original: Path, checks: Sequence[str]) -> str:
    """The first of some tests that fails without any fault, or nothing.

    Must be called in a process of its own.
    """
    with working_copy(original):
        return first_failure(checks)


@contextmanager
def working_copy(original: Path) -> Iterator[Path]:
    """A copy of the program, in which this process works from now on."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(original, Path(folder))
        os.chdir(copy)
        sys.path.insert(0, str(copy))
        os.environ["PYTHONPATH"] = str(copy)  # for the programs that tests start
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.alarm(LONGEST)
        yield copy
        os.chdir(original)


def first_failure(selection: Sequence[str]) -> str:
    """The first test that fails of those that pytest selects, or `SURVIVED`.

    Raises
    ------
    ValueError
        When there are no such tests: that is no failure of theirs.
    """
    witness = Witness()
    options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        code = pytest.main([*options, "--hypothesis-seed=0", *selection], plugins=[witness])
    if code in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR):
        raise ValueError(f"no such tests: {' '.join(selection)}")
    return SURVIVED if code == 0 else witness.failed or witness.running or str(code)


class Witness:
    """A plugin of pytest that keeps what runs, and what failed first."""

    running = failed = SURVIVED

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self.running = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test, its beginning or its end is over."""
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file has been read."""
        if report.failed:
            self.failed = self.failed or report.nodeid


def copied(original: Path, folder: Path) -> Path:
    """A copy of the repository, without what is hidden and what is made."""

    def left_out(inside: str, names: list[str]) -> set[str]:
        made = {"results", "build", "dist"} if Path(inside) == original else set()
        return {name for name in names if name.startswith(".") or name in made}

    return shutil.copytree(original, folder / "orgsim", symlinks=True, ignore=left_out)


def in_order(fault: Fault) -> list[str]:
    """All checks, those of the faulty module and its room first: tests mirror the rooms."""
    room = Path(fault.file).with_suffix("").parts[1]
    return [fault.file, *sorted(CHECKS, key=lambda check: room not in Path(check).parts)]
