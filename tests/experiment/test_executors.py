"""Workers: the same outcomes as in process, from any kind of program, and a prompt end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from orgsim.experiment.blocks import Task, plan_blocks
from orgsim.experiment.executors import (
    WORKER_DIED,
    available_cores,
    in_process,
    local_workers,
    run_tasks,
)


def squares(replications):
    if 5 in replications:
        raise ValueError("five is right out")
    return {"levels": {"replication": np.array(replications), "x": np.square(replications)}}


def by_replication(finished):
    found = {}
    for _, outcomes in finished:
        for outcome in outcomes:
            if outcome.failure is not None:
                found[outcome.failure.replication] = outcome.failure.cause
            else:
                columns = outcome.tables["levels"]
                found |= dict(zip(columns["replication"], columns["x"], strict=True))
    return found


def tasks(simulate, count=12, size=3):
    return [Task("", simulate, block) for block in plan_blocks(count, 99, 1, fixed=size)]


def test_workers_give_what_this_process_gives():
    here = by_replication(in_process().run(tasks(squares)))
    there = by_replication(local_workers(2).run(tasks(squares)))
    assert here == there
    assert here[5].startswith("ValueError: five is right out")
    assert [here[number] for number in (0, 3, 4, 6, 11)] == [0, 9, 16, 36, 121]


def test_a_replication_that_kills_its_worker_is_named_and_the_others_are_kept():
    def deadly(replications):
        if 4 in replications:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"levels": {"replication": np.array(replications), "x": np.array(replications)}}

    found = by_replication(local_workers(2).run(tasks(deadly, count=8, size=4)))
    assert found == {number: number if number != 4 else WORKER_DIED for number in range(8)}


def test_a_worker_killed_in_the_middle_costs_nothing_but_time():
    """Only what was with a worker is tried again alone; the others go on with all workers."""

    def who(replications):
        time.sleep(0.02)
        pids = np.full(len(replications), os.getpid())
        return {"levels": {"replication": np.array(replications), "x": pids}}

    done, pids = [], []
    for task, outcomes in local_workers(2).run(tasks(who, count=24, size=1)):
        assert all(outcome.failure is None for outcome in outcomes)
        pid = int(outcomes[0].tables["levels"]["x"][0])
        if not done:
            os.kill(pid, signal.SIGKILL)
        done += task.block
        pids.append(pid)
    assert sorted(done) == list(range(24))
    assert pids[-1] != pids[0]
    alone = [pid for pid in set(pids) if pids.count(pid) == 1]
    assert len(alone) <= 6, "at most twice as many blocks as workers were with a worker"


def test_one_worker_or_one_block_needs_no_other_process():
    def who(replications):
        return {"levels": {"replication": np.array(replications), "x": np.array([os.getpid()])}}

    (one_block,) = run_tasks([Task("", who, (0,))], local_workers(2))
    assert one_block[1][0].tables["levels"]["x"][0] == os.getpid()
    found = run_tasks([Task("", who, (0,)), Task("", who, (1,))], local_workers(1))
    assert {outcomes[0].tables["levels"]["x"][0] for _, outcomes in found} == {os.getpid()}
    found = run_tasks([Task("", who, (0,)), Task("", who, (1,))], local_workers(2))
    assert os.getpid() not in {outcomes[0].tables["levels"]["x"][0] for _, outcomes in found}


def test_what_is_done_meanwhile_is_done_once_and_while_workers_are_at_work(tmp_path):
    """Each waits for the other: workers for a file that is written meanwhile, and that for them."""
    calls = []

    def seen(path):
        end = time.monotonic() + 20
        while not path.exists() and time.monotonic() < end:
            time.sleep(0.01)
        return path.exists()

    def waiting(replications):
        (tmp_path / "at work").touch()
        return squares(replications) if seen(tmp_path / "go") else {}

    def meanwhile():
        calls.append(seen(tmp_path / "at work"))
        (tmp_path / "go").touch()

    found = by_replication(run_tasks(tasks(waiting, count=4, size=2), local_workers(2), meanwhile))
    assert found == {0: 0, 1: 1, 2: 4, 3: 9}
    assert calls == [True]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("count", [0, 1])
def test_what_is_done_meanwhile_is_done_where_no_worker_is_needed(workers, count):
    calls = []
    list(run_tasks(tasks(squares, count), local_workers(workers), lambda: calls.append(1)))
    assert calls == [1]


def test_workers_use_one_thread_each():
    def threads(replications):
        value = os.environ["OMP_NUM_THREADS"] + os.environ["OPENBLAS_NUM_THREADS"]
        return {"levels": {"replication": np.array(replications), "x": np.array([int(value)])}}

    found = by_replication(local_workers(2).run(tasks(threads, count=2, size=1)))
    assert found == {0: 11, 1: 11}


def test_available_cores_are_those_of_this_process():
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert available_cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)


SCRIPT = """
import time
import numpy as np
from orgsim.experiment.blocks import Task
from orgsim.experiment.executors import local_workers

class Policy:  # defined here, in __main__, and no guard below
    def work(self, number):
        time.sleep({seconds} if number >= 2 else 0)
        return number

policy = Policy()

def simulate(replications):
    return {{"levels": {{"x": np.array([policy.work(n) for n in replications])}}}}

done = []
try:
    for task, _ in local_workers(2).run([Task("", simulate, (n,)) for n in range(20)]):
        done.append(task.block[0])
        print(task.block[0], flush=True)
except KeyboardInterrupt:
    print("interrupted", sorted(done), flush=True)
"""


@pytest.fixture
def script(tmp_path):
    started = []

    def start(seconds):
        path = tmp_path / "script.py"
        path.write_text(textwrap.dedent(SCRIPT.format(seconds=seconds)))
        process = subprocess.Popen(
            [sys.executable, str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_script_needs_no_main_guard(script):
    process = script(0)
    out, err = process.communicate(timeout=60)
    assert sorted(map(int, out.split())) == list(range(20))
    assert err == ""
    assert process.returncode == 0


def test_ctrl_c_ends_at_once_quietly_and_keeps_what_was_finished(script):
    process = script(60)
    assert {process.stdout.readline(), process.stdout.readline()} == {"0\n", "1\n"}
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, err = process.communicate(timeout=60)
    assert time.monotonic() - pressed < 3
    assert out == "interrupted [0, 1]\n"
    assert err == ""


MASKS = """
import signal
import numpy as np
from orgsim.experiment.blocks import Task
from orgsim.experiment.executors import local_workers

def simulate(replications):
    held = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return {"levels": {"x": np.array([held])}}

for _, outcomes in local_workers(2).run([Task("", simulate, (n,)) for n in range(6)]):
    print(*outcomes[0].tables["levels"]["x"])
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such masks")
def test_ctrl_c_never_reaches_a_worker_that_is_still_importing():
    # In a process of its own: what is started along with a process's first worker counts here.
    command = [sys.executable, "-c", MASKS]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.split() == ["True"] * 6


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell children")
def test_workers_end_when_their_parent_is_killed(script):
    process = script(60)
    process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    workers = [int(number) for number in children.split()]
    assert len(workers) >= 2
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while any(map(_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_alive, workers))


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
