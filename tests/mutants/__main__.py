"""Put every fault into a copy of the program, one at a time, and see which check catches it.

    make mutants                                          # all faults
    PYTHONPATH=tests python -m mutants seats rules/titles # those with a word in name or file

Exit code 1 when a fault survives all checks, or when a check that caught one fails without any.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from mutants.catalogue import FAULTS
from mutants.trial import SURVIVED, copied, false_alarm, tried

ROOT = Path(__file__).parents[2]

IMPORTED_ONCE = (
    "mutants.trial",
    "numpy",
    "pandas",
    "plotly.graph_objects",
    "pydantic",
    "ruamel.yaml",
    "scipy.stats",
)
"""What takes longest to import, and no fault is put into."""


def main(words: Sequence[str]) -> int:
    """Try the faults with one of the words in name or file, or all; print what caught each."""
    faults = [
        fault
        for fault in FAULTS
        if not words or any(word in f"{fault.file} {fault.name}" for word in words)
    ]
    began, verdicts = time.monotonic(), {}
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    context = get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED_ONCE))
    cores = len(os.sched_getaffinity(0))
    with (
        tempfile.TemporaryDirectory() as folder,
        # A process for each: whatever a faulty module has done is gone with it.
        ProcessPoolExecutor(cores, mp_context=context, max_tasks_per_child=1) as pool,
    ):
        original = copied(ROOT, Path(folder))  # which stays as it is while somebody works on
        running = {pool.submit(tried, original, fault): fault for fault in faults}
        for done in as_completed(running):
            fault, verdict = running[done], done.result()
            verdicts[fault] = verdict
            print(f"{fault.name:75} {verdict.check or 'SURVIVED'}", flush=True)  # noqa: T201
        witnesses = sorted({verdict.check for verdict in verdicts.values()} - {SURVIVED})
        parts = [witnesses[i::cores] for i in range(cores) if witnesses[i::cores]]
        alarms = [alarm for alarm in pool.map(false_alarm, [original] * cores, parts) if alarm]
    minutes = (time.monotonic() - began) / 60
    survivors = [fault for fault, verdict in verdicts.items() if verdict.check == SURVIVED]
    at_once = sum(verdict.at_once for verdict in verdicts.values())
    caught = f"{len(faults) - len(survivors)} of {len(faults)} faults caught"
    print(  # noqa: T201
        f"\n{caught} in {minutes:.0f} minutes, {at_once} of them by the tests that they name; "
        f"{len(witnesses)} different tests caught one"
    )
    for fault in survivors:
        print(f"survived: {fault.name} ({fault.file})")  # noqa: T201
    for alarm in alarms:
        print(f"fails without any fault: {alarm}")  # noqa: T201
    return 1 if survivors or alarms else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
