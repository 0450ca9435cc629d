"""Which points of its parameters' space a sweep tries.

A design is made of fractions between 0 and 1, one for each parameter; a parameter turns them into
values. It is a function of the scenario's seed alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.scenario.variation import Variation

if TYPE_CHECKING:
    from numpy.typing import NDArray

DESIGNS = ("grid", "lhs", "sobol")
"""Every combination, a Latin hypercube, and a Sobol sequence arranged for Sobol's indices."""

POINTS = 64
"""Points of a Latin hypercube or a Sobol sequence unless told otherwise."""

LEVELS = 5
"""Values of a range in a grid unless told otherwise."""

MOST_POINTS = 100_000

_PURPOSE = 0x5EED
"""Sets a design's draws apart from whatever else is drawn from the seed."""


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    Attributes
    ----------
    kind : str
        One of `DESIGNS`.
    parameters : tuple of Variation
        D of them.
    values : tuple of tuple of str
        By point and parameter, as they are written.
    base : int
        Points of the sequence itself: N. A grid and a Latin hypercube have no others; Sobol's
        indices take N x (D + 2): the points A, then B, then for each parameter A with that
        parameter from B (Saltelli et al. 2010).
    """

    kind: str
    parameters: tuple[Variation, ...]
    values: tuple[tuple[str, ...], ...]
    base: int


def make_design(
    kind: str, parameters: Sequence[Variation], seed: int, points: int | None, levels: int | None
) -> Design:
    """Make a design.

    Parameters
    ----------
    kind : {"grid", "lhs", "sobol"}
    parameters : sequence of Variation
        One or more.
    seed : int
        The scenario's.
    points : int, optional
        Of a Latin hypercube, or N of a Sobol sequence; 64 by default. A Sobol sequence takes the
        next power of two.
    levels : int, optional
        Values of each range in a grid; 5 by default.

    Raises
    ------
    ValueError
        When there are too many or too few points, or an option that the design does not have.

    Examples
    --------
    >>> from orgsim.scenario.variation import read_variation
    >>> parameters = [read_variation("a=1..3"), read_variation("b=x,y")]
    >>> make_design("grid", parameters, 1, None, 2).values
    (('1', 'x'), ('1', 'y'), ('3', 'x'), ('3', 'y'))
    >>> len(make_design("sobol", parameters, 1, 5, None).values)
    32
    """
    if kind not in DESIGNS:
        raise ValueError(f"no such design, got {kind!r}; allowed: {', '.join(DESIGNS)}")
    parameters = tuple(parameters)
    if kind == "grid":
        if points is not None:
            raise ValueError("a grid has as many points as there are combinations; levels say how "
                             "many values of a range it tries")  # fmt: skip
        return _grid(parameters, LEVELS if levels is None else levels)
    if levels is not None:
        raise ValueError("levels belong to a grid; of other designs points say how many there are")
    count = POINTS if points is None else points
    if count < 2:
        raise ValueError(f"points must be at least 2, got {count}")
    of_each = 1
    if kind == "sobol":
        count, of_each = power_of_two(count), len(parameters) + 2
    _refuse_too_many(count * of_each)
    # Imported here: only a sweep needs it, and it takes as long as everything else together.
    from scipy.stats import qmc  # noqa: PLC0415

    rng = np.random.default_rng([seed, _PURPOSE])
    if kind == "lhs":
        fractions = qmc.LatinHypercube(len(parameters), rng=rng).random(count)
        return Design(kind, parameters, _values(parameters, fractions), count)
    both = qmc.Sobol(2 * len(parameters), rng=rng).random(count)
    a, b = np.hsplit(both, 2)
    mixed = [np.where(np.arange(len(parameters)) == which, b, a) for which in range(a.shape[1])]
    return Design(kind, parameters, _values(parameters, np.vstack([a, b, *mixed])), count)


def power_of_two(number: int) -> int:
    """The next power of two, without which a Sobol sequence is not balanced.

    Examples
    --------
    >>> power_of_two(64), power_of_two(65)
    (64, 128)
    """
    return 1 << (number - 1).bit_length()


def _grid(parameters: tuple[Variation, ...], levels: int) -> Design:
    if levels < 2:
        raise ValueError(f"levels must be at least 2, got {levels}")
    tried = [each.levels(levels) for each in parameters]
    count = int(np.prod([len(values) for values in tried], dtype=object))
    _refuse_too_many(count)
    return Design("grid", parameters, tuple(itertools.product(*tried)), count)


def _refuse_too_many(count: int) -> None:
    if count > MOST_POINTS:
        raise ValueError(
            f"the design has {count:,} points; more than {MOST_POINTS:,} are too many. Fewer "
            "levels or points, or another design"
        )


def _values(
    parameters: Sequence[Variation], fractions: NDArray[np.float64]
) -> tuple[tuple[str, ...], ...]:
    columns = [each.at(fractions[:, which]) for which, each in enumerate(parameters)]
    return tuple(zip(*columns, strict=True))
