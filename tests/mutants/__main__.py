"""Put every fault into a copy of the program, one at a time, and see which check catches it.

    make mutants                                    # all faults
    PYTHONPATH=tests python -m mutants seats quota  # those whose name has one of these words

Exit code 1 when a fault survives all checks, when its old text is gone, or when a check fails
without any fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from mutants.catalogue import FAULTS
from mutants.fault import Fault

ROOT = Path(__file__).parents[2]

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

LONGEST = 600.0
"""Seconds; a program that hangs is not what it was."""

SURVIVED = ""


def main(words: Sequence[str]) -> int:
    """Run the faults whose names have one of the words, or all; print what caught each."""
    faults = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    cores = len(os.sched_getaffinity(0))
    began = time.monotonic()
    with copies(cores) as free, ThreadPoolExecutor(cores) as pool:
        unchanged = pool.submit(caught_by, None, free)
        running = {pool.submit(caught_by, fault, free): fault for fault in faults}
        catches = {}
        for done in as_completed(running):
            fault = running[done]
            try:
                catches[fault] = done.result()
            except LookupError as error:
                catches[fault] = SURVIVED
                print(error, flush=True)  # noqa: T201
            print(f"{fault.name:75} {catches[fault] or 'SURVIVED'}", flush=True)  # noqa: T201
    survivors = [fault for fault, check in catches.items() if check == SURVIVED]
    said = [f"{len(faults) - len(survivors)} of {len(faults)} faults caught"]
    said += [f"survived: {fault.name} ({fault.file})" for fault in survivors]
    said += [f"fails without any fault: {unchanged.result()}"] if unchanged.result() else []
    print(f"\n{'; '.join(said)} ({time.monotonic() - began:.0f} s)")  # noqa: T201
    return int(len(said) > 1)


@contextmanager
def copies(count: int) -> Iterator[Queue[Path]]:
    """Copies of the repository to put faults into, without what is hidden and what is made."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        made = {"__pycache__"} | ({"results", "build", "dist"} if Path(folder) == ROOT else set())
        return {name for name in names if name.startswith(".") or name in made}

    with tempfile.TemporaryDirectory() as folder:
        free: Queue[Path] = Queue()
        for number in range(count):
            free.put(shutil.copytree(ROOT, Path(folder) / f"{number}", True, ignored))
        yield free


def caught_by(fault: Fault | None, free: Queue[Path]) -> str:
    """The check that fails with a fault in the program, or `SURVIVED`."""
    copy = free.get()
    try:
        if fault is None:
            return first_failure(copy, CHECKS)
        file = copy / fault.file
        source = file.read_text(encoding="utf-8")
        file.write_text(fault.applied(source), encoding="utf-8")
        try:
            return first_failure(copy, in_order(fault))
        finally:
            file.write_text(source, encoding="utf-8")
    finally:
        free.put(copy)


def in_order(fault: Fault) -> list[str]:
    """All checks, those of the faulty module and its room first: tests mirror the rooms."""
    room = Path(fault.file).with_suffix("").parts[1]
    return [fault.file, *sorted(CHECKS, key=lambda check: room not in Path(check).parts)]


def first_failure(copy: Path, checks: Sequence[str]) -> str:
    """The name of the first test that fails in a copy, or `SURVIVED` when none does."""
    command = (
        sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider",
        "--hypothesis-profile=mutants", "--hypothesis-seed=0", *checks,
    )  # fmt: skip
    # A file that changes back and forth within a second must not be taken from a cache.
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"nothing came of it within {LONGEST:.0f} s"
    failed = re.search(r"^(?:FAILED|ERROR) ([^\s]+)", ended.stdout, re.MULTILINE)
    if failed:
        return failed[1]
    return SURVIVED if ended.returncode == 0 else f"pytest ended with {ended.returncode}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
