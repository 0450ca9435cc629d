"""How the replications of a run are cut into blocks, and what comes back from one."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

RawTables: TypeAlias = Mapping[str, Mapping[str, NDArray[Any]]]
"""Plain columns by table and name, as `orgsim.simulation.simulate_block` returns them."""

Simulate: TypeAlias = Callable[[Sequence[int]], RawTables]
"""From the numbers of some replications to their tables."""

SMALLEST_FRACTION = 2
"""No block is cut below half of the engine's own block size: up to there most of a block's cost is
the same for few replications and for many, so that two halves take nearly twice as long."""

Block: TypeAlias = tuple[int, ...]
"""The numbers of the replications that are simulated together."""


@dataclass(frozen=True)
class Task:
    """One block to be simulated.

    Parameters
    ----------
    name : str
        Which of the scenarios that run together it belongs to.
    simulate : Simulate
    block : Block
    """

    name: str
    simulate: Simulate
    block: Block


@dataclass(frozen=True)
class Failure:
    """A replication that could not be simulated, and why.

    Parameters
    ----------
    replication : int
    cause : str
        One line: kind and text of the exception, and the place in the code.
    """

    replication: int
    cause: str


@dataclass(frozen=True)
class Outcome:
    """What came of some replications: their tables, or the failure of one.

    Parameters
    ----------
    replications : Block
    tables : RawTables or None
        None when the replication failed.
    failure : Failure or None
    """

    replications: Block
    tables: RawTables | None = None
    failure: Failure | None = None


def plan_blocks(
    replications: int | Sequence[int],
    preferred: int,
    workers: int,
    fixed: int | None = None,
    at_least: int = 1,
) -> tuple[Block, ...]:
    """Cut replications into blocks of nearly equal size, each of consecutive numbers.

    Results do not depend on the cut; only time and memory do.

    Parameters
    ----------
    replications : int or sequence of int
        How many there are, from 0; or their numbers, increasing.
    preferred : int
        The engine's own block size for the scenario.
    workers : int
        Workers that should have the same number of blocks each: blocks may be nearly twice as
        large as `preferred` for that, or down to half of it.
    fixed : int, optional
        Exactly this block size instead (the last block may be smaller).
    at_least : int, optional
        No block has fewer replications, unless there are fewer altogether.

    Returns
    -------
    tuple of Block

    Examples
    --------
    >>> plan_blocks(5, preferred=4, workers=2)
    ((0, 1, 2), (3, 4))
    >>> plan_blocks(5, preferred=4, workers=2, fixed=4)
    ((0, 1, 2, 3), (4,))
    >>> plan_blocks([0, 1, 2, 6, 7], preferred=8, workers=1)
    ((0, 1, 2), (6, 7))
    """
    numbers = np.arange(replications) if isinstance(replications, int) else np.array(replications)
    if not len(numbers):
        return ()
    if fixed is not None:
        cuts = np.arange(fixed, len(numbers), fixed)
        parts = np.split(numbers, cuts)
    else:
        count = len(numbers)
        preferred = max(preferred, at_least)
        rounds = count // (preferred * workers)
        most = max(1, min(count * SMALLEST_FRACTION // preferred, count // at_least))
        parts = np.array_split(numbers, rounds * workers if rounds else min(workers, most, count))
    return tuple(
        tuple(int(number) for number in run)
        for part in parts
        for run in np.split(part, np.flatnonzero(np.diff(part) > 1) + 1)
    )


def attempt(simulate: Simulate, replications: Sequence[int]) -> list[Outcome]:
    """Simulate some replications; where that raises, halve until each failing one stands alone.

    The others of a block are kept: they come out the same in any block.

    Parameters
    ----------
    simulate : Simulate
    replications : sequence of int

    Returns
    -------
    list of Outcome
        In order of replication, covering each once.
    """
    numbers = tuple(replications)
    try:
        return [Outcome(numbers, tables=_cleanly(simulate, numbers))]
    except Exception as error:  # noqa: BLE001 - a user's policy may raise anything at all
        if len(numbers) == 1:
            return [Outcome(numbers, failure=Failure(numbers[0], describe(error)))]
    half = len(numbers) // 2
    return attempt(simulate, numbers[:half]) + attempt(simulate, numbers[half:])


def _cleanly(simulate: Simulate, numbers: Block) -> RawTables:
    """Simulate a block and give its memory back.

    SimPy's processes and their environment refer to each other, and Python counts objects, not
    megabytes: half a dozen blocks of people would pile up before it looks for such circles.
    """
    tables = simulate(numbers)
    if len(numbers) > 1:
        gc.collect()
    return tables


def describe(error: BaseException) -> str:
    """Say in one line what an exception is and where in the code it was raised.

    Examples
    --------
    >>> describe(ValueError("no such level"))
    'ValueError: no such level'
    """
    text = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    while error.__cause__ is not None:  # SimPy raises a copy; the original knows the place
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text
    last = frames[-1]
    return f"{text} (in {last.name}, {last.filename}:{last.lineno})"
