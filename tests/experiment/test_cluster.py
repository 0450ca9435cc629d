"""A Dask cluster: the same bytes as in process, clear refusals, and what happens when parts die."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest
from building import scenario
from dask_processes import dask_processes

import orgsim
from orgsim.experiment import runs, sweeps
from orgsim.experiment.blocks import Task, plan_blocks
from orgsim.experiment.execution import Execution
from orgsim.experiment.executors import WORKER_DIED, ClusterLost, cluster, dask_cluster, run_tasks
from orgsim.experiment.keeping import InMemory
from orgsim.experiment.runs import _tasks
from orgsim.results import TABLES
from orgsim.scenario.plugins import allow_plugin

SMALL = scenario({}, {"plan": {"rate": "20%/year"}}, replications=36, seed=5, record=4)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with dask_processes(tmp_path_factory.mktemp("dask"), "--no-nanny", "--no-nanny") as processes:
        yield processes.address


def same_tables(one, other):
    return all(getattr(one, name).equals(getattr(other, name)) for name in TABLES) and all(
        getattr(one, name).to_parquet() == getattr(other, name).to_parquet() for name in TABLES
    )


def test_a_task_of_a_cluster_has_ten_replications_at_least(address):
    """Each costs a journey; with one alone the scheduler would be busier than the workers."""
    with dask_cluster(address) as executor, InMemory(SMALL, "reference", {}) as keeper:
        tasks = _tasks({"": keeper}, executor, Execution(engine="reference"), None)
    assert [len(task.block) for task in tasks] == [18, 18]


def test_a_cluster_gives_the_same_bytes(address, monkeypatch):
    class Patient(orgsim.PromotionPolicy):  # as one defined in a notebook
        def eligible(self, people, now):
            return people.time_in_level(now) >= 2

    policies = {"b": Patient()}
    here = orgsim.run(SMALL, workers=1, policies=policies)
    monkeypatch.setattr(runs, "preferred_block_size", lambda _: 1)
    seen = []
    there = orgsim.run(
        SMALL, cluster=address, progress=lambda done, _: seen.append(done), policies=policies
    )
    assert same_tables(there, here)
    assert len(seen) > 2, "results are handed on as tasks are finished"
    assert (np.diff(seen) >= 10).all()


def test_comparisons_are_made_there_too(address):
    other = scenario({}, {"plan": {"rate": "10%/year"}}, replications=12, seed=5)
    both = {"fast": SMALL, "slow": other}
    there = orgsim.compare(both, replications=12, cluster=address).differences
    pd.testing.assert_frame_equal(
        there, orgsim.compare(both, replications=12, workers=1).differences
    )


PLUGIN = """
import orgsim

@orgsim.policy("steadiest")
class Steadiest(orgsim.PromotionPolicy):
    def eligible(self, people, now):
        return people.time_in_level(now) >= 1
"""
SCENARIO = """
name: Small
start: 2026-01-01
horizon: 1 year
replications: 40
organizations:
  startup:
    extends: preset/startup
    plan: { limit: 8 }
    promotion:
      selection: { kind: policy, name: steadiest }
"""


def test_plug_ins_are_brought_along(address, tmp_path, monkeypatch):
    """Workers get the classes, and do not find the module."""
    (tmp_path / "policies_that_are_ours.py").write_text(PLUGIN)
    (tmp_path / "plan.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    allow_plugin("policies_that_are_ours")
    ours = orgsim.load_scenario(tmp_path / "plan.yaml")
    assert same_tables(orgsim.run(ours, cluster=address), orgsim.run(ours, workers=1))


def test_a_policy_that_workers_cannot_import_is_refused(address, tmp_path, monkeypatch):
    (tmp_path / "kept_to_ourselves.py").write_text(PLUGIN.replace("steadiest", "withheld"))
    monkeypatch.syspath_prepend(tmp_path)
    import kept_to_ourselves  # noqa: PLC0415

    with pytest.raises(orgsim.ClusterError) as refused:
        orgsim.run(SMALL, cluster=address, policies={"b": kept_to_ourselves.Steadiest()})
    assert str(refused.value).endswith(
        "cannot be used: it does not find the module kept_to_ourselves, which holds a promotion "
        "policy; install it there, or bring it with --allow-plugins "
        "(in Python: cloudpickle.register_pickle_by_value)"
    )


def test_a_policy_that_cannot_be_sent_is_refused(address):
    class Guarded(orgsim.PromotionPolicy):
        def __init__(self):
            self.lock = threading.Lock()

    with pytest.raises(orgsim.ClusterError) as refused:
        orgsim.run(SMALL, cluster=address, policies={"b": Guarded()})
    assert str(refused.value).startswith(
        "the scenario cannot be sent to a cluster: TypeError: cannot pickle '_thread.lock' object"
    )


@pytest.mark.parametrize("name", ["orgsim", "Python", *cluster.PACKAGES])
def test_workers_of_other_versions_are_refused(address, monkeypatch, name):
    mine = cluster.versions()
    monkeypatch.setattr(cluster, "versions", lambda: {**mine, name: "0.0.7"})
    with pytest.raises(orgsim.ClusterError) as refused:
        orgsim.run(SMALL, cluster=address)
    assert str(refused.value).endswith(
        f"cannot be used: it has {name} {mine[name]} (here: 0.0.7), and would not come to the "
        "same numbers"
    )


def test_workers_without_orgsim_are_refused(address, monkeypatch):
    monkeypatch.setattr(cluster, "versions", lambda: {"a-package-of-ours": "1"})
    with pytest.raises(orgsim.ClusterError, match="a-package-of-ours is not installed there"):
        orgsim.run(SMALL, cluster=address)


def test_a_worker_of_another_version_that_comes_later_simulates_nothing():
    payload = cluster.cloudpickle.dumps(lambda _: pytest.fail("simulated"))
    with pytest.raises(RuntimeError, match="a worker has other versions: "):
        cluster.simulate_there(payload, (0,), {"orgsim": "0.0.7"})


@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_an_address_without_a_scheduler(monkeypatch, answer):
    """Where nobody listens, or somebody else: the dashboard's port instead of the scheduler's."""
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 0.5)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if answer is not None:
            listening.listen()
            threading.Thread(target=_answers, args=(listening, answer), daemon=True).start()
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(orgsim.ClusterError) as refused:
            orgsim.run(SMALL, cluster=address)
    assert str(refused.value) == f"no Dask scheduler answered at {address} within 0.5 seconds"


def _answers(listening, answer):
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.sendall(answer)


@pytest.mark.parametrize("address", ["localhost:8786", "http://x:1", "tcp://:8786", "tcp://x", ""])
def test_what_is_no_address(address):
    with pytest.raises(orgsim.ClusterError) as refused:
        orgsim.run(SMALL, cluster=address)
    assert str(refused.value) == (
        f"must be the address of a Dask scheduler, as in tcp://host:8786, got {address!r}"
    )


def test_workers_and_a_cluster_exclude_each_other():
    with pytest.raises(ValueError, match=r"^workers and cluster exclude each other: a cluster"):
        orgsim.run(SMALL, cluster="tcp://localhost:8786", workers=2)


def test_without_the_package_the_way_to_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(orgsim.ClusterError) as refused:
        orgsim.run(SMALL, cluster="tcp://localhost:8786")
    assert str(refused.value) == (
        "a cluster needs the package distributed: pip install 'orgsim[cluster]'"
    )


def numbered(tables):
    return {int(n) for each in tables for n in each.tables["levels"]["replication"]}


def test_the_run_outlives_a_worker_and_ends_with_the_scheduler(tmp_path):
    def slow(replications):
        time.sleep(0.05)
        return {"levels": {"replication": np.array(replications)}}

    tasks = [Task("", slow, block) for block in plan_blocks(60, 2, 2, fixed=2)]
    with (
        dask_processes(tmp_path, "--no-nanny", "--no-nanny") as processes,
        dask_cluster(processes.address) as executor,
    ):
        assert executor.workers == 2
        found = []
        for _, outcomes in run_tasks(tasks, executor):
            if not found:
                processes.workers[0].kill()
            found += outcomes
        assert numbered(found) == set(range(60))
        finished = run_tasks(tasks, executor)
        _, found = next(finished)
        processes.scheduler.kill()
        with pytest.raises(ClusterLost) as lost:
            found.extend(each for _, outcomes in finished for each in outcomes)
        assert str(lost.value) == f"the Dask scheduler at {processes.address} was lost"


def test_after_the_scheduler_was_killed_resuming_gives_what_it_would_have_been(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(runs, "preferred_block_size", lambda _: 1)
    folder = tmp_path / "out"
    with dask_processes(tmp_path, "--no-nanny") as processes:

        def kill(done, _):
            if done:
                processes.scheduler.kill()

        with pytest.raises(ClusterLost) as lost:
            orgsim.run(SMALL, cluster=processes.address, directory=folder, progress=kill)
    assert 0 < lost.value.finished.completed < 36
    monkeypatch.undo()
    resumed = orgsim.run(SMALL, workers=1, directory=folder, resume=True)
    assert same_tables(resumed, orgsim.run(SMALL, workers=1))
    assert resumed.completed == 36


def test_a_replication_that_kills_its_workers_is_named_and_the_others_are_kept(
    tmp_path, monkeypatch
):
    def deadly(replications):
        if 4 in replications:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"levels": {"replication": np.array(replications)}}

    tasks = [Task("", deadly, block) for block in plan_blocks(9, 3, 1, fixed=3)]
    # Dask would try each block four times before it gives it up, which takes its time.
    patience = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with (
        dask_processes(tmp_path, "--nanny", **patience) as processes,
        dask_cluster(processes.address) as executor,
    ):
        found = [each for _, outcomes in run_tasks(tasks, executor) for each in outcomes]
        failures = [each.failure for each in found if each.failure is not None]
        assert [(each.replication, each.cause) for each in failures] == [(4, WORKER_DIED)]
        assert numbered(each for each in found if each.tables) == set(range(9)) - {4}
        # When nobody starts workers again there is an end to waiting.
        monkeypatch.setattr(cluster, "SECONDS_WITHOUT_WORKERS", 0.5)
        finished = run_tasks([Task("", lambda _: time.sleep(60), (0,))], executor)
        threading.Timer(0.5, os.killpg, (processes.workers[0].pid, signal.SIGKILL)).start()
        with pytest.raises(ClusterLost, match=r"has had no worker for 0\.5 seconds"):
            next(finished)


def test_draws_of_assumptions_and_a_resumed_sweep_are_made_there_too(
    address, tmp_path, monkeypatch
):
    few = SMALL.with_numbers(9, None)
    there = orgsim.run(few, cluster=address, uncertain=True)
    assert same_tables(there, orgsim.run(few, workers=1, uncertain=True))
    vary = {"organizations.b.plan.rate": "10%/year..30%/year"}
    whole = orgsim.sweep(few, vary, replications=4, levels=3, workers=1)
    measured, seen = sweeps.measured, []

    def pressed(*given):
        if seen:
            raise KeyboardInterrupt
        seen.append(given)
        return measured(*given)

    kept = {"directory": tmp_path / "out"}
    with monkeypatch.context() as patched:
        patched.setattr(sweeps, "measured", pressed)
        with pytest.raises(orgsim.Interrupted):
            orgsim.sweep(few, vary, replications=4, levels=3, workers=1, **kept)
    resumed = orgsim.sweep(
        few, vary, replications=4, levels=3, cluster=address, resume=True, **kept
    )
    for name in ("replications", "effects", "indices"):
        pd.testing.assert_frame_equal(
            getattr(resumed, name), getattr(whole, name), check_exact=True
        )
