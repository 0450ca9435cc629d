"""One fault in a copy of the program, and the checks on it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

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
    "tests/experiment/test_asked.py",
    "tests/experiment/test_comparisons.py",
    "tests/properties",
)
"""What looks for faults, besides the examples in the faulty module itself."""

LONGEST = 900
"""Seconds; a test that hangs has seen something."""

SURVIVED = ""


def first_failure(original: Path, fault: Fault | None) -> str:
    """The first test that fails with a fault in a copy of the program, or `SURVIVED`.

    Must be called in a process of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(original, Path(folder))
        if fault is not None:
            source = (copy / fault.file).read_text(encoding="utf-8")
            (copy / fault.file).write_text(fault.applied(source), encoding="utf-8")
        os.chdir(copy)
        sys.path.insert(0, str(copy))
        os.environ["PYTHONPATH"] = str(copy)  # for the programs that tests start
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.alarm(LONGEST)
        witness = Witness()
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            code = pytest.main(
                [*options, "--hypothesis-seed=0", *in_order(fault)], plugins=[witness]
            )
        os.chdir(original)
    return witness.failed or ("" if code == 0 else f"{witness.running}: {code!r}")


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
            self.failed = self.failed or f"reading {report.nodeid}"


def copied(original: Path, folder: Path) -> Path:
    """A copy of the repository, without what is hidden and what is made."""

    def left_out(inside: str, names: list[str]) -> set[str]:
        made = {"results", "build", "dist"} if Path(inside) == original else set()
        return {name for name in names if name.startswith(".") or name in made}

    return shutil.copytree(original, folder / "orgsim", symlinks=True, ignore=left_out)


def in_order(fault: Fault | None) -> list[str]:
    """All checks, those of the faulty module and its room first: tests mirror the rooms."""
    if fault is None:
        return list(CHECKS)
    room = Path(fault.file).with_suffix("").parts[1]
    return [fault.file, *sorted(CHECKS, key=lambda check: room not in Path(check).parts)]
