"""Keyed draws: randomness as a function of who is asked, what for, and on which occasion.

A stream of random numbers ties everybody's luck to the order in which numbers are consumed: one
more hire shifts every later draw. Here nothing is consumed. A draw is a pure function of

    (seed, replication, organization, person or requisition, purpose, occasion)

so that two scenarios with the same seed see the same people with the same talents and the same
luck for as long as their rules agree, whatever the number of workers, the size of the blocks or
the order of execution. This is how common random numbers work in orgsim.

A 64-bit *key* is derived once per person. A draw mixes key, purpose and occasion with one step
of SplitMix64 (Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number generators",
OOPSLA, doi:10.1145/2660193.2660195): the key is the generator's state and purpose and occasion
say which of its outputs is wanted, so that the published test vectors apply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Keys: TypeAlias = NDArray[np.uint64]
Floats: TypeAlias = NDArray[np.float64]

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TWO_TO_MINUS_53 = 2.0**-53

# Occasions (months since the start, counts of events) stay well inside 40 bits; a purpose has the
# bits above them, so that no purpose ever reads another one's outputs.
OCCASION_BITS = 40
OCCASION_OFFSET = 1 << (OCCASION_BITS - 1)


class Purpose(IntEnum):
    """What a draw is for. A number, once given, is never used for anything else."""

    ENTRY_POINT = 1
    LEVEL = 2
    TIME_TO_FILL = 3
    SKILL = 4
    POTENTIAL = 5
    LEARNING_RATE = 6
    STAY = 7
    TENURE = 8
    TIME_IN_LEVEL = 9
    CONSIDERATION = 10
    COMMITTEE = 11
    TIE = 12
    CHANCE = 13
    SKILL_TRANSFER = 14
    OUTSIDE_TITLE = 15
    OUTSIDE_INFLATION = 16
    ASSESSMENT = 17
    QUOTA_ROUNDING = 18
    ARRIVALS = 19
    ARRIVAL_TIME = 20
    DESTINATION = 22
    YEARLY_CHANCE = 23
    AGE = 24
    VACANCY_LEVEL = 31
    PROMOTE_FIRST = 32
    TRACK = 41
    COUNTER_OFFER = 42
    JITTER = 43
    INSIGHT = 50
    PART_TIME = 51
    GROUP = 52
    ACCEPTANCE = 60
    APPRENTICESHIP = 61
    APPRENTICESHIP_SERVED = 62
    RETURNING = 63
    RETURNING_AFTER = 64
    REVIEW = 70
    RATING_TIE = 71
    TOLERANCE = 72
    COMPA_RATIO = 73
    MARKET = 74
    LAYOFF = 85
    ACQUISITION = 86
    MARKET_STAY = 90
    MARKET_LOOK = 91
    MARKET_ASSESSMENT = 92
    MARKET_ACCEPTANCE = 93
    FOUNDERS_RETURN_TO = 94
    APPRENTICE_ELSEWHERE = 95


def finalize(state: Any) -> Any:
    """SplitMix64's output function (its mixing of the state), on a uint64 scalar or array."""
    z = state >> _S30
    z ^= state
    z *= _MIX_1
    z ^= z >> _S27
    z *= _MIX_2
    z ^= z >> _S31
    return z


def splitmix64(seed: int, count: int) -> Keys:
    """The first `count` outputs of SplitMix64 from `seed`, as published.

    Examples
    --------
    >>> [hex(x) for x in splitmix64(0, 2)]
    ['0xe220a8397b1dcdaf', '0x6e789e6aa1b965f4']
    """
    steps = np.arange(1, count + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        outputs: Keys = finalize(np.uint64(seed) + steps * GAMMA)
    return outputs


def code(text: str) -> np.uint64:
    """A stable 64-bit number for a name, such as an organization's id.

    Python's own `hash` differs from process to process; this does not.
    """
    return np.uint64(
        int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    )


def derive(key: Any, *parts: Any) -> Any:
    """A new key from a key and integers (arrays broadcast): the way from seed to person.

    Parameters
    ----------
    key : uint64 or array of uint64
    parts : int or integer arrays
        Negative numbers (months before the start) are allowed.
    """
    result = key
    with np.errstate(over="ignore"):
        for part in parts:
            word = part if isinstance(part, np.uint64) else np.asarray(part).astype(np.uint64)
            result = finalize(result + finalize(word + GAMMA) * GAMMA + GAMMA)
    return result


def replication_keys(seed: int, replications: NDArray[np.int64]) -> Keys:
    """One key per replication: everything random in a replication descends from it.

    Parameters
    ----------
    seed : int
        Any integer; 0 is a seed like any other.
    replications : array of int, shape (R,)
    """
    root = np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF)
    keys: Keys = derive(np.full(len(replications), root), replications)
    return keys


def bits(keys: Keys, purpose: int, occasion: Any = 0) -> Keys:
    """64 random bits for each key, purpose and occasion.

    Parameters
    ----------
    keys : array of uint64, shape (N,)
    purpose : int
        A `Purpose`.
    occasion : int or array of int, shape (N,)
        Which time this is: a calendar month, or a count of the person's own occasions.
    """
    if isinstance(occasion, np.ndarray):
        word = (occasion + OCCASION_OFFSET).astype(np.uint64)
        word += np.uint64(purpose << OCCASION_BITS)
        word *= GAMMA
        word += keys
        result: Keys = finalize(word)
        return result
    mixed: Keys = finalize(keys + _step(purpose, int(occasion)))
    return mixed


def _step(purpose: int, occasion: int) -> np.uint64:
    """How far from a key's state the output for a purpose and occasion lies."""
    step = ((purpose << OCCASION_BITS) + occasion + OCCASION_OFFSET) * int(GAMMA)
    return np.uint64(step & 0xFFFF_FFFF_FFFF_FFFF)


def uniform(keys: Keys, purpose: int, occasion: Any = 0) -> Floats:
    """Uniform draws in the open interval (0, 1), one per key.

    Examples
    --------
    >>> keys = replication_keys(seed=0, replications=np.arange(3))
    >>> bool(np.all(uniform(keys, Purpose.SKILL) == uniform(keys, Purpose.SKILL)))
    True
    """
    return _unit(bits(keys, purpose, occasion))


def _unit(random_bits: Keys) -> Floats:
    """The upper 53 bits as a number in (0, 1), in the middle of its cell."""
    random_bits >>= _S11
    result: Floats = random_bits.astype(np.float64)
    result += 0.5
    result *= _TWO_TO_MINUS_53
    return result


def uniforms(keys: Keys, purposes: Sequence[int]) -> Floats:
    """Uniform draws for several purposes in one pass, shape (P, N), at occasion 0."""
    steps = np.array([_step(purpose, 0) for purpose in purposes])
    return _unit(finalize(keys + steps[:, None]))


def normal(keys: Keys, purpose: int, occasion: Any = 0) -> Floats:
    """Standard normal draws by the inverse of the distribution function, one per key."""
    result: Floats = ndtri(uniform(keys, purpose, occasion))
    return result


def exponential(keys: Keys, purpose: int, occasion: Any = 0) -> Floats:
    """Unit exponential draws, one per key; always above 0."""
    result: Floats = -np.log(uniform(keys, purpose, occasion))
    return result
