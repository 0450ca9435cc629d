"""`--cluster` on the command line: what is refused, and what is kept when the cluster is lost."""

from __future__ import annotations

import contextlib
import sys

import pytest

import orgsim
from orgsim.experiment import runs
from orgsim.experiment.executors import ClusterLost, in_process

LOST = "the Dask scheduler at tcp://here:1 was lost"


class LostAfter:
    """An executor that is lost after some blocks, in place of a cluster."""

    workers = replications_per_task = 1

    def __init__(self, blocks):
        self.blocks = blocks

    def run(self, tasks, meanwhile):
        for number, finished in enumerate(in_process().run(tasks, meanwhile)):
            if number == self.blocks:
                raise ClusterLost(LOST)
            yield finished


@pytest.fixture
def lost_after(monkeypatch):
    """Let the cluster be lost after so many blocks, each of one replication."""

    def prepare(blocks):
        def chosen(workers, cluster):
            assert (workers, cluster) == (None, "tcp://here:1")
            return contextlib.nullcontext(LostAfter(blocks))

        monkeypatch.setattr(runs, "chosen", chosen)
        monkeypatch.setattr(runs, "preferred_block_size", lambda _: 1)

    return prepare


@pytest.mark.parametrize("verb", ["run", "compare"])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--cluster", "here:8786"),
            "must be the address of a Dask scheduler, as in tcp://host:8786, got 'here:8786'",
        ),
        (
            ("--cluster", "tcp://here:8786", "-w", "2"),
            "a cluster (--cluster) has its own workers",
        ),
        (
            ("--cluster", "tcp://here:8786"),
            "a cluster needs the package distributed: pip install 'orgsim[cluster]'",
        ),
    ],
)
def test_what_cannot_be_used(command, small, tmp_path, monkeypatch, verb, options, message):
    monkeypatch.setitem(sys.modules, "distributed", None)
    other = tmp_path / "other.yaml"
    other.write_text(small.read_text())
    files = (small,) if verb == "run" else (small, other)
    ended = command(verb, *files, *options)
    option = "--workers" if "-w" in options else "--cluster"
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"{option}: {message}; nothing was run\n"
    assert not (tmp_path / "results").exists()


def test_a_lost_cluster_leaves_what_arrived(command, small, lost_after):
    lost_after(3)
    ended = command("run", small, "--cluster", "tcp://here:1", "-o", "out")
    assert ended.code == 1
    again = f"orgsim run {small} --cluster tcp://here:1 -o out --resume"
    assert ended.err == f"{LOST}: 3 of 5 replications are kept in out; go on with: {again}\n"
    assert ended.out == ""
    assert orgsim.load_results("out").completed == 3


def test_a_cluster_lost_at_once_leaves_nothing(command, small, tmp_path, lost_after):
    lost_after(0)
    ended = command("run", small, "--cluster", "tcp://here:1")
    assert (ended.code, ended.out, ended.err) == (1, "", f"{LOST}; nothing was written\n")
    assert not (tmp_path / "results").exists()


def test_a_comparison_keeps_what_arrived(command, small, tmp_path, lost_after):
    other = tmp_path / "other.yaml"
    other.write_text(small.read_text())
    lost_after(1)
    ended = command("compare", small, other, "--cluster", "tcp://here:1", "-o", "out")
    again = f"orgsim compare {small} {other} --cluster tcp://here:1 -o out --resume"
    kept = f"replications are kept in out; go on with: {again}\n"
    assert (ended.code, ended.out, ended.err) == (1, "", f"{LOST}: 1 of 10 {kept}")
    lost_after(6)
    ended = command("compare", small, other, "--cluster", "tcp://here:1", "-o", "out", "--resume")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{LOST}: 7 of 10 {kept}"
