"""One person's keyed draws, in plain numbers.

`orgsim.randomness` draws for whole columns. Most of what happens here happens to one person at a
time, and for one number a column is a long way round.
"""

from __future__ import annotations

import math

from orgsim.randomness import GAMMA, OCCASION_BITS, OCCASION_OFFSET, Keys

_GAMMA = int(GAMMA)
_64_BITS = 0xFFFF_FFFF_FFFF_FFFF


def uniform(key: Keys, purpose: int, occasion: int = 0) -> float:
    """A draw in the open interval (0, 1): what `orgsim.randomness.uniform` has for this key.

    Parameters
    ----------
    key : array of uint64, shape (1,)
    purpose : int
        A `Purpose`.
    occasion : int
        Which time this is.

    Examples
    --------
    >>> import numpy as np
    >>> from orgsim import randomness
    >>> key = np.array([2026], dtype=np.uint64)
    >>> uniform(key, randomness.Purpose.STAY, -3)
    0.4740812748912467
    >>> float(randomness.uniform(key, randomness.Purpose.STAY, -3)[0])
    0.4740812748912467
    """
    # One output of SplitMix64; the source is named in `orgsim.randomness`.
    z = int(key[0]) + ((purpose << OCCASION_BITS) + occasion + OCCASION_OFFSET) * _GAMMA
    z &= _64_BITS
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _64_BITS
    z ^= z >> 31
    return ((z >> 11) + 0.5) * 2.0**-53


def exponential(key: Keys, purpose: int, occasion: int = 0) -> float:
    """A unit exponential draw, always above 0; parameters as those of `uniform`."""
    return -math.log(uniform(key, purpose, occasion))
