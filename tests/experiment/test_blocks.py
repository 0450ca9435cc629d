"""Cutting replications into blocks, and what happens to those that fail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.experiment.blocks import SMALLEST_FRACTION, attempt, plan_blocks

SIZES = st.integers(1, 600)


@given(replications=SIZES, preferred=SIZES, workers=st.integers(1, 9))
def test_every_replication_is_in_one_block_and_blocks_are_even(replications, preferred, workers):
    blocks = plan_blocks(replications, preferred, workers)
    assert [number for block in blocks for number in block] == list(range(replications))
    sizes = [len(block) for block in blocks]
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= 2 * preferred


@given(replications=SIZES, preferred=SIZES, workers=st.integers(1, 9))
def test_workers_have_the_same_number_of_blocks_unless_those_would_be_too_small(
    replications, preferred, workers
):
    blocks = plan_blocks(replications, preferred, workers)
    if replications * SMALLEST_FRACTION >= workers * preferred and replications >= workers:
        assert len(blocks) % workers == 0
    else:
        assert len(blocks) < max(workers, 2)
    if len(blocks) > 1:
        assert min(map(len, blocks)) >= preferred // SMALLEST_FRACTION


@given(replications=SIZES, preferred=SIZES, workers=st.integers(1, 9), at_least=st.integers(1, 20))
def test_no_block_has_fewer_than_it_should_have(replications, preferred, workers, at_least):
    blocks = plan_blocks(replications, preferred, workers, at_least=at_least)
    assert [number for block in blocks for number in block] == list(range(replications))
    assert min(map(len, blocks)) >= min(at_least, replications)
    if at_least <= preferred // SMALLEST_FRACTION:
        assert blocks == plan_blocks(replications, preferred, workers)


@pytest.mark.parametrize(("size", "expected"), [(1, 7), (2, 4), (7, 1), (32, 1)])
def test_a_fixed_size_is_kept(size, expected):
    blocks = plan_blocks(7, preferred=3, workers=2, fixed=size)
    assert len(blocks) == expected
    assert all(len(block) == size for block in blocks[:-1])
    assert [number for block in blocks for number in block] == list(range(7))


def failing_at(*bad: int):
    def simulate(replications):
        for number in replications:
            if number in bad:
                raise ValueError(f"no luck with {number}")
        return {"levels": {"replication": np.array(replications)}}

    return simulate


@settings(max_examples=30, deadline=None)
@given(bad=st.sets(st.integers(0, 19)), first=st.integers(0, 10), count=st.integers(1, 10))
def test_exactly_the_failing_replications_fail(bad, first, count):
    block = range(first, first + count)
    outcomes = attempt(failing_at(*bad), block)
    assert [number for outcome in outcomes for number in outcome.replications] == list(block)
    failed = [outcome.failure.replication for outcome in outcomes if outcome.failure]
    assert failed == [number for number in block if number in bad]
    for outcome in outcomes:
        assert (outcome.tables is None) == (outcome.failure is not None)
        if outcome.tables is not None:
            assert tuple(outcome.tables["levels"]["replication"]) == outcome.replications


def test_the_cause_says_what_and_where():
    (outcome,) = attempt(failing_at(3), [3])
    assert outcome.failure is not None
    assert outcome.failure.cause.startswith("ValueError: no luck with 3 (in simulate, ")
    assert "\n" not in outcome.failure.cause


def test_ctrl_c_is_no_failure():
    def simulate(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(simulate, [0, 1])
